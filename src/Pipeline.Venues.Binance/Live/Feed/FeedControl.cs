using System.Text.Json;
using Pipeline.Events;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The control lane: snapshots and session records, stamped and published.</summary>
/// <remarks>The feed's task only.</remarks>
internal sealed class FeedControl(FeedSetup setup)
{
    private const long NanosPerMilli = 1_000_000;

    private readonly MarketDataDecoder _decoder = new(setup.Instruments, setup.Market);
    private InputRecord _snapshot;
    private long _levelOffset;

    public ClockModel Clock { get; } = new();

    public void Publish(InputRecord record)
    {
        record.ReceiveNanos = setup.Clock.UtcNanos;
        setup.Control.Publish(ref record);
    }

    /// <summary>Decodes a snapshot into the lane's arena; <see cref="PublishDecoded"/> makes it a record.</summary>
    public bool TryDecode(int instrument, int epoch, in RestReply reply)
    {
        var levels = setup.Control.ReserveLevels(out _levelOffset);
        _decoder.SnapshotInstrument = instrument;
        _snapshot = default;
        var reason = _decoder.Decode(reply.Body.Span, ref _snapshot, levels, out _);
        _snapshot.Epoch = epoch;
        _snapshot.ReceiveNanos = reply.ReceiveNanos;
        return reason == DeadLetterReason.None && _snapshot.Kind == RecordKind.DepthSnapshot && _snapshot.Instrument == instrument;
    }

    public void PublishDecoded() => setup.Control.Publish(ref _snapshot, _levelOffset);

    public void OnTime(in RestReply reply, FeedLane[] lanes)
    {
        if (!reply.IsGood || !TryReadTime(reply.Body.Span, out var venueMillis))
        {
            return;
        }

        Clock.OnSample(reply.SentNanos, reply.ReceiveNanos, venueMillis * NanosPerMilli);
        foreach (var lane in lanes)
        {
            var (receiveNanos, eventNanos) = lane.TakeLead();
            Clock.OnMessage(Math.Max(receiveNanos, 0), eventNanos);
        }

        Publish(new InputRecord
        {
            Kind = RecordKind.ClockSample,
            Instrument = InputRecord.NoInstrument,
            EventNanos = venueMillis * NanosPerMilli,
            TransactionNanos = InputRecord.Absent,
            Clock = Clock.At(reply.ReceiveNanos),
        });
    }

    private static bool TryReadTime(ReadOnlySpan<byte> json, out long millis)
    {
        millis = 0;
        var reader = new Utf8JsonReader(json);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && reader.Read() && reader.ValueTextEquals("serverTime"u8)
                && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out millis);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
