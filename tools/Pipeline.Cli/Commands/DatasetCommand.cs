using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Research.Leakage;
using Pipeline.Research.Lineage;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline dataset build|list|show|name|pin|unpin|compare|remove`.</summary>
internal static class DatasetCommand
{
    public const string DefaultFolder = "artifacts/datasets";

    // The data set of docs/examples/dataset-demo.yaml: its id is over its rows, so it is the same everywhere and moves with the feature sheet.
    private const string DemoId = "b050";

    private static readonly Option<string> Config = new("--config") { Description = "What the data set holds: a YAML file, see docs/examples/dataset.yaml.", Required = true };
    private static readonly Option<string[]?> Source = new("--source")
    {
        Description = $"Where rows are, instead of the configuration's source: {SourceAddress.Forms} in order.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols whose rows are read, separated by commas: BTCUSDT or usdm:BTCUSDT; those of all without it, but of a recording that holds several." };
    private static readonly Option<string?> Folder = new("--folder") { Description = $"Folder of data sets; {DefaultFolder} without it, or the configuration's." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Argument<string> Set = new("id") { Description = "An id, the first digits of one, or a name." };
    private static readonly Argument<string> Other = new("other") { Description = "Another one." };
    private static readonly Argument<string> NewName = new("name") { Description = "Letters, digits, '.', '_' and '-'." };

    public static Command Create() => new("dataset", $"Freeze rows as a data set under a content address, and keep data sets. Example: pipeline dataset build --config docs/examples/dataset-demo.yaml --json. {ExitCodes.Help}")
    {
        Verb("build", "Select, check and freeze rows; refused where a leakage check fails. Example: pipeline dataset build --config docs/examples/dataset-demo.yaml", Build, Config, Source, Symbol, Folder, Json),
        Verb("list", "List data sets. Example: pipeline dataset list", List, Folder, Json),
        Verb("show", $"Print a manifest. Example: pipeline dataset show {DemoId}", Show, Set, Folder, Json),
        Verb("name", $"Give a data set a name. Example: pipeline dataset name {DemoId} august", Name, Set, NewName, Folder),
        Verb("pin", $"Keep a data set from being removed. Example: pipeline dataset pin {DemoId}", Pin, Set, Folder),
        Verb("unpin", $"Take a data set's pin and names away. Example: pipeline dataset unpin {DemoId}", Unpin, Set, Folder),
        Verb("compare", $"Say in what two data sets differ. Example: pipeline dataset compare {DemoId} august", Compare, Set, Other, Folder, Json),
        Verb("remove", $"Remove a data set that has neither pin nor name. Example: pipeline dataset remove {DemoId}", Remove, Set, Folder),
    };

    private static Command Verb(string name, string description, Func<ParseResult, int> action, params Symbol[] symbols)
    {
        var command = new Command(name, $"{description}. {ExitCodes.Help}");
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else if (symbol is Option option)
            {
                command.Options.Add(option);
            }
        }

        command.SetAction(parsed => Guard(() => action(parsed)));
        return command;
    }

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (UnknownSymbolException e)
        {
            throw new UsageException(e.Message);
        }
        catch (InvalidDataException e)
        {
            throw new InputUnusableException(e.Message);
        }
        catch (LeakageException e)
        {
            foreach (var finding in e.Findings)
            {
                Console.Error.WriteLine($"pipeline: leakage: {finding.Check}: {finding.What}");
            }

            Console.Error.WriteLine("pipeline: the data set was not kept; mend its source or its configuration");
            return ExitCodes.CheckFailed;
        }
    }

    private static int Build(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(Config);
        var config = DataSetConfig.Load(file);
        config = config with { Source = parsed.GetValue(Source) is { Length: > 0 } sources ? sources : config.Source, Out = parsed.GetValue(Folder) ?? config.Out };
        if (config.Addresses().Count == 0)
        {
            throw new ConfigException($"{file}: source is missing; write source: and {SourceAddress.Forms}");
        }

        OutputFile.Folder(config.Out);
        using var interruption = new Interruption();
        var notes = new ReadNotes(DamageLines.Write);
        using var connection = SourceAddress.Open(config.Addresses(), LoadSession.SymbolsOf(parsed.GetValue(Symbol)), notes, interruption.Token);
        var builder = new DataSetBuilder(connection, config, SystemClock.Instance, new RuleCleaning());
        DataSetManifest manifest;
        using (new ProgressLine("dataset", () => builder.Progress))
        {
            manifest = builder.Build(interruption.Token);
        }

        var folder = new DataSetFolder(config.Out).FolderOf(manifest.Id);
        var lineage = new LineageNotes(LineageCommand.CatalogOf(config.Out));
        lineage.AddSessions(connection);
        lineage.AddDataSet(manifest, folder);
        Report(manifest, folder, parsed.GetValue(Json));
        return DamageLines.CodeOf(notes.Defects.Count);
    }

    private static void Report(DataSetManifest manifest, string folder, bool json)
    {
        TapeText.Write(
            new
            {
                manifest.Id,
                manifest.Rows,
                SyntheticRows = manifest.SyntheticRows ?? 0,
                Columns = manifest.Columns.Count,
                manifest.FeatureSchemaHash,
                Files = manifest.Files.Select(each => Path.Combine(folder, each.Name)).Append(Path.Combine(folder, "manifest.json")),
            },
            json);
    }

    private static int List(ParseResult parsed)
    {
        var entries = FolderOf(parsed).List();
        if (parsed.GetValue(Json))
        {
            TapeText.Write(new { Datasets = entries.Select(Line) }, json: true);
            return ExitCodes.Done;
        }

        foreach (var entry in entries)
        {
            Console.WriteLine($"{entry.Manifest.Id[..12]}  {entry.Manifest.Rows,12:N0} rows  {entry.Manifest.BuiltAt}  {(entry.IsPinned ? "pinned  " : "")}{string.Join(' ', entry.Names)}");
        }

        return ExitCodes.Done;
    }

    private static object Line(DataSetEntry entry) => new
    {
        entry.Manifest.Id,
        entry.Manifest.Rows,
        Columns = entry.Manifest.Columns.Count,
        entry.Manifest.FeatureSchemaHash,
        entry.Manifest.BuiltAt,
        entry.Names,
        entry.IsPinned,
    };

    private static int Show(ParseResult parsed)
    {
        var manifest = FolderOf(parsed).Find(parsed.GetRequiredValue(Set)).Manifest;
        if (parsed.GetValue(Json))
        {
            TapeText.Write(manifest, json: true);
            return ExitCodes.Done;
        }

        Console.WriteLine(manifest.ToJson());
        return ExitCodes.Done;
    }

    private static int Name(ParseResult parsed)
    {
        FolderOf(parsed).Name(parsed.GetRequiredValue(Set), parsed.GetRequiredValue(NewName));
        return ExitCodes.Done;
    }

    private static int Pin(ParseResult parsed)
    {
        FolderOf(parsed).Pin(parsed.GetRequiredValue(Set));
        return ExitCodes.Done;
    }

    private static int Unpin(ParseResult parsed)
    {
        FolderOf(parsed).Unpin(parsed.GetRequiredValue(Set));
        return ExitCodes.Done;
    }

    private static int Remove(ParseResult parsed)
    {
        FolderOf(parsed).Remove(parsed.GetRequiredValue(Set));
        return ExitCodes.Done;
    }

    private static int Compare(ParseResult parsed)
    {
        var folder = FolderOf(parsed);
        var differences = DataSetComparison.Of(folder.Find(parsed.GetRequiredValue(Set)).Manifest, folder.Find(parsed.GetRequiredValue(Other)).Manifest);
        if (parsed.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { equal = differences.Count == 0, differences }, JsonSerializerOptions.Web));
            return ExitCodes.Done;
        }

        Console.WriteLine(differences.Count == 0 ? "no difference" : $"{differences.Count} differences");
        foreach (var each in differences)
        {
            Console.WriteLine($"{each.What}: {each.First} | {each.Second}");
        }

        return ExitCodes.Done;
    }

    private static DataSetFolder FolderOf(ParseResult parsed) => new(parsed.GetValue(Folder) ?? DefaultFolder);
}
