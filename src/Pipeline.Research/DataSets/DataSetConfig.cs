using System.Text;
using Pipeline.Engine.Configuration;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Pipeline.Research.DataSets;

/// <summary>What a data set is to hold, as its YAML file says. A key that nobody knows is an error.</summary>
public sealed record DataSetConfig
{
    /// <summary>Where rows are: `duckdb:PATH`, `parquet:DIR`, a tape or recording, or a list of those, recordings of one stream in order.</summary>
    public object Source { get; init; } = "";

    /// <summary>Instruments by any name that they have.</summary>
    public List<string> Symbols { get; init; } = [];

    /// <summary>First time that is in, UTC; null for the first row.</summary>
    public string? From { get; init; }

    /// <summary>First time that is no longer in, UTC; null for after the last row.</summary>
    public string? To { get; init; }

    /// <summary>`all`, or a list of names.</summary>
    public object Columns { get; init; } = "all";

    /// <summary>`events` (a row as it was cut) or `grid` (the row in force at each step).</summary>
    public string View { get; init; } = "events";

    /// <summary>Step of the grid. Default 100 ms.</summary>
    public string Step { get; init; } = "100ms";

    /// <summary>`none`, `all`, or a list of rules.</summary>
    public object Cleaning { get; init; } = "none";

    /// <summary>The configuration that the tapes were loaded with, a file; null for the built-in one. Its feature parameters must be those of the rows.</summary>
    public string? Config { get; init; }

    /// <summary>Walk-forward parts, or null for none.</summary>
    public SplitConfig? Split { get; init; }

    /// <summary>Folder of data sets.</summary>
    public string Out { get; init; } = "artifacts/datasets";

    /// <summary>The addresses that <see cref="Source"/> names, in order; none where it names nothing.</summary>
    /// <exception cref="ConfigException">It is neither an address nor a list of them.</exception>
    public IReadOnlyList<string> Addresses() => Source switch
    {
        "" => [],
        string address => [address],
        IEnumerable<object> list when list.All(each => each is string) => [.. list.Cast<string>()],
        _ => throw new ConfigException("source is neither an address nor a list of addresses"),
    };

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ConfigException">It cannot be read or has a problem; file and line are named.</exception>
    public static DataSetConfig Load(string path)
    {
        try
        {
            var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
            var text = Encoding.UTF8.GetString(ConfigShape.ReadFile(path));
            ConfigShape.RequireYaml<DataSetConfig>(path, text);
            return reader.Deserialize<DataSetConfig?>(text) ?? throw new ConfigException($"{path}: is empty; see docs/examples/dataset.yaml");
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{path}: line {e.Start.Line}: {(e.InnerException ?? e).Message}; see docs/examples/dataset.yaml", e);
        }
    }
}

/// <summary>Walk-forward parts: each fold is train, validation and test in this order, an embargo between them.</summary>
public sealed record SplitConfig
{
    /// <summary>Length of the training part.</summary>
    public string Train { get; init; } = "";

    /// <summary>Length of the validation part; null for none.</summary>
    public string? Validation { get; init; }

    /// <summary>Length of the test part.</summary>
    public string Test { get; init; } = "";

    /// <summary>From one fold's begin to the next; null for the length of the test part.</summary>
    public string? Step { get; init; }

    /// <summary>Time between parts; null for the longer of the longest horizon and the longest feature window.</summary>
    public string? Embargo { get; init; }
}
