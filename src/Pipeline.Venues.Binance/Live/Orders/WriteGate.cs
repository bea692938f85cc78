using System.Diagnostics;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>The gate that every write of a new order or amend passes at the last moment. Once closed, no write begins.</summary>
/// <remarks>
/// A writer counts itself in, then looks at the flag; whoever closes sets the flag, then waits for the count to be 0. Both
/// do so behind full fences, so one of them sees the other. A writer leaves once the system has its bytes: a peer that does
/// not read can hold it up, so whoever closes may have to cut the connection.
/// </remarks>
public sealed class WriteGate
{
    private int _writers;
    private int _isClosed;

    /// <summary>Whether it is closed; it never opens again.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Asks to begin a write; where true, <see cref="Leave"/> must follow. Any thread, 0 bytes.</summary>
    public bool TryEnter()
    {
        Interlocked.Increment(ref _writers);
        if (!IsClosed)
        {
            return true;
        }

        Interlocked.Decrement(ref _writers);
        return false;
    }

    /// <summary>The write is through, or will never begin.</summary>
    public void Leave() => Interlocked.Decrement(ref _writers);

    /// <summary>Closes the gate for later writers and does not wait.</summary>
    public void Shut() => Interlocked.Exchange(ref _isClosed, 1);

    /// <summary>Closes the gate and returns once no writer is inside: from then on no write begins. Any thread.</summary>
    /// <returns>False where one is still inside after <paramref name="patience"/>. The gate is closed either way.</returns>
    public bool TryClose(TimeSpan patience)
    {
        Shut();
        var start = Stopwatch.GetTimestamp();
        var wait = new SpinWait();
        while (Volatile.Read(ref _writers) != 0)
        {
            if (Stopwatch.GetElapsedTime(start) > patience)
            {
                return false;
            }

            wait.SpinOnce(sleep1Threshold: -1);
        }

        return true;
    }
}
