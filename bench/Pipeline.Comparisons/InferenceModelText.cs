using System.Globalization;
using System.Text;

namespace Pipeline.Comparisons;

/// <summary>A random model in LightGBM's text form, grown leaf by leaf, for measuring: the same seed gives the same text.</summary>
internal static class InferenceModelText
{
    /// <summary>Thresholds a column, spread evenly over -1 to 1.</summary>
    private const int Bins = 255;

    public static string Create(IReadOnlyList<string> columns, int trees, int leaves, ulong schemaHash, int seed = 1)
    {
        var random = new Random(seed);
        var text = new StringBuilder($"# featureSchemaHash={schemaHash:x16}\ntree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\n");
        text.Append($"max_feature_idx={columns.Count - 1}\nobjective=regression\nfeature_names={string.Join(' ', columns)}\n\n");
        for (var tree = 0; tree < trees; tree++)
        {
            Append(text, random, tree, leaves, columns.Count);
        }

        return text.Append("end of trees\n").ToString();
    }

    private static void Append(StringBuilder text, Random random, int tree, int leaves, int columns)
    {
        var left = new List<int>();
        var right = new List<int>();
        var parents = new List<(int Node, bool IsLeft)> { (-1, false) };
        while (parents.Count < leaves)
        {
            var leaf = random.Next(parents.Count);
            var (parent, isLeft) = parents[leaf];
            if (parent >= 0)
            {
                (isLeft ? left : right)[parent] = left.Count;
            }

            parents[leaf] = (left.Count, true);
            parents.Add((left.Count, false));
            left.Add(~leaf);
            right.Add(~(parents.Count - 1));
        }

        var nodes = left.Count;
        text.Append($"Tree={tree}\nnum_leaves={leaves}\nnum_cat=0\n");
        Line(text, "split_feature", nodes, () => random.Next(columns));
        Line(text, "threshold", nodes, () => (random.Next(Bins) - (Bins / 2)) / (Bins / 2.0));
        Line(text, "decision_type", nodes, () => 2);
        text.Append($"left_child={string.Join(' ', left)}\nright_child={string.Join(' ', right)}\n");
        Line(text, "leaf_value", leaves, () => (random.NextDouble() - 0.5) / 10);
        text.Append("shrinkage=1\n\n");
    }

    private static void Line(StringBuilder text, string key, int count, Func<double> value) =>
        text.Append(key).Append('=').AppendJoin(' ', Enumerable.Range(0, count).Select(_ => value().ToString("R", CultureInfo.InvariantCulture))).Append('\n');
}
