namespace Pipeline.ExchangeSimulator;

/// <summary>One recording: the market acts, the venue speaks, the agenda makes it a day with troubles.</summary>
internal sealed partial class RecordingSession
{
    private const long MilliNanos = 1_000_000;
    private const long SecondNanos = 1_000 * MilliNanos;

    // An action of the market makes about this many messages.
    private const int MessagesPer100Actions = 90;

    private readonly RecordingOptions _options;
    private readonly Outbox _outbox;
    private readonly SeededRandom _random;
    private readonly MarketModel _market;
    private readonly OrderFlow _flow;
    private readonly MessageText _text;
    private readonly Agenda _agenda = new();
    private readonly MarketVoice _voice;
    private DiffFact? _lastDiff;
    private string _lastDiffText = "";
    private long _burstUntilNanos;
    private long _quietUntilNanos;
    private bool _nextDiffIsLost;
    private bool _nextDiffIsTooFine;

    public RecordingSession(RecordingOptions options, Outbox outbox)
    {
        _options = options;
        _outbox = outbox;
        _random = new SeededRandom(options.Seed);
        _market = new MarketModel(_random, 11_500_000_000_000);
        _flow = new OrderFlow(_random, _market);
        _text = new MessageText(options.Instrument);
        _voice = new MarketVoice(_random, _market, _text, outbox);
    }

    private long StartNanos => _options.StartNanos;

    private long EndNanos => StartNanos + _options.DurationSeconds * SecondNanos;

    public void Run()
    {
        _flow.Open(_options.StartTicks);
        AddFarOrders(StartNanos);
        _voice.Begin();
        PlanRoutine();
        PlanDay();
        for (var now = StartNanos; now < EndNanos; now += DrawPauseNanos(now))
        {
            _agenda.Advance(now);
            Act(now);
            _outbox.Deliver(now);
        }

        _outbox.Deliver(long.MaxValue);
    }

    private void Act(long now)
    {
        var (taker, fills) = _flow.Act(now);
        fills.ForEach(fill => _voice.SendTrade(now, taker, fill));
        _voice.SendTickerIfMoved(now);
    }

    /// <summary>How long the market waits: bursts at twelve times its pace, and silences.</summary>
    private long DrawPauseNanos(long now)
    {
        if (now < _quietUntilNanos)
        {
            return _quietUntilNanos - now;
        }

        var mean = SecondNanos / _options.MessagesPerSecond * MessagesPer100Actions / 100;
        if (now >= _burstUntilNanos && _random.OnceIn(400))
        {
            _burstUntilNanos = now + _random.Between(40, 200) * MilliNanos;
        }

        return _random.Between(1_000, now < _burstUntilNanos ? mean / 6 : mean * 2);
    }
}
