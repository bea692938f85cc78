using System.Globalization;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;

namespace Pipeline.Cli;

/// <summary>Replays a tape beside itself. The run's own configuration must be given: another would decide otherwise, rightly.</summary>
internal static class VerifySession
{
    /// <summary>The copy of a run's trading configuration beside its tape.</summary>
    public const string TradingFile = "trading.json";

    private const int NothingTrades = 0;

    /// <summary>Compares, and tells what is wrong with the tape itself.</summary>
    public static (TapeComparison Comparison, IReadOnlyList<InputError> Errors) Run(ReplayRequest request, CancellationToken cancellation)
    {
        try
        {
            request = OfRun(request);
            if (OfSession(request.Inputs[0], ReplaySession.Describe(request)) is { } difference)
            {
                return (new TapeComparison(CountDecisions(request.Inputs[0]), 0, difference), []);
            }

            using var comparer = new DecisionComparer(request.Inputs[0]);
            var summary = ReplaySession.Run(request, cancellation, comparer);
            return (comparer.Finish(), summary.InputErrors);
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Message);
        }
    }

    // A recording had no strategy, and a run left its configuration beside the tape.
    private static ReplayRequest OfRun(ReplayRequest request)
    {
        var tape = request.Inputs[0];
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(tape))!, TradingFile);
        return request with
        {
            Strategy = request.Strategy ?? (SessionOf(tape) is { OrderMode: NothingTrades } ? "idle" : null),
            ConfigFile = request.ConfigFile ?? (File.Exists(beside) ? beside : null),
        };
    }

    private static TapeDifference? OfSession(string tape, SessionBody now)
    {
        var then = SessionOf(tape);
        return then is null
            ? null
            : Differ("configHash", then.Value.ConfigHash, now.ConfigHash)
                ?? Differ("modelHash", then.Value.ModelHash, now.ModelHash)
                ?? Differ("featureSchemaHash", then.Value.FeatureSchemaHash, now.FeatureSchemaHash)
                ?? Differ("instrumentHash", then.Value.InstrumentHash, now.InstrumentHash);
    }

    private static TapeDifference? Differ(string field, ulong recorded, ulong replayed) => recorded == replayed
        ? null
        : new TapeDifference(-1, null, "session", field, Hex(recorded), $"{Hex(replayed)}; name the run's own files, for example with --config");

    private static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    private static SessionBody? SessionOf(string tape)
    {
        using var input = new TapeInput(tape);
        return input.Session;
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
