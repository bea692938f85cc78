using System.Security.Cryptography;
using System.Text;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Warehouse.Migrations;

/// <summary>One step of a store's schema: how to take it and how to take it back.</summary>
/// <param name="Version">Number, from 1, without a hole.</param>
/// <param name="Name">What it does, in a word.</param>
/// <param name="Up">SQL that takes the step.</param>
/// <param name="Down">SQL that takes it back.</param>
public sealed record Migration(int Version, string Name, string Up, string Down)
{
    /// <summary>The step with which the feature sheet's second version comes: its columns are the sheet's own word.</summary>
    private const int SecondSheet = 3;

    // Step 2 once computed y_cost with built-in fees. A store that took it so is moved on all the same: step 3 leaves no target as it was.
    private static readonly Dictionary<int, string> Mended = new()
    {
        [2] = "814e8bb4dd32d63d119e367df68444d4c360cee9df7d598b892a7bb98f92997f",
    };

    /// <summary>SHA-256 of both texts: a step that was taken may never change.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Up}\n--\n{Down}")));

    /// <summary>Whether a store that notes <paramref name="checksum"/> took this step.</summary>
    public bool Is(string checksum) => checksum == Checksum || Mended.GetValueOrDefault(Version) == checksum;

    /// <summary>All steps of the store called <paramref name="store"/>, first to last, as they are embedded in this assembly.</summary>
    public static IReadOnlyList<Migration> Of(string store)
    {
        var prefix = $"Pipeline.Warehouse.Migrations.{store}.";
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.EndsWith(".up.sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Parse(name[prefix.Length..^".up.sql".Length], Text(name), Text(name.Replace(".up.sql", ".down.sql", StringComparison.Ordinal))))];

        static Migration Parse(string stem, string up, string down)
        {
            var cut = stem.IndexOf('_', StringComparison.Ordinal);
            var version = int.Parse(stem[..cut], System.Globalization.CultureInfo.InvariantCulture);
            up = up.Replace("{steady}", SteadyFiles.Sql, StringComparison.Ordinal);
            return version == SecondSheet ? new Migration(version, stem[(cut + 1)..], SheetColumns() + up + SheetValues(), down + SheetDown()) : new Migration(version, stem[(cut + 1)..], up, down);
        }

        static string Text(string name)
        {
            using var stream = typeof(Migration).Assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }

    private static string SheetColumns() =>
        string.Concat(SheetChange.Added.Select(column => $"ALTER TABLE l2_features ADD COLUMN \"{column.Name}\" {WarehouseReader.TypeOf(column.Kind)};\n"));

    private static string SheetValues() =>
        $"UPDATE l2_features SET {string.Join(", ", SheetChange.Values.Select(value => $"\"{value.Key}\" = {value.Value}"))};\n";

    private static string SheetDown() =>
        string.Concat(SheetChange.Added.Reverse().Select(column => $"ALTER TABLE l2_features DROP COLUMN \"{column.Name}\";\n"));
}
