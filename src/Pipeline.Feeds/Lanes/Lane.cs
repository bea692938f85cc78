using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Feeds.Lanes;

/// <summary>One producer of the input log: it owns an arena of levels, claims a slot, copies its record in and publishes.</summary>
/// <remarks>
/// Single thread. Several lanes share one ring through a multi-producer sequencer and share nothing else.
/// A log that is published again keeps its own lane numbers: they are facts of its records, and one lane publishes them all.
/// </remarks>
public sealed class Lane
{
    private readonly Sequencer _sequencer;
    private readonly Section<InputRecord> _input;
    private readonly IBackpressure _backpressure;
    private readonly byte _number;
    private readonly bool _keepsNumbers;
    private readonly int[]? _instruments;

    /// <summary>Lane <paramref name="number"/> of the ring behind <paramref name="sequencer"/>.</summary>
    public Lane(byte number, Sequencer sequencer, Section<InputRecord> input, LevelArena arena, IBackpressure backpressure)
    {
        _number = number;
        _sequencer = sequencer;
        _input = input;
        Arena = arena;
        _backpressure = backpressure;
    }

    private Lane(Lane lane, bool keepsNumbers, int[]? instruments)
        : this(lane._number, lane._sequencer, lane._input, lane.Arena, lane._backpressure)
    {
        _keepsNumbers = keepsNumbers;
        _instruments = instruments;
    }

    /// <summary>The lane's levels.</summary>
    public LevelArena Arena { get; }

    /// <summary>This lane for records of a log that has its lane numbers already. Whoever reads levels takes this lane's for every number.</summary>
    public Lane KeepingNumbers() => new(this, keepsNumbers: true, _instruments);

    /// <summary>This lane for a source with a table of its own: its instrument <c>i</c> is the run's <paramref name="instruments"/><c>[i]</c>.</summary>
    public Lane ForInstruments(int[] instruments) => new(this, _keepsNumbers, instruments);

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
        if (!_keepsNumbers)
        {
            record.Lane = _number;
        }

        if (_instruments is not null && record.Instrument != InputRecord.NoInstrument)
        {
            record.Instrument = _instruments[record.Instrument];
        }

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
