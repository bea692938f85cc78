using ParquetSharp;
using ParquetSharp.Schema;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Parquet;

/// <summary>Writes batches of one table to one Parquet file, column by column, without a step a value.</summary>
/// <remarks>
/// Single thread. Numbers are plain and LZ4 finds what repeats from row to row, texts go by dictionary; a temporary file that is read once
/// is not compressed. Split bytes, packed differences and dictionaries of numbers were slower and larger on real rows: see the experiments.
/// Values go to the writer as they lie in the batch; only a column with nulls is packed first.
/// </remarks>
public sealed class ParquetTableWriter : IDisposable
{
    private const int ValuesOfCall = 1 << 17;

    private readonly TableSpec _table;
    private readonly ParquetFileWriter _file;
    private readonly TextPool _texts;
    private short[] _levels = [];
    private long[] _integers = [];
    private double[] _doubles = [];
    private ByteArray[] _bytes = [];
    private ByteArray[] _textBytes = [];

    /// <summary>Creates the file.</summary>
    /// <param name="path">Where; an older file is replaced.</param>
    /// <param name="table">Whose rows, and which columns may lack values: one that need not say so of every row is written faster.</param>
    /// <param name="texts">Texts seen so far; may be shared by the files of one thread.</param>
    /// <param name="plain">True for a file that is read once and thrown away.</param>
    /// <param name="facts">What the file says of itself.</param>
    public ParquetTableWriter(string path, TableSpec table, TextPool texts, bool plain, IReadOnlyDictionary<string, string>? facts = null)
        : this(path, table, texts, Properties(table, plain), facts)
    {
    }

    /// <summary>Creates the file with other properties, for the experiment that says why these are what they are.</summary>
    internal ParquetTableWriter(string path, TableSpec table, TextPool texts, WriterProperties properties, IReadOnlyDictionary<string, string>? facts)
    {
        _table = table;
        _texts = texts;
        using (properties)
        {
            using var schema = Schema(table);
            _file = new ParquetFileWriter(path, schema, properties, facts);
        }
    }

    /// <summary>Writes rows [<paramref name="first"/>, <paramref name="first"/> + <paramref name="count"/>) of a batch as one row group.</summary>
    /// <exception cref="ArgumentException">A value is missing where the file's table has one in every row.</exception>
    public void Write(TableBatch batch, int first, int count)
    {
        using var group = _file.AppendRowGroup();
        for (var i = 0; i < _table.Columns.Count; i++)
        {
            using var column = group.NextColumn();
            Write(column, batch.Columns[i], _table.Columns[i].Nullable, first, count);
        }
    }

    /// <summary>Writes the footer.</summary>
    public void Close() => _file.Close();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static WriterProperties Properties(TableSpec table, bool plain)
    {
        using var builder = new WriterPropertiesBuilder();
        builder.DisableDictionary().DisableStatistics().WriteBatchSize(ValuesOfCall);
        builder.Compression(plain ? Compression.Uncompressed : Compression.Lz4);
        foreach (var column in table.Columns.Where(column => column.Kind == ColumnKind.Text))
        {
            builder.EnableDictionary(column.Name);
        }

        // By these a reader knows which row groups it may leave out.
        foreach (var name in plain ? [] : table.Order.Append(table.Time).OfType<string>().Distinct())
        {
            builder.EnableStatistics(name);
        }

        return builder.Build();
    }

    private static GroupNode Schema(TableSpec table)
    {
        var nodes = table.Columns.Select(column => (Node)new PrimitiveNode(
            column.Name,
            column.Nullable ? Repetition.Optional : Repetition.Required,
            column.Kind == ColumnKind.Text ? LogicalType.String() : LogicalType.None(),
            column.Kind switch { ColumnKind.Int64 => PhysicalType.Int64, ColumnKind.Double => PhysicalType.Double, _ => PhysicalType.ByteArray })).ToArray();
        return new GroupNode("schema", Repetition.Required, nodes);
    }

    private void Write(ColumnWriter writer, ColumnData column, bool isNullable, int first, int count)
    {
        var nulls = column.Nulls.Slice(first, count);
        if (!isNullable)
        {
            nulls = !nulls.Contains(true) ? [] : throw new ArgumentException($"{column.Spec.Name}: a row lacks it, and the file's table says that none does", nameof(column));
        }

        switch (writer)
        {
            case ColumnWriter<long> integers:
                Write(integers, column.Integers.Slice(first, count), nulls, ref _integers);
                break;
            case ColumnWriter<double> doubles:
                Write(doubles, column.Doubles.Slice(first, count), nulls, ref _doubles);
                break;
            default:
                Write((ColumnWriter<ByteArray>)writer, Bytes(column.Texts.Slice(first, count)), nulls, ref _bytes);
                break;
        }
    }

    // An optional column takes a level a row, 1 where there is a value, and the values without holes.
    private void Write<T>(ColumnWriter<T> writer, ReadOnlySpan<T> values, ReadOnlySpan<bool> nulls, ref T[] packed)
        where T : unmanaged
    {
        if (nulls.IsEmpty)
        {
            writer.WriteBatch(values);
            return;
        }

        EnsureSize(ref _levels, nulls.Length);
        if (!nulls.Contains(true))
        {
            _levels.AsSpan(0, nulls.Length).Fill(1);
            writer.WriteBatch(nulls.Length, _levels.AsSpan(0, nulls.Length), [], values);
            return;
        }

        EnsureSize(ref packed, values.Length);
        var kept = 0;
        for (var i = 0; i < nulls.Length; i++)
        {
            packed[kept] = values[i];
            var present = nulls[i] ? 0 : 1;
            _levels[i] = (short)present;
            kept += present;
        }

        writer.WriteBatch(nulls.Length, _levels.AsSpan(0, nulls.Length), [], packed.AsSpan(0, kept));
    }

    private ReadOnlySpan<ByteArray> Bytes(ReadOnlySpan<string> texts)
    {
        _texts.Trim();
        EnsureSize(ref _textBytes, texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            _textBytes[i] = _texts.Of(texts[i]);
        }

        return _textBytes.AsSpan(0, texts.Length);
    }

    private static void EnsureSize<T>(ref T[] array, int size)
    {
        if (array.Length < size)
        {
            array = new T[size];
        }
    }
}
