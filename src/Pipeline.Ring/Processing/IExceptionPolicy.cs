namespace Pipeline.Ring;

/// <summary>What follows from an exception in a handler.</summary>
public enum FailureAction
{
    /// <summary>The processor stops before the failing sequence, and the whole ring with it.</summary>
    Stop,

    /// <summary>The event counts as handled, and the processor goes on with the next one.</summary>
    Skip,
}

/// <summary>Decides about exceptions of handlers.</summary>
public interface IExceptionPolicy
{
    /// <summary>Called on the processor's thread, once for each exception.</summary>
    FailureAction Decide(ProcessorFailure failure);
}
