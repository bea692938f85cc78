namespace Pipeline.Features.Windows;

/// <summary>Lengths of time, nanoseconds.</summary>
internal static class Nanos
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;
    public const long Minute = 60 * Second;
}
