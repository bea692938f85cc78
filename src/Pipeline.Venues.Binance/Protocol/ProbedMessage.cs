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

    /// <summary>Whether it chains by `pu`, as futures do.</summary>
    public bool HasPrevious;

    /// <summary>Whether it names a pair (`ps` or `pair`).</summary>
    public bool HasPair;

    /// <summary>Most decimals of its prices once trailing zeros are cut; 0 for kinds without prices.</summary>
    public int PriceDecimals;

    /// <summary>Most decimals of its sizes once trailing zeros are cut; 0 for kinds without sizes.</summary>
    public int SizeDecimals;

    /// <summary>`lastUpdateId` of a snapshot, else <see cref="InputRecord.Absent"/>.</summary>
    public long LastUpdateId;
}
