using Pipeline.Testing;

namespace Pipeline.Tests.Allocation;

/// <summary>One piece of the hot path, and what it allocates.</summary>
/// <param name="Name">What runs, with its thread where there are several.</param>
/// <param name="BytesPerMessage">Warms up, runs, and tells.</param>
internal sealed record AllocationCase(string Name, Func<double> BytesPerMessage)
{
    // Two passes of the recording, so that every shape of message has been met.
    private const int WarmUpMessages = 60_000;

    /// <summary>A case that works on the calling thread: <paramref name="handle"/> is given a number of messages to handle.</summary>
    public static AllocationCase OnThisThread(string name, int messages, Action<int> handle) => new(name, () =>
    {
        handle(WarmUpMessages);
        return (double)Allocations.Of(() => handle(messages)) / messages;
    });
}
