using Pipeline.Primitives;

namespace Pipeline.Inference;

/// <summary>
/// Trees of LightGBM. The score of one output is its raw margin, added in tree order (of boosting=rf the mean of the trees);
/// the score of several classes is the probability of the last less that of the first.
/// </summary>
/// <remarks>
/// Single writer: it keeps scratch space. A column may be invalid only where every split on it says what a missing value
/// is (LightGBM's missing type zero or NaN) and, of linear leaves, anywhere: they fall back on their plain value. Any other
/// invalid column gives no score, and so does a margin beyond a double.
/// </remarks>
public sealed class TreeModel : IModel
{
    private readonly ITreeEvaluator _evaluator;
    private readonly int[] _inputs;
    private readonly double[] _values;
    private readonly double[] _filled = new double[ModelSource.MaxColumns];
    private readonly double[] _margins;
    private readonly double[] _probabilities;
    private readonly ClassLink _link;
    private readonly double _sigmoid;
    private readonly int _treesAClass;
    private readonly double _divisor;
    private readonly int _width;
    private readonly ulong _needed;
    private readonly ulong _looked;

    internal TreeModel(TreeEnsemble ensemble, ulong hash, ulong featureSchemaHash, TreeKernel kernel)
    {
        var trees = ensemble.All;
        _link = ensemble.Link;
        _sigmoid = ensemble.Sigmoid;
        _treesAClass = ensemble.Classes[0].Length;
        _divisor = ensemble.IsAveraged ? _treesAClass : 1;
        _margins = new double[ensemble.Classes.Length];
        _probabilities = new double[_link == ClassLink.None ? 0 : _margins.Length];
        _values = new double[trees.Length];
        _inputs = [.. trees.SelectMany(tree => tree.Columns).Distinct().Order()];
        _width = _inputs.Length == 0 ? 0 : _inputs[^1] + 1;
        _looked = ColumnMask.Of(_inputs);
        _needed = ColumnMask.Of(trees.SelectMany(tree => tree.Nodes).Where(node => node.Missing == MissingRule.None).Select(node => node.Column).Distinct());
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

    /// <summary>Number of trees, of all classes.</summary>
    public int Trees => _values.Length;

    /// <summary>
    /// The raw scores of the row that was scored last, one a class, to the bit what LightGBM's `predict(raw_score=True)` gives:
    /// of boosting=rf that is the sum of the trees. NaN where the row got no score; the next score overwrites them.
    /// </summary>
    public ReadOnlySpan<double> Margins => _margins;

    /// <summary>
    /// The classes' probabilities in the row that was scored last, NaN where it got no score; empty where there is one output.
    /// The next score overwrites them.
    /// </summary>
    public ReadOnlySpan<double> Probabilities => _probabilities;

    /// <inheritdoc/>
    public bool TryScore(ReadOnlySpan<double> features, ulong validMask, out double score)
    {
        if ((validMask & _needed) != _needed)
        {
            return None(out score);
        }

        Invariant.Always(features.Length >= _width, "a row is as wide as the sheet");
        _evaluator.Evaluate((validMask & _looked) == _looked ? features : Fill(features, validMask), _values);
        var areFinite = true;
        for (var i = 0; i < _margins.Length; i++)
        {
            _margins[i] = Sum(_values.AsSpan(i * _treesAClass, _treesAClass));
            areFinite &= double.IsFinite(_margins[i]);
        }

        if (!areFinite)
        {
            return None(out score);
        }

        return ColumnMask.TryKeep(_link == ClassLink.None ? _margins[0] / _divisor : UpLessDown(), out score);
    }

    private static ITreeEvaluator Create(Tree[] trees, TreeKernel kernel) => kernel switch
    {
        TreeKernel.Walk => new TreeWalk(trees),
        TreeKernel.Planes => PlaneKernel.TryCreate(trees)
            ?? throw new NotSupportedException(
                "the kernel Planes needs AVX-512 VBMI and trees of at most 64 leaves without categories and linear leaves; use Best"),
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

    /// <summary>No score: nothing of the row before may be taken for this one's.</summary>
    private bool None(out double score)
    {
        _margins.AsSpan().Fill(double.NaN);
        _probabilities.AsSpan().Fill(double.NaN);
        score = 0;
        return false;
    }

    private double UpLessDown()
    {
        if (_link == ClassLink.Softmax)
        {
            Softmax();
        }
        else
        {
            for (var i = 0; i < _margins.Length; i++)
            {
                _probabilities[i] = 1.0 / (1.0 + DeterministicMath.Exp(-_sigmoid * (_margins[i] / _divisor)));
            }
        }

        return _probabilities[^1] - _probabilities[0];
    }

    /// <summary>Exponentials of the distance to the greatest margin, so that none overflows, over their sum.</summary>
    private void Softmax()
    {
        var greatest = double.NegativeInfinity;
        foreach (var margin in _margins)
        {
            greatest = Math.Max(greatest, margin / _divisor);
        }

        var sum = 0.0;
        for (var i = 0; i < _margins.Length; i++)
        {
            _probabilities[i] = DeterministicMath.Exp((_margins[i] / _divisor) - greatest);
            sum += _probabilities[i];
        }

        foreach (ref var probability in _probabilities.AsSpan())
        {
            probability /= sum;
        }
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
