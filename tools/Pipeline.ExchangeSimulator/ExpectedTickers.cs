using Pipeline.Primitives;

namespace Pipeline.ExchangeSimulator;

/// <summary>Holds each applied diff against the last ticker up to it, as soon as a ticker beyond it tells which one that is.</summary>
/// <remarks>Keeps what is open and nothing else, so that days of messages need no more memory than minutes.</remarks>
internal sealed class ExpectedTickers
{
    private readonly Queue<TickerFact> _tickers = new();
    private readonly Queue<(long Id, TopOfBook Top)> _open = new();
    private TickerFact? _last;
    private long _newestId = long.MinValue;

    public long Checks { get; private set; }

    public void Applied(long id, TopOfBook top)
    {
        _open.Enqueue((id, top));
        Decide(_newestId);
    }

    public void Receive(TickerFact ticker)
    {
        _tickers.Enqueue(ticker);
        _newestId = ticker.Id;
        Decide(ticker.Id);
    }

    public void Finish() => Decide(long.MaxValue);

    // Tickers and diffs each rise in their ids, so what is decided is never asked for again.
    private void Decide(long beyond)
    {
        while (_open.TryPeek(out var diff) && diff.Id < beyond)
        {
            _open.Dequeue();
            while (_tickers.TryPeek(out var ticker) && ticker.Id <= diff.Id)
            {
                _last = _tickers.Dequeue();
            }

            Check(diff.Id, diff.Top);
        }
    }

    private void Check(long id, TopOfBook top)
    {
        if (_last is { } ticker)
        {
            Checks++;
            Invariant.Always(ticker.Top == top, $"the ticker at {ticker.Id} equals the book at {id}");
        }
    }
}
