using System.Diagnostics;
using System.Threading.Channels;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>The same over a bounded channel, on two pinned threads that spin, or awaited on the thread pool as most code is.</summary>
internal sealed class RingChannelRig(int capacity, bool awaited) : IHandOff
{
    public double Run(int events)
    {
        var channel = Channel.CreateBounded<RingEvent>(
            new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });
        return awaited ? RunAwaited(channel, events) : RunSpun(channel, events);
    }

    private static double RunAwaited(Channel<RingEvent> channel, int events)
    {
        var started = Stopwatch.GetTimestamp();
        var consumer = Task.Run(() => ConsumeAsync(channel.Reader));
        Task.Run(() => ProduceAsync(channel.Writer, events)).GetAwaiter().GetResult();
        var digest = consumer.GetAwaiter().GetResult();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        HandOff.Check(digest, events);
        return seconds;
    }

    private static async Task ProduceAsync(ChannelWriter<RingEvent> writer, int events)
    {
        var one = default(RingEvent);
        for (var id = 0; id < events; id++)
        {
            one.Fill(id);
            while (!writer.TryWrite(one))
            {
                await writer.WaitToWriteAsync();
            }
        }

        writer.Complete();
    }

    private static async Task<long> ConsumeAsync(ChannelReader<RingEvent> reader)
    {
        var digest = 0L;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var one))
            {
                digest += one.Digest();
            }
        }

        return digest;
    }

    private static double RunSpun(Channel<RingEvent> channel, int events)
    {
        var digest = 0L;
        var consumer = new PipelineThread("consumer", () => digest = Consume(channel.Reader, events), HandOff.ConsumerCpu);
        consumer.Start();
        var started = Stopwatch.GetTimestamp();
        HandOff.OnProducerThread(() => Produce(channel.Writer, events));
        consumer.Join(HandOff.Timeout);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        HandOff.Check(digest, events);
        return seconds;
    }

    private static void Produce(ChannelWriter<RingEvent> writer, int events)
    {
        for (var done = 0; done < events; done += HandOff.Chunk)
        {
            ProduceChunk(writer, done);
        }
    }

    private static void ProduceChunk(ChannelWriter<RingEvent> writer, int first)
    {
        var one = default(RingEvent);
        for (var id = first; id < first + HandOff.Chunk; id++)
        {
            one.Fill(id);
            while (!writer.TryWrite(one))
            {
                Thread.SpinWait(1);
            }
        }
    }

    private static long Consume(ChannelReader<RingEvent> reader, int events)
    {
        var digest = 0L;
        for (var done = 0; done < events; done += HandOff.Chunk)
        {
            digest += ConsumeChunk(reader);
        }

        return digest;
    }

    private static long ConsumeChunk(ChannelReader<RingEvent> reader)
    {
        var digest = 0L;
        for (var i = 0; i < HandOff.Chunk; i++)
        {
            RingEvent one;
            while (!reader.TryRead(out one))
            {
                Thread.SpinWait(1);
            }

            digest += one.Digest();
        }

        return digest;
    }
}
