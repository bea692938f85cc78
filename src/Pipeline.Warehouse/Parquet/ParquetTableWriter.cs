using ParquetSharp;
using ParquetSharp.IO;
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

    // The library writes a header and then a page, some hundred times a batch: gathered, that is a fifth faster.
    private const int FileBufferBytes = 1 << 18;

    private readonly TableSpec _table;
    private readonly FileStream _stream;
    private readonly ManagedOutputStream _output;
    private readonly ParquetFileWriter _file;
    private readonly WriterBuffers _buffers;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Where; an older file is replaced.</param>
    /// <param name="table">Whose rows, and which columns may lack values: one that need not say so of every row is written faster.</param>
    /// <param name="buffers">May be shared by the files of one thread.</param>
    /// <param name="plain">True for a file that is read once and thrown away.</param>
    /// <param name="facts">What the file says of itself.</param>
    public ParquetTableWriter(string path, TableSpec table, WriterBuffers buffers, bool plain, IReadOnlyDictionary<string, string>? facts = null)
        : this(path, table, buffers, Properties(table, plain), facts)
    {
    }

    /// <summary>Creates the file with other properties, for the experiment that says why these are what they are.</summary>
    internal ParquetTableWriter(string path, TableSpec table, WriterBuffers buffers, WriterProperties properties, IReadOnlyDictionary<string, string>? facts)
    {
        _table = table;
        _buffers = buffers;
        _stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        _output = new ManagedOutputStream(_stream, leaveOpen: true);
        using (properties)
        {
            using var schema = Schema(table);
            _file = new ParquetFileWriter(_output, schema, properties, facts);
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
    public void Close()
    {
        _file.Close();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _output.Dispose();
        _stream.Dispose();
    }

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
                Write(integers, column.Integers.Slice(first, count), nulls, _buffers.Integers(count));
                break;
            case ColumnWriter<double> doubles:
                Write(doubles, column.Doubles.Slice(first, count), nulls, _buffers.Doubles(count));
                break;
            default:
                Write((ColumnWriter<ByteArray>)writer, Bytes(column.Texts.Slice(first, count)), nulls, _buffers.PresentTexts(count));
                break;
        }
    }

    // An optional column takes a level a row, 1 where there is a value, and the values without holes.
    private void Write<T>(ColumnWriter<T> writer, ReadOnlySpan<T> values, ReadOnlySpan<bool> nulls, Span<T> present)
        where T : unmanaged
    {
        if (nulls.IsEmpty)
        {
            writer.WriteBatch(values);
            return;
        }

        var levels = _buffers.Levels(nulls.Length);
        if (!nulls.Contains(true))
        {
            levels.Fill(1);
            writer.WriteBatch(nulls.Length, levels, [], values);
            return;
        }

        var kept = 0;
        for (var i = 0; i < nulls.Length; i++)
        {
            present[kept] = values[i];
            var isPresent = nulls[i] ? 0 : 1;
            levels[i] = (short)isPresent;
            kept += isPresent;
        }

        writer.WriteBatch(nulls.Length, levels, [], present[..kept]);
    }

    private ReadOnlySpan<ByteArray> Bytes(ReadOnlySpan<string> texts)
    {
        _buffers.Texts.Trim();
        var bytes = _buffers.TextBytes(texts.Length);
        for (var i = 0; i < texts.Length; i++)
        {
            bytes[i] = _buffers.Texts.Of(texts[i]);
        }

        return bytes;
    }
}
