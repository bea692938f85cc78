using System.Runtime.Intrinsics.X86;
using System.Text;
using NUnit.Framework;
using Pipeline.Inference;
using Pipeline.Testing;

namespace Pipeline.Tests.Inference;

internal sealed class TreeModelTests
{
    private const ulong Schema = 0xABCD;

    internal static TreeModel Load(LightGbmWriter writer, TreeKernel kernel) => (TreeModel)ModelFile.Parse(
        "model.txt", Encoding.UTF8.GetBytes(writer.Text()), null, Schema, LightGbmWriter.Names(writer.Columns), kernel);

    internal static void RequirePlanes()
    {
        if (!Avx512Vbmi.IsSupported)
        {
            Assert.Ignore("needs AVX-512 VBMI");
        }
    }

    [Test]
    public void Should_score_one_split_by_hand()
    {
        const string Text = "tree\nversion=v3\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=binary sigmoid:1\nfeature_names=b a\n\n"
            + "Tree=0\nnum_leaves=2\nnum_cat=0\nsplit_feature=1\nthreshold=0.5\ndecision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=-1.25 2.5\nshrinkage=1\n\nend of trees\n";
        var names = new Dictionary<string, int> { ["a"] = 7, ["b"] = 3 };
        var sidecar = Encoding.UTF8.GetBytes("{\"featureSchemaHash\":\"abcd\"}");

        var model = ModelFile.Parse("m.txt", Encoding.UTF8.GetBytes(Text), sidecar, Schema, names);

        var row = new double[8];
        row[7] = 0.5;
        Assert.That(model.TryScore(row, ulong.MaxValue, out var atThreshold), Is.True);
        row[7] = Math.BitIncrement(0.5);
        Assert.That(model.TryScore(row, ulong.MaxValue, out var above), Is.True);
        Assert.That((atThreshold, above), Is.EqualTo((-1.25, 2.5)));
        Assert.That(model.Inputs.ToArray(), Is.EqualTo(new[] { 7 }));
        Assert.That(model.FeatureSchemaHash, Is.EqualTo(Schema));
    }

    [TestCase(TreeKernel.Walk)]
    [TestCase(TreeKernel.Planes)]
    public void Should_equal_a_plain_walk_to_the_last_bit(TreeKernel kernel)
    {
        if (kernel == TreeKernel.Planes)
        {
            RequirePlanes();
        }

        foreach (var (trees, leaves, missing) in new[] { (1, 1, 0), (1, 2, 0), (3, 32, 1), (17, 5, 2), (64, 31, 0), (65, 31, 3), (100, 31, 3), (130, 64, 3), (70, 33, 3) })
        {
            var writer = new LightGbmWriter(trees + leaves) { MissingTypes = missing == 3 ? [0, 1, 2] : [missing] }.Add(trees, leaves);
            var model = Load(writer, kernel);
            Assert.That(model.Kernel, Is.EqualTo(kernel));
            for (var i = 0; i < 300; i++)
            {
                var row = writer.Row();
                Assert.That(model.TryScore(row, ulong.MaxValue, out var score), Is.True);
                Assert.That(
                    BitConverter.DoubleToInt64Bits(score), Is.EqualTo(BitConverter.DoubleToInt64Bits(writer.Oracle(row, 0))), $"{trees} x {leaves}, row {i}");
            }
        }
    }

    [Test]
    public void Should_split_a_column_of_many_thresholds_over_several_codes()
    {
        RequirePlanes();
        var writer = new LightGbmWriter(5) { Columns = 2, Bins = 4000, MissingTypes = [2] }.Add(200, 31);

        var model = Load(writer, TreeKernel.Planes);

        for (var i = 0; i < 2000; i++)
        {
            var row = writer.Row();
            Assert.That(model.TryScore(row, ulong.MaxValue, out var score), Is.True);
            Assert.That(score, Is.EqualTo(writer.Oracle(row, 0)));
        }
    }

    [Test]
    public void Should_follow_categories_and_choose_the_walk_for_them()
    {
        var writer = new LightGbmWriter(6) { HasCategories = true, Columns = 3, MissingTypes = [0, 2] }.Add(40, 31);

        var model = Load(writer, TreeKernel.Best);

        Assert.That(model.Kernel, Is.EqualTo(TreeKernel.Walk));
        for (var i = 0; i < 2000; i++)
        {
            var row = writer.Row();
            Assert.That(model.TryScore(row, ulong.MaxValue, out var score), Is.True);
            Assert.That(score, Is.EqualTo(writer.Oracle(row, 0)));
        }
    }

