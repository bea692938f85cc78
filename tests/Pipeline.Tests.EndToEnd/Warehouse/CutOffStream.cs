using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Stores;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>A stream of several files whose batches straddle them, loaded into a store and cut off after any of its commits.</summary>
internal sealed class CutOffStream(TemporaryFolder folder)
{
    private const int Files = 10;

    // More than a file brings and less than two do: nearly every batch ends in another file than it began in.
    private static readonly LoadOptions Options = SmallStore.Options with { RecordRows = 4_000, FeatureRows = 60 };

    private readonly string[] _files =
        [.. SmallRecording.Lines.Chunk(SmallRecording.LineCount / Files).Select((lines, number) => folder.WriteLines($"part-{number}.txt", lines))];

    /// <summary>Loads all of it; the number of its commits.</summary>
    public int Load(Func<IWarehouseStore> open)
    {
        using var never = new CancellationTokenSource();
        return Load(open, int.MaxValue, never);
    }

    /// <summary>Loads it, cut off after <paramref name="commits"/> commits, and then the rest by another load.</summary>
    public void LoadTwice(Func<IWarehouseStore> open, int commits)
    {
        using var stop = new CancellationTokenSource();
        Assert.That(() => Load(open, commits, stop), Throws.InstanceOf<OperationCanceledException>());
        Load(open);
    }

    private int Load(Func<IWarehouseStore> open, int commits, CancellationTokenSource stop)
    {
        using var store = new StoppedStore(open(), commits, stop);
        new Loader(store, Options).Run(LoadInputs.Group(_files, new BinanceCaptureVenue(), []), readers: 1, stop.Token);
        return store.Commits;
    }
}
