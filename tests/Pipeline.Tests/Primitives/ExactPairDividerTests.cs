using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

/// <summary>Counting what is no whole number of a step, compared with the remainder operator.</summary>
public sealed class ExactPairDividerTests
{
    private static readonly long[] Steps = [1, 2, 3, 5, 64, 100_000, 10_000_000, 7_812_500, 100_000_000, 1L << 40, 999_999_999_999];

    [Test]
    public void Should_count_as_the_remainder_does([ValueSource(nameof(Steps))] long first, [ValueSource(nameof(Steps))] long second)
    {
        var random = new Random(1);
        var divider = new ExactPairDivider(first, second);
        for (var length = 0; length < 40; length++)
        {
            var pairs = Pairs(random, length, first, second, offOneIn: length % 3 == 0 ? int.MaxValue : 6);
            var expected = (pairs.Count(pair => pair.Price % first != 0), pairs.Count(pair => pair.Size % second != 0));
            Assert.That(divider.CountOff<Pair>(pairs), Is.EqualTo(expected), $"{length} pairs");
        }
    }

    private static Pair[] Pairs(Random random, int length, long first, long second, int offOneIn) =>
        [.. Enumerable.Range(0, length).Select(_ => new Pair(Value(random, first, offOneIn), Value(random, second, offOneIn)))];

    private static long Value(Random random, long step, int offOneIn) =>
        random.Next(offOneIn) == 0 ? random.NextInt64() : random.NextInt64(long.MaxValue / step) * step;

    private readonly record struct Pair(long Price, long Size);
}
