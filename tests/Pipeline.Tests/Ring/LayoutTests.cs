using System.Reflection;
using NUnit.Framework;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

/// <summary>
/// Fields that are written while threads run lie alone: no field of another writer, no field that others read, and no
/// neighbouring object within <see cref="CacheLine.Bytes"/>. Every field is declared here, so a new one is thought about.
/// </summary>
internal sealed class LayoutTests
{
    private static readonly SingleProducerSequencer Single = new(8, new BlockingWaitStrategy());

    [Test]
    public void Should_keep_a_sequence_away_from_everything() => AssertAlone(new Sequence(), "_value");

    [Test]
    public void Should_keep_the_producers_state_away_from_everything() =>
        AssertAlone(Single, "_producer.Claimed", "_producer.CachedGating");

    [Test]
    public void Should_keep_the_mask_of_the_parked_away_from_everything() =>
        AssertAlone(PrivateValue(Single, "Signal"), "_parked.Bits");

    [Test]
    public void Should_know_every_field_that_is_written_while_threads_run()
    {
        var signal = PrivateValue(Single, "Signal");
        Assert.That(Mutable(Single), Is.EquivalentTo(new[]
        {
            "_producer.Claimed", "_producer.CachedGating", "_failure", "_awaitedGating", "<Gating>k__BackingField", "<Failed>k__BackingField",
        }));
        Assert.That(Mutable(signal), Is.EquivalentTo(new[] { "_parked.Bits", "_count", "_isStopped" }));
        Assert.That(Mutable(new MultiProducerSequencer(8, new BlockingWaitStrategy())), Is.EquivalentTo(new[]
        {
            "_failure", "_awaitedGating", "<Gating>k__BackingField", "<Failed>k__BackingField",
        }));
        Assert.That(Mutable(Single.NewBarrier()), Is.EquivalentTo(new[] { "_isAlerted", "_awaited" }));
    }

    /// <summary>The fields named lie together; every other field and both ends of the object are a line pair away.</summary>
    private static void AssertAlone(object owner, params string[] together)
    {
        var fields = FieldOffsets.Of(owner).ToArray();
        var mine = fields.Where(field => together.Contains(field.Path)).ToArray();
        Assert.That(mine, Has.Length.EqualTo(together.Length));
        var first = mine.Min(field => field.Offset);
        var last = mine.Max(field => field.Offset) + sizeof(long);
        foreach (var (path, _, offset) in fields.Except(mine))
        {
            Assert.That(offset < first - CacheLine.Bytes || offset >= last + CacheLine.Bytes, Is.True, $"{path} at {offset} is near {first}..{last}");
        }

        Assert.That(first, Is.GreaterThanOrEqualTo(CacheLine.Bytes), "the object before");
        Assert.That(SizeOf(owner) - last, Is.GreaterThanOrEqualTo(CacheLine.Bytes), "the object after");
    }

    /// <summary>From the distance between two objects allocated one after the other: the smallest seen is the size.</summary>
    private static long SizeOf(object owner)
    {
        var clone = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
        var before = GC.GetAllocatedBytesForCurrentThread();
        clone.Invoke(owner, null);
        var cold = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        clone.Invoke(owner, null);
        return Math.Min(cold, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static IEnumerable<string> Mutable(object owner) => FieldOffsets.Of(owner).Select(field => field.Path).Where(path => !IsReadOnly(owner.GetType(), path));

    private static bool IsReadOnly(Type? type, string path)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(path.Split('.')[0], Declared) is { } field)
            {
                return field.IsInitOnly;
            }
        }

        return false;
    }

    private static object PrivateValue(object owner, string property) =>
        typeof(Sequencer).GetProperty(property, BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(owner)!;
}
