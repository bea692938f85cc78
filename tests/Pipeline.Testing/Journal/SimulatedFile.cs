namespace Pipeline.Testing.Journal;

/// <summary>A file as the process sees it, and as the medium has it.</summary>
internal sealed class SimulatedFile
{
    private const int SectorBytes = 512;

    private readonly SortedSet<int> _dirtySectors = [];
    private byte[] _current;
    private byte[] _flushed;
    private int _length;

    public SimulatedFile(byte[] bytes)
    {
        _current = [.. bytes];
        _flushed = [.. bytes];
        _length = bytes.Length;
    }

    public long Length => _length;

    public byte[] ToArray() => _current.AsSpan(0, _length).ToArray();

    public void Preallocate(long bytes) => Grow((int)bytes);

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        Grow((int)offset + bytes.Length);
        bytes.CopyTo(_current.AsSpan((int)offset));
        for (var sector = (int)offset / SectorBytes; sector * SectorBytes < offset + bytes.Length; sector++)
        {
            _dirtySectors.Add(sector);
        }
    }

    public int Read(Span<byte> bytes, long offset)
    {
        var count = (int)Math.Clamp(_length - offset, 0, bytes.Length);
        _current.AsSpan((int)Math.Min(offset, _length), count).CopyTo(bytes);
        return count;
    }

    public void Flush()
    {
        Array.Resize(ref _flushed, _length);
        foreach (var sector in _dirtySectors)
        {
            SectorOf(_current, sector, _length).CopyTo(_flushed.AsSpan(sector * SectorBytes));
        }

        _dirtySectors.Clear();
    }

    public void DropUnflushed()
    {
        _current = [.. _flushed];
        _length = _flushed.Length;
        _dirtySectors.Clear();
    }

    /// <summary>Every sector that was not flushed is new, old, zero or garbage; the length is new or old.</summary>
    public byte[] AfterPowerLoss(Random random)
    {
        var survived = new byte[_length];
        _current.AsSpan(0, _length).CopyTo(survived);
        foreach (var sector in _dirtySectors)
        {
            var target = SectorOf(survived, sector, _length);
            switch (random.Next(4))
            {
                case 0:
                    break;
                case 1:
                    random.NextBytes(target);
                    break;
                case 2:
                    target.Clear();
                    break;
                default:
                    target.Clear();
                    var old = Math.Clamp(_flushed.Length - (sector * SectorBytes), 0, target.Length);
                    _flushed.AsSpan(Math.Min(sector * SectorBytes, _flushed.Length), old).CopyTo(target);
                    break;
            }
        }

        return random.Next(2) == 0 ? survived : survived[..Math.Min(_flushed.Length, _length)];
    }

    private static Span<byte> SectorOf(byte[] bytes, int sector, int length) =>
        bytes.AsSpan(sector * SectorBytes, Math.Clamp(length - (sector * SectorBytes), 0, SectorBytes));

    private void Grow(int length)
    {
        _length = Math.Max(_length, length);
        if (_current.Length < length)
        {
            Array.Resize(ref _current, Math.Max(length, 2 * _current.Length));
        }
    }
}
