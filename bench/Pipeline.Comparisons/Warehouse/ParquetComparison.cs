using System.Diagnostics;
using ParquetSharp;
using Pipeline.Features.Table;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Comparisons.Warehouse;

/// <summary>Feature rows into one Parquet file: our writer against ParquetSharp as it comes, columns of nullable values and its default properties.</summary>
/// <remarks>The rival's arrays are made before the clock runs. Both write a row group a batch; afterwards both files give the same values.</remarks>
internal static class ParquetComparison
{
    private const double Promised = 3;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var all = WarehouseRows.Read(options).Repeated(options);
        var narrow = all.Narrow(WarehouseRows.Base);
        var folder = Directory.CreateTempSubdirectory("parquet-bench-").FullName;
        try
        {
            var (wide, slim) = (new Subject(all, folder), new Subject(narrow, folder));
            var contenders = Rounds.Alternate(
            [
                ("writer, 60 columns", slim.Ours), ("ParquetSharp defaults, 60 columns", slim.Defaults),
                ($"writer, {all.Table.Columns.Count} columns", wide.Ours), ($"ParquetSharp defaults, {all.Table.Columns.Count} columns", wide.Defaults),
            ], options);
            slim.CheckEqual();
            wide.CheckEqual();
            return new(
                "feature rows into a Parquet file", "rows/s", contenders,
                [
                    new("writer against ParquetSharp's defaults, 60 columns", contenders[0], contenders[1], HigherIsBetter: true, Promised),
                    new("the same, the whole sheet", contenders[2], contenders[3], HigherIsBetter: true, Promised),
                    slim.SizeRatio("bytes a row, 60 columns"), wide.SizeRatio("bytes a row, the whole sheet"),
                ],
                [all.Conditions, slim.Sizes, wide.Sizes]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed class Subject(WarehouseRows rows, string folder)
    {
        private readonly Array[][] _arrays = [.. rows.Batches.Select(batch => batch.Columns.Select(ArrayOf).ToArray())];
        private readonly TableSpec _table = rows.Table with
        {
            Columns = [.. rows.Table.Columns.Select((column, i) => column with { Nullable = rows.Batches.Any(batch => batch.Columns[i].NullCount > 0) })],
        };

        private readonly string _ours = Path.Combine(folder, $"{rows.Table.Name}-ours.parquet");
        private readonly string _defaults = Path.Combine(folder, $"{rows.Table.Name}-defaults.parquet");

        public string Sizes => $"{rows.Table.Columns.Count} columns: {new FileInfo(_ours).Length:N0} bytes, ParquetSharp's defaults {new FileInfo(_defaults).Length:N0}";

        public double Ours() => Rate(_ours, () =>
        {
            using var buffers = new WriterBuffers();
            using var writer = new ParquetTableWriter(_ours, _table, buffers, plain: false);
            foreach (var batch in rows.Batches)
            {
                writer.Write(batch, 0, batch.Rows);
            }

            writer.Close();
        });

        public double Defaults() => Rate(_defaults, () =>
        {
            using var writer = new ParquetFileWriter(_defaults, [.. rows.Table.Columns.Select((column, i) => new Column(_arrays[0][i].GetType().GetElementType()!, column.Name))]);
            foreach (var batch in _arrays)
            {
                using var group = writer.AppendRowGroup();
                foreach (var values in batch)
                {
                    Write(group.NextColumn(), values);
                }
            }

            writer.Close();
        });

        public Ratio SizeRatio(string name)
        {
            var (ours, theirs) = (BytesARow(_ours), BytesARow(_defaults));
            return new(name, new("writer", [ours]), new("defaults", [theirs]), HigherIsBetter: false, 1);
        }

        // Read back with the library's own reader: equal values in both files.
        public void CheckEqual()
        {
            using var ours = new ParquetFileReader(_ours);
            using var theirs = new ParquetFileReader(_defaults);
            for (var group = 0; group < rows.Batches.Count; group++)
            {
                using var left = ours.RowGroup(group);
                using var right = theirs.RowGroup(group);
                for (var column = 0; column < rows.Table.Columns.Count; column++)
                {
                    Check(left.Column(column), right.Column(column), rows.Batches[group].Rows, rows.Table.Columns[column]);
                }
            }
        }

        private double BytesARow(string file) => (double)new FileInfo(file).Length / rows.Rows;

        // A load writes new files: throwing away the last round's is not timed.
        private double Rate(string file, Action write)
        {
            File.Delete(file);
            var begun = Stopwatch.GetTimestamp();
            write();
            return rows.Rows / Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        private static void Check(ColumnReader ours, ColumnReader theirs, int rows, ColumnSpec column)
        {
            if (!ValuesOf(ours, rows).SequenceEqual(ValuesOf(theirs, rows)))
            {
                throw new InvalidOperationException($"{column.Name}: the two files hold different values");
            }
        }

        private static object?[] ValuesOf(ColumnReader column, int rows)
        {
            using var reader = column.LogicalReader();
            return reader.Apply(new AnyValues(rows));
        }

        private static void Write(ColumnWriter writer, Array values)
        {
            switch (values)
            {
                case long[] integers:
                    writer.LogicalWriter<long>().WriteBatch(integers);
                    break;
                case long?[] integers:
                    writer.LogicalWriter<long?>().WriteBatch(integers);
                    break;
                case double[] doubles:
                    writer.LogicalWriter<double>().WriteBatch(doubles);
                    break;
                case double?[] doubles:
                    writer.LogicalWriter<double?>().WriteBatch(doubles);
                    break;
                default:
                    writer.LogicalWriter<string?>().WriteBatch((string?[])values);
                    break;
            }
        }

        private static Array ArrayOf(ColumnData column) => column.Spec switch
        {
            { Kind: ColumnKind.Text } => Holed(column, column.Texts.ToArray()),
            { Kind: ColumnKind.Int64, Nullable: true } => Nullables(column, column.Integers),
            { Kind: ColumnKind.Int64 } => column.Integers.ToArray(),
            { Nullable: true } => Nullables(column, column.Doubles),
            _ => column.Doubles.ToArray(),
        };

        private static T?[] Nullables<T>(ColumnData column, ReadOnlySpan<T> values)
            where T : struct
        {
            var nullable = new T?[values.Length];
            for (var row = 0; row < values.Length; row++)
            {
                nullable[row] = column.Nulls[row] ? null : values[row];
            }

            return nullable;
        }

        private static string?[] Holed(ColumnData column, string?[] texts)
        {
            for (var row = 0; row < texts.Length; row++)
            {
                texts[row] = column.Nulls[row] ? null : texts[row];
            }

            return texts;
        }
    }

    /// <summary>A column's values whatever their type is.</summary>
    private sealed class AnyValues(int rows) : ILogicalColumnReaderVisitor<object?[]>
    {
        public object?[] OnLogicalColumnReader<TValue>(LogicalColumnReader<TValue> columnReader) => [.. columnReader.ReadAll(rows).Cast<object?>()];
    }
}
