using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads levels `["price","size"]` one behind the other, whatever the lengths of their numbers.</summary>
/// <remarks>
/// Single thread, 0 B. The quotes of 64 bytes are found at once, each number is read from the 16 bytes before its closing quote,
/// and what stands between the numbers is compared with what stood there last. Where most levels have one shape, that is tried
/// first. Every byte is checked. A level that is written
/// otherwise - longer numbers, exponents, no quotes - or that may not be is left to the caller.
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
    private const int SampleMask = 3;

    // What may be read from a level's bracket on: 64 bytes behind the opening, and a joint that starts in the last of them.
    private const int Window = OpeningLength + QuoteBytes + Joint.Bytes;

    // Before the end of a price of one digit, 16 bytes are read.
    private const int FirstPosition = DigitLayout.Bytes - OpeningLength;
    private const int TailText = 96;
    private const int TailBytes = TailText + Window;

    private readonly byte[] _tail = new byte[TailBytes];
    private readonly NativeArray<LevelShape> _shapes = new(DigitLayout.Bytes + 1);
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
        var last = json.Length - Window;
        if (position < FirstPosition)
        {
            return 0;
        }

        var count = position <= last ? ReadRun<TKernel>(json, last, ref position, prices, sizes, levels, out isClosed) : 0;
        if (isClosed || position <= last || json.Length < TailText || position >= json.Length)
        {
            return count;
        }

        var start = json.Length - TailText;
        json[start..].CopyTo(_tail);
        position -= start;
        count += ReadRun<TKernel>(_tail, TailText, ref position, prices, sizes, levels[count..], out isClosed);
        position += start;
        return count;
    }

    /// <summary>Reads levels whose brackets stand at <paramref name="last"/> at most.</summary>
    private int ReadRun<TKernel>(
        ReadOnlySpan<byte> readable, int last, ref int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out bool isClosed)
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
        var areAlike = false;
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
                if (!areAlike && (count & SampleMask) == 1)
                {
                    // Some levels of a list tell how the others may be.
                    var level = readable.Slice(at, sizeEnd + length - start);
                    areAlike = _shapes[priceEnd - start].Sample(
                        level, priceEnd - start, OpeningLength + sizeStart - start, sizeEnd - sizeStart, prices.Decimals, sizes.Decimals);
                }

                at += sizeEnd + length - start;
                if (areAlike)
                {
                    ref var shape = ref _shapes[priceEnd - start];
                    var alike = ReadAlike<TKernel>(ref text, ref at, last, ref shape, levels[count..]);
                    areAlike = shape.CountRun(alike);
                    count += alike;
                    quotes = 0;
                    continue;
                }

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

    /// <summary>Reads levels as long as they have one shape. It calls nothing, so that all stays in registers.</summary>
    private static int ReadAlike<TKernel>(ref byte text, ref int position, int last, ref LevelShape shape, Span<LevelUpdate> levels)
        where TKernel : struct, IDecodeKernel
    {
        var at = position;
        var count = 0;
        while (at <= last && count < levels.Length)
        {
            // SAFETY: at <= last, so 64 bytes are readable, and a shape is not longer than that.
            ref var level = ref Unsafe.Add(ref text, at);
            if (!TKernel.FitsLevel(ref level, ref shape))
            {
                break;
            }

            var values = TKernel.ReadLevel(ref level, ref shape);
            if (values[0] == 0)
            {
                // A price may not be 0: others say so.
                break;
            }

            // SAFETY: a level is two longs, price then size, 16 bytes without padding (asserted by the layout tests).
            values.StoreUnsafe(ref Unsafe.As<LevelUpdate, long>(ref levels[count]));
            count++;
            at += shape.Length;
        }

        position = at;
        return count;
    }
}
