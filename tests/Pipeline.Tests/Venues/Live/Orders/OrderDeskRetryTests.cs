using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>How often the desk asks a venue that does not do what it is asked, in virtual time.</summary>
internal sealed class OrderDeskRetryTests : IVenueLink, IOrderReports
{
    private const long Second = 1_000_000_000;
    private const int Session = 7;

    private readonly List<(VenueCall Call, long At)> _calls = [];
    private readonly Queue<VenueReply> _replies = [];
    private readonly List<InputRecord> _records = [];
    private Func<VenueCall, VenueReply> _answer = null!;
    private OrderDesk _desk = null!;
    private long _now;
    private long _beat;

    bool IVenueLink.IsUp => true;

    [SetUp]
    public void SetUp()
    {
        _now = 1_000 * Second;
        _calls.Clear();
        _replies.Clear();
        _records.Clear();
        _answer = Do;
        _desk = new OrderDesk(new OrderDeskOptions { SessionId = Session }, 1, this, this);
    }

    [Test]
    public void Should_renew_a_refused_dead_man_switch_once_a_second()
    {
        _answer = call => call.Kind == VenueCallKind.Countdown ? new VenueReply { Outcome = CallOutcome.Refused, Code = -1000 } : Do(call);
        _desk.OnUserStream(isUp: true, Time);
        Pass(60);

        Assert.That(At(VenueCallKind.Countdown), Has.Count.InRange(55, 65), "ten of weight each; a venue that is back must hear of it before the countdown ends");
    }

    [Test]
    public void Should_repeat_a_cancel_of_unknown_outcome_once_a_second()
    {
        Open();
        var id = Place();
        Pass(0.1);
        _answer = call => call.Kind == VenueCallKind.Cancel ? new VenueReply { Outcome = CallOutcome.Unknown } : Do(call);
        _desk.Submit(new OrderIntent { Action = OrderAction.Cancel, ClientOrderId = id + 1, TargetClientOrderId = id }, Time);
        Pass(60);

        Assert.That(At(VenueCallKind.Cancel), Has.Count.InRange(55, 65));
    }

    [TestCase(-1003)]
    [TestCase(-1015)]
    public void Should_go_on_with_a_cancel_that_the_venue_refuses_as_too_much(int code)
    {
        Open();
        var id = Place();
        Pass(0.1);
        _answer = call => call.Kind == VenueCallKind.Cancel ? new VenueReply { Outcome = CallOutcome.Refused, Code = code } : Do(call);
        _desk.Submit(new OrderIntent { Action = OrderAction.Cancel, ClientOrderId = id + 1, TargetClientOrderId = id }, Time);
        Pass(10);

        Assert.That(At(VenueCallKind.Cancel), Has.Count.GreaterThan(5));
    }

    [Test]
    public void Should_reconcile_ever_less_often_while_the_user_stream_comes_and_goes()
    {
        _answer = call => new VenueReply { Outcome = CallOutcome.Unknown };
        for (var i = 0; i < 600; i++)
        {
            _desk.OnUserStream(isUp: i % 2 == 0, Time);
            Pass(0.1);
        }

        Assert.That(At(VenueCallKind.Trades), Has.Count.InRange(5, 20), "in a minute");
    }

    [Test]
    public void Should_tell_an_order_that_never_left_from_one_that_was_sent()
    {
        Open();
        Place();
        Pass(0.1);
        _answer = call => call.Kind == VenueCallKind.Place ? new VenueReply { Outcome = CallOutcome.NotSent } : Do(call);
        Place();
        Pass(0.1);

        Assert.That((_desk.Counts.Placed, _desk.Counts.NotSent, _desk.Counts.Vetoed), Is.EqualTo((1, 1, 0)));
        Assert.That(_records.Count(record => record.Kind == RecordKind.OrderVetoed && record.Order.Reason == (int)VetoReason.NotSent), Is.EqualTo(1), "on tape");
    }

    VetoReason IVenueLink.TrySend(in VenueCall call, DeskTime now)
    {
        _calls.Add((call, now.MonotonicNanos));
        var reply = _answer(call);
        reply.CallId = call.Id;
        _replies.Enqueue(reply);
        return VetoReason.None;
    }

    void IOrderReports.Publish(ref InputRecord record) => _records.Add(record);

    private DeskTime Time => new(_now, _now);

    private static VenueReply Do(VenueCall call) => new()
    {
        Outcome = CallOutcome.Done,
        Order = new OrderFacts
        {
            ClientOrderId = call.ClientOrderId,
            OrderId = 5,
            PriceTicks = call.PriceTicks,
            SizeLots = call.SizeLots,
            Instrument = call.Instrument,
            Status = VenueOrderStatus.New,
        },
    };

    private List<long> At(VenueCallKind kind) => [.. _calls.Where(each => each.Call.Kind == kind).Select(each => each.At)];

    private void Open()
    {
        _desk.OnUserStream(isUp: true, Time);
        Pass(1);
        Assert.That(_desk.IsOpen, Is.True, "the set-up");
    }

    private long Place()
    {
        var id = ((long)Session << 32) + 1 + (_calls.Count(each => each.Call.Kind == VenueCallKind.Place) * 10);
        _desk.Submit(new OrderIntent { Action = OrderAction.New, ClientOrderId = id, SizeLots = 3, PriceTicks = 9, CauseNanos = _now }, Time);
        return id;
    }

    private void Pass(double seconds)
    {
        for (var until = _now + (long)(seconds * Second); _now < until; _now += Second / 100)
        {
            while (_replies.TryDequeue(out var reply))
            {
                _desk.OnReply(reply, Time);
            }

            _desk.OnHeartbeat(++_beat, Time);
            _desk.Advance(Time);
        }
    }
}
