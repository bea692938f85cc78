using System.Diagnostics;
using System.Security.Cryptography;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Numbers of attempts to load: the server's time in milliseconds, then bits of chance.</summary>
/// <remarks>
/// One thread at a time. The time is the server's because leftovers are told by their age, and the clocks of two loaders may
/// differ by more than an attempt takes. Two attempts share a number only within one millisecond and then once in four million.
/// </remarks>
internal sealed class AttemptNumbers(long serverSeconds)
{
    // 41 bits of milliseconds last until 2039.
    private const int ChanceBits = 22;

    /// <summary>An attempt older than this makes no manifest line: its rows may be removed soon.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    /// <summary>Rows of an attempt without a manifest line are leftovers from this age on.</summary>
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private long _ahead;

    /// <summary>Every attempt that is older is given up by whoever made it.</summary>
    public long FirstAlive => NumberOf(Milliseconds - (long)LeftoverAge.TotalMilliseconds);

    private long Milliseconds => serverSeconds * 1000 + _ahead + (long)Stopwatch.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>A number that no attempt had.</summary>
    public long Next() => NumberOf(Milliseconds) | (uint)RandomNumberGenerator.GetInt32(1 << ChanceBits);

    /// <summary>Every number from now on lies above <paramref name="attempt"/>, whoever made that: loaders know the server's time to the second. Answers where they begin.</summary>
    public long StartAbove(long attempt)
    {
        _ahead += Math.Max(0, (attempt >> ChanceBits) + 1 - Milliseconds);
        return NumberOf(Milliseconds);
    }

    /// <summary>Whether an attempt may still be made good.</summary>
    public bool IsAlive(long attempt) => attempt >= NumberOf(Milliseconds - (long)Lease.TotalMilliseconds);

    private static long NumberOf(long milliseconds) => milliseconds << ChanceBits;
}
