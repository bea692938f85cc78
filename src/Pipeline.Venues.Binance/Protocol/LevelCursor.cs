using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads the lists of levels of one message, a level at a time as one or two vectors.</summary>
/// <remarks>
/// 64 bytes are read at each level. Where the message has fewer left, its last 64 bytes are copied in front of zeros, and the
/// reading goes on there: nothing outside the message is touched, and zeros fit no level.
/// </remarks>
internal ref struct LevelCursor
{
    /// <summary>Bytes of the copy: the message's last, what a level may run over, and what is read behind that.</summary>
    public const int TailBytes = 192;

    private const int Window = LevelShape.Bytes;

    private readonly LevelShapes _shapes;
    private readonly ref byte _tail;
    private ref LevelShape _shape;
    private ref byte _text;
    private int _position;
    private int _last;
    private int _end;

    /// <param name="json">The message, at least 64 bytes.</param>
    /// <param name="start">The byte behind the bracket that opens the first list.</param>
    /// <param name="tail">Zeros, <see cref="TailBytes"/> of them, but for what an earlier cursor copied there.</param>
    /// <param name="shapes">The shapes of the instrument's levels.</param>
    public LevelCursor(ReadOnlySpan<byte> json, int start, byte[] tail, LevelShapes shapes)
    {
        _shapes = shapes;
        // SAFETY: what is read of the text stays within json: _position <= _last = Length - 64 wherever 64 bytes are read,
        // checked at every level; the tail is TailBytes long, which the constructor's caller ensures by its type.
        _text = ref MemoryMarshal.GetReference(json);
        _tail = ref MemoryMarshal.GetArrayDataReference(tail);
        _position = start;
        _end = json.Length;
        _last = json.Length - Window;
    }

    /// <summary>Reads the rest of a list, from behind its bracket to behind the bracket that closes it.</summary>
    public bool TryReadList<TKernel>(Span<LevelUpdate> levels, out int count)
        where TKernel : struct, IDecodeKernel
    {
        count = 0;
        if (_position > _last && !TryEnterTail())
        {
            return false;
        }

        // SAFETY: _position <= _last, so 64 bytes are readable.
        if (Unsafe.Add(ref _text, _position) == ']')
        {
            _position++;
            return true;
        }

        _shape = ref _shapes.Find(TKernel.Quotes(ref Unsafe.Add(ref _text, _position)));
        return !Unsafe.IsNullRef(ref _shape)
            && TryReadLevels<TKernel>(levels, out count) && (!_shapes.HasResidue || TryDivide(levels[..count]));
    }

    /// <summary>Reads text that must stand next.</summary>
    public bool TrySkip(scoped ReadOnlySpan<byte> expected)
    {
        if (_position > _last && !TryEnterTail())
        {
            return false;
        }

        // SAFETY: 64 bytes are readable at _position; expected is no longer than MessageTemplate.MaxJoint.
        var isThere = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _text, _position), expected.Length).SequenceEqual(expected);
        _position += expected.Length;
        return isThere;
    }

    /// <summary>Whether all of the message was read and nothing more.</summary>
    public readonly bool IsAtEnd => _position == _end;

    private bool TryReadLevels<TKernel>(Span<LevelUpdate> levels, out int count)
        where TKernel : struct, IDecodeKernel
    {
        count = 0;
        var zero = Vector128<long>.Zero;
        ref var shape = ref _shape;
        ref var text = ref _text;
        var position = _position;
        var last = _last;
        byte separator;
        do
        {
            if (position > last)
            {
                _position = position;
                if (!TryEnterTail())
                {
                    return false;
                }

                text = ref _text;
                position = _position;
                last = _last;
            }

            // SAFETY: position <= last, so 64 bytes are readable; a shape is shorter than that.
            ref var level = ref Unsafe.Add(ref text, position);
            if (!TKernel.FitsLevel(ref level, ref shape))
            {
                shape = ref _shapes.Find(TKernel.Quotes(ref level));
                if (Unsafe.IsNullRef(ref shape) || !TKernel.FitsLevel(ref level, ref shape))
                {
                    return false;
                }
            }

            if ((uint)count >= (uint)levels.Length)
            {
                return false;
            }

            var values = TKernel.ReadLevel(ref level, ref shape);
            zero |= Vector128.Equals(values, Vector128<long>.Zero);
            // SAFETY: a level is two longs, price then size, 16 bytes without padding (asserted by the layout tests).
            values.StoreUnsafe(ref Unsafe.As<LevelUpdate, long>(ref levels[count++]));
            position += shape.Length;
            separator = Unsafe.Add(ref level, shape.Length - 1);
        }
        while (separator == ',');
        _position = position;
        return separator == ']' && zero[0] == 0;
    }

    private bool TryEnterTail()
    {
        var start = _end - Window;
        if (Unsafe.AreSame(ref _text, ref _tail) || start < 0 || _position > _end)
        {
            return false;
        }

        // SAFETY: the message has at least 64 bytes and the tail TailBytes; the bytes behind the copy are never written.
        Unsafe.CopyBlockUnaligned(ref _tail, ref Unsafe.Add(ref _text, start), Window);
        _text = ref _tail;
        _position -= start;
        _end = Window;
        _last = Window;
        return true;
    }

    private readonly bool TryDivide(Span<LevelUpdate> levels)
    {
        foreach (ref var level in levels)
        {
            var isOnGrid = _shapes.Prices.Residue.TryDivide(level.PriceTicks, out level.PriceTicks)
                & _shapes.Sizes.Residue.TryDivide(level.SizeLots, out level.SizeLots);
            if (!isOnGrid)
            {
                return false;
            }
        }

        return true;
    }
}
