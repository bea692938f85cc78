using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Pipeline.Cli.Output;

/// <summary>Tells a database that cannot be read from a query that is wrong, and says what to do about it.</summary>
internal static class DatabaseFailure
{
    /// <summary>Whether it is the database's file or the disk that failed, and not the question.</summary>
    public static bool IsOfFile(DuckDBException e) =>
        e.ErrorType is DuckDBErrorType.Io or DuckDBErrorType.Serialization or DuckDBErrorType.Internal or DuckDBErrorType.Fatal;

    /// <summary>What failed, in one line.</summary>
    public static string Describe(DuckDBException e) =>
        $"the database is damaged or cannot be read ({e.Message.Split('\n')[0].TrimEnd()}); load again into a new one with pipeline load";
}
