using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Kernels;
using Pipeline.Testing.Features;

namespace Pipeline.Tests.Features;

/// <summary>The vector at the end of the feature sheet: tick 0.1, lot 0.001, three levels.</summary>
internal sealed class GoldenVectorTests
{
    private static readonly Instrument Instrument = Captures.Btc with { TickMantissa = 1, PriceDecimals = 1 };

    private static readonly RowBook[] States =
    [
        State([(999990, 2000), (999989, 1500), (999987, 4000)], [(999991, 1000), (999993, 2500), (999994, 3000)]),
        State([(999990, 2600), (999989, 1200), (999988, 500)], [(999992, 800), (999993, 2500), (999994, 3500)]),
        State([(999991, 700), (999990, 2600), (999989, 1200)], [(999992, 500), (999993, 2500), (999994, 3500)]),
    ];

    [TestCase(0, 99999.05, 0.33333333, 99999.06666667, 0.07142857, 0.01833356, 0.00833348)]
    [TestCase(1, 99999.10, 0.52941176, 99999.15294118, -0.22522523, 0.01733351, 0.01133352)]
    [TestCase(2, 99999.15, 0.16666667, 99999.15833333, -0.18181818, 0.01333353, 0.01266680)]
    public void Should_give_the_columns_of_the_sheet(
        int state, double mid, double imbL1, double microprice, double imbalance, double impactBuy, double impactSell)
    {
        var engine = new FeatureEngine(Instrument, new FeatureOptions { Parameters = new FeatureParameters { ImpactNotional = 300_000 } });
        var row = new FeatureRow { Book = States[state] };

        engine.OnSync(in States[0], 1);
        engine.OnRow(ref row, 1, 1);

        var values = row.Features.Values;
        Assert.That(values[(int)FeatureId.Mid], Is.EqualTo(mid));
        Assert.That(values[(int)FeatureId.ImbL1], Is.EqualTo(imbL1).Within(5e-9));
        Assert.That(values[(int)FeatureId.Microprice], Is.EqualTo(microprice).Within(5e-9));
        Assert.That(values[(int)FeatureId.Imbalance], Is.EqualTo(imbalance).Within(5e-9));
        Assert.That(values[(int)FeatureId.ImpactBuyBps], Is.EqualTo(impactBuy).Within(5e-9));
        Assert.That(values[(int)FeatureId.ImpactSellBps], Is.EqualTo(impactSell).Within(5e-9));
    }

    [Test]
    public void Should_give_the_order_flow_of_the_sheet([Values] KernelWidth width)
    {
        var kernel = RankKernel.Create(width);
        var measures = default(RankMeasures);
        var sums = default(TenLongs);

        kernel.Measure(in States[0], in States[1], ref measures, ref sums);
        Assert.That(Three(measures), Is.EqualTo(new long[] { 1600, -300, 0 }));

        kernel.Measure(in States[1], in States[2], ref measures, ref sums);
        Assert.That(Three(measures), Is.EqualTo(new long[] { 1000, 2600, 1200 }));
        Assert.That(sums[0], Is.EqualTo(2600));
    }

    private static long[] Three(RankMeasures measures) => [measures.OrderFlow[0], measures.OrderFlow[1], measures.OrderFlow[2]];

    private static RowBook State((long Ticks, long Lots)[] bids, (long Ticks, long Lots)[] asks)
    {
        var book = new RowBook { BidCount = 3, AskCount = 3, ReceiveNanos = 2, EventNanos = 1 };
        for (var rank = 0; rank < 3; rank++)
        {
            (book.BidTicks[rank], book.BidLots[rank]) = bids[rank];
            (book.AskTicks[rank], book.AskLots[rank]) = asks[rank];
        }

        return book;
    }
}
