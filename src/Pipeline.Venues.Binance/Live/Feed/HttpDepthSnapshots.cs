using System.Globalization;
using System.Net.Http.Headers;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.Feed;

/// <summary>Snapshots and time from a market's REST service.</summary>
/// <remarks>Any thread. The client's timeout bounds every request; the budget is shared with every other REST user.</remarks>
public sealed class HttpDepthSnapshots(
    HttpClient http, Uri rest, WeightBudget budget, IClock clock, Market market = Market.UsdM) : IDepthSnapshots
{
    private readonly MarketCalls _calls = MarketCalls.Of(market);

    /// <inheritdoc/>
    public Task<RestReply> GetAsync(string symbol, int limit, CancellationToken ct) =>
        SendAsync(_calls.Depth(symbol, limit), _calls.DepthWeight(limit), ct);

    /// <inheritdoc/>
    public Task<RestReply> GetTimeAsync(CancellationToken ct) => SendAsync(_calls.Time, 1, ct);

    private async Task<RestReply> SendAsync(string pathAndQuery, int weight, CancellationToken ct)
    {
        var sent = clock.UtcNanos;
        if (!budget.TryTake(weight, isUrgent: false, sent))
        {
            return new RestReply(0, default, sent, sent, budget.WaitNanos(sent));
        }

        try
        {
            using var answer = await http.GetAsync(new Uri(rest, pathAndQuery), ct).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
            var now = clock.UtcNanos;
            return new RestReply((int)answer.StatusCode, body, sent, now, Account(answer, body, now));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new RestReply(0, default, sent, clock.UtcNanos, 0);
        }
    }

    private long Account(HttpResponseMessage answer, byte[] body, long now)
    {
        budget.OnUsed(UsedWeight(answer.Headers), now);
        var wait = RateLimit.WaitNanos((int)answer.StatusCode, answer.Headers.RetryAfter, body, now);
        if (RateLimit.IsOfAddress((int)answer.StatusCode, code: 0))
        {
            budget.OnLimited(now + wait);
        }

        return wait;
    }

    private static int UsedWeight(HttpResponseHeaders headers) =>
        headers.TryGetValues("X-MBX-USED-WEIGHT-1M", out var values)
        && int.TryParse(values.First(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var used) ? used : -1;
}
