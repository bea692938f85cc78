using DuckDB.NET.Data;

namespace Pipeline.Research.DataSets;

/// <summary>Masks rows before they are frozen: afterwards tables `cleaned(file, block, row, symbol, mask)` and `cleaning_audit(rule, symbol, file, row)` exist.</summary>
public interface IRowCleaning
{
    /// <summary>Runs <paramref name="rules"/>, or all that there are where it is null, and answers their names.</summary>
    /// <exception cref="Engine.Configuration.ConfigException">A rule is not known.</exception>
    IReadOnlyList<string> Run(DuckDBConnection connection, IReadOnlyList<string>? rules);
}
