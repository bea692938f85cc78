using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;
using Pipeline.Research.Quality;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.DataSets;

/// <summary>The targets of a grid: each runs from its grid time, not from the row that is shown at it.</summary>
/// <remarks>
/// One thread. Rows are told to the pass that made their own targets, with what they say of how long their mid and prices stood. Reads a
/// stretch of a stream at a time, so memory does not grow with it.
/// </remarks>
internal sealed class GridTargets(DuckDBConnection connection, DataSetPlan plan)
{
    /// <summary>Table of grid times and the rows that they show: market, symbol, file, row, grid_ns.</summary>
    public const string Shown = "grid_shown";

    /// <summary>Table of their targets: the same key, then every column that looks ahead.</summary>
    public const string Table = "grid_targets";

    private const long RowsAtOnce = 250_000;

    // The finest unit that a venue writes prices in.
    private const double PriceUnits = 1e8;

    // Readers of targets look at nothing of the instrument.
    private static readonly Instrument NoInstrument = new()
    {
        Market = Market.None,
        Symbol = "",
        TickMantissa = 1,
        PriceDecimals = 0,
        LotMantissa = 1,
        SizeDecimals = 0,
    };

    private static readonly FeatureColumn[] Columns = [.. FeatureColumns.All.Where(column => LooksAhead(column.Name))];

    private TargetPass _pass = new(plan.Features);
    private long _session;

    /// <summary>Whether a column is computed anew for a grid.</summary>
    public static bool LooksAhead(string column) => TargetHorizons.IsTarget(column) || TargetHorizons.TellsOfTargets(column);

    /// <summary>Fills <see cref="Table"/> for the rows of <see cref="Shown"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Build(CancellationToken cancellation)
    {
        connection.Run($"CREATE OR REPLACE TABLE {Table} (market VARCHAR, symbol VARCHAR, file BIGINT, row BIGINT, grid_ns BIGINT, {string.Join(", ", Columns.Select(column => $"{column.Name} {(column.Kind == ColumnKind.Int64 ? "BIGINT" : "DOUBLE")}"))})");
        var chosen = plan.Files.Select(file => (file.File, file.Instrument.Symbol)).ToHashSet();
        foreach (var stream in StreamPlan.Read(connection).Where(stream => stream.Files.Any(file => chosen.Contains((file.File, stream.Symbol)))))
        {
            Build(stream, cancellation);
        }
    }

    private void Build(SymbolStream stream, CancellationToken cancellation)
    {
        _pass = new TargetPass(plan.Features);
        _session = -1;
        var gaps = Gaps(stream);
        var points = new Queue<GridTime>();
        var now = 0L;
        foreach (var file in stream.Files)
        {
            for (var from = file.FirstRow; from <= file.LastRow; from += RowsAtOnce)
            {
                cancellation.ThrowIfCancellationRequested();
                var times = Times(stream, file.File, from);
                var rows = Rows(stream, file.File, from);
                using var appender = connection.CreateAppender(Table);
                foreach (var row in rows)
                {
                    now = Math.Max(now, row.Nanos);
                    Tell(row, now, gaps);
                    for (; times.TryPeek(out var time) && time.Row == row.Row; times.Dequeue())
                    {
                        points.Enqueue(new GridTime(stream.Market, stream.Symbol, file.File, row.Row, time.Nanos, _pass.Rows - 1, row.Volatility));
                    }

                    Take(points, appender);
                }
            }
        }

        using var rest = connection.CreateAppender(Table);
        _pass.OnTime(Math.Max(now, stream.LastNanos));
        if (gaps.TryDequeue(out var last))
        {
            _pass.EndSession(last.FromNanos);
        }

        _pass.Complete(Math.Max(now, stream.LastNanos));
        Take(points, rest);
    }

