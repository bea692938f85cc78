using System.Text;
using NUnit.Framework;
using Pipeline.Inference;

namespace Pipeline.Tests.Inference;

internal sealed class ModelFileTests
{
    private const ulong Schema = 0xABCD;
    private static readonly Dictionary<string, int> Names = new() { ["ofin_l1"] = 28, ["imbalance"] = 4 };

    private static IModel Linear(string json) => ModelFile.Parse("model.json", Encoding.UTF8.GetBytes(json), null, Schema, Names);

    private static IModel Trees(string text) =>
        ModelFile.Parse("model.txt", Encoding.UTF8.GetBytes(text), null, Schema, LightGbmWriter.Names(40));

    private static string Good() => new LightGbmWriter(1).Add(3, 5).Text();

    [Test]
    public void Should_add_weights_in_the_order_of_the_sheet()
    {
        var model = Linear("""{"kind":"linear","featureSchemaHash":"000000000000abcd","bias":0.1,"weights":{"ofin_l1":0.3,"imbalance":0.7}}""");
        var row = new double[54];
        row[4] = 0.3;
        row[28] = -1.7;

        Assert.That(model.TryScore(row, (1UL << 4) | (1UL << 28), out var score), Is.True);
        Assert.That(score, Is.EqualTo(0.1 + (0.7 * 0.3) + (0.3 * -1.7)));
        Assert.That(model.Inputs.ToArray(), Is.EqualTo(new[] { 4, 28 }));
        Assert.That(model.TryScore(row, 1UL << 4, out _), Is.False);
        row[4] = double.PositiveInfinity;
        Assert.That(model.TryScore(row, ulong.MaxValue, out _), Is.False, "a score is finite or none");
    }

    [Test]
    public void Should_change_the_hash_with_any_byte()
    {
        const string Text = """{"kind":"linear","featureSchemaHash":"abcd","bias":0,"weights":{"imbalance":1}}""";

        Assert.That(Linear(Text + " ").Hash, Is.Not.EqualTo(Linear(Text).Hash));
        Assert.That(Linear(Text).Hash, Is.EqualTo(Linear(Text).Hash));
    }

    [Test]
    public void Should_name_both_hashes_when_the_schema_differs()
    {
        var linear = Assert.Throws<ModelException>(() => Linear("""{"kind":"linear","featureSchemaHash":"1234","bias":0,"weights":{"imbalance":1}}"""));
        var trees = Assert.Throws<ModelException>(() => Trees(new LightGbmWriter(1).Add(1, 3).Text(0x1234)));

        Assert.That(linear!.Message, Does.Contain("0000000000001234").And.Contain("000000000000abcd").And.Contain("model.json"));
        Assert.That(trees!.Message, Does.Contain("0000000000001234").And.Contain("000000000000abcd").And.Contain("model.txt line 1"));
    }

    [Test]
    public void Should_refuse_trees_that_name_no_schema()
    {
        var text = Good()[(Good().IndexOf('\n') + 1)..];

        Assert.That(Assert.Throws<ModelException>(() => Trees(text))!.Message, Does.Contain("model.txt.json"));
    }

    [Test]
    public void Should_refuse_a_missing_file()
    {
        var fault = Assert.Throws<ModelException>(() => ModelFile.Load("no-such-model.json", Schema, Names));

        Assert.That(fault!.Message, Does.Contain("no-such-model.json").And.Contain("check the path"));
    }

    [TestCase("{", 1)]
    [TestCase("{\n\"kind\":\"linear\",\n!", 3)]
    [TestCase("[]", 0)]
    [TestCase("""{"kind":"dense"}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","weights":{"imbalance":1}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":0,"weights":{}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":0,"weights":{"imbalance":1,"imbalance":2}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":0,"weights":{"imbalanc":1}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":"0","weights":{"imbalance":1}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":1e999,"weights":{"imbalance":1}}""", 0)]
    [TestCase("""{"kind":"linear","\ud800":1}""", 0)]
    [TestCase("""{"kind":"\ud800"}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"xyz","bias":0,"weights":{"imbalance":1}}""", 0)]
    [TestCase("""{"kind":"linear","featureSchemaHash":"abcd","bias":0,"weight":{"imbalance":1}}""", 0)]
    public void Should_refuse_a_damaged_linear_model(string json, long line) =>
        Assert.That(Assert.Throws<ModelException>(() => Linear(json))!.Line, Is.EqualTo(line));

