namespace Pipeline.Ring;

/// <summary>An exception in a handler.</summary>
/// <param name="Processor">The processor's name.</param>
/// <param name="Sequence">The sequence that was being handled.</param>
/// <param name="Exception">What the handler threw.</param>
public sealed record ProcessorFailure(string Processor, long Sequence, Exception Exception)
{
    /// <summary>Who failed and where, for the line that says why.</summary>
    public string Place => $"processor '{Processor}' failed at sequence {Sequence}";
}
