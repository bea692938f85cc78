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
        var runs = Enumerable.Range(0, Instruments).Select(i => FeatureRun.Of(
            SyntheticStream.Create(seed + 10 * i, Captures.Btc, 9_000 - 3_000 * i, goesBack: seed % 2 == 0), new FeatureOptions { Parameters = parameters })).ToArray();
        var end = runs.Max(run => run.Stream.TapeEndNanos);
        var queue = new TargetQueue(Instruments, parameters);
        var random = new Random(seed);
        var told = new List<(int Instrument, int Row)>();
        var taken = new List<(int Instrument, int Number, TargetValues Targets)>();

        foreach (var (instrument, step, row) in Merge(runs))
        {
            Tell(queue, instrument, step, runs[instrument], row);
            told.AddRange(step.Step == FeatureStep.Row ? [(instrument, row)] : []);
            while (random.Next(3) == 0 && queue.TryTake(out var targets))
            {
                taken.Add((queue.Row.Book.Instrument, queue.Row.Book.Number, targets));
            }
        }

        var early = taken.Count;
        queue.Complete(end);
        while (queue.TryTake(out var targets))
        {
            taken.Add((queue.Row.Book.Instrument, queue.Row.Book.Number, targets));
        }

        Assert.That(taken.Select(row => (row.Instrument, row.Number - 1)), Is.EqualTo(told), $"seed {seed}");
        Assert.That(early, Is.GreaterThan(0), "some rows are decided before the end");
        var batches = runs.Select(run => Batch(run, parameters, end)).ToArray();
        Assert.That(taken.Where(row => !Same(row.Targets, batches[row.Instrument][row.Number - 1])).Take(5), Is.Empty, $"seed {seed}");
    }

    [Test]
    public void Should_decide_a_row_past_its_longest_horizon_and_not_at_it()
    {
        var queue = new TargetQueue(1, FeatureParameters.Default);
        queue.OnSync(0, 0);
        queue.OnRow(Row(0, 1, Second), Second);
        queue.OnRow(Row(0, 2, 301 * Second), 301 * Second);
        Assert.That(queue.TryTake(out _), Is.False, "a gap may still begin at 301 s");

        queue.OnInvalid(0, 301 * Second);

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That(targets.Return5Min.Reason, Is.EqualTo(TargetReason.Gap));
    }

    [Test]
    public void Should_decide_the_rows_of_a_silent_book_by_the_time_of_others()
    {
        var queue = new TargetQueue(2, FeatureParameters.Default);
        queue.OnSync(0, 0);
        queue.OnRow(Row(0, 1, Second), Second);

        queue.OnTime(301 * Second + TargetPass.LatenessNanos);
        Assert.That(queue.TryTake(out _), Is.False);
        queue.OnTime(301 * Second + TargetPass.LatenessNanos + 1);

        Assert.That(queue.TryTake(out var targets), Is.True);
        Assert.That((targets.Return1s.Reason, targets.Return5Min.Reason), Is.EqualTo((TargetReason.None, TargetReason.NoMid)));
        Assert.That(queue.Waiting, Is.Zero);
    }

    [Test]
    public void Should_hold_five_minutes_of_rows_and_allocate_nothing_more()
    {
        var queue = new TargetQueue(2, FeatureParameters.Default);
        queue.OnSync(0, 0);
        queue.OnSync(1, 0);
        var most = 0;
        Feed(queue, 1, 4_000, ref most);

        var allocated = Allocations.Of(() => Feed(queue, 4_000, 16_000, ref most));

        Assert.That(allocated, Is.Zero);
        Assert.That(most, Is.InRange(4_000, 2 * 10 * 306), "ten rows a second of two books over 300 s, and the lateness");
    }

    // Two books of ten rows a second; the second is silent in every other thousand steps.
    private static void Feed(TargetQueue queue, int from, int to, ref int most)
    {
        for (var step = from; step < to; step++)
        {
            queue.OnRow(Row(0, step, step * Second / 10), step * Second / 10);
            if (step / 1_000 % 2 == 0)
            {
                queue.OnRow(Row(1, step, step * Second / 10), step * Second / 10);
            }

            while (queue.TryTake(out _))
            {
                most = Math.Max(most, queue.Waiting + 1);
            }
        }
    }

    private static FeatureRow Row(short instrument, int number, long nanos)
    {
        var row = default(FeatureRow);
        (row.Book.Instrument, row.Book.Number, row.Book.ReceiveNanos) = (instrument, number, nanos);
        (row.Book.BidTicks[0], row.Book.AskTicks[0]) = (1_000, 1_002);
        return row;
    }

    // One log: each stream in its own order, the stream whose time is least first.
    private static IEnumerable<(int Instrument, FeatureEvent Step, int Row)> Merge(FeatureRun[] runs)
    {
        var next = new int[runs.Length];
        var rows = new int[runs.Length];
        while (Enumerable.Range(0, runs.Length).Where(i => next[i] < runs[i].Stream.Events.Count).ToList() is { Count: > 0 } left)
        {
            var instrument = left.MinBy(i => runs[i].Stream.Events[next[i]].ReceiveNanos);
            var step = runs[instrument].Stream.Events[next[instrument]++];
            yield return (instrument, step, rows[instrument]);
            rows[instrument] += step.Step == FeatureStep.Row ? 1 : 0;
        }
    }

    private static void Tell(TargetQueue queue, int instrument, FeatureEvent step, FeatureRun run, int row)
    {
        switch (step.Step)
        {
            case FeatureStep.Sync:
                queue.OnSync(instrument, step.ReceiveNanos);
                break;
            case FeatureStep.Invalid:
                queue.OnInvalid(instrument, step.ReceiveNanos);
                break;
            case FeatureStep.Row:
                var finished = run.Rows[row];
                finished.Book.Instrument = (short)instrument;
                queue.OnRow(in finished, finished.Book.ReceiveNanos);
                break;
            default:
                queue.OnTime(step.ReceiveNanos);
                break;
        }
    }

    private static TargetValues[] Batch(FeatureRun run, FeatureParameters parameters, long end)
    {
        var whole = FeatureRun.Of(run.Stream with { TapeEndNanos = end }, new FeatureOptions { Parameters = parameters });
        return [.. Enumerable.Range(0, whole.Rows.Count).Select(whole.TargetsOf)];
    }

    private static bool Same(TargetValues left, TargetValues right) => Bits(left).SequenceEqual(Bits(right)) && left.Reasons == right.Reasons;

    private static IEnumerable<long> Bits(TargetValues targets) => new[]
    {
        targets.Return1Min, targets.Return5Min, targets.Volatility, targets.Direction, targets.Return1s, targets.Return10s,
        targets.Return30s, targets.Cost, targets.Barrier,
    }.Select(target => BitConverter.DoubleToInt64Bits(target.Value));
}
