namespace Pipeline.Warehouse.Reading;

/// <summary>How a session's receive clock ran against the venue's.</summary>
/// <param name="OffsetMs">Receive clock less the venue's in the middle of the session, network of the fastest message included, ms.</param>
/// <param name="DriftPpm">How much faster the receive clock ran, parts in a million.</param>
/// <param name="UncertaintyMs">How far off the line may be, ms: the spread of the fastest messages, and half a step of the venue's times.</param>
/// <param name="SpanMs">Time between the first and the last point of the line, ms.</param>
/// <param name="Samples">Messages that had both times.</param>
public sealed record ClockFit(double OffsetMs, double DriftPpm, double UncertaintyMs, double SpanMs, long Samples)
{
    /// <summary>How far off the drift may be, parts in a million: what tilts the line by the uncertainty at its ends.</summary>
    public double DriftUncertaintyPpm => SpanMs > 0 ? 2e6 * UncertaintyMs / SpanMs : double.PositiveInfinity;
}
