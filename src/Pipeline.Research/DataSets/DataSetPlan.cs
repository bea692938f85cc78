using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Research.DataSets;

/// <summary>A session row of a file and symbol that a data set takes rows from.</summary>
internal sealed record ChosenFile(long File, string FileId, string Source, string ContentHash, InstrumentName Instrument, string SchemaHash, string ModelHash);

/// <summary>A configuration held against what is there: every name resolved, every number in nanoseconds.</summary>
internal sealed record DataSetPlan
{
    private static readonly string[] Keys = ["market", "symbol", "ts_pipeline_ns", "ts_recv_ns", "file", "row", "session_id"];

    public required IReadOnlyList<ChosenFile> Files { get; init; }

    public required long FromNanos { get; init; }

    public required long ToNanos { get; init; }

    /// <summary>Columns beside the keys, in the order of the table.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Step of the grid, 0 for event rows.</summary>
    public required long GridNanos { get; init; }

    /// <summary>What the rows and their targets were computed with.</summary>
    public required FeatureParameters Features { get; init; }

    public required WalkForward? Split { get; init; }

    /// <summary>Null for no cleaning; empty for every rule.</summary>
    public required IReadOnlyList<string>? Rules { get; init; }

    public string TimeColumn => GridNanos > 0 ? "grid_ns" : "ts_pipeline_ns";

    public IEnumerable<string> KeyColumns => GridNanos > 0 ? Keys.Prepend("grid_ns") : Keys;

    public IEnumerable<string> Targets => Columns.Where(TargetHorizons.IsTarget);

    public long HorizonNanos => TargetHorizons.LongestNanos(Columns, Features);

    /// <summary>How long a row is in force in a grid when no other follows.</summary>
    public long InForceNanos => Features.HoldMs * 1_000_000;

    public long WindowNanos => TargetHorizons.LongestWindowNanos(Columns, Features);

    /// <summary>SQL that holds for the chosen rows of table <paramref name="alias"/>.</summary>
    public string IsChosen(string alias) =>
        $"({string.Join(" OR ", Files.GroupBy(file => file.Instrument).Select(group => $"({alias}.market = {DuckDbSession.Literal(group.Key.Market.ToString().ToLowerInvariant())} AND {alias}.symbol = {DuckDbSession.Literal(group.Key.Symbol)} AND {alias}.file IN ({string.Join(',', group.Select(file => file.File).Distinct().Order())}))"))})";

    public static DataSetPlan Of(DataSetConfig config, DuckDBConnection connection)
    {
        var files = FilesOf(config, connection);
        var columns = ColumnsOf(config, connection);
        var grid = config.View switch
        {
            "events" => 0,
            "grid" => Duration("step", config.Step),
            _ => throw new ConfigException($"view is '{config.View}'; use events or grid{NearestWord.Hint(config.View, ["events", "grid"])}"),
        };
        var plan = new DataSetPlan
        {
            Files = files,
            Columns = columns,
            GridNanos = grid,
            Features = FeaturesOf(config, files[0].SchemaHash),
            FromNanos = config.From is null ? long.MinValue : Time("from", config.From),
            ToNanos = config.To is null ? long.MaxValue : Time("to", config.To),
            Rules = ListOf("cleaning", config.Cleaning, "none", "all"),
            Split = null,
        };
        return plan.WithRange(connection, config.Split);
    }

    private DataSetPlan WithRange(DuckDBConnection connection, SplitConfig? split)
    {
        PipelineTimes.Require(connection, IsChosen("l2_features"));
        var (first, last) = connection.List(
            $"SELECT min(ts_pipeline_ns), max(ts_pipeline_ns) FROM l2_features f WHERE {IsChosen("f")} AND ts_pipeline_ns >= {FromNanos} AND ts_pipeline_ns < {ToNanos}",
            row => row.IsDBNull(0) ? (0L, -1L) : (row.GetInt64(0), row.GetInt64(1)))[0];
        if (last < first)
        {
            throw new ConfigException("from and to leave no row of the chosen symbols; widen them or load more tapes");
        }

        var bounded = this with { FromNanos = Math.Max(FromNanos, first), ToNanos = Math.Min(ToNanos, last + 1) };
        return split is null
            ? bounded
            : bounded with { Split = WalkForward.Plan(split, bounded.FromNanos, bounded.ToNanos, Math.Max(HorizonNanos, WindowNanos)) };
    }

