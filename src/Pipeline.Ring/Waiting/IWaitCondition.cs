namespace Pipeline.Ring;

/// <summary>What a parked thread waits for. Any thread may ask: whoever makes progress does, on behalf of those who are parked.</summary>
internal interface IWaitCondition
{
    /// <summary>True where waiting is over. Reads sequences and flags only.</summary>
    bool IsMet { get; }
}
