namespace Pipeline.Feeds.Capture;

/// <summary>A forward-only stream over packed bytes that are read through one buffer.</summary>
/// <remarks>
/// Damage is an <see cref="InvalidDataException"/> after every byte before it was given: a library that fails in the middle of
/// a call has often unpacked good bytes first, and the recording's last lines are among them.
/// Zero bytes behind the last part are padding, as block devices and preallocated files leave it.
/// </remarks>
internal abstract class UnpackingStream(Stream source) : ReadOnlyStream
{
    private readonly byte[] _input = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <summary>Packed bytes that were read and not consumed.</summary>
    protected ReadOnlySpan<byte> Packed => _input.AsSpan(_start, _end - _start);

    /// <summary>The array behind <see cref="Packed"/>, for a library that wants arrays.</summary>
    protected (byte[] Array, int Start, int Count) PackedArray => (_input, _start, _end - _start);

    protected void Consume(int bytes) => _start += bytes;

    /// <summary>Whether packed bytes are there, read from the source where none are.</summary>
    protected bool HasPacked()
    {
        if (_start < _end)
        {
            return true;
        }

        _start = 0;
        _end = source.Read(_input, 0, _input.Length);
        return _end > 0;
    }

    protected byte NextByte(string cut) => HasPacked() ? _input[_start++] : throw Damaged(cut);

    /// <summary>Passes over zero bytes; false where nothing else follows.</summary>
    protected bool PassOverPadding()
    {
        while (HasPacked())
        {
            var content = Packed.IndexOfAnyExcept((byte)0);
            if (content >= 0)
            {
                Consume(content);
                return true;
            }

            Consume(Packed.Length);
        }

        return false;
    }

    protected static InvalidDataException Damaged(string what) => new(what);

    protected override void Dispose(bool disposing)
    {
        source.Dispose();
        base.Dispose(disposing);
    }
}
