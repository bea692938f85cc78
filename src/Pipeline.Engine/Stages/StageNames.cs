namespace Pipeline.Engine.Stages;

/// <summary>Names of the processors, for thread plans, failures and summaries.</summary>
public static class StageNames
{
    /// <summary>Book.</summary>
    public const string Book = "book";

    /// <summary>Features.</summary>
    public const string Features = "features";

    /// <summary>Inference.</summary>
    public const string Inference = "inference";

    /// <summary>Strategy and Risk: they share the order ledger, so no plan can part them.</summary>
    public const string Trading = "strategy+risk";

    /// <summary>Journal.</summary>
    public const string Journal = "journal";

    /// <summary>Gateway.</summary>
    public const string Gateway = "gateway";

    /// <summary>The stages of the logic thread, in the order of the flow.</summary>
    public static IReadOnlyList<string> Logic { get; } = [Book, Features, Inference, Trading];
}
