using Pipeline.Events;
using Pipeline.Orders;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>The state machine of the gateway: intents, replies, events and time in; calls and records out.</summary>
/// <remarks>
/// <para>Single thread, no socket, no clock, no randomness: what it does is a function of its calls, so that faults can be
/// played to it by the thousand. An order is placed at most once, under an id that is never used again. It ends by the venue's
/// word only: a refusal, a final state, or "no such order" to a question asked after its request could no longer arrive.</para>
/// <para>Replies and events race; each fill is published once, by trade id, whichever source told it first. What no event
/// told is read from the list of trades.</para>
/// </remarks>
public sealed partial class OrderDesk
{
    private const int RememberedFills = 1 << 15;
    private const int RememberedOrders = 1 << 15;

    private readonly OrderDeskOptions _options;
    private readonly int _instruments;
    private readonly IVenueLink _link;
    private readonly ReportWriter _reports;
    private readonly Dictionary<long, TrackedOrder> _orders = new(1024);
    private readonly List<TrackedOrder> _scratch = new(1024);
    private readonly List<PendingCall> _pending = new(256);
    private readonly FillMemory _fills = new(RememberedFills);
    private readonly OrderIdMemory _ids = new(RememberedOrders);
    private readonly SlidingCount _tenSeconds;
    private readonly SlidingCount _minute;
    private long _lastCallId;
    private long _highestId;
    private bool _isHalted;
    private bool _isUserStreamUp;

    /// <summary>A desk for the first <paramref name="instruments"/> entries of the run's instrument table.</summary>
    public OrderDesk(OrderDeskOptions options, int instruments, IVenueLink link, IOrderReports reports)
    {
        _options = options;
        _instruments = instruments;
        _link = link;
        _reports = new ReportWriter(reports);
        _tenSeconds = new SlidingCount(options.OrdersPer10s, 10_000_000_000);
        _minute = new SlidingCount(options.OrdersPer60s, 60_000_000_000);
        _highestId = (long)options.SessionId << 32;
        _own = new OwnPosition[instruments];
        _deadMan = new DeadManSwitch[instruments];
        _cancelAll = new CancelAllState[instruments];
    }

    /// <summary>Whether a new order may leave: connected both ways, reconciled, dead-man switch set, not halted.</summary>
    public bool IsOpen => !_isHalted && _link.IsUp && _isUserStreamUp && IsReconciled && IsDeadManSet;

    /// <summary>Whether orders, positions and trades agree with the venue's since the user stream last came up.</summary>
    public bool IsReconciled { get; private set; }

    /// <summary>Orders that the venue may still work, or owes fills of.</summary>
    public int TrackedOrders => _orders.Count;

    /// <summary>Requests that have no answer yet.</summary>
    public int PendingCalls => _pending.Count;

    /// <summary>Records published.</summary>
    public long Records => _reports.Count;

    /// <summary>What happened so far.</summary>
    public DeskCounts Counts { get; } = new();

    /// <summary>The position of an instrument, by its fills since the baseline, lots.</summary>
    public long PositionLots(int instrument) => _own[instrument].Lots;

    /// <summary>Takes an intent that passed risk and whose decision is written.</summary>
    public void Submit(in OrderIntent intent, DeskTime now)
    {
        var veto = intent.Action switch
        {
            _ when (uint)intent.Instrument >= (uint)_instruments => VetoReason.Malformed,
            OrderAction.New => Place(intent, now),
            OrderAction.Amend => Amend(intent, now),
            OrderAction.Cancel => Cancel(intent, now),
            _ => VetoReason.Malformed,
        };
        if (veto != VetoReason.None)
        {
            Veto(intent, veto, now);
        }
    }

    /// <summary>Sends an intent back: the caller knows why it must not leave.</summary>
    public void Veto(in OrderIntent intent, VetoReason reason, DeskTime now)
    {
        _highestId = intent.Action == OrderAction.New ? Math.Max(_highestId, intent.ClientOrderId) : _highestId;
        Counts.Vetoed++;
        _reports.Intent(RecordKind.OrderVetoed, intent, (int)reason, now);
    }

