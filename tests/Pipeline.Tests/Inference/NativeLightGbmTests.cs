using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Inference;
using Pipeline.Testing;
using Pipeline.Testing.Features;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Inference;

/// <summary>What LightGBM trains must load, and score as the native library scores it: raw margins bit for bit, what comes of an exponential within a last bit of one.</summary>
internal sealed class NativeLightGbmTests
{
    private const ulong Schema = 0xABCD;

    // A last bit of one: probabilities take an exponential of our own, the native library that of the machine's C library.
    private const double ScoreError = 2.3e-16;
    private const string Forest = " boosting=rf bagging_freq=1 bagging_fraction=0.6";

    // Trees of at most 64 leaves, without categories and linear leaves: both kernels take them.
    private static readonly string[] Plain =
    [
        "objective=regression", "objective=regression zero_as_missing=true", "objective=regression use_missing=false", "objective=regression num_leaves=64",
        "objective=regression reg_sqrt=true", "objective=regression boosting=dart", "objective=regression extra_trees=true max_bin=1000",
        "objective=regression monotone_constraints=0,0,0,0,0,0,1,1,0,0,0,0", "objective=regression" + Forest, "objective=regression_l1", "objective=huber",
        "objective=fair", "objective=quantile alpha=0.8", "objective=mape", "objective=poisson", "objective=tweedie", "objective=gamma", "objective=binary",
        "objective=binary sigmoid=2.5 boosting=dart", "objective=binary" + Forest, "objective=cross_entropy", "objective=cross_entropy_lambda",
        "objective=lambdarank", "objective=rank_xendcg", "objective=multiclass num_class=3", "objective=multiclass num_class=3 boosting=dart",
        "objective=multiclass num_class=3 zero_as_missing=true", "objective=multiclass num_class=3" + Forest, "objective=multiclassova num_class=3 sigmoid=1.5",
    ];

    private static readonly string[] Walked =
    [
        "objective=regression categorical_feature=3 min_data_per_group=5 cat_smooth=1", "objective=regression num_leaves=255 min_data_in_leaf=2",
        "objective=regression linear_tree=true", "objective=regression linear_tree=true num_leaves=100 min_data_in_leaf=5 boosting=dart",
        "objective=multiclass num_class=3 num_leaves=255 min_data_in_leaf=2", "objective=multiclass num_class=3 categorical_feature=3 min_data_per_group=5",
        "objective=multiclass num_class=3 linear_tree=true",
    ];

    private static readonly (Instrument Instrument, string[] Names)[] Recorded =
    [
        (Captures.Btc, ["usdm-btcusdt-20240808"]),
        (Captures.Eth, ["usdm-ethusdt-20240718", "usdm-ethusdt-20240719"]),
        (Captures.CoinMBtc, ["coinm-btcusd_perp-20240808"]),
        (Captures.Nexo, ["spot-nexousdt-20240723", "spot-nexousdt-20240724", "spot-nexousdt-20240725"]),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        Plain.Concat(Walked).Select(each => new TestCaseData(each, TreeKernel.Walk)).Concat(Plain.Select(each => new TestCaseData(each, TreeKernel.Planes)));

    [OneTimeSetUp]
    public void RequireLibrary() => NativeLightGbm.Require();

    [TestCaseSource(nameof(Cases))]
    public void Should_score_what_the_native_library_trained_to_the_last_bit(string configuration, TreeKernel kernel) =>
        Compare(Train(configuration), configuration, kernel);

    [Test]
    public void Should_meet_the_infinite_thresholds_that_nulls_make([ValueSource(nameof(Plain))] string configuration) =>
        Assert.That(
            HostileRows.Thresholds(Train(configuration)).Any(double.IsPositiveInfinity),
            Is.EqualTo(!configuration.Contains("missing", StringComparison.Ordinal)),
            "without such a split the comparison proves nothing");

    [TestCase("objective=regression", TreeKernel.Walk)]
    [TestCase("objective=regression", TreeKernel.Planes)]
    [TestCase("objective=regression use_missing=false", TreeKernel.Walk)]
    [TestCase("objective=regression use_missing=false", TreeKernel.Planes)]
    [TestCase("objective=regression zero_as_missing=true", TreeKernel.Planes)]
    public void Should_compare_with_infinite_thresholds_of_both_signs(string configuration, TreeKernel kernel)
    {
        // The native library jumps by tree_sizes where that line stands, and reads tree after tree where it does not.
        var lines = Train(configuration).Split('\n').Where(line => !line.StartsWith("tree_sizes=", StringComparison.Ordinal)).Select(line => line.StartsWith("threshold=", StringComparison.Ordinal) ? Infinite(line) : line);

        Compare(string.Join('\n', lines), configuration, kernel);
    }

    [TestCase("objective=regression", TreeKernel.Walk)]
    [TestCase("objective=regression", TreeKernel.Best)]
    [TestCase("objective=regression linear_tree=true", TreeKernel.Walk)]
    [TestCase("objective=regression categorical_feature=3 min_data_per_group=5 cat_smooth=1", TreeKernel.Walk)]
    public void Should_score_a_column_that_is_invalid_by_the_mask_as_missing(string configuration, TreeKernel kernel)
    {
        var text = Train(configuration);
        using var native = new NativeLightGbm(text);
        var model = Load(text, HostileRows.Names, kernel);
        var needed = Needed(text);
        var random = new Random(8);
        var rows = HostileRows.ToScore(2_000, HostileRows.Columns, HostileRows.Thresholds(text), 9);
        var masks = rows.Select(_ => (ulong)random.NextInt64() | (ulong)random.NextInt64() | (random.Next(4) == 0 ? 0 : needed)).ToArray();
        var expected = native.Predict([.. rows.Zip(masks, Masked)], NativeLightGbm.Output.Raw);
        var scored = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var isScored = model.TryScore(rows[i], masks[i], out var score);
            Assert.That(isScored, Is.EqualTo((masks[i] & needed) == needed && double.IsFinite(expected[i][0])), $"row {i}");
            Assert.That(BitConverter.DoubleToInt64Bits(score), Is.EqualTo(isScored ? BitConverter.DoubleToInt64Bits(expected[i][0]) : 0), $"row {i}");
            scored += isScored ? 1 : 0;
        }

        Assert.That(scored, Is.InRange(100, rows.Length - 1));
    }

