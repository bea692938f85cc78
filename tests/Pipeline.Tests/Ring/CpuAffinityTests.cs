using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

internal sealed class CpuAffinityTests
{
    [Test]
    public void Should_run_where_it_was_pinned()
    {
        if (CpuAffinity.AllowedCpus.Count == 0)
        {
            Assert.Ignore("this system has no pinning");
        }

        foreach (var cpu in CpuAffinity.AllowedCpus)
        {
            var thread = new PipelineThread("pinned", () => { }, cpu);
            thread.Start();
            Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True);
            Assert.That(thread.PinFailure, Is.Null);
            Assert.That(thread.Cpu, Is.EqualTo(cpu));
        }
    }

    [Test]
    public void Should_refuse_a_cpu_that_the_process_may_not_use_and_say_why()
    {
        Assert.That(CpuAffinity.TryPin(4_000, out var reason), Is.False);
        Assert.That(reason, Is.Not.Empty);
    }

    [Test]
    public void Should_run_unpinned_with_a_reason_where_pinning_fails()
    {
        var ran = false;
        var thread = new PipelineThread("pinned", () => ran = true, cpu: -1);
        thread.Start();

        Assert.That(thread.Join(TimeSpan.FromSeconds(10)), Is.True);
        Assert.That(ran, Is.True);
        Assert.That(thread.PinFailure, Is.Not.Null);
    }
}
