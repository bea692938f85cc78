using ScottPlot;

namespace Pipeline.Research.Plots;

/// <summary>One stretch in which the book was not known, cut to the selection.</summary>
/// <param name="FromNanos">Start.</param>
/// <param name="ToNanos">End; the selection's where the file ended first.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct GapSpan(long FromNanos, long ToNanos, string Reason);

/// <summary>Reads the gaps of a selection and shades them.</summary>
internal static class GapShade
{
    // More would be a solid wall: the longest are drawn, the note says how many there are.
    private const int MostDrawn = 500;

    public static List<GapSpan> Read(PlotSource source, PlotSelection selection) =>
        !source.Has("gaps")
            ? []
            : Pipeline.Warehouse.DuckDb.DuckDbSession.List(
                source.Connection,
                $"""
                select greatest(from_ns, {selection.FromNanos}), least(coalesce(to_ns, {selection.ToNanos}), {selection.ToNanos}), reason
                from gaps where {selection.WhereSymbol} and from_ns < {selection.ToNanos} and coalesce(to_ns, {selection.ToNanos}) > {selection.FromNanos}
                order by coalesce(to_ns, {selection.ToNanos}) - from_ns desc, from_ns limit {MostDrawn}
                """,
                row => new GapSpan(row.GetInt64(0), row.GetInt64(1), row.GetString(2)));

    /// <summary>All gaps of a selection, drawn or not, and their length in it.</summary>
    public static (long Count, long Nanos) Total(PlotSource source, PlotSelection selection) =>
        Pipeline.Warehouse.DuckDb.DuckDbSession.List(
            source.Connection,
            $"""
            select count(*), coalesce(sum(least(coalesce(to_ns, {selection.ToNanos}), {selection.ToNanos}) - greatest(from_ns, {selection.FromNanos})), 0)::bigint from gaps
            where {selection.WhereSymbol} and from_ns < {selection.ToNanos} and coalesce(to_ns, {selection.ToNanos}) > {selection.FromNanos}
            """,
            row => (row.GetInt64(0), row.GetInt64(1)))[0];

    /// <summary>Shades the gaps; a gap narrower than two pixels is drawn two pixels wide, for it happened.</summary>
    public static void Draw(Plot plot, PlotSelection selection, List<GapSpan> gaps, int pixels, bool inLegend)
    {
        var least = selection.Seconds / pixels * 2;
        for (var i = 0; i < gaps.Count; i++)
        {
            var from = selection.SecondsAt(gaps[i].FromNanos);
            var span = plot.Add.HorizontalSpan(from, Math.Max(selection.SecondsAt(gaps[i].ToNanos), from + least));
            span.FillColor = PlotStyle.Gap;
            span.LineWidth = 0;
            span.LegendText = inLegend && i == 0 ? $"gap in the data ({gaps.Count}{(gaps.Count == MostDrawn ? " or more" : "")})" : "";
        }
    }
}
