using System.Diagnostics;
using System.Globalization;
using System.Text;
using Pipeline.Inference;

namespace Pipeline.Comparisons;

/// <summary>One row at a time through 100 trees of 31 leaves over 40 columns.</summary>
internal static class InferenceComparison
{
    private const int Columns = 40;
    private const int Rows = 4096;
    private const ulong Schema = 1;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var names = Enumerable.Range(0, Columns).Select(i => $"c{i}").ToArray();
        var text = InferenceModelText.Create(names, options.Quick ? 10 : 100, 31, Schema);
        var rows = CreateRows(options.Quick ? 64 : Rows);
        var runs = new List<(string Name, Func<double[], double> Score)>
        {
            ("Pipeline, best kernel", Pipeline(text, names, TreeKernel.Best)),
            ("Pipeline, walk", Pipeline(text, names, TreeKernel.Walk)),
            ("arrays of a tree, node by node", new ArrayTrees(text).Score),
            ("node objects, node by node", new ObjectTrees(text).Score),
        };
        var figures = Measure(runs, rows, options);
        var contenders = runs.Select((run, i) => new Contender(run.Name, figures[i])).ToArray();
        return new ComparisonReport(
            "inference, 100 trees x 31 leaves x 40 columns, one row at a time",
            "ns a row",
            contenders,
            [
                new Ratio("best kernel against arrays of a tree", contenders[0], contenders[2], HigherIsBetter: false, AtLeast: null),
                new Ratio("best kernel against node objects", contenders[0], contenders[3], HigherIsBetter: false, AtLeast: null),
            ],
            [$"{rows.Length} distinct random rows, splits as random as they can be", "scores equal to the last bit"]);
    }

    private static List<double>[] Measure(List<(string Name, Func<double[], double> Score)> runs, double[][] rows, ComparisonOptions options)
    {
        var figures = runs.Select(_ => new List<double>()).ToArray();
        var digests = new double[runs.Count];
        for (var round = options.Quick ? 0 : -3; round < (options.Quick ? 1 : options.Rounds); round++)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                var nanos = Time(runs[i].Score, rows, options.Quick ? 1 : 8, out digests[i]);
                if (round >= 0)
                {
                    figures[i].Add(nanos);
                }
            }
        }

        return digests.All(digest => digest.Equals(digests[0]))
            ? figures
            : throw new InvalidOperationException($"scores differ: {string.Join(", ", digests)}");
    }

    private static double Time(Func<double[], double> score, double[][] rows, int passes, out double digest)
    {
        digest = 0;
        var start = Stopwatch.GetTimestamp();
        for (var pass = 0; pass < passes; pass++)
        {
            foreach (var row in rows)
            {
                digest += score(row);
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / passes / rows.Length;
    }

    private static double[][] CreateRows(int count)
    {
        var random = new Random(2);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Columns).Select(_ => (random.NextDouble() - 0.5) * 2).ToArray())];
    }

    private static Func<double[], double> Pipeline(string text, string[] names, TreeKernel kernel)
    {
        var model = ModelFile.Parse(
            "model.txt", Encoding.UTF8.GetBytes(text), null, Schema, names.Select((name, i) => (name, i)).ToDictionary(), kernel);
        return row => model.TryScore(row, ulong.MaxValue, out var score) ? score : double.NaN;
    }

    /// <summary>Numbers behind `key=` of every tree.</summary>
    private static double[][] Read(string text, string key) =>
    [
        .. text.Split('\n').Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
            .Select(line => line[(key.Length + 1)..].Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray()),
    ];

    /// <summary>What the file holds, array by array.</summary>
    private sealed class ArrayTrees(string text)
    {
        private readonly int[][] _features = Integers(text, "split_feature");
        private readonly double[][] _thresholds = Read(text, "threshold");
        private readonly int[][] _left = Integers(text, "left_child");
        private readonly int[][] _right = Integers(text, "right_child");
        private readonly double[][] _values = Read(text, "leaf_value");

        public double Score(double[] row)
        {
            var sum = 0.0;
            for (var tree = 0; tree < _values.Length; tree++)
            {
                var at = 0;
                while (at >= 0)
                {
                    at = row[_features[tree][at]] <= _thresholds[tree][at] ? _left[tree][at] : _right[tree][at];
                }

                sum += _values[tree][~at];
            }

            return sum;
        }

        private static int[][] Integers(string text, string key) => [.. Read(text, key).Select(values => values.Select(value => (int)value).ToArray())];
    }

    /// <summary>A class a node.</summary>
    private sealed class ObjectTrees
    {
        private readonly Node[] _roots;

        public ObjectTrees(string text)
        {
            var (features, thresholds) = (Read(text, "split_feature"), Read(text, "threshold"));
            var (left, right, values) = (Read(text, "left_child"), Read(text, "right_child"), Read(text, "leaf_value"));
            Node Create(int tree, int at) => at < 0
                ? new Node { Value = values[tree][~at] }
                : new Node
                {
                    Feature = (int)features[tree][at],
                    Threshold = thresholds[tree][at],
                    Left = Create(tree, (int)left[tree][at]),
                    Right = Create(tree, (int)right[tree][at]),
                };
            _roots = [.. Enumerable.Range(0, values.Length).Select(tree => Create(tree, 0))];
        }

        public double Score(double[] row)
        {
            var sum = 0.0;
            foreach (var root in _roots)
            {
                var node = root;
                while (node.Left is not null)
                {
                    node = row[node.Feature] <= node.Threshold ? node.Left : node.Right!;
                }

                sum += node.Value;
            }

            return sum;
        }

        private sealed class Node
        {
            public int Feature;
            public double Threshold;
            public double Value;
            public Node? Left;
            public Node? Right;
        }
    }
}