    [TestCase("objective=regression linear_tree=true")]
    [TestCase("objective=multiclass num_class=3")]
    public void Should_allocate_nothing_a_score(string configuration)
    {
        var text = Train(configuration);
        var model = Load(text, HostileRows.Names, TreeKernel.Best);
        var row = HostileRows.ToTrain(1, 3)[0];
        model.TryScore(row, ulong.MaxValue, out _);

        var bytes = Allocations.Of(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                model.TryScore(row, i % 2 == 0 ? ulong.MaxValue : ~2UL, out _);
            }
        });

        Assert.That(bytes, Is.Zero);
    }

    [Test]
    public void Should_score_every_row_of_a_capture_as_the_native_library_does([Range(0, 3)] int capture)
    {
        var (instrument, files) = Recorded[capture];
        var recorded = FeatureRun.Of(CaptureStream.Read(instrument, [.. files.Select(name => Shared.Require($"captures/{name}.gz"))])).Rows;
        string[] names = [.. Enumerable.Range(0, (int)FeatureId.Count).Select(id => FeatureSchema.NameOf((FeatureId)id))];
        var values = recorded.Select(row => Enumerable.Range(0, names.Length).Select(id => row.Features.Values[id]).ToArray()).ToArray();
        var masks = recorded.Select(row => row.Features.ValidMask).ToArray();
        var rows = values.Zip(masks, Masked).ToArray();
        var moves = Enumerable.Range(0, rows.Length).Select(i => (float)(1e4 * ((values[Math.Min(i + 20, rows.Length - 1)][0] / values[i][0]) - 1))).ToArray();
        float[] classes = [.. moves.Select(move => move < -0.01f ? 0f : move > 0.01f ? 2 : 1)];
        foreach (var (configuration, labels) in new[] { ("objective=regression", moves), ("objective=multiclass num_class=3", classes) })
        {
            var text = NativeLightGbm.Train(configuration + " num_leaves=31", rows, labels, names, 15);
            using var native = new NativeLightGbm(text);
            var expected = native.Predict(rows, NativeLightGbm.Output.Raw);
            foreach (var model in new[] { Load(text, names, TreeKernel.Walk), Load(text, names, TreeKernel.Best) })
            {
                var needed = Needed(text);
                var different = Enumerable.Range(0, rows.Length).Count(i =>
                    model.TryScore(values[i], masks[i], out _) != ((masks[i] & needed) == needed)
                    || ((masks[i] & needed) == needed && !model.Margins.SequenceEqual(expected[i])));

                Assert.That(different, Is.Zero, $"{configuration}, {model.Kernel}, of {rows.Length} rows");
            }
        }
    }

    private static void Compare(string text, string configuration, TreeKernel kernel)
    {
        if (kernel == TreeKernel.Planes)
        {
            TreeModelTests.RequirePlanes();
        }

        using var native = new NativeLightGbm(text);
        var model = Load(text, HostileRows.Names, kernel);
        Assert.That(model.Kernel, Is.EqualTo(kernel));
        var rows = HostileRows.ToScore(1_500, HostileRows.Columns, HostileRows.Thresholds(text), 5);
        var raw = native.Predict(rows, NativeLightGbm.Output.Raw);
        var normal = native.Predict(rows, NativeLightGbm.Output.Normal);
        for (var i = 0; i < rows.Length; i++)
        {
            var isScored = model.TryScore(rows[i], ulong.MaxValue, out var score);
            Assert.That(isScored, Is.EqualTo(raw[i].All(double.IsFinite)), $"row {i}");
            Assert.That(Bits(model.Margins), Is.EqualTo(isScored ? Bits(raw[i]) : Bits([.. raw[i].Select(_ => double.NaN)])), $"row {i}");
            if (isScored && raw[i].Length > 1)
            {
                Assert.That(model.Probabilities.ToArray(), Is.EqualTo(normal[i]).Within(8).Ulps, $"row {i}");
                Assert.That(score, Is.EqualTo(model.Probabilities[2] - model.Probabilities[0]), $"row {i}");
                Assert.That(score, Is.EqualTo(normal[i][2] - normal[i][0]).Within(ScoreError), $"row {i}");
            }
            else if (isScored)
            {
                var isMean = configuration.Contains(Forest, StringComparison.Ordinal);
                Assert.That(score, Is.EqualTo(isMean ? raw[i][0] / model.Trees : raw[i][0]), $"row {i}");
            }
        }
    }

    private static long[] Bits(ReadOnlySpan<double> values) => [.. values.ToArray().Select(BitConverter.DoubleToInt64Bits)];

    private static double[] Masked(double[] row, ulong mask) => [.. row.Select((value, column) => (mask >> column & 1) == 0 ? double.NaN : value)];

    private static string Infinite(string line) =>
        "threshold=" + string.Join(' ', line["threshold=".Length..].Split(' ').Select((text, i) => i % 5 == 1 ? "inf" : i % 5 == 3 ? "-inf" : text));

    /// <summary>The columns of splits that say nothing of missing values.</summary>
    private static ulong Needed(string text)
    {
        var lines = text.Split('\n');
        int[] All(string key) => [.. lines.Where(line => line.StartsWith(key, StringComparison.Ordinal))
            .SelectMany(line => line[key.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(int.Parse)];
        return All("split_feature=").Zip(All("decision_type=")).Where(split => split.Second >> 2 == 0)
            .Aggregate(0UL, (mask, split) => mask | (1UL << split.First));
    }

    private static string Train(string configuration)
    {
        var rows = HostileRows.ToTrain(2_000, 1);
        var labels = HostileRows.Labels(rows, 2).Select(label => LabelOf(configuration, label)).ToArray();
        return NativeLightGbm.Train(configuration, rows, labels, HostileRows.Names, 40);
    }

    private static float LabelOf(string configuration, float value)
    {
        if (configuration.Contains("num_class", StringComparison.Ordinal))
        {
            return value < 4.2f ? 0 : value < 5 ? 1 : 2;
        }

        var isRanking = configuration.Contains("rank", StringComparison.Ordinal);
        var isClass = configuration.Contains("binary", StringComparison.Ordinal) || configuration.Contains("cross", StringComparison.Ordinal);
        return isRanking ? Math.Min(3, (int)(value - 2)) : isClass ? (value < 4.5f ? 0 : 1) : value + 0.01f;
    }

    private static TreeModel Load(string text, string[] names, TreeKernel kernel)
    {
        var sidecar = Encoding.UTF8.GetBytes($"{{\"featureSchemaHash\":\"{Schema:x}\"}}");
        var indices = Enumerable.Range(0, names.Length).ToDictionary(i => names[i], i => i);
        return (TreeModel)ModelFile.Parse("m.txt", Encoding.UTF8.GetBytes(text), sidecar, Schema, indices, kernel);
    }
}
