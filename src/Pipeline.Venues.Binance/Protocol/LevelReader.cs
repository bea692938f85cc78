using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads levels `["price","size"]` one behind the other, whatever the lengths of their numbers.</summary>
/// <remarks>
/// Single thread, 0 B once the shapes of a pair of scales have their memory. A level is compared with the shape that the level
/// before it had, then with the one that levels of its lengths had. Where neither fits, each number is read from the 16 bytes
/// before its closing quote, the quotes of 64 bytes are found at once, and what stands between the numbers is compared with what
/// stood there last. Every byte is checked. A level that is written otherwise - longer numbers, exponents, no quotes - or that may
/// not be is left to the caller.
/// Near its end the message is copied in front of zeros, so that nothing outside it is read, and zeros are no level.
/// </remarks>
internal sealed class LevelReader(DecodeWidth width)
{
    private const int Opening = '[' | ('"' << 8);
    private const int OpeningLength = 2;
    private const uint Closing = '"' | (']' << 8) | (']' << 16);
    private const uint ClosingMask = 0x00FF_FFFF;
    private const int ClosingLength = 3;
    private const int QuoteBytes = 64;

    // Shapes that fit so few levels in a row cost more than they save: the next try waits, each time longer.
    private const int FewLevels = 4;
    private const int LongestPause = 64;

    // Where the shape changes more often than that, trying the one before first costs more than looking for the right one.
    private const int LevelsPerChange = 3;

    // From a size's closing quote to the next level where nothing has blanks: quote, bracket, comma.
    private const int CompactGap = 3;

    // What may be read from a level's bracket on: 64 bytes behind the opening, and a joint that starts in the last of them.
    private const int Window = OpeningLength + QuoteBytes + Joint.Bytes;

    // Before the end of a price of one digit, 16 bytes are read.
    private const int FirstPosition = DigitLayout.Bytes - OpeningLength;
    private const int TailText = 96;
    private const int TailBytes = TailText + Window;

    private readonly byte[] _tail = new byte[TailBytes];
    private readonly List<LevelShapes> _allShapes = [];
    private LevelShapes? _shapes;
    private int _shape;
    private bool _isMixed;
    private int _pause = 1;
    private int _rest;
    private JointPair _within = new("\",\""u8, "\", \""u8);
    private JointPair _between = new("\"],[\""u8, "\"], [\""u8);

