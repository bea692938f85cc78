using DuckDB.NET.Data;
using Pipeline.Feeds.Capture;

namespace Pipeline.Warehouse.DuckDb;

/// <summary>Opens databases the same way everywhere: nothing is downloaded, names and numbers mean the same on every machine.</summary>
public static class DuckDbSession
{
    /// <summary>Memory of a session where nothing else is said: what is larger goes through files, so a sort of all rows needs no more than one of some.</summary>
    public const int UsualMebibytes = 512;

    /// <summary>The words in which the database says that the system refuses a file.</summary>
    public const string Denied = "Permission denied";

    /// <summary>Opens a database file, or one in memory.</summary>
    /// <param name="path">The file, or null for memory.</param>
    /// <param name="readOnly">True where nothing may be written.</param>
    /// <exception cref="InputUnusableException">A file is there that is no database.</exception>
    /// <exception cref="DuckDBException">It is damaged, is locked by another process, or cannot be opened.</exception>
    public static DuckDBConnection Open(string? path, bool readOnly = false)
    {
        if (path is not null)
        {
            DatabaseFile.Require(path);
        }

        var source = new DuckDBConnectionStringBuilder { DataSource = path is null ? ":memory:" : LiteralPath.OfDatabase(path) };
        if (readOnly)
        {
            source["ACCESS_MODE"] = "READ_ONLY";
        }

        var connection = new DuckDBConnection(source.ConnectionString);
        try
        {
            connection.Open();
            connection.Run("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET TimeZone = 'UTC'; SET preserve_insertion_order = true");
            connection.Run($"SET temp_directory = {Literal(Path.Combine(Path.GetTempPath(), "pipeline-duckdb"))}");
            // What its threads have freed goes back to the system at once: kept, it grew to as much again as the limit.
            connection.Run("SET allocator_flush_threshold = '1MB'; SET allocator_bulk_deallocation_flush_threshold = '16MB'");
            // Rows that the database thinks are few it compares with all others, and of made ones it thinks so however many there are.
            connection.Run("SET asof_loop_join_threshold = 0");
            connection.LimitMemory(UsualMebibytes);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Keeps tables, sorts and cached blocks of a database within <paramref name="mebibytes"/>; what is larger goes through temporary files.</summary>
    public static void LimitMemory(this DuckDBConnection connection, int mebibytes) => connection.Run($"SET memory_limit = '{mebibytes}MiB'");

    /// <summary>Runs statements that return nothing that is looked at.</summary>
    public static void Run(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The first value of the first row, or null.</summary>
    public static object? Ask(this DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is var value && value is DBNull ? null : value;
    }

    /// <summary>All rows, each made by <paramref name="read"/>.</summary>
    public static List<T> List<T>(this DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>A text as a literal of SQL.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
