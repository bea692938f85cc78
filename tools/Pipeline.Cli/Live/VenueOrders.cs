using Pipeline.Engine;
using Pipeline.Engine.Configuration;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;
using Pipeline.Primitives;
using Pipeline.Risk;
using Pipeline.Venues.Binance.Live;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Cli.Live;

/// <summary>Orders at the venue: joins the gateway stage, the venue's gateway, the order lane and the kill latch.</summary>
/// <remarks><see cref="Submit"/>, <see cref="Beat"/> and <see cref="OnClockOffset"/> belong to the gateway stage, <see cref="Publish"/> to the gateway's thread, all else to the owner.</remarks>
internal sealed class VenueOrders : IOrderGateway, IOrderReports, IDisposable
{
    private const long NanosPerMilli = 1_000_000;
    private static readonly TimeSpan TakeBackPatience = TimeSpan.FromSeconds(5);

    private readonly LatchFile _latch;
    private readonly ApiKeys _keys;
    private readonly string _keysName;
    private BinanceOrderGateway? _gateway;
    private Lane? _lane;
    private bool _isHalted;

    public VenueOrders(LiveConfig config)
    {
        _latch = LatchFile.Open(config.LatchFile!, SystemClock.Instance);
        if (_latch.State != LatchState.Active)
        {
            throw new ConfigException(
                $"{config.LatchFile}: the latch is {_latch.State} ({_latch.Problem ?? $"{_latch.Entry.Reason}, by {_latch.Entry.By}"}); look why, then pipeline resume --config ... --by NAME --reason WHY");
        }

        _keysName = config.KeysFile ?? config.Credential!;
        try
        {
            _keys = config.KeysFile is { } file ? ApiKeys.FromFile(file) : ApiKeys.FromCredential(config.Credential!);
        }
        catch (ApiKeyException e)
        {
            throw new ConfigException(e.Message, e);
        }
    }

    /// <summary>What the desk has seen.</summary>
    public DeskCounts Counts => _gateway!.Counts;

    /// <summary>Which keys the venue refused and why; null where it refused none.</summary>
    public string? Refusal => _gateway?.KeyRefusal is { } refusal ? $"{_keysName}: {refusal}" : null;

    /// <summary>Connects; results come through <paramref name="lane"/>. Before the feed.</summary>
    public void Start(LiveConfig config, BinanceAddresses addresses, InstrumentTable instruments, WeightBudget budget, int sessionId, Lane lane)
    {
        _lane = lane;
        var desk = new OrderDeskOptions { SessionId = sessionId, DeadManNanos = config.DeadManMillis * NanosPerMilli };
        var options = new OrderGatewayOptions { Desk = desk, AllowPlain = config.Profile == LiveProfile.Simulator };
        _gateway = new BinanceOrderGateway(options, addresses, _keys, instruments, budget, this, SystemClock.Instance);
        _gateway.Start();
    }

    public void Submit(in OrderIntent intent) => _gateway!.Submit(in intent);

    public void Beat() => _gateway?.Beat();

    public void OnClockOffset(long nanos) => _gateway?.OnClockOffset(nanos);

    public void Publish(ref InputRecord record) => _lane!.Publish(ref record);

    /// <summary>Looks whether somebody closed the latch, or the gateway died. Every few milliseconds.</summary>
    public void Look()
    {
        if (_gateway!.Failure is { } failure)
        {
            Close($"the gateway failed: {failure.Message}");
        }

        // Orders that rest can no longer be taken back from here: a person must look. Before the first one there is nothing to look at.
        if (Refusal is { } refusal && Counts.Placed > 0)
        {
            Close(refusal);
        }

        if (!_isHalted && _latch.Reload() != LatchState.Active)
        {
            Halt();
        }
    }

    /// <summary>Something failed: nothing may leave until a person has looked.</summary>
    public void Close(string reason)
    {
        if (!_isHalted)
        {
            _latch.Escalate(LatchState.Halted, "pipeline run", reason);
            Halt();
        }
    }

    /// <summary>Stops new orders and waits until the open ones are taken back, or patience ends: then the venue's dead-man switch does it.</summary>
    public async Task TakeBackAsync(Func<int> openOrders)
    {
        Halt();
        using var patience = new CancellationTokenSource(TakeBackPatience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (openOrders() > 0 && !patience.IsCancellationRequested)
        {
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _gateway?.Dispose();

    private void Halt()
    {
        _isHalted = true;
        _gateway!.Halt();
    }
}
