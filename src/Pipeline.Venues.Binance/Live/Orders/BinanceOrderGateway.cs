using System.Diagnostics;
using Pipeline.Events;
using Pipeline.Feeds.Sockets;
using Pipeline.Primitives;
using Pipeline.Ring;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Live.UserData;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Orders to Binance USD-M: takes intents from the gateway stage, and answers through the order lane.</summary>
/// <remarks>
/// <see cref="Submit"/> has one caller thread and never blocks; <see cref="Beat"/> is for the logic thread, <see cref="Halt"/>,
/// <see cref="CancelAll"/> and <see cref="OnClockOffset"/> for any. All else happens on the gateway's own thread, which alone
/// calls <see cref="IOrderReports"/>.
/// </remarks>
public sealed class BinanceOrderGateway : IDisposable
{
    private const string ThreadName = "pipeline-gateway";
    private const int TickMillis = 5;
    private const int AllInstruments = -1;
    private static readonly TimeSpan WritePatience = TimeSpan.FromMilliseconds(100);

    private readonly IntentQueue _intents;
    private readonly WriteGate _gate = new();
    private readonly BinanceRest _rest;
    private readonly OrderSocket _orders;
    private readonly VenueLink _link;
    private readonly UserDataStream _userData;
    private readonly OrderDesk _desk;
    private readonly IClock _clock;
    private readonly PipelineThread _thread;
    private readonly TimeSpan _patience;
    private readonly AutoResetEvent _wake = new(false);
    private readonly CancellationTokenSource _stop = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<int> _cancelAll = new();
    private long _beat;
    private long _clockOffsetNanos;
    private long _lost;
    private bool _isHaltTold;
    private bool _isStarted;
    private bool _isDisposed;
    private Exception? _failure;

    /// <summary>A gateway that is not running yet.</summary>
    public BinanceOrderGateway(
        OrderGatewayOptions options, BinanceAddresses addresses, ApiKeys keys, InstrumentTable instruments, WeightBudget budget, IOrderReports reports, IClock clock)
    {
        _clock = clock;
        _intents = new IntentQueue(options.QueueCapacity);
        var text = new VenueText(instruments, options.SettlementAsset);
        _rest = new BinanceRest(addresses.Rest, keys, budget, clock, options.AllowPlain);
        _orders = new OrderSocket(new WebSocketOptions { Uri = addresses.WsApi, AllowPlain = options.AllowPlain, Clock = clock }, clock, Wake);
        _link = new VenueLink(keys, _rest, _orders, _gate, budget, instruments, text, options.Desk, Wake) { IsUp = true };
        _desk = new OrderDesk(options.Desk, instruments.Count, _link, reports);
        _userData = new UserDataStream(_rest, addresses.Private, options.AllowPlain, new UserDataReader(text, _desk), _desk, clock, Wake);
        _patience = options.Patience;
        _thread = new PipelineThread(ThreadName, Run);
    }

    /// <summary>What happened so far.</summary>
    public DeskCounts Counts => _desk.Counts;

    /// <summary>Whether a new order may leave now. Any thread; a glance, not a promise.</summary>
    public bool IsOpen => _desk.IsOpen;

    /// <summary>Intents that found no room at all; after the first the gateway is halted, since nobody was told of them.</summary>
    public long LostIntents => Volatile.Read(ref _lost);

