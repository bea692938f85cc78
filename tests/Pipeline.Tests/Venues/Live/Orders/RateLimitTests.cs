using System.Net;
using System.Text;
using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Feed;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>Every REST user waits as long as the venue asks, however it says so.</summary>
internal sealed class RateLimitTests : IClock
{
    private const long Second = 1_000_000_000;
    private const long Now = 1_790_000_000 * Second;
    private const string BannedFor7Seconds = """{"code":-1003,"msg":"Way too many requests; IP banned until 1790000007000."}""";
    private const string OrdersOnly = """{"code":-1015,"msg":"Too many new orders."}""";

    public long UtcNanos => Now;

    public long MonotonicNanos => Now;

    [TestCase(429, "5", "", 5)]
    [TestCase(418, "300", "", 300)]
    [TestCase(429, "Mon, 21 Sep 2026 14:13:29 GMT", "", 9)]
    [TestCase(418, "", BannedFor7Seconds, 7)]
    [TestCase(418, "9", BannedFor7Seconds, 9)]
    [TestCase(429, "", "", 60)]
    [TestCase(418, "", "", 120)]
    public async Task Should_ask_nothing_until_the_time_that_the_venue_names(int status, string retryAfter, string body, int seconds)
    {
        foreach (var isSnapshot in new[] { true, false })
        {
            var budget = new WeightBudget();
            var wait = isSnapshot ? (await Snapshot(budget, status, retryAfter, body)).RetryAfterNanos : (await Order(budget, status, retryAfter, body)).WaitNanos;

            Assert.That(wait, Is.EqualTo(seconds * Second), $"snapshot: {isSnapshot}");
            Assert.That(budget.TryTake(1, isUrgent: true, Now + (seconds * Second) - 1), Is.False, $"snapshot: {isSnapshot}");
            Assert.That(budget.TryTake(1, isUrgent: true, Now + (seconds * Second)), Is.True, $"snapshot: {isSnapshot}");
        }
    }

    [Test]
    public async Task Should_wait_where_a_server_that_is_down_names_a_time_and_let_others_ask()
    {
        var budget = new WeightBudget();

        Assert.That((await Snapshot(budget, 503, "4", "")).RetryAfterNanos, Is.EqualTo(4 * Second));
        Assert.That((await Order(budget, 503, "4", "")).WaitNanos, Is.EqualTo(4 * Second));
        Assert.That((await Snapshot(budget, 500, "", "")).RetryAfterNanos, Is.Zero);
        Assert.That(budget.TryTake(1, isUrgent: false, Now), Is.True);
    }

    [Test]
    public async Task Should_go_on_taking_orders_back_where_there_were_too_many_new_ones()
    {
        var budget = new WeightBudget();

        Assert.That((await Order(budget, 429, "", OrdersOnly)).Code, Is.EqualTo(-1015));
        Assert.That(budget.TryTake(1, isUrgent: true, Now), Is.True);
    }

    private async Task<RestReply> Snapshot(WeightBudget budget, int status, string retryAfter, string body)
    {
        using var http = new HttpClient(new Answer(status, retryAfter, body));
        return await new HttpDepthSnapshots(http, new Uri("https://venue.invalid"), budget, this).GetAsync("BTCUSDT", 1000, CancellationToken.None);
    }

    private async Task<RestAnswer> Order(WeightBudget budget, int status, string retryAfter, string body)
    {
        using var rest = new BinanceRest(new Uri("https://venue.invalid"), keys: null, budget, this, handler: new Answer(status, retryAfter, body));
        return await rest.SendAsync(HttpMethod.Get, "/fapi/v1/order", "", 1);
    }

    private sealed class Answer(int status, string retryAfter, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
            if (retryAfter.Length > 0)
            {
                answer.Headers.Add("Retry-After", retryAfter);
            }

            return Task.FromResult(answer);
        }
    }
}
