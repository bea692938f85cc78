using DuckDB.NET.Data;

namespace Pipeline.Research.Cleaning;

/// <summary>What one rule touched.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Masks">Whether it masked.</param>
/// <param name="Rows">Rows that it touched.</param>
public sealed record RuleCount(CleaningRule Rule, bool Masks, long Rows);

/// <summary>A row by its place.</summary>
/// <param name="Market">Its market.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="File">Short name of its file.</param>
/// <param name="Row">Its number there.</param>
public readonly record struct CleanedRow(string Market, string Symbol, long File, long Row);

/// <summary>What a cleaning pass found: by rule a count and the rows.</summary>
/// <param name="Rules">All rules, by bit, those without a row too.</param>
/// <param name="Rows">Rows looked at.</param>
/// <param name="Masked">Rows that at least one rule masked.</param>
public sealed record CleaningAudit(IReadOnlyList<RuleCount> Rules, long Rows, long Masked)
{
    /// <summary>The rows that <paramref name="rule"/> touched, in order; at most <paramref name="limit"/>.</summary>
    public static IReadOnlyList<CleanedRow> RowsOf(DuckDBConnection connection, string rule, long limit = long.MaxValue)
    {
        var rows = new List<CleanedRow>();
        using var command = connection.CreateCommand();
        command.CommandText = $"""SELECT market, symbol, file, "row" FROM {CleaningPass.AuditTable} WHERE rule = $rule ORDER BY market, symbol, file, "row" LIMIT $limit""";
        command.Parameters.Add(new DuckDBParameter("rule", rule));
        command.Parameters.Add(new DuckDBParameter("limit", limit));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(new CleanedRow(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return rows;
    }
}
