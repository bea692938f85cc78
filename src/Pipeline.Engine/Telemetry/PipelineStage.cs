namespace Pipeline.Engine.Telemetry;

/// <summary>The stages that are timed, in the order of the flow.</summary>
public enum PipelineStage
{
    /// <summary>Bytes to record, publication included.</summary>
    Decode,

    /// <summary>Book and synchroniser.</summary>
    Book,

    /// <summary>Feature columns.</summary>
    Features,

    /// <summary>Model.</summary>
    Inference,

    /// <summary>Due outcomes and the strategy's decision.</summary>
    Strategy,

    /// <summary>Pre-trade checks, and the simulated exchange where there is one.</summary>
    Risk,

    /// <summary>Journal, one sample a batch.</summary>
    Journal,

    /// <summary>Hand-over of accepted orders.</summary>
    Gateway,

    /// <summary>Number of stages.</summary>
    Count,
}