    [TestCase(TreeKernel.Walk, "multiclass num_class:3")]
    [TestCase(TreeKernel.Best, "multiclass num_class:3")]
    [TestCase(TreeKernel.Best, "multiclassova num_class:3 sigmoid:1.5")]
    public void Should_score_several_classes_as_the_probability_of_the_last_less_that_of_the_first(TreeKernel kernel, string objective)
    {
        var writer = new LightGbmWriter(7) { Classes = 3, Objective = objective }.Add(90, 31);

        var model = Load(writer, kernel);

        Assert.That(model.Trees, Is.EqualTo(90));
        for (var i = 0; i < 300; i++)
        {
            var row = writer.Row();
            var margins = Enumerable.Range(0, 3).Select(each => writer.Oracle(row, each)).ToArray();
            var expected = objective.Contains("sigmoid", StringComparison.Ordinal)
                ? margins.Select(margin => 1 / (1 + Math.Exp(-1.5 * margin))).ToArray()
                : [.. margins.Select(margin => Math.Exp(margin) / margins.Sum(Math.Exp))];
            Assert.That(model.TryScore(row, ulong.MaxValue, out var score), Is.True);
            Assert.That(model.Margins.ToArray(), Is.EqualTo(margins));
            Assert.That(model.Probabilities.ToArray(), Is.EqualTo(expected).Within(1e-14));
            Assert.That(score, Is.EqualTo(model.Probabilities[2] - model.Probabilities[0]));
        }
    }

    [Test]
    public void Should_score_a_sure_flat_class_near_zero()
    {
        var text = ThreeStumps("-2", "6", "2");
        var model = (TreeModel)ModelFile.Parse("m.txt", Encoding.UTF8.GetBytes(text), null, Schema, LightGbmWriter.Names(1));

        Assert.That(model.TryScore([0.0], ulong.MaxValue, out var score), Is.True);

        Assert.That(score, Is.EqualTo(0.0176).Within(1e-4), "the margins alone are 4 apart");
        Assert.That(model.Probabilities[1], Is.EqualTo(0.9817).Within(1e-4));
    }

    [Test]
    public void Should_give_no_probability_where_margins_are_beyond_a_double()
    {
        var text = ThreeStumps("1e308", "0", "0", "1e308", "0", "0");
        var model = (TreeModel)ModelFile.Parse("m.txt", Encoding.UTF8.GetBytes(text), null, Schema, LightGbmWriter.Names(1));

        Assert.That(model.TryScore([0.0], ulong.MaxValue, out var score), Is.False);
        Assert.That(score, Is.Zero);
    }

    private static string ThreeStumps(params string[] leaves) =>
        "# featureSchemaHash=abcd\ntree\nversion=v4\nnum_class=3\nnum_tree_per_iteration=3\nmax_feature_idx=0\nobjective=multiclass num_class:3\nfeature_names=c0\n\n"
        + string.Concat(leaves.Select((leaf, i) => $"Tree={i}\nnum_leaves=1\nnum_cat=0\nleaf_value={leaf}\n\n")) + "end of trees\n";

    [TestCase(TreeKernel.Walk)]
    [TestCase(TreeKernel.Best)]
    public void Should_take_an_invalid_column_as_missing_only_where_the_model_says_so(TreeKernel kernel)
    {
        var writer = new LightGbmWriter(8) { Columns = 4, MissingTypes = [0, 1, 2, 0] }.Add(20, 31);
        var model = Load(writer, kernel);
        var row = new[] { 0.1, 0.2, 0.3, 0.4 };
        var withoutMissing = new[] { 0.1, double.NaN, double.NaN, 0.4 };

        Assert.That(model.TryScore(row, 0b1001, out var score), Is.True);
        Assert.That(score, Is.EqualTo(writer.Oracle(withoutMissing, 0)));
        Assert.That(model.TryScore(row, 0b0111, out var none), Is.False);
        Assert.That(none, Is.Zero);
        Assert.That(model.TryScore(row, 0b1110, out _), Is.False);
    }

    [TestCase(TreeKernel.Walk, 1)]
    [TestCase(TreeKernel.Best, 1)]
    [TestCase(TreeKernel.Walk, 3)]
    [TestCase(TreeKernel.Best, 3)]
    public void Should_allocate_nothing(TreeKernel kernel, int classes)
    {
        var objective = classes == 1 ? "regression" : "multiclass num_class:3";
        var writer = new LightGbmWriter(9) { MissingTypes = [0, 2], Classes = classes, Objective = objective }.Add(99, 31);
        var model = Load(writer, kernel);
        var row = writer.Row();
        var valid = ~0UL << 2 | 1;
        Score(model, row, valid, times: 1);

        Assert.That(Allocations.Of(() => Score(model, row, valid, times: 1000)), Is.Zero);
    }

    private static void Score(IModel model, double[] row, ulong valid, int times)
    {
        for (var i = 0; i < times; i++)
        {
            model.TryScore(row, valid, out _);
        }
    }
}
