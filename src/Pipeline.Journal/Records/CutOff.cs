using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>The end of a log whose end is missing.</summary>
internal static class CutOff
{
    /// <summary>A Hole that stands for what is missing from record <paramref name="ordinal"/> on: at least one record, and nobody knows how many.</summary>
    public static InputRecord Hole(long ordinal, long receiveNanos) =>
        Holes.Of(receiveNanos, new HoleBody { FromRecord = ordinal, ToRecord = ordinal, Reason = (int)TapeFault.NotSealed });
}
