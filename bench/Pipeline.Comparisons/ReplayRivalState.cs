namespace Pipeline.Comparisons;

/// <summary>Ten levels a side and the size near the mid, copied from the rival's book.</summary>
internal sealed class ReplayRivalState
{
    private const int Levels = 10;
    private const decimal NearBps = 5;

    public ReplayRivalState(ReplayRivalBook book)
    {
        Bids = [.. book.Bids.Take(Levels)];
        Asks = [.. book.Asks.Take(Levels)];
        if (Ranks == 0)
        {
            return;
        }

        Mid = (Bids[0].Key + Asks[0].Key) / 2;
        var reach = Mid * NearBps / 10_000;
        NearBid = book.Bids.TakeWhile(level => level.Key >= Mid - reach).Sum(level => level.Value);
        NearAsk = book.Asks.TakeWhile(level => level.Key <= Mid + reach).Sum(level => level.Value);
    }

    public KeyValuePair<decimal, decimal>[] Bids { get; }

    public KeyValuePair<decimal, decimal>[] Asks { get; }

    public decimal Mid { get; }

    public decimal NearBid { get; }

    public decimal NearAsk { get; }

    /// <summary>Ranks that both sides have.</summary>
    public int Ranks => Math.Min(Bids.Length, Asks.Length);

    /// <summary>All the sizes.</summary>
    public decimal Sizes => Bids.Sum(level => level.Value) + Asks.Sum(level => level.Value);

    /// <summary>Order flow from <paramref name="old"/> to this state at one rank.</summary>
    public decimal FlowFrom(ReplayRivalState old, int rank)
    {
        var (bid, bidBefore, ask, askBefore) = (Bids[rank], old.Bids[rank], Asks[rank], old.Asks[rank]);
        var bought = (bid.Key >= bidBefore.Key ? bid.Value : 0) - (bid.Key <= bidBefore.Key ? bidBefore.Value : 0);
        var sold = (ask.Key <= askBefore.Key ? ask.Value : 0) - (ask.Key >= askBefore.Key ? askBefore.Value : 0);
        return bought - sold;
    }
}
