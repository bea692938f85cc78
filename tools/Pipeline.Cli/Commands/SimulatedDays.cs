using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Pipeline.Cli.Output;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline simulate --recording`: days of messages in virtual time, without a socket.</summary>
internal static class SimulatedDays
{
    private const int NanosPerMilli = 1_000_000;

    private static readonly DaysOptions Usual = new();
    private static readonly Option<string?> Recording = new("--recording") { Description = "Write a recording (plain, .gz or .zst) in virtual time instead of listening." };
    private static readonly Option<double> Hours = new("--hours") { Description = "With --recording: market time.", DefaultValueFactory = _ => Usual.SpanSeconds / 3600.0 };
    private static readonly Option<long> Rows = new("--rows") { Description = "With --recording: rows that a replay cuts; it ends with the last.", DefaultValueFactory = _ => Usual.Rows };
    private static readonly Option<int> Gaps = new("--gaps") { Description = "With --recording: lost connections, spread over the hours.", DefaultValueFactory = _ => Usual.Gaps };

    /// <summary>What a recording is asked for with.</summary>
    public static IReadOnlyList<Option> Options { get; } = [Recording, Hours, Rows, Gaps];

    /// <summary>Whether a recording is asked for.</summary>
    public static bool AreWanted(ParseResult parsed) => parsed.GetValue(Recording) is not null;

    /// <summary>Writes the recording and says what a replay of it must count.</summary>
    public static int Write(ParseResult parsed, ulong seed, bool json)
    {
        var options = OptionsOf(parsed, seed);
        var path = parsed.GetValue(Recording)!;
        OutputFile.RequireNew(path, []);
        OutputFile.WithFolder(path);
        var rows = 0L;
        using var interruption = new Interruption();
        var watch = Stopwatch.StartNew();
        DaysSummary summary;
        using (new ProgressLine("simulate", () => (Volatile.Read(ref rows), options.Rows)))
        {
            summary = DaysRecording.WriteFile(options, path, interruption.Token, done => Volatile.Write(ref rows, done));
        }

        Console.WriteLine(json ? Json(summary, path, watch.Elapsed) : Text(summary, path, watch.Elapsed));
        return ExitCodes.Done;
    }

    private static DaysOptions OptionsOf(ParseResult parsed, ulong seed)
    {
        var hours = parsed.GetValue(Hours);
        if (!double.IsFinite(hours) || hours is < 0 or > 24 * 366)
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--hours {hours} is not possible: a minute (0.02) to a year (8784)"));
        }

        var options = Usual with
        {
            Seed = seed,
            SpanSeconds = (int)Math.Round(hours * 3600),
            Rows = parsed.GetValue(Rows),
            Gaps = parsed.GetValue(Gaps),
        };
        return options.Refusal is { } refusal ? throw new UsageException($"{refusal}; change --hours, --rows or --gaps") : options;
    }

    private static string Json(DaysSummary summary, string path, TimeSpan elapsed) => JsonSerializer.Serialize(
        new
        {
            messages = summary.Expected.Messages,
            rows = summary.Rows,
            gaps = summary.Expected.Gaps,
            seconds = elapsed.TotalSeconds,
            bytes = new FileInfo(path).Length,
            spanSeconds = SpanSeconds(summary),
            lostSeconds = summary.LostNanos / NanosPerMilli / 1e3,
            expected = summary.Expected,
        },
        JsonSerializerOptions.Web);

    private static string Text(DaysSummary summary, string path, TimeSpan elapsed) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: {summary.Expected.Messages} messages, {summary.Rows} rows, {summary.Expected.Gaps} gaps over {SpanSeconds(summary) / 3600:0.00} h, {new FileInfo(path).Length} bytes in {elapsed.TotalSeconds:0.0} s");

    private static double SpanSeconds(DaysSummary summary) => (summary.LastNanos - summary.FirstNanos) / NanosPerMilli / 1e3;
}
