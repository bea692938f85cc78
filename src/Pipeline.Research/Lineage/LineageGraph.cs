using Pipeline.Research.DataSets;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Research.Lineage;

/// <summary>What has become of a node since it was noted.</summary>
public enum LineageState
{
    /// <summary>Its bytes and those of all that it was made of are what they were.</summary>
    Current = 0,

    /// <summary>It was made of something whose bytes are others now, or gone.</summary>
    Stale = 1,

    /// <summary>Its own bytes are others now.</summary>
    Changed = 2,

    /// <summary>Its bytes are not where they were.</summary>
    Missing = 3,
}

/// <summary>A node on a walk.</summary>
/// <param name="Node">The node.</param>
/// <param name="Depth">Steps from where the walk began.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Because">Ids of the changed or missing nodes that made it stale.</param>
public sealed record LineageStep(LineageNode Node, int Depth, LineageState State, IReadOnlyList<string> Because);

/// <summary>Nodes and the arrows between them, to be walked both ways.</summary>
/// <remarks>One thread. Files are hashed once, when a walk meets them.</remarks>
public sealed class LineageGraph
{
    private readonly Dictionary<string, LineageNode> _nodes;
    private readonly ILookup<string, string> _made;
    private readonly Dictionary<string, LineageState> _own = [];

    /// <summary>Links <paramref name="nodes"/>.</summary>
    public LineageGraph(IEnumerable<LineageNode> nodes)
    {
        _nodes = nodes.ToDictionary(node => node.Id);
        _made = _nodes.Values.SelectMany(node => node.Inputs.Select(input => (input, node.Id))).ToLookup(arrow => arrow.input, arrow => arrow.Id);
    }

    /// <summary>What <paramref name="id"/> was made of, nearest first, itself included.</summary>
    public IReadOnlyList<LineageStep> Up(string id) => Walk(id, node => node.Inputs);

    /// <summary>What was made of <paramref name="id"/>, nearest first, itself included.</summary>
    public IReadOnlyList<LineageStep> Down(string id) => Walk(id, node => _made[node.Id]);

    private List<LineageStep> Walk(string id, Func<LineageNode, IEnumerable<string>> next)
    {
        var steps = new List<LineageStep>();
        foreach (var (node, depth) in Reach(id, next))
        {
            var because = Reach(node.Id, each => each.Inputs).Select(each => each.Node.Id).Where(each => each != node.Id && OwnState(each) != LineageState.Current).ToArray();
            var own = OwnState(node.Id);
            steps.Add(new LineageStep(node, depth, own == LineageState.Current && because.Length > 0 ? LineageState.Stale : own, because));
        }

        return steps;
    }

    private IEnumerable<(LineageNode Node, int Depth)> Reach(string id, Func<LineageNode, IEnumerable<string>> next)
    {
        var seen = new HashSet<string> { id };
        var waiting = new Queue<(string Id, int Depth)>([(id, 0)]);
        while (waiting.TryDequeue(out var at))
        {
            // An input that nobody noted has no node: a tape whose lineage lies in another catalog.
            if (!_nodes.TryGetValue(at.Id, out var node))
            {
                continue;
            }

            yield return (node, at.Depth);
            foreach (var each in next(node).Where(seen.Add))
            {
                waiting.Enqueue((each, at.Depth + 1));
            }
        }
    }

    private LineageState OwnState(string id)
    {
        if (!_own.TryGetValue(id, out var state))
        {
            state = _own[id] = Look(_nodes[id]);
        }

        return state;
    }

    private static LineageState Look(LineageNode node)
    {
        if (node.Path is null || node.Sha256 is null)
        {
            return LineageState.Current;
        }

        // A recording is known by what it says, however it is packed now.
        var now = node.Kind == LineageNode.TapeKind && (File.Exists(node.Path) || Directory.Exists(node.Path)) ? SourceFile.ContentOf(node.Path) : FileHash.Of(node.Path);
        return now is null ? LineageState.Missing : now == node.Sha256 ? LineageState.Current : LineageState.Changed;
    }
}
