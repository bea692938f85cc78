using System.Globalization;
using System.Text;

namespace Pipeline.Tests.Inference;

/// <summary>Random models in LightGBM's text form, and a plain walk over the same tables: shares no code with the product.</summary>
internal sealed class LightGbmWriter
{
    private readonly Random _random;
    private readonly List<RandomTree> _trees = [];

    public LightGbmWriter(int seed) => _random = new Random(seed);

    public string Objective { get; init; } = "regression";

    public int Classes { get; init; } = 1;

    public int Columns { get; init; } = 40;

    /// <summary>Distinct thresholds a column: LightGBM's bins.</summary>
    public int Bins { get; init; } = 200;

    /// <summary>Missing types that columns take by turns: 0 none, 1 zero, 2 NaN.</summary>
    public int[] MissingTypes { get; init; } = [0];

    public bool HasCategories { get; init; }

    public static Dictionary<string, int> Names(int columns) =>
        Enumerable.Range(0, columns).ToDictionary(i => $"c{i}", i => i);

    public int MissingType(int column) => MissingTypes[column % MissingTypes.Length];

    public bool IsCategorical(int column) => HasCategories && column == 1;

    public LightGbmWriter Add(int trees, int leaves)
    {
        for (var i = 0; i < trees; i++)
        {
            _trees.Add(CreateTree(leaves));
        }

        return this;
    }

    public string Text(ulong schemaHash = 0xABCD)
    {
        var text = new StringBuilder();
        text.Append($"# featureSchemaHash={schemaHash:x16}\ntree\nversion=v4\nnum_class={Classes}\nnum_tree_per_iteration={Classes}\nlabel_index=0\n");
        text.Append($"max_feature_idx={Columns - 1}\nobjective={Objective}\nfeature_names={string.Join(' ', Enumerable.Range(0, Columns).Select(i => $"c{i}"))}\n");
        text.Append("feature_infos=none\ntree_sizes=1\n\n");
        for (var t = 0; t < _trees.Count; t++)
        {
            _trees[t].Write(text, t);
        }

        return text.Append("end of trees\n\nfeature_importances:\nc0=3\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n").ToString();
    }

    /// <summary>A row that meets thresholds exactly (the infinite ones too), zeros, tiny values and, where a column allows it, NaN.</summary>
    public double[] Row()
    {
        var row = new double[Columns];
        for (var c = 0; c < Columns; c++)
        {
            row[c] = _random.Next(8) switch
            {
                0 => Threshold(_random.Next(Bins)),
                1 => 0,
                2 => 1e-36,
                3 => -0.0,
                4 when MissingType(c) != 0 || IsCategorical(c) => double.NaN,
                5 => Math.BitIncrement(Threshold(_random.Next(Bins))),
                6 when IsCategorical(c) => _random.Next(-3, 80) + 0.5,
                _ => (_random.NextDouble() - 0.5) * 2.2,
            };
        }

        return row;
    }

    public double Oracle(double[] row, int ofClass)
    {
        var sum = 0.0;
        for (var t = ofClass; t < _trees.Count; t += Classes)
        {
            sum += _trees[t].Walk(row);
        }

        return sum;
    }

    private double Threshold(int bin) =>
        bin == 0 ? double.NegativeInfinity : bin == Bins - 1 ? double.PositiveInfinity : (bin - (Bins / 2)) / (double)Bins * 2;

    /// <summary>A number as LightGBM writes it.</summary>
    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Splits random leaves, so that trees are lopsided as leaf-wise growth makes them.</summary>
    private RandomTree CreateTree(int leaves)
    {
        var tree = new RandomTree();
        tree.Values.Add(_random.NextDouble() - 0.5);
        var parents = new List<(int Node, bool IsLeft)> { (-1, false) };
        while (tree.Values.Count < leaves)
        {
            var leaf = Math.Max(_random.Next(tree.Values.Count), _random.Next(tree.Values.Count));
            var node = tree.Left.Count;
            var (parent, isLeft) = parents[leaf];
            if (parent >= 0)
            {
                (isLeft ? tree.Left : tree.Right)[parent] = node;
            }

            AddNode(tree, leaf);
            parents[leaf] = (node, true);
            parents.Add((node, false));
            tree.Values.Add(_random.NextDouble() - 0.5);
        }

        return tree;
    }

    private void AddNode(RandomTree tree, int leaf)
    {
        var column = _random.Next(Columns);
        tree.Left.Add(~leaf);
        tree.Right.Add(~tree.Values.Count);
        tree.Feature.Add(column);
        if (IsCategorical(column))
        {
            tree.Thresholds.Add(tree.Categories.Count);
            tree.Categories.Add([(uint)_random.NextInt64(1L << 32), (uint)_random.NextInt64(1L << 32)]);
            tree.Decision.Add(1 + (4 * MissingType(column)));
        }
        else
        {
            tree.Thresholds.Add(Threshold(_random.Next(Bins)));
            tree.Decision.Add((2 * _random.Next(2)) + (4 * MissingType(column)));
        }
    }

    private sealed class RandomTree
    {
        public List<int> Feature { get; } = [];

        public List<double> Thresholds { get; } = [];

        public List<int> Decision { get; } = [];

        public List<int> Left { get; } = [];

        public List<int> Right { get; } = [];

        public List<double> Values { get; } = [];

        public List<uint[]> Categories { get; } = [];

        public double Walk(double[] row)
        {
            var at = Feature.Count == 0 ? ~0 : 0;
            while (at >= 0)
            {
                at = IsLeft(at, row[Feature[at]]) ? Left[at] : Right[at];
            }

            return Values[~at];
        }

        public void Write(StringBuilder text, int number)
        {
            text.Append($"Tree={number}\nnum_leaves={Values.Count}\nnum_cat={Categories.Count}\n");
            if (Feature.Count > 0)
            {
                Line(text, "split_feature", Feature);
                Line(text, "split_gain", Feature);
                Line(text, "threshold", Thresholds.Select(Text));
                Line(text, "decision_type", Decision);
                Line(text, "left_child", Left);
                Line(text, "right_child", Right);
            }

            Line(text, "leaf_value", Values.Select(Text));
            if (Categories.Count > 0)
            {
                Line(text, "cat_boundaries", Enumerable.Range(0, Categories.Count + 1).Select(i => 2 * i));
                Line(text, "cat_threshold", Categories.SelectMany(words => words));
            }

            text.Append("is_linear=0\nshrinkage=1\n\n\n");
        }

        private static void Line<T>(StringBuilder text, string key, IEnumerable<T> values) =>
            text.Append(key).Append('=').AppendJoin(' ', values).Append('\n');

        private bool IsLeft(int node, double value)
        {
            var decision = Decision[node];
            if ((decision & 1) != 0)
            {
                var words = Categories[(int)Thresholds[node]];
                return !double.IsNaN(value) && (int)value >= 0 && (int)value < 64 && ((words[(int)value / 32] >> ((int)value % 32)) & 1) == 1;
            }

            // The native library takes a value this small for zero before it compares.
            value = Math.Abs(value) <= 1e-35f ? 0 : value;
            var missing = decision >> 2;
            if (double.IsNaN(value) && missing != 2)
            {
                value = 0;
            }

            var isDefault = (missing == 1 && value >= -1e-35f && value <= 1e-35f) || (missing == 2 && double.IsNaN(value));
            return isDefault ? (decision & 2) != 0 : value <= Thresholds[node];
        }
    }
}
