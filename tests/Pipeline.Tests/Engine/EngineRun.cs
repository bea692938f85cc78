using Pipeline.Engine;
using Pipeline.Engine.Replay;
using Pipeline.Risk;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.Tests.Engine;

/// <summary>Feeds a recording to a pipeline by hand, so that a test can act between two messages.</summary>
internal sealed class EngineRun : IDisposable
{
    private readonly CaptureInput _input;

    public EngineRun(string file, Func<PipelineSetup, PipelineSetup> change)
    {
        _input = new CaptureInput([file], new BinanceCaptureVenue(), [], null);
        Setup = change(ReplayRun.Setup(_input));
        Pipeline = new TradingPipeline(Setup);
    }

    /// <summary>Limits that refuse nothing a test wants.</summary>
    public static RiskLimits Wide { get; } = new()
    {
        StaleMaxNanos = 60_000_000_000,
        SpreadMaxTicks = 1_000_000,
        MidMoveMaxBps = 10_000,
        CollarRefBps = 10_000,
        CollarCrossBps = 10_000,
        MaxOrderLots = 1_000,
        MaxOrderNotionalE8 = long.MaxValue / 4,
        MaxPositionLots = 1_000_000,
        MaxPositionNotionalE8 = long.MaxValue / 4,
        MessagesPer10s = 100_000,
        MessagesPer60s = 100_000,
        ReserveMessages = 100_000,
        DuplicateMax = 1_000_000,
        DuplicateWindowNanos = 1_000_000_000,
        MaxOpenOrders = 100_000,
    };

    public PipelineSetup Setup { get; }

    public TradingPipeline Pipeline { get; }

    /// <summary>Publishes every message and calls <paramref name="between"/> behind each.</summary>
    public void Feed(Action? between = null)
    {
        while (_input.TryRead(out _))
        {
            _input.Publish(Pipeline.MarketLane);
            between?.Invoke();
        }
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _input.Dispose();
    }
}
