using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipeline.Journal.Records;

/// <summary>Vector loops over a column's differences: making them, summing up what they need, forming them.</summary>
/// <remarks>All of it wraps: a difference that overflows is undone by a sum that overflows.</remarks>
internal static class Residuals
{
    /// <summary>What the bits of many numbers have in common, in each of the forms they may take.</summary>
    /// <param name="Plain">All of them, or-ed.</param>
    /// <param name="Negated">All of them with the sign turned, or-ed.</param>
    /// <param name="Zigzag">All of them in zigzag form, or-ed.</param>
    /// <param name="Different">Bits in which any differs from the first.</param>
    internal readonly record struct Summary(long Plain, long Negated, long Zigzag, long Different)
    {
        /// <summary>The form that stores them in fewest bits.</summary>
        public ResidualForm Form => Plain >= 0 ? ResidualForm.Rising : Negated >= 0 ? ResidualForm.Falling : ResidualForm.Zigzag;

        /// <summary>Bits that are in use once they are in that form.</summary>
        public ulong Union => (ulong)(Form switch
        {
            ResidualForm.Rising => Plain,
            ResidualForm.Falling => Negated,
            _ => Zigzag,
        });

        public Summary With(long value, long first) =>
            new(Plain | value, Negated | -value, Zigzag | (long)ColumnCode.Zigzag(value), Different | (value ^ first));
    }

    /// <summary>values - predictions, as long as both.</summary>
    public static void Subtract(ReadOnlySpan<long> values, ReadOnlySpan<long> predictions, Span<long> residuals)
    {
        predictions = predictions[..values.Length];
        residuals = residuals[..values.Length];
        var left = Vectors(values);
        var right = Vectors(predictions);
        var target = Vectors(residuals);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = left[i] - right[i];
        }

        for (var i = target.Length * Vector256<long>.Count; i < residuals.Length; i++)
        {
            residuals[i] = values[i] - predictions[i];
        }
    }

    /// <summary>Sums up <paramref name="residuals"/>, of which there is at least one.</summary>
    public static Summary Summarize(ReadOnlySpan<long> residuals)
    {
        var first = Vector256.Create(residuals[0]);
        var (plain, negated, zigzag, different) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
        var vectors = Vectors(residuals);
        foreach (var vector in vectors)
        {
            plain |= vector;
            negated |= -vector;
            zigzag |= Zigzag(vector);
            different |= vector ^ first;
        }

        var summary = new Summary(Fold(plain), Fold(negated), Fold(zigzag), Fold(different));
        foreach (var residual in residuals[(vectors.Length * Vector256<long>.Count)..])
        {
            summary = summary.With(residual, residuals[0]);
        }

        return summary;
    }

    /// <summary>Puts <paramref name="residuals"/> into <paramref name="form"/>, in place.</summary>
    public static void Form(Span<long> residuals, ResidualForm form)
    {
        if (form == ResidualForm.Rising)
        {
            return;
        }

        var vectors = Vectors(residuals);
        foreach (ref var vector in vectors)
        {
            vector = form == ResidualForm.Falling ? -vector : Zigzag(vector);
        }

        foreach (ref var residual in residuals[(vectors.Length * Vector256<long>.Count)..])
        {
            residual = form == ResidualForm.Falling ? -residual : (long)ColumnCode.Zigzag(residual);
        }
    }

    private static Vector256<long> Zigzag(Vector256<long> values) => (values << 1) ^ (values >> 63);

    private static long Fold(Vector256<long> vector)
    {
        var half = vector.GetLower() | vector.GetUpper();
        return half[0] | half[1];
    }

    // SAFETY: four longs are read and written as one vector; the cast cuts what does not fill one, and vectors may be unaligned.
    private static Span<Vector256<long>> Vectors(Span<long> values) => MemoryMarshal.Cast<long, Vector256<long>>(values);

    private static ReadOnlySpan<Vector256<long>> Vectors(ReadOnlySpan<long> values) => MemoryMarshal.Cast<long, Vector256<long>>(values);
}
