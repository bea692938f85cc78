namespace Pipeline.Research.DataSets;

/// <summary>Where two data sets part: line by line, what the first says and what the second says.</summary>
public static class DataSetComparison
{
    private const string Nothing = "-";

    /// <summary>All differences; none means that both hold the same values made from the same inputs in the same way.</summary>
    public static IReadOnlyList<DataSetDifference> Of(DataSetManifest first, DataSetManifest second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (left, right) = (Lines(first), Lines(second));
        return [.. left.Keys.Union(right.Keys)
            .Select(what => new DataSetDifference(what, left.GetValueOrDefault(what, Nothing), right.GetValueOrDefault(what, Nothing)))
            .Where(each => each.First != each.Second)];
    }

    private static Dictionary<string, string> Lines(DataSetManifest set)
    {
        var lines = new Dictionary<string, string>
        {
            ["rows"] = $"{set.Rows}",
            ["feature schema"] = set.FeatureSchemaHash,
            ["code"] = set.CodeVersion,
            ["embargo"] = $"{set.EmbargoNanos} ns",
        };
        foreach (var input in set.Inputs)
        {
            lines[$"input {input.FileId} {input.Symbol}"] = $"{input.Rows} rows of {input.ContentHash}";
        }

        foreach (var (name, value) in set.Parameters)
        {
            lines[$"parameter {name}"] = value;
        }

        foreach (var rule in set.Cleaning)
        {
            lines[$"cleaning {rule.Rule}"] = $"{rule.Rows} rows";
        }

        foreach (var column in set.Columns)
        {
            lines[$"column {column.Name}"] = $"{column.Kind} {column.Hash}, {column.Nulls} nulls";
        }

        foreach (var part in set.Split)
        {
            lines[$"fold {part.Fold} {part.Part}"] = $"{part.FromNanos}..{part.ToNanos}: {part.Rows} rows, {part.Purged} purged, {part.Masked} masked";
        }

        return lines;
    }
}

/// <summary>One difference.</summary>
/// <param name="What">Of what.</param>
/// <param name="First">What the first data set says.</param>
/// <param name="Second">What the second says.</param>
public sealed record DataSetDifference(string What, string First, string Second);
