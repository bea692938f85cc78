using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>A way of handing events from one thread to another.</summary>
internal interface IHandOff
{
    /// <summary>Hands over this many events, a multiple of the chunk, checks the digest and returns the seconds.</summary>
    double Run(int events);
}

/// <summary>What all hand-off rigs have in common.</summary>
internal static class HandOff
{
    /// <summary>Events that one call of a producing loop makes: loops that are called often are compiled like any hot method.</summary>
    public const int Chunk = 1024;

    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly Dictionary<int, long> Digests = [];

    public static int ProducerCpu { get; } = CpuAffinity.AllowedCpus.FirstOrDefault();

    public static int ConsumerCpu { get; } = CpuAffinity.AllowedCpus.Skip(1).FirstOrDefault();

    /// <summary>Runs <paramref name="body"/> on a fresh pinned thread.</summary>
    public static void OnProducerThread(Action body)
    {
        var thread = new PipelineThread("producer", body, ProducerCpu);
        thread.Start();
        if (!thread.Join(Timeout) || thread.Exception is not null)
        {
            throw new InvalidOperationException("the producer did not finish", thread.Exception);
        }
    }

    public static void SpinUntil(Sequence sequence, long value)
    {
        while (sequence.Value < value)
        {
            Thread.SpinWait(1);
        }
    }

    public static void Check(long digest, int events)
    {
        if (!Digests.TryGetValue(events, out var expected))
        {
            Digests[events] = expected = RingEvent.ExpectedDigest(events);
        }

        if (digest != expected)
        {
            throw new InvalidOperationException($"digest {digest} instead of {expected} over {events} events");
        }
    }
}
