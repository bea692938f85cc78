namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>What is known of a call to the venue once it is over.</summary>
public enum CallOutcome : byte
{
    /// <summary>Not over.</summary>
    None = 0,

    /// <summary>The venue did it and said so.</summary>
    Done = 1,

    /// <summary>The venue said no, and nothing changed there.</summary>
    Refused = 2,

    /// <summary>Bytes may have left and no answer settles what came of them.</summary>
    Unknown = 3,

    /// <summary>No byte left.</summary>
    NotSent = 4,
}
