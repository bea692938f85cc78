using DuckDB.NET.Data;
using Pipeline.Warehouse.DuckDb;

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

        var symbol = SymbolOf(request);
        var quoted = DuckDbSession.Literal(symbol);
        var (first, last) = Span($"select min(ts_recv_ns), max(ts_recv_ns) from l2_features where symbol = {quoted}");
        var (begin, end) = Recorded(quoted, first, last);
        var (from, to) = (request.FromNanos ?? begin, request.ToNanos ?? end + 1);
        if (from >= to)
        {
            throw new PlotException($"the span is empty: it starts at {Time(from)} and ends at {Time(to)}; {symbol} has rows from {Time(first)} to {Time(last)}");
        }

        var rows = Count($"select count(*) from l2_features where symbol = {quoted} and ts_recv_ns >= {from} and ts_recv_ns < {to}");
        return rows > 0
            ? new PlotSelection(symbol, from, to, rows, request.Source)
            : throw new PlotException($"no rows of {symbol} from {Time(from)} to {Time(to)}; there are rows from {Time(first)} to {Time(last)}");
    }

    public long Count(string sql) => Convert.ToInt64(Connection.Ask(sql), System.Globalization.CultureInfo.InvariantCulture);

    private string SymbolOf(PlotRequest request)
    {
        var symbols = Connection.List("select distinct symbol from l2_features order by symbol", row => row.GetString(0));
        if (symbols.Count == 0)
        {
            throw new PlotException($"{request.Source}: l2_features has no rows; there is nothing to draw");
        }

        var names = string.Join(", ", symbols);
        if (request.Symbol is { } wanted)
        {
            return symbols.Contains(wanted) ? wanted : throw new PlotException($"{request.Source}: no rows of {wanted}; there are rows of {names}");
        }

        return symbols.Count == 1 ? symbols[0] : throw new PlotException($"{request.Source}: several symbols, {names}; choose one with --symbol");
    }

    // From the first to the last message of any kind: what lies before the first row and after the last one is time without a book.
    private (long First, long Last) Recorded(string symbol, long first, long last) =>
        Has("sessions")
            ? Span($"select least({first}, min(first_recv_ns)), greatest({last}, max(last_recv_ns)) from sessions where symbol = {symbol}")
            : (first, last);

    private (long First, long Last) Span(string sql) => Connection.List(sql, row => (row.GetInt64(0), row.GetInt64(1)))[0];

    private static string Time(long nanos) =>
        DateTime.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
