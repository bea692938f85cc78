namespace Pipeline.Inference;

/// <summary>Reads LightGBM's text model (versions 2 to 4).</summary>
/// <remarks>
/// The score is the raw margin, before any sigmoid, softmax or link: of a regression the value itself, of `binary` the log
/// odds, of several classes the margin of the last class less that of the first (up less down, where the classes rise).
/// </remarks>
internal static class LightGbmText
{
    private const int MaxTrees = 20_000;
    private const int MaxClasses = 1_000;
    private const int MaxNodes = 1 << 22;
    private static readonly string[] Objectives =
        ["regression", "regression_l1", "huber", "fair", "quantile", "mape", "binary", "cross_entropy", "multiclass", "multiclassova"];

    public static TreeEnsemble Parse(ModelSource source, TextLines lines)
    {
        var first = 0;
        while (first < lines.Count && lines[first].StartsWith('#'))
        {
            first++;
        }

        if (first == lines.Count || lines[first] != "tree")
        {
            throw lines.Fault(first, "a LightGBM model starts with the line tree");
        }

        var header = TextSection.Read(lines, first + 1);
        CheckHeader(lines, header);
        var perIteration = header.Integer("num_tree_per_iteration", 1, MaxClasses);
        var trees = ReadTrees(lines, header, Columns(source, header));
        return trees.Count % perIteration == 0
            ? Ensemble(trees, perIteration)
            : throw header.Fault($"{trees.Count} trees are no multiple of {perIteration} an iteration");
    }

    private static void CheckHeader(TextLines lines, TextSection header)
    {
        var (versionLine, version) = header.Text("version");
        if (version is not ("v2" or "v3" or "v4"))
        {
            throw lines.Fault(versionLine, $"version '{TextLines.Shorten(version)}' is not v2, v3 or v4");
        }

        var (line, objective) = header.Text("objective");
        var words = objective.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !Objectives.Contains(words[0]) || words.Contains("sqrt"))
        {
            throw lines.Fault(line, $"the objective '{TextLines.Shorten(objective)}' is not one whose raw score is used here");
        }

        if (header.Has("average_output"))
        {
            throw lines.Fault(header.Text("average_output").Line, "averaged trees (boosting=rf) are not taken");
        }
    }

    private static int[] Columns(ModelSource source, TextSection header)
    {
        var count = header.Integer("max_feature_idx", 0, ModelSource.MaxColumns - 1) + 1;
        return header.Values("feature_names", count, (line, name) => source.Column(name, line + 1));
    }

    private static List<Tree> ReadTrees(TextLines lines, TextSection header, int[] columns)
    {
        var trees = new List<Tree>();
        var nodes = 0;
        var at = SkipBlank(lines, header.End);
        while (at < lines.Count && lines[at] != "end of trees")
        {
            if (lines[at] != $"Tree={trees.Count}" || trees.Count == MaxTrees)
            {
                throw lines.Fault(at, $"'{TextLines.Shorten(lines[at])}' stands where Tree={trees.Count} or the end of trees belongs");
            }

            var section = TextSection.Read(lines, at);
            trees.Add(LightGbmTree.Parse(lines, section, columns, MaxNodes - nodes));
            nodes += trees[^1].Nodes.Length;
            at = SkipBlank(lines, section.End);
        }

        return at < lines.Count && trees.Count > 0
            ? trees
            : throw lines.Fault(Math.Min(at, lines.Count - 1), "the text stops before the line end of trees, or has no tree");
    }

    private static TreeEnsemble Ensemble(List<Tree> trees, int perIteration)
    {
        Tree[] OfClass(int index) => [.. trees.Where((_, i) => i % perIteration == index)];
        return new TreeEnsemble(OfClass(perIteration - 1), perIteration == 1 ? [] : OfClass(0));
    }

    private static int SkipBlank(TextLines lines, int at)
    {
        while (at < lines.Count && lines[at].Length == 0)
        {
            at++;
        }

        return at;
    }
}
