using System.Reflection;
using Pipeline.Cli.Features;
using Pipeline.Cli.Output;
using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Risk;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Cli;

/// <summary>Composes one replay: input, configuration, journal, feature file. The venue is named here and nowhere below.</summary>
internal static class ReplaySession
{
    private const int VenueOrderMode = 2;

    /// <summary>How a run of <paramref name="request"/> would differ from the one that <paramref name="then"/> tells of.</summary>
    public static IReadOnlyList<TapeDifference> Differences(ReplayRequest request, TapeHeader then)
    {
        using var input = Sources(request, CancellationToken.None).Open(null);
        return SessionComparer.Differences(then, Setup(request, ConfigOf(request), input));
    }

    /// <summary>Refuses a strategy that cannot be made.</summary>
    /// <exception cref="ConfigException">There is none of that name.</exception>
    public static void RequireStrategy(ReplayRequest request)
    {
        if (request.Strategy is { } name)
        {
            ConfigOf(request).CreateStrategy(name);
        }
    }

    /// <summary>The hash of a configuration file, null where it is none.</summary>
    public static ulong? HashOfConfig(string path)
    {
        try
        {
            return ConfigFile.Load(path).Hash;
        }
        catch (ConfigException)
        {
            return null;
        }
    }

    public static ReplaySummary Run(
        ReplayRequest request, CancellationToken cancellation, IDecisionSink? decisions = null, IInputSink? records = null)
    {
        Check(request);
        request = Ordered(request);
        var config = ConfigOf(request);
        using var deadLetters = request.JournalFile is null ? null : new DeadLetterFile(DeadLettersOf(request.JournalFile), source => request.Inputs[source]);
        var sources = Sources(request, cancellation);
        using var input = sources.Open(deadLetters);
        using var features = request.FeaturesFile is null ? null : new FeatureFile(request.FeaturesFile, request.Every, input.Instruments, config.Config.Features);
        var setup = Setup(request, config, input) with { RowSink = features, DecisionSink = decisions, InputSink = records };
        // Other modes have a thread that waits for the disk, and one that sees it wait.
        using var watch = request.Mode == ThreadMode.Invoker ? new WatchedDisk(PhysicalDisk.Instance, TapeEnd.Patience, what => Console.Error.WriteLine($"pipeline: {what}")) : null;
        using var journal = request.JournalFile is null ? null : CreateJournal(request.JournalFile, setup, request.Decisions, watch);
        var runner = new ReplayRunner(input, setup with { Journal = journal })
        {
            Paced = request.Paced,
            PauseCut = nanos => Console.Error.WriteLine($"pipeline: --paced: nothing was received for {nanos / 1_000_000_000:N0} s; the pause is cut to a minute"),
            SessionNanos = SessionNanosOf(request),
        };
        var summary = Run(runner, input, journal, request.KeepsPart, cancellation);
        features?.Complete();
        return input is TapeInput tape
            ? summary with { SessionDifferences = [.. SessionComparer.Differences(tape.Header, setup).Select(each => each.ToString())] }
            : summary with { Merged = sources.Merged };
    }

    private static ReplaySummary Run(ReplayRunner runner, IReplayInput input, JournalWriter? journal, bool keepsPart, CancellationToken cancellation)
    {
        try
        {
            using var progress = new ProgressLine("replay", () => input.Progress is { Total: > 0 } known ? known : (runner.Messages, 0));
            var summary = runner.Run(cancellation);
            Seal(journal, isWhole: true);
            WriteDeadLetters(summary);
            return summary;
        }
        catch (SeveralSymbolsException) when (journal is not null)
        {
            // The run should not have begun, so there is no tape of it.
            journal.Discard();
            File.Delete(DeadLettersOf(journal.Path));
            throw;
        }
        catch (OperationCanceledException) when (journal is not null && !keepsPart)
        {
            // It can be made again from the same recordings; a part of it would be in the way.
            journal.Discard();
            File.Delete(DeadLettersOf(journal.Path));
            throw;
        }
        catch (Exception e) when (e is not (JournalFaultException or ThreadStuckException))
        {
            SealAfterFailure(journal);
            throw;
        }
    }

    private static void WriteDeadLetters(ReplaySummary summary)
    {
        foreach (var first in summary.FirstDeadLetters)
        {
            Console.Error.WriteLine($"pipeline: {first.File}: line {first.Line}: {first.Reason} (the first of {summary.DeadLetterReasons[first.Reason.ToString()]} dead letters of its kind)");
        }
    }

    // What led here is the error to tell; that the tape could not be ended either is told beside it.
    private static void SealAfterFailure(JournalWriter? journal)
    {
        try
        {
            Seal(journal, isWhole: false);
            Interruption.Outcome = journal is null ? Interruption.Outcome : $"{journal.Path} holds what was read until then, and says that it was cut off";
        }
        catch (Exception e) when (e is JournalFaultException or ThreadStuckException)
        {
            Console.Error.WriteLine($"pipeline: {e.Message}");
        }
    }

    private static void Seal(JournalWriter? journal, bool isWhole)
    {
        if (journal is not null)
        {
            TapeEnd.Seal(journal, isWhole);
        }
    }

