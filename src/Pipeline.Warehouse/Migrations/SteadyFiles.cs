namespace Pipeline.Warehouse.Migrations;

/// <summary>SQL of the files whose receiving clock ran steadily, as far as tables of before pipeline time was kept can tell.</summary>
/// <remarks>
/// Any thread. Part of a step of the schema, so it may never change. In such a file no record was received before the one that moved
/// pipeline time, no stamp was wrong, and no clock had been set in a file that it continues: receive time is pipeline time in it.
/// </remarks>
internal static class SteadyFiles
{
    /// <summary>Selects `file` of them.</summary>
    public const string Sql =
        """
        WITH RECURSIVE unsteady(file) AS (
            SELECT file FROM (
                SELECT file FROM sessions GROUP BY file HAVING sum(reordered) > 0
                UNION SELECT file FROM rejects WHERE reason LIKE '%the receive time is off by%')
            UNION SELECT s.file FROM sessions s JOIN unsteady u ON s.previous_file = u.file)
        SELECT DISTINCT file FROM sessions WHERE file NOT IN (SELECT file FROM unsteady)
        """;
}
