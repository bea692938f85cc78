using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd.Schedules;

/// <summary>
/// Seeded fault schedules over real sockets: a Synced book is the exchange's, every gap is caught at the first event after it,
/// no row comes of an unsynced book, no order leaves outside the gate or twice, and positions equal the exchange's at the end.
/// </summary>
[NonParallelizable]
[SupportedOSPlatform("linux")]
internal sealed class SocketScheduleTests
{
    private const string Count = "PIPELINE_SOCKET_SCHEDULES";
    private const string Seed = "PIPELINE_SOCKET_SEED";
    private const int Ordinary = 200;
    private const int AtOnce = 12;

    [Test]
    public async Task Should_hold_through_every_schedule()
    {
        var done = new ConcurrentBag<SocketSchedule>();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(Seeds(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            var schedule = new SocketSchedule(seed);
            try
            {
                await schedule.RunAsync();
                done.Add(schedule);
            }
            catch (Exception e)
            {
                failures.Enqueue($"{e}{Environment.NewLine}repeat: {Seed}={seed} dotnet test tests/Pipeline.Tests.EndToEnd -c Release --filter SocketScheduleTests");
            }
        });

        TestContext.Out.WriteLine(
            $"{done.Count} schedules: {done.Sum(each => each.Faults)} faults, {done.Sum(each => each.Compared)} books compared, {done.Sum(each => each.Gaps)} gaps, {done.Sum(each => each.Orders)} orders");
        Assert.That(failures, Is.Empty);
        Assert.That(done.Count < 20 || (done.Sum(each => each.Gaps) > 0 && done.Sum(each => each.Orders) > 0), Is.True, "the schedules reach every case");
    }

    private static IEnumerable<int> Seeds() => Number(Seed) is { } seed ? [seed] : Enumerable.Range(0, Number(Count) ?? Ordinary);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