    /// <summary>No order leaves any more, and every open one is taken back until none is left.</summary>
    public void Halt(DeskTime now)
    {
        _isHalted = true;
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            CancelAll(instrument, now);
        }
    }

    private VetoReason Place(in OrderIntent intent, DeskTime now)
    {
        var veto = intent.ClientOrderId <= _highestId ? VetoReason.UsedId
            : intent.ClientOrderId >> 32 != _options.SessionId || intent.SizeLots <= 0 ? VetoReason.Malformed
            : LastLook(intent, now);
        if (veto != VetoReason.None)
        {
            return veto;
        }

        _highestId = intent.ClientOrderId;
        veto = Call(Describe(VenueCallKind.Place, intent, 0), intent.ClientOrderId, now);
        if (veto == VetoReason.None)
        {
            Counts.Placed++;
            _orders.Add(intent.ClientOrderId, NewOrder(intent, now));
            _reports.Intent(RecordKind.OrderSent, intent, 0, now);
        }

        return veto;
    }

    private VetoReason Amend(in OrderIntent intent, DeskTime now)
    {
        if (!_orders.TryGetValue(intent.TargetClientOrderId, out var order) || !order.IsOpen)
        {
            return VetoReason.UnknownOrder;
        }

        var veto = order.AmendId != 0 ? VetoReason.AmendPending : LastLook(intent, now);
        veto = veto == VetoReason.None ? Call(Describe(VenueCallKind.Amend, intent, order.OrderId), intent.ClientOrderId, now) : veto;
        if (veto == VetoReason.None)
        {
            order.AmendId = intent.ClientOrderId;
            order.AmendTicks = intent.PriceTicks;
            order.AmendLots = intent.SizeLots;
            order.AmendSentNanos = now.MonotonicNanos;
            order.IsAmendUnknown = false;
            _reports.Intent(RecordKind.OrderSent, intent, 0, now);
        }

        return veto;
    }

    /// <summary>A cancel needs no look: it leaves at once, and again until it is answered.</summary>
    private VetoReason Cancel(in OrderIntent intent, DeskTime now)
    {
        if (!_orders.TryGetValue(intent.TargetClientOrderId, out var order) || !order.IsOpen)
        {
            return VetoReason.UnknownOrder;
        }

        order.CancelId = intent.ClientOrderId;
        order.CancelNanos = now.MonotonicNanos;
        order.CancelTries = 0;
        SendCancel(order, now);
        if (order.IsCancelOut)
        {
            _reports.Intent(RecordKind.OrderSent, intent, 0, now);
        }

        return VetoReason.None;
    }

    /// <summary>The last look before the bytes: session, real age of the cause, rate. The kill flag is looked at by the write itself.</summary>
    private VetoReason LastLook(in OrderIntent intent, DeskTime now)
    {
        var age = now.UtcNanos - intent.CauseNanos;
        return _isHalted ? VetoReason.Halted
            : !IsOpen || !IsDeadManSetAt(now.MonotonicNanos) ? VetoReason.SessionNotReady
            : age > _options.MaxDecisionAgeNanos || age < -_options.MaxDecisionAgeNanos ? VetoReason.TooOld
            : TakeRate(now) ? VetoReason.None
            : VetoReason.RateLimited;
    }

    private bool TakeRate(DeskTime now)
    {
        var hasRoom = _tenSeconds.HasRoom(now.MonotonicNanos) && _minute.HasRoom(now.MonotonicNanos);
        if (hasRoom)
        {
            _tenSeconds.Add(now.MonotonicNanos);
            _minute.Add(now.MonotonicNanos);
        }

        return hasRoom;
    }

    private static VenueCall Describe(VenueCallKind kind, in OrderIntent intent, long orderId) => new()
    {
        Kind = kind,
        ClientOrderId = kind == VenueCallKind.Place ? intent.ClientOrderId : intent.TargetClientOrderId,
        OrderId = orderId,
        PriceTicks = intent.PriceTicks,
        SizeLots = intent.SizeLots,
        Instrument = intent.Instrument,
        Side = intent.Side,
        TimeInForce = intent.TimeInForce,
        Flags = intent.Flags,
    };

    private static TrackedOrder NewOrder(in OrderIntent intent, DeskTime now) => new()
    {
        ClientOrderId = intent.ClientOrderId,
        PriceTicks = intent.PriceTicks,
        SizeLots = intent.SizeLots,
        Instrument = intent.Instrument,
        Side = intent.Side,
        TimeInForce = intent.TimeInForce,
        State = OrderState.Sent,
        SentNanos = now.MonotonicNanos,
        UpdateNanos = InputRecord.Absent,
    };

    private VetoReason Call(VenueCall call, long intentId, DeskTime now)
    {
        call.Id = ++_lastCallId;
        var veto = _link.TrySend(call, now);
        if (veto == VetoReason.None)
        {
            _pending.Add(new PendingCall
            {
                Id = call.Id,
                ClientOrderId = call.ClientOrderId,
                IntentId = intentId,
                SentNanos = now.MonotonicNanos,
                Instrument = call.Instrument,
                Kind = call.Kind,
            });
        }

        return veto;
    }
}
