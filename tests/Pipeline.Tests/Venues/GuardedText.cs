using System.Runtime.InteropServices;

namespace Pipeline.Tests.Venues;

/// <summary>Memory whose last byte stands right before a page that may not be touched: a read beyond the end kills the process.</summary>
internal sealed unsafe partial class GuardedText : IDisposable
{
    private const int PageBytes = 4096;
    private const int Pages = 64;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _memory;

    public GuardedText()
    {
        // SAFETY: a fresh mapping of Pages + 2 pages; the first and the last are closed to every access.
        _memory = (byte*)Map(null, (Pages + 2) * PageBytes, ReadWrite, PrivateAnonymous, -1, 0);
        Protect(_memory, PageBytes, 0);
        Protect(_memory + ((Pages + 1) * PageBytes), PageBytes, 0);
    }

    /// <summary>The text, copied so that it ends where the closed page starts.</summary>
    public ReadOnlySpan<byte> AtEnd(ReadOnlySpan<byte> text)
    {
        // SAFETY: the text is at most Pages long, asserted by Span's own checks: the span covers the open pages exactly.
        var open = new Span<byte>(_memory + PageBytes, Pages * PageBytes);
        var place = open[^text.Length..];
        text.CopyTo(place);
        return place;
    }

    /// <summary>The text, copied so that it starts where the closed page in front of it ends.</summary>
    public ReadOnlySpan<byte> AtStart(ReadOnlySpan<byte> text)
    {
        // SAFETY: as above.
        var open = new Span<byte>(_memory + PageBytes, Pages * PageBytes);
        text.CopyTo(open);
        return open[..text.Length];
    }

    // SAFETY: the mapping is this object's own and is used by nobody after its disposal.
    public void Dispose() => Unmap(_memory, (Pages + 2) * PageBytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint bytes, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint bytes, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint bytes);
}
