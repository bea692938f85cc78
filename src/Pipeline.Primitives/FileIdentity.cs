using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Pipeline.Primitives;

/// <summary>What lies at a path, and whether two paths lead to one file.</summary>
public static partial class FileIdentity
{
    private const int CurrentFolder = -100;
    private const uint BasicStats = 0x7ff;

    // The structure of statx is the same on every machine.
    private const int StatBytes = 256;
    private const int ModeAt = 28;
    private const int InodeAt = 32;
    private const int DeviceAt = 136;
    private const int KindMask = 0xf000;
    private const int Pipe = 0x1000;
    private const int Socket = 0xc000;

    /// <summary>Whether <paramref name="path"/> leads to a pipe or a socket: opening one may wait, and what was read is gone.</summary>
    public static bool IsPipe(string path)
    {
        Span<byte> stat = stackalloc byte[StatBytes];
        return TryLook(path, stat) && (BinaryPrimitives.ReadUInt16LittleEndian(stat[ModeAt..]) & KindMask) is Pipe or Socket;
    }

    /// <summary>Whether both paths lead to one file, by whatever names and links.</summary>
    public static bool AreSame(string path, string other)
    {
        if (string.Equals(Path.GetFullPath(path), Path.GetFullPath(other), StringComparison.Ordinal))
        {
            return true;
        }

        Span<byte> stat = stackalloc byte[StatBytes];
        Span<byte> otherStat = stackalloc byte[StatBytes];
        return TryLook(path, stat) && TryLook(other, otherStat)
            && stat.Slice(InodeAt, sizeof(long)).SequenceEqual(otherStat.Slice(InodeAt, sizeof(long)))
            && stat.Slice(DeviceAt, sizeof(long)).SequenceEqual(otherStat.Slice(DeviceAt, sizeof(long)));
    }

    private static bool TryLook(string path, Span<byte> stat) => OperatingSystem.IsLinux() && BitConverter.IsLittleEndian && Look(CurrentFolder, path, 0, BasicStats, stat) == 0;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Look(int folder, string path, int flags, uint mask, Span<byte> stat);
}
