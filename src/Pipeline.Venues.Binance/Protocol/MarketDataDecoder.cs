using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Turns one market-data message into one record: UTF-8 text in, integers out, nothing allocated.</summary>
/// <remarks>
/// Single thread. Every byte of every message is checked, whichever way it is read.
/// </remarks>
public sealed class MarketDataDecoder
{
    private const int ScratchBytes = 512;

    private readonly InstrumentTable _instruments;
    private readonly Market _market;
    private readonly MessageScan _scan = new();
    private readonly byte[] _scratch = new byte[ScratchBytes];

    /// <summary>A decoder for the messages of one market.</summary>
    /// <exception cref="ArgumentException">The market is not said.</exception>
    public MarketDataDecoder(InstrumentTable instruments, Market market)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        if (market == Market.None)
        {
            Throw.Argument(nameof(market), "a decoder reads the messages of one market");
        }

        _instruments = instruments;
        _market = market;
    }

    /// <summary>Index of the instrument that a snapshot without a symbol is about; -1 where that is not known.</summary>
    public int SnapshotInstrument { get; set; } = InputRecord.NoInstrument;

    /// <summary>Decodes one message.</summary>
    /// <param name="json">The text, exactly: nothing outside it is read.</param>
    /// <param name="record">
    /// Receives Kind, Flags, Instrument, times and body; Lane, Epoch and ReceiveNanos stay as they are, and LevelOffset is
    /// zero. What it holds after a dead letter is of no use.
    /// </param>
    /// <param name="levels">Receives the levels of a diff or snapshot, bids first; at least <see cref="LevelArena.MaxRun"/> long.</param>
    /// <param name="errorOffset">Byte at which decoding stopped; 0 where it did not.</param>
    /// <returns>None where the message was decoded. One that nothing here uses is decoded too: its kind is Other.</returns>
    public DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        levels = levels[..LevelArena.MaxRun];
        var reason = _scan.Read(json, out errorOffset);
        if (reason != DeadLetterReason.None)
        {
            return reason;
        }

        var reader = new MessageReader(json, _scan, _instruments, _market, _scratch, ref record, levels)
        {
            SnapshotInstrument = SnapshotInstrument,
        };
        return reader.Read(out errorOffset);
    }
}
