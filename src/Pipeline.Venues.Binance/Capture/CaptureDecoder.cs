using Pipeline.Events;
using Pipeline.Feeds;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Capture;

/// <summary>The market-data decoder as a recording needs it: a REST snapshot stands there bare and may name no symbol.</summary>
/// <remarks>
/// Single thread. With one instrument the snapshot can only be that one's; with several its update id decides. Raw messages of a
/// partial depth stream look like diffs; for an instrument that is known to have some, each that names no stream is one.
/// </remarks>
internal sealed class CaptureDecoder : IMessageDecoder
{
    // Two symbols' ids lie billions apart; a snapshot lies within some thousands of its own stream.
    private const long ClearLead = 10;

    private readonly MarketDataDecoder _decoder;
    private readonly long[] _lastUpdateIds;
    private readonly bool[] _rawDepthIsPartial;

    /// <param name="instruments">What the run follows.</param>
    /// <param name="market">The recording's market.</param>
    /// <param name="rawDepthIsPartial">Whether depth messages of the instrument that name no stream are partial depth.</param>
    public CaptureDecoder(InstrumentTable instruments, Market market, bool[] rawDepthIsPartial)
    {
        _rawDepthIsPartial = rawDepthIsPartial;
        _decoder = new MarketDataDecoder(instruments, market);
        _lastUpdateIds = new long[instruments.Count];
        Array.Fill(_lastUpdateIds, InputRecord.Absent);
        _decoder.SnapshotInstrument = instruments.Count == 1 ? 0 : InputRecord.NoInstrument;
    }

    public DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        var reason = _decoder.Decode(json, ref record, levels, out errorOffset);
        if (reason == DeadLetterReason.None && record.Kind == RecordKind.DepthUpdate && _rawDepthIsPartial[record.Instrument])
        {
            PassOverPartial(json, ref record);
        }

        if (_lastUpdateIds.Length == 1)
        {
            return reason;
        }

        if (reason == DeadLetterReason.AmbiguousSnapshot && MessageProbe.TryProbe(json, out var probed))
        {
            reason = DecodeSnapshot(json, Nearest(probed.LastUpdateId), ref record, levels, out errorOffset);
        }

        Follow(reason, in record);
        return reason;
    }

    private DeadLetterReason DecodeSnapshot(
        ReadOnlySpan<byte> json, int instrument, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        _decoder.SnapshotInstrument = instrument;
        record = default;
        var reason = _decoder.Decode(json, ref record, levels, out errorOffset);
        _decoder.SnapshotInstrument = InputRecord.NoInstrument;
        return reason;
    }

    private static void PassOverPartial(ReadOnlySpan<byte> json, ref InputRecord record)
    {
        if (MessageProbe.TryProbe(json, out var probed) && !probed.IsWrapped)
        {
            record = new InputRecord
            {
                Kind = RecordKind.Other,
                Instrument = InputRecord.NoInstrument,
                EventNanos = InputRecord.Absent,
                TransactionNanos = InputRecord.Absent,
            };
        }
    }

    // The one whose diffs are by far the nearest, or none: a snapshot is never guessed onto a book.
    private int Nearest(long updateId)
    {
        var best = InputRecord.NoInstrument;
        var bestDistance = long.MaxValue;
        var secondDistance = long.MaxValue;
        for (var i = 0; i < _lastUpdateIds.Length; i++)
        {
            var distance = _lastUpdateIds[i] == InputRecord.Absent ? long.MaxValue : Math.Abs(updateId - _lastUpdateIds[i]);
            if (distance < bestDistance)
            {
                (secondDistance, bestDistance, best) = (bestDistance, distance, i);
            }
            else
            {
                secondDistance = Math.Min(secondDistance, distance);
            }
        }

        return bestDistance < secondDistance / ClearLead ? best : InputRecord.NoInstrument;
    }

    private void Follow(DeadLetterReason reason, in InputRecord record)
    {
        if (reason == DeadLetterReason.None && record.Kind == RecordKind.DepthUpdate && (record.Flags & RecordFlags.Foreign) == 0)
        {
            _lastUpdateIds[record.Instrument] = record.Depth.FinalUpdateId;
        }
    }
}
