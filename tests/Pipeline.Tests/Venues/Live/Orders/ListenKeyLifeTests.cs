using NUnit.Framework;
using Pipeline.Venues.Binance.Live.UserData;

namespace Pipeline.Tests.Venues.Live.Orders;

/// <summary>When the venue is asked for a listen key, in virtual time on a machine that has been up for days.</summary>
internal sealed class ListenKeyLifeTests
{
    private const long Second = 1_000_000_000;
    private const long Minute = 60 * Second;
    private const long Start = 5 * 24 * 60 * Minute;

    [Test]
    public void Should_wait_twice_as_long_after_each_refusal_of_a_first_key()
    {
        var life = new ListenKeyLife();
        var (now, waits) = (Start, new List<long>());
        for (var i = 0; i < 7; i++)
        {
            waits.Add(FailAndWait(life, ref now, 0) / Second);
        }

        Assert.That(waits, Is.EqualTo(new[] { 10, 20, 40, 80, 160, 160, 160 }));
    }

    [Test]
    public void Should_wait_as_long_as_the_venue_asks()
    {
        var life = new ListenKeyLife();
        var now = Start;

        Assert.That(FailAndWait(life, ref now, 120 * Second), Is.EqualTo(120 * Second));
        Assert.That(FailAndWait(life, ref now, Second), Is.EqualTo(20 * Second), "its own wait is the longer one");
    }

    [Test]
    public void Should_begin_with_short_waits_again_after_a_key()
    {
        var life = new ListenKeyLife();
        var now = Start;
        FailAndWait(life, ref now, 0);
        FailAndWait(life, ref now, 0);
        life.OnKey("key", now);
        now += 10 * Second;

        life.OnGone(now);
        Assert.That(life.Next(now), Is.EqualTo(ListenKeyStep.Create), "a key that was there is made anew at once");
        Assert.That(FailAndWait(life, ref now, 0), Is.EqualTo(10 * Second));
    }

    [Test]
    public void Should_replace_at_once_a_key_that_is_lost_just_after_it_was_renewed()
    {
        var life = new ListenKeyLife();
        life.OnKey("key", Start);
        life.OnKey("key", Start + (1_200 * Second));
        life.OnGone(Start + (1_205 * Second));

        Assert.That(life.Next(Start + (1_205 * Second)), Is.EqualTo(ListenKeyStep.Create));
    }

    [Test]
    public void Should_wait_twice_as_long_after_each_key_that_is_lost_as_soon_as_it_is_there()
    {
        var life = new ListenKeyLife();
        var (now, waits) = (Start, new List<long>());
        for (var i = 0; i < 6; i++)
        {
            life.OnKey("key", now);
            life.OnGone(now + Second);
            waits.Add(WaitFrom(life, now + Second, ref now) / Second);
        }

        Assert.That(waits, Is.EqualTo(new[] { 10, 20, 40, 80, 160, 160 }));
    }

    [Test]
    public void Should_keep_a_key_whose_renewal_fails_until_it_is_near_its_end()
    {
        var life = new ListenKeyLife();
        life.OnKey("key", Start);
        var now = Start + (20 * Minute);

        Assert.That(life.Next(now), Is.EqualTo(ListenKeyStep.Renew));
        FailAndWait(life, ref now, 0);
        Assert.That(life.Next(now), Is.EqualTo(ListenKeyStep.Renew));
        now = Start + (55 * Minute);
        Assert.That(FailAndWait(life, ref now, 0), Is.EqualTo(10 * Second));
        Assert.That(life.Next(now), Is.EqualTo(ListenKeyStep.Create));
    }

    [Test]
    public void Should_not_ask_at_once_where_the_venue_says_gone_of_a_key_that_never_was()
    {
        var life = new ListenKeyLife();
        life.OnAsked(Start);
        life.OnGone(Start);

        Assert.That((life.Next(Start + (9 * Second)), life.Next(Start + (10 * Second))), Is.EqualTo((ListenKeyStep.None, ListenKeyStep.Create)));
    }

    // Asks, fails at the same moment, and answers how long nothing is due, to the second.
    private static long FailAndWait(ListenKeyLife life, ref long now, long waitNanos)
    {
        life.OnAsked(now);
        life.OnFailed(now, waitNanos);
        return WaitFrom(life, now, ref now);
    }

    private static long WaitFrom(ListenKeyLife life, long start, ref long now)
    {
        now = start;
        while (life.Next(now) == ListenKeyStep.None)
        {
            now += Second;
        }

        return now - start;
    }
}
