using ParquetSharp;

namespace Pipeline.Warehouse.Parquet;

/// <summary>What a writer of files needs between its columns, for one file after another: a load writes hundreds.</summary>
/// <remarks>Single thread; arrays grow to the largest batch and stay.</remarks>
public sealed class WriterBuffers : IDisposable
{
    private short[] _levels = [];
    private long[] _integers = [];
    private double[] _doubles = [];
    private ByteArray[] _texts = [];
    private ByteArray[] _presentTexts = [];

    /// <summary>Texts seen so far.</summary>
    internal TextPool Texts { get; } = new();

    /// <summary>Room for a level a row.</summary>
    internal Span<short> Levels(int rows) => Room(ref _levels, rows);

    /// <summary>Room for the integers of a column that are there.</summary>
    internal Span<long> Integers(int rows) => Room(ref _integers, rows);

    /// <summary>Room for the doubles of a column that are there.</summary>
    internal Span<double> Doubles(int rows) => Room(ref _doubles, rows);

    /// <summary>Room for the texts of a column as bytes.</summary>
    internal Span<ByteArray> TextBytes(int rows) => Room(ref _texts, rows);

    /// <summary>Room for those of them that are there.</summary>
    internal Span<ByteArray> PresentTexts(int rows) => Room(ref _presentTexts, rows);

    /// <inheritdoc/>
    public void Dispose() => Texts.Dispose();

    private static Span<T> Room<T>(ref T[] array, int size)
    {
        if (array.Length < size)
        {
            array = new T[size];
        }

        return array.AsSpan(0, size);
    }
}
