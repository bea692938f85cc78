namespace Pipeline.Inference;

/// <summary>Reads one tree of LightGBM's text and checks that it is one.</summary>
internal static class LightGbmTree
{
    private const int MaxLeaves = 1 << 17;
    private const int CategoricalBit = 1;
    private const int DefaultLeftBit = 2;
    private const int MaxDecision = 11;

    public static Tree Parse(TextLines lines, TextSection section, int[] columns, int nodesLeft)
    {
        var leaves = section.Integer("num_leaves", 1, MaxLeaves);
        if (leaves - 1 > nodesLeft)
        {
            throw section.Fault("the model has more nodes than are taken", "train fewer trees (num_iterations) or smaller ones (num_leaves)");
        }

        var values = section.Values("leaf_value", leaves, lines.Number);
        var linear = section.Integer("is_linear", 0, 1, otherwise: 0) == 1 ? Linear(lines, section, columns, leaves) : null;
        var tree = new Tree(leaves == 1 ? [] : Nodes(lines, section, columns, leaves), values, linear);
        return IsTree(tree) ? tree : throw section.Fault("the children do not form a tree");
    }

    private static TreeNode[] Nodes(TextLines lines, TextSection section, int[] columns, int leaves)
    {
        var count = leaves - 1;
        int Child(int line, string text) => lines.Integer(line, text, -leaves, count - 1);
        var features = section.Values("split_feature", count, (line, text) => lines.Integer(line, text, 0, columns.Length - 1));
        var thresholds = section.Values("threshold", count, lines.Threshold);
        var decisions = section.Values("decision_type", count, (line, text) => lines.Integer(line, text, 0, MaxDecision));
        var left = section.Values("left_child", count, Child);
        var right = section.Values("right_child", count, Child);
        var categories = Categories(lines, section);
        return [.. Enumerable.Range(0, count).Select(i => new TreeNode(
            columns[features[i]],
            (decisions[i] & CategoricalBit) == 0 ? ZeroIsOneValue(thresholds[i]) : thresholds[i],
            left[i],
            right[i],
            (MissingRule)(decisions[i] >> 2),
            (decisions[i] & DefaultLeftBit) != 0,
            (decisions[i] & CategoricalBit) == 0 ? null : Category(section, categories, thresholds[i])))];
    }

    /// <summary>
    /// The native library takes every value up to 1e-35 for 0 before it looks at a threshold. A threshold moved out of that
    /// interval, on the side where 0 lies already, decides the same for every value as it is.
    /// </summary>
    private static double ZeroIsOneValue(double threshold) => threshold >= 0
        ? Math.Max(threshold, TreeNode.ZeroThreshold)
        : Math.Min(threshold, Math.BitDecrement(-TreeNode.ZeroThreshold));

    private static LinearLeaf[] Linear(TextLines lines, TextSection section, int[] columns, int leaves)
    {
        var constants = section.Values("leaf_const", leaves, lines.Number);
        var counts = section.Values("num_features", leaves, (line, text) => lines.Integer(line, text, 0, columns.Length));
        var total = counts.Sum();
        var features = section.Values("leaf_features", total, (line, text) => columns[lines.Integer(line, text, 0, columns.Length - 1)]);
        var weights = section.Values("leaf_coeff", total, lines.Number);
        var leavesRead = new LinearLeaf[leaves];
        for (int leaf = 0, first = 0; leaf < leaves; first += counts[leaf++])
        {
            var end = first + counts[leaf];
            leavesRead[leaf] = new LinearLeaf(constants[leaf], features[first..end], weights[first..end]);
        }

        return leavesRead;
    }

    private static uint[][] Categories(TextLines lines, TextSection section)
    {
        var count = section.Integer("num_cat", 0, MaxLeaves, otherwise: 0);
        if (count == 0)
        {
            return [];
        }

        var bounds = section.Values("cat_boundaries", count + 1, (line, text) => lines.Integer(line, text, 0, MaxLeaves));
        var words = section.Values("cat_threshold", bounds[count], lines.Word);
        var isRising = bounds[0] == 0 && Enumerable.Range(0, count).All(i => bounds[i] <= bounds[i + 1]);
        return isRising
            ? [.. Enumerable.Range(0, count).Select(i => words[bounds[i]..bounds[i + 1]])]
            : throw section.Fault("cat_boundaries= does not rise from 0");
    }

    private static uint[] Category(TextSection section, uint[][] categories, double threshold) =>
        threshold >= 0 && threshold < categories.Length && threshold == Math.Floor(threshold)
            ? categories[(int)threshold]
            : throw section.Fault("a categorical split names no set of categories");

    /// <summary>From the root, every node and every leaf is met exactly once. Iterative: a file may be a long chain.</summary>
    private static bool IsTree(Tree tree)
    {
        var met = 0;
        var seenNodes = new bool[tree.Nodes.Length];
        var seenLeaves = new bool[tree.Leaves.Length];
        var open = new Stack<int>([tree.Root]);
        while (open.TryPop(out var child))
        {
            ref var seen = ref (child < 0 ? ref seenLeaves[~child] : ref seenNodes[child]);
            if (seen)
            {
                return false;
            }

            seen = true;
            met++;
            if (child >= 0)
            {
                open.Push(tree.Nodes[child].Right);
                open.Push(tree.Nodes[child].Left);
            }
        }

        return met == seenNodes.Length + seenLeaves.Length;
    }
}
