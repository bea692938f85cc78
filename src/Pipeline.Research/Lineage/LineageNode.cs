namespace Pipeline.Research.Lineage;

/// <summary>A step between a tape and an order: what it was made of, where it lies, and what its bytes hashed to.</summary>
public sealed record LineageNode
{
    /// <summary>Kind of a tape or recording.</summary>
    public const string TapeKind = "tape";

    /// <summary>`tape`, `cleaned`, `features`, `dataset`, `model` or `orders`.</summary>
    public required string Kind { get; init; }

    /// <summary>Its id, unique among all kinds: for what has content the hash of that content, for a tape its file id.</summary>
    public required string Id { get; init; }

    /// <summary>Ids of what it was made of.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Where its bytes lie, or null where it is only a step.</summary>
    public string? Path { get; init; }

    /// <summary>SHA-256 of those bytes when it was noted.</summary>
    public string? Sha256 { get; init; }

    /// <summary>What else there is to say of it.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();

    /// <summary>Of an orders node: the client order ids on its tape.</summary>
    public IReadOnlyList<long> ClientOrderIds { get; init; } = [];
}
