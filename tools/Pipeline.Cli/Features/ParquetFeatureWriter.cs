using ParquetSharp;
using Pipeline.Features.Table;

namespace Pipeline.Cli.Features;

/// <summary>Parquet rows, zstd; an invalid value is a null.</summary>
internal sealed class ParquetFeatureWriter : IFeatureWriter
{
    private const int RowsPerGroup = 64 * 1024;

    private readonly ParquetFileWriter _file;
    private readonly ColumnBuffer[] _columns;
    private int _rows;

    public ParquetFeatureWriter(string path)
    {
        _columns = [.. FeatureColumns.All.Select(ColumnBuffer.Of)];
        using var properties = new WriterPropertiesBuilder().Compression(Compression.Zstd).Build();
        _file = new ParquetFileWriter(path, [.. _columns.Select(column => column.Schema)], properties);
    }

    public void Write(FeatureTableRow row)
    {
        foreach (var column in _columns)
        {
            column.Add(in row);
        }

        if (++_rows == RowsPerGroup)
        {
            WriteGroup();
        }
    }

    public void Finish()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        _file.Close();
    }

    public void Dispose() => _file.Dispose();

    private void WriteGroup()
    {
        using var group = _file.AppendRowGroup();
        foreach (var column in _columns)
        {
            column.Flush(group);
        }

        _rows = 0;
    }

    private abstract class ColumnBuffer
    {
        public abstract Column Schema { get; }

        public static ColumnBuffer Of(FeatureColumn column) => column.Kind switch
        {
            ColumnKind.Int64 => new Buffer<long?>(column.Name, (in row) => column.Int64!(in row, out var value) ? value : null),
            ColumnKind.Double => new Buffer<double?>(column.Name, (in row) => column.Double!(in row, out var value) ? value : null),
            _ => new Buffer<string?>(column.Name, (in row) => column.Text!(in row, out var value) ? value : null),
        };

        public abstract void Add(in FeatureTableRow row);

        public abstract void Flush(RowGroupWriter group);
    }

    private delegate T Reader<T>(in FeatureTableRow row);

    private sealed class Buffer<T>(string name, Reader<T> reader) : ColumnBuffer
    {
        private readonly List<T> _values = [];

        public override Column Schema { get; } = new Column<T>(name);

        public override void Add(in FeatureTableRow row) => _values.Add(reader(in row));

        public override void Flush(RowGroupWriter group)
        {
            using var writer = group.NextColumn().LogicalWriter<T>();
            writer.WriteBatch([.. _values]);
            _values.Clear();
        }
    }
}
