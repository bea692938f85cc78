using Pipeline.Events;

namespace Pipeline.Feeds.Capture;

/// <summary>The first lines of a recording, kept so that the venue can look at them before the run begins.</summary>
/// <remarks>Standard input cannot be read twice, so the head is replayed from memory and the rest follows from the reader.</remarks>
public sealed class CaptureHead
{
    private const int FirstLook = 2_000;
    private const int MostLines = 64_000;
    private const long MostBytes = 256L * 1024 * 1024;

    /// <summary>Messages with a time of the venue that tell the first offset.</summary>
    public const int OffsetRecords = 20;

    private readonly List<KeptLine> _lines = [];
    private readonly List<byte[]> _messages = [];
    private long _bytes;

    private CaptureHead()
    {
    }

    /// <summary>How the recording is to be read.</summary>
    public CaptureSetup Setup { get; private set; } = null!;

    /// <summary>Median of receive time less event time over the first records that have one, or Absent where none has.</summary>
    public long FirstOffsetNanos { get; private set; } = InputRecord.Absent;

    /// <summary>Number of lines kept.</summary>
    public int Count => _lines.Count;

    /// <summary>Line <paramref name="index"/> of the head.</summary>
    public CaptureLine this[int index] => _lines[index].Line;

    /// <summary>The median of the offsets of a recording's first messages, or Absent where there are none.</summary>
    public static long MedianOffset(IEnumerable<long> offsets)
    {
        var sorted = offsets.Order().ToList();
        return sorted.Count == 0 ? InputRecord.Absent : sorted[sorted.Count / 2];
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
                throw new InputUnusableException(head.NoUsableLine(reader));
            }

            var isLast = isWhole || wanted >= MostLines || head._bytes >= MostBytes;
            if (venue.Identify(head._messages, isLast, symbols) is { } setup)
            {
                head.Setup = setup;
                head.FirstOffsetNanos = head.MedianOffset(setup.CreateDecoder());
                return head;
            }

            if (isLast)
            {
                throw new InputUnusableException(
                    $"{reader.FileName(0)}: the first {head.Count} lines do not tell the market and instrument; name them with --symbol and --instruments");
            }
        }
    }

    // By a decoder of its own: what it learns here the run's decoder is to learn from the run.
    private long MedianOffset(IMessageDecoder decoder)
    {
        var offsets = new List<long>(OffsetRecords);
        var levels = new LevelUpdate[LevelArena.MaxRun];
        foreach (var kept in _lines.Where(kept => kept.Line.HasReceiveTime))
        {
            var line = kept.Line;
            var record = default(InputRecord);
            var isWhole = decoder.Decode(line.Text, ref record, levels, out _) == DeadLetterReason.None;
            if (isWhole && record.EventNanos > 0)
            {
                offsets.Add(line.ReceiveNanos - record.EventNanos);
            }

            if (offsets.Count == OffsetRecords)
            {
                break;
            }
        }

        return MedianOffset(offsets);
    }

    private string NoUsableLine(CaptureReader reader)
    {
        var damage = reader.Errors.Count > 0 ? $" ({reader.Errors[0].Reason})" : "";
        var why = _lines.Count > 0 ? $"; {ForeignFormat.Explain(_lines[0].Text)}" : damage.Length > 0 ? "" : "; it is empty";
        return $"{reader.FileName(0)}: no usable line{damage}{why}; {ForeignFormat.Expected}";
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
        var kept = new KeptLine(in line);
        _bytes += kept.Text.Length;
        _lines.Add(kept);
        if (line.HasReceiveTime)
        {
            _messages.Add(kept.Text);
        }
    }
}
