namespace Pipeline.Research.Plots;

/// <summary>Size at or nearer than a distance from mid, over the books of a profile.</summary>
/// <param name="Bps">The distance, in basis points.</param>
/// <param name="Mean">Mean size.</param>
/// <param name="Low">What a tenth of the books do not exceed.</param>
/// <param name="Median">What half of them do not exceed.</param>
/// <param name="High">What nine tenths do not exceed.</param>
internal readonly record struct DepthPoint(double Bps, double Mean, double Low, double Median, double High);

/// <summary>
/// Cumulative size of one side by distance from mid. Every distance takes the same books, those whose known levels reach the
/// furthest distance drawn: each book's size only grows with the distance, and so do means and percentiles over one set of books.
/// </summary>
/// <remarks>Single thread.</remarks>
internal sealed class DepthProfile
{
    /// <summary>A distance that fewer of the books reach is not drawn.</summary>
    public const double LeastShare = 0.5;

    private const double FirstBps = 0.01;

    // A distance that is a level's own, but for the last bits of a quotient, holds the level.
    private const double Rounding = 1e-9;

    private readonly List<(double Reach, double[] Sizes)> _books = [];

    /// <summary>The distances that are read off, in basis points.</summary>
    public static IReadOnlyList<double> Named { get; } = [1, 5, 10, 25];

    /// <summary>Every distance at which a size is taken: the named ones and as many between as a smooth line needs.</summary>
    public static IReadOnlyList<double> Grid { get; } = [.. Steps().Concat(Named).Distinct().Order()];

    /// <summary>Books added.</summary>
    public int Books => _books.Count;

    /// <summary>Adds the levels of a side of one book: distance and size, in any order, and how far they are known.</summary>
    public void Add(double reach, IEnumerable<(double Bps, double Size)> levels)
    {
        var sizes = new double[Grid.Count];
        foreach (var (bps, size) in levels)
        {
            var at = FirstAtLeast(bps - Rounding);
            if (at < sizes.Length)
            {
                sizes[at] += size;
            }
        }

        for (var i = 1; i < sizes.Length; i++)
        {
            sizes[i] += sizes[i - 1];
        }

        _books.Add((reach, sizes));
    }

    /// <summary>Share of the books whose known levels reach a distance.</summary>
    public double ShareOf(double bps) => _books.Count == 0 ? 0 : (double)_books.Count(book => book.Reach >= bps - Rounding) / _books.Count;

    /// <summary>The furthest distance drawn: the furthest named one that enough books reach, or where they reach none, the furthest of all; 0 where there is none.</summary>
    public double Furthest()
    {
        var named = Named.LastOrDefault(bps => ShareOf(bps) >= LeastShare);
        return named > 0 ? named : Grid.LastOrDefault(bps => ShareOf(bps) >= LeastShare);
    }

    /// <summary>The curve to the furthest distance; empty where there is none.</summary>
    public IReadOnlyList<DepthPoint> Curve()
    {
        var furthest = Furthest();
        var books = _books.Where(book => furthest > 0 && book.Reach >= furthest - Rounding).ToList();
        return books.Count == 0 ? [] : [.. Grid.Select((bps, at) => (bps, at)).TakeWhile(step => step.bps <= furthest).Select(step => Point(step.bps, [.. books.Select(book => book.Sizes[step.at]).Order()]))];
    }

    // 64 steps a decade: the square root of ten, taken six times.
    private static IEnumerable<double> Steps()
    {
        var factor = Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(Math.Sqrt(10))))));
        for (var bps = FirstBps; bps < Named[^1]; bps *= factor)
        {
            yield return bps;
        }
    }

    private static DepthPoint Point(double bps, double[] sorted) =>
        new(bps, sorted.Sum() / sorted.Length, Rank(sorted, 0.1), Rank(sorted, 0.5), Rank(sorted, 0.9));

    private static double Rank(double[] sorted, double share) => sorted[PercentileQuery.RankOf(share, sorted.Length) - 1];

    private static int FirstAtLeast(double bps)
    {
        var (low, high) = (0, Grid.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Grid[middle] >= bps ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
