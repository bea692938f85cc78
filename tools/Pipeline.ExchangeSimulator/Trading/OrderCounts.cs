namespace Pipeline.ExchangeSimulator;

/// <summary>Orders an account sent within the last 10 seconds and the last minute.</summary>
internal sealed class OrderCounts
{
    private readonly Queue<long> _sent = new();

    public int TenSeconds(long nowMillis) => _sent.Count(at => at > nowMillis - 10_000);

    public int Minute(long nowMillis)
    {
        while (_sent.TryPeek(out var oldest) && oldest <= nowMillis - 60_000)
        {
            _sent.Dequeue();
        }

        return _sent.Count;
    }

    public void Add(long nowMillis) => _sent.Enqueue(nowMillis);
}
