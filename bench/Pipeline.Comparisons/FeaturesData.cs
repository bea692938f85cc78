using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Comparisons;

/// <summary>Book states that follow each other as a busy futures book's do: most rows change a few ranks, some shift them all.</summary>
internal static class FeaturesData
{
    internal static readonly Instrument Instrument = new()
    {
        Market = Market.UsdM,
        Symbol = "BTCUSDT",
        TickMantissa = 10,
        PriceDecimals = 2,
        LotMantissa = 1,
        SizeDecimals = 3,
    };

    /// <summary>Few enough to stay in the second-level cache: a live row was written a moment ago.</summary>
    internal const int Rows = 512;

    /// <summary>Time that all rows span.</summary>
    internal const long PassNanos = Rows * StepNanos;

    private const long StepNanos = 20_000_000;
    private const long StartNanos = 1_723_161_256_000_000_000;

    /// <summary>Rows in native memory aligned as the row arena is.</summary>
    internal static NativeArray<FeatureRow> CreateRows()
    {
        var random = new Random(20240808);
        var book = default(RowBook);
        var middle = 617_000L;
        Refill(ref book, middle, random);
        var rows = new NativeArray<FeatureRow>(Rows);
        for (var i = 0; i < Rows; i++)
        {
            Change(ref book, ref middle, random);
            book.ReceiveNanos = StartNanos + i * StepNanos;
            book.EventNanos = book.ReceiveNanos + 1_200_000_000 - random.Next(40) * 1_000_000L;
            book.Number = i + 1;
            rows[i].Book = book;
        }

        return rows;
    }

    /// <summary>A digest of every value of every row.</summary>
    internal static ulong Fold(RunningHash hash, NativeArray<FeatureRow> rows)
    {
        foreach (ref readonly var row in rows.Span)
        {
            hash.Add(in row.Features.Values);
            hash.Add(in row.Features.ValidMask);
        }

        return hash.Value;
    }

    private static void Change(ref RowBook book, ref long middle, Random random)
    {
        if (random.Next(4) == 0)
        {
            middle += random.Next(5) - 2;
            Refill(ref book, middle, random);
            return;
        }

        for (var change = random.Next(1, 6); change > 0; change--)
        {
            book.BidLots[random.Next(FeatureRow.Levels)] = random.NextInt64(1, 20_000);
            book.AskLots[random.Next(FeatureRow.Levels)] = random.NextInt64(1, 20_000);
        }
    }

    private static void Refill(ref RowBook book, long middle, Random random)
    {
        long bid = middle, ask = middle + 1;
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            (book.BidTicks[rank], book.AskTicks[rank]) = (bid, ask);
            (book.BidLots[rank], book.AskLots[rank]) = (random.NextInt64(1, 20_000), random.NextInt64(1, 20_000));
            bid -= random.Next(1, 8);
            ask += random.Next(1, 8);
        }

        (book.BidCount, book.AskCount) = (FeatureRow.Levels, FeatureRow.Levels);
        (book.DepthBid, book.DepthAsk) = (200, 210);
    }
}
