using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>A current ClickHouse as a library in this process: the npm package chdb, which `npm ci --ignore-scripts` in tests/chdb brings.</summary>
/// <remarks>Single writer. The library takes one data folder a process and is not unloaded.</remarks>
internal sealed unsafe class ChdbEngine : IDisposable
{
    private readonly delegate* unmanaged[Cdecl]<void*, byte*, byte*, void*> _query;
    private readonly delegate* unmanaged[Cdecl]<void*, byte*> _buffer;
    private readonly delegate* unmanaged[Cdecl]<void*, nuint> _length;
    private readonly delegate* unmanaged[Cdecl]<void*, byte*> _error;
    private readonly delegate* unmanaged[Cdecl]<void*, void> _destroy;
    private readonly delegate* unmanaged[Cdecl]<void**, void> _close;
    private readonly void** _connection;

    public ChdbEngine(string dataFolder)
    {
        var library = NativeLibrary.Load(Library!);
        _query = (delegate* unmanaged[Cdecl]<void*, byte*, byte*, void*>)NativeLibrary.GetExport(library, "chdb_query");
        _buffer = (delegate* unmanaged[Cdecl]<void*, byte*>)NativeLibrary.GetExport(library, "chdb_result_buffer");
        _length = (delegate* unmanaged[Cdecl]<void*, nuint>)NativeLibrary.GetExport(library, "chdb_result_length");
        _error = (delegate* unmanaged[Cdecl]<void*, byte*>)NativeLibrary.GetExport(library, "chdb_result_error");
        _destroy = (delegate* unmanaged[Cdecl]<void*, void>)NativeLibrary.GetExport(library, "chdb_destroy_query_result");
        _close = (delegate* unmanaged[Cdecl]<void**, void>)NativeLibrary.GetExport(library, "chdb_close_conn");
        // Signals stay the runtime's: the library would take those that it reports crashes by.
        ((delegate* unmanaged[Cdecl]<int, void>)NativeLibrary.GetExport(library, "chdb_set_signal_handlers_enabled"))(0);
        var connect = (delegate* unmanaged[Cdecl]<int, byte**, void**>)NativeLibrary.GetExport(library, "chdb_connect");
        fixed (byte* name = "chdb\0"u8, path = Encoding.UTF8.GetBytes($"--path={dataFolder}\0"))
        {
            var arguments = stackalloc byte*[] { name, path };
            _connection = connect(2, arguments);
        }

        Assert.That(_connection is not null && *_connection is not null, Is.True, "chdb opens its folder");
    }

    /// <summary>Where the library is, or null where it was not fetched.</summary>
    public static string? Library
    {
        get
        {
            for (var at = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); at is not null; at = at.Parent)
            {
                var file = Path.Combine(at.FullName, "tests", "chdb", "node_modules", "@chdb", "lib-linux-x64-gnu", "libchdb.so");
                if (File.Exists(file))
                {
                    return file;
                }
            }

            return null;
        }
    }

    /// <summary>Runs one statement and gives its answer's bytes.</summary>
    public byte[] Query(string sql, string format)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(sql + '\0'), form = Encoding.UTF8.GetBytes(format + '\0'))
        {
            var result = _query(*_connection, text, form);
            try
            {
                var error = Marshal.PtrToStringUTF8((nint)_error(result));
                return string.IsNullOrEmpty(error)
                    ? new ReadOnlySpan<byte>(_buffer(result), (int)_length(result)).ToArray()
                    : throw new InvalidOperationException($"{error}: {sql}");
            }
            finally
            {
                _destroy(result);
            }
        }
    }

    public void Dispose() => _close(_connection);
}
