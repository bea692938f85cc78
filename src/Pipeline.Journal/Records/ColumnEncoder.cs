using System.Numerics;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>Writes one column of 64-bit values in the form that looks shortest. Knows nothing of what the values mean.</summary>
/// <remarks>
/// The predictor is chosen on the first <see cref="SampleLength"/> values; divisor, form and width are exact for all of
/// them. A bad choice costs bytes, never correctness. Single thread.
/// </remarks>
internal sealed class ColumnEncoder : IDisposable
{
    private const int SampleLength = 64;

    private readonly NativeArray<long> _residuals = new(Columns.Capacity);

    /// <summary>Writes <paramref name="values"/>. <paramref name="near"/> and <paramref name="far"/> are as long, or empty.</summary>
    public void Encode(ref PayloadWriter writer, ReadOnlySpan<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var predictor = Choose(values, near, far);
        var residuals = Residuals(predictor, values, near, far, _residuals.Span);
        var (least, most) = Range(residuals);
        if (least == most)
        {
            WriteStart(ref writer, new ColumnCode(predictor, ResidualForm.Zigzag, ValueWidth.Constant), values[0]);
            writer.WriteVarint(ColumnCode.Zigzag(least));
            return;
        }

        var form = least >= 0 ? ResidualForm.Rising : most <= 0 ? ResidualForm.Falling : ResidualForm.Zigzag;
        var divisor = Divisor(residuals);
        var width = WidthOf(Normalize(residuals, form, divisor));
        WriteStart(ref writer, new ColumnCode(predictor, form, width), values[0]);
        writer.WriteVarint((ulong)divisor);
        WritePacked(ref writer, residuals, width);
    }

    /// <inheritdoc/>
    public void Dispose() => _residuals.Dispose();

    private static void WriteStart(ref PayloadWriter writer, ColumnCode code, long first)
    {
        writer.Write(code.Tag);
        if (code.HasBase)
        {
            writer.WriteVarint(ColumnCode.Zigzag(first));
        }
    }

    private static void WritePacked(ref PayloadWriter writer, ReadOnlySpan<long> words, ValueWidth width)
    {
        writer.Advance(PackedWords.Pack(words, 0, width != ValueWidth.Short, writer.Free));
        if (width == ValueWidth.Wide)
        {
            writer.Advance(PackedWords.Pack(words, 32, isLong: true, writer.Free));
        }
    }

    private Predictor Choose(ReadOnlySpan<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        var sample = values[..Math.Min(values.Length, SampleLength)];
        var best = Predictor.Zero;
        var least = Cost(best, sample, near, far);
        for (var predictor = Predictor.Previous; predictor <= Predictor.NearBefore; predictor++)
        {
            if (!IsPossible(predictor, near, far))
            {
                continue;
            }

            var cost = Cost(predictor, sample, near, far);
            (best, least) = cost < least ? (predictor, cost) : (best, least);
        }

        return best;
    }

    private static bool IsPossible(Predictor predictor, ReadOnlySpan<long> near, ReadOnlySpan<long> far) => predictor switch
    {
        Predictor.Near or Predictor.NearBefore => !near.IsEmpty,
        Predictor.Far => !far.IsEmpty,
        _ => true,
    };

    private long Cost(Predictor predictor, ReadOnlySpan<long> sample, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        var residuals = Residuals(predictor, sample, near, far, _residuals.Span);
        var (least, most) = Range(residuals);
        if (least == most)
        {
            return BytesOf(least);
        }

        var divisor = Divisor(residuals);
        var cost = 0L;
        foreach (var residual in residuals)
        {
            cost += BytesOf(divisor == 1 ? residual : residual / divisor);
        }

        return cost;
    }

    private static int BytesOf(long residual) => (64 + 7 - BitOperations.LeadingZeroCount(ColumnCode.Zigzag(residual))) / 8;

    private static Span<long> Residuals(
        Predictor predictor, ReadOnlySpan<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far, Span<long> residuals)
    {
        switch (predictor)
        {
            case Predictor.Zero:
                values.CopyTo(residuals);
                return residuals[..values.Length];
            case Predictor.Previous:
                return Subtract(values[1..], values[..^1], residuals);
            case Predictor.Near:
                return Subtract(values, near[..values.Length], residuals);
            case Predictor.Far:
                return Subtract(values, far[..values.Length], residuals);
            default:
                return Subtract(values[1..], near[..(values.Length - 1)], residuals);
        }
    }

    private static Span<long> Subtract(ReadOnlySpan<long> values, ReadOnlySpan<long> predictions, Span<long> residuals)
    {
        residuals = residuals[..values.Length];
        predictions = predictions[..values.Length];
        for (var i = 0; i < residuals.Length; i++)
        {
            residuals[i] = values[i] - predictions[i];
        }

        return residuals;
    }

    private static (long Least, long Most) Range(ReadOnlySpan<long> residuals)
    {
        if (residuals.IsEmpty)
        {
            return (0, 0);
        }

        var least = residuals[0];
        var most = residuals[0];
        foreach (var residual in residuals)
        {
            least = Math.Min(least, residual);
            most = Math.Max(most, residual);
        }

        return (least, most);
    }

    /// <summary>Greatest common divisor of all, 1 where it would not fit: milliseconds kept as nanoseconds have 1,000,000.</summary>
    private static long Divisor(ReadOnlySpan<long> residuals)
    {
        var divisor = 0L;
        foreach (var residual in residuals)
        {
            if (residual == long.MinValue)
            {
                return 1;
            }

            if (divisor == 0 || residual % divisor != 0)
            {
                divisor = CommonDivisor(divisor, Math.Abs(residual));
            }

            if (divisor == 1)
            {
                return 1;
            }
        }

        return Math.Max(divisor, 1);
    }

    private static long CommonDivisor(long left, long right)
    {
        while (right != 0)
        {
            (left, right) = (right, left % right);
        }

        return left;
    }

    /// <summary>Divides and forms in place; returns all of them or-ed together.</summary>
    private static ulong Normalize(Span<long> residuals, ResidualForm form, long divisor)
    {
        if (divisor != 1)
        {
            foreach (ref var residual in residuals)
            {
                residual /= divisor;
            }
        }

        return form switch
        {
            ResidualForm.Zigzag => NormalizeZigzag(residuals),
            ResidualForm.Falling => NormalizeFalling(residuals),
            _ => Union(residuals),
        };
    }

    private static ulong NormalizeZigzag(Span<long> residuals)
    {
        var union = 0UL;
        foreach (ref var residual in residuals)
        {
            residual = (long)ColumnCode.Zigzag(residual);
            union |= (ulong)residual;
        }

        return union;
    }

    private static ulong NormalizeFalling(Span<long> residuals)
    {
        var union = 0UL;
        foreach (ref var residual in residuals)
        {
            residual = -residual;
            union |= (ulong)residual;
        }

        return union;
    }

    private static ulong Union(ReadOnlySpan<long> residuals)
    {
        var union = 0UL;
        foreach (var residual in residuals)
        {
            union |= (ulong)residual;
        }

        return union;
    }

    private static ValueWidth WidthOf(ulong union) =>
        union < 1u << 24 ? ValueWidth.Short : union <= uint.MaxValue ? ValueWidth.Long : ValueWidth.Wide;
}
