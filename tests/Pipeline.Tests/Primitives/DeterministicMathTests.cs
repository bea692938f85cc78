using System.Runtime.CompilerServices;
using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

internal sealed class DeterministicMathTests
{
    private const int Trials = 20_000;

    [Test]
    public void Should_take_logarithms_within_one_ulp_over_the_whole_range()
    {
        var random = new Random(1);
        var worst = Worst(() => BitConverter.Int64BitsToDouble(random.NextInt64(1, 0x7FF0_0000_0000_0000)));

        Assert.That(worst, Is.LessThan(1.0));
    }

    [Test]
    public void Should_take_logarithms_within_one_ulp_near_one([Values(1e-1, 1e-3, 1e-6, 1e-10, 1e-15)] double distance)
    {
        var random = new Random(2);
        var worst = Worst(() => 1.0 + distance * (2 * random.NextDouble() - 1));

        Assert.That(worst, Is.LessThan(1.0));
    }

    [Test]
    public void Should_take_logarithms_within_one_ulp_where_the_reduction_switches()
    {
        var steps = Enumerable.Range(-2_000, 4_000).Select(step => BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(Math.Sqrt(2)) + step));

        Assert.That(steps.Max(value => ExactLog.UlpError(DeterministicMath.Log(value), ExactLog.Of(value))), Is.LessThan(1.0));
    }

    [Test]
    public void Should_take_the_logarithm_of_a_ratio_within_one_and_a_half_ulp_near_one()
    {
        var random = new Random(3);
        var worst = WorstRatio(() =>
        {
            var denominator = random.NextInt64(1_000, 1L << 46);
            return (denominator + random.NextInt64(-denominator / 5, denominator / 5) / (1L << random.Next(40)), denominator);
        });

        Assert.That(worst, Is.LessThan(1.5));
    }

    [Test]
    public void Should_take_the_logarithm_of_any_ratio_within_three_ulp()
    {
        var random = new Random(4);
        var worst = WorstRatio(() => (random.NextInt64(1, DeterministicMath.MaxRatioTerm), random.NextInt64(1, DeterministicMath.MaxRatioTerm)));

        Assert.That(worst, Is.LessThan(3.0));
    }

    [TestCase(1.0, 0.0)]
    [TestCase(0.0, double.NegativeInfinity)]
    [TestCase(-0.0, double.NegativeInfinity)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(-1.0, double.NaN)]
    [TestCase(double.NegativeInfinity, double.NaN)]
    [TestCase(double.NaN, double.NaN)]
    public void Should_take_the_logarithm_of_an_edge(double value, double expected) =>
        Assert.That(DeterministicMath.Log(value), Is.EqualTo(expected));

    [TestCase(1e-300)]
    [TestCase(1e-8)]
    [TestCase(0.1)]
    [TestCase(0.5)]
    [TestCase(2)]
    [TestCase(30)]
    [TestCase(708)]
    public void Should_take_exponentials_within_one_ulp(double range)
    {
        var random = new Random(7);
        var worst = Enumerable.Range(0, Trials).Select(_ => range * ((2 * random.NextDouble()) - 1))
            .Max(value => ExactExp.UlpError(DeterministicMath.Exp(value), value));

        Assert.That(worst, Is.LessThan(1.0));
    }

    [Test]
    public void Should_take_exponentials_within_one_ulp_where_the_reduction_switches()
    {
        var values = Enumerable.Range(-1021, 2044).SelectMany(doublings => new[] { -1, 0, 1 }.Select(step =>
            Math.ScaleB(Math.ScaleB((doublings + 0.5) * Math.Log(2), 40) + step, -40)));

        Assert.That(values.Max(value => ExactExp.UlpError(DeterministicMath.Exp(value), value)), Is.LessThan(1.0));
    }

    [Test]
    public void Should_take_subnormal_exponentials_within_one_and_a_half_ulp()
    {
        var random = new Random(8);
        var worst = Enumerable.Range(0, Trials).Select(_ => -708 - (37 * random.NextDouble()))
            .Max(value => ExactExp.UlpError(DeterministicMath.Exp(value), value));

        Assert.That(worst, Is.LessThan(1.5));
    }

    [TestCase(0.0, 1.0)]
    [TestCase(-0.0, 1.0)]
    [TestCase(double.Epsilon, 1.0)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(double.NegativeInfinity, 0.0)]
    [TestCase(double.NaN, double.NaN)]
    [TestCase(double.MaxValue, double.PositiveInfinity)]
    [TestCase(double.MinValue, 0.0)]
    [TestCase(709.782712893384, 1.7976931348622732e308)]
    [TestCase(709.7827128933841, double.PositiveInfinity)]
    [TestCase(-745.1332191019411, double.Epsilon)]
    [TestCase(-745.1332191019412, 0.0)]
    public void Should_take_the_exponential_of_an_edge(double value, double expected) =>
        Assert.That(DeterministicMath.Exp(value), Is.EqualTo(expected));

    [Test]
    public void Should_give_the_exponentials_that_every_machine_gives()
    {
        var random = new Random(9);
        var hash = default(RunningHash);
        for (var trial = 0; trial < Trials; trial++)
        {
            hash.Add(DeterministicMath.Exp(random.NextDouble() * -40));
        }

        Assert.That(hash.Value, Is.EqualTo(6034557224887076726UL));
    }

    [Test]
    public void Should_give_the_bits_that_every_machine_gives()
    {
        var random = new Random(5);
        var hash = default(RunningHash);
        for (var trial = 0; trial < Trials; trial++)
        {
            hash.Add(DeterministicMath.Log(random.NextDouble() * 1e6));
            hash.Add(DeterministicMath.LogRatio(random.NextInt64(500_000, 700_000), 600_000));
        }

        Assert.That(hash.Value, Is.EqualTo(9388880839389808702UL));
    }

    // A fused multiply-add rounds once where two operations round twice: the JIT may not make one of ours.
    [Test]
    public void Should_never_see_a_product_and_a_sum_fused()
    {
        var random = new Random(6);
        var wouldDiffer = 0;
        for (var trial = 0; trial < 2_000_000; trial++)
        {
            double a = random.NextDouble(), b = random.NextDouble(), c = -a * b * (1 + 1e-12 * random.NextDouble());
            var product = Product(a, b);
            wouldDiffer += Math.FusedMultiplyAdd(a, b, c) != product + c ? 1 : 0;
            if (a * b + c != product + c || c - a * b != c - product)
            {
                Assert.Fail($"fused at trial {trial}: {a:R} * {b:R} + {c:R}");
            }
        }

        Assert.That(wouldDiffer, Is.GreaterThan(1_000_000), "the trials must be able to tell");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Product(double left, double right) => left * right;

    private static double Worst(Func<double> next) => Enumerable.Range(0, Trials).Max(_ =>
    {
        var value = next();
        return value == 1.0 ? 0 : ExactLog.UlpError(DeterministicMath.Log(value), ExactLog.Of(value));
    });

    private static double WorstRatio(Func<(long Numerator, long Denominator)> next) => Enumerable.Range(0, Trials).Max(_ =>
    {
        var (numerator, denominator) = next();
        return numerator == denominator
            ? DeterministicMath.LogRatio(numerator, denominator)
            : ExactLog.UlpError(DeterministicMath.LogRatio(numerator, denominator), ExactLog.OfRatio(numerator, denominator));
    });
}
