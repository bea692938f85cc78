using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Engine.Stages;

/// <summary>Numbers the entries of an arena that is written now and then, and waits while a reader still holds the next one.</summary>
/// <remarks>
/// Single writer. An entry belongs to the sequence that claimed it and is free when the readers have passed that sequence.
/// The readers lie downstream and never wait for this stage's own progress beyond it, so the wait ends.
/// </remarks>
internal sealed class ArenaCursor : IDisposable
{
    private readonly Section<long> _owners;
    private Sequence[] _readers = [];
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

    /// <summary>Who must have passed an entry before it is used again. Before Start.</summary>
    public void GateOn(params Sequence[] readers) => _readers = readers;

    /// <summary>The next number, for the record at <paramref name="sequence"/>.</summary>
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
        var wait = new SpinWait();
        while ((_readTo = SlowestReader(sequence)) < owner)
        {
            Invariant.Always(owner < sequence, "one record claims more entries than an arena has");
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private long SlowestReader(long sequence)
    {
        var slowest = sequence - 1;
        foreach (var reader in _readers)
        {
            slowest = Math.Min(slowest, reader.Value);
        }

        return slowest;
    }
}
