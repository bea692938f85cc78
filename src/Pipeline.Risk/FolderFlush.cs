using System.Runtime.InteropServices;
using System.Text;

namespace Pipeline.Risk;

/// <summary>Makes a rename or a new file durable: the entry in its folder is flushed too.</summary>
internal static class FolderFlush
{
    /// <summary>Flushes the folder of <paramref name="path"/>; on Windows the file system does it by itself.</summary>
    /// <exception cref="IOException">The folder cannot be opened or flushed.</exception>
    public static void Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.GetDirectoryName(path) ?? "/";
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), 0);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open folder {folder}");
        }

        var result = Synchronize(descriptor);
        _ = Close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush folder {folder}");
        }
    }

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    private static extern int Synchronize(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
