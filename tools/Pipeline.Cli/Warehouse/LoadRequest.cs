namespace Pipeline.Cli.Warehouse;

/// <summary>What a load was asked to do.</summary>
internal sealed record LoadRequest
{
    public required IReadOnlyList<string> Inputs { get; init; }

    public required string To { get; init; }

    public bool Migrate { get; init; }

    public int? MigrateTo { get; init; }

    public bool Refresh { get; init; }

    public string? ConfigFile { get; init; }

    public string? InstrumentsFile { get; init; }

    public IReadOnlyList<string> Symbols { get; init; } = [];

    public bool AllowInferred { get; init; }

    public int? BatchRows { get; init; }

    public int Readers { get; init; } = 1;
}
