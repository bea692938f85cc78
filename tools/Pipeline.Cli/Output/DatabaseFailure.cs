using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Cli.Output;

/// <summary>Tells a database that cannot be read from a query that is wrong, and says what to do about it.</summary>
internal static class DatabaseFailure
{
    // The database gives the system's words and no number.
    private static readonly string[] DiskTexts = ["No space left on device", "Disk quota exceeded", "File too large", "Read-only file system"];

    /// <summary>Whether it is the database's file or the disk that failed, and not the question.</summary>
    public static bool IsOfFile(DuckDBException e) =>
        e.ErrorType is DuckDBErrorType.Io or DuckDBErrorType.Serialization or DuckDBErrorType.Internal or DuckDBErrorType.Fatal;

    /// <summary>Whether the database had no room for what it was to write.</summary>
    public static bool IsFullDisk(Exception e) => DiskTexts.Any(text => e.Message.Contains(text, StringComparison.Ordinal));

    /// <summary>Whether the system lets this user not at the database's file.</summary>
    public static bool IsDenied(Exception e) => e.Message.Contains(DuckDbSession.Denied, StringComparison.Ordinal);

    /// <summary>The database's own words, without its advice.</summary>
    public static string Line(Exception e) => e.Message.Split('\n')[0].TrimEnd();

    /// <summary>What failed, in one line.</summary>
    public static string Describe(DuckDBException e) =>
        $"the database is damaged or cannot be read ({Line(e)}); load again into a new one with pipeline load";
}
