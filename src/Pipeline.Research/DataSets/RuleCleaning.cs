using DuckDB.NET.Data;
using Pipeline.Engine.Configuration;
using Pipeline.Research.Cleaning;

namespace Pipeline.Research.DataSets;

/// <summary>Cleaning by the project's own rules.</summary>
public sealed class RuleCleaning : IRowCleaning
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Run(DuckDBConnection connection, IReadOnlyList<string>? rules)
    {
        var options = rules is null ? CleaningOptions.Default : CleaningOptions.Default with { Masking = rules };
        try
        {
            CleaningPass.Run(connection, options);
            return [.. options.Masking.Order(StringComparer.Ordinal)];
        }
        catch (ArgumentException e)
        {
            throw new ConfigException($"cleaning: {e.Message}", e);
        }
    }
}
