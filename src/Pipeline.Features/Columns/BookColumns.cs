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
    private readonly ImpactWalk _impact = new(instrument, impactNotional);

    /// <summary>Writes them and returns their bits.</summary>
    public ulong Write(in RowBook book, in RankMeasures measures, ref RowFeatures row) =>
        WritePrices(in book, ref row) | WriteVolumes(in book, in measures, ref row) | WriteAverages(in book, in measures, ref row)
        | WriteImpact(in book, ref row);

    private ulong WritePrices(in RowBook book, ref RowFeatures row)
    {
        long bid = book.BidTicks[0], ask = book.AskTicks[0], bidLots = book.BidLots[0], askLots = book.AskLots[0];
        var twiceMid = bid + ask;
        var spread = ask - bid;
        var lots = (double)(bidLots + askLots);
        var microprice = bid + (double)spread * bidLots / lots;

        var valid = row.Set(FeatureId.Mid, instrument.Price(twiceMid) / 2);
        valid |= row.Set(FeatureId.Spread, instrument.Price(spread));
        valid |= row.Set(FeatureId.SpreadBps, 2e4 * spread / twiceMid);
        valid |= row.Set(FeatureId.Microprice, ToPrice(microprice));
        valid |= row.Set(FeatureId.MicropriceDevBps, 1e4 * spread * (bidLots - askLots) / (lots * twiceMid));
        valid |= row.Set(FeatureId.ImbL1, (bidLots - askLots) / lots);
        return valid;
    }

    private ulong WriteVolumes(in RowBook book, in RankMeasures measures, ref RowFeatures row)
    {
        long bid = measures.BidLots, ask = measures.AskLots;
        long bid5 = FiveBest(in book.BidLots), ask5 = FiveBest(in book.AskLots);

        var valid = row.Set(FeatureId.Imbalance, (double)(bid - ask) / (bid + ask));
        valid |= row.Set(FeatureId.ImbL5, (double)(bid5 - ask5) / (bid5 + ask5));
        valid |= row.Set(FeatureId.BidVol10, instrument.Size(bid));
        valid |= row.Set(FeatureId.AskVol10, instrument.Size(ask));
        valid |= row.Set(FeatureId.DepthBid5Bp, instrument.Size(book.DepthBidLots));
        valid |= row.Set(FeatureId.DepthAsk5Bp, instrument.Size(book.DepthAskLots));
        return valid;
    }

    // sum(b q) / sum(q) = b_1 - sum((b_1 - b) q) / sum(q): the small part alone is rounded.
    private ulong WriteAverages(in RowBook book, in RankMeasures measures, ref RowFeatures row)
    {
        long bestBid = book.BidTicks[0], bestAsk = book.AskTicks[0];
        var reachBid = bestBid - book.BidTicks[book.BidCount - 1];
        var reachAsk = book.AskTicks[book.AskCount - 1] - bestAsk;
        var bidAway = Fits(reachBid, measures.BidLots) ? measures.BidAway : WideAway(bestBid, in book.BidTicks, in book.BidLots, book.BidCount);
        var askAway = Fits(reachAsk, measures.AskLots) ? measures.AskAway : WideAway(bestAsk, in book.AskTicks, in book.AskLots, book.AskCount);
        return row.Set(FeatureId.BidWavgPx, ToPrice(bestBid - bidAway / measures.BidLots))
            | row.Set(FeatureId.AskWavgPx, ToPrice(bestAsk + askAway / measures.AskLots));
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

    private static long FiveBest(in TenLongs lots) => lots[0] + lots[1] + lots[2] + lots[3] + lots[4];

    private static bool Fits(long ticks, long lots) =>
        BitOperations.LeadingZeroCount((ulong)ticks) + BitOperations.LeadingZeroCount((ulong)lots) > 66;

    private static double WideAway(long best, in TenLongs ticks, in TenLongs lots, int ranks)
    {
        Int128 sum = 0;
        for (var rank = 0; rank < ranks; rank++)
        {
            sum += (Int128)Math.Abs(best - ticks[rank]) * lots[rank];
        }

        return (double)sum;
    }

    private double ToPrice(double ticks) => ticks * instrument.TickMantissa / FixedPoint.PowerOfTen(instrument.PriceDecimals);
}
