namespace Pipeline.Feeds.Capture;

/// <summary>One line of a recording: valid until the next is read.</summary>
public readonly ref struct CaptureLine
{
    /// <summary>The message, UTF-8, without the receive time.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>UTC nanoseconds; 0 where <see cref="HasReceiveTime"/> is false.</summary>
    public required long ReceiveNanos { get; init; }

    /// <summary>False for a line that does not start with a receive time: <see cref="Text"/> is then the whole line.</summary>
    public required bool HasReceiveTime { get; init; }

    /// <summary>Index of the file among the run's inputs.</summary>
    public required int Source { get; init; }

    /// <summary>Line in its file, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>Byte of the line in the file's decoded text.</summary>
    public required long Offset { get; init; }
}
