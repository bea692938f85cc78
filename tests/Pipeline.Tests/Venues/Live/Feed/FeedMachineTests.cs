using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Feed;
using static Pipeline.Tests.Venues.Live.Feed.FeedRig;

namespace Pipeline.Tests.Venues.Live.Feed;

/// <summary>What the feed does about connections, streams and snapshots, in virtual time.</summary>
public sealed class FeedMachineTests
{
    private const int Depth = 0;
    private static readonly int[] All = [0, 1, 2, 3];

    [Test]
    public void Should_raise_an_alarm_when_an_acknowledged_stream_stays_mute()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Speaking.Remove(Depth);

        rig.Pass(1.05);

        var alarm = rig.Alarms.Single();
        Assert.That((alarm.Status.Code, alarm.Status.Reason, alarm.Epoch, alarm.Instrument),
            Is.EqualTo((1, (int)FeedAlarmReason.Mute, (int)RecordKind.DepthUpdate, 0)));
        rig.Speaking.Add(Depth);
        rig.Pass(0.05);
        Assert.That(rig.Alarms.Last().Status.Code, Is.Zero, "it speaks again");
    }

    [Test]
    public void Should_replace_a_connection_whose_stream_stays_mute()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Speaking.Remove(Depth);

        rig.Pass(5);

        Assert.That(rig.Closed.Single().Route, Is.EqualTo(FeedRoute.Public));
        Assert.That(rig.Connected.Select(link => (link.Number, link.Route)),
            Is.EqualTo(new[] { (1, FeedRoute.Public), (2, FeedRoute.Market), (3, FeedRoute.Public) }));
    }

    [Test]
    public void Should_make_the_next_connection_before_it_breaks_one_on_which_others_speak()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Pass(1);
        rig.Speaking.Remove(Depth);

        rig.Pass(2.9);
        Assert.That(rig.Connected, Has.Count.EqualTo(2), "it may be silent for three seconds");
        rig.Pass(1);

        var states = rig.Published.Where(record => record.Kind == RecordKind.ConnectionState).Select(record => (record.Epoch, (FeedConnectionState)record.Status.Code)).ToList();
        Assert.That(rig.Closed.Select(link => link.Number), Is.EqualTo(new[] { 1 }));
        Assert.That(states.IndexOf((3, FeedConnectionState.Delivering)), Is.Positive.And.LessThan(states.IndexOf((1, FeedConnectionState.Ended))));
    }

    [Test]
    public void Should_wait_longer_and_longer_where_a_stream_stays_mute_on_every_connection()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Pass(1);
        rig.Speaking.Remove(Depth);

        rig.Pass(600);

        Assert.That(rig.Connected, Has.Count.InRange(15, 60), "a minute's tries at most once in half a minute, in the end");
    }

    [Test]
    public void Should_drop_a_connection_at_once_when_nothing_speaks_on_it()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Pass(1);
        rig.Speaking.Clear();

        rig.Pass(3.02, opens: false);

        Assert.That(rig.Closed.Select(link => link.Number), Is.EqualTo(new[] { 1 }), "three seconds, the liveliest stream's");
    }

    [Test]
    public void Should_leave_a_book_alone_when_another_symbol_is_in_trouble()
    {
        var rig = new FeedRig(new FeedOptions
        {
            Symbols = ["BTCUSDT", "ETHUSDT"],
            Streams = [.. StreamContract.Usual("BTCUSDT", 0), .. StreamContract.Usual("ETHUSDT", 1)],
        });
        rig.Speaking.UnionWith(Enumerable.Range(0, 8));
        rig.Pass(0.5);

        rig.Machine.OnSnapshotWanted(1, 1, rig.Now);
        rig.Pass(0.5);

        Assert.That(rig.Fetched.Select(fetch => (fetch.Instrument, fetch.Epoch)), Is.EqualTo(new[] { (1, 1) }));
    }

    [Test]
    public void Should_drop_a_late_snapshot_of_an_older_attempt()
    {
        var rig = new FeedRig();
        rig.Machine.OnSnapshotWanted(0, 1, rig.Now);
        rig.Pass(0.02);
        rig.Machine.OnSnapshotWanted(0, 2, rig.Now);
        rig.Pass(0.02);

        Assert.That(rig.Fetched.Select(fetch => fetch.Epoch), Is.EqualTo(new[] { 1, 2 }));
        Assert.That(rig.Machine.OnSnapshot(0, 1, isGood: true, 0, rig.Now), Is.False);
        Assert.That(rig.Machine.OnSnapshot(0, 2, isGood: true, 0, rig.Now), Is.True);
    }

    [Test]
    public void Should_ask_for_ten_snapshots_at_most_in_the_first_minute_of_a_permanent_failure()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Machine.OnSnapshotWanted(0, 1, rig.Now);
        for (var i = 0; i < 6_000; i++)
        {
            var before = rig.Fetched.Count;
            rig.Pass(0.01);
            if (rig.Fetched.Count > before)
            {
                rig.Machine.OnSnapshot(0, 1, isGood: false, 0, rig.Now);
            }
        }

        Assert.That(rig.Fetched, Has.Count.InRange(5, 10));
    }

    [Test]
    public void Should_wait_as_long_as_the_venue_asks()
    {
        var rig = new FeedRig();
        rig.Machine.OnSnapshotWanted(0, 1, rig.Now);
        rig.Pass(0.02);
        rig.Machine.OnSnapshot(0, 1, isGood: false, 7 * Second, rig.Now);

        rig.Pass(6.9);
        Assert.That(rig.Fetched, Has.Count.EqualTo(1));
        rig.Pass(0.2);
        Assert.That(rig.Fetched, Has.Count.EqualTo(2));
        Assert.That(rig.Alarms.Count(alarm => alarm.Status.Reason == (int)FeedAlarmReason.RestRefused), Is.EqualTo(1));
    }

    [Test]
    public void Should_wait_ever_longer_while_each_snapshot_disagrees_with_a_doubted_book()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        var epoch = 1;
        rig.Machine.OnSnapshotWanted(0, epoch, rig.Now, isDoubted: true);
        for (var i = 0; i < 60_000; i++)
        {
            var before = rig.Fetched.Count;
            rig.Pass(0.01);
            if (rig.Fetched.Count > before)
            {
                rig.Machine.OnSnapshot(0, epoch, isGood: true, 0, rig.Now);
                rig.Machine.OnSnapshotWanted(0, ++epoch, rig.Now, isDoubted: true);
            }
        }

        var waits = rig.Fetched.Zip(rig.Fetched.Skip(1), (fetch, next) => (next.At - fetch.At) / (double)Second).ToList();
        Assert.That(rig.Fetched[0].At, Is.InRange(Second, Second + (Second / 50)), "the first at once");
        Assert.That(waits.Take(5).Zip([4, 8, 16, 32, 60]), Is.All.Matches<(double Wait, int Most)>(each => each.Wait >= each.Most / 2 && each.Wait < each.Most + 0.1));
        Assert.That(waits.Skip(5), Is.All.InRange(30, 60.1));
        Assert.That(rig.Fetched, Has.Count.InRange(13, 22), "of ten minutes");
    }

    [Test]
    public void Should_fetch_at_once_for_a_doubted_book_that_is_given_up()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            rig.Machine.OnSnapshotWanted(0, epoch, rig.Now, isDoubted: true);
            rig.Pass(20);
            rig.Machine.OnSnapshot(0, epoch, isGood: true, 0, rig.Now);
        }

        rig.Machine.OnSnapshotWanted(0, 5, rig.Now, isDoubted: true);
        rig.Machine.OnSnapshotWanted(0, 6, rig.Now);
        var given = rig.Now;
        rig.Pass(1);

        Assert.That(rig.Fetched[^1], Is.EqualTo((0, 6, rig.Fetched[^1].At)));
        Assert.That(rig.Fetched[^1].At - given, Is.LessThan(Second));
    }

    [Test]
    public void Should_open_no_connection_while_the_venue_refuses_one()
    {
        var rig = new FeedRig();
        rig.Pass(0.01, opens: false);
        Assert.That(rig.Connected, Has.Count.EqualTo(2), "the set-up");
        rig.Machine.OnEnded(rig.Connected[0], rig.Now, 40 * Second);
        rig.Machine.OnEnded(rig.Connected[1], rig.Now);

        rig.Pass(39.9, opens: false);
        Assert.That(rig.Connected, Has.Count.EqualTo(2), "the address is refused, not one connection");
        rig.Pass(2, opens: false);
        Assert.That(rig.Connected, Has.Count.EqualTo(4));
    }

    [Test]
    public void Should_audit_a_quiet_book_now_and_then()
    {
        var rig = new FeedRig();
        rig.Speaking.UnionWith(All);
        rig.Machine.OnSnapshotWanted(0, 1, rig.Now);
        rig.Pass(0.02);
        rig.Machine.OnSnapshot(0, 1, isGood: true, 0, rig.Now);

        rig.Pass(61);

        Assert.That(rig.Fetched.Select(fetch => fetch.Epoch), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(rig.Machine.OnSnapshot(0, 1, isGood: true, 0, rig.Now), Is.True);
    }

    [Test]
    public void Should_close_the_old_connection_only_when_the_new_one_delivers()
    {
        var rig = new FeedRig(new FeedOptions
        {
            Symbols = ["BTCUSDT"],
            Streams = StreamContract.Usual("BTCUSDT", 0),
            RotateAfterNanos = 10 * Second,
        });
        rig.Speaking.UnionWith(All);
        rig.Pass(9);
        Assert.That(rig.Connected, Has.Count.EqualTo(2));

        rig.Pass(1.2, opens: false);
        Assert.That((rig.Connected.Count, rig.Closed.Count), Is.EqualTo((4, 0)), "successors are being opened, the old ones stay");
        rig.Pass(0.5);

        Assert.That(rig.Closed.Select(link => link.Number), Is.EquivalentTo(new[] { 1, 2 }));
        Assert.That(rig.Alarms, Is.Empty);
    }

    [Test]
    public void Should_spread_reconnects_and_let_them_grow()
    {
        var rig = new FeedRig();
        for (var i = 0; i < 3_000; i++)
        {
            var before = rig.Connected.Count;
            rig.Pass(0.01, opens: false);
            foreach (var link in rig.Connected.Skip(before).ToArray())
            {
                rig.Machine.OnEnded(link, rig.Now);
            }
        }

        Assert.That(rig.Connected, Has.Count.InRange(14, 22), "two routes, 250 ms doubling over 30 s");
    }

    [Test]
    public void Should_send_commands_below_four_kilobytes_at_most_five_a_second()
    {
        var streams = Enumerable.Range(0, 600).Select(i => new StreamContract($"symbol{i:d4}usdt@depth@100ms", FeedRoute.Public, RecordKind.DepthUpdate, i, 0));
        var rig = new FeedRig(new FeedOptions { Symbols = [.. Enumerable.Range(0, 600).Select(i => $"SYMBOL{i}")], Streams = [.. streams] });

        rig.Pass(3);

        Assert.That(rig.Sent, Has.Count.EqualTo(5));
        Assert.That(rig.Sent.Max(sent => sent.Bytes), Is.LessThan(SubscribeFrames.MaxBytes));
        Assert.That(rig.Sent.Zip(rig.Sent.Skip(1), (a, b) => b.At - a.At).Min(), Is.GreaterThanOrEqualTo(Second / 5));
    }
}
