namespace Pipeline.Feeds.Capture;

/// <summary>A line that outlives the reader's buffer.</summary>
public sealed class KeptLine
{
    private readonly byte[] _text;
    private readonly long _receiveNanos;
    private readonly bool _hasReceiveTime;
    private readonly int _source;
    private readonly long _number;
    private readonly long _offset;

    /// <summary>Copies <paramref name="line"/>.</summary>
    public KeptLine(in CaptureLine line)
    {
        _text = line.Text.ToArray();
        (_receiveNanos, _hasReceiveTime) = (line.ReceiveNanos, line.HasReceiveTime);
        (_source, _number, _offset) = (line.Source, line.Number, line.Offset);
    }

    /// <summary>The line.</summary>
    public CaptureLine Line => new()
    {
        Text = _text,
        ReceiveNanos = _receiveNanos,
        HasReceiveTime = _hasReceiveTime,
        Source = _source,
        Number = _number,
        Offset = _offset,
    };

    /// <summary>Its text, not copied.</summary>
    internal byte[] Text => _text;
}
