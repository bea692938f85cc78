using Pipeline.Events;

namespace Pipeline.Comparisons;

/// <summary>The linear score of the demonstration configuration, written out.</summary>
internal sealed class ReplayScore
{
    public const double Threshold = 0.9;

    private readonly Dictionary<FeatureId, double> _weights = new()
    {
        [FeatureId.Imbalance] = 0.5,
        [FeatureId.ImbL1] = 0.5,
        [FeatureId.OfinL1] = 0.25,
    };

    /// <summary>The score, or null where a column is missing.</summary>
    public double? Of(Func<FeatureId, double?> column) => _weights.Aggregate((double?)0, (sum, each) => sum + (each.Value * column(each.Key)));
}
