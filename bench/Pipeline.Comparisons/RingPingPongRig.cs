using System.Diagnostics;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>Round trips between two pinned threads; figures are the median in nanoseconds, clock included.</summary>
internal interface IPingPong
{
    /// <summary>Makes this many round trips and returns the nanoseconds of each.</summary>
    long[] Run(int trips);
}

/// <summary>A ring each way, a 64-byte event each time; both sides wait at a barrier.</summary>
internal sealed class RingPingPongRig(IWaitStrategy waitStrategy) : IPingPong
{
    private const int Size = 1024;

    public long[] Run(int trips)
    {
        using Section<RingEvent> there = new(Size), back = new(Size);
        SingleProducerSequencer ping = new(Size, waitStrategy), pong = new(Size, waitStrategy);
        var echo = new EventProcessor<Echo>("echo", ping.NewBarrier(), new Echo(there, back, pong));
        var replies = pong.NewBarrier();
        var thread = new PipelineThread("echo", echo.Run, HandOff.ConsumerCpu);
        thread.Start();
        var nanos = new long[trips];
        HandOff.OnProducerThread(() =>
        {
            for (var trip = 0; trip < trips; trip++)
            {
                nanos[trip] = RoundTrip(ping, there, replies, back);
            }
        });
        echo.Halt();
        thread.Join(HandOff.Timeout);
        ping.ThrowIfFailed();
        return nanos;
    }

    private static long RoundTrip(SingleProducerSequencer ping, Section<RingEvent> there, SequenceBarrier replies, Section<RingEvent> back)
    {
        var started = Stopwatch.GetTimestamp();
        var sequence = ping.Next();
        there[sequence].Fill(sequence);
        ping.Publish(sequence);
        replies.WaitFor(sequence);
        var id = back[sequence].Id;
        var nanos = Stopwatch.GetTimestamp() - started;
        return id == sequence ? nanos : throw new InvalidOperationException($"reply {id} instead of {sequence}");
    }

    private readonly struct Echo(Section<RingEvent> there, Section<RingEvent> back, SingleProducerSequencer pong) : IEventHandler
    {
        public void OnEvent(long sequence, bool endOfBatch)
        {
            var reply = pong.Next();
            back[reply] = there[sequence];
            pong.Publish(reply);
        }
    }
}
