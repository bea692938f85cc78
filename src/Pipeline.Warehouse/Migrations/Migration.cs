using System.Security.Cryptography;
using System.Text;

namespace Pipeline.Warehouse.Migrations;

/// <summary>One step of a store's schema: how to take it and how to take it back.</summary>
/// <param name="Version">Number, from 1, without a hole.</param>
/// <param name="Name">What it does, in a word.</param>
/// <param name="Up">SQL that takes the step.</param>
/// <param name="Down">SQL that takes it back.</param>
public sealed record Migration(int Version, string Name, string Up, string Down)
{
    /// <summary>SHA-256 of both texts: a step that was taken may never change.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Up}\n--\n{Down}")));

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
            return new Migration(int.Parse(stem[..cut], System.Globalization.CultureInfo.InvariantCulture), stem[(cut + 1)..], up, down);
        }

        static string Text(string name)
        {
            using var stream = typeof(Migration).Assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd().ReplaceLineEndings("\n");
        }
    }
}
