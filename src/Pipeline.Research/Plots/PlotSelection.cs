using System.Globalization;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Plots;

/// <summary>The rows of a picture: one instrument, one span of pipeline time [from, to).</summary>
/// <param name="Market">The market.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="FromNanos">Start of the span, UTC nanoseconds.</param>
/// <param name="ToNanos">End of the span, not in it.</param>
/// <param name="Rows">Feature rows in it.</param>
/// <param name="Source">What the title calls the input.</param>
public sealed record PlotSelection(string Market, string Symbol, long FromNanos, long ToNanos, long Rows, string Source)
{
    /// <summary>The instrument's one name, such as `usdm:BTCUSDT`.</summary>
    public string Name => $"{Market}:{Symbol}";

    /// <summary>Seconds from start to end.</summary>
    public double Seconds => (ToNanos - FromNanos) / 1e9;

    /// <summary>Instrument, span, rows and source: what every title ends with.</summary>
    public string Caption =>
        $"{Name} · {Text(FromNanos)} to {Text(ToNanos)} UTC · {Rows.ToString("N0", CultureInfo.InvariantCulture)} rows · {Source}";

    internal Units Units => Units.Of(Market, Symbol);

    internal string Where => $"{WhereSymbol} and ts_pipeline_ns >= {FromNanos} and ts_pipeline_ns < {ToNanos}";

    internal string WhereSymbol => $"market = {DuckDbSession.Literal(Market)} and symbol = {DuckDbSession.Literal(Symbol)}";

    /// <summary>A time as seconds after the start.</summary>
    public double SecondsAt(long nanos) => (nanos - FromNanos) / 1e9;

    /// <summary>Width of one of <paramref name="columns"/> equal columns, in nanoseconds.</summary>
    public long StepNanos(int columns) => Math.Max(1, (ToNanos - FromNanos + columns - 1) / columns);

    private static string Text(long nanos) => DateTime.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
