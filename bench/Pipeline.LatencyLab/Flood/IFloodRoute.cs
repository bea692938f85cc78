namespace Pipeline.LatencyLab.Flood;

/// <summary>How a flood's messages reach the pipeline.</summary>
internal interface IFloodRoute : IDisposable
{
    /// <summary>Puts a message in at its time; the text is valid during the call only.</summary>
    /// <param name="number">Its index in the plan.</param>
    /// <param name="dueNanos">Monotonic time at which it is due.</param>
    /// <param name="text">The message.</param>
    void Send(int number, long dueNanos, ReadOnlySpan<byte> text);

    /// <summary>All have been put in.</summary>
    void End();
}
