using System.Text;
using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>A recorded market: its messages again, with their own bytes and ids, and clients' orders matched against its book.</summary>
/// <remarks>
/// It starts when enough depth subscribers are there. Until the recording's snapshot and a diff have come by, the depth call
/// answers with the recorded bytes, and the market waits there until somebody asked; later calls get the book as it is then.
/// </remarks>
internal sealed class RecordedMarket : SymbolMarket
{
    private const int MostPending = 2_000;
    private const int MostMessagesAtOnce = 20_000;

    private readonly IReadOnlyList<RecordedMessage> _messages;
    private readonly ExchangeServerOptions _options;
    private readonly StreamHub _hub;
    private readonly FollowedBook _book;
    private readonly RecordedMatcher _matcher;
    private readonly string _diffStream;
    private readonly RecordedMessage? _snapshot;
    private readonly long _snapshotId;
    private readonly int _waitAt;
    private int _next;
    private long _startedNanos;
    private bool _loaded;
    private bool _asked;

    public RecordedMarket(
        Instrument instrument, IReadOnlyList<RecordedMessage> messages, ExchangeServerOptions options, StreamHub hub, IMatchObserver desk)
        : base(instrument)
    {
        (_messages, _options, _hub) = (messages, options, hub);
        _book = new FollowedBook(instrument);
        _matcher = new RecordedMatcher(_book, desk);
        _diffStream = messages.FirstOrDefault(message => FollowedBook.IsDiffStream(message.Stream))?.Stream ?? "";
        var snapshotAt = IndexOf(messages, message => message.IsSnapshot);
        if (snapshotAt < messages.Count)
        {
            // Nobody asks for a snapshot before he has seen a diff.
            _waitAt = Math.Max(snapshotAt, IndexOf(messages, message => message.Stream == _diffStream) + 1);
            _snapshot = messages[snapshotAt];
            using var text = JsonDocument.Parse(_snapshot.Raw);
            _snapshotId = text.RootElement.GetProperty("lastUpdateId").GetInt64();
        }

        _book.LevelSet = _matcher.OnLevel;
    }

    public override IMatcher Matcher => _matcher;

    public override bool Ended => _next == _messages.Count;

    public override ExchangeBook Book() => _book.ToBook();

    public override string DepthText(int limit, long nowNanos)
    {
        _asked = true;
        return _snapshot is not null && _next <= _waitAt ? Encoding.UTF8.GetString(_snapshot.Raw) : base.DepthText(limit, nowNanos);
    }

    public override void Announce(long nowNanos)
    {
    }

    public override void Advance(long nowNanos)
    {
        if (_startedNanos == 0 && _hub.Count(_diffStream) < _options.CaptureSubscribers)
        {
            return;
        }

        _startedNanos = _startedNanos == 0 ? nowNanos : _startedNanos;
        Remember(nowNanos);
        for (var sent = 0; sent < MostMessagesAtOnce && MaySend(nowNanos); sent++)
        {
            Send(_messages[_next++]);
        }

        Mark();
    }

    private bool MaySend(long nowNanos) => !Ended && (_snapshot is null || _next != _waitAt || _asked) && (_options.Speed == 0
        ? _hub.Connections.All(connection => connection.Socket.Pending < MostPending)
        : (_messages[_next].Nanos - _messages[0].Nanos) / _options.Speed <= nowNanos - _startedNanos);

    private void Send(RecordedMessage message)
    {
        if (message.IsSnapshot)
        {
            return;
        }

        _hub.Publish(new StreamPayload(message.Stream, message.Raw));
        if (message.Stream == _diffStream)
        {
            FollowDiff(message.Raw);
        }
        else if (message.Stream.EndsWith("@trade", StringComparison.Ordinal))
        {
            FollowTrade(message.Raw);
        }
    }

    private void FollowDiff(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw);
        var diff = document.RootElement;
        if (_snapshot is null || !diff.TryGetProperty("u", out var last) || last.GetInt64() < _snapshotId)
        {
            return;
        }

        if (!_loaded)
        {
            _loaded = true;
            using var snapshot = JsonDocument.Parse(_snapshot.Raw);
            _book.Load(snapshot.RootElement);
        }

        _book.Apply(diff);
    }

    private void FollowTrade(byte[] raw)
    {
        using var document = JsonDocument.Parse(raw);
        var trade = document.RootElement;
        if (!trade.TryGetProperty("X", out var kind) || kind.GetString() == "MARKET")
        {
            var hit = trade.GetProperty("m").GetBoolean() ? Side.Buy : Side.Sell;
            _matcher.OnTrade(hit, _book.Ticks(trade.GetProperty("p")), _book.Lots(trade.GetProperty("q")));
        }
    }

    private static int IndexOf(IReadOnlyList<RecordedMessage> messages, Func<RecordedMessage, bool> isIt)
    {
        var at = 0;
        while (at < messages.Count && !isIt(messages[at]))
        {
            at++;
        }

        return at;
    }
}
