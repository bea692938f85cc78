using System.Globalization;
using NUnit.Framework;

namespace Pipeline.Tests.Properties;

/// <summary>
/// Seeded fault schedules in virtual time: whenever a book says Synced it is the market's, every gap is caught, no row comes
/// from a book that is not synced, and once the faults stop every book is back.
/// </summary>
public sealed class FeedScheduleProperties
{
    private const string Count = "PIPELINE_FEED_SCHEDULES";
    private const string Seed = "PIPELINE_FEED_SEED";
    private const int Blocks = 20;
    private const int OrdinaryPerBlock = 1_000;

    [Test]
    public void Should_never_show_another_book_than_the_market([Range(0, Blocks - 1)] int block)
    {
        var perBlock = Math.Max(1, (int)(Number(Count) ?? (Blocks * OrdinaryPerBlock)) / Blocks);
        var (gaps, rows, rotations, alarms, late) = (0L, 0L, 0, 0, 0);
        for (var seed = block * perBlock; seed < (block + 1) * perBlock; seed++)
        {
            using var world = new FeedWorld((int)(Number(Seed) ?? seed));
            Run(world, (int)(Number(Seed) ?? seed));
            gaps += world.Gaps;
            rows += world.Rows;
            rotations += world.Rotations;
            alarms += world.Alarms;
            late += world.LateSnapshots;
        }

        TestContext.Out.WriteLine($"{perBlock} schedules: {gaps} gaps, {rows} rows, {rotations} rotations, {alarms} alarms, {late} late snapshots");
        Assert.That(perBlock < OrdinaryPerBlock || (gaps > 0 && rows > 0 && rotations > 0 && alarms > 0 && late > 0), Is.True, "the schedules reach every case");
    }

    private static void Run(FeedWorld world, int seed)
    {
        try
        {
            world.Run();
        }
        catch (InvalidOperationException e)
        {
            Assert.Fail($"{e.Message}; repeat: {Seed}={seed} {Count}=20 dotnet test tests/Pipeline.Tests.Properties -c Release --filter FeedScheduleProperties");
        }
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
