using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Engine.Verification;

/// <summary>Holds the records of another source against those of a tape, field by field, until something differs.</summary>
/// <remarks>Single thread: the journal's. It reads the tape block by block, so memory does not grow with it.</remarks>
public sealed class InputComparer : IInputSink, IDisposable
{
    private readonly TapeReader _tape;
    private long _ordinal;
    private int _next;

    /// <summary>Compares with the tape at <paramref name="path"/>.</summary>
    /// <exception cref="TapeException">It cannot be read.</exception>
    public InputComparer(string path) => _tape = TapeReader.Open(path, ReadMode.Salvage);

    /// <summary>What differs first, or null.</summary>
    public TapeDifference? FirstDifference { get; private set; }

    /// <inheritdoc/>
    public void OnRecord(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, in BookResult result)
    {
        if (FirstDifference is null)
        {
            FirstDifference = TryNext() ? Compare(in _tape.Records[_next - 1], in record, levels) : Difference("record", "missing", record.Kind.ToString());
            _ordinal++;
        }
    }

    /// <summary>Ends the comparison: what the tape holds beyond the source is a difference too.</summary>
    public TapeDifference? Finish() =>
        FirstDifference ??= TryNext() ? Difference("record", _tape.Records[_next - 1].Kind.ToString(), "missing") : null;

    /// <inheritdoc/>
    public void Dispose() => _tape.Dispose();

    private bool TryNext()
    {
        while (_next == _tape.Records.Length)
        {
            _next = 0;
            if (!_tape.ReadBlock())
            {
                return false;
            }
        }

        _next++;
        return true;
    }

    private TapeDifference? Compare(in InputRecord recorded, in InputRecord record, ReadOnlySpan<LevelUpdate> levels)
    {
        var (here, there) = (recorded, record);
        if (here.HasLevels && there.HasLevels)
        {
            here.Depth.LevelOffset = there.Depth.LevelOffset = 0;
        }

        if (FieldDifference.Find(in here, in there) is { } field)
        {
            return Difference(field.Field, field.Left, field.Right);
        }

        return recorded.HasLevels
            ? CompareLevels(_tape.Levels.Slice((int)recorded.Depth.LevelOffset, recorded.Depth.BidCount + recorded.Depth.AskCount), levels)
            : null;
    }

    private TapeDifference? CompareLevels(ReadOnlySpan<LevelUpdate> recorded, ReadOnlySpan<LevelUpdate> levels)
    {
        for (var i = 0; i < recorded.Length; i++)
        {
            if (FieldDifference.Find(in recorded[i], in levels[i]) is { } field)
            {
                return Difference($"levels[{i}].{field.Field}", field.Left, field.Right);
            }
        }

        return null;
    }

    private TapeDifference Difference(string field, string recorded, string other) => new(_ordinal, null, "input", field, recorded, other);
}
