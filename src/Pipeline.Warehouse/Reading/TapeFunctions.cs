using System.Collections;
using DuckDB.NET.Data;
using DuckDB.NET.Data.DataChunk.Writer;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Makes tapes readable in SQL: `tape('x.tape')` is its feature rows, `tape_trades('x.tape')` its trades, and so on.</summary>
/// <remarks>Rows are made while they are read; nothing is loaded. A recording is read like a tape.</remarks>
public static class TapeFunctions
{
    /// <summary>A database in memory that knows them.</summary>
    /// <param name="venue">Tells what recordings are.</param>
    /// <param name="options">How rows are made.</param>
    /// <param name="cancellation">Ends reading.</param>
    /// <param name="notes">Is told of damage, and of what ended reading: the database wraps it in an exception of its own.</param>
    public static DuckDBConnection Open(ICaptureVenue venue, LoadOptions options, CancellationToken cancellation, ReadNotes? notes = null)
    {
        var connection = DuckDbSession.Open(null);
        foreach (var table in WarehouseTables.All)
        {
            connection.RegisterTableFunction<string>(
                NameOf(table),
                arguments => new TableFunction([.. table.Columns.Select(ColumnOf)], new TapeRows(arguments[0].GetValue<string>(), table, venue, options, notes ?? new ReadNotes(), cancellation), default),
                (row, writers, at) => Write((TapeRow)row!, writers, at));
        }

        return connection;
    }

    /// <summary>Name of the function that gives a table's rows.</summary>
    public static string NameOf(TableSpec table) => table == WarehouseTables.Features ? "tape" : $"tape_{table.Name.Replace("l2_", "", StringComparison.Ordinal)}";

    private static ColumnInfo ColumnOf(ColumnSpec column) =>
        new(column.Name, column.Kind switch { ColumnKind.Int64 => typeof(long), ColumnKind.Double => typeof(double), _ => typeof(string) });

    private static void Write(TapeRow row, IDuckDBDataWriter[] writers, ulong at)
    {
        for (var i = 0; i < writers.Length; i++)
        {
            var column = row.Batch.Columns[i];
            if (column.Nulls[row.Index])
            {
                writers[i].WriteNull(at);
            }
            else if (column.Spec.Kind == ColumnKind.Int64)
            {
                writers[i].WriteValue(column.Integers[row.Index], at);
            }
            else if (column.Spec.Kind == ColumnKind.Double)
            {
                writers[i].WriteValue(column.Doubles[row.Index], at);
            }
            else
            {
                writers[i].WriteValue(column.Texts[row.Index], at);
            }
        }
    }

    private sealed record TapeRow(TableBatch Batch, int Index);

    private sealed class TapeRows(string path, TableSpec table, ICaptureVenue venue, LoadOptions options, ReadNotes notes, CancellationToken cancellation) : IEnumerable
    {
        public IEnumerator GetEnumerator() => new Watched(Rows().GetEnumerator(), notes);

        private IEnumerable<TapeRow> Rows()
        {
            foreach (var input in LoadInputs.Group([path], venue, options.Symbols))
            {
                using var source = input.Open();
                var chosen = SymbolChoice.Of(input.Paths[0], source.Instruments.Select(each => each.Name), options.Symbols).ToHashSet();
                var isChosen = new Dictionary<(string Market, string Symbol), bool>();
                using var stream = new StreamRows(source, options with { FeaturesOnly = table.Part == LoadPart.Features }, LoadedBlocks.None);
                foreach (var batch in stream.Read(cancellation))
                {
                    foreach (var rows in batch.Tables.Where(rows => rows.Table == table))
                    {
                        // What could not be used is about the source, whatever symbol.
                        var (markets, symbols) = options.Symbols.Count > 0 && table.HasSymbol ? (rows["market"], rows["symbol"]) : (null, null);
                        for (var i = 0; i < rows.Rows; i++)
                        {
                            if (markets is null || IsChosen((markets.Texts[i], symbols!.Texts[i])))
                            {
                                yield return new TapeRow(rows, i);
                            }
                        }
                    }

                    batch.Release?.Invoke();
                }

                notes.Add(stream.Defects);

                // A name is read once and not on every row.
                bool IsChosen((string Market, string Symbol) name)
                {
                    if (!isChosen.TryGetValue(name, out var answer))
                    {
                        isChosen[name] = answer = chosen.Contains(InstrumentName.Of(name.Market, name.Symbol));
                    }

                    return answer;
                }
            }
        }
    }

    // Tells what reading failed of before the database makes an error of its own of it.
    private sealed class Watched(IEnumerator<TapeRow> rows, ReadNotes notes) : IEnumerator<TapeRow>
    {
        public TapeRow Current => rows.Current;

        object IEnumerator.Current => rows.Current;

        public bool MoveNext()
        {
            try
            {
                return rows.MoveNext();
            }
            catch (Exception e)
            {
                notes.Fail(e);
                throw;
            }
        }

        public void Reset() => rows.Reset();

        public void Dispose() => rows.Dispose();
    }
}
