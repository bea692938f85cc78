using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Research.Plots;

/// <summary>Finds what a request asks for in the tables of a connection.</summary>
/// <remarks>Single thread, as a connection is. Everything is counted and summed by the database: no picture pulls the rows.</remarks>
internal sealed class PlotSource
{
    private readonly Dictionary<string, HashSet<string>> _columns;

    public PlotSource(DuckDBConnection connection)
    {
        Connection = connection;
        _columns = connection
            .List("select table_name, column_name from information_schema.columns", row => (Table: row.GetString(0), Column: row.GetString(1)))
            .GroupBy(pair => pair.Table)
            .ToDictionary(group => group.Key, group => group.Select(pair => pair.Column).ToHashSet());
    }

    public DuckDBConnection Connection { get; }

    public bool Has(string table, string? column = null) => _columns.TryGetValue(table, out var columns) && (column is null || columns.Contains(column));

    public PlotSelection Select(PlotRequest request)
    {
        if (!Has("l2_features"))
        {
            throw new PlotException($"{request.Source}: there is no table l2_features; load a tape or a recording first (pipeline load)");
        }

        var name = InstrumentOf(request);
        var only = $"market = {DuckDbSession.Literal(name.Market)} and symbol = {DuckDbSession.Literal(name.Symbol)}";
        PipelineTimes.Require(Connection, only);
        var (first, last) = Span($"select min(ts_pipeline_ns), max(ts_pipeline_ns) from l2_features where {only}");
        var (begin, end) = Recorded(only, first, last);
        var (from, to) = (request.FromNanos ?? begin, request.ToNanos ?? end + 1);
        var words = $"{name.Market}:{name.Symbol}";
        if (from >= to)
        {
            throw new PlotException($"the span is empty: it starts at {Time(from)} and ends at {Time(to)}; {words} has rows from {Time(first)} to {Time(last)}");
        }

        var rows = Count($"select count(*) from l2_features where {only} and ts_pipeline_ns >= {from} and ts_pipeline_ns < {to}");
        return rows > 0
            ? new PlotSelection(name.Market, name.Symbol, from, to, rows, request.Source)
            : throw new PlotException($"no rows of {words} from {Time(from)} to {Time(to)}; there are rows from {Time(first)} to {Time(last)}");
    }

    public long Count(string sql) => Convert.ToInt64(Connection.Ask(sql), System.Globalization.CultureInfo.InvariantCulture);

    private (string Market, string Symbol) InstrumentOf(PlotRequest request)
    {
        var known = Connection.List("select distinct market, symbol from l2_features order by 1, 2", row => (Market: row.GetString(0), Symbol: row.GetString(1)));
        if (known.Count == 0)
        {
            throw new PlotException($"{request.Source}: l2_features has no rows; there is nothing to draw");
        }

        if (request.Symbol is { } wanted)
        {
            try
            {
                var found = new SymbolTable(known.Select(each => InstrumentName.Of(each.Market, each.Symbol))).Resolve(wanted);
                return known.Single(each => InstrumentName.Of(each.Market, each.Symbol) == found);
            }
            catch (UnknownSymbolException e)
            {
                throw new PlotException($"{request.Source}: {e.Message}");
            }
        }

        return known.Count == 1
            ? known[0]
            : throw new PlotException($"{request.Source}: several instruments, {string.Join(", ", known.Select(each => $"{each.Market}:{each.Symbol}"))}; choose one with --symbol");
    }

    // From the first to the last message of any kind: what lies before the first row and after the last one is time without a book.
    private (long First, long Last) Recorded(string only, long first, long last) =>
        Has("sessions")
            ? Span($"select least({first}, min(first_pipeline_ns)), greatest({last}, max(last_pipeline_ns)) from sessions where {only}")
            : (first, last);

    private (long First, long Last) Span(string sql) => Connection.List(sql, row => (row.GetInt64(0), row.GetInt64(1)))[0];

    private static string Time(long nanos) =>
        DateTime.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