    [TestCase("version=v4", "version=v9", "version")]
    [TestCase("objective=regression", "objective=multiclas", "train with objective multiclass")]
    [TestCase("objective=regression", "objective=multiclass num_class:3", "train with objective multiclass")]
    [TestCase("objective=regression", "objective=regression sigmoid:x", "no finite number")]
    [TestCase("num_tree_per_iteration=1", "num_tree_per_iteration=3", "3 outputs")]
    [TestCase("feature_names=c0", "feature_names=Column_0", "feature sheet")]
    [TestCase("max_feature_idx=39", "max_feature_idx=38", "feature_names")]
    [TestCase("Tree=1", "Tree=2", "Tree=1")]
    [TestCase("end of trees", "end", "end of trees")]
    [TestCase("max_feature_idx=39", "max_feature_idx=64", "train on at most 64 columns")]
    [TestCase("is_linear=0", "is_linear=1", "leaf_const")]
    [TestCase("is_linear=0", "is_linear=1\nleaf_const=0 0 0 0 0\nnum_features=0 0 0 0 2\nleaf_features=3 40\nleaf_coeff=1 1", "integer from 0 to 39")]
    [TestCase("is_linear=0", "is_linear=1\nleaf_const=0 0 0 0 0\nnum_features=0 0 0 0 2\nleaf_features=3\nleaf_coeff=1", "values where")]
    [TestCase("is_linear=0", "is_linear=1\nleaf_const=0 0 0 0 inf\nnum_features=0 0 0 0 0\nleaf_features=\nleaf_coeff=", "finite")]
    [TestCase("leaf_value=", "leaf_value=inf ", "leaf_value")]
    [TestCase("num_leaves=5", "num_leaves=6", "values where")]
    [TestCase("num_leaves=5", "num_leaves=99999999", "integer")]
    [TestCase("num_leaves=5", "num_leaves=x", "integer")]
    [TestCase("leaf_value=", "leaf_value=nan ", "leaf_value")]
    [TestCase("label_index=0", "version=v4", "twice")]
    [TestCase("num_tree_per_iteration=1", "num_tree_per_iteration=2", "2 outputs")]
    public void Should_refuse_damaged_trees(string good, string bad, string word)
    {
        var text = Good();
        var at = text.IndexOf(good, StringComparison.Ordinal);
        text = text[..at] + bad + text[(at + good.Length)..];

        Assert.That(Assert.Throws<ModelException>(() => Trees(text))!.Message, Does.Contain(word));
    }

    [TestCase("left_child=1 -1", "left_child=0 -1")]
    [TestCase("left_child=1 -1", "left_child=-2 -1")]
    [TestCase("left_child=1 -1", "left_child=2 -1")]
    [TestCase("left_child=1 -1", "left_child=-9 -1")]
    [TestCase("decision_type=0 0", "decision_type=1 0")]
    [TestCase("decision_type=0 0", "decision_type=12 0")]
    [TestCase("threshold=1 2", "threshold=1e999 2")]
    [TestCase("threshold=1 2", "threshold=nan 2")]
    [TestCase("threshold=1 2", "threshold=Infinity 2")]
    [TestCase("decision_type=0 0\nleft", "decision_type=1 0\nnum_cat=1\ncat_boundaries=0 1\ncat_threshold=1\nleft")]
    public void Should_refuse_children_that_form_no_tree(string good, string bad)
    {
        const string Text = "# featureSchemaHash=abcd\ntree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\nfeature_names=c0\n\n"
            + "Tree=0\nnum_leaves=3\nnum_cat=0\nsplit_feature=0 0\nthreshold=1 2\ndecision_type=0 0\nleft_child=1 -1\nright_child=-2 -3\nleaf_value=1 2 3\n\nend of trees\n";
        Assert.That(Trees(Text).Inputs.Length, Is.EqualTo(1));

        Assert.Throws<ModelException>(() => Trees(Text.Replace(good, bad)));
    }

    [Test]
    public void Should_refuse_trees_that_are_no_multiple_of_the_classes()
    {
        var text = new LightGbmWriter(1) { Classes = 3, Objective = "multiclass num_class:3" }.Add(4, 5).Text();

        Assert.That(Assert.Throws<ModelException>(() => Trees(text))!.Message, Does.Contain("multiple"));
    }

    [Test]
    public void Should_take_an_objective_of_the_users_own_only_where_there_is_one_output()
    {
        var one = Good().Replace("objective=regression\n", "");
        var three = new LightGbmWriter(1) { Classes = 3 }.Add(3, 5).Text().Replace("objective=regression\n", "");

        Assert.That(Trees(one).TryScore(new double[40], ulong.MaxValue, out _), Is.True);
        Assert.That(Assert.Throws<ModelException>(() => Trees(three))!.Message, Does.Contain("'custom' with 3 outputs").And.Contain("train with objective multiclass"));
    }

    [Test]
    public void Should_never_advise_what_made_the_file()
    {
        var fault = Assert.Throws<ModelException>(() => Trees(Good().Replace("leaf_value=", "leaf_value=nan ")));

        Assert.That(fault!.Message, Does.Contain("copy the saved file again").And.Not.Contain("save_model"));
    }

    [Test]
    public void Should_refuse_or_load_but_never_break_on_a_cut_or_changed_text([Values] bool isLinear)
    {
        const string Linear = "is_linear=1\nleaf_const=0 1 2 3 4\nnum_features=0 1 0 0 2\nleaf_features= 3  4 39\nleaf_coeff= 0.5  1 2";
        var text = Encoding.UTF8.GetBytes(isLinear ? Good().Replace("is_linear=0", Linear) : Good());
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var copy = text[..(i % 2 == 0 ? text.Length : 1 + random.Next(text.Length))];
            copy[random.Next(copy.Length)] = (byte)random.Next(256);
            try
            {
                ModelFile.Parse("model.txt", copy, null, Schema, LightGbmWriter.Names(40));
            }
            catch (ModelException)
            {
                refused++;
            }
        }

        Assert.That(refused, Is.InRange(1500, 2999), "some cuts must be refused, some changes harmless; seed 3");
    }
}
