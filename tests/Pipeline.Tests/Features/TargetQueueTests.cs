using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Targets;
using Pipeline.Testing;
using Pipeline.Testing.Features;

namespace Pipeline.Tests.Features;

/// <summary>Targets decided while the log is read are those of the whole log, in one order, in bounded memory.</summary>
internal sealed class TargetQueueTests
{
    private const long Second = 1_000_000_000;
    private const int Instruments = 3;

    [Test]
    public void Should_give_every_row_in_order_with_the_targets_of_the_whole_log([Range(1, 8)] int seed)
    {
        var parameters = new FeatureParameters { DecisionLatencyMs = seed % 3 * 100, BarrierSigmas = 0.4, FeesBps = 0.2 };
        FeatureStream[] streams = [.. Enumerable.Range(0, Instruments).Select(i =>
            WithoutConnections(SyntheticStream.Create(seed + 10 * i, Captures.Btc, 9_000 - 500 * i, goesBack: seed % 2 == 0)))];
        var log = Merge(streams);
        var runs = Enumerable.Range(0, Instruments).Select(i => FeatureRun.Of(
            new FeatureStream(Captures.Btc, [.. log.Where(each => each.Instrument == i).Select(each => each.Step)], log[^1].Step.ReceiveNanos),
            new FeatureOptions { Parameters = parameters })).ToArray();
        var queue = new TargetQueue(Instruments, parameters);
        var random = new Random(seed);
        var rows = new int[Instruments];
        var told = new List<(int Instrument, int Row)>();
        var taken = new List<(int Instrument, int Number, TargetValues Targets)>();

        foreach (var (instrument, step) in log)
        {
            Tell(queue, instrument, step, runs[instrument], rows[instrument]);
            told.AddRange(step.Step == FeatureStep.Row ? [(instrument, rows[instrument]++)] : []);
            while (random.Next(3) == 0 && queue.TryTake(out var targets))
            {
                taken.Add((queue.Row.Book.Instrument, queue.Row.Book.Number, targets));
            }
        }

        var early = taken.Count;
        queue.Complete();
        while (queue.TryTake(out var targets))
        {
            taken.Add((queue.Row.Book.Instrument, queue.Row.Book.Number, targets));
        }

        Assert.That(taken.Select(row => (row.Instrument, row.Number - 1)), Is.EqualTo(told), $"seed {seed}");
        Assert.That(early, Is.GreaterThan(0), "some rows are decided before the end");
        Assert.That(taken.Where(row => !Same(row.Targets, runs[row.Instrument].TargetsOf(row.Number - 1))).Take(5), Is.Empty, $"seed {seed}");
    }

    [Test]
    public void Should_decide_a_row_past_its_longest_horizon_and_not_at_it()
    {
        var queue = new TargetQueue(1, FeatureParameters.Default);
        Sync(queue, 0, 0);
        Tell(queue, Row(0, 1, Second));
        Tell(queue, Row(0, 2, 301 * Second));
        Assert.That(queue.TryTake(out _), Is.False, "a gap may still begin at 301 s");

        Book(queue, 0, 305 * Second, BookAction.Broke, BookState.Invalid);

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That(targets.Return5Min.Reason, Is.EqualTo(TargetReason.Gap));
    }

    [Test]
    public void Should_leave_the_labels_of_a_silent_book_open_until_it_speaks()
    {
        var queue = new TargetQueue(2, new FeatureParameters { HoldMs = 100_000 });
        Sync(queue, 0, 0);
        Tell(queue, Row(0, 1, Second));

        Book(queue, 1, 900 * Second, BookAction.None, BookState.Buffering);
        Assert.That(queue.TryTake(out _), Is.False, "its silence may turn out to be a gap");
        Tell(queue, Row(0, 2, 901 * Second));

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That((targets.Return1Min.Reason, targets.Return5Min.Reason), Is.EqualTo((TargetReason.None, TargetReason.NoMid)));
    }

    [TestCase(BookAction.Broke)]
    [TestCase(BookAction.None)]
    public void Should_end_labels_with_the_last_record_before_a_silence_that_was_a_gap(BookAction action)
    {
        var queue = new TargetQueue(1, new FeatureParameters { HoldMs = 100_000 });
        Sync(queue, 0, 0);
        Tell(queue, Row(0, 1, Second));
        Tell(queue, Row(0, 2, 3 * Second));
        Book(queue, 0, 40 * Second, action, BookState.Invalid);

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That((targets.Return1s.Reason, targets.Return5s.Reason), Is.EqualTo((TargetReason.None, TargetReason.Gap)));
    }

    [Test]
    public void Should_end_the_labels_of_every_book_with_a_hole_of_the_log()
    {
        var queue = new TargetQueue(1, new FeatureParameters { HoldMs = 100_000 });
        Sync(queue, 0, 0);
        Tell(queue, Row(0, 1, Second));
        var hole = new InputRecord { Kind = RecordKind.Hole, Instrument = InputRecord.NoInstrument };

        queue.OnBook(in hole, new BookResult { PipelineNanos = 2 * Second });

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That(targets.Return1s.Reason, Is.EqualTo(TargetReason.Gap));
    }

