using System.Diagnostics;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Experiments;

/// <summary>Ring designs that lost, beside the one that won; each keeps its verdict where it is run.</summary>
internal static class RingExperiment
{
    private const int Size = 65_536;
    private const int Events = 4_194_304;
    private const int Chunk = 1_024;
    private const int Rounds = 7;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    /// <summary>Million events a second of each design, median of alternating rounds.</summary>
    public static IReadOnlyList<(string Design, double MillionsPerSecond)> Run()
    {
        (string Name, Func<double> Measure)[] designs =
        [
            ("chosen: the parker pays for the fence, the consumer's sequence moves once a batch", () => Measure<NoFence>(int.MaxValue)),

            // Verdict: the usual way of not losing a wake-up. It costs every publication a locked instruction, which
            // halves the rate, to save the parker a process-wide barrier of a few microseconds before an idle wait.
            ("lost: the publisher fences at every publication", () => Measure<FullFence>(int.MaxValue)),

            // Verdict: a tenth to a quarter slower with nobody but the producer behind it; a follower that waits on the
            // sequence would take its line at every event.
            ("lost: the consumer's sequence moves at every event", () => Measure<NoFence>(1)),
        ];
        var figures = designs.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < designs.Length; i++)
            {
                figures[i].Add(designs[i].Measure());
            }
        }

        return [.. designs.Select((design, i) => (design.Name, figures[i].Order().ElementAt(Rounds / 2)))];
    }

    private static double Measure<TFence>(int batch)
        where TFence : struct, IFence
    {
        using var section = new Section<long>(Size);
        var sequencer = new SingleProducerSequencer(Size, new BusySpinWaitStrategy(32));
        var barrier = sequencer.NewBarrier();
        var consumer = new EventProcessor<Summing>("consumer", barrier, new Summing(section));
        sequencer.AddGatingSequences(consumer.Sequence);
        var thread = new PipelineThread("consumer", () => Consume(consumer, barrier, batch), CpuAffinity.AllowedCpus.LastOrDefault());
        thread.Start();
        var started = Stopwatch.GetTimestamp();
        var producer = new PipelineThread("producer", () => Produce<TFence>(sequencer, section), CpuAffinity.AllowedCpus.FirstOrDefault());
        producer.Start();
        producer.Join(Timeout);
        thread.Join(Timeout);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return consumer.Handler.Sum == (long)Events * (Events - 1) / 2
            ? Events / seconds / 1e6
            : throw new InvalidOperationException($"sum {consumer.Handler.Sum} is wrong");
    }

    private static void Consume(EventProcessor<Summing> consumer, SequenceBarrier barrier, int batch)
    {
        while (consumer.Sequence.Value < Events - 1)
        {
            barrier.WaitFor(consumer.Sequence.Value + 1);
            Drain(consumer, batch);
        }
    }

    private static void Drain(EventProcessor<Summing> consumer, int batch)
    {
        while (consumer.TryProcess(Math.Min(batch, Size / 8)) > 0)
        {
        }
    }

    private static void Produce<TFence>(SingleProducerSequencer sequencer, Section<long> section)
        where TFence : struct, IFence
    {
        for (var done = 0; done < Events; done += Chunk)
        {
            ProduceChunk<TFence>(sequencer, section);
        }
    }

    private static void ProduceChunk<TFence>(SingleProducerSequencer sequencer, Section<long> section)
        where TFence : struct, IFence
    {
        for (var i = 0; i < Chunk; i++)
        {
            var sequence = sequencer.Next();
            section[sequence] = sequence;
            sequencer.Publish(sequence);
            TFence.Execute();
        }
    }

    private interface IFence
    {
        static abstract void Execute();
    }

    private readonly struct NoFence : IFence
    {
        public static void Execute()
        {
        }
    }

    private readonly struct FullFence : IFence
    {
        public static void Execute() => Interlocked.MemoryBarrier();
    }

    private struct Summing(Section<long> section) : IEventHandler
    {
        public long Sum { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Sum += section[sequence];
    }
}
