using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>The column at hand and the two before it, in three buffers that take turns.</summary>
/// <remarks>Single thread. The buffers hold the longest column of a block and a vector more.</remarks>
internal sealed class Columns : IDisposable
{
    /// <summary>Values that a buffer holds.</summary>
    public const int Capacity = TapeFormat.MaxLevels + 8;

    private const int Kept = 3;

    private readonly NativeArray<long>[] _buffers = [new(Capacity), new(Capacity), new(Capacity)];
    private int _current;

    /// <summary>How many columns of this table came before the current one, at most two are kept.</summary>
    public int Before { get; private set; }

    /// <summary>Starts a table: no column came before.</summary>
    public void Restart() => Before = 0;

    /// <summary>The current column's first <paramref name="length"/> values.</summary>
    public Span<long> Current(int length) => _buffers[_current].Slice(0, length);

    /// <summary>The column before it.</summary>
    public ReadOnlySpan<long> Near(int length) => _buffers[(_current + Kept - 1) % Kept].Slice(0, length);

    /// <summary>The one before that.</summary>
    public ReadOnlySpan<long> Far(int length) => _buffers[(_current + Kept - 2) % Kept].Slice(0, length);

    /// <summary>Goes on to the next column: the current one becomes the near one.</summary>
    public void Next()
    {
        _current = (_current + 1) % Kept;
        Before = Math.Min(Before + 1, Kept - 1);
    }

    /// <summary>The buffer <paramref name="index"/>, 0 to 2, for a table whose columns do not follow each other.</summary>
    public Span<long> Buffer(int index, int length) => _buffers[index].Slice(0, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers)
        {
            buffer.Dispose();
        }
    }
}
