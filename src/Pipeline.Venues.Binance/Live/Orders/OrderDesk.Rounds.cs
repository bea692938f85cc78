using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Reconciliation: at the start, after every loss of the user stream, every half minute, and whenever something is missing.</summary>
public sealed partial class OrderDesk
{
    /// <summary>Positions that differ in so many rounds one after the other are a break, and not a race.</summary>
    private const int RoundsUntilBreak = 3;

    private readonly Dictionary<long, OrderFacts> _candidates = [];
    private readonly HashSet<long> _listed = [];
    private RoundPhase _phase;
    private int _phaseInstrument;
    private bool _isRoundCallOut;
    private long _roundAt;
    private long _round;
    private int _roundDifferences;
    private long _roundTries;
    private long _strangeFillsBefore;

    /// <summary>Whether the position to count from is known.</summary>
    public bool HasBaseline { get; private set; }

    // A round that is interrupted is one that failed: a stream that comes and goes must not ask everything anew each time.
    private void RestartRounds(DeskTime now)
    {
        _isRoundCallOut = false;
        if (_phase != RoundPhase.Idle)
        {
            BreakOff(now);
        }
        else if (_roundTries == 0)
        {
            _roundAt = now.MonotonicNanos;
            _round++;
        }
    }

    private void RoundBy(long nanos) => _roundAt = Math.Min(_roundAt, nanos);

    private void AdvanceRound(DeskTime now)
    {
        if (_isRoundCallOut || !_isUserStreamUp || (_phase == RoundPhase.Idle && _roundAt > now.MonotonicNanos))
        {
            return;
        }

        if (_phase == RoundPhase.Idle)
        {
            BeginRound();
        }

        SendRoundCall(now);
    }

