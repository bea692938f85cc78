using System.Globalization;
using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

internal sealed class FixedPointTests
{
    [Test]
    public void Should_give_the_double_nearest_the_decimal()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var mantissa = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(63);
            var decimals = random.Next(FixedPoint.MaxDecimals + 1);
            Assert.That(FixedPoint.ToDouble(mantissa, decimals), Is.EqualTo(Nearest(mantissa, decimals)), $"{mantissa} / 10^{decimals}");
        }
    }

    [Test]
    public void Should_give_the_double_nearest_a_sum_that_passes_64_bits()
    {
        var random = new Random(6);
        for (var i = 0; i < 20_000; i++)
        {
            var mantissa = ((Int128)random.NextInt64(long.MinValue, long.MaxValue) << 64 | random.NextInt64()) >> random.Next(120);
            var decimals = random.Next(FixedPoint.MaxDecimals + 1);
            Assert.That(FixedPoint.ToDouble(mantissa, decimals), Is.EqualTo(Nearest(mantissa, decimals)), $"{mantissa} / 10^{decimals}");
        }
    }

    [TestCase(61659_70000000L, 8, 6, "61659.70")]
    [TestCase(61659_70000001L, 8, 6, "61659.70000001")]
    [TestCase(61659_71500000L, 8, 6, "61659.715")]
    [TestCase(0L, 8, 8, "0")]
    [TestCase(-25_42618900L, 8, 3, "-25.426189")]
    [TestCase(120L, 1, 0, "12.0")]
    public void Should_leave_off_spare_decimals_that_are_zero(long mantissa, int decimals, int spare, string text) =>
        Assert.That(FixedPoint.Format(mantissa, decimals, spare), Is.EqualTo(text));

    // The parser of the runtime rounds the decimal to the nearest double.
    private static double Nearest(Int128 mantissa, int decimals) =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{mantissa}e-{decimals}"), CultureInfo.InvariantCulture);
}
