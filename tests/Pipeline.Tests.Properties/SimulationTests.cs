using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Orders;
using Pipeline.Simulation;

namespace Pipeline.Tests.Properties;

/// <summary>Random orders against a random book: what must hold of the paper exchange whatever happens.</summary>
internal sealed class SimulationTests
{
    private static readonly Instrument[] Table =
        [new() { Market = Market.UsdM, Symbol = "X", TickMantissa = 1, PriceDecimals = 1, LotMantissa = 1, SizeDecimals = 3 }];

    [Test]
    public void Should_report_in_order_end_every_order_once_and_agree_with_the_ledger([Range(1, 20)] int seed)
    {
        var digest = new Run(seed).Go(3000);

        Assert.That(digest.Fills, Is.GreaterThan(100), $"seed {seed}");
        Assert.That(new Run(seed).Go(3000), Is.EqualTo(digest), $"seed {seed}: the same again");
    }

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly PaperExchange _exchange = new(new PaperExchangeOptions { LatencyNanos = (seed % 3) * 700, Capacity = 64 }, Table);
        private readonly OrderLedger _ledger = new(Table, capacity: 256);
        private readonly Dictionary<long, (long Size, long Filled)> _orders = [];
        private long _now = 1000;
        private long _lastDue;
        private long _id = 1L << 32;
        private long _position;
        private int _fills;

        public (ulong Hash, long Position, int Fills) Go(int steps)
        {
            var row = default(RowBook);
            for (var step = 0; step < steps; step++)
            {
                _now += _random.Next(1000);
                Drain(_now);
                if (_random.Next(2) == 0)
                {
                    row = Book();
                    _exchange.OnBook(row, _now);
                }
                else
                {
                    _exchange.OnMarket(Trade(), new BookResult { State = BookState.Synced, PipelineNanos = _now, CountsAsTrade = 1 });
                }

                if (row.BidCount > 0)
                {
                    Submit(row);
                }
            }

            Drain(long.MaxValue);
            Assert.That(_ledger.OpenOrderCount, Is.EqualTo(_exchange.RestingOrders), $"seed {seed}");
            Assert.That(_ledger.PositionLots(0), Is.EqualTo(_position), $"seed {seed}");
            Assert.That(_ledger.Counts.Contradictions + _ledger.Counts.OrphanFills + _ledger.Counts.Adopted, Is.Zero, $"seed {seed}");
            return (_ledger.StateHash, _position, _fills);
        }

        private void Drain(long nanos)
        {
            while (_exchange.HasOutcome(nanos))
            {
                var outcome = _exchange.TakeOutcome();
                Assert.That(outcome.ReceiveNanos, Is.InRange(_lastDue, nanos), $"seed {seed}: due times rise and are not early");
                _lastDue = outcome.ReceiveNanos;
                if (outcome.Kind == RecordKind.Fill)
                {
                    OnFill(outcome.Order);
                }

                _ledger.OnRecord(outcome);
            }
        }

        private void OnFill(in OrderBody fill)
        {
            _fills++;
            _position += fill.Side == Side.Buy ? fill.LastFillLots : -fill.LastFillLots;
            var filled = _orders[fill.ClientOrderId].Filled + fill.LastFillLots;
            _orders[fill.ClientOrderId] = (fill.SizeLots, filled);
            Assert.That(fill.FilledLots, Is.EqualTo(filled), $"seed {seed}: the cumulative size is the sum of the fills");
            Assert.That(filled, Is.LessThanOrEqualTo(fill.SizeLots), $"seed {seed}");
            Assert.That(fill.Side == Side.Buy ? fill.LastFillTicks <= fill.PriceTicks : fill.LastFillTicks >= fill.PriceTicks, Is.True, $"seed {seed}: never worse than the limit");
        }

        private void Submit(in RowBook row)
        {
            var intent = new OrderIntent
            {
                ClientOrderId = ++_id,
                Action = OrderAction.New,
                Side = _random.Next(2) == 0 ? Side.Buy : Side.Sell,
                PriceTicks = row.BidTicks[0] + _random.Next(-6, 7),
                SizeLots = 1 + _random.Next(20),
                TimeInForce = (TimeInForce)(1 + _random.Next(4)),
            };
            var open = _ledger.Open(0).GetEnumerator();
            if (_random.Next(3) > 0 && open.MoveNext())
            {
                intent.Action = _random.Next(2) == 0 ? OrderAction.Cancel : OrderAction.Amend;
                intent.TargetClientOrderId = open.Current.ClientOrderId;
                intent.Side = open.Current.Side;
                if (open.Current.AmendClientOrderId != 0)
                {
                    return;
                }
            }

            _orders[intent.ClientOrderId] = (intent.SizeLots, 0);
            _ledger.OnIntentAccepted(intent);
            _exchange.Submit(intent, _now);
        }

        private RowBook Book()
        {
            var row = default(RowBook);
            var mid = 1000 + _random.Next(-5, 6);
            row.BidCount = (byte)(1 + _random.Next(10));
            row.AskCount = (byte)(1 + _random.Next(10));
            for (var i = 0; i < 10; i++)
            {
                row.BidTicks[i] = i < row.BidCount ? mid - i : 0;
                row.BidLots[i] = i < row.BidCount ? 1 + _random.Next(9) : 0;
                row.AskTicks[i] = i < row.AskCount ? mid + 1 + i : 0;
                row.AskLots[i] = i < row.AskCount ? 1 + _random.Next(9) : 0;
            }

            return row;
        }

        private InputRecord Trade()
        {
            var record = new InputRecord { Kind = RecordKind.Trade, Flags = _random.Next(2) == 0 ? RecordFlags.BuyerIsMaker : RecordFlags.None };
            record.Trade.PriceTicks = 1000 + _random.Next(-6, 7);
            record.Trade.SizeLots = 1 + _random.Next(15);
            return record;
        }
    }
}
