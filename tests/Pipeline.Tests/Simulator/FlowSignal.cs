namespace Pipeline.Tests.Simulator;

/// <summary>How well the order flow at the best prices foretells the mid.</summary>
internal static class FlowSignal
{
    /// <summary>Correlation of the flow in the last <paramref name="pastNanos"/> with the move in the next <paramref name="aheadNanos"/>.</summary>
    public static double Correlation(RecordedText recorded, long pastNanos, long aheadNanos)
    {
        var tickers = recorded.Tickers.ToArray();
        var times = tickers.Select(ticker => ticker.ReceiveNanos).ToArray();
        var mids = tickers.Select(ticker => (double)(ticker.Decimal("b") + ticker.Decimal("a")) / 2).ToArray();
        var flow = CumulativeFlow(tickers);

        var pairs = Enumerable.Range(0, tickers.Length).Where(i => i % 10 == 0 && times[i] - times[0] > pastNanos)
            .Select(i => (Flow: flow[i] - flow[At(times, times[i] - pastNanos)], Move: mids[At(times, times[i] + aheadNanos)] - mids[i])).ToArray();
        return Correlate(pairs);
    }

    // Cont, Kukanov, Stoikov: what came and went at the best prices, signed.
    private static double[] CumulativeFlow(RecordedLine[] tickers)
    {
        var flow = new double[tickers.Length];
        for (var i = 1; i < tickers.Length; i++)
        {
            var (old, now) = (tickers[i - 1], tickers[i]);
            var bid = (now.Decimal("b") >= old.Decimal("b") ? now.Decimal("B") : 0) - (now.Decimal("b") <= old.Decimal("b") ? old.Decimal("B") : 0);
            var ask = (now.Decimal("a") <= old.Decimal("a") ? now.Decimal("A") : 0) - (now.Decimal("a") >= old.Decimal("a") ? old.Decimal("A") : 0);
            flow[i] = flow[i - 1] + (double)(bid - ask);
        }

        return flow;
    }

    private static int At(long[] times, long nanos)
    {
        var found = Array.BinarySearch(times, nanos);
        return found >= 0 ? found : Math.Max(0, ~found - 1);
    }

    private static double Correlate((double Flow, double Move)[] pairs)
    {
        var (flow, move) = (pairs.Average(pair => pair.Flow), pairs.Average(pair => pair.Move));
        var both = pairs.Sum(pair => (pair.Flow - flow) * (pair.Move - move));
        return both / Math.Sqrt(pairs.Sum(pair => (pair.Flow - flow) * (pair.Flow - flow)) * pairs.Sum(pair => (pair.Move - move) * (pair.Move - move)));
    }
}
