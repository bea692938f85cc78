using System.Collections.Concurrent;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Feeds.Lanes;

namespace Pipeline.Tests.Engine;

/// <summary>A venue that fills every order whole: an acknowledgement and a fill come back through the order lane.</summary>
internal sealed class AnsweringGateway : IOrderGateway
{
    private readonly BlockingCollection<OrderIntent> _submitted = [];
    private Thread? _thread;

    public List<long> Submitted { get; } = [];

    public long Answered { get; private set; }

    public void Submit(in OrderIntent intent)
    {
        Submitted.Add(intent.ClientOrderId);
        _submitted.Add(intent);
    }

    /// <summary>Answers on a thread of its own, as a gateway's I/O does.</summary>
    public void Start(Lane lane)
    {
        _thread = new Thread(() => AnswerAll(lane)) { IsBackground = true, Name = "gateway I/O" };
        _thread.Start();
    }

    public bool Join(TimeSpan timeout)
    {
        _submitted.CompleteAdding();
        return _thread!.Join(timeout);
    }

    /// <summary>Answers what is there, on the caller's thread.</summary>
    public void AnswerPending(Lane lane)
    {
        while (_submitted.TryTake(out var intent))
        {
            Answer(lane, in intent);
        }
    }

    private void AnswerAll(Lane lane)
    {
        foreach (var intent in _submitted.GetConsumingEnumerable())
        {
            Answer(lane, in intent);
        }
    }

    private void Answer(Lane lane, in OrderIntent intent)
    {
        var ack = Report(RecordKind.OrderAck, in intent);
        lane.Publish(ref ack);
        var fill = Report(RecordKind.Fill, in intent);
        fill.Order.FilledLots = intent.SizeLots;
        fill.Order.LastFillLots = intent.SizeLots;
        fill.Order.LastFillTicks = intent.PriceTicks;
        fill.Order.TradeId = intent.ClientOrderId;
        lane.Publish(ref fill);
        Answered++;
    }

    private static InputRecord Report(RecordKind kind, in OrderIntent intent) => new()
    {
        Kind = kind,
        Instrument = intent.Instrument,
        ReceiveNanos = intent.CauseNanos,
        EventNanos = InputRecord.Absent,
        TransactionNanos = intent.CauseNanos,
        Order = new OrderBody
        {
            ClientOrderId = intent.ClientOrderId,
            OrderId = InputRecord.Absent,
            PriceTicks = intent.PriceTicks,
            SizeLots = intent.SizeLots,
            Side = intent.Side,
            TimeInForce = intent.TimeInForce,
            TradeId = InputRecord.Absent,
        },
    };
}
