using System.Globalization;
using System.Reflection;
using DuckDB.NET.Data;
using Pipeline.Primitives;
using Pipeline.Research.Leakage;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.DataSets;

/// <summary>Freezes rows of a warehouse as Parquet under the hash of what they are and how they came about.</summary>
/// <remarks>
/// One thread. Everything is written into a folder with a draft's name, which becomes the data set by a rename; until then nothing
/// is there. The same rows and the same configuration give the same id, whatever file they came from.
/// </remarks>
public sealed class DataSetBuilder(DuckDBConnection connection, DataSetConfig config, IClock clock, IRowCleaning? cleaning = null)
{
    private const string RowsName = "rows.parquet";
    private const string PartsName = "splits.parquet";

    private long _done;
    private long _total;

    /// <summary>Rows hashed so far and rows in all; 0 while they are being written. Any thread.</summary>
    public (long Done, long Total) Progress => (Volatile.Read(ref _done), Volatile.Read(ref _total));

    /// <summary>Builds the data set and answers its manifest; one that is there already is left as it is.</summary>
    /// <exception cref="Engine.Configuration.ConfigException">The configuration asks for what is not there.</exception>
    /// <exception cref="Events.UnknownSymbolException">A symbol is not known.</exception>
    /// <exception cref="LeakageException">A leakage check failed; nothing is kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public DataSetManifest Build(CancellationToken cancellation) => Build(cancellation, out _);

    internal DataSetManifest Build(CancellationToken cancellation, out DataSetPlan plan)
    {
        plan = DataSetPlan.Of(config, connection);
        var rules = Clean(plan);
        Directory.CreateDirectory(config.Out);
        var draft = Path.Combine(config.Out, $".draft-{Guid.NewGuid():N}");
        Directory.CreateDirectory(draft);
        try
        {
            var manifest = Write(plan, rules, draft, cancellation);
            return Keep(manifest, draft);
        }
        catch (DuckDBException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            if (Directory.Exists(draft))
            {
                Directory.Delete(draft, recursive: true);
            }
        }
    }

    private IReadOnlyList<string> Clean(DataSetPlan plan) => plan.Rules switch
    {
        null => [],
        _ when cleaning is null => throw new Engine.Configuration.ConfigException("cleaning names rules, and nothing here can clean; write cleaning: none"),
        { Count: 0 } => cleaning.Run(connection, null),
        var rules => cleaning.Run(connection, rules),
    };

    private DataSetManifest Write(DataSetPlan plan, IReadOnlyList<string> rules, string draft, CancellationToken cancellation)
    {
        var rows = Path.Combine(draft, RowsName);
        if (plan.GridNanos > 0)
        {
            connection.Run(RowSelection.ShowGrid(plan, plan.Rules is not null));
            new GridTargets(connection, plan).Build(cancellation);
        }

        Copy(RowSelection.Rows(plan, plan.Rules is not null), rows, cancellation);
        var parts = plan.Split is null ? null : Path.Combine(draft, PartsName);
        if (parts is not null)
        {
            Copy(RowSelection.Parts(plan, rows), parts, cancellation);
        }

        Check(plan, rows, parts);
        return Describe(plan, rules, rows, cancellation) with { Files = [.. FilesOf(draft)] };
    }

    // One thread and a fixed size of row groups: which bytes come out must not depend on the machine's load.
    private void Copy(string sql, string path, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var command = connection.CreateCommand();
        command.CommandText = $"COPY ({sql}) TO {DuckDbSession.Literal(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)";
        connection.Run("SET threads = 1");
        try
        {
            using var interruption = cancellation.Register(command.Cancel);
            command.ExecuteNonQuery();
        }
        finally
        {
            connection.Run("RESET threads");
        }
    }

    private void Check(DataSetPlan plan, string rows, string? parts)
    {
        var built = new BuiltRows
        {
            Rows = RowSelection.ReadParquet(rows),
            Parts = parts is null ? null : RowSelection.ReadParquet(parts),
            Gaps = $"(SELECT * FROM gaps g WHERE {plan.IsChosen("g")})",
            Sessions = $"(SELECT * FROM sessions s WHERE {plan.IsChosen("s")})",
            TimeColumn = plan.TimeColumn,
            Targets = [.. plan.Targets],
            Features = plan.Features,
            HorizonNanos = plan.HorizonNanos,
            WindowNanos = plan.WindowNanos,
        };
        var findings = new StructuralChecks(connection, built).Run();
        if (findings.Count > 0)
        {
            throw new LeakageException(findings);
        }
    }

    private DataSetManifest Describe(DataSetPlan plan, IReadOnlyList<string> rules, string rows, CancellationToken cancellation)
    {
        var source = RowSelection.ReadParquet(rows);
        Volatile.Write(ref _total, Convert.ToInt64(connection.Ask($"SELECT count(*) FROM {source}"), CultureInfo.InvariantCulture));
        var (count, columns) = ColumnReading.Hash(connection, $"SELECT * FROM {source}", done => Volatile.Write(ref _done, done), cancellation);
        return new DataSetManifest
        {
            BuiltAt = TimeText.Of(clock.UtcNanos),
            Source = string.Join(' ', config.Addresses()),
            CodeVersion = CodeVersion,
            FeatureSchemaHash = plan.Files[0].SchemaHash,
            Inputs = InputsOf(plan, source),
            Parameters = ParametersOf(plan, rules),
            Cleaning = [.. rules.Select(rule => new CleaningCount(rule, Masked(source, rule)))],
            Rows = count,
            SyntheticRows = Synthetic(plan, source) is > 0 and var made ? made : null,
            Columns = [.. columns.Select(each => new DataSetColumn(each.Name, each.Kind.ToString().ToLowerInvariant(), RoleOf(plan, each.Name), each.Nulls, Hex(each.Hash)))],
            EmbargoNanos = plan.Split?.EmbargoNanos ?? 0,
            Split = plan.Split is null ? [] : connection.List(RowSelection.PartCounts(plan, rows), row => new DataSetPart(
                (int)row.GetInt64(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6))),
            Checks = StructuralChecks.Names,
        }.WithId();
    }

