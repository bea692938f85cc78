namespace Pipeline.Inference;

/// <summary>Reads LightGBM's text model (versions 2 to 4).</summary>
/// <remarks>
/// The score of one output is the raw margin, before any sigmoid or link: of a regression the value itself, of `binary` the
/// log odds, of `poisson`, `gamma` and `tweedie` the logarithm, of `sqrt` the signed root, of a ranking its order. Of several
/// classes it is the probability of the last less that of the first (up less down, where the classes rise). Trees of a
/// random forest (`average_output`) are averaged, as LightGBM's `predict` does. A text without an objective was trained with
/// one of the user's own.
/// </remarks>
internal static class LightGbmText
{
    private const int MaxTrees = 20_000;
    private const int MaxClasses = 1_000;
    private const int MaxNodes = 1 << 22;
    private static readonly string[] Objectives =
    [
        "regression", "regression_l1", "huber", "fair", "quantile", "mape", "poisson", "gamma", "tweedie", "binary", "cross_entropy",
        "cross_entropy_lambda", "lambdarank", "rank_xendcg",
    ];

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
        var (versionLine, version) = header.Text("version");
        if (version is not ("v2" or "v3" or "v4"))
        {
            throw lines.Fault(versionLine, $"version '{TextLines.Shorten(version)}' is not v2, v3 or v4", "train with LightGBM 2.2 to 4");
        }

        var perIteration = header.Integer("num_tree_per_iteration", 1, MaxClasses);
        var (link, sigmoid) = Objective(lines, header, perIteration);
        var trees = ReadTrees(lines, header, Columns(source, lines, header));
        return trees.Count % perIteration == 0
            ? new TreeEnsemble(ByClass(trees, perIteration), link, sigmoid, header.Has("average_output"))
            : throw header.Fault($"{trees.Count} trees are no multiple of {perIteration} an iteration");
    }

    /// <summary>How the margins become a score: the words behind `objective=`, held against the number of classes.</summary>
    private static (ClassLink Link, double Sigmoid) Objective(TextLines lines, TextSection header, int classes)
    {
        var (line, objective) = header.Has("objective") ? header.Text("objective") : (header.First, "");
        var words = objective.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (name, link) = (words.FirstOrDefault("custom"), classes == 1 ? ClassLink.None : ClassLink.Softmax);
        if (name == "multiclassova")
        {
            link = classes == 1 ? ClassLink.None : ClassLink.OneVersusAll;
        }

        var isKnown = classes == 1
            ? !header.Has("objective") || Objectives.Contains(name)
            : name is "multiclass" or "multiclassova";
        if (!isKnown)
        {
            throw lines.Fault(
                line,
                $"the objective '{TextLines.Shorten(name)}' with {classes} {(classes == 1 ? "output" : "outputs")} has no score here",
                $"train with objective multiclass or multiclassova for several classes, or with one of {string.Join(", ", Objectives)} for one output");
        }

        const string Slope = "sigmoid:";
        var slope = words.FirstOrDefault(word => word.StartsWith(Slope, StringComparison.Ordinal));
        return (link, slope is null ? 1 : lines.Number(line, slope[Slope.Length..]));
    }

    private static int[] Columns(ModelSource source, TextLines lines, TextSection header)
    {
        var count = header.Integer("max_feature_idx", 0, int.MaxValue - 1) + 1;
        if (count > ModelSource.MaxColumns)
        {
            throw lines.Fault(
                header.Text("max_feature_idx").Line,
                $"the model has {count} columns, more than {ModelSource.MaxColumns}",
                $"train on at most {ModelSource.MaxColumns} columns of the feature sheet");
        }

        return header.Values("feature_names", count, (line, name) => source.Column(name, line + 1));
    }

    private static List<Tree> ReadTrees(TextLines lines, TextSection header, int[] columns)
    {
        var trees = new List<Tree>();
        var nodes = 0;
        var at = SkipBlank(lines, header.End);
        while (at < lines.Count && lines[at] != "end of trees")
        {
            if (trees.Count == MaxTrees)
            {
                throw lines.Fault(at, $"the model has more than {MaxTrees} trees", "train fewer (num_iterations)");
            }

            if (lines[at] != $"Tree={trees.Count}")
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

    private static Tree[][] ByClass(List<Tree> trees, int classes) =>
        [.. Enumerable.Range(0, classes).Select(each => trees.Where((_, i) => i % classes == each).ToArray())];

    private static int SkipBlank(TextLines lines, int at)
    {
        while (at < lines.Count && lines[at].Length == 0)
        {
            at++;
        }

        return at;
    }
}
