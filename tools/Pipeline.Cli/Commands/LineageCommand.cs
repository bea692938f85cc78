using System.CommandLine;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Feeds.Capture;
using Pipeline.Research.DataSets;
using Pipeline.Research.Lineage;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline lineage ID`, `pipeline lineage add-model FILE --dataset ID`, `pipeline lineage scan SOURCE`.</summary>
internal static class LineageCommand
{
    private static readonly Argument<string> Id = new("id")
    {
        Description = "A tape's file id, a data set's id or name, a model's hash, or order:CLIENTORDERID.",
    };

    private static readonly Argument<string> Model = new("file") { Description = "The model file." };
    private static readonly Argument<string> Warehouse = new("source") { Description = $"Where rows are: {SourceAddress.Forms}." };
    private static readonly Option<string> DataSet = new("--dataset") { Description = "The data set that it was trained on: id or name.", Required = true };
    private static readonly Option<string?> Folder = new("--folder") { Description = $"Folder of data sets; {DatasetCommand.DefaultFolder} without it." };
    private static readonly Option<bool> Up = new("--up") { Description = "Only what it was made of." };
    private static readonly Option<bool> Down = new("--down") { Description = "Only what was made of it." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    public static Command Create()
    {
        var command = new Command(
            "lineage",
            $"Walk from a tape to the orders that came of it, and back; what a changed input makes stale is marked. Example: pipeline lineage order:4294967297 --up. {ExitCodes.Help}")
        {
            Id, Up, Down, Folder, Json, CreateAddModel(), CreateScan(),
        };
        command.SetAction(parsed => Guard(() => Walk(parsed)));
        return command;
    }

    public static LineageCatalog CatalogOf(string folder) => new(Path.Combine(folder, "lineage"));

    private static Command CreateAddModel()
    {
        var command = new Command("add-model", $"Note which data set a model was trained on. Example: pipeline lineage add-model artifacts/model.txt --dataset august. {ExitCodes.Help}") { Model, DataSet, Folder };
        command.SetAction(parsed => Guard(() => AddModel(parsed)));
        return command;
    }

    private static Command CreateScan()
    {
        var command = new Command("scan", $"Note the tapes of a warehouse and the orders on them. Example: pipeline lineage scan duckdb:artifacts/warehouse.duckdb. {ExitCodes.Help}") { Warehouse, Folder };
        command.SetAction(parsed => Guard(() => Scan(parsed)));
        return command;
    }

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (InvalidDataException e)
        {
            throw new InputUnusableException(e.Message);
        }
    }

    private static int AddModel(ParseResult parsed)
    {
        var folder = FolderOf(parsed);
        Console.WriteLine(new LineageNotes(CatalogOf(folder)).AddModel(parsed.GetRequiredValue(Model), new DataSetFolder(folder).Resolve(parsed.GetRequiredValue(DataSet))));
        return ExitCodes.Done;
    }

    private static int Scan(ParseResult parsed)
    {
        using var interruption = new Interruption();
        var notes = new ReadNotes(DamageLines.Write);
        using var connection = SourceAddress.Open([parsed.GetRequiredValue(Warehouse)], [], notes, interruption.Token);
        var (files, orders) = new LineageNotes(CatalogOf(FolderOf(parsed))).AddSessions(connection);
        Console.WriteLine($"{files:N0} tapes or recordings and {orders:N0} orders are noted; walk with pipeline lineage order:CLIENTORDERID");
        return DamageLines.CodeOf(notes.Defects.Count);
    }

    private static int Walk(ParseResult parsed)
    {
        var folder = FolderOf(parsed);
        var catalog = CatalogOf(folder);
        var node = Find(catalog, folder, parsed.GetRequiredValue(Id));
        var graph = new LineageGraph(catalog.Read());
        var both = parsed.GetValue(Up) == parsed.GetValue(Down);
        var up = both || parsed.GetValue(Up) ? graph.Up(node.Id) : null;
        var down = both || parsed.GetValue(Down) ? graph.Down(node.Id) : null;
        if (parsed.GetValue(Json))
        {
            Console.WriteLine(JsonSerializer.Serialize(new { id = node.Id, kind = node.Kind, up = up?.Select(View), down = down?.Select(View) }, JsonSerializerOptions.Web));
            return ExitCodes.Done;
        }

        Write("made of", up);
        Write("made into", down);
        return ExitCodes.Done;
    }

    private static LineageNode Find(LineageCatalog catalog, string folder, string text)
    {
        var names = Path.Combine(folder, "names", Path.GetFileName(text));
        return catalog.Find(File.Exists(names) ? new DataSetFolder(folder).Resolve(text) : text);
    }

    private static object View(LineageStep step) => new
    {
        step.Depth,
        step.Node.Kind,
        step.Node.Id,
        step.Node.Inputs,
        step.Node.Path,
        state = step.State.ToString().ToLowerInvariant(),
        step.Because,
        step.Node.Details,
    };

    private static void Write(string title, IReadOnlyList<LineageStep>? steps)
    {
        if (steps is null)
        {
            return;
        }

        Console.WriteLine(title);
        foreach (var step in steps)
        {
            var state = step.State == LineageState.Current ? "" : $"  {step.State.ToString().ToUpperInvariant()}{(step.Because.Count > 0 ? $" because of {string.Join(", ", step.Because)}" : "")}";
            var orders = step.Node.ClientOrderIds.Count > 0 ? $"  {step.Node.ClientOrderIds.Count:N0} orders" : "";
            Console.WriteLine($"{new string(' ', 2 + (step.Depth * 2))}{step.Node.Kind} {step.Node.Id}{orders}{(step.Node.Path is null ? "" : $"  {step.Node.Path}")}{state}");
        }
    }

    private static string FolderOf(ParseResult parsed) => parsed.GetValue(Folder) ?? DatasetCommand.DefaultFolder;
}
