using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Pipeline.Feeds.Capture;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Makes a path mean itself to DuckDB, which takes `*`, `?` and `[` for patterns.</summary>
/// <remarks>
/// Any thread. There is no way to quote all of them, so a folder with such a name is reached through a link without one: in the
/// system's folder for temporary files, named after what it leads to. What DuckDB writes lies in the folder itself.
/// </remarks>
public static class LiteralPath
{
    private const int NameBytes = 16;

    private static readonly SearchValues<char> Marks = SearchValues.Create("*?[\\");

    /// <summary>A path of the same file that holds no mark of a pattern before its last part.</summary>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full);
        return folder is null || Path.DirectorySeparatorChar == '\\' || !folder.AsSpan().ContainsAny(Marks)
            ? full
            : Path.Combine(LinkTo(folder), Path.GetFileName(full));
    }

    /// <summary>The path of a database file: nothing in it is a pattern, but its log would lie under what stands before a `?`, link or not.</summary>
    /// <exception cref="InputUnusableException">It has a `?`.</exception>
    public static string OfDatabase(string path) => Path.GetFullPath(path) is var full && full.Contains('?', StringComparison.Ordinal)
        ? throw new InputUnusableException($"{path}: DuckDB cannot keep a database under a path with a '?' in it; choose another one, or parquet:DIR")
        : full;

    /// <summary>SQL that reads Parquet files, each by its own name, with the columns that are in them and no other.</summary>
    public static string ReadParquet(IEnumerable<string> files) =>
        $"read_parquet([{string.Join(", ", files.Select(file => DuckDbSession.Literal(Of(file))))}], hive_partitioning = false)";

    private static string LinkTo(string folder)
    {
        var links = Path.Combine(Path.GetTempPath(), "pipeline-duckdb", "folders");
        Directory.CreateDirectory(links);
        var link = Path.Combine(links, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)).AsSpan(0, NameBytes)));
        return LeadsTo(link, folder) ? link : Create(link, folder);
    }

    private static bool LeadsTo(string link, string folder) => new DirectoryInfo(link).LinkTarget == folder;

    private static string Create(string link, string folder)
    {
        try
        {
            return Directory.CreateSymbolicLink(link, folder).FullName;
        }
        catch (IOException) when (LeadsTo(link, folder))
        {
            // Another process has made it meanwhile.
            return link;
        }
    }
}