    private void BeginRound()
    {
        _round++;
        _roundAt = long.MaxValue;
        _roundDifferences = 0;
        _candidates.Clear();
        _listed.Clear();
        _phase = HasBaseline ? RoundPhase.OpenOrders : RoundPhase.Baseline;
        _phaseInstrument = 0;
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            _own[instrument].ReadToTradeId = _own[instrument].ReadFromTradeId;
        }
    }

    private void SendRoundCall(DeskTime now)
    {
        var call = new VenueCall { Instrument = _phaseInstrument };
        ref readonly var own = ref _own[_phaseInstrument];
        (call.Kind, call.FromTradeId) = _phase switch
        {
            RoundPhase.Baseline or RoundPhase.BaselineCheck => (VenueCallKind.Trades, InputRecord.Absent),
            RoundPhase.Trades or RoundPhase.TradesAfter => (VenueCallKind.Trades, own.ReadToTradeId + 1),
            RoundPhase.OpenOrders or RoundPhase.OpenOrdersCheck => (VenueCallKind.OpenOrders, 0),
            RoundPhase.Balance => (VenueCallKind.Balance, 0),
            _ => (VenueCallKind.Positions, 0L),
        };
        _isRoundCallOut = Call(call, _round, now) == VetoReason.None;
        if (!_isRoundCallOut)
        {
            BreakOff(now);
        }
    }

    private void OnRoundReply(in PendingCall call, in VenueReply reply, DeskTime now)
    {
        if (call.IntentId != _round || !_isRoundCallOut)
        {
            return;
        }

        _isRoundCallOut = false;
        if (reply.Outcome == CallOutcome.Done && TakeRoundReply(reply, now))
        {
            NextStep(now);
        }
        else
        {
            BreakOff(now);
        }
    }

    /// <summary>The round is given up and begun again later, each time after twice as long.</summary>
    private void BreakOff(DeskTime now)
    {
        _phase = RoundPhase.Idle;
        _round++;
        _roundAt = now.MonotonicNanos + (_options.RetryNanos << (int)_roundTries);
        _roundTries = Math.Min(_roundTries + 1, MostDoublings);
    }

    private bool TakeRoundReply(in VenueReply reply, DeskTime now)
    {
        ref var own = ref _own[_phaseInstrument];
        switch (_phase)
        {
            case RoundPhase.Baseline:
                own.BaselineTradeId = LastTradeId(reply);
                return true;
            case RoundPhase.BaselineCheck:
                return own.BaselineTradeId == LastTradeId(reply);
            case RoundPhase.BaselinePositions or RoundPhase.Positions:
                TakePositions(reply.Positions);
                return true;
            case RoundPhase.OpenOrders:
                List(reply.Orders, now);
                return true;
            case RoundPhase.OpenOrdersCheck:
                return AdoptListed(reply.Orders, now);
            case RoundPhase.Trades or RoundPhase.TradesAfter:
                return TakeTrades(reply.Trades, ref own, now);
            default:
                _reports.Balance(reply.BalanceE8, _round, now);
                return true;
        }
    }

    private static long LastTradeId(in VenueReply reply) => reply.Trades is { Length: > 0 } trades ? trades[^1].Fill.TradeId : 0;

    private void TakePositions(PositionFacts[]? positions)
    {
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            _own[instrument].Told = new PositionFacts { Instrument = instrument };
        }

        foreach (ref readonly var position in positions.AsSpan())
        {
            if ((uint)position.Instrument < (uint)_instruments)
            {
                _own[position.Instrument].Told = position;
            }
        }
    }

    /// <summary>What the venue has open: ours is confirmed, what ended here is taken back, what is strange is looked at again.</summary>
    private void List(OrderFacts[]? orders, DeskTime now)
    {
        foreach (ref readonly var facts in orders.AsSpan())
        {
            if (_orders.TryGetValue(facts.ClientOrderId, out var order))
            {
                _listed.Add(facts.ClientOrderId);
                Confirm(order, facts, now);
            }
            else if (MayAdopt(facts))
            {
                _candidates[facts.OrderId] = facts;
            }
            else if (!_ids.Knows(facts.OrderId) || !_ids.HasEnded(facts.OrderId))
            {
                TakeBackGhost(facts, now);
            }
        }

        AskOfUnlisted(_phaseInstrument, now);
    }

    private void Confirm(TrackedOrder order, in OrderFacts facts, DeskTime now)
    {
        if (order.State == OrderState.Unknown)
        {
            TakeFacts(order, facts, InputRecord.Absent, now);
        }

        order.OrderId = order.OrderId == 0 ? facts.OrderId : order.OrderId;
        _ids.Add(facts.OrderId, facts.ClientOrderId);
    }

    /// <summary>An order of this session that no table has and that lives at the venue must not go on.</summary>
    private void TakeBackGhost(in OrderFacts facts, DeskTime now)
    {
        Counts.Ghosts++;
        var call = new VenueCall
        {
            Kind = VenueCallKind.Cancel,
            ClientOrderId = facts.ClientOrderId,
            OrderId = facts.OrderId,
            Instrument = facts.Instrument,
            Side = facts.Side,
        };
        Call(call, 0, now);
    }

    private void AskOfUnlisted(int instrument, DeskTime now)
    {
        foreach (var order in _orders.Values)
        {
            if (order.Instrument == instrument && order.State == OrderState.Working && !_listed.Contains(order.ClientOrderId))
            {
                Ask(order, now.MonotonicNanos);
            }
        }
    }

    /// <summary>Only an order whose fills stood still while the trades were read is taken over: none is counted twice or lost.</summary>
    private bool AdoptListed(OrderFacts[]? orders, DeskTime now)
    {
        foreach (ref readonly var facts in orders.AsSpan())
        {
            if (_orders.ContainsKey(facts.ClientOrderId) || !MayAdopt(facts))
            {
                continue;
            }

            var stoodStill = _candidates.TryGetValue(facts.OrderId, out var before) && before.FilledLots == facts.FilledLots;
            if (!stoodStill || _strangeFills != _strangeFillsBefore)
            {
                return false;
            }

            _roundDifferences++;
            Adopt(facts, now);
        }

        return true;
    }

    /// <summary>Takes a page of trades. One of an order whose venue id is not known yet waits until the order is settled.</summary>
    private bool TakeTrades(ExecutionReport[]? trades, ref OwnPosition own, DeskTime now)
    {
        foreach (var trade in trades.AsSpan())
        {
            if (!_ids.Knows(trade.Order.OrderId) && HasNamelessOrder())
            {
                return false;
            }

            var report = trade;
            report.Order.ClientOrderId = _ids.ClientIdOf(trade.Order.OrderId);
            _ids.Add(trade.Order.OrderId, report.Order.ClientOrderId);
            Counts.RecoveredFills += TakeFill(report, now) ? 1 : 0;
            own.ReadToTradeId = Math.Max(own.ReadToTradeId, trade.Fill.TradeId);
        }

        return true;
    }

    private bool HasNamelessOrder()
    {
        foreach (var order in _orders.Values)
        {
            if (order.OrderId == 0)
            {
                return true;
            }
        }

        return false;
    }

    private void NextStep(DeskTime now)
    {
        var isPerInstrument = _phase is not (RoundPhase.BaselinePositions or RoundPhase.Positions or RoundPhase.Balance);
        if (isPerInstrument && ++_phaseInstrument < _instruments)
        {
            SendRoundCall(now);
            return;
        }

        _phaseInstrument = 0;
        if (_phase == RoundPhase.BaselineCheck)
        {
            TakeBaseline(now);
        }

        if (_phase == RoundPhase.Balance)
        {
            EndRound(now);
            return;
        }

        _phase++;
        _strangeFillsBefore = _strangeFills;
        SendRoundCall(now);
    }

    private void TakeBaseline(DeskTime now)
    {
        HasBaseline = true;
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            ref var own = ref _own[instrument];
            own.Lots = own.Told.Lots;
            own.ReadFromTradeId = own.BaselineTradeId;
            own.ReadToTradeId = own.BaselineTradeId;
            _reports.Position(own.Told, _round, now);
        }
    }

    private void EndRound(DeskTime now)
    {
        var isRace = false;
        for (var instrument = 0; instrument < _instruments; instrument++)
        {
            isRace |= ComparePosition(ref _own[instrument], now);
        }

        Counts.Rounds++;
        Counts.Differences += _roundDifferences;
        _phase = RoundPhase.Idle;
        _roundTries = 0;
        IsReconciled |= !isRace && !HasBreak();
        IsReconciled &= !HasBreak();
        RoundBy(now.MonotonicNanos + (isRace ? _options.RetryNanos : _options.ReconcileNanos));
        _reports.RoundEnd(_round, _roundDifferences, now);
    }

    /// <summary>True where the positions differ and it may still be a race.</summary>
    private bool ComparePosition(ref OwnPosition own, DeskTime now)
    {
        var isEqual = own.Told.Lots == own.Lots;
        own.Breaks = isEqual ? 0 : own.Breaks + 1;
        own.ReadFromTradeId = isEqual ? own.ReadToTradeId : own.ReadFromTradeId;
        var isBreak = own.Breaks >= RoundsUntilBreak;
        _roundDifferences += isBreak ? 1 : 0;
        if (isEqual || isBreak)
        {
            _reports.Position(own.Told, _round, now);
        }

        return !isEqual && !isBreak;
    }

    private bool HasBreak()
    {
        foreach (ref readonly var own in _own.AsSpan())
        {
            if (own.Breaks >= RoundsUntilBreak)
            {
                return true;
            }
        }

        return false;
    }
}
