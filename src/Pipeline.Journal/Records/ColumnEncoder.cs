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
    private const int SampleLength = 32;

    // A divisor that saves less than six bits a value, or spares more than a value in 32, is not worth a list.
    private const int LeastGain = 64;
    private const int ValuesPerException = 32;
    private const int Runs = 4;
    private const int RunLength = 8;

    private readonly NativeArray<long> _residuals = new(Columns.Capacity);
    private readonly NativeArray<int> _places = new(Columns.Capacity / ValuesPerException);
    private readonly NativeArray<long> _exceptions = new(Columns.Capacity / ValuesPerException);

    /// <summary>Writes <paramref name="values"/>. <paramref name="near"/> and <paramref name="far"/> are as long, or empty.</summary>
    public void Encode(ref PayloadWriter writer, ReadOnlySpan<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        if (values.IsEmpty)
        {
            return;
        }

        var predictor = Choose(values, near, far);
        var residuals = Subtract(predictor, values, near, far);
        var summary = Summarize(residuals);
        if (summary.Different == 0)
        {
            WriteStart(ref writer, new ColumnCode(predictor, ResidualForm.Zigzag, ValueWidth.Constant), values[0]);
            writer.WriteVarint(residuals.IsEmpty ? 0 : ColumnCode.Zigzag(residuals[0]));
            return;
        }

        var divisor = LikelyDivisor(residuals);
        var exceptions = divisor == 1 ? 0 : Divide(residuals, divisor);
        summary = divisor == 1 ? summary : Summarize(residuals);
        Residuals.Form(residuals, summary.Form);
        var width = WidthOf(summary.Union);
        WriteStart(ref writer, new ColumnCode(predictor, summary.Form, width, exceptions > 0), values[0]);
        writer.WriteVarint((ulong)divisor);
        WritePacked(ref writer, residuals, width);
        WriteExceptions(ref writer, exceptions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _residuals.Dispose();
        _places.Dispose();
        _exceptions.Dispose();
    }

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

    private void WriteExceptions(ref PayloadWriter writer, int count)
    {
        if (count == 0)
        {
            return;
        }

        writer.WriteVarint((ulong)count);
        for (var i = 0; i < count; i++)
        {
            writer.WriteVarint((ulong)_places[i]);
            writer.WriteVarint(ColumnCode.Zigzag(_exceptions[i]));
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
        var residuals = Subtract(predictor, sample, near, far);
        var summary = Summarize(residuals);
        if (summary.Different == 0)
        {
            return residuals.IsEmpty ? 0 : BytesOf(residuals[0]);
        }

        var divisor = LikelyDivisor(residuals);
        var exceptions = divisor == 1 ? 0 : Divide(residuals, divisor);
        var cost = 0L;
        foreach (var residual in residuals)
        {
            cost += BytesOf(residual);
        }

        foreach (var exception in _exceptions.Span[..exceptions])
        {
            cost += BytesOf(exception) + 1;
        }

        return cost;
    }

    private static int BytesOf(long residual) => (64 + 7 - BitOperations.LeadingZeroCount(ColumnCode.Zigzag(residual))) / 8;

    private Span<long> Subtract(Predictor predictor, ReadOnlySpan<long> values, ReadOnlySpan<long> near, ReadOnlySpan<long> far)
    {
        var predicted = new ColumnCode(predictor, default, default).HasBase ? values[1..] : values;
        var residuals = _residuals.Slice(0, predicted.Length);
        switch (predictor)
        {
            case Predictor.Zero:
                values.CopyTo(residuals);
                break;
            case Predictor.Previous:
                Residuals.Subtract(predicted, values, residuals);
                break;
            case Predictor.Far:
                Residuals.Subtract(predicted, far, residuals);
                break;
            default:
                Residuals.Subtract(predicted, near, residuals);
                break;
        }

        return residuals;
    }

    private static Residuals.Summary Summarize(ReadOnlySpan<long> residuals) => residuals.IsEmpty ? default : Residuals.Summarize(residuals);

    /// <summary>Divides in place what <paramref name="divisor"/> divides; the rest becomes 0 and an exception. Returns how many those are.</summary>
    private int Divide(Span<long> residuals, long divisor)
    {
        var divider = new ExactDivider(divisor);
        var count = 0;
        for (var i = 0; i < residuals.Length; i++)
        {
            var residual = residuals[i];
            if (!Divides(divider, residual, out residuals[i]))
            {
                _places[count] = i;
                _exceptions[count++] = residual;
                residuals[i] = 0;
            }
        }

        return count;
    }

    /// <summary>The greatest common divisor, or a greater one that divides all but a few: a price between two ticks does not cost the others their grid.</summary>
    /// <remarks>Milliseconds kept as nanoseconds have 1,000,000, prices at 1e-8 their tick.</remarks>
    private static long LikelyDivisor(ReadOnlySpan<long> residuals)
    {
        var common = CommonDivisor(residuals);
        var best = common;
        for (var run = 0; run < Runs && residuals.Length >= ValuesPerException; run++)
        {
            var likely = CommonDivisor(residuals.Slice(run * (residuals.Length - RunLength) / (Runs - 1), RunLength));
            if (likely > best && likely / common >= LeastGain && HasFewExceptions(residuals, likely))
            {
                best = likely;
            }
        }

        return best;
    }

    private static bool HasFewExceptions(ReadOnlySpan<long> residuals, long divisor)
    {
        var divider = new ExactDivider(divisor);
        var left = residuals.Length / ValuesPerException;
        foreach (var residual in residuals)
        {
            if (!Divides(divider, residual, out _) && --left < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool Divides(ExactDivider divider, long residual, out long quotient) =>
        divider.TryDivide(residual, out quotient) && residual != long.MinValue;

    private static long CommonDivisor(ReadOnlySpan<long> residuals)
    {
        var divisor = 0L;
        ExactDivider divider = default;
        foreach (var residual in residuals)
        {
            if (residual == long.MinValue || divisor == 1)
            {
                return 1;
            }

            if (divisor == 0 || !divider.TryDivide(residual, out _))
            {
                divisor = CommonDivisor(divisor, Math.Abs(residual));
                divider = divisor == 0 ? default : new ExactDivider(divisor);
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

    private static ValueWidth WidthOf(ulong union) =>
        union < 1u << 24 ? ValueWidth.Short : union <= uint.MaxValue ? ValueWidth.Long : ValueWidth.Wide;
}
