using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Feeds.Lanes;

/// <summary>One producer of the input log: it owns an arena of levels, claims a slot, copies its record in and publishes.</summary>
/// <remarks>Single thread. Several lanes share one ring through a multi-producer sequencer and share nothing else.</remarks>
public sealed class Lane
{
    private readonly Sequencer _sequencer;
    private readonly Section<InputRecord> _input;
    private readonly IBackpressure _backpressure;
    private readonly byte _number;

    /// <summary>Lane <paramref name="number"/> of the ring behind <paramref name="sequencer"/>.</summary>
    public Lane(byte number, Sequencer sequencer, Section<InputRecord> input, LevelArena arena, IBackpressure backpressure)
    {
        _number = number;
        _sequencer = sequencer;
        _input = input;
        Arena = arena;
        _backpressure = backpressure;
    }

    /// <summary>The lane's levels.</summary>
    public LevelArena Arena { get; }

    /// <summary>Room for one message's levels; waits where the ring's readers still hold it.</summary>
    public Span<LevelUpdate> ReserveLevels(out long offset)
    {
        var levels = Arena.TryReserve(out offset);
        return levels.Length > 0 ? levels : WaitForLevels(out offset);
    }

    /// <summary>Publishes <paramref name="record"/> with the levels reserved at <paramref name="levelOffset"/>; returns its sequence.</summary>
    public long Publish(ref InputRecord record, long levelOffset)
    {
        record.Depth.LevelOffset = levelOffset;
        var sequence = Claim();
        if (Arena.HoldsMostRuns)
        {
            Arena.Release(_sequencer.MinimumGatingSequence);
        }

        Arena.Commit(sequence, levelOffset, record.Depth.BidCount + record.Depth.AskCount);
        Fill(sequence, ref record);
        return sequence;
    }

    /// <summary>Publishes <paramref name="record"/> with a copy of <paramref name="levels"/>; returns its sequence.</summary>
    public long Publish(ref InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        levels.CopyTo(ReserveLevels(out var offset));
        return Publish(ref record, offset);
    }

    /// <summary>Publishes a record that has no levels; returns its sequence.</summary>
    public long Publish(ref InputRecord record)
    {
        var sequence = Claim();
        Fill(sequence, ref record);
        return sequence;
    }

    private long Claim()
    {
        return _sequencer.TryNext(1, out var sequence) ? sequence : WaitForSlot();
    }

    private void Fill(long sequence, ref InputRecord record)
    {
        record.Lane = _number;
        _input[sequence] = record;
        _sequencer.Publish(sequence);
    }

    private long WaitForSlot()
    {
        while (true)
        {
            var passed = _sequencer.MinimumGatingSequence;
            if (_sequencer.TryNext(1, out var sequence))
            {
                return sequence;
            }

            _backpressure.MakeRoom(passed);
        }
    }

    private Span<LevelUpdate> WaitForLevels(out long offset)
    {
        while (true)
        {
            var passed = _sequencer.MinimumGatingSequence;
            Arena.Release(passed);
            var levels = Arena.TryReserve(out offset);
            if (levels.Length > 0)
            {
                return levels;
            }

            _backpressure.MakeRoom(passed);
        }
    }
}