    /// <summary>What ended the thread from within, or null.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>That the venue refused the keys, or null. Any thread.</summary>
    public KeyRefusal? KeyRefusal => _rest.KeyRefusal;

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _isStarted = true;
        _thread.Start();
    }

    /// <summary>Takes an intent that passed risk and whose decision is written. One thread; it never blocks.</summary>
    public void Submit(in OrderIntent intent)
    {
        if (!_intents.TryAdd(intent))
        {
            Interlocked.Increment(ref _lost);
            _gate.Shut();
        }

        Wake();
    }

    /// <summary>The logic thread handled records or a tick: the dead-man switch may be renewed. Its thread, 1 store.</summary>
    public void Beat() => Volatile.Write(ref _beat, _beat + 1);

    /// <summary>The venue's clock less ours, as measured.</summary>
    public void OnClockOffset(long nanos) => Volatile.Write(ref _clockOffsetNanos, nanos);

    /// <summary>Takes back every order of an instrument. Any thread.</summary>
    public void CancelAll(int instrument)
    {
        _cancelAll.Enqueue(instrument);
        Wake();
    }

    /// <summary>
    /// Once it has returned no write of a new order or amend begins. Open orders are then taken back until none is left. Any
    /// thread; answers how long the acknowledgement took, nanoseconds.
    /// </summary>
    /// <remarks>
    /// A write that hangs, since the venue does not read, is waited for 100 ms; then its connection is cut and the orders are
    /// taken back by REST. A request by REST ends at its own timeout.
    /// </remarks>
    public long Halt()
    {
        var start = Stopwatch.GetTimestamp();
        if (!_gate.TryClose(WritePatience))
        {
            // None begins any more. One that does not end even so keeps no order from being taken back: Dispose names its thread.
            _orders.Abort();
            _gate.TryClose(WritePatience);
        }

        var nanos = (long)Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        _cancelAll.Enqueue(AllInstruments);
        Wake();
        return nanos;
    }

    /// <summary>Closes the gate and ends the thread. Orders that rest are the dead-man switch's.</summary>
    /// <exception cref="ThreadStuckException">The thread has not ended; what it uses stays as it is.</exception>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _gate.Shut();
        _stop.Cancel();
        Wake();
        if (_isStarted && !_thread.Join(_patience))
        {
            throw new ThreadStuckException(ThreadName, "end", _patience);
        }

        _orders.Abort();
        _userData.Abort();
        _rest.Dispose();
    }

    private DeskTime Now => new(_clock.UtcNanos, _clock.MonotonicNanos);

    private void Wake() => _wake.Set();

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                Turn();
                _wake.WaitOne(TickMillis);
            }
        }
        catch (Exception exception)
        {
            // Without this thread nothing is answered and the dead-man switch is not renewed: the venue cancels.
            _gate.Shut();
            Volatile.Write(ref _failure, exception);
        }
    }

    private void Turn()
    {
        TakeHalt();
        _link.ClockOffsetNanos = Volatile.Read(ref _clockOffsetNanos);
        _orders.Keep(_stop.Token);
        _userData.Advance(Now, _stop.Token);
        TakeReplies();
        TakeIntents();
        _desk.OnHeartbeat(Volatile.Read(ref _beat), Now);
        _desk.Advance(Now);
    }

    private void TakeHalt()
    {
        if (_gate.IsClosed && !_isHaltTold)
        {
            _isHaltTold = true;
            _desk.Halt(Now);
        }

        while (_cancelAll.TryDequeue(out var instrument))
        {
            if (instrument != AllInstruments)
            {
                _desk.CancelAll(instrument, Now);
            }
        }
    }

    private void TakeIntents()
    {
        while (_intents.TryTake(out var intent, out var isLate))
        {
            if (isLate)
            {
                _desk.Veto(intent, VetoReason.QueueFull, Now);
            }
            else
            {
                _desk.Submit(intent, Now);
            }
        }
    }

    private void TakeReplies()
    {
        while (_link.TryTake(out var reply))
        {
            _desk.OnReply(reply, Now);
        }

        while (_orders.TryTake(out var message))
        {
            TakeMessage(message);
        }
    }

    private void TakeMessage(byte[]? message)
    {
        if (message is null)
        {
            _link.ForgetSocket(reply => _desk.OnReply(reply, Now));
        }
        else if (_link.TryRead(message, Now, out var reply))
        {
            _desk.OnReply(reply, Now);
        }
    }
}
