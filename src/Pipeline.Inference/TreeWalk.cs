namespace Pipeline.Inference;

/// <summary>Follows each tree from its root: any model, any processor.</summary>
internal sealed class TreeWalk : ITreeEvaluator
{
    private readonly Node[] _nodes;
    private readonly int[] _roots;
    private readonly double[] _leaves;
    private readonly uint[][] _categories;
    private readonly LinearLeaf?[]? _linear;

    public TreeWalk(Tree[] trees)
    {
        var nodes = new List<Node>();
        var leaves = new List<double>();
        var categories = new List<uint[]>();
        _roots = new int[trees.Length];
        for (var t = 0; t < trees.Length; t++)
        {
            _roots[t] = Moved(trees[t].Root, nodes.Count, leaves.Count);
            Append(trees[t], nodes, leaves.Count, categories);
            leaves.AddRange(trees[t].Leaves);
        }

        _nodes = [.. nodes];
        _leaves = [.. leaves];
        _linear = trees.All(tree => tree.Linear is null) ? null : [.. trees.SelectMany(LeavesOf)];
        _categories = [.. categories];
    }

    public TreeKernel Kernel => TreeKernel.Walk;

    public void Evaluate(ReadOnlySpan<double> features, Span<double> values)
    {
        for (var t = 0; t < _roots.Length; t++)
        {
            var child = _roots[t];
            while (child >= 0)
            {
                ref readonly var node = ref _nodes[child];
                child = GoesLeft(node, features[node.Column]) ? node.Left : node.Right;
            }

            values[t] = _linear?[~child] is { } leaf ? leaf.Value(features, _leaves[~child]) : _leaves[~child];
        }
    }

    private static IEnumerable<LinearLeaf?> LeavesOf(Tree tree) => tree.Linear ?? Enumerable.Repeat<LinearLeaf?>(null, tree.Leaves.Length);

    private static void Append(Tree tree, List<Node> nodes, int firstLeaf, List<uint[]> categories)
    {
        var firstNode = nodes.Count;
        foreach (var node in tree.Nodes)
        {
            nodes.Add(new Node
            {
                Threshold = node.Threshold,
                Left = Moved(node.Left, firstNode, firstLeaf),
                Right = Moved(node.Right, firstNode, firstLeaf),
                Column = (byte)node.Column,
                Missing = (byte)node.Missing,
                DefaultLeft = node.DefaultLeft,
                Category = node.Categories is null ? -1 : categories.Count,
            });
            if (node.Categories is not null)
            {
                categories.Add(node.Categories);
            }
        }
    }

    private static int Moved(int child, int firstNode, int firstLeaf) => child < 0 ? ~(~child + firstLeaf) : child + firstNode;

    private bool GoesLeft(in Node node, double value)
    {
        if (node.Category >= 0)
        {
            return HasCategory(_categories[node.Category], value);
        }

        if (node.Missing == (byte)MissingRule.None)
        {
            return (double.IsNaN(value) ? 0 : value) <= node.Threshold;
        }

        var isMissing = node.Missing == (byte)MissingRule.NaN
            ? double.IsNaN(value)
            : double.IsNaN(value) || Math.Abs(value) <= TreeNode.ZeroThreshold;
        return isMissing ? node.DefaultLeft : value <= node.Threshold;
    }

    /// <summary>The category is the value cut toward zero; NaN, negative and too large ones are in no set.</summary>
    private static bool HasCategory(uint[] words, double value)
    {
        if (!(value > -1 && value < words.Length * 32.0))
        {
            return false;
        }

        var category = (int)value;
        return (words[category >> 5] >> (category & 31) & 1) != 0;
    }

    private struct Node
    {
        public double Threshold;
        public int Left;
        public int Right;
        public int Category;
        public byte Column;
        public byte Missing;
        public bool DefaultLeft;
    }
}
