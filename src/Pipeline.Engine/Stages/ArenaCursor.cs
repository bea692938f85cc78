using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>Numbers the entries of an arena that is written now and then, and waits while a reader still holds the next one.</summary>
/// <remarks>
/// Single writer. An entry belongs to the sequence that claimed it and is free when the readers have passed that sequence.
/// The readers lie downstream and never wait for this stage's own progress beyond it, so the wait ends; a reader that failed stops
/// the sequencer, and that ends it too.
/// </remarks>
internal sealed class ArenaCursor : IDisposable
{
    private readonly Section<long> _owners;
    private SequenceBarrier? _readers;
    private long _next;
    private long _readTo = Sequence.Initial;

    public ArenaCursor(int size)
    {
        _owners = new Section<long>(size);
        for (var i = 0; i < size; i++)
        {
            _owners[i] = Sequence.Initial;
        }
    }

    /// <summary>The number that the next claim returns.</summary>
    public long Next => _next;

    /// <summary>Behind whom an entry is free: the barrier is this cursor's own. Before Start.</summary>
    public void GateOn(SequenceBarrier readers) => _readers = readers;

    /// <summary>The next number, for the record at <paramref name="sequence"/>.</summary>
    /// <exception cref="SequencerStoppedException">It was stopped while a reader still held the entry.</exception>
    public long Claim(long sequence)
    {
        ref var owner = ref _owners[_next];
        if (owner > _readTo)
        {
            WaitForReaders(owner, sequence);
        }

        owner = sequence;
        return _next++;
    }

    public void Dispose() => _owners.Dispose();

    private void WaitForReaders(long owner, long sequence)
    {
        Invariant.Always(owner < sequence, "one record claims more entries than an arena has");
        _readTo = Math.Min(sequence - 1, _readers!.WaitFor(owner));
        if (_readTo < owner)
        {
            throw new SequencerStoppedException();
        }
    }
}
