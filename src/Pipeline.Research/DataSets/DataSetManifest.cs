using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pipeline.Research.DataSets;

/// <summary>A file that rows came from.</summary>
/// <param name="FileId">Its id.</param>
/// <param name="ContentHash">SHA-256 of its bytes.</param>
/// <param name="Market">Market of the rows.</param>
/// <param name="Symbol">Symbol of the rows.</param>
/// <param name="Rows">Rows of it that are in.</param>
public sealed record DataSetInput(string FileId, string ContentHash, string Market, string Symbol, long Rows);

/// <summary>A column and the hash of its values in row order.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">`int64`, `double` or `text`.</param>
/// <param name="Role">`key`, `feature`, `target` or `mask`: only features may be shown to a model as such.</param>
/// <param name="Nulls">Rows without a value.</param>
/// <param name="Hash">XXH3-64, see `ColumnHash`.</param>
public sealed record DataSetColumn(string Name, string Kind, string Role, long Nulls, string Hash);

/// <summary>A cleaning rule and how many rows of the data set it masked.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Rows">Rows that it touched.</param>
public sealed record CleaningCount(string Rule, long Rows);

/// <summary>A part of a fold as it came out.</summary>
/// <param name="Fold">Number of the fold.</param>
/// <param name="Part">`train`, `validation` or `test`.</param>
/// <param name="FromNanos">First nanosecond.</param>
/// <param name="ToNanos">First nanosecond after.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Purged">Rows left out because their label ends after the part.</param>
/// <param name="Masked">Rows left out because a cleaning rule masked them.</param>
public sealed record DataSetPart(int Fold, string Part, long FromNanos, long ToNanos, long Rows, long Purged, long Masked);

/// <summary>A file of the data set.</summary>
/// <param name="Name">Name in its folder.</param>
/// <param name="Bytes">Length.</param>
/// <param name="Sha256">Hash of its bytes.</param>
public sealed record DataSetFile(string Name, long Bytes, string Sha256);

/// <summary>What a data set is: its address is the hash of this without times and places.</summary>
public sealed record DataSetManifest
{
    internal static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const int PresentFormat = 2;

    /// <summary>Version of the manifest's form.</summary>
    public int Format { get; init; } = PresentFormat;

    /// <summary>The address: 32 hexadecimal digits.</summary>
    public string Id { get; init; } = "";

    /// <summary>When it was built, UTC; not part of the address.</summary>
    public string? BuiltAt { get; init; }

    /// <summary>Where the rows were read; not part of the address.</summary>
    public string? Source { get; init; }

    /// <summary>Program version that built it; not part of the address: what its rows mean is the feature sheet's hash.</summary>
    public required string CodeVersion { get; init; }

    /// <summary>Hash of the feature sheet of all rows.</summary>
    public required string FeatureSchemaHash { get; init; }

    /// <summary>Files that rows came from, in order of id. Which they are is not part of the address, only how many rows each instrument has.</summary>
    public required IReadOnlyList<DataSetInput> Inputs { get; init; }

    /// <summary>What was asked for, resolved.</summary>
    public required IReadOnlyDictionary<string, string> Parameters { get; init; }

    /// <summary>Cleaning rules and what they masked.</summary>
    public required IReadOnlyList<CleaningCount> Cleaning { get; init; }

    /// <summary>Rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows among them that a simulator made, not a market; null where there are none.</summary>
    public long? SyntheticRows { get; init; }

    /// <summary>Columns in order.</summary>
    public required IReadOnlyList<DataSetColumn> Columns { get; init; }

    /// <summary>Embargo between parts, nanoseconds; 0 without a split.</summary>
    public long EmbargoNanos { get; init; }

    /// <summary>Parts in order; empty without a split.</summary>
    public IReadOnlyList<DataSetPart> Split { get; init; } = [];

    /// <summary>Leakage checks that ran and passed.</summary>
    public required IReadOnlyList<string> Checks { get; init; }

    /// <summary>Files. What is in them is in the column hashes already, so their bytes are not part of the address.</summary>
    public IReadOnlyList<DataSetFile> Files { get; init; } = [];

    /// <summary>The same with its address.</summary>
    public DataSetManifest WithId()
    {
        var bare = this with
        {
            Id = "",
            BuiltAt = null,
            Source = null,
            Files = [],
            CodeVersion = "",
            Inputs = [.. Inputs.GroupBy(input => (input.Market, input.Symbol)).OrderBy(group => $"{group.Key.Market}:{group.Key.Symbol}", StringComparer.Ordinal)
                .Select(group => new DataSetInput("", "", group.Key.Market, group.Key.Symbol, group.Sum(input => input.Rows)))],

            // The name of a file is where a row lies, not what it says.
            Columns = [.. Columns.Select(column => column.Name == "file" ? column with { Hash = "" } : column)],
        };
        var text = JsonSerializer.SerializeToUtf8Bytes(bare, Options);
        return this with { Id = Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16)) };
    }

    /// <summary>The text of `manifest.json`.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidDataException">It is not one, or does not hash to the address that it names.</exception>
    public static DataSetManifest Read(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<DataSetManifest>(File.ReadAllText(path), Options) ?? throw new InvalidDataException($"{path}: is empty; build the data set again");
            if (manifest.Format != PresentFormat)
            {
                throw new InvalidDataException($"{path}: has form {manifest.Format}, this build's is {PresentFormat}; build the data set again");
            }

            return manifest.WithId().Id == manifest.Id ? manifest : throw new InvalidDataException($"{path}: was changed: it does not hash to its id {manifest.Id}; build the data set again");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: line {e.LineNumber + 1}: is no manifest ({e.Message}); build the data set again", e);
        }
    }
}
