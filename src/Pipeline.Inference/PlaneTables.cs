namespace Pipeline.Inference;

/// <summary>Lays trees out as <see cref="PlaneKernel"/> reads them. Done once, at load.</summary>
internal sealed class PlaneTables
{
    private const int Lanes = 64;
    private const int StepBytes = 6 * Lanes;
    private const int LeavesAPass = 32;

    private readonly List<PlaneKernel.Group> _groups = [];
    private readonly List<byte> _steps = [];
    private readonly List<double> _leaves = [];

    private PlaneTables()
    {
    }

    public PlaneKernel.Group[] Groups => [.. _groups];

    public byte[] Steps => [.. _steps];

    public double[] Leaves => [.. _leaves];

    public static PlaneTables Create(Tree[] trees, Dictionary<TreeNode, (int Column, int Place)> places)
    {
        var tables = new PlaneTables();
        for (var first = 0; first < trees.Length; first += Lanes)
        {
            tables.AddGroup(trees[first..Math.Min(first + Lanes, trees.Length)], first, places);
        }

        return tables;
    }

    /// <summary>The lane of a group's tree, such that weaving the planes brings the words out in tree order.</summary>
    public static int Lane(int tree) => (tree % 16 / 4 * 16) + (tree / 16 * 4) + (tree % 4);

    private void AddGroup(Tree[] trees, int firstTree, Dictionary<TreeNode, (int Column, int Place)> places)
    {
        var steps = trees.Max(tree => tree.Nodes.Length);
        var passes = (trees.Max(tree => tree.Leaves.Length) + LeavesAPass - 1) / LeavesAPass;
        _groups.Add(new PlaneKernel.Group(firstTree, trees.Length, _steps.Count / StepBytes, steps, passes, _leaves.Count));
        var spread = trees.Select(Spread.Of).ToArray();
        for (var pass = 0; pass < passes; pass++)
        {
            for (var step = 0; step < steps; step++)
            {
                _steps.AddRange(Step(spread, places, pass, step));
            }
        }

        foreach (var tree in spread)
        {
            _leaves.AddRange(tree.Leaves);
            _leaves.AddRange(new double[(passes * LeavesAPass) - tree.Leaves.Count]);
        }
    }

    /// <summary>A lane without a node here always goes left: its place is the greatest code.</summary>
    private static byte[] Step(Spread[] trees, Dictionary<TreeNode, (int Column, int Place)> places, int pass, int step)
    {
        var bytes = new byte[StepBytes];
        bytes.AsSpan(Lanes, Lanes).Fill(byte.MaxValue);
        for (var t = 0; t < trees.Length; t++)
        {
            if (step < trees[t].Nodes.Count)
            {
                var (node, kept) = trees[t].Nodes[step];
                var lane = Lane(t);
                bytes[lane] = (byte)places[node].Column;
                bytes[Lanes + lane] = (byte)places[node].Place;
                for (var plane = 0; plane < 4; plane++)
                {
                    bytes[((2 + plane) * Lanes) + lane] = (byte)(kept >> ((pass * LeavesAPass) + (8 * plane)));
                }
            }
        }

        return bytes;
    }

    /// <summary>A tree's leaves from left to right, and with each node the leaves that its failing keeps.</summary>
    private sealed record Spread(List<(TreeNode Node, ulong Kept)> Nodes, List<double> Leaves)
    {
        public static Spread Of(Tree tree)
        {
            var spread = new Spread([], []);
            spread.Visit(tree, tree.Root);
            return spread;
        }

        private void Visit(Tree tree, int child)
        {
            if (child < 0)
            {
                Leaves.Add(tree.Leaves[~child]);
                return;
            }

            var firstLeft = Leaves.Count;
            Visit(tree, tree.Nodes[child].Left);
            var left = (ulong)(((UInt128)1 << Leaves.Count) - ((UInt128)1 << firstLeft));
            Nodes.Add((tree.Nodes[child], ~left));
            Visit(tree, tree.Nodes[child].Right);
        }
    }
}
