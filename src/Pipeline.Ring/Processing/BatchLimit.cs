namespace Pipeline.Ring;

/// <summary>How many events a running processor handles before it says so.</summary>
internal static class BatchLimit
{
    private const int PartsOfRing = 8;

    /// <summary>A part of the ring, so that producers get space back while a full ring is being drained.</summary>
    public static int Of(Sequencer sequencer) => Math.Max(1, sequencer.BufferSize / PartsOfRing);
}