    /// <summary>Reads levels as long as they are plain.</summary>
    /// <param name="json">The message.</param>
    /// <param name="position">The bracket of the first level. Moves to that of the next level, or behind the list.</param>
    /// <param name="prices">Scale of the prices, which must be positive.</param>
    /// <param name="sizes">Scale of the sizes.</param>
    /// <param name="levels">Receives the levels.</param>
    /// <param name="isClosed">Whether the list ended.</param>
    /// <returns>The number of levels read.</returns>
    public int Read(ReadOnlySpan<byte> json, ref int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out bool isClosed)
    {
        switch (width)
        {
            case DecodeWidth.Vector512:
                return Read<DecodeKernel512>(json, ref position, prices, sizes, levels, out isClosed);
            case DecodeWidth.Vector256:
                return Read<DecodeKernel256>(json, ref position, prices, sizes, levels, out isClosed);
            case DecodeWidth.Vector128:
                return Read<DecodeKernel128>(json, ref position, prices, sizes, levels, out isClosed);
            default:
                isClosed = false;
                return 0;
        }
    }

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, ref int, DecimalScale, DecimalScale, Span{LevelUpdate}, out bool)"/>
    public int Read<TKernel>(
        ReadOnlySpan<byte> json, ref int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out bool isClosed)
        where TKernel : struct, IDecodeKernel
    {
        isClosed = false;
        if (position < FirstPosition || json.Length < QuoteBytes)
        {
            return 0;
        }

        if (_shapes?.IsFor(prices, sizes) != true)
        {
            _shapes = ShapesOf(prices, sizes);
        }

        var last = json.Length - Window;
        var count = ReadText<TKernel>(_shapes, json, last, ref position, prices, sizes, levels, out isClosed);
        if (isClosed || position <= last || json.Length < TailText || position >= json.Length)
        {
            return count;
        }

        // SAFETY: the message has at least TailText bytes and the tail more; the bytes behind the copy are never written.
        var start = json.Length - TailText;
        Unsafe.CopyBlockUnaligned(
            ref MemoryMarshal.GetArrayDataReference(_tail), ref Unsafe.Add(ref MemoryMarshal.GetReference(json), start), TailText);
        position -= start;
        count += ReadText<TKernel>(_shapes, _tail, TailText, ref position, prices, sizes, levels[count..], out isClosed);
        position += start;
        return count;
    }

    /// <summary>Shapes make integers of one pair of scales: each pair has its own, which stay for when it comes again.</summary>
    private LevelShapes ShapesOf(DecimalScale prices, DecimalScale sizes)
    {
        foreach (var shapes in _allShapes)
        {
            if (shapes.IsFor(prices, sizes))
            {
                return shapes;
            }
        }

        _allShapes.Add(new LevelShapes(prices, sizes));
        return _allShapes[^1];
    }

    /// <summary>Reads levels, by their shapes as long as those fit and pay. Without shapes, brackets stand at <paramref name="last"/> at most.</summary>
    private int ReadText<TKernel>(
        LevelShapes shapes, ReadOnlySpan<byte> readable, int last, ref int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out bool isClosed)
        where TKernel : struct, IDecodeKernel
    {
        var count = 0;
        isClosed = false;
        while (true)
        {
            if (_rest == 0)
            {
                var run = _isMixed
                    ? ReadShaped<TKernel, Mixed>(shapes, readable, ref position, levels[count..], out isClosed)
                    : ReadShaped<TKernel, Alike>(shapes, readable, ref position, levels[count..], out isClosed);
                count += run;
                if (isClosed || position > last)
                {
                    _pause = 1;
                    return count;
                }

                _pause = run >= FewLevels ? 1 : Math.Min(2 * _pause, LongestPause);
                _rest = _pause;
            }

            var most = Math.Min(_rest, levels.Length - count);
            var read = ReadRun<TKernel>(shapes, readable, last, ref position, prices, sizes, levels.Slice(count, most), out isClosed);
            count += read;
            _rest -= read;
            if (isClosed || read < most || count == levels.Length)
            {
                return count;
            }
        }
    }

    /// <summary>Reads levels whose brackets stand at <paramref name="last"/> at most.</summary>
    private int ReadRun<TKernel>(
        LevelShapes shapes, ReadOnlySpan<byte> readable, int last, ref int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out bool isClosed)
        where TKernel : struct, IDecodeKernel
    {
        // SAFETY: what is read from a level's bracket on lies within Window bytes, and last + Window is at most the length of what
        // is readable; the 16 bytes before a price's end start at 0 or later, since the position is FirstPosition or more.
        ref var text = ref MemoryMarshal.GetReference(readable);
        ref var window = ref text;
        ref var priceFactors = ref prices.First;
        ref var sizeFactors = ref sizes.First;
        var within = _within;
        var between = _between;
        var at = position;
        var count = 0;
        var isFresh = false;
        isClosed = false;

        // Quotes of the window from a price's first digit on: its end, the size's start and end, the next price's start ...
        var quotes = 0UL;
        var start = 0;
        while (count < levels.Length)
        {
            var afterPrice = quotes & (quotes - 1);
            var beforeSizeEnd = afterPrice & (afterPrice - 1);
            if (beforeSizeEnd == 0)
            {
                if (isFresh || at > last || Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref text, at)) != Opening)
                {
                    break;
                }

                window = ref Unsafe.Add(ref text, at + OpeningLength);
                quotes = TKernel.Quotes(ref window);
                start = 0;
                isFresh = true;
                continue;
            }

            var priceEnd = BitOperations.TrailingZeroCount(quotes);
            var sizeStart = BitOperations.TrailingZeroCount(afterPrice) + 1;
            var sizeEnd = BitOperations.TrailingZeroCount(beforeSizeEnd);
            ref var joint = ref Unsafe.Add(ref window, priceEnd);
            ref var behind = ref Unsafe.Add(ref window, sizeEnd);
            if ((uint)(priceEnd - start - 1) >= DigitLayout.Bytes || (uint)(sizeEnd - sizeStart - 1) >= DigitLayout.Bytes
                || (!within.Is(ref joint, out _) && !Joint.TryReadWithin(ref joint, sizeStart - priceEnd, ref within))
                || !TKernel.TryReadPair(
                    ref joint, priceEnd - start, ref behind, sizeEnd - sizeStart, ref priceFactors, ref sizeFactors, ref levels[count]))
            {
                break;
            }

            if (between.Is(ref behind, out var length))
            {
                count++;
                isFresh = false;
                if (count == 1)
                {
                    // It did not fit, or none was tried.
                    var level = readable.Slice(at, sizeEnd + length - start);
                    shapes.Learn(level, priceEnd - start, OpeningLength + sizeStart - start, sizeEnd - sizeStart);
                }

                at += sizeEnd + length - start;
                start = sizeEnd + length;
                quotes = beforeSizeEnd & (beforeSizeEnd - 1);
                quotes &= quotes - 1;
                continue;
            }

            var behindAt = at + OpeningLength + sizeEnd - start;
            if ((Unsafe.ReadUnaligned<uint>(ref behind) & ClosingMask) == Closing)
            {
                count++;
                at = behindAt + ClosingLength;
                isClosed = true;
                break;
            }

            var skipped = Joint.SkipBetween(readable[behindAt..], ref between, out isClosed);
            if (skipped == 0)
            {
                break;
            }

            count++;
            at = behindAt + skipped;
            if (isClosed)
            {
                break;
            }

            quotes = 0;
            isFresh = false;
        }

        _within = within;
        _between = between;
        position = at;
        return count;
    }

    /// <summary>Reads levels as long as they have shapes that were met before. It calls nothing, so that all stays in registers.</summary>
    private int ReadShaped<TKernel, TOrder>(LevelShapes table, ReadOnlySpan<byte> readable, ref int position, Span<LevelUpdate> levels, out bool isClosed)
        where TKernel : struct, IDecodeKernel
        where TOrder : struct
    {
        ref var text = ref MemoryMarshal.GetReference(readable);
        ref var shapes = ref table.First;
        ref var shape = ref Unsafe.Add(ref shapes, _shape);
        var step = shape.Length;
        var gap = CompactGap;
        var known = _shape;
        var changes = 0;
        var last = readable.Length - shape.Reach;
        var lastToFit = readable.Length - LevelShape.LeastReach;
        var lastToFind = readable.Length - QuoteBytes;
        var at = position;
        var count = 0;
        isClosed = false;
        while (count < levels.Length)
        {
            // SAFETY: a shape is compared and read where its Reach is readable (at <= last), and quotes are sought where 64
            // bytes are: readable has that many. An index is within the table.
            ref var level = ref Unsafe.Add(ref text, at);
            if (typeof(TOrder) == typeof(Mixed) || at > last || !TKernel.FitsLevel(ref level, ref shape))
            {
                if (at > lastToFit)
                {
                    break;
                }

                // Near the end the last 64 bytes are read, and what stands before the level is shifted out.
                var quotes = at <= lastToFind ? TKernel.Quotes(ref level) : TKernel.Quotes(ref Unsafe.Add(ref text, lastToFind)) >> (at - lastToFind);
                var index = LevelShapes.IndexOf(quotes, out var sizeEnd);
                if (index < 0)
                {
                    break;
                }

                shape = ref Unsafe.Add(ref shapes, index);
                last = readable.Length - shape.Reach;
                if (at > last || !TKernel.FitsLevel(ref level, ref shape))
                {
                    break;
                }

                // Where the next level stands is known from the quotes alone: the shape need not be waited for.
                if (typeof(TOrder) == typeof(Mixed) && sizeEnd + gap == shape.Length)
                {
                    step = sizeEnd + gap;
                }
                else
                {
                    step = shape.Length;
                    gap = step - sizeEnd;
                }

                changes += index == known ? 0 : 1;
                known = index;
            }

            var values = TKernel.ReadLevel(ref level, ref shape);
            if (values[0] == 0)
            {
                // A price may not be 0: others say so.
                break;
            }

            var next = Unsafe.Add(ref level, shape.Core);
            // SAFETY: a level is two longs, price then size, 16 bytes without padding (asserted by the layout tests).
            values.StoreUnsafe(ref Unsafe.As<LevelUpdate, long>(ref levels[count]));
            if (next != ',')
            {
                isClosed = next == ']';
                if (isClosed)
                {
                    count++;
                    at += shape.Core + 1;
                }

                break;
            }

            count++;
            at += step;
        }

        _shape = known;
        _isMixed = count < FewLevels ? _isMixed : changes * LevelsPerChange > count;
        position = at;
        return count;
    }

    /// <summary>Most levels have the shape of the one before: that is tried first.</summary>
    private readonly struct Alike;

    /// <summary>Shapes change all the time: each is looked for.</summary>
    private readonly struct Mixed;
}
