using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Cli;

/// <summary>
/// Replays a tape beside itself, or another source beside it. The run's own configuration and strategy decide: another would decide
/// otherwise, rightly.
/// </summary>
internal static class VerifySession
{
    private const string TradingFile = "trading.json";
    private const int NothingTrades = 0;
    private const char LibraryMark = '#';

    /// <summary>Where a run leaves a copy of its trading configuration: beside its tape, under its name.</summary>
    public static string TradingFileOf(string tape) => Path.ChangeExtension(tape, TradingFile);

    /// <summary>Replays the tape that is the only input of <paramref name="request"/>, or <paramref name="against"/>, and compares with the tape.</summary>
    public static VerifyResult Run(ReplayRequest request, CancellationToken cancellation, IReadOnlyList<string>? against = null)
    {
        try
        {
            var tape = TapeArgument.Require(request.Inputs[0]);
            using var input = new TapeInput(tape);
            request = OfRun(request, input) with { Inputs = against ?? request.Inputs, LikeTape = tape };
            ReplaySession.RequireStrategy(request);
            if (ReplaySession.Differences(request, input.Header) is [var first, ..])
            {
                return new VerifyResult(new TapeComparison(CountDecisions(tape), 0, 0, first), null);
            }

            using var decisions = new DecisionComparer(tape);
            using var records = against is null ? null : new InputComparer(tape);
            var summary = ReplaySession.Run(request, cancellation, decisions, records);
            var comparison = decisions.Finish();
            return new VerifyResult(
                comparison with { FirstDifference = TapeDifference.First(records?.Finish(), comparison.FirstDifference) },
                summary);
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Message);
        }
    }

    // A recording had no strategy; of a run, the tape names the strategy, and its configuration lies beside the tape.
    private static ReplayRequest OfRun(ReplayRequest request, TapeInput tape)
    {
        var builtIn = tape.Header.Strategy.Length > 0 && !tape.Header.Strategy.Contains(LibraryMark) ? tape.Header.Strategy : null;
        return request with
        {
            Strategy = request.Strategy ?? builtIn ?? (tape.Session is { OrderMode: NothingTrades } ? "idle" : null),
            ConfigFile = request.ConfigFile ?? ConfigBeside(request.Inputs[0], tape.Header.ConfigHash),
        };
    }

    // Only a file that is the run's own: another run may have left its configuration in the same folder.
    private static string? ConfigBeside(string tape, ulong hash)
    {
        var full = Path.GetFullPath(tape);
        var folder = Directory.Exists(full) ? full : Path.GetDirectoryName(full)!;
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*" + TradingFile).Order(StringComparer.Ordinal).FirstOrDefault(file => ReplaySession.HashOfConfig(file) == hash)
            : null;
    }

    private static long CountDecisions(string tape)
    {
        using var reader = TapeReader.Open(tape, ReadMode.Salvage);
        var count = 0L;
        while (reader.ReadBlock())
        {
            count += reader.Decisions.Length;
        }

        return count;
    }
}

/// <summary>What came of a verification.</summary>
/// <param name="Comparison">What was compared and what differs first.</param>
/// <param name="Summary">What the replay did; null where none was made, as it could not have been equal.</param>
internal sealed record VerifyResult(TapeComparison Comparison, ReplaySummary? Summary);
