using Pipeline.Events;

namespace Pipeline.Feeds.Capture;

/// <summary>What the first line of a generated recording says of itself: nobody may take it for a market's.</summary>
public static class SyntheticMark
{
    /// <summary>The member that says so, as it stands in that line.</summary>
    public static ReadOnlySpan<byte> Member => "\"synthetic\":true"u8;

    /// <summary>The flags of every record of a recording that begins with <paramref name="firstLine"/>.</summary>
    public static RecordFlags FlagsOf(ReadOnlySpan<byte> firstLine) =>
        firstLine.IndexOf(Member) >= 0 ? RecordFlags.Synthetic : RecordFlags.None;
}
