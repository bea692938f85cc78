using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Events;
using Pipeline.Inference;
using Pipeline.Primitives;
using Pipeline.Strategies;

namespace Pipeline.Engine.Configuration;

/// <summary>A configuration as it was read, with what it refers to: validated whole before anything is opened.</summary>
public sealed class ConfigFile
{
    private const string DemoName = "demo.json";

    private static readonly string[] BuiltIn = ["taker", "market-maker", "idle"];

    // By reflection and not source-generated: the generator gives a member that is missing null instead of its initial value.
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    private readonly string _name;
    private readonly string _folder;

    private ConfigFile(string name, string folder, byte[] json)
    {
        _name = name;
        _folder = folder;
        Config = Parse(json);
        var hash = default(RunningHash);
        hash.Add(json);
        Hash = hash.Value;
    }

    /// <summary>The settings.</summary>
    public TradingConfig Config { get; }

    /// <summary>XXH3-64 of the text.</summary>
    public ulong Hash { get; }

    /// <summary>The configuration that is built in: a linear model, a taker, limits that are not zero.</summary>
    public static ConfigFile Demo()
    {
        using var stream = typeof(ConfigFile).Assembly.GetManifestResourceStream(DemoName)!;
        var json = new byte[stream.Length];
        stream.ReadExactly(json);
        return new ConfigFile(DemoName, ".", json);
    }

    /// <summary>Reads and checks a configuration.</summary>
    /// <exception cref="ConfigException">It is missing or has problems; all of them are named.</exception>
    public static ConfigFile Load(string path) => new(path, Path.GetDirectoryName(Path.GetFullPath(path))!, ConfigShape.ReadFile(path));

    /// <summary>The model that the configuration has, or null.</summary>
    /// <exception cref="ConfigException">The model cannot be used; the message says why.</exception>
    public IModel? LoadModel()
    {
        var schema = FeatureSchema.HashOf(Config.Features);
        var names = Enumerable.Range(0, (int)FeatureId.Count).ToDictionary(id => FeatureSchema.NameOf((FeatureId)id));
        try
        {
            return Config switch
            {
                { Model: { } model } => ModelFile.Parse($"{_name}#model.json", Encoding.UTF8.GetBytes(model.GetRawText()), null, schema, names),
                { ModelFile: { } path } => ModelFile.Load(Path.Combine(_folder, path), schema, names),
                _ => null,
            };
        }
        catch (ModelException e)
        {
            throw new ConfigException(e.Message, e);
        }
    }

    /// <summary>Makes the strategy named <paramref name="name"/>, or the configuration's own.</summary>
    /// <exception cref="ConfigException">There is no such strategy.</exception>
    public IStrategy CreateStrategy(string? name) => (name ?? Config.Strategy) switch
    {
        "taker" => new TakerStrategy(Config.Taker),
        "idle" => new IdleStrategy(),
        "market-maker" => new MarketMakerStrategy(Config.MarketMaker),
        var other when other.Contains('#') => StrategyLibrary.Create(other),
        var other => throw new ConfigException(
            $"{(name is null ? $"{_name}: " : "")}there is no strategy '{other}'; use {NearestWord.Either([.. BuiltIn, "DLL#Type"])}{NearestWord.Hint(other, BuiltIn)}"),
    };

    /// <summary>What a tape calls the strategy named <paramref name="name"/>, or the configuration's own: `DLL#Type` without the folder.</summary>
    public string StrategyNameOf(string? name)
    {
        var strategy = name ?? Config.Strategy;
        return strategy.Contains('#') ? StrategyLibrary.NameOf(strategy) : strategy;
    }

    /// <summary>XXH3-64 of the assembly of the strategy named <paramref name="name"/>, or the configuration's own; 0 for one that is built in.</summary>
    /// <exception cref="ConfigException">The assembly cannot be read.</exception>
    public ulong StrategyHashOf(string? name)
    {
        var strategy = name ?? Config.Strategy;
        return strategy.Contains('#') ? StrategyLibrary.HashOf(strategy) : 0;
    }

    private TradingConfig Parse(byte[] json)
    {
        ConfigShape.RequireJson<TradingConfig>(_name, json);
        try
        {
            var config = JsonSerializer.Deserialize<TradingConfig>(json, Options) ?? throw new ConfigException($"{_name}: is empty");
            var problems = config.Validate();
            return problems.Count == 0 ? config : throw new ConfigException($"{_name}: {string.Join("; ", problems)}");
        }
        catch (JsonException e)
        {
            throw new ConfigException($"{_name}: {ConfigShape.Describe(e)}", e);
        }
    }
}
