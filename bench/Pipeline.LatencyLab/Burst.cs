namespace Pipeline.LatencyLab;

/// <summary>The most messages that came within some time of each other.</summary>
/// <param name="Messages">How many.</param>
/// <param name="Last">Index of the last of them.</param>
internal readonly record struct Burst(int Messages, int Last)
{
    /// <summary>The worst span of <paramref name="nanos"/>, wherever it begins.</summary>
    public static Burst Worst(IReadOnlyList<long> times, long nanos)
    {
        var (first, worst) = (0, default(Burst));
        for (var last = 0; last < times.Count; last++)
        {
            while (times[first] <= times[last] - nanos)
            {
                first++;
            }

            worst = last - first >= worst.Messages ? new Burst(last - first + 1, last) : worst;
        }

        return worst;
    }
}
