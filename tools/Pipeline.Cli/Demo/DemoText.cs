using System.Globalization;
using System.Text.Json;
using Pipeline.Cli.Output;
using Spectre.Console;

namespace Pipeline.Cli.Demo;

/// <summary>A demo's result, for people and for programs.</summary>
internal static class DemoText
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void WriteJson(DemoResult result)
    {
        var view = new
        {
            result.Summary.Messages,
            result.Summary.Resyncs,
            result.Summary.Gaps,
            result.Summary.BboMismatches,
            result.Summary.Orders,
            result.Summary.Fills,
            result.Summary.Rejects,
            UnknownResolved = result.Live.Desk!.Resolved,
            result.PositionMatches,
            result.TapeOk,
            result.ParityEqual,
            P50Nanos = result.Summary.VerdictNanos?.P50,
            P99Nanos = result.Summary.VerdictNanos?.P99,
            P999Nanos = result.Summary.VerdictNanos?.P999,
            result.Summary.AllocatedBytesPerMessage,
            Tape = result.TapePath,
            result.Comparison.Events,
            result.Comparison.FirstDifference,
        };
        Console.WriteLine(JsonSerializer.Serialize(view, Options));
    }

    public static void Write(DemoResult result)
    {
        ReplayText.Write(result.Summary, AnsiConsole.Console);
        var desk = result.Live.Desk!;
        Line("orders", $"{N(desk.Placed)} left, {N(desk.Vetoed)} stopped by the last look, {N(desk.Unknown)} with an unknown outcome, {N(desk.Resolved)} of them settled by asking");
        Line("position", result.PositionMatches ? $"{N(result.Live.PositionLots[0])} lots, as at the exchange" : "DIFFERS from the exchange's");
        Line("tape", $"{result.TapePath}, {N(new FileInfo(result.TapePath).Length)} bytes, {(result.TapeOk ? "every checksum holds" : result.Tape.Defects[0])}");
        Line("replayed", result.ParityEqual ? $"{N(result.Comparison.Events)} events, all equal" : $"DIFFERENT: {result.Comparison.FirstDifference}");
    }

    private static void Line(string what, string figure) => Console.WriteLine($"{what,-16} {figure}");

    private static string N(long figure) => figure.ToString("N0", CultureInfo.InvariantCulture);
}
