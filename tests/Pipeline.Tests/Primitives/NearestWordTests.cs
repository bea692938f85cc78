using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

/// <summary>What is suggested to somebody who mistyped a word, and when nothing is.</summary>
public class NearestWordTests
{
    private static readonly string[] Known = ["simulator", "testnet", "live", "spreadMaxTicks", "--json", "--journal"];

    [TestCase("simulater", "simulator")]
    [TestCase("simulatro", "simulator")]
    [TestCase("SIMULATOR", "simulator")]
    [TestCase("lvie", "live")]
    [TestCase("tes", "testnet")]
    [TestCase("spreadMaxTick", "spreadMaxTicks")]
    [TestCase("--jurnal", "--journal")]
    [TestCase("--jason", "--json")]
    public void Should_find_what_was_meant(string word, string meant) => Assert.That(NearestWord.Of(word, Known), Is.EqualTo(meant));

    [TestCase("")]
    [TestCase("dead")]
    [TestCase("something")]
    public void Should_not_guess(string word) => Assert.That(NearestWord.Of(word, Known), Is.Null);

    [Test]
    public void Should_join_what_may_be_used() =>
        Assert.That(new[] { NearestWord.Either(["a"]), NearestWord.Either(["a", "b"]), NearestWord.Either(["a", "b", "c"]) }, Is.EqualTo(new[] { "a", "a or b", "a, b or c" }));
}
