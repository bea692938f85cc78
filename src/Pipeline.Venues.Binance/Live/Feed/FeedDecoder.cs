using Pipeline.Events;
using Pipeline.Feeds;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>The market-data decoder of a lane, which marks each record with its connection and each stream as alive.</summary>
/// <remarks>Single thread at a time: the lane's lock. 0 B a message.</remarks>
internal sealed class FeedDecoder : IMessageDecoder
{
    private const int Kinds = (int)RecordKind.Liquidation + 1;
    private const int NoStream = -1;

    private readonly MarketDataDecoder _decoder;
    private readonly int[] _streams;

    public FeedDecoder(MarketDataDecoder decoder, IReadOnlyList<StreamContract> contracts, int instruments)
    {
        _decoder = decoder;
        _streams = new int[Kinds * instruments];
        Array.Fill(_streams, NoStream);
        for (var i = 0; i < contracts.Count; i++)
        {
            _streams[(contracts[i].Instrument * Kinds) + (int)contracts[i].Kind] = i;
        }
    }

    /// <summary>The connection whose messages follow.</summary>
    public FeedLink? Link { get; set; }

    /// <summary>Monotonic time of the message that follows.</summary>
    public long NowNanos { get; set; }

    /// <summary>When the venue made the last message, or Absent.</summary>
    public long EventNanos { get; private set; } = InputRecord.Absent;

    public DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        var reason = _decoder.Decode(json, ref record, levels, out errorOffset);
        record.Epoch = Link!.Number;
        EventNanos = InputRecord.Absent;
        if (reason == DeadLetterReason.None && (record.Flags & RecordFlags.Foreign) == 0 && (int)record.Kind < Kinds)
        {
            See(in record);
        }

        return reason;
    }

    private void See(in InputRecord record)
    {
        EventNanos = record.EventNanos;
        var index = (record.Instrument * Kinds) + (int)record.Kind;
        if ((uint)index < (uint)_streams.Length && _streams[index] != NoStream)
        {
            Link!.See(_streams[index], NowNanos);
        }
    }
}
