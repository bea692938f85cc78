using Pipeline.Primitives;

namespace Pipeline.Inference;

/// <summary>Gradient-boosted trees; the score is a raw margin, added in tree order.</summary>
/// <remarks>
/// Single writer: it keeps scratch space. A column may be invalid only where every split on it says what a missing value
/// is (LightGBM's missing type zero or NaN); any other invalid column gives no score.
/// </remarks>
public sealed class TreeModel : IModel
{
    private readonly ITreeEvaluator _evaluator;
    private readonly int[] _inputs;
    private readonly double[] _values;
    private readonly double[] _filled = new double[ModelSource.MaxColumns];
    private readonly int _plus;
    private readonly int _width;
    private readonly ulong _needed;
    private readonly ulong _looked;

    internal TreeModel(TreeEnsemble ensemble, ulong hash, ulong featureSchemaHash, TreeKernel kernel)
    {
        var trees = ensemble.All;
        var nodes = trees.SelectMany(tree => tree.Nodes).ToArray();
        _plus = ensemble.Plus.Length;
        _values = new double[trees.Length];
        _inputs = [.. nodes.Select(node => node.Column).Distinct().Order()];
        _width = _inputs.Length == 0 ? 0 : _inputs[^1] + 1;
        _looked = ColumnMask.Of(_inputs);
        _needed = ColumnMask.Of(nodes.Where(node => node.Missing == MissingRule.None || node.Categories is not null).Select(node => node.Column).Distinct());
        _evaluator = Create(trees, kernel);
        Hash = hash;
        FeatureSchemaHash = featureSchemaHash;
    }

    /// <inheritdoc/>
    public ulong Hash { get; }

    /// <inheritdoc/>
    public ulong FeatureSchemaHash { get; }

    /// <inheritdoc/>
    public ReadOnlySpan<int> Inputs => _inputs;

    /// <summary>The kernel in use.</summary>
    public TreeKernel Kernel => _evaluator.Kernel;

    /// <summary>Number of trees that are evaluated; classes between the first and the last are not.</summary>
    public int Trees => _values.Length;

    /// <inheritdoc/>
    public bool TryScore(ReadOnlySpan<double> features, ulong validMask, out double score)
    {
        score = 0;
        if ((validMask & _needed) != _needed)
        {
            return false;
        }

        Invariant.Always(features.Length >= _width, "a row is as wide as the sheet");
        _evaluator.Evaluate((validMask & _looked) == _looked ? features : Fill(features, validMask), _values);
        var sum = Sum(_values.AsSpan(0, _plus));
        return ColumnMask.TryKeep(_plus == _values.Length ? sum : sum - Sum(_values.AsSpan(_plus)), out score);
    }

    private static ITreeEvaluator Create(Tree[] trees, TreeKernel kernel) => kernel switch
    {
        TreeKernel.Walk => new TreeWalk(trees),
        TreeKernel.Planes => PlaneKernel.TryCreate(trees)
            ?? throw new NotSupportedException("the kernel Planes needs AVX-512 VBMI and trees of at most 64 leaves without categories; use Best"),
        _ => (ITreeEvaluator?)PlaneKernel.TryCreate(trees) ?? new TreeWalk(trees),
    };

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }

    /// <summary>The row with NaN where a column is invalid: that is what LightGBM takes for missing.</summary>
    private ReadOnlySpan<double> Fill(ReadOnlySpan<double> features, ulong validMask)
    {
        foreach (var column in _inputs)
        {
            _filled[column] = (validMask >> column & 1) != 0 ? features[column] : double.NaN;
        }

        return _filled;
    }
}