    private static FeatureParameters FeaturesOf(DataSetConfig config, string schemaHash)
    {
        var features = config.Config is null ? FeatureParameters.Default : ConfigFile.Load(config.Config).Config.Features;
        var hash = FeatureSchema.HashOf(features).ToString("x16", CultureInfo.InvariantCulture);
        return hash == schemaHash
            ? features
            : throw new ConfigException($"the rows follow the feature sheet {schemaHash}, and {config.Config ?? "the built-in configuration"} means {hash}; write config: and the file that the tapes were loaded with");
    }

    private static ChosenFile[] FilesOf(DataSetConfig config, DuckDBConnection connection)
    {
        var all = connection.List(
            "SELECT DISTINCT file, file_id, source, content_hash, market, symbol, feature_schema_hash, model_hash FROM sessions ORDER BY file_id, symbol",
            row => new ChosenFile(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), InstrumentName.Of(row.GetString(4), row.GetString(5)), row.GetString(6), row.GetString(7)));
        var table = new SymbolTable(all.Select(file => file.Instrument));
        if (config.Symbols.Count == 0)
        {
            throw new ConfigException($"symbols names none; known are {string.Join(", ", table.Known)}");
        }

        var chosen = config.Symbols.Select(table.Resolve).Distinct().ToArray();
        ChosenFile[] files = [.. all.Where(file => chosen.Contains(file.Instrument))];
        return files.Select(file => file.SchemaHash).Distinct().Count() == 1
            ? files
            : throw new ConfigException($"the rows follow several feature sheets ({string.Join(", ", files.Select(file => file.SchemaHash).Distinct())}); load all tapes with one configuration");
    }

    private static string[] ColumnsOf(DataSetConfig config, DuckDBConnection connection)
    {
        var there = connection.List("SELECT column_name FROM (DESCRIBE l2_features)", row => row.GetString(0)).Except(["block", .. Keys]).ToArray();
        var chosen = ListOf("columns", config.Columns, "", "all") ?? [];
        if (chosen.Count == 0)
        {
            return there;
        }

        var unknown = chosen.Except(there).Except(Keys).ToArray();
        return unknown.Length == 0
            ? [.. there.Where(chosen.Contains)]
            : throw new ConfigException($"columns names {string.Join(", ", unknown)}, which l2_features does not have{NearestWord.Hint(unknown[0], there)}; docs/features.md lists them");
    }

    // Null for the word that means nothing, empty for the word that means everything.
    private static IReadOnlyList<string>? ListOf(string key, object value, string none, string all) => value switch
    {
        string text when text == none => null,
        string text when text == all => [],
        IEnumerable<object> { } list when list.All(each => each is string) && list.Any() => [.. list.Cast<string>()],
        _ => throw new ConfigException($"{key} is neither {(none.Length > 0 ? $"{none}, " : "")}{all} nor a list of names"),
    };

    private static long Duration(string key, string text) => TimeText.TryDuration(text, out var nanos) && nanos > 0
        ? nanos
        : throw new ConfigException($"{key} is '{text}'; write a duration such as 500ms, 90s, 10m, 1h or 14d");

    private static long Time(string key, string text) => TimeText.TryTime(text, out var nanos)
        ? nanos
        : throw new ConfigException($"{key} is '{text}'; write UTC as 2024-08-08 or 2024-08-08T12:00:00Z");
}
