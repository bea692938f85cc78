using System.Diagnostics;
using System.Threading.Channels;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>Producer, then four trivial stages, each with its own processor and sequence, all on one thread of a shared plan.</summary>
internal sealed class RingStagesRig(int size) : IHandOff
{
    public double Run(int events)
    {
        using var section = new Section<RingEvent>(size);
        var sequencer = new SingleProducerSequencer(size, new SpinThenParkWaitStrategy());
        var price = new EventProcessor<AddPrice>("price", sequencer.NewBarrier(), new AddPrice(section));
        var flags = new EventProcessor<AddFlags>("flags", sequencer.NewBarrier(price.Sequence), new AddFlags(section));
        var check = new EventProcessor<AddSize>("size", sequencer.NewBarrier(flags.Sequence), new AddSize(section));
        var fold = new EventProcessor<Fold>("fold", sequencer.NewBarrier(check.Sequence), new Fold(section));
        sequencer.AddGatingSequences(fold.Sequence);
        var threads = new PipelineThreads(ThreadPlan.Shared(["price", "flags", "size", "fold"]), sequencer, [price, flags, check, fold]);
        threads.Start();
        var started = Stopwatch.GetTimestamp();
        var producer = new PipelineThread("producer", () => Produce(sequencer, section, events));
        producer.Start();

        // Nobody else may park on this ring meanwhile: each publication would have to ask whether it is time to wake them.
        producer.Join(HandOff.Timeout);
        sequencer.NewBarrier(fold.Sequence).WaitFor(events - 1);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        threads.Halt();
        threads.Join(HandOff.Timeout);
        threads.ThrowIfFailed();
        RingStages.Check(fold.Handler.Digest, events);
        return seconds;
    }

    private static void Produce(SingleProducerSequencer sequencer, Section<RingEvent> section, int events)
    {
        for (var done = 0; done < events; done += HandOff.Chunk)
        {
            ProduceChunk(sequencer, section);
        }
    }

    private static void ProduceChunk(SingleProducerSequencer sequencer, Section<RingEvent> section)
    {
        for (var i = 0; i < HandOff.Chunk; i++)
        {
            var sequence = sequencer.Next();
            section[sequence].Fill(sequence);
            sequencer.Publish(sequence);
        }
    }

    private readonly struct AddPrice(Section<RingEvent> section) : IEventHandler
    {
        public void OnEvent(long sequence, bool endOfBatch) => RingStages.First(ref section[sequence]);
    }

    private readonly struct AddFlags(Section<RingEvent> section) : IEventHandler
    {
        public void OnEvent(long sequence, bool endOfBatch) => RingStages.Second(ref section[sequence]);
    }

    private readonly struct AddSize(Section<RingEvent> section) : IEventHandler
    {
        public void OnEvent(long sequence, bool endOfBatch) => RingStages.Third(ref section[sequence]);
    }

    private struct Fold(Section<RingEvent> section) : IEventHandler
    {
        public long Digest { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Digest += RingStages.Fourth(in section[sequence]);
    }
}

/// <summary>What the four stages do, whoever hands over, and what must come of it.</summary>
internal static class RingStages
{
    private static readonly Dictionary<int, long> Digests = [];

    public static void First(ref RingEvent one) => one.First = one.Price + one.Id;

    public static void Second(ref RingEvent one) => one.Second = one.First ^ one.Flags;

    public static void Third(ref RingEvent one) => one.Third = one.Second + one.Size;

    public static long Fourth(in RingEvent one) => (one.Third * 31) ^ one.First;

    public static void Check(long digest, int events)
    {
        if (!Digests.TryGetValue(events, out var expected))
        {
            Digests[events] = expected = Expected(events);
        }

        if (digest != expected)
        {
            throw new InvalidOperationException($"digest {digest} instead of {expected} over {events} events");
        }
    }

    private static long Expected(int events)
    {
        var digest = 0L;
        var one = default(RingEvent);
        for (var id = 0; id < events; id++)
        {
            one.Fill(id);
            First(ref one);
            Second(ref one);
            Third(ref one);
            digest += Fourth(in one);
        }

        return digest;
    }
}

/// <summary>The same steps as most code has them: a task for each, three bounded channels between the producer and the last.</summary>
/// <remarks>As in the anchors, the first of the four steps is the producer's: three hand-offs, against one ring and four processors.</remarks>
internal sealed class RingStagesChannelRig(int capacity) : IHandOff
{
    public double Run(int events)
    {
        Channel<RingEvent> one = Create(), two = Create(), three = Create();
        var started = Stopwatch.GetTimestamp();
        var digest = Task.Run(() => FoldAsync(three.Reader));
        var third = Task.Run(() => SecondAsync(two.Reader, three.Writer));
        var second = Task.Run(() => FirstAsync(one.Reader, two.Writer));
        Task.Run(() => ProduceAsync(one.Writer, events)).GetAwaiter().GetResult();
        Task.WhenAll(second, third, digest).GetAwaiter().GetResult();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        RingStages.Check(digest.Result, events);
        return seconds;
    }

    private Channel<RingEvent> Create() => Channel.CreateBounded<RingEvent>(
        new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true, FullMode = BoundedChannelFullMode.Wait });

    private static async Task ProduceAsync(ChannelWriter<RingEvent> writer, int events)
    {
        var one = default(RingEvent);
        for (var id = 0; id < events; id++)
        {
            one.Fill(id);
            RingStages.First(ref one);
            while (!writer.TryWrite(one))
            {
                await writer.WaitToWriteAsync();
            }
        }

        writer.Complete();
    }

    private static async Task FirstAsync(ChannelReader<RingEvent> reader, ChannelWriter<RingEvent> writer)
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var one))
            {
                RingStages.Second(ref one);
                while (!writer.TryWrite(one))
                {
                    await writer.WaitToWriteAsync();
                }
            }
        }

        writer.Complete();
    }

    private static async Task SecondAsync(ChannelReader<RingEvent> reader, ChannelWriter<RingEvent> writer)
    {
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var one))
            {
                RingStages.Third(ref one);
                while (!writer.TryWrite(one))
                {
                    await writer.WaitToWriteAsync();
                }
            }
        }

        writer.Complete();
    }

    private static async Task<long> FoldAsync(ChannelReader<RingEvent> reader)
    {
        var digest = 0L;
        while (await reader.WaitToReadAsync())
        {
            while (reader.TryRead(out var one))
            {
                digest += RingStages.Fourth(in one);
            }
        }

        return digest;
    }
}
