using NUnit.Framework;
using Pipeline.Orders;

namespace Pipeline.Tests.Orders;

internal sealed class IdIndexTests
{
    [Test]
    public void Should_agree_with_a_dictionary()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        var index = new IdIndex(200);
        var plain = new Dictionary<long, int>();
        for (var i = 0; i < 200_000; i++)
        {
            var id = (long)random.Next(1, 400) << random.Next(3) * 16;
            if (plain.Count < 200 && random.Next(2) == 0 && plain.TryAdd(id, i))
            {
                index.Add(id, i);
            }
            else if (random.Next(2) == 0)
            {
                plain.Remove(id);
                index.Remove(id);
            }

            var found = index.TryGet(id, out var slot);
            if (found != plain.TryGetValue(id, out var expected) || slot != expected || index.Count != plain.Count)
            {
                Assert.Fail($"seed {Seed}, step {i}: id {id} at {slot}, expected at {expected}");
            }
        }
    }

    [Test]
    public void Should_refuse_what_does_not_fit()
    {
        var index = new IdIndex(1);
        index.Add(5, 0);

        Assert.Throws<InvalidOperationException>(() => index.Add(6, 0));
        Assert.That(index.TryGet(0, out _), Is.False);
    }
}
