namespace Pipeline.Research.Leakage;

/// <summary>
/// Makes a data set again and again from events that differ in what must not matter, and says what moved: the future for
/// features and kept rows, the test part for whatever is fitted, the past for labels, the transport for joins.
/// </summary>
/// <remarks>
/// One thread. Moments are taken after the training part, since a scale that is fitted on all of that part moves its earlier rows
/// rightly. A check looks only at what comes out; how the recipe works it cannot see.
/// </remarks>
public sealed class LeakageChecks(DataSetRecipe recipe, RecipeInput input, int seeds = 8, int seed = 1, long jitterNanos = 50_000_000)
{
    /// <summary>A feature moved with events that came later.</summary>
    public const string FeaturesKnowNoFuture = "features-know-no-future";

    /// <summary>Which rows are kept moved with events that came later.</summary>
    public const string KeptRowsKnowNoFuture = "kept-rows-know-no-future";

    /// <summary>A fitted number or a training row moved with the test part.</summary>
    public const string FitKnowsNoTest = "fit-knows-no-test";

    /// <summary>A label moved with events before its interval.</summary>
    public const string LabelsKnowNoPast = "labels-know-no-past";

    /// <summary>A label moved with events after its interval.</summary>
    public const string LabelsEndInTime = "labels-end-in-time";

    /// <summary>A label spans a gap.</summary>
    public const string LabelsOffGaps = "labels-off-gaps";

    /// <summary>Labels of a training row and a test row overlap.</summary>
    public const string PartsApart = "parts-apart";

    /// <summary>A feature moved with the order of two connections among one another.</summary>
    public const string StreamsHaveNoCommonOrder = "streams-have-no-common-order";

    private readonly Sample _base = recipe(input);

    /// <summary>Runs every check; one finding each at most, the first.</summary>
    /// <exception cref="ArgumentException">The recipe makes no training rows or no test rows: nothing could be checked.</exception>
    public IReadOnlyList<LeakageFinding> Run()
    {
        if (_base.Rows.All(row => row.IsTest) || !_base.Rows.Any(row => row.IsTest))
        {
            throw new ArgumentException("the recipe makes no training rows or no test rows", nameof(recipe));
        }

        var findings = new List<LeakageFinding?> { FirstOverlap(), FirstLabelInGap() };
        foreach (var each in new Func<int, LeakageFinding?>[] { Future, Kept, Fit, Past, After, Order })
        {
            findings.Add(Enumerable.Range(0, seeds).Select(i => each(seed + i)).FirstOrDefault(finding => finding is not null));
        }

        return [.. findings.OfType<LeakageFinding>()];
    }

    private LeakageFinding? Future(int at)
    {
        var now = Moment(at);
        var changed = recipe(input with { Events = new EventChange(at).All(input.Events, each => each.LocalNanos > now) });
        return Moved(FeaturesKnowNoFuture, changed, row => row.Nanos <= now, Features, $"events after {now} changed");
    }

    private LeakageFinding? Kept(int at)
    {
        var now = Moment(at);
        var changed = recipe(input with { Events = new EventChange(at).Values(input.Events, each => each.LocalNanos > now) });
        var (before, after) = (Times(_base), Times(changed));
        before.SymmetricExceptWith(after);
        return before.Count == 0 ? null : new LeakageFinding(KeptRowsKnowNoFuture, $"{before.Count} rows up to {now} came or went when later events changed, the first at {before.Min()}");

        HashSet<long> Times(Sample sample) => [.. sample.Rows.Where(row => row.Nanos <= now).Select(row => row.Nanos)];
    }

    private LeakageFinding? Fit(int at)
    {
        var from = _base.Rows.Where(row => row.IsTest).Min(row => row.Nanos);
        var changed = recipe(input with { Events = new EventChange(at).Values(input.Events, each => each.LocalNanos >= from) });
        foreach (var (name, value) in _base.Fitted)
        {
            if (!changed.Fitted.TryGetValue(name, out var now) || !Same(value, now))
            {
                return new LeakageFinding(FitKnowsNoTest, $"{name} moved from {value} to {now} when the test part from {from} on changed");
            }
        }

        return Moved(FitKnowsNoTest, changed, row => !row.IsTest, row => [.. row.Features, row.Label ?? double.NaN], $"the test part from {from} on changed");
    }

