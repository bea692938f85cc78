using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Feeds.Capture;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Warehouse.Reading;

/// <summary>Says whether feature rows tell their pipeline time, by which everything that follows orders them.</summary>
public static class PipelineTimes
{
    /// <summary>Refuses rows that do not: receive time in its place would put rows of a clock that was set out of order, without a word.</summary>
    /// <param name="connection">Where the tables are.</param>
    /// <param name="where">SQL of the rows of l2_features that are asked for.</param>
    /// <exception cref="InputUnusableException">Some do not; the message says what to do.</exception>
    public static void Require(DuckDBConnection connection, string where)
    {
        if (Convert.ToInt64(connection.Ask($"SELECT count(*) FROM l2_features WHERE ts_pipeline_ns IS NULL AND {where}"), CultureInfo.InvariantCulture) is 0)
        {
            return;
        }

        var sources = connection.List(
            $"SELECT DISTINCT coalesce(s.source, 'file ' || f.file) FROM (SELECT DISTINCT file FROM l2_features WHERE ts_pipeline_ns IS NULL AND {where}) f LEFT JOIN sessions s ON s.file = f.file ORDER BY 1",
            row => row.GetString(0));
        throw new InputUnusableException($"{string.Join(", ", sources)}: loaded by an earlier version, which kept receive times alone, and the clock did not run steadily, so the order of its rows in time is not known; build them anew with pipeline load --refresh");
    }
}
