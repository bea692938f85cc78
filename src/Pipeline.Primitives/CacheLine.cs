namespace Pipeline.Primitives;

/// <summary>The distance that keeps two writers from sharing a line.</summary>
/// <remarks>
/// 128 and not 64: the adjacent-line prefetcher of x64 pulls lines in pairs, so two counters 64 bytes apart
/// still disturb each other. Every padded type and every aligned array takes its number from here.
/// </remarks>
public static class CacheLine
{
    /// <summary>Bytes between two fields that have different writers.</summary>
    public const int Bytes = 128;
}