    private DataSetManifest Keep(DataSetManifest manifest, string draft)
    {
        var folder = new DataSetFolder(config.Out).FolderOf(manifest.Id);
        File.WriteAllText(Path.Combine(draft, "manifest.json"), manifest.ToJson());
        if (Directory.Exists(folder))
        {
            return DataSetManifest.Read(Path.Combine(folder, "manifest.json"));
        }

        Directory.Move(draft, folder);
        return manifest;
    }

    private DataSetInput[] InputsOf(DataSetPlan plan, string source)
    {
        var counts = connection.List($"SELECT file, market, symbol, count(*) FROM {source} GROUP BY ALL", row => (row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3)))
            .ToDictionary(each => (each.Item1, each.Item2, each.Item3), each => each.Item4);
        return [.. plan.Files.Select(file => (File: file, Market: file.Instrument.Market.ToString().ToLowerInvariant()))
            .Where(each => counts.ContainsKey((each.File.File, each.Market, each.File.Instrument.Symbol)))
            .Select(each => new DataSetInput(
                each.File.FileId, each.File.ContentHash, each.Market, each.File.Instrument.Symbol, counts[(each.File.File, each.Market, each.File.Instrument.Symbol)]))];
    }

    private static SortedDictionary<string, string> ParametersOf(DataSetPlan plan, IReadOnlyList<string> rules) => new(StringComparer.Ordinal)
    {
        ["symbols"] = string.Join(' ', plan.Files.Select(file => file.Instrument.ToString()).Distinct().Order(StringComparer.Ordinal)),
        ["from"] = TimeText.Of(plan.FromNanos),
        ["to"] = TimeText.Of(plan.ToNanos),
        ["view"] = plan.GridNanos > 0 ? "grid" : "events",
        ["stepNanos"] = plan.GridNanos.ToString(CultureInfo.InvariantCulture),
        ["inForceNanos"] = plan.InForceNanos.ToString(CultureInfo.InvariantCulture),
        ["decisionLatencyNanos"] = TargetHorizons.LatencyNanos(plan.Features).ToString(CultureInfo.InvariantCulture),
        ["deadZoneBps"] = plan.Features.DeadZoneBps.ToString("R", CultureInfo.InvariantCulture),
        ["feesBps"] = plan.Features.FeesBps.ToString("R", CultureInfo.InvariantCulture),
        ["barrierSigmas"] = plan.Features.BarrierSigmas.ToString("R", CultureInfo.InvariantCulture),
        ["barrierMinBps"] = plan.Features.BarrierMinBps.ToString("R", CultureInfo.InvariantCulture),
        ["barrierSeconds"] = plan.Features.BarrierSeconds.ToString(CultureInfo.InvariantCulture),
        ["costSeconds"] = plan.Features.CostSeconds.ToString(CultureInfo.InvariantCulture),
        ["holdMs"] = plan.Features.HoldMs.ToString(CultureInfo.InvariantCulture),
        ["impactNotional"] = plan.Features.ImpactNotional.ToString(CultureInfo.InvariantCulture),
        ["spreadHiBps"] = plan.Features.SpreadHiBps.ToString("R", CultureInfo.InvariantCulture),
        ["staleMaxMs"] = plan.Features.StaleMaxMs.ToString(CultureInfo.InvariantCulture),
        ["cadenceMs"] = plan.Features.CadenceMs.ToString(CultureInfo.InvariantCulture),
        ["longestHorizonNanos"] = plan.HorizonNanos.ToString(CultureInfo.InvariantCulture),
        ["longestWindowNanos"] = plan.WindowNanos.ToString(CultureInfo.InvariantCulture),
        ["cleaning"] = rules.Count == 0 ? "none" : string.Join(' ', rules),
    };

    // The flag need not be among the columns that were chosen: it is asked of the rows that they came from.
    private long Synthetic(DataSetPlan plan, string source) => Convert.ToInt64(
        connection.Ask($"SELECT count(*) FROM {source} r JOIN l2_features f ON r.file = f.file AND r.market = f.market AND r.symbol = f.symbol AND r.row = f.row WHERE {plan.IsChosen("f")} AND f.dq_flags & {(long)Events.DqFlags.Synthetic} <> 0"),
        CultureInfo.InvariantCulture);

    private static string RoleOf(DataSetPlan plan, string name) =>
        plan.KeyColumns.Contains(name) ? "key"
        : TargetHorizons.IsTarget(name) ? "target"
        : name == "clean_mask" || name == "valid_mask" || TargetHorizons.TellsOfTargets(name) ? "mask"
        : "feature";

    private long Masked(string source, string rule) => Convert.ToInt64(
        connection.Ask($"SELECT count(*) FROM (SELECT DISTINCT r.file, r.row, r.market, r.symbol FROM {source} r JOIN cleaning_audit a ON a.file = r.file AND a.row = r.row AND a.market = r.market AND a.symbol = r.symbol WHERE a.rule = {DuckDbSession.Literal(rule)})"),
        CultureInfo.InvariantCulture);

    private static IEnumerable<DataSetFile> FilesOf(string folder) => Directory.GetFiles(folder, "*.parquet").Order(StringComparer.Ordinal)
        .Select(file => new DataSetFile(Path.GetFileName(file), new FileInfo(file).Length, FileHash.Of(file)!));

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static string CodeVersion =>
        typeof(DataSetBuilder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
