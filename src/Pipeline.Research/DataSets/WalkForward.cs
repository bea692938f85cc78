using Pipeline.Engine.Configuration;

namespace Pipeline.Research.DataSets;

/// <summary>A stretch of time of a fold, [from, to).</summary>
/// <param name="Fold">Number of the fold, from 0.</param>
/// <param name="Name">`train`, `validation` or `test`.</param>
/// <param name="FromNanos">First nanosecond.</param>
/// <param name="ToNanos">First nanosecond after it.</param>
/// <param name="IsPurged">Whether rows whose label ends after the part are left out: another part follows.</param>
public sealed record SplitPart(int Fold, string Name, long FromNanos, long ToNanos, bool IsPurged);

/// <summary>Boundaries of walk-forward folds, by time alone.</summary>
/// <param name="EmbargoNanos">Time between two parts.</param>
/// <param name="Parts">Parts in order of fold and time.</param>
public sealed record WalkForward(long EmbargoNanos, IReadOnlyList<SplitPart> Parts)
{
    /// <summary>Lays folds over [<paramref name="fromNanos"/>, <paramref name="toNanos"/>).</summary>
    /// <param name="config">Lengths.</param>
    /// <param name="fromNanos">First nanosecond.</param>
    /// <param name="toNanos">First nanosecond after.</param>
    /// <param name="shortestEmbargoNanos">The longer of longest horizon and longest feature window.</param>
    /// <exception cref="ConfigException">A length is no duration, the embargo is too short, or no fold fits.</exception>
    public static WalkForward Plan(SplitConfig config, long fromNanos, long toNanos, long shortestEmbargoNanos)
    {
        ArgumentNullException.ThrowIfNull(config);
        var lengths = new[] { ("train", Length("train", config.Train)), ("validation", config.Validation is null ? 0 : Length("validation", config.Validation)), ("test", Length("test", config.Test)) };
        var embargo = config.Embargo is null ? shortestEmbargoNanos : Length("embargo", config.Embargo);
        if (embargo < shortestEmbargoNanos)
        {
            throw new ConfigException($"split.embargo is {config.Embargo}; the columns chosen look {shortestEmbargoNanos / 1e9:0.###} s ahead or back, so use that or more");
        }

        var step = config.Step is null ? lengths[2].Item2 : Length("step", config.Step);
        var kept = lengths.Where(each => each.Item2 > 0).ToArray();
        var span = kept.Sum(each => each.Item2) + embargo * (kept.Length - 1);
        var parts = new List<SplitPart>();
        for (var (fold, from) = (0, fromNanos); from + span <= toNanos; (fold, from) = (fold + 1, from + step))
        {
            AddFold(parts, fold, from, kept, embargo);
        }

        return parts.Count > 0
            ? new WalkForward(embargo, parts)
            : throw new ConfigException($"split: a fold takes {span / 1e9:0.###} s with its embargoes, the rows span {(toNanos - fromNanos) / 1e9:0.###} s; shorten the parts or load more");
    }

    private static void AddFold(List<SplitPart> parts, int fold, long from, (string Name, long Nanos)[] lengths, long embargo)
    {
        for (var i = 0; i < lengths.Length; i++)
        {
            var to = from + lengths[i].Nanos;
            parts.Add(new SplitPart(fold, lengths[i].Name, from, to, IsPurged: i + 1 < lengths.Length));
            from = to + embargo;
        }
    }

    private static long Length(string name, string text) => TimeText.TryDuration(text, out var nanos) && nanos > 0
        ? nanos
        : throw new ConfigException($"split.{name} is '{text}'; write a duration such as 500ms, 90s, 10m, 1h or 14d");
}
