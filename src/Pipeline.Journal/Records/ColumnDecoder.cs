using System.Runtime.Intrinsics;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>Reads what <see cref="ColumnEncoder"/> wrote, in passes that are each one simple loop.</summary>
/// <remarks>Single thread. Any bytes may come: what no writer wrote raises <see cref="MalformedContentException"/>.</remarks>
internal sealed class ColumnDecoder : IDisposable
{
    private readonly NativeArray<uint> _low = new(Columns.Capacity);
    private readonly NativeArray<uint> _high = new(Columns.Capacity);

    /// <summary>Fills <paramref name="values"/>. <paramref name="near"/> and <paramref name="far"/> are as long.</summary>
    public void Decode(
        ref PayloadReader reader, Span<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far, int columnsBefore)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var code = ColumnCode.FromTag(reader.ReadByte());
        PayloadReader.Require(code.IsKnown(columnsBefore), "unknown column code");
        if (code.HasBase)
        {
            values[0] = ColumnCode.Unzigzag(reader.ReadVarint());
        }

        ReadResiduals(ref reader, code, code.HasBase ? values[1..] : values);
        Restore(code.Predictor, values, near, far);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _low.Dispose();
        _high.Dispose();
    }

    private void ReadResiduals(ref PayloadReader reader, ColumnCode code, Span<long> residuals)
    {
        if (code.Width == ValueWidth.Constant)
        {
            residuals.Fill(ColumnCode.Unzigzag(reader.ReadVarint()));
            return;
        }

        var divisor = (long)reader.ReadVarint();
        PayloadReader.Require(divisor > 0, "divisor out of bounds");
        Unpack(ref reader, residuals.Length, code.Width != ValueWidth.Short, _low.Span);
        if (code.Width == ValueWidth.Wide)
        {
            Unpack(ref reader, residuals.Length, isLong: true, _high.Span);
            Join(_low.Span, _high.Span, residuals);
            Unform(code.Form, residuals);
        }
        else
        {
            Widen(code.Form, _low.Span, residuals);
        }

        Multiply(residuals, divisor);
        if (code.HasExceptions)
        {
            ReadExceptions(ref reader, residuals);
        }
    }

    private static void ReadExceptions(ref PayloadReader reader, Span<long> residuals)
    {
        var count = reader.ReadVarint();
        PayloadReader.Require(count > 0 && count <= (ulong)residuals.Length, "number of exceptions out of bounds");
        for (; count > 0; count--)
        {
            var place = reader.ReadVarint();
            PayloadReader.Require(place < (ulong)residuals.Length, "place of an exception out of bounds");
            residuals[(int)place] = ColumnCode.Unzigzag(reader.ReadVarint());
        }
    }

    private static void Unpack(ref PayloadReader reader, int count, bool isLong, Span<uint> words) =>
        reader.Advance(PackedWords.Unpack(reader.RestWithSlack, reader.Remaining, count, isLong, words));

    private static void Join(ReadOnlySpan<uint> low, ReadOnlySpan<uint> high, Span<long> joined)
    {
        for (var i = 0; i < joined.Length; i++)
        {
            joined[i] = (long)(low[i] | ((ulong)high[i] << 32));
        }
    }

    private static void Unform(ResidualForm form, Span<long> residuals)
    {
        if (form == ResidualForm.Zigzag)
        {
            foreach (ref var residual in residuals)
            {
                residual = ColumnCode.Unzigzag((ulong)residual);
            }
        }
        else if (form == ResidualForm.Falling)
        {
            foreach (ref var residual in residuals)
            {
                residual = -residual;
            }
        }
    }

    /// <summary>Words that fit 32 bits, unformed four at a time.</summary>
    private static void Widen(ResidualForm form, ReadOnlySpan<uint> words, Span<long> residuals)
    {
        var vectors = residuals.Length & ~3;
        for (var i = 0; i < vectors; i += 4)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(words.Slice(i, 4)));
            Unform(form, Vector256.Create(low, high).AsInt64()).CopyTo(residuals.Slice(i, 4));
        }

        for (var i = vectors; i < residuals.Length; i++)
        {
            residuals[i] = words[i];
        }

        Unform(form, residuals[vectors..]);
    }

    private static Vector256<long> Unform(ResidualForm form, Vector256<long> words) => form switch
    {
        ResidualForm.Zigzag => Vector256.ShiftRightLogical(words, 1) ^ (Vector256<long>.Zero - (words & Vector256<long>.One)),
        ResidualForm.Falling => Vector256<long>.Zero - words,
        _ => words,
    };

    private static void Multiply(Span<long> residuals, long divisor)
    {
        if (divisor != 1)
        {
            foreach (ref var residual in residuals)
            {
                residual *= divisor;
            }
        }
    }

    private static void Restore(Predictor predictor, Span<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        switch (predictor)
        {
            case Predictor.Previous:
                Accumulate(values);
                break;
            case Predictor.Near:
                Add(values, near);
                break;
            case Predictor.Far:
                Add(values, far);
                break;
            case Predictor.NearBefore:
                Add(values[1..], near[..(values.Length - 1)]);
                break;
            default:
                break;
        }
    }

    private static void Accumulate(Span<long> values)
    {
        var sum = 0L;
        foreach (ref var value in values)
        {
            sum += value;
            value = sum;
        }
    }

    private static void Add(Span<long> values, ReadOnlySpan<long> predictions)
    {
        predictions = predictions[..values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] += predictions[i];
        }
    }
}
