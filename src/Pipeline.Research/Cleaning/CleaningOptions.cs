namespace Pipeline.Research.Cleaning;

/// <summary>Which rules mask.</summary>
public sealed record CleaningOptions
{
    /// <summary>Every rule that masks by itself.</summary>
    public static readonly CleaningOptions Default = new();

    /// <summary>Names of the rules that mask rows. Default: those of <see cref="CleaningRules.All"/> that mask by themselves.</summary>
    public IReadOnlyList<string> Masking { get; init; } = [.. CleaningRules.All.Where(rule => rule.Masks).Select(rule => rule.Name)];

    /// <summary>Whether the two tables stay in the database; without it they are the connection's own. Default: false.</summary>
    public bool Keep { get; init; }

    /// <summary>The bits of <see cref="Masking"/>.</summary>
    /// <exception cref="ArgumentException">A name that no rule has.</exception>
    public long Mask => Masking.Aggregate(0L, (mask, name) => mask | Rule(name).Mask);

    private static CleaningRule Rule(string name) => CleaningRules.Find(name)
        ?? throw new ArgumentException($"there is no cleaning rule {name}; there are {string.Join(", ", CleaningRules.All.Select(rule => rule.Name))}");
}
