using System.Globalization;
using NUnit.Framework;

namespace Pipeline.Tests.Properties;

internal sealed class GatewayProperties
{
    private const string Variable = "PIPELINE_GATEWAY_SEED";
    private const int Ordinary = 20_000;

    [Test]
    public void Should_never_double_an_order_nor_lose_a_position_whatever_the_network_does()
    {
        var (first, count) = Range();
        long orders = 0;
        long unknown = 0;
        long recovered = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var schedule = new GatewaySchedule(seed);
            var problem = schedule.Run();
            Assert.That(problem, Is.Null, () => $"{schedule.Trace()}\nseed {seed}; repeat with: {Variable}={seed} dotnet test tests/Pipeline.Tests.Properties --filter Name~Should_never_double");
            orders += schedule.Desk.Counts.Placed;
            unknown += schedule.Desk.Counts.Resolved;
            recovered += schedule.Desk.Counts.RecoveredFills;
        }

        TestContext.Out.WriteLine($"{count} schedules, {orders} orders, {unknown} unknown outcomes settled, {recovered} fills recovered");
        if (count >= 100)
        {
            Assert.That(orders, Is.GreaterThan(count), "the schedules trade");
            Assert.That(unknown, Is.GreaterThan(count / 10), "the schedules lose replies");
            Assert.That(recovered, Is.GreaterThan(count / 20), "the schedules lose events");
        }
    }

    /// <summary>One seed where it is named, else as many as PIPELINE_GATEWAY_SCHEDULES says.</summary>
    private static (int First, int Count) Range()
    {
        var seed = Environment.GetEnvironmentVariable(Variable);
        var count = Environment.GetEnvironmentVariable("PIPELINE_GATEWAY_SCHEDULES");
        return seed is not null ? (Number(seed), 1) : (1, count is null ? Ordinary : Number(count));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
