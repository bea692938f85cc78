using System.Text;
using NUnit.Framework;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Tests.Venues.Live.Orders;

public class OutcomeRulesTests
{
    [TestCase(200, 0, "", CallOutcome.Done)]
    [TestCase(200, 200, "", CallOutcome.Done)]
    [TestCase(400, -2011, "", CallOutcome.Refused)]
    [TestCase(400, -5022, "", CallOutcome.Refused)]
    [TestCase(400, -1006, "", CallOutcome.Unknown)]
    [TestCase(400, -1007, "", CallOutcome.Unknown)]
    [TestCase(400, -1000, "", CallOutcome.Unknown)]
    [TestCase(408, 0, "", CallOutcome.Unknown)]
    [TestCase(429, -1003, "", CallOutcome.Refused)]
    [TestCase(418, -1003, "", CallOutcome.Refused)]
    [TestCase(500, 0, "", CallOutcome.Unknown)]
    [TestCase(503, 0, "Unknown error, please check your request or try again later.", CallOutcome.Unknown)]
    [TestCase(503, 0, "Service Unavailable.", CallOutcome.Refused)]
    [TestCase(503, -1008, "", CallOutcome.Refused)]
    [TestCase(503, 0, "", CallOutcome.Unknown)]
    public void Should_take_only_a_proven_refusal_for_one(int status, int code, string body, CallOutcome outcome) =>
        Assert.That(OutcomeRules.Of(status, code, Encoding.UTF8.GetBytes(body)), Is.EqualTo(outcome));

    [Test]
    public void Should_keep_the_reserve_for_urgent_calls_and_start_anew_each_minute()
    {
        var budget = new WeightBudget(limit: 100, reserve: 30);

        Assert.That(budget.TryTake(70, isUrgent: false, 0), Is.True);
        Assert.That(budget.TryTake(1, isUrgent: false, 0), Is.False);
        Assert.That(budget.TryTake(30, isUrgent: true, 0), Is.True);
        Assert.That(budget.TryTake(1, isUrgent: true, 59_999_999_999), Is.False);
        Assert.That(budget.TryTake(1, isUrgent: false, 60_000_000_000), Is.True);
    }

    [Test]
    public void Should_believe_the_venue_where_it_counts_more_and_wait_out_a_ban()
    {
        var budget = new WeightBudget(limit: 100, reserve: 30);
        budget.OnUsed(95, 0);
        Assert.That(budget.TryTake(10, isUrgent: true, 0), Is.False);
        budget.OnLimited(120_000_000_000);

        Assert.That(budget.TryTake(1, isUrgent: true, 119_999_999_999), Is.False);
        Assert.That(budget.TryTake(1, isUrgent: true, 120_000_000_000), Is.True);
    }

    [Test]
    public void Should_read_back_the_ids_that_it_writes_and_no_others()
    {
        const long Id = (7L << 32) | 0x2A;

        Assert.That(ClientOrderIdText.Format(Id), Is.EqualTo("p00000007-0000002a"));
        Assert.That(ClientOrderIdText.Read("p00000007-0000002a"u8, 5), Is.EqualTo(Id));
        Assert.That(ClientOrderIdText.Read("p00000007-0000002A"u8, 5), Is.EqualTo(-5));
        Assert.That(ClientOrderIdText.Read("p00000000-0000002a"u8, 5), Is.EqualTo(-5));
        Assert.That(ClientOrderIdText.Read("bot-000017"u8, 5), Is.EqualTo(-5));
    }
}
