namespace Pipeline.Research.Plots;

/// <summary>Least and greatest of the values seen; NaN is no value.</summary>
internal readonly record struct ValueRange(double Low, double High)
{
    public static ValueRange Empty { get; } = new(double.PositiveInfinity, double.NegativeInfinity);

    public bool IsEmpty => Low > High;

    public ValueRange With(double value) => double.IsNaN(value) ? this : new ValueRange(Math.Min(Low, value), Math.Max(High, value));
}
