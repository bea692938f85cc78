using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pipeline.Journal;

/// <summary>The machine's file system.</summary>
/// <remarks>
/// Files are written with positioned writes on allocated space, never mapped: a full disk is then an error to handle
/// and not a signal that ends the process. The runtime repeats a write that a signal interrupted.
/// </remarks>
public sealed partial class PhysicalDisk : IJournalDisk
{
    /// <summary>The one instance: it holds no state.</summary>
    public static readonly PhysicalDisk Instance = new();

    private PhysicalDisk()
    {
    }

    /// <inheritdoc/>
    public IJournalFile Create(string path, long preallocatedBytes)
    {
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, FileOptions.None, preallocatedBytes);
        if (preallocatedBytes > 0)
        {
            // With its last length from the start, no flush has a new one to write down.
            RandomAccess.SetLength(handle, preallocatedBytes);
        }

        return new PhysicalFile(handle);
    }

    /// <inheritdoc/>
    public IJournalFile OpenRead(string path) =>
        new PhysicalFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan));

    /// <inheritdoc/>
    public bool Exists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> FilesOf(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)] : [];

    /// <inheritdoc/>
    public void Rename(string path, string newPath) => File.Move(path, newPath, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void FlushFolderOf(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/");
        }
    }

    /// <summary>Makes a folder and those above it that are missing, each durable in the folder that holds it; returns its whole name.</summary>
    public static string CreateFolder(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (!Directory.Exists(full))
        {
            if (Path.GetDirectoryName(full) is { } parent)
            {
                CreateFolder(parent);
            }

            Directory.CreateDirectory(full);
            Instance.FlushFolderOf(full);
        }

        return full;
    }

    private static void FlushFolder(string folder)
    {
        const int ReadOnly = 0;
        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open folder {folder}", Marshal.GetLastPInvokeError());
        }

        var result = Synchronize(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush folder {folder}", error);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // Times of last use need not be on the medium: fdatasync leaves them out, and with them a second write.
    private static void SynchronizeData(SafeFileHandle handle)
    {
        const int Interrupted = 4;
        int error;
        do
        {
            error = SynchronizeDataOf(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);

        if (error != 0)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SynchronizeDataOf(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Synchronize(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    private sealed class PhysicalFile(SafeFileHandle handle) : IJournalFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            RandomAccess.Write(handle, bytes, offset);
            return bytes.Length;
        }

        public int Read(Span<byte> bytes, long offset) => RandomAccess.Read(handle, bytes, offset);

        public void Flush()
        {
            if (OperatingSystem.IsLinux())
            {
                SynchronizeData(handle);
            }
            else
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        public void Dispose() => handle.Dispose();
    }
}
