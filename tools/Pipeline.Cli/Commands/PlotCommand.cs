using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Research.Plots;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline plot`.</summary>
internal static class PlotCommand
{
    // A folder may have any name, but one of these is a file that somebody wants.
    private static readonly string[] PictureEndings = [".gif", ".jpg", ".jpeg", ".pdf", ".webp", ".bmp", ".html"];

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private static readonly Argument<string[]> Input = new("input")
    {
        Description = "duckdb:PATH, parquet:DIR, or tapes and recordings in order.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Kind = new("--kind") { Description = "heatmap, microstructure, quality, depth, latency (several: separated by commas) or all.", DefaultValueFactory = _ => "all" };
    private static readonly Option<string> Out = new("--out") { Description = "Folder to write to, over earlier pictures; or a file ending in .png or .svg, for one kind.", Required = true };
    private static readonly Option<string?> Format = new("--format") { Description = "png, svg or both (default; a file's ending decides where --out is a file)." };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "The symbol, where the input has several; with its market before it (usdm:BTCUSDT) where two markets have it." };
    private static readonly Option<string?> From = new("--from") { Description = "First receive time: UTC, as 2024-08-08T23:55:00Z, or nanoseconds." };
    private static readonly Option<string?> To = new("--to") { Description = "Receive time to stop before, in the same forms." };
    private static readonly Option<int> Width = new("--width") { Description = "Pixels.", DefaultValueFactory = _ => 1600 };
    private static readonly Option<int> Height = new("--height") { Description = "Pixels.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration whose feature parameters hold for tapes and recordings." };
    private static readonly Option<string?> Instruments = new("--instruments") { Description = "Instrument table in the form of the venue's exchangeInfo." };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };

    public static Command Create()
    {
        var command = new Command(
            "plot",
            $"Draw the order book, the market, the data's quality, depth and latency. Example: pipeline plot duckdb:artifacts/warehouse.duckdb --kind heatmap,quality --out artifacts/plots --json. {ExitCodes.Help}")
        {
            Input, Kind, Out, Format, Symbol, From, To, Width, Height, Config, Instruments, Json,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var input = parsed.GetRequiredValue(Input);
        var output = parsed.GetRequiredValue(Out);
        OutputFile.RequireNoInput(output, input);
        var kinds = Kinds(parsed.GetRequiredValue(Kind));
        var formats = Formats(parsed.GetValue(Format), output, kinds.Count);
        var request = new PlotRequest
        {
            Source = string.Join(", ", input.Select(WarehouseReader.NameOf)),
            Symbol = parsed.GetValue(Symbol),
            FromNanos = Time("--from", parsed.GetValue(From)),
            ToNanos = Time("--to", parsed.GetValue(To)),
            Width = parsed.GetValue(Width),
            Height = parsed.GetValue(Height),
        };
        using var interruption = new Interruption();
        var options = LoadSession.OptionsOf(parsed.GetValue(Config)) with { AllowInferred = true, Symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol)) };
        try
        {
            var notes = new ReadNotes(DamageLines.Write);
            using var connection = WarehouseReader.Open(input, new BinanceCaptureVenue(parsed.GetValue(Instruments)), options, interruption.Token, notes);
            Interruption.Outcome = "each picture that was written is whole";
            Print(PlotWriter.Write(connection, request, kinds, formats, output, interruption.Token), parsed.GetValue(Json));
            return DamageLines.CodeOf(notes.Defects.Count);
        }
        catch (PlotException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static void Print(IReadOnlyList<PlotFile> files, bool asJson)
    {
        if (asJson)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { files }, Web));
            return;
        }

        foreach (var file in files)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{file.Kind,-15} {file.Path} ({file.Bytes:N0} bytes)"));
        }
    }

    internal static IReadOnlyList<PlotKind> Kinds(string text)
    {
        if (text == "all")
        {
            return PlotWriter.AllKinds;
        }

        var names = PlotWriter.AllKinds.ToDictionary(kind => kind.ToString().ToLowerInvariant());
        var wanted = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return wanted.Length > 0 && wanted.All(names.ContainsKey)
            ? [.. wanted.Distinct().Select(name => names[name])]
            : throw new UsageException($"--kind {text}: use {string.Join(", ", names.Keys)} or all");
    }

    internal static PlotFormats Formats(string? text, string output, int kinds)
    {
        var ending = Path.GetExtension(output);
        if (ending is not ".png" and not ".svg")
        {
            return PictureEndings.Contains(ending, StringComparer.OrdinalIgnoreCase)
                ? throw new UsageException($"--out {output}: pictures are .png or .svg; name such a file, or a folder")
                : FormatOf(text ?? "both");
        }

        var formats = ending == ".png" ? PlotFormats.Png : PlotFormats.Svg;
        if (kinds > 1)
        {
            throw new UsageException($"--out {output}: one file holds one kind; name a folder, or one --kind");
        }

        return text is null || FormatOf(text) == formats ? formats : throw new UsageException($"--out {output} against --format {text}: name a folder, or leave --format out");
    }

    internal static long? Time(string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var nanos))
        {
            return nanos;
        }

        // Without a date the parser would take that of today.
        return text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? (time - DateTimeOffset.UnixEpoch).Ticks * 100
            : throw new UsageException($"{option} {text}: use UTC, as 2024-08-08T23:55:00Z, or nanoseconds since 1970");
    }

    private static PlotFormats FormatOf(string text) => text switch
    {
        "png" => PlotFormats.Png,
        "svg" => PlotFormats.Svg,
        "both" => PlotFormats.Png | PlotFormats.Svg,
        _ => throw new UsageException($"--format {text}: use png, svg or both"),
    };
}
