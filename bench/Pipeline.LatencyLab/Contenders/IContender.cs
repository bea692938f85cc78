namespace Pipeline.LatencyLab.Contenders;

/// <summary>A pipeline under the load, from the bytes of a message to the verdict on its row.</summary>
internal interface IContender : IDisposable
{
    /// <summary>Takes one message in. The receiving thread; the bytes are valid during the call only.</summary>
    void Receive(in Arrival arrival, ReadOnlySpan<byte> json);

    /// <summary>Throws what stopped a stage, if one has stopped. Any thread.</summary>
    void ThrowIfFailed();

    /// <summary>Ends the stages and says what they did.</summary>
    Deeds Finish();
}

/// <summary>A message that has arrived.</summary>
/// <param name="Number">Its index in the plan.</param>
/// <param name="ReceiveNanos">Its receive time as the stages see it: the recording's, so that all contenders decide the same.</param>
/// <param name="TakenNanos">Monotonic time at which the receiving thread had its bytes.</param>
internal readonly record struct Arrival(int Number, long ReceiveNanos, long TakenNanos);
