using NUnit.Framework;
using Pipeline.Journal;
using Pipeline.Testing;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>Group commit: who waits for the medium, what one flush takes, and what happens where there is none.</summary>
internal sealed class SyncTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly JournalOptions Often = JournalOptions.Live with { SyncEvery = TimeSpan.FromMilliseconds(1) };

    private readonly JournalLog _log = new(seed: 41, entries: 60);
    private SimulatedDisk _disk = null!;

    [SetUp]
    public void SetUp() => _disk = new SimulatedDisk();

    [Test]
    public void Should_tell_the_stamp_of_what_is_durable()
    {
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, Often, _disk);
        using var durable = new Arrival(7);
        writer.StartSyncing(durable.Tell, fault => Assert.Fail(fault.Message));
        JournalLog.Append(writer, _log.Records[0]);
        writer.Write(stamp: 7);

        Assert.That(durable.Wait(Patience), Is.True);
        Assert.That(durable.Others, Is.All.EqualTo(JournalWriter.NoStamp), "what was told before");
        Assert.That(writer.Durable, Is.EqualTo(new JournalMark(1, 0)));
        Assert.That((writer.Lag.Syncs > 0, writer.Lag.MaxMillis > 0), Is.EqualTo((true, true)));
    }

    [Test]
    public void Should_go_on_writing_while_a_flush_runs_and_take_all_of_it_with_the_next()
    {
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, Often, _disk);
        Gate isFlushing = new(), mayFlush = new();
        using var durable = new Arrival(9);
        JournalLog.Append(writer, _log.Records[0]);
        writer.Write(stamp: 0);
        var first = _disk.Operations;
        _disk.Before = operation =>
        {
            if (operation == first)
            {
                isFlushing.Open();
                mayFlush.Pass(Patience);
            }
        };
        writer.StartSyncing(durable.Tell, fault => Assert.Fail(fault.Message));
        Assert.That(isFlushing.Pass(Patience), Is.True);
        for (var i = 1; i < 10; i++)
        {
            JournalLog.Append(writer, _log.Records[i]);
            writer.Write(stamp: i);
        }

        Assert.That((writer.Written.Records, writer.Durable.Records), Is.EqualTo((10L, 0L)), "nine batches were written meanwhile");
        mayFlush.Open();
        Assert.That(durable.Wait(Patience), Is.True);
        Assert.That(durable.Others.Where(stamp => stamp > 0), Is.Empty, "stamps 1 to 9 became durable together");
        Assert.That(_disk.Operations, Is.EqualTo(first + 1 + 9 + 1), "one flush, nine writes, one flush");
    }

    [Test]
    public void Should_tell_a_failed_flush_at_once_though_nothing_more_is_written()
    {
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, Often, _disk);
        JournalLog.Append(writer, _log.Records[0]);
        writer.Write(stamp: 0);
        _disk.Before = _ => throw new IOException("gone", 5);
        var told = new Gate();
        JournalFault? fault = null;
        writer.StartSyncing(
            stamp => Assert.That(stamp, Is.EqualTo(JournalWriter.NoStamp)),
            e =>
            {
                fault = e.Fault;
                told.Open();
            });

        Assert.That(told.Pass(Patience), Is.True);
        Assert.That((fault?.Kind, writer.Fault?.Kind, writer.Durable), Is.EqualTo(((JournalFaultKind?)JournalFaultKind.FlushFailed, (JournalFaultKind?)JournalFaultKind.FlushFailed, default(JournalMark))));
    }

    [Test]
    public void Should_end_where_what_was_written_waits_too_long_for_the_medium()
    {
        var mayFlush = new Gate();
        using (var writer = JournalWriter.Create(JournalRun.Path, _log.Header, Often with { MaxLag = TimeSpan.FromMilliseconds(50) }, _disk))
        {
            JournalLog.Append(writer, _log.Records[0]);
            writer.Write(stamp: 0);
            _disk.BeforeFlush = () => mayFlush.Pass(Patience);
            writer.StartSyncing(stamp => GC.KeepAlive(stamp), fault => GC.KeepAlive(fault));

            var thrown = Assert.Throws<JournalFaultException>(() => WriteForEver(writer));
            Assert.That(thrown!.Fault.Kind, Is.EqualTo(JournalFaultKind.Behind));
            mayFlush.Open();
        }
    }

    [Test]
    public void Should_wait_for_the_medium_where_the_tail_is_full_and_then_end()
    {
        var mayFlush = new Gate();
        var options = Often with { TailBytes = 1 << 15, FrameBytes = 1 << 10, MaxLag = TimeSpan.FromMilliseconds(200) };
        using var writer = JournalWriter.Create(JournalRun.Path, _log.Header, options, _disk);
        JournalLog.Append(writer, _log.Records[0]);
        writer.Write(stamp: 0);
        _disk.BeforeFlush = () => mayFlush.Pass(Patience);
        writer.StartSyncing(stamp => GC.KeepAlive(stamp), fault => GC.KeepAlive(fault));

        Assert.That(() => WriteForEver(writer), Throws.TypeOf<JournalFaultException>().With.Property("Fault").Property("Kind").EqualTo(JournalFaultKind.Behind));
        mayFlush.Open();
        Assert.That(() => JournalLog.Append(writer, _log.Records[1]), Throws.TypeOf<JournalFaultException>(), "it is condemned");
    }

    private void WriteForEver(JournalWriter writer)
    {
        for (var i = 1L; ; i++)
        {
            JournalLog.Append(writer, _log.Records[1]);
            writer.Write(stamp: i);
        }
    }

    /// <summary>Waits for one stamp and keeps the others.</summary>
    private sealed class Arrival(long awaited) : IDisposable
    {
        private readonly ManualResetEventSlim _isThere = new();
        private readonly List<long> _others = [];

        public List<long> Others
        {
            get
            {
                lock (_others)
                {
                    return [.. _others];
                }
            }
        }

        public void Tell(long stamp)
        {
            if (stamp == awaited)
            {
                _isThere.Set();
                return;
            }

            lock (_others)
            {
                _others.Add(stamp);
            }
        }

        public bool Wait(TimeSpan patience) => _isThere.Wait(patience);

        public void Dispose() => _isThere.Dispose();
    }
}
