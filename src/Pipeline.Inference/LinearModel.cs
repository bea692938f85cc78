namespace Pipeline.Inference;

/// <summary>Bias plus weights times values, added in the order of the sheet.</summary>
public sealed class LinearModel : IModel
{
    private readonly int[] _inputs;
    private readonly double[] _weights;
    private readonly double _bias;
    private readonly ulong _needed;

    /// <summary>A model of these weights by column; the order of the sheet is the order of the sum.</summary>
    public LinearModel(double bias, IReadOnlyDictionary<int, double> weights, ulong hash, ulong featureSchemaHash)
    {
        _bias = bias;
        _inputs = [.. weights.Keys.Order()];
        _weights = [.. _inputs.Select(column => weights[column])];
        _needed = ColumnMask.Of(_inputs);
        Hash = hash;
        FeatureSchemaHash = featureSchemaHash;
    }

    /// <inheritdoc/>
    public ulong Hash { get; }

    /// <inheritdoc/>
    public ulong FeatureSchemaHash { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Inputs => _inputs;

    /// <inheritdoc/>
    public bool TryScore(ReadOnlySpan<double> features, ulong validMask, out double score)
    {
        score = 0;
        return (validMask & _needed) == _needed && ColumnMask.TryKeep(Sum(features), out score);
    }

    private double Sum(ReadOnlySpan<double> features)
    {
        var sum = _bias;
        for (var i = 0; i < _weights.Length; i++)
        {
            sum += _weights[i] * features[_inputs[i]];
        }

        return sum;
    }
}
