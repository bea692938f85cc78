namespace Pipeline.Inference;

/// <summary>What a node does with a missing value: bits 2 and 3 of LightGBM's decision type.</summary>
internal enum MissingRule
{
    /// <summary>There is no missing value: NaN counts as 0.</summary>
    None = 0,

    /// <summary>0 (to 1e-35) and NaN go the default way.</summary>
    Zero = 1,

    /// <summary>NaN goes the default way.</summary>
    NaN = 2,
}

/// <summary>One split. A child that is not negative is a node, else leaf ~child.</summary>
/// <param name="Column">Index in the sheet.</param>
/// <param name="Threshold">Values up to it go left.</param>
/// <param name="Left">Left child.</param>
/// <param name="Right">Right child.</param>
/// <param name="Missing">What a missing value is.</param>
/// <param name="DefaultLeft">Where it goes.</param>
/// <param name="Categories">Bits of the categories that go left, or null for a numerical split.</param>
internal sealed record TreeNode(
    int Column, double Threshold, int Left, int Right, MissingRule Missing, bool DefaultLeft, uint[]? Categories)
{
    /// <summary>A value this small is zero: LightGBM's float constant 1e-35.</summary>
    public const double ZeroThreshold = 1e-35f;
}

/// <summary>One tree, checked: every node and leaf is reached exactly once from node 0.</summary>
/// <param name="Nodes">Its splits.</param>
/// <param name="Leaves">Value of each leaf.</param>
/// <param name="Linear">The function of each leaf, or null where leaves are plain values.</param>
internal sealed record Tree(TreeNode[] Nodes, double[] Leaves, LinearLeaf[]? Linear = null)
{
    /// <summary>Child that the whole tree is: node 0, or leaf 0 where nothing is split.</summary>
    public int Root => Nodes.Length == 0 ? ~0 : 0;

    /// <summary>The columns that it looks at, some of them several times.</summary>
    public IEnumerable<int> Columns =>
        Nodes.Select(node => node.Column).Concat((Linear ?? []).SelectMany(leaf => leaf.Columns));
}
