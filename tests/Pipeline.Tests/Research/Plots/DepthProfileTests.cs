using CsCheck;
using NUnit.Framework;
using Pipeline.Research.Plots;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.Plots;

[TestFixture]
public sealed class DepthProfileTests
{
    private static readonly Gen<(double Reach, (double Bps, double Size)[] Levels)> Books =
        Gen.Select(Gen.Double[0, 40], Gen.Select(Gen.Double[0, 40], Gen.Double[0, 9], (bps, size) => (bps, size)).Array[0, 30], (reach, levels) => (reach, levels));

    [Test]
    public void Should_never_fall_whatever_the_books_reach() => Books.Array[1, 40].Sample(
        books =>
        {
            var profile = new DepthProfile();
            foreach (var (reach, levels) in books)
            {
                profile.Add(reach, levels.Where(level => level.Bps <= reach));
            }

            AssertNeverFalls(profile.Curve());
            var furthest = profile.Furthest();
            Assert.That(furthest == 0 || profile.ShareOf(furthest) >= DepthProfile.LeastShare, Is.True);
            Assert.That(DepthProfile.Named.Where(bps => bps > furthest).All(bps => profile.ShareOf(bps) < DepthProfile.LeastShare), Is.True);
        },
        iter: 300);

    [Test]
    public void Should_not_fall_where_the_far_reaching_books_are_the_thin_ones()
    {
        using var connection = PlotTables.Minute(gap: false);

        // Every second row lies ten times as wide and holds a tenth: a mean over whatever rows reach a distance would fall.
        var wide = string.Join(", ", Enumerable.Range(1, 10).SelectMany(rank => new[]
        {
            $"bid_px_{rank} = mid - {rank} * 0.01", $"ask_px_{rank} = mid + {rank} * 0.01", $"bid_sz_{rank} = 0.1", $"ask_sz_{rank} = 0.1",
        }));
        var narrow = string.Join(", ", Enumerable.Range(1, 10).SelectMany(rank => new[] { $"bid_px_{rank} = mid - {rank} * 0.001", $"ask_px_{rank} = mid + {rank} * 0.001", $"bid_sz_{rank} = 5", $"ask_sz_{rank} = 5" }));
        connection.Run($"update l2_features set {wide} where \"row\" % 2 = 0; update l2_features set {narrow} where \"row\" % 2 = 1");
        var source = new PlotSource(connection);

        var (bids, asks, what) = DepthBooks.Read(source, source.Select(new PlotRequest { Source = "made" }));

        Assert.Multiple(() =>
        {
            Assert.That(what, Is.EqualTo("the ten ranks a side of each row"));
            foreach (var side in new[] { bids, asks })
            {
                Assert.That(side.Books, Is.EqualTo(600));
                Assert.That(side.Furthest(), Is.EqualTo(5), "a rank each basis point, nine to ten of them: 5 is the furthest that is read off and that half the rows reach");
                AssertNeverFalls(side.Curve());
                Assert.That(side.Curve()[^1].Mean, Is.EqualTo(0.5).Within(0.11), "thin rows alone, for they alone reach that far");
            }
        });
    }

    [Test]
    public void Should_sum_the_whole_known_book_where_there_are_level_updates()
    {
        using var connection = PlotTables.Minute(gap: false, events: true);
        var source = new PlotSource(connection);

        var (bids, asks, _) = DepthBooks.Read(source, source.Select(new PlotRequest { Source = "made" }));

        // A level of 5 each hundredth from 99.995 on, which is 0.5, 1.5, 2.5 and so on bps away.
        Assert.Multiple(() =>
        {
            foreach (var side in new[] { bids, asks })
            {
                Assert.That(side.Books, Is.GreaterThan(1900));
                Assert.That(
                    side.Curve().Where(point => DepthProfile.Named.Contains(point.Bps)).Select(point => (point.Bps, point.Mean, point.Low, point.High)),
                    Is.EqualTo(new[] { (1.0, 5.0, 5.0, 5.0), (5, 25, 25, 25), (10, 50, 50, 50), (25, 125, 125, 125) }));
            }
        });
    }

    [Test]
    public void Should_know_no_further_than_the_snapshot_went()
    {
        using var connection = PlotTables.Minute(gap: false, events: true);
        connection.Run("delete from l2_events where price < 99.965");
        var source = new PlotSource(connection);

        var (bids, asks, _) = DepthBooks.Read(source, source.Select(new PlotRequest { Source = "made" }));

        Assert.That((bids.Furthest(), bids.ShareOf(5), asks.Furthest()), Is.EqualTo((1.0, 0.0, 25.0)), "the last bid is 2.5 bps away");
    }

    [TestCase(4, 5)]
    [TestCase(5, 10)]
    public void Should_draw_a_distance_that_half_the_books_reach_and_none_that_fewer_do(int far, double furthest)
    {
        var profile = new DepthProfile();
        for (var i = 0; i < 10; i++)
        {
            profile.Add(i < far ? 12 : 6, [(0.5, 1)]);
        }

        Assert.That((profile.Furthest(), profile.ShareOf(10)), Is.EqualTo((furthest, far / 10.0)));
    }

    private static void AssertNeverFalls(IReadOnlyList<DepthPoint> curve)
    {
        for (var i = 1; i < curve.Count; i++)
        {
            var (before, at) = (curve[i - 1], curve[i]);
            Assert.That(at.Bps > before.Bps && at.Mean >= before.Mean && at.Low >= before.Low && at.Median >= before.Median && at.High >= before.High, Is.True, $"{before} to {at}");
        }
    }
}