    private static ConfigFile ConfigOf(ReplayRequest request) => request.ConfigFile is null ? ConfigFile.Demo() : ConfigFile.Load(request.ConfigFile);

    private static string DeadLettersOf(string tape) => $"{tape}.deadletters";

    private static void Check(ReplayRequest request)
    {
        if (request.JournalFile is { } tape)
        {
            OutputFile.RequireNew(tape, request.Inputs);
            OutputFile.RequireNew(DeadLettersOf(tape), request.Inputs);
        }

        if (request.Every < 1)
        {
            throw new UsageException($"--every {request.Every}: must be at least 1");
        }

        if (request.FeaturesFile is { } file && !FeatureFile.Knows(file))
        {
            throw new UsageException($"--features {file}: the name must end in .csv or .parquet");
        }

        if (request.FeaturesFile is { } rows)
        {
            OutputFile.RequireNew(rows, request.JournalFile is { } other ? [.. request.Inputs, other] : request.Inputs);
        }
    }

    // A dead letter names its file by its place among them.
    private static ReplayRequest Ordered(ReplayRequest request) => request.Inputs.Any(TapeInput.IsTape)
        ? request
        : request with { Inputs = CaptureOrder.ByFirstReceiveTime(request.Inputs, new BinanceCaptureVenue(request.InstrumentsFile)) };

    private static ReplaySources Sources(ReplayRequest request, CancellationToken cancellation)
    {
        if (request.Inputs.FirstOrDefault(input => !File.Exists(input) && TapeRecovery.IsNeeded(input)) is { } cutOff)
        {
            throw new InputUnusableException($"{cutOff}: the run that wrote it was cut off; make it whole with pipeline tape repair {cutOff}");
        }

        return new ReplaySources(request.Inputs, new BinanceCaptureVenue(request.InstrumentsFile), request.Symbols, cancellation);
    }

    // A run is repeated as the session that it was: client order ids hold its number, and books waited as it says.
    private static PipelineSetup Setup(ReplayRequest request, ConfigFile config, IReplayInput input)
    {
        var setup = SetupOf(request, config, input);
        return SessionOf(request, input) is { } session
            ? setup with
            {
                SessionId = (int)session.SessionId,
                BookOptions = setup.BookOptions with { HoldNanos = session.HoldNanos },
                ClockIsMeasured = session.ClockIsMeasured != 0,

                // What the venue said of its orders is in the log: a simulated exchange would answer a second time.
                Exchange = session.OrderMode == VenueOrderMode ? null : setup.Exchange,
            }
            : setup;
    }

    private static SessionBody? SessionOf(ReplayRequest request, IReplayInput input)
    {
        if (request.LikeTape is null || input.Session is not null)
        {
            return input.Session;
        }

        using var tape = new TapeInput(request.LikeTape);
        return tape.Session;
    }

    // The session start is a record too: another source that is held against a tape starts when the tape did.
    private static long SessionNanosOf(ReplayRequest request)
    {
        if (request.LikeTape is null)
        {
            return 0;
        }

        using var tape = new TapeInput(request.LikeTape);
        return tape.TryRead(out var receiveNanos) ? receiveNanos : 0;
    }

    private static PipelineSetup SetupOf(ReplayRequest request, ConfigFile config, IReplayInput input) => new()
    {
        Instruments = input.Instruments,
        FirstOffsetNanos = input.FirstOffsetNanos,
        Mode = request.Mode,
        Telemetry = request.Telemetry,
        Failed = FailureLine.Tell,
        ConfigHash = config.Hash,
        Model = config.LoadModel(),
        CreateStrategy = _ => config.CreateStrategy(request.Strategy),
        StrategyName = config.StrategyNameOf(request.Strategy),
        StrategyHash = config.StrategyHashOf(request.Strategy),
        Limits = config.Config.Risk,
        Latch = new KillLatch(LatchState.Active),
        Exchange = config.Config.Exchange with { Lane = 1 },
        FeatureOptions = new FeatureOptions { Parameters = config.Config.Features, Kernel = request.Kernel },
    };

    /// <summary>What a tape of a run of <paramref name="setup"/> says of itself.</summary>
    public static TapeHeader HeaderOf(PipelineSetup setup)
    {
        var session = setup.Session();
        return new TapeHeader
        {
            FileId = Guid.NewGuid(),
            SessionId = setup.SessionId,
            CreatedNanos = SystemClock.Instance.UtcNanos,
            Instruments = setup.Instruments,
            FeatureSchemaHash = session.FeatureSchemaHash,
            ConfigHash = session.ConfigHash,
            ModelHash = session.ModelHash,
            Strategy = setup.StrategyName,
            StrategyHash = setup.StrategyHash,
            Writer = $"pipeline {Assembly.GetExecutingAssembly().GetName().Version}",
        };
    }

    private static JournalWriter CreateJournal(string path, PipelineSetup setup, bool decisions, IJournalDisk? disk)
    {
        OutputFile.WithFolder(path);
        try
        {
            return JournalWriter.Create(path, HeaderOf(setup), JournalOptions.Import with { Decisions = decisions }, disk);
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Message);
        }
    }
}
