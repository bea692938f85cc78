using System.Text;
using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Inference;
using Pipeline.Journal;
using Pipeline.Primitives;
using Pipeline.Risk;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Comparisons;

/// <summary>The pipeline's replays, composed as the command line composes them, in Invoker mode.</summary>
internal static class ReplayPipeline
{
    private static readonly FeatureId[] TreeColumns =
    [
        FeatureId.Imbalance, FeatureId.ImbL1, FeatureId.ImbL5, FeatureId.MicropriceDevBps, FeatureId.OfiDeep, FeatureId.Svol1s,
        .. Enumerable.Range((int)FeatureId.OfiL1, 10).Select(id => (FeatureId)id),
        .. Enumerable.Range((int)FeatureId.OfinL1, 10).Select(id => (FeatureId)id),
    ];

    /// <summary>From text in memory.</summary>
    public static ReplaySummary FromText(byte[] text, IRowSink? rows = null)
    {
        using var input = new CaptureInput(CaptureReader.FromText(text), new BinanceCaptureVenue(), [], null);
        return Run(input, ConfigFile.Demo().LoadModel(), rows);
    }

    /// <summary>From a tape on disk.</summary>
    public static ReplaySummary FromTape(string path, IModel? model)
    {
        using var input = new TapeInput(path);
        return Run(input, model, null);
    }

    /// <summary>Writes the tape of a replay from text in memory.</summary>
    public static void WriteTape(byte[] text, string path)
    {
        using var input = new CaptureInput(CaptureReader.FromText(text), new BinanceCaptureVenue(), [], null);
        var setup = Setup(input, null, null);
        using var journal = JournalWriter.Create(path, Header(setup), JournalOptions.Import);
        new ReplayRunner(input, setup with { Journal = journal }).Run(CancellationToken.None);
        journal.Seal();
    }

    /// <summary>Trees over the columns whose values lie around the thresholds and that only a book's first second lacks.</summary>
    public static IModel CreateTrees(int trees, int leaves)
    {
        var schema = FeatureSchema.HashOf(FeatureParameters.Default);
        var names = Enumerable.Range(0, (int)FeatureId.Count).ToDictionary(id => FeatureSchema.NameOf((FeatureId)id));
        var columns = TreeColumns.Select(FeatureSchema.NameOf).ToArray();
        return ModelFile.Parse("model.txt", Encoding.UTF8.GetBytes(InferenceModelText.Create(columns, trees, leaves, schema)), null, schema, names);
    }

    public static ReplaySummary Run(IReplayInput input, IModel? model, IRowSink? rows) =>
        new ReplayRunner(input, Setup(input, model, rows)).Run(CancellationToken.None);

    private static PipelineSetup Setup(IReplayInput input, IModel? model, IRowSink? rows)
    {
        var config = ConfigFile.Demo();
        return new PipelineSetup
        {
            Instruments = input.Instruments,
            FirstOffsetNanos = input.FirstOffsetNanos,
            ConfigHash = config.Hash,
            Model = model,
            RowSink = rows,
            CreateStrategy = _ => config.CreateStrategy(null),
            Limits = config.Config.Risk,
            Latch = new KillLatch(LatchState.Active),
            Exchange = config.Config.Exchange with { Lane = 1 },
        };
    }

    private static TapeHeader Header(PipelineSetup setup) => new()
    {
        FileId = Guid.NewGuid(),
        SessionId = setup.SessionId,
        CreatedNanos = SystemClock.Instance.UtcNanos,
        Instruments = setup.Instruments,
        FeatureSchemaHash = setup.Session().FeatureSchemaHash,
        ConfigHash = setup.ConfigHash,
        ModelHash = 0,
        Writer = "pipeline comparisons",
    };
}
