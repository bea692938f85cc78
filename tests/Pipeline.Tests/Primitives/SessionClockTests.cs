using NUnit.Framework;
using Pipeline.Primitives;

namespace Pipeline.Tests.Primitives;

internal sealed class SessionClockTests
{
    [Test]
    public void Should_go_on_with_the_monotonic_clock_where_utc_steps()
    {
        var machine = new Machine { UtcNanos = 1_000_000, MonotonicNanos = 70 };
        var clock = new SessionClock(machine);
        machine.UtcNanos -= 500_000;
        machine.MonotonicNanos += 30;

        Assert.That((clock.UtcNanos, clock.MonotonicNanos), Is.EqualTo((1_000_030L, 100L)));
    }

    private sealed class Machine : IClock
    {
        public long UtcNanos { get; set; }

        public long MonotonicNanos { get; set; }
    }
}
