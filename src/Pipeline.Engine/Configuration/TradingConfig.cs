using System.Text.Json;
using Pipeline.Events;
using Pipeline.Risk;
using Pipeline.Simulation;
using Pipeline.Strategies;

namespace Pipeline.Engine.Configuration;

/// <summary>What a run is told in its configuration file. A member that nobody knows is an error, a limit that is not there is 0.</summary>
/// <remarks>
/// To add a setting: a property here with its unit in the name and its default in the comment; its check in
/// <see cref="Validate"/>; its use where a <see cref="PipelineSetup"/> is made; a line in the demo configuration if it has no default.
/// </remarks>
public sealed record TradingConfig
{
    /// <summary>A linear model in place; null where <see cref="ModelFile"/> names one.</summary>
    public JsonElement? Model { get; init; }

    /// <summary>Path of a model, relative to the configuration; null for none.</summary>
    public string? ModelFile { get; init; }

    /// <summary>`taker`, `market-maker`, or `DLL#Type`. Default: taker.</summary>
    public string Strategy { get; init; } = "taker";

    /// <summary>Options of the taker.</summary>
    public TakerOptions Taker { get; init; } = new();

    /// <summary>Options of the market maker.</summary>
    public MarketMakerOptions MarketMaker { get; init; } = new();

    /// <summary>Limits; all 0, and so refusing everything, unless set.</summary>
    public RiskLimits Risk { get; init; } = new();

    /// <summary>The simulated exchange.</summary>
    public PaperExchangeOptions Exchange { get; init; } = new();

    /// <summary>Numbers of the feature sheet.</summary>
    public FeatureParameters Features { get; init; } = FeatureParameters.Default;

    /// <summary>Everything that is wrong with these values; empty where nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        problems.AddRange(Taker.Validate().Select(problem => $"taker: {problem}"));
        problems.AddRange(MarketMaker.Validate().Select(problem => $"marketMaker: {problem}"));
        problems.AddRange(Risk.Validate().Select(problem => $"risk: {problem}"));
        if (Model is not null && ModelFile is not null)
        {
            problems.Add("model and modelFile are both there; keep one");
        }

        return problems;
    }
}
