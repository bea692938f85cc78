using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;
using Pipeline.Primitives;

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
        Invariant.Debug(json.Length >= Window && start <= json.Length, "a message with levels has at least one window");
        Invariant.Debug(tail.Length == TailBytes, "the tail has room for what is read behind the copy");
        _shapes = shapes;
        // SAFETY: what is read of the text stays within json: _position <= _last = Length - 64 wherever 64 bytes are read,
        // checked at every level. The store makes the tail TailBytes long; both are asserted above in Debug.
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

        return TryBuildShape<TKernel>()
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
        while (true)
        {
            count += ReadRun<TKernel>(levels[count..], out var separator, out var hasZeroPrice);
            if (hasZeroPrice || separator != ',')
            {
                return !hasZeroPrice && separator == ']';
            }

            var isOn = _position > _last ? TryEnterTail() : count < levels.Length && TryBuildShape<TKernel>();
            if (!isOn)
            {
                return false;
            }
        }
    }

    /// <summary>Reads levels while they are of shapes that are built and 64 bytes are readable. It calls nothing, so that all stays in registers.</summary>
    private int ReadRun<TKernel>(Span<LevelUpdate> levels, out byte separator, out bool hasZeroPrice)
        where TKernel : struct, IDecodeKernel
    {
        ref var text = ref _text;
        ref var shape = ref _shape;
        ref var table = ref _shapes.First;
        var last = _last;
        var position = _position;
        var zeros = Vector128<long>.Zero;
        var next = (byte)',';
        var count = 0;
        while (position <= last && count < levels.Length && next == ',')
        {
            // SAFETY: position <= last, so 64 bytes are readable; a shape is shorter than that.
            ref var level = ref Unsafe.Add(ref text, position);
            if (!TKernel.FitsLevel(ref level, ref shape))
            {
                var index = LevelShapes.IndexOf(TKernel.Quotes(ref level));
                if (index < 0)
                {
                    break;
                }

                // SAFETY: the index is within the table. A shape that is not built has length 0 or less.
                shape = ref Unsafe.Add(ref table, index);
                if (shape.Length <= 0 || !TKernel.FitsLevel(ref level, ref shape))
                {
                    break;
                }
            }

            var values = TKernel.ReadLevel(ref level, ref shape);
            zeros |= Vector128.Equals(values, Vector128<long>.Zero);
            // SAFETY: a level is two longs, price then size, 16 bytes without padding (asserted by the layout tests).
            values.StoreUnsafe(ref Unsafe.As<LevelUpdate, long>(ref levels[count]));
            count++;
            position += shape.Length;
            next = Unsafe.Add(ref level, shape.Length - 1);
        }

        _position = position;
        _shape = ref shape;
        separator = next;
        hasZeroPrice = zeros[0] != 0;
        return count;
    }

    /// <summary>True where the next level has a shape that was not built before, and fits it.</summary>
    private bool TryBuildShape<TKernel>()
        where TKernel : struct, IDecodeKernel
    {
        // SAFETY: _position <= _last, so 64 bytes are readable.
        ref var level = ref Unsafe.Add(ref _text, _position);
        _shape = ref _shapes.Find(TKernel.Quotes(ref level));
        return !Unsafe.IsNullRef(ref _shape) && TKernel.FitsLevel(ref level, ref _shape);
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
