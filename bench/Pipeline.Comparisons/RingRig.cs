using System.Diagnostics;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>One producer, one consumer, one ring: the consumer's digest proves that all events arrived in order.</summary>
internal sealed class RingRig(int size, int batch, IWaitStrategy waitStrategy) : IHandOff
{
    public double Run(int events)
    {
        using var section = new Section<RingEvent>(size);
        var sequencer = new SingleProducerSequencer(size, waitStrategy);
        var consumer = new EventProcessor<Consumer>("consumer", sequencer.NewBarrier(), new Consumer(section));
        sequencer.AddGatingSequences(consumer.Sequence);
        var thread = new PipelineThread("consumer", consumer.Run, HandOff.ConsumerCpu);
        thread.Start();
        var seconds = 0.0;
        HandOff.OnProducerThread(() =>
        {
            var started = Stopwatch.GetTimestamp();
            Produce(sequencer, section, events);
            HandOff.SpinUntil(consumer.Sequence, events - 1);
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        });
        consumer.Halt();
        thread.Join(HandOff.Timeout);
        sequencer.ThrowIfFailed();
        HandOff.Check(consumer.Handler.Digest, events);
        return seconds;
    }

    private void Produce(SingleProducerSequencer sequencer, Section<RingEvent> section, int events)
    {
        for (var done = 0; done < events; done += HandOff.Chunk)
        {
            if (batch == 1)
            {
                ProduceChunk(sequencer, section);
            }
            else
            {
                ProduceChunkInBatches(sequencer, section, batch);
            }
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

    private static void ProduceChunkInBatches(SingleProducerSequencer sequencer, Section<RingEvent> section, int batch)
    {
        for (var i = 0; i < HandOff.Chunk; i += batch)
        {
            var high = sequencer.Next(batch);
            var low = high - batch + 1;
            for (var sequence = low; sequence <= high; sequence++)
            {
                section[sequence].Fill(sequence);
            }

            sequencer.Publish(low, high);
        }
    }

    private struct Consumer(Section<RingEvent> section) : IEventHandler
    {
        public long Digest { get; private set; }

        public void OnEvent(long sequence, bool endOfBatch) => Digest += section[sequence].Digest();
    }
}
