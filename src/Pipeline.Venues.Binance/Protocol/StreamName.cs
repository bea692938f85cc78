namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What the name of a stream says of the messages in it.</summary>
internal static class StreamName
{
    /// <summary>
    /// Whether its depth messages are no diffs of the ordinary book: the best 5, 10 or 20 levels, or the book with retail
    /// price improvement. They say `depthUpdate` all the same.
    /// </summary>
    public static bool IsOtherDepth(ReadOnlySpan<byte> name)
    {
        var at = name.IndexOf((byte)'@');
        var kind = at < 0 ? default : name[(at + 1)..];
        var end = kind.IndexOf((byte)'@');
        kind = end < 0 ? kind : kind[..end];
        return kind.SequenceEqual("depth5"u8) || kind.SequenceEqual("depth10"u8) || kind.SequenceEqual("depth20"u8)
            || kind.SequenceEqual("rpiDepth"u8);
    }
}
