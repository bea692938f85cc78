using Pipeline.Engine;
using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>Every tenth row of one run, and how many rows scored past the threshold.</summary>
internal sealed class ReplayRows : IRowSink
{
    private const int Every = 10;
    private const double Tolerance = 1e-9;

    private readonly List<double?[]> _rows = [];
    private long _count;

    /// <summary>Rows past the threshold; of the pipeline's rows only.</summary>
    public long Wanted { get; private set; }

    public void OnRow(in FeatureRow row, long pipelineNanos)
    {
        var (values, mask) = (row.Features.Values, row.Features.ValidMask);
        Wanted += row.Inference.Valid != 0 && Math.Abs(row.Inference.Score) > ReplayScore.Threshold ? 1 : 0;
        Add(++_count, id => (mask >> (int)id & 1) != 0 ? values[(int)id] : null);
    }

    public void OnBook(in InputRecord record, in BookResult result)
    {
        // A book that cut no row has no columns to keep.
    }

    public void Add(long number, Func<FeatureId, double?> column)
    {
        if (number % Every == 0)
        {
            _rows.Add([.. Enumerable.Range(0, (int)FeatureId.Count).Select(id => column((FeatureId)id))]);
        }
    }

    /// <summary>The columns that differ, in words.</summary>
    public IEnumerable<string> DifferencesFrom(ReplayRows other) =>
        from row in Enumerable.Range(0, Math.Min(_rows.Count, other._rows.Count))
        from id in Enumerable.Range(0, (int)FeatureId.Count)
        where !Agree(_rows[row][id], other._rows[row][id])
        select $"row {(row + 1) * Every} {FeatureSchema.NameOf((FeatureId)id)}: {_rows[row][id]} and {other._rows[row][id]}";

    private static bool Agree(double? left, double? right) =>
        left is { } a && right is { } b ? Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Abs(a)) : left is null && right is null;
}
