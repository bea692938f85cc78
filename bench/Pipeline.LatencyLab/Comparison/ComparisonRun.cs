using System.Text.Json;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>Warms, measures and prints a comparison.</summary>
internal static class ComparisonRun
{
    /// <summary>Runs it; false where no live mode reached what is promised.</summary>
    public static bool Run(LatencyCommand command, TextWriter output)
    {
        var recording = new LatencyRecording(command.Capture, command.MostMessages);
        var plan = MessagePlan.Following(recording.ReceiveNanos, command.Speed, command.Seconds);
        var comparison = new LatencyComparison(plan, Entry.All(recording, plan));
        if (!command.Quick)
        {
            comparison.WarmUp();
        }

        for (var round = 0; round < command.Rounds; round++)
        {
            comparison.Round();
        }

        var report = ComparisonReport.Of(comparison, Conditions(command, recording, plan, comparison));
        if (command.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        }
        else
        {
            ComparisonTable.Print(report, output);
        }

        return report.IsReached;
    }

    private static IReadOnlyList<string> Conditions(LatencyCommand command, LatencyRecording recording, MessagePlan plan, LatencyComparison comparison)
    {
        var (millisecond, second) = (Burst.Worst(recording.ReceiveNanos, 1_000_000), Burst.Worst(recording.ReceiveNanos, 1_000_000_000));
        return
        [
            Machine.Describe(),
            $"{recording.Name}: {recording.Messages.Count} messages, {millisecond.Messages} in the worst millisecond, {second.Messages} in the worst second{(LatencyRecording.IsReal(recording.Name) ? "" : "; the project's own recording, as the real captures are not here or not asked for")}",
            $"open loop: each message is due at its recorded time, {command.Speed} times as fast, silences over {MessagePlan.LongestSilenceNanos / 1000} us cut to that; {plan.Count - plan.First} messages in {plan.Seconds:F1} s around the worst millisecond, {plan.First} fed before them untimed",
            "buffer: from when the receiving thread has a diff's bytes in its buffer to the verdict of risk on its row; plan: from when it was due, so that every wait counts",
            "memory: the thread that spins for the due times is the contender's receiving thread; loopback: a plain websocket server in this process sends what is due, and the project's own client or ClientWebSocket receives",
            "ours: decode, ring, book, features, model, strategy, risk, paper exchange, hashes; ordinary: source-generated System.Text.Json, SortedDictionary<decimal,decimal>, unbounded Channels between four asynchronous stages, fewer checks, no exchange",
            $"{command.Rounds} alternating rounds, a new pipeline each turn, a collection before each timed stretch; medians of the rounds' percentiles; a ratio is the median of the ratios within the rounds",
            Warmth(command, comparison),
            $"all turns did the same: {comparison.Deeds.Messages} messages, {comparison.Deeds.Rows} rows, {comparison.Deeds.Wanted} of them past the threshold, same update ids, sum of scores {comparison.Deeds.ScoreSum:F6}",
        ];
    }

    private static string Warmth(LatencyCommand command, LatencyComparison comparison) => command.Quick
        ? "quick: no warming; nothing is measured"
        : $"{comparison.WarmRounds} rounds of warming; {(comparison.IsWarm ? "every median had settled to a tenth" : "a median still moved by more than a tenth")}";
}
