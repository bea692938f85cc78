using System.Text;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What a message says of itself, without any instrument table.</summary>
public struct ProbedMessage
{
    /// <summary>The kind that it claims to be; Other where that is none of the decoded ones.</summary>
    public RecordKind Kind;

    /// <summary>The market that its members tell, or None where they fit several.</summary>
    public Market Market;

    /// <summary>First byte of the symbol in the text.</summary>
    public int SymbolStart;

    /// <summary>Bytes of the symbol; 0 where the message names none.</summary>
    public int SymbolLength;

    /// <summary>Whether those bytes hold escapes.</summary>
    public bool SymbolEscaped;

    /// <summary>Whether it stands in a `data` beside the name of its stream.</summary>
    public bool IsWrapped;

    /// <summary>Whether its stream's name says that its levels are no diff of the ordinary book; its kind is Other then.</summary>
    public bool IsOtherDepth;

    /// <summary>
    /// Whether both sides of a diff or snapshot have exactly 5, 10 or 20 levels and none of them has size 0, as the messages
    /// of a partial depth stream have.
    /// </summary>
    public bool LooksPartial;

    /// <summary>Whether it chains by `pu`, as futures do.</summary>
    public bool HasPrevious;

    /// <summary>Whether it names a pair (`ps` or `pair`).</summary>
    public bool HasPair;

    /// <summary>Most decimals of its prices once trailing zeros are cut; 0 for kinds without prices.</summary>
    public int PriceDecimals;

    /// <summary>Most decimals of its sizes once trailing zeros are cut; 0 for kinds without sizes.</summary>
    public int SizeDecimals;

    /// <summary>Most levels on one side of a diff or snapshot.</summary>
    public int LevelsPerSide;

    /// <summary>`lastUpdateId` of a snapshot, else <see cref="InputRecord.Absent"/>.</summary>
    public long LastUpdateId;

    /// <summary>The symbol in its real characters, or null where the message names none.</summary>
    /// <param name="json">The text that was probed.</param>
    public readonly string? Symbol(ReadOnlySpan<byte> json) =>
        SymbolLength > 0 ? Encoding.UTF8.GetString(SymbolUtf8(json, stackalloc byte[MessageProbe.MaxSymbolBytes])) : null;

    internal readonly ReadOnlySpan<byte> SymbolUtf8(ReadOnlySpan<byte> json, Span<byte> scratch) =>
        new JsonToken { Start = SymbolStart, Length = SymbolLength, Escaped = SymbolEscaped }.Text(json, scratch);
}
