using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Risk.Checks;

namespace Pipeline.Risk;

/// <summary>The pre-trade gate: every intent passes all checks in one fixed order, or is refused by the first that fails.</summary>
/// <remarks>
/// Single writer, integers only, no clock, 0 bytes a call. There is no way past it. A missing input refuses, an unset limit
/// refuses. The caller tells the ledger of an accepted intent (<see cref="OrderLedger.OnIntentAccepted"/>) before it has the
/// next one checked. Checks that cannot be made are listed in <see cref="ChecksOff"/>.
/// </remarks>
public sealed class RiskGate
{
    private readonly InstrumentRisk[] _instruments;
    private readonly RiskLimits _limits;
    private readonly OrderLedger _ledger;
    private readonly KillLatch _latch;
    private readonly MessageWindow _window;
    private readonly RecentOrders _recent;
    private readonly bool _hasClock;
    private long _clockErrorNanos = long.MaxValue;
    private long _highestId;

    /// <summary>A gate over these instruments.</summary>
    /// <param name="limits">For every instrument, and for the whole account where a limit is about all of them (R14).</param>
    /// <param name="instruments">The run's instrument table.</param>
    /// <param name="ledger">The ledger that is told of every accepted intent and every order record.</param>
    /// <param name="latch">The kill latch.</param>
    /// <param name="bySymbol">Limits of single instruments in place of <paramref name="limits"/>.</param>
    /// <param name="hasClock">Whether ClockSample records tell how our clock stands against the venue's: R7 is on.</param>
    /// <exception cref="ArgumentException">Limits have problems; all of them are named.</exception>
    public RiskGate(
        RiskLimits limits,
        IReadOnlyList<Instrument> instruments,
        OrderLedger ledger,
        KillLatch latch,
        IReadOnlyDictionary<string, RiskLimits>? bySymbol = null,
        bool hasClock = false)
    {
        RiskLimits For(Instrument instrument) => bySymbol is not null && bySymbol.TryGetValue(instrument.Symbol, out var own) ? own : limits;
        _instruments = [.. instruments.Select(instrument => new InstrumentRisk(instrument, For(instrument)))];
        ThrowIfInvalid([limits, .. _instruments.Select(risk => risk.Limits)]);
        _limits = limits;
        _ledger = ledger;
        _latch = latch;
        _hasClock = hasClock;
        _window = new MessageWindow(limits.MessagesPer60s + limits.ReserveMessages);
        _recent = new RecentOrders(limits.MessagesPer10s + limits.ReserveMessages);
    }

    /// <summary>The checks that this gate does not make, and why.</summary>
    public IReadOnlyList<CheckOff> ChecksOff => _hasClock ? AlwaysOff : [.. AlwaysOff, new("R7 clock offset", "the input holds no measurement of the clock")];

    private static IReadOnlyList<CheckOff> AlwaysOff { get; } =
    [
        new("R2 build and configuration approved", "there is no manifest of approved hashes"),
        new("R3 age of the filters", "an instrument table says no time"),
        new("R6 spread against ten times its one-hour median", "there is no hour of spreads; the limit in ticks holds"),
        new("R6, R8 mark price", "mark price is not part of the gate's market data"),
        new("R12 gross exposure and margin", "there is no mark price and no balance"),
        new("R13 child against parent, session notional", "there are no parent orders"),
        new("R15 repeated fills without a new signal", "fills carry no signal; equal orders are counted"),
        new("R19 loss limits", "there is no account equity"),
        new("R21 journal health", "orders wait for their journal entry in the gateway"),
    ];

    /// <summary>Takes what a record says of the market, of a stream's health or of the clock, and what the Book stage said of it.</summary>
    public void OnMarket(in InputRecord record, in BookResult book)
    {
        if ((uint)record.Instrument < (uint)_instruments.Length)
        {
            _instruments[record.Instrument].Market.On(record, book);
        }
        else if (record.Kind == RecordKind.ClockSample)
        {
            _clockErrorNanos = ClockCheck.ErrorNanos(record.Clock);
        }
    }

    /// <summary>Whether <paramref name="intent"/> may leave at <paramref name="pipelineNanos"/>, and if not, which check refused it.</summary>
    public OrderVerdict Check(in OrderIntent intent, long pipelineNanos)
    {
        var verdict = new OrderVerdict { ClientOrderId = intent.ClientOrderId, Instrument = intent.Instrument, Margin = long.MaxValue };
        _window.Advance(pipelineNanos);
        var highest = Math.Max(_highestId, _ledger.HighestClientOrderId);
        var passes = intent.Action == OrderAction.Cancel
            ? ThrottleCheck.Passes(_window, _limits, hasReserve: true, ref verdict)
            : Passes(intent, pipelineNanos, highest, ref verdict);
        _highestId = Math.Max(highest, intent.ClientOrderId);
        if (passes)
        {
            Remember(intent, pipelineNanos);
        }

        verdict.Margin = verdict.Margin == long.MaxValue ? 0 : verdict.Margin;
        return verdict;
    }

    private static void ThrowIfInvalid(IEnumerable<RiskLimits> limits)
    {
        var problems = limits.SelectMany(each => each.Validate()).Distinct().ToArray();
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join("; ", problems), nameof(limits));
        }
    }

    private bool Passes(in OrderIntent intent, long nanos, long highestId, ref OrderVerdict verdict)
    {
        if ((uint)intent.Instrument >= (uint)_instruments.Length)
        {
            return verdict.Refuse(RejectReason.NoFilter, intent.Instrument, _instruments.Length);
        }

        var order = new OrderRequest(intent, _instruments[intent.Instrument], _ledger, nanos);
        verdict.WorstLongLots = Judgement.Saturated(order.WorstLongLots);
        verdict.WorstShortLots = Judgement.Saturated(order.WorstShortLots);
        return LatchCheck.Passes(order, _latch.State, ref verdict)
            && FilterCheck.Passes(order, ref verdict)
            && NumberCheck.Passes(order, ref verdict)
            && StaleCheck.Passes(order, ref verdict)
            && MarketDataCheck.Passes(order, ref verdict)
            && (!_hasClock || ClockCheck.Passes(_clockErrorNanos, order.Limits, ref verdict))
            && CollarCheck.Passes(order, ref verdict)
            && MarketOrderCheck.Passes(order, ref verdict)
            && OrderSizeCheck.Passes(order, ref verdict)
            && PositionCheck.Passes(order, ref verdict)
            && ThrottleCheck.Passes(_window, _limits, order.IsReduceOnly, ref verdict)
            && DuplicateCheck.Passes(order, _recent, ref verdict)
            && SelfMatchCheck.Passes(order, ref verdict)
            && OpenOrdersCheck.Passes(order, ref verdict)
            && ReduceOnlyCheck.Passes(order, ref verdict)
            && IdCheck.Passes(intent, highestId, ref verdict);
    }

    private void Remember(in OrderIntent intent, long nanos)
    {
        _window.Add(nanos);
        if (intent.Action != OrderAction.Cancel)
        {
            _recent.Add(intent, nanos);
        }
    }
}
