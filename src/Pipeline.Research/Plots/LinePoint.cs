namespace Pipeline.Research.Plots;

/// <summary>What one pixel column of a line holds of one segment: first, least, greatest and last value with their times, and whether the line comes into it unbroken.</summary>
/// <param name="Bucket">Number of the column.</param>
/// <param name="FirstNanos">Time of the first value.</param>
/// <param name="First">The first value.</param>
/// <param name="MinNanos">Time of the least.</param>
/// <param name="Min">The least value.</param>
/// <param name="MaxNanos">Time of the greatest.</param>
/// <param name="Max">The greatest value.</param>
/// <param name="LastNanos">Time of the last.</param>
/// <param name="Last">The last value.</param>
/// <param name="Broken">Whether the row before the first value was null, or of an earlier segment.</param>
internal readonly record struct LinePoint(
    long Bucket, long FirstNanos, double First, long MinNanos, double Min, long MaxNanos, double Max, long LastNanos, double Last, bool Broken);
