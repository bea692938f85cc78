using NUnit.Framework;
using Pipeline.Research.Quality;

namespace Pipeline.Tests.Research.Quality;

[TestFixture]
public sealed class QualityLineTests
{
    [TestCase(1, "100.00 %")]
    [TestCase(0.99995293, "99.9953 %")]
    [TestCase(0.9999999, "99.9999 %")]
    [TestCase(1 - 1e-16, "100.00 %")]
    [TestCase(0.131160195, "13.12 %")]
    [TestCase(0.00001, "0.001 %")]
    [TestCase(0.0000001, "0.0001 %")]
    [TestCase(0, "0.00 %")]
    [TestCase(double.NaN, "n/a")]
    public void Should_write_nearly_all_as_less_than_all_and_hardly_any_as_more_than_none(double share, string text) =>
        Assert.That(QualityLine.Format(share, LineUnit.Share), Is.EqualTo(text));

    [TestCase(0.5, 0.625, "+12.50 pp")]
    [TestCase(1, 0, "-100.00 pp")]
    [TestCase(0.5, 0.50001, "+0.001 pp")]
    [TestCase(1, 1 - 1e-16, "=")]
    [TestCase(double.NaN, 1, "")]
    public void Should_tell_a_difference_of_shares_in_points(double one, double other, string text) =>
        Assert.That(new QualityLine("", "", one, LineUnit.Share).Difference(new QualityLine("", "", other, LineUnit.Share)), Is.EqualTo(text));
}
