using System.Text;
using BenchmarkDotNet.Attributes;
using Pipeline.Inference;

namespace Pipeline.Benchmarks;

/// <summary>One row through a model: linear over two columns, and 100 complete trees of 32 leaves over 40 columns.</summary>
[MemoryDiagnoser]
public class InferenceBenchmarks
{
    private const int Columns = 40;
    private const int Trees = 100;
    private const int Depth = 5;

    private readonly IModel _linear = new LinearModel(0.1, new Dictionary<int, double> { [4] = 0.5, [28] = 0.3 }, 1, 1);
    private readonly IModel _planes = Create(TreeKernel.Best);
    private readonly IModel _walk = Create(TreeKernel.Walk);
    private readonly double[][] _rows = CreateRows();
    private int _next;

    [Benchmark]
    public double Linear() => Score(_linear);

    [Benchmark]
    public double TreesBest() => Score(_planes);

    [Benchmark(Baseline = true)]
    public double TreesWalk() => Score(_walk);

    private static double[][] CreateRows()
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, 4096).Select(_ => Enumerable.Range(0, Columns).Select(_ => random.NextDouble()).ToArray())];
    }

    private static IModel Create(TreeKernel kernel)
    {
        var random = new Random(1);
        var nodes = (1 << Depth) - 1;
        string Join(int count, Func<int, string> value) => string.Join(' ', Enumerable.Range(0, count).Select(value));
        string Child(int index) => (index < nodes ? index : ~(index - nodes)).ToString();
        var names = Enumerable.Range(0, Columns).ToDictionary(i => $"c{i}", i => i);
        var text = new StringBuilder($"# featureSchemaHash=1\ntree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx={Columns - 1}\n");
        text.Append($"objective=regression\nfeature_names={string.Join(' ', names.Keys)}\n\n");
        for (var tree = 0; tree < Trees; tree++)
        {
            text.Append($"Tree={tree}\nnum_leaves={nodes + 1}\nsplit_feature={Join(nodes, _ => random.Next(Columns).ToString())}\n");
            text.Append($"threshold={Join(nodes, _ => $"0.{random.Next(1, 256):000}")}\ndecision_type={Join(nodes, _ => "2")}\n");
            text.Append($"left_child={Join(nodes, i => Child((2 * i) + 1))}\nright_child={Join(nodes, i => Child((2 * i) + 2))}\n");
            text.Append($"leaf_value={Join(nodes + 1, _ => $"0.{random.Next(1000):000}")}\n\n");
        }

        return ModelFile.Parse("model.txt", Encoding.UTF8.GetBytes(text.Append("end of trees\n").ToString()), null, 1, names, kernel);
    }

    private double Score(IModel model)
    {
        model.TryScore(_rows[_next++ & 4095], ulong.MaxValue, out var score);
        return score;
    }
}
