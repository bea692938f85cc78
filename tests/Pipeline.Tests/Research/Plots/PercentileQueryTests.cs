using System.Globalization;
using CsCheck;
using NUnit.Framework;
using Pipeline.Research.Plots;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class PercentileQueryTests
{
    [Test]
    public void Should_equal_ranks_of_the_sorted_values()
    {
        using var connection = PlotTables.Empty();
        Gen.Double[-100, 1000].Array[1, 300].Sample(
            values =>
            {
                connection.Run("delete from l2_features; insert into l2_features (symbol, ts_pipeline_ns, feed_lat_ms) values ('ABCUSDT', 5, null), "
                    + string.Join(", ", values.Select((value, i) => $"('ABCUSDT', {i}, '{value.ToString("R", CultureInfo.InvariantCulture)}'::double)")));
                var source = new PlotSource(connection);
                var selection = source.Select(new PlotRequest { Source = "made" });
                var count = PercentileQuery.CountOf(source, selection, "feed_lat_ms");
                var shares = PercentileQuery.Shares(count);
                var sorted = values.Order().ToArray();

                Assert.That(count, Is.EqualTo(values.Length));
                Assert.That(PercentileQuery.Read(source, selection, "feed_lat_ms", shares), Is.EqualTo(shares.Select(share => At(sorted, share))));
            },
            iter: 40,
            threads: 1);
    }

    [Test]
    public void Should_ask_for_named_percentiles_only_as_far_as_the_rows_can_tell()
    {
        Assert.That(PercentileQuery.Shares(1000), Does.Contain(0.5).And.Contain(0.99).And.Contain(0.999).And.Not.Contain(0.9999));
    }

    // The least value that at least the share of all do not exceed.
    private static double At(double[] sorted, double share)
    {
        for (var i = 0; i < sorted.Length; i++)
        {
            if ((i + 1.0) / sorted.Length >= share)
            {
                return sorted[i];
            }
        }

        return sorted[^1];
    }
}
