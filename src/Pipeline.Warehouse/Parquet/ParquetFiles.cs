using System.Text.Json;
using Pipeline.Feeds.Capture;

namespace Pipeline.Warehouse.Parquet;

/// <summary>Says which files of a folder hold rows: those that its manifests name and no other, each by its own name.</summary>
/// <remarks>Any thread. It is the same answer at every moment at which a load was killed.</remarks>
public static class ParquetFiles
{
    internal const string Pending = ".pending";

    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The files of each table.</summary>
    /// <exception cref="InputUnusableException">A file is gone, or what the folder says of itself cannot be read.</exception>
    public static ILookup<string, string> Of(string folder)
    {
        var note = ReplacementOf(folder);
        var replacement = File.Exists(note) ? ReadJson<ParquetReplacement>(note) : new ParquetReplacement([], []);
        var removed = replacement.Removed.ToHashSet(StringComparer.Ordinal);
        var added = replacement.Added.Select(each => $"{each.Name}.json").ToHashSet(StringComparer.Ordinal);
        return Directory.GetFiles(ManifestsOf(folder), "*.json").Order(StringComparer.Ordinal)
            .Where(path => !removed.Contains(Path.GetFileName(path)) && !added.Contains(Path.GetFileName(path)))
            .Select(ReadJson<ParquetManifest>)
            .Concat(replacement.Added.Select(each => each.Manifest))
            .SelectMany(manifest => manifest.Paths)
            .ToLookup(relative => relative.Split('/', '\\')[0], relative => Present(folder, relative));
    }

    internal static string ManifestsOf(string folder) => Path.Combine(folder, "_manifest");

    internal static string ReplacementOf(string folder) => Path.Combine(folder, "_replacement.json");

    // Whole ones are all that a load leaves behind, wherever it is cut off: another hand was here, and guessing would double rows.
    internal static T ReadJson<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), Json) ?? throw new InputUnusableException($"{path}: says nothing; load into a new folder");
        }
        catch (JsonException e)
        {
            throw new InputUnusableException($"{path}: was changed and can no longer be read ({e.Message}); load into a new folder");
        }
    }

    // Committed rows get their names afterwards; where that was cut off they are read under the name that they have.
    private static string Present(string folder, string relative)
    {
        var path = Path.Combine(folder, relative);
        return File.Exists(path) ? path
            : File.Exists(path + Pending) ? path + Pending
            : throw new InputUnusableException($"{path}: is gone, and the folder says that it holds rows; load again into a new folder");
    }
}
