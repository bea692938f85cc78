using System.Numerics;
using Pipeline.Events;
using Pipeline.Features.Kernels;
using Pipeline.Primitives;

namespace Pipeline.Features.Columns;

/// <summary>The columns that one book state tells: 43 to 53 and the imbalances, microprice deviation and near depth.</summary>
/// <remarks>
/// Each is arranged so that what cancels is integer: a deviation is computed from its own numerator, never as the
/// difference of two nearly equal doubles.
/// </remarks>
internal sealed class BookColumns(Instrument instrument, long impactNotional)
{
    private readonly double _tick = instrument.TickMantissa;
    private readonly double _lot = instrument.LotMantissa;
    private readonly double _priceDivisor = FixedPoint.PowerOfTen(instrument.PriceDecimals);
    private readonly ImpactWalk _impact = new(instrument, impactNotional);

    /// <summary>Writes them and returns their bits.</summary>
    public ulong Write(in RowBook book, in RankMeasures measures, ref RowFeatures row) =>
        WritePrices(in book, ref row) | WriteVolumes(in book, in measures, ref row) | WriteAverages(in book, in measures, ref row)
        | WriteImpact(in book, ref row);

    private ulong WritePrices(in RowBook book, ref RowFeatures row)
    {
        long bid = book.BidTicks[0], ask = book.AskTicks[0];
        var twiceMid = bid + ask;
        var spread = ask - bid;

        // In ticks and lots, whose products are exact where the level is on the grid and not huge.
        double bidLots = book.BidLots[0] / _lot, askLots = book.AskLots[0] / _lot, spreadTicks = spread / _tick;
        var lots = bidLots + askLots;
        var microprice = bid / _tick + spreadTicks * bidLots / lots;

        var valid = row.Set(FeatureId.Mid, instrument.Price(twiceMid) / 2);
        valid |= row.Set(FeatureId.Spread, instrument.Price(spread));
        valid |= row.Set(FeatureId.SpreadBps, 2e4 * spreadTicks / (twiceMid / _tick));
        valid |= row.Set(FeatureId.Microprice, microprice * _tick / _priceDivisor);
        valid |= row.Set(FeatureId.MicropriceDevBps, 1e4 * spreadTicks * (bidLots - askLots) / (lots * (twiceMid / _tick)));
        valid |= row.Set(FeatureId.ImbL1, (bidLots - askLots) / lots);
        return valid;
    }

    private ulong WriteVolumes(in RowBook book, in RankMeasures measures, ref RowFeatures row)
    {
        Int128 bid = BidSum(in book, in measures), ask = AskSum(in book, in measures);
        Int128 bid5 = FiveBest(in book.BidLots), ask5 = FiveBest(in book.AskLots);

        var valid = row.Set(FeatureId.Imbalance, ToDouble(bid - ask) / ToDouble(bid + ask));
        valid |= row.Set(FeatureId.ImbL5, ToDouble(bid5 - ask5) / ToDouble(bid5 + ask5));
        valid |= row.Set(FeatureId.BidVol10, instrument.Size(bid));
        valid |= row.Set(FeatureId.AskVol10, instrument.Size(ask));
        valid |= row.Set(FeatureId.DepthBid5Bp, book.DepthBid);
        valid |= row.Set(FeatureId.DepthAsk5Bp, book.DepthAsk);
        return valid;
    }

    // sum(b q) / sum(q) = b_1 - sum((b_1 - b) q) / sum(q): the small part alone is rounded.
    private ulong WriteAverages(in RowBook book, in RankMeasures measures, ref RowFeatures row)
    {
        long bestBid = book.BidTicks[0], bestAsk = book.AskTicks[0];
        Int128 bidLots = BidSum(in book, in measures), askLots = AskSum(in book, in measures);
        var reachBid = bestBid - book.BidTicks[book.BidCount - 1];
        var reachAsk = book.AskTicks[book.AskCount - 1] - bestAsk;
        var bidAway = Fits(reachBid, bidLots) ? measures.BidAway : WideAway(bestBid, in book.BidTicks, in book.BidLots, book.BidCount);
        var askAway = Fits(reachAsk, askLots) ? measures.AskAway : WideAway(bestAsk, in book.AskTicks, in book.AskLots, book.AskCount);
        return row.Set(FeatureId.BidWavgPx, ToPrice(bestBid - bidAway / ToDouble(bidLots)))
            | row.Set(FeatureId.AskWavgPx, ToPrice(bestAsk + askAway / ToDouble(askLots)));
    }

    private ulong WriteImpact(in RowBook book, ref RowFeatures row)
    {
        var twiceMid = book.BidTicks[0] + book.AskTicks[0];
        var valid = 0UL;
        if (_impact.TryWalk(in book.AskTicks, in book.AskLots, book.AskCount, twiceMid, out var excess))
        {
            valid |= row.Set(FeatureId.ImpactBuyBps, excess);
        }

        if (_impact.TryWalk(in book.BidTicks, in book.BidLots, book.BidCount, twiceMid, out excess))
        {
            valid |= row.Set(FeatureId.ImpactSellBps, -excess);
        }

        return valid;
    }

    private static Int128 BidSum(in RowBook book, in RankMeasures measures) =>
        measures.IsShort ? measures.BidLots : WideSums.SideOf(in book.BidLots);

    private static Int128 AskSum(in RowBook book, in RankMeasures measures) =>
        measures.IsShort ? measures.AskLots : WideSums.SideOf(in book.AskLots);

    private static Int128 FiveBest(in TenLongs lots) => (Int128)lots[0] + lots[1] + lots[2] + lots[3] + lots[4];

    // No partial sum of distance x size passes the farthest distance times all sizes.
    private static bool Fits(long reach, Int128 lots) =>
        lots <= long.MaxValue && BitOperations.LeadingZeroCount((ulong)reach) + BitOperations.LeadingZeroCount((ulong)(long)lots) > 66;

    private static double WideAway(long best, in TenLongs ticks, in TenLongs lots, int ranks)
    {
        Int128 sum = 0;
        for (var rank = 0; rank < ranks; rank++)
        {
            sum += Math.BigMul(Math.Abs(best - ticks[rank]), lots[rank]);
        }

        return FixedPoint.ToDouble(sum, 0);
    }

    // The cast of a 128-bit integer is slow, and nearly every sum fits 64.
    private static double ToDouble(Int128 value) => value == (long)value ? (long)value : FixedPoint.ToDouble(value, 0);

    private double ToPrice(double price) => price / _priceDivisor;
}
