namespace Pipeline.Feeds.Capture;

/// <summary>The first lines of a recording, kept so that the venue can look at them before the run begins.</summary>
/// <remarks>Standard input cannot be read twice, so the head is replayed from memory and the rest follows from the reader.</remarks>
public sealed class CaptureHead
{
    private const int FirstLook = 2_000;
    private const int MostLines = 64_000;
    private const long MostBytes = 256L * 1024 * 1024;

    private readonly List<HeadLine> _lines = [];
    private readonly List<byte[]> _messages = [];
    private long _bytes;

    private CaptureHead()
    {
    }

    private readonly record struct HeadLine(byte[] Text, long ReceiveNanos, bool HasReceiveTime, int Source, long Number, long Offset);

    /// <summary>How the recording is to be read.</summary>
    public CaptureSetup Setup { get; private set; } = null!;

    /// <summary>Number of lines kept.</summary>
    public int Count => _lines.Count;

    /// <summary>Line <paramref name="index"/> of the head.</summary>
    public CaptureLine this[int index]
    {
        get
        {
            var line = _lines[index];
            return new CaptureLine
            {
                Text = line.Text,
                ReceiveNanos = line.ReceiveNanos,
                HasReceiveTime = line.HasReceiveTime,
                Source = line.Source,
                Number = line.Number,
                Offset = line.Offset,
            };
        }
    }

    /// <summary>Reads until <paramref name="venue"/> can tell how to read on.</summary>
    /// <exception cref="InputUnusableException">There is no usable line, or the venue cannot tell.</exception>
    public static CaptureHead Read(CaptureReader reader, ICaptureVenue venue, IReadOnlyList<string> symbols)
    {
        var head = new CaptureHead();
        for (var wanted = FirstLook; ; wanted *= 2)
        {
            var isWhole = !head.TryFill(reader, wanted);
            if (head._messages.Count == 0 && isWhole)
            {
                throw new InputUnusableException(NoUsableLine(reader));
            }

            var isLast = isWhole || wanted >= MostLines || head._bytes >= MostBytes;
            if (venue.Identify(head._messages, isLast, symbols) is { } setup)
            {
                head.Setup = setup;
                return head;
            }

            if (isLast)
            {
                throw new InputUnusableException(
                    $"{reader.FileName(0)}: the first {head.Count} lines do not tell the market and instrument; name them with --symbol and --instruments");
            }
        }
    }

    private static string NoUsableLine(CaptureReader reader)
    {
        var damage = reader.Errors.Count > 0 ? $" ({reader.Errors[0].Reason})" : "";
        return $"{reader.FileName(0)}: no usable line{damage}; a recording has lines `<receive time> <json>`";
    }

    private bool TryFill(CaptureReader reader, int wanted)
    {
        while (_lines.Count < wanted && _bytes < MostBytes)
        {
            if (!reader.TryReadLine(out var line))
            {
                return false;
            }

            Keep(in line);
        }

        return true;
    }

    private void Keep(in CaptureLine line)
    {
        var text = line.Text.ToArray();
        _bytes += text.Length;
        _lines.Add(new HeadLine(text, line.ReceiveNanos, line.HasReceiveTime, line.Source, line.Number, line.Offset));
        if (line.HasReceiveTime)
        {
            _messages.Add(text);
        }
    }
}
