namespace Pipeline.Ring;

/// <summary>The default: an exception in a handler is a bug, so everything stops and the owner is told.</summary>
public sealed class FatalExceptionPolicy : IExceptionPolicy
{
    /// <summary>The one instance: it holds no state.</summary>
    public static readonly FatalExceptionPolicy Instance = new();

    private FatalExceptionPolicy()
    {
    }

    /// <inheritdoc/>
    public FailureAction Decide(ProcessorFailure failure) => FailureAction.Stop;
}
