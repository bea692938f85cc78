using Pipeline.Primitives;

namespace Pipeline.Feeds.Capture;

/// <summary>Says of a path that no input lies at what lies there, and what to type instead.</summary>
public static class InputPath
{
    private const string Wanted = "name tapes or recordings (plain, .gz, .zst)";
    private const string DatabaseEnding = ".duckdb";
    private const string ParquetStoreNotes = "_warehouse.json";

    private static readonly string[] StoreKinds = ["duckdb:", "parquet:", "clickhouse:"];

    /// <summary>Refuses a path at which no file lies that can be read more than once, in words that name what does.</summary>
    /// <exception cref="InputUnusableException">There is no such file.</exception>
    public static void Require(string path)
    {
        RequireNoPipe(path);
        if (!File.Exists(path))
        {
            throw new InputUnusableException(Describe(path, $"{Wanted}, or - for standard input"));
        }
    }

    /// <summary>Refuses a pipe: verbs look into an input before they read it, and what was read from a pipe is gone.</summary>
    /// <exception cref="InputUnusableException">It is one.</exception>
    public static void RequireNoPipe(string path)
    {
        if (FileIdentity.IsPipe(path))
        {
            throw new InputUnusableException($"{path}: is a pipe, which can be read only once; type cat RECORDING | pipeline replay -, or write it to a file and name that");
        }
    }

    /// <summary>What lies at <paramref name="path"/>, where a tape or recording is wanted and none is there; <paramref name="wanted"/> says what to name.</summary>
    public static string Describe(string path, string wanted = Wanted) =>
        StoreKinds.Any(kind => path.StartsWith(kind, StringComparison.Ordinal)) ? $"{path}: is a store; here, {wanted}"
        : StoreAt(path) is { } store ? $"{path}: is a store and no recording; did you mean {store}?"
        : Directory.Exists(path) ? $"{path}: is a folder and holds no tape; {wanted}"
        : $"{path}: no such file{NearestFile.Hint(path)}; {wanted}";

    /// <summary>The address of the store that <paramref name="path"/> seems to be; null where it seems to be none.</summary>
    public static string? StoreAt(string path) =>
        path.EndsWith(DatabaseEnding, StringComparison.OrdinalIgnoreCase) ? $"duckdb:{path}"
        : File.Exists(Path.Combine(path, ParquetStoreNotes)) ? $"parquet:{path}"
        : null;
}
