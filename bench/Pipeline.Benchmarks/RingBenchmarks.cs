using BenchmarkDotNet.Attributes;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Benchmarks;

/// <summary>What one thread pays the ring: claim, publish and handle, without the transfer between cores.</summary>
[MemoryDiagnoser]
public class RingBenchmarks
{
    private const int Size = 1_024;
    private const int Events = 256;

    private readonly Section<long> _section = new(Size);
    private readonly SingleProducerSequencer _single = new(Size, new BusySpinWaitStrategy());
    private readonly MultiProducerSequencer _several = new(Size, new BusySpinWaitStrategy());
    private readonly EventProcessor<Summing> _ofSingle;
    private readonly EventProcessor<Summing> _ofSeveral;

    /// <summary>One consumer behind each sequencer.</summary>
    public RingBenchmarks()
    {
        _ofSingle = new("single", _single.NewBarrier(), new Summing(_section));
        _ofSeveral = new("several", _several.NewBarrier(), new Summing(_section));
        _single.AddGatingSequences(_ofSingle.Sequence);
        _several.AddGatingSequences(_ofSeveral.Sequence);
    }

    /// <summary>One producer, one event at a time.</summary>
    [Benchmark(OperationsPerInvoke = Events, Baseline = true)]
    public long SingleProducer()
    {
        for (var i = 0; i < Events; i++)
        {
            var sequence = _single.Next();
            _section[sequence] = sequence;
            _single.Publish(sequence);
        }

        return _ofSingle.TryProcess(Events);
    }

    /// <summary>One producer, sixteen events at a time.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public long SingleProducerInBatchesOf16()
    {
        for (var i = 0; i < Events; i += 16)
        {
            var high = _single.Next(16);
            for (var sequence = high - 15; sequence <= high; sequence++)
            {
                _section[sequence] = sequence;
            }

            _single.Publish(high - 15, high);
        }

        return _ofSingle.TryProcess(Events);
    }

    /// <summary>The sequencer of several producers, used by one.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public long MultiProducer()
    {
        for (var i = 0; i < Events; i++)
        {
            var sequence = _several.Next();
            _section[sequence] = sequence;
            _several.Publish(sequence);
        }

        return _ofSeveral.TryProcess(Events);
    }

    private struct Summing(Section<long> section) : IEventHandler
    {
        public long Sum { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Sum += section[sequence];
    }
}