    // A row of another session comes after the gap that ended the one before it.
    private void Tell(StoredRow row, long now, Queue<StoredGap> gaps)
    {
        while (gaps.TryPeek(out var gap) && gap.Id <= row.Session)
        {
            _pass.EndSession(gap.FromNanos);
            gaps.Dequeue();
        }

        if (row.Session != _session)
        {
            _pass.OnSync(now, 0);
            _session = row.Session;
        }

        _pass.OnStored(now, row.BidUnits, row.AskUnits, row.MidUntil, row.QuoteUntil);
    }

    private void Take(Queue<GridTime> points, DuckDBAppender appender)
    {
        while (points.TryPeek(out var point) && _pass.IsDecided(point.Index, point.Nanos))
        {
            var row = default(FeatureRow);
            row.Features.Values[(int)FeatureId.Rv60s] = point.Volatility ?? 0;
            row.Features.ValidMask = point.Volatility is null ? 0 : 1UL << (int)FeatureId.Rv60s;
            var targets = _pass.At(point.Index, point.Nanos, in row.Features);
            Append(appender.CreateRow(), point, new FeatureTableRow(in row, NoInstrument, in targets));
            points.Dequeue();
        }

        _pass.Forget(points.TryPeek(out var next) ? next.Index : _pass.Rows - 1);
    }

    private static void Append(IDuckDBAppenderRow line, GridTime point, FeatureTableRow row)
    {
        line.AppendValue(point.Market).AppendValue(point.Symbol).AppendValue(point.File).AppendValue(point.Row).AppendValue(point.Nanos);
        foreach (var column in Columns)
        {
            if (column.Kind == ColumnKind.Int64 && column.Int64!(in row, out var integer))
            {
                line.AppendValue(integer);
            }
            else if (column.Kind == ColumnKind.Double && column.Double!(in row, out var number))
            {
                line.AppendValue(number);
            }
            else
            {
                line.AppendNullValue();
            }
        }

        line.EndRow();
    }

    private List<StoredRow> Rows(SymbolStream stream, long file, long from) => connection.List(
        $"""
        SELECT "row", ts_pipeline_ns, session_id, bid_px_1, ask_px_1, mid_until_ns, quote_until_ns, rv_60s FROM l2_features
        WHERE file = {file} AND {Is(stream)} AND "row" >= {from} AND "row" < {from + RowsAtOnce} ORDER BY "row"
        """,
        row => new StoredRow(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), Units(row.GetDouble(3)), Units(row.GetDouble(4)),
            row.IsDBNull(5) ? row.GetInt64(1) : row.GetInt64(5), row.IsDBNull(6) ? row.GetInt64(1) - 1 : row.GetInt64(6), row.IsDBNull(7) ? null : row.GetDouble(7)));

    private Queue<(long Row, long Nanos)> Times(SymbolStream stream, long file, long from) => new(connection.List(
        $"""
        SELECT "row", grid_ns FROM {Shown} WHERE file = {file} AND {Is(stream)} AND "row" >= {from} AND "row" < {from + RowsAtOnce}
        ORDER BY "row", grid_ns
        """,
        row => (row.GetInt64(0), row.GetInt64(1))));

    private Queue<StoredGap> Gaps(SymbolStream stream) => new(connection.List(
        $"""
        SELECT gap_id, from_ns FROM gaps WHERE {Is(stream)} AND file IN ({string.Join(", ", stream.Files.Select(file => file.File))})
        ORDER BY gap_id
        """,
        row => new StoredGap(row.GetInt64(0), row.GetInt64(1))));

    private static string Is(SymbolStream stream) => $"market = {DuckDbSession.Literal(stream.Market)} AND symbol = {DuckDbSession.Literal(stream.Symbol)}";

    private static long Units(double price) => (long)Math.Round(price * PriceUnits);

    private readonly record struct StoredGap(long Id, long FromNanos);

    private readonly record struct StoredRow(
        long Row, long Nanos, long Session, long BidUnits, long AskUnits, long MidUntil, long QuoteUntil, double? Volatility);

    private readonly record struct GridTime(string Market, string Symbol, long File, long Row, long Nanos, int Index, double? Volatility);
}
