namespace Pipeline.Research.Plots;

/// <summary>Fills a raster from the ten ranks a side of the feature rows: mean size over the time in force.</summary>
internal static class RankRaster
{
    private const int Ranks = 10;

    public static void Fill(BookRaster raster, PlotSource source, PlotSelection selection)
    {
        var names = string.Join(", ", Enumerable.Range(1, Ranks).SelectMany(rank => new[] { $"bid_px_{rank}", $"bid_sz_{rank}", $"ask_px_{rank}", $"ask_sz_{rank}" }));
        var levels = string.Join(", ", Enumerable.Range(1, Ranks).SelectMany(rank => new[] { $"{{p: bid_px_{rank}, s: bid_sz_{rank}}}", $"{{p: ask_px_{rank}, s: ask_sz_{rank}}}" }));
        using var command = source.Connection.CreateCommand();
        command.CommandText =
            $"""
            {InForce.Pieces(source, selection, raster.StepNanos, names)},
            levels as (select b, w, unnest([{levels}]) as level from pieces),
            force as (select b, sum(w) as total, min(least(bid_px_10, bid_px_1)) as low, max(greatest(ask_px_10, ask_px_1)) as high from pieces group by b),
            cells as (select b, cast(floor((level.p - {Sql.Number(raster.Low)}) / {Sql.Number(raster.CellSize)} + 5e-7) as bigint) as cell, sum(level.s * w) as weighted
                from levels where level.p is not null group by b, cell)
            select force.b, cells.cell, cells.weighted / force.total, force.low, force.high from force left join cells on force.b = cells.b order by force.b
            """;
        using var reader = command.ExecuteReader();
        var open = -1;
        while (reader.Read())
        {
            var column = (int)reader.GetInt64(0);
            if (column != open)
            {
                raster.Open(column, reader.IsDBNull(3) ? double.NaN : reader.GetDouble(3), reader.IsDBNull(4) ? double.NaN : reader.GetDouble(4));
                open = column;
            }

            if (!reader.IsDBNull(1))
            {
                raster.Add(column, raster.Low + (reader.GetInt64(1) + 0.5) * raster.CellSize, reader.GetDouble(2));
            }
        }
    }
}
