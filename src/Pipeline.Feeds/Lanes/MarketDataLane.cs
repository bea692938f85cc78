using System.IO.Hashing;
using Pipeline.Events;
using Pipeline.Feeds.DeadLetters;

namespace Pipeline.Feeds.Lanes;

/// <summary>Market data of one connection or recording: bytes in, records in the ring.</summary>
/// <remarks>Single thread, no allocation in steady state. What cannot be decoded goes to the sink and leaves a DeadLetter record.</remarks>
public sealed class MarketDataLane(Lane lane, IMessageDecoder decoder, IDeadLetterSink? deadLetters)
{
    /// <summary>Where the message being received stands in its source.</summary>
    /// <param name="Source">Index of the file or socket.</param>
    /// <param name="Line">Line or message number, from 1.</param>
    public readonly record struct Position(int Source, long Line);

    /// <summary>Flags of the source, which every record of it carries.</summary>
    public RecordFlags SourceFlags { get; set; }

    /// <summary>Whether a message was about a symbol that the run does not follow.</summary>
    public bool SawForeign { get; private set; }

    /// <summary>Decodes one message and publishes what it says.</summary>
    /// <returns><see cref="DeadLetterReason.None"/>, or why a DeadLetter record was published instead.</returns>
    public DeadLetterReason Receive(ReadOnlySpan<byte> json, long receiveNanos, Position position)
    {
        var levels = lane.ReserveLevels(out var offset);
        var record = default(InputRecord);
        var reason = decoder.Decode(json, ref record, levels, out var errorOffset);
        if (reason != DeadLetterReason.None)
        {
            var flags = record.Kind == RecordKind.DepthUpdate ? RecordFlags.AboutBook : RecordFlags.None;
            PublishDeadLetter(json, receiveNanos, flags, Locate(json, position, reason, errorOffset));
            return reason;
        }

        record.ReceiveNanos = receiveNanos;
        record.Flags |= SourceFlags;
        SawForeign |= (record.Flags & RecordFlags.Foreign) != 0;
        if (record.HasLevels)
        {
            lane.Publish(ref record, offset);
            return reason;
        }

        if (record.Kind == RecordKind.Other)
        {
            record.Message = Locate(json, position, DeadLetterReason.None, 0);
        }

        lane.Publish(ref record);
        return reason;
    }

    /// <summary>Publishes a line that has no receive time as the dead letter that it is.</summary>
    public void RejectLine(ReadOnlySpan<byte> line, Position position) =>
        PublishDeadLetter(line, 0, RecordFlags.None, Locate(line, position, DeadLetterReason.BadReceiveTime, 0));

    private static MessageBody Locate(ReadOnlySpan<byte> text, Position position, DeadLetterReason reason, int offset) => new()
    {
        Source = position.Source,
        Line = position.Line,
        Reason = reason,
        Offset = offset,
        TextBytes = text.Length,
        TextHash = XxHash3.HashToUInt64(text),
    };

    private void PublishDeadLetter(ReadOnlySpan<byte> text, long receiveNanos, RecordFlags flags, in MessageBody message)
    {
        var record = new InputRecord
        {
            Kind = RecordKind.DeadLetter,
            Flags = SourceFlags | flags,
            Instrument = InputRecord.NoInstrument,
            ReceiveNanos = receiveNanos,
            EventNanos = InputRecord.Absent,
            TransactionNanos = InputRecord.Absent,
            Message = message,
        };
        deadLetters?.Write(in record, text);
        lane.Publish(ref record);
    }
}