    [Test]
    public void Should_hold_five_minutes_of_rows_and_allocate_nothing_more()
    {
        var queue = new TargetQueue(2, FeatureParameters.Default);
        Sync(queue, 0, 0);
        Sync(queue, 1, 0);
        var most = 0;
        Feed(queue, 1, 4_000, ref most);

        var allocated = Allocations.Of(() => Feed(queue, 4_000, 16_000, ref most));

        Assert.That(allocated, Is.Zero);
        Assert.That(most, Is.InRange(4_000, 2 * 10 * 402), "ten rows a second of two books over 300 s, and a silence of 100 s that holds all of them");
    }

    // Two books of ten rows a second; the second is silent in every other thousand steps.
    private static void Feed(TargetQueue queue, int from, int to, ref int most)
    {
        for (var step = from; step < to; step++)
        {
            Tell(queue, Row(0, step, step * Second / 10));
            if (step / 1_000 % 2 == 0)
            {
                Tell(queue, Row(1, step, step * Second / 10));
            }

            while (queue.TryTake(out _))
            {
                most = Math.Max(most, queue.Waiting + 1);
            }
        }
    }

    private static void Sync(TargetQueue queue, int instrument, long nanos) => Book(queue, instrument, nanos, BookAction.SyncedNow, BookState.Synced);

    private static void Book(TargetQueue queue, int instrument, long nanos, BookAction action, BookState state)
    {
        var record = new InputRecord { Kind = RecordKind.DepthUpdate, Instrument = instrument, ReceiveNanos = nanos };
        queue.OnBook(in record, new BookResult { PipelineNanos = nanos, Action = action, State = state });
    }

    private static void Tell(TargetQueue queue, FeatureRow row)
    {
        Book(queue, row.Book.Instrument, row.Book.ReceiveNanos, BookAction.Applied, BookState.Synced);
        queue.OnRow(in row, row.Book.ReceiveNanos);
    }

    private static FeatureRow Row(short instrument, int number, long nanos)
    {
        var row = default(FeatureRow);
        (row.Book.Instrument, row.Book.Number, row.Book.ReceiveNanos) = (instrument, number, nanos);
        (row.Book.BidTicks[0], row.Book.AskTicks[0]) = (1_000, 1_002);
        return row;
    }

    private static FeatureStream WithoutConnections(FeatureStream stream) =>
        stream with { Events = [.. stream.Events.Where(step => step.Step != FeatureStep.Connection)] };

    // One log: each stream in its own order, the stream whose time is least first; times are the log's, which never go back.
    private static List<(int Instrument, FeatureEvent Step)> Merge(FeatureStream[] streams)
    {
        var next = new int[streams.Length];
        var log = new List<(int, FeatureEvent)>();
        long now = 0;
        while (Enumerable.Range(0, streams.Length).Where(i => next[i] < streams[i].Events.Count).ToList() is { Count: > 0 } left)
        {
            var instrument = left.MinBy(i => streams[i].Events[next[i]].ReceiveNanos);
            var step = streams[instrument].Events[next[instrument]++];
            now = Math.Max(now, step.ReceiveNanos);
            log.Add((instrument, step.At(now)));
        }

        return log;
    }

    // Every stream's states go through records, as a log tells them; its rows were cut by a run of its own.
    private static void Tell(TargetQueue queue, int instrument, FeatureEvent step, FeatureRun run, int row)
    {
        var record = new InputRecord { Kind = KindOf(step.Step), Instrument = instrument, Epoch = step.Connection, ReceiveNanos = step.ReceiveNanos };
        record.Ticker.UpdateId = step.Step == FeatureStep.Ticker ? step.UpdateId : 0;
        var result = new BookResult { PipelineNanos = step.ReceiveNanos, AppliedUpdateId = step.Book.UpdateId, State = BookState.Synced, Action = ActionOf(step.Step) };
        result.State = step.Step == FeatureStep.Invalid ? BookState.Invalid : result.State;
        queue.OnBook(in record, in result);
        if (step.Step == FeatureStep.Row)
        {
            var finished = run.Rows[row];
            finished.Book.Instrument = (short)instrument;
            queue.OnRow(in finished, step.ReceiveNanos);
        }
    }

    private static RecordKind KindOf(FeatureStep step) => step switch
    {
        FeatureStep.Ticker => RecordKind.BookTicker,
        FeatureStep.Trade => RecordKind.Trade,
        FeatureStep.Other => RecordKind.Other,
        _ => RecordKind.DepthUpdate,
    };

    private static BookAction ActionOf(FeatureStep step) => step switch
    {
        FeatureStep.Sync => BookAction.SyncedNow,
        FeatureStep.Row => BookAction.Applied,
        FeatureStep.OneSided => BookAction.AppliedOneSided,
        FeatureStep.Invalid => BookAction.Broke,
        _ => BookAction.None,
    };

    private static bool Same(TargetValues left, TargetValues right) =>
        Bits(left).SequenceEqual(Bits(right)) && (left.Reasons, left.AppendedReasons, left.MidUntilNanos, left.QuoteUntilNanos) == (right.Reasons, right.AppendedReasons, right.MidUntilNanos, right.QuoteUntilNanos);

    private static IEnumerable<long> Bits(TargetValues targets) => FeatureComparison.All(targets).Select(target => BitConverter.DoubleToInt64Bits(target.Value));
}
