namespace Pipeline.Ring;

/// <summary>A processor stopped because its handler threw; the handler's own exception is inside.</summary>
public sealed class ProcessorFailedException(ProcessorFailure failure)
    : Exception($"{failure.Place}: {failure.Exception.Message}", failure.Exception)
{
    /// <summary>Which processor, where, and why.</summary>
    public ProcessorFailure Failure { get; } = failure;
}
