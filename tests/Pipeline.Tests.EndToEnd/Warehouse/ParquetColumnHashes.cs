using System.Globalization;
using System.IO.Hashing;
using ParquetSharp;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Hashes of a Parquet file's columns as a manifest defines them, computed with another reader and without the project's own hash.</summary>
internal static class ParquetColumnHashes
{
    // The kind comes first: integers 0, doubles 1, texts 2. Then a 1 and the value, or a 0 where there is none.
    public static IReadOnlyList<(string Name, string Hash)> Of(string path)
    {
        using var file = new ParquetFileReader(path);
        return [.. Enumerable.Range(0, file.FileMetaData.NumColumns).Select(column => (file.FileMetaData.Schema.Column(column).Name, Hash(file, column)))];
    }

    private static string Hash(ParquetFileReader file, int column)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(file.FileMetaData.Schema.Column(column).PhysicalType switch { PhysicalType.Int64 => (byte)0, PhysicalType.Double => (byte)1, _ => (byte)2 });
        for (var group = 0; group < file.FileMetaData.NumRowGroups; group++)
        {
            using var rows = file.RowGroup(group);
            Write(writer, rows.Column(column), (int)rows.MetaData.NumRows);
        }

        writer.Flush();
        return XxHash3.HashToUInt64(bytes.ToArray()).ToString("x16", CultureInfo.InvariantCulture);
    }

    private static void Write(BinaryWriter writer, ColumnReader column, int rows)
    {
        switch (column.ColumnDescriptor.PhysicalType)
        {
            case PhysicalType.Int64:
                WriteAll(writer, column.LogicalReader<long?>().ReadAll(rows), value => writer.Write(value!.Value));
                break;
            case PhysicalType.Double:
                WriteAll(writer, column.LogicalReader<double?>().ReadAll(rows), value => writer.Write(value!.Value));
                break;
            default:
                WriteAll(writer, column.LogicalReader<string?>().ReadAll(rows), value =>
                {
                    var text = System.Text.Encoding.UTF8.GetBytes(value!);
                    writer.Write(text.Length);
                    writer.Write(text);
                });
                break;
        }
    }

    private static void WriteAll<T>(BinaryWriter writer, T[] values, Action<T> write)
    {
        foreach (var value in values)
        {
            writer.Write(value is null ? (byte)0 : (byte)1);
            if (value is not null)
            {
                write(value);
            }
        }
    }
}
