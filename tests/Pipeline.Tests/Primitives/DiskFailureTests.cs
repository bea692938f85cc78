using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

/// <summary>What a disk that refuses is called.</summary>
internal sealed class DiskFailureTests
{
    [TestCase(5, "the device fails", false, false)]
    [TestCase(28, "make room", true, true)]
    [TestCase(30, "can be written to", true, false)]
    [TestCase(116, "mount it anew", false, false)]
    [TestCase(122, "have the quota raised", true, true)]
    [TestCase(2, "words of the system", false, false)]
    public void Should_say_what_the_number_means(int number, string words, bool isOfWriting, bool isNoSpace)
    {
        var failure = new IOException("words of the system", number);

        Assert.That(DiskFailure.Describe(failure), Does.Contain("words of the system").And.Contain(words));
        Assert.That((DiskFailure.IsOne(failure), DiskFailure.IsOfWriting(failure), DiskFailure.IsNoSpace(failure)), Is.EqualTo((true, isOfWriting, isNoSpace)));
    }

    [Test]
    public void Should_take_no_mistake_of_the_program_for_a_failure_of_the_disk() =>
        Assert.That(DiskFailure.IsOne(new ArgumentOutOfRangeException("value")), Is.False);
}
