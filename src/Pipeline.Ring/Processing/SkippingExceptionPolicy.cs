namespace Pipeline.Ring;

/// <summary>Skips the failing event and counts it. For sinks that nothing depends on; never for a stage.</summary>
public sealed class SkippingExceptionPolicy : IExceptionPolicy
{
    private long _skipped;
    private ProcessorFailure? _last;

    /// <summary>Events skipped so far. Any thread.</summary>
    public long Skipped => Volatile.Read(ref _skipped);

    /// <summary>The last failure, or null. Any thread.</summary>
    public ProcessorFailure? Last => Volatile.Read(ref _last);

    /// <inheritdoc/>
    public FailureAction Decide(ProcessorFailure failure)
    {
        Volatile.Write(ref _last, failure);
        Interlocked.Increment(ref _skipped);
        return FailureAction.Skip;
    }
}
