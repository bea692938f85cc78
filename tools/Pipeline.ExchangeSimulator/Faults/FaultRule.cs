namespace Pipeline.ExchangeSimulator;

/// <summary>One fault: what, where, when and how often.</summary>
public sealed record FaultRule
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>Text that must occur in the stream's name, the route (`/public`) or the REST path or WS-API method; empty matches all.</summary>
    public string Where { get; init; } = "";

    /// <summary>How many matches pass unharmed first.</summary>
    public int Skip { get; init; }

    /// <summary>How many matches are hit; 0 hits until cleared.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Of a match's chances to be hit, percent.</summary>
    public int Percent { get; init; } = 100;

    /// <summary>Length of delays, silences, bans and skews.</summary>
    public long Millis { get; init; }

    /// <summary>Close code.</summary>
    public int Code { get; init; } = 1008;

    /// <summary>Whether an order whose outcome is reported unknown was carried out.</summary>
    public bool Placed { get; init; } = true;
}