    // What stands at the moment that a label begins is its denominator; whatever was before that is none of its business.
    private LeakageFinding? Past(int at)
    {
        var row = Labelled(at);
        var last = input.Events.Where(each => each.LocalNanos <= row.LabelFromNanos).GroupBy(each => each.Stream).ToDictionary(group => group.Key, group => group.Max(each => each.LocalNanos));
        var changed = recipe(input with { Events = new EventChange(at).Values(input.Events, each => last.TryGetValue(each.Stream, out var standing) && each.LocalNanos < standing && each.LocalNanos > TrainingEnd) });
        return LabelMoved(LabelsKnowNoPast, row, changed, "events before its interval changed");
    }

    private LeakageFinding? After(int at)
    {
        var row = Labelled(at);
        var changed = recipe(input with { Events = new EventChange(at).Values(input.Events, each => each.LocalNanos > row.LabelToNanos) });
        return LabelMoved(LabelsEndInTime, row, changed, "events after its interval changed");
    }

    private LeakageFinding? Order(int at)
    {
        var changed = recipe(input with { Events = new EventChange(at).Transport(input.Events, jitterNanos) });
        return Moved(StreamsHaveNoCommonOrder, changed, _ => true, Features, $"the streams were laid against one another otherwise, within {jitterNanos} ns");
    }

    private LeakageFinding? FirstOverlap()
    {
        var test = _base.Rows.Where(row => row.IsTest).OrderBy(row => row.Nanos).ToArray();
        var times = test.Select(row => row.Nanos).ToArray();
        foreach (var row in _base.Rows.Where(row => !row.IsTest))
        {
            var next = Array.BinarySearch(times, row.Nanos);
            next = next < 0 ? ~next : next;
            var isBefore = next < test.Length && test[next].Nanos <= row.LabelToNanos;
            var isAfter = next > 0 && test[next - 1].LabelToNanos >= row.Nanos;
            if (isBefore || isAfter)
            {
                return new LeakageFinding(PartsApart, $"the label of the training row at {row.Nanos} overlaps that of the test row at {test[isBefore ? next : next - 1].Nanos}");
            }
        }

        return null;
    }

    private LeakageFinding? FirstLabelInGap()
    {
        var row = _base.Rows.FirstOrDefault(row => row.Label is not null && input.Gaps.Any(gap => gap.FromNanos <= row.LabelToNanos && gap.ToNanos > row.LabelFromNanos));
        return row is null ? null : new LeakageFinding(LabelsOffGaps, $"the row at {row.Nanos} has a label although a gap lies in its interval");
    }

    private long TrainingEnd => _base.Rows.Where(row => !row.IsTest).Max(row => row.LabelToNanos);

    private long Moment(int at)
    {
        var end = _base.Rows.Where(row => !row.IsTest).Max(row => row.Nanos);
        var later = _base.Rows.Where(row => row.IsTest && row.Nanos > end).Select(row => row.Nanos).ToArray();
        return later.Length > 0 ? later[new Random(at).Next(later.Length)] : _base.Rows[^1].Nanos;
    }

    private SampleRow Labelled(int at)
    {
        var rows = _base.Rows.Where(row => row is { IsTest: true, Label: not null }).ToArray();
        return rows[new Random(at).Next(rows.Length)];
    }

    private static IReadOnlyList<double> Features(SampleRow row) => row.Features;

    private static LeakageFinding? LabelMoved(string check, SampleRow row, Sample changed, string because)
    {
        var now = changed.Rows.FirstOrDefault(each => each.Nanos == row.Nanos);
        return now is not null && Same(row.Label ?? double.NaN, now.Label ?? double.NaN)
            ? null
            : new LeakageFinding(check, $"the label of the row at {row.Nanos} moved from {row.Label} to {now?.Label} when {because}");
    }

    private LeakageFinding? Moved(string check, Sample changed, Func<SampleRow, bool> which, Func<SampleRow, IReadOnlyList<double>> values, string because)
    {
        var after = changed.Rows.GroupBy(row => row.Nanos).ToDictionary(group => group.Key, group => group.First());
        foreach (var row in _base.Rows.Where(which))
        {
            // Rows that went are another check's: here only what a row says counts.
            if (after.TryGetValue(row.Nanos, out var now) && values(row).Zip(values(now)).Select((pair, column) => (pair, column)).FirstOrDefault(each => !Same(each.pair.First, each.pair.Second)) is { pair: var pair, column: var at } && !Same(pair.First, pair.Second))
            {
                return new LeakageFinding(check, $"column {at} of the row at {row.Nanos} moved from {pair.First} to {pair.Second} when {because}");
            }
        }

        return null;
    }

    private static bool Same(double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));
}
