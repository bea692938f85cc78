using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Testing.Features;

namespace Pipeline.Tests.Features;

/// <summary>Trade columns by what the ids of trades say: holes make them null while a window holds one, aggregates give way to trades.</summary>
internal sealed class TradeSourceTests
{
    private const long Second = 1_000_000_000;
    private static readonly FeatureId[] Columns = [FeatureId.Svol1s, FeatureId.Ntr1s, FeatureId.Tfi1s, FeatureId.Tfi10s, FeatureId.Tfi60s];

    private FeatureEngine _engine = null!;
    private FeatureRow _row;

    [SetUp]
    public void SetUp()
    {
        var sync = SyntheticStream.Create(11, Captures.Btc, 300).Events.First(step => step.Step == FeatureStep.Sync);
        _engine = new FeatureEngine(Captures.Btc, new FeatureOptions());
        _engine.OnSync(in sync.Book, 0);
        _row = new FeatureRow { Book = sync.Book };
    }

    [Test]
    public void Should_be_null_while_a_window_holds_a_hole_and_set_no_flag()
    {
        Trade(1, 100);
        var flags = FlagsAt(100.1);
        Trade(3, 100.5, TradeNews.AfterHole);

        Assert.That(NullAt(101.4), Is.EqualTo(new[] { FeatureId.Svol1s, FeatureId.Ntr1s, FeatureId.Tfi1s, FeatureId.Tfi10s, FeatureId.Tfi60s }));
        Trade(4, 101.5);
        Assert.That(NullAt(101.5), Is.EqualTo(new[] { FeatureId.Tfi10s, FeatureId.Tfi60s }));
        Assert.That(NullAt(110.5), Does.Contain(FeatureId.Tfi60s).And.Not.Contain(FeatureId.Tfi10s));
        Assert.That(FlagsAt(110.6) & DqFlags.Gap, Is.EqualTo(flags & DqFlags.Gap));
        Trade(5, 160.4);
        Assert.That(NullAt(160.4), Is.EqualTo(new[] { FeatureId.Tfi60s }));
        Assert.That(NullAt(160.5), Is.Empty);
    }

    [Test]
    public void Should_be_whole_again_where_every_missing_trade_came_late()
    {
        Trade(1, 100);
        Trade(4, 100.5, TradeNews.AfterHole);
        Trade(2, 100.6, TradeNews.Late);
        Assert.That(NullAt(100.6), Has.Length.EqualTo(5));

        Trade(3, 100.7, TradeNews.Late);
        Assert.That(NullAt(100.7), Is.Empty);
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(4), "late trades count when they come");
    }

    [Test]
    public void Should_give_filtered_trades_their_place_among_the_ids()
    {
        Trade(1, 100);
        Trade(3, 100.5, TradeNews.AfterHole, counts: false);
        Trade(4, 100.6);
        Assert.That(NullAt(100.7), Has.Length.EqualTo(5));

        Trade(2, 100.8, TradeNews.Late);
        Assert.That(NullAt(100.8), Is.Empty);
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(3));
    }

    [Test]
    public void Should_count_the_trades_of_an_aggregate()
    {
        Aggregate(1, 100, first: 10, last: 14);
        Aggregate(2, 100.1, first: 15, last: 15);
        Aggregate(3, 100.2, first: InputRecord.Absent, last: InputRecord.Absent);

        Assert.That(NullAt(100.3), Is.Empty);
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(7));
    }

    [Test]
    public void Should_begin_anew_where_single_trades_take_the_place_of_aggregates()
    {
        Aggregate(1, 100, first: 10, last: 14);
        Trade(15, 100.5);
        Aggregate(2, 100.6, first: 15, last: 15);

        Assert.That(NullAt(101.4), Has.Length.EqualTo(5));
        Trade(16, 101.5);
        Assert.That(NullAt(101.5), Is.EqualTo(new[] { FeatureId.Tfi10s, FeatureId.Tfi60s }));
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(1));
        Assert.That(NullAt(110.5), Does.Not.Contain(FeatureId.Tfi10s).And.Contain(FeatureId.Tfi60s));
    }

    [Test]
    public void Should_warm_up_no_second_time_where_no_aggregate_was_used()
    {
        Trade(15, 100);
        Aggregate(2, 100.6, first: 15, last: 15);

        Assert.That(NullAt(100.7), Is.Empty);
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(1));
    }

    [Test]
    public void Should_use_nothing_that_was_here_already()
    {
        Trade(1, 100);
        Trade(1, 100.1, TradeNews.Redelivered, counts: false);

        Assert.That(NullAt(100.2), Is.Empty);
        Assert.That(_row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(1));
    }

    private void Trade(long id, double seconds, TradeNews news = TradeNews.New, bool counts = true) =>
        Take(RecordKind.Trade, new TradeBody { TradeId = id, SizeLots = 2 }, seconds, news, counts);

    private void Aggregate(long id, double seconds, long first, long last) =>
        Take(RecordKind.AggTrade, new TradeBody { TradeId = id, SizeLots = 2, FirstTradeId = first, LastTradeId = last }, seconds, TradeNews.New, true);

    private void Take(RecordKind kind, TradeBody body, double seconds, TradeNews news, bool counts) =>
        _engine.OnTrade(new InputRecord { Kind = kind, ReceiveNanos = Nanos(seconds), Trade = body }, news, counts, Nanos(seconds));

    private FeatureId[] NullAt(double seconds)
    {
        _row.Book.ReceiveNanos = Nanos(seconds);
        _engine.OnRow(ref _row, 3);
        var mask = _row.Features.ValidMask;
        return [.. Columns.Where(column => (mask >> (int)column & 1) == 0)];
    }

    private DqFlags FlagsAt(double seconds)
    {
        NullAt(seconds);
        return _row.Features.DqFlags;
    }

    private static long Nanos(double seconds) => (long)Math.Round(seconds * 10) * (Second / 10);
}
