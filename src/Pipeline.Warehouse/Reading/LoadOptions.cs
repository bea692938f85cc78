using Pipeline.Events;

namespace Pipeline.Warehouse.Reading;

/// <summary>How rows are made.</summary>
public sealed record LoadOptions
{
    /// <summary>Parameters of the feature sheet. Default: the sheet's own.</summary>
    public FeatureParameters Features { get; init; } = FeatureParameters.Default;

    /// <summary>Name of the exchange, lower case. Default: `unknown`.</summary>
    public string Exchange { get; init; } = "unknown";

    /// <summary>Symbols to follow in recordings, and to take of tapes and stores that are read; empty for all. A load takes tapes whole or not at all.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Feature rows of a batch, about: it ends with a block. Default 32,768.</summary>
    public int FeatureRows { get; init; } = 32_768;

    /// <summary>Rows of all other tables of a batch, about. Default 131,072.</summary>
    public int RecordRows { get; init; } = 131_072;

    /// <summary>Whether only feature rows are wanted.</summary>
    public bool FeaturesOnly { get; init; }

    /// <summary>Whether an instrument whose grid was read off a snapshot is taken. Default false: a guess is no price.</summary>
    public bool AllowInferred { get; init; }

    /// <summary>Whether the rows of files that the store holds are built anew in their place. Default false.</summary>
    public bool Refresh { get; init; }
}
