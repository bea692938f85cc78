using System.Runtime.CompilerServices;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features;
using Pipeline.Features.Kernels;
using Pipeline.Features.Targets;
using Pipeline.Testing;
using Pipeline.Testing.Features;

namespace Pipeline.Tests.Features;

internal sealed class FeatureEngineTests
{
    private const long Second = 1_000_000_000;

    [Test]
    public void Should_hold_the_layout_that_kernels_and_hash_read()
    {
        var row = default(FeatureRow);

        Assert.That(Offset(ref row.Book, ref row.Book.BidTicks), Is.Zero);
        Assert.That(Offset(ref row.Book, ref row.Book.BidLots), Is.EqualTo(80));
        Assert.That(Offset(ref row.Book, ref row.Book.AskTicks), Is.EqualTo(160));
        Assert.That(Offset(ref row.Book, ref row.Book.AskLots), Is.EqualTo(240));
        Assert.That(Offset(ref row.Features, ref row.Features.Values), Is.Zero);
        Assert.That(Offset(ref row.Features, ref row.Features.ValidMask), Is.EqualTo((int)FeatureId.Count * 8));
    }

    [Test]
    public void Should_move_no_feature_at_or_before_an_event_when_what_follows_changes([Values(1, 2, 3, 4)] int seed)
    {
        var stream = SyntheticStream.Create(seed, Captures.Btc, 5_000);
        var cut = stream.Events.Count / 2;
        var other = SyntheticStream.Create(seed + 100, Captures.Btc, 5_000);
        var shift = stream.Events[cut].ReceiveNanos - other.Events[cut].ReceiveNanos + 1;
        var changed = stream with { Events = [.. stream.Events.Take(cut + 1), .. other.Events.Skip(cut + 1).Select(step => Later(step, shift))] };

        var options = new FeatureOptions { Parameters = new FeatureParameters { FeesBps = 0.1, BarrierSigmas = 0.3 } };
        var before = FeatureRun.Of(stream, options);
        var after = FeatureRun.Of(changed, options);

        var rows = stream.Events.Take(cut + 1).Count(step => step.Step == FeatureStep.Row);
        Assert.That(Hashes(after).Take(rows), Is.EqualTo(Hashes(before).Take(rows)), $"seed {seed}");
        Assert.That(Hashes(after).Skip(rows).First(), Is.Not.EqualTo(Hashes(before).Skip(rows).First()));
        Assert.That(
            Enumerable.Range(0, rows).Count(row => !FeatureComparison.All(after.TargetsOf(row)).SequenceEqual(FeatureComparison.All(before.TargetsOf(row)))), Is.GreaterThan(10),
            "targets look ahead, so they must move");
        Assert.That(Streaming(after).Take(rows), Is.EqualTo(Streaming(before).Take(rows)), "flags and mask");
        Assert.That(Moved(before, after, rows, targets => targets.Cost), Is.GreaterThan(0), "y_cost");
        Assert.That(Moved(before, after, rows, targets => targets.Barrier), Is.GreaterThan(0), "y_tb");
        Assert.That(Moved(before, after, rows, targets => new Target(targets.Reasons, 0)), Is.GreaterThan(0), "target_reasons");
        Assert.That(Moved(before, after, rows, targets => targets.Long[1]), Is.GreaterThan(0), "y_long_5s");
    }

    [Test]
    public void Should_hash_alike_at_every_kernel_width([Values(5, 6)] int seed)
    {
        var stream = SyntheticStream.Create(seed, Captures.CoinMBtc, 4_000);

        var hashes = Enum.GetValues<KernelWidth>().Select(width => FeatureRun.Of(stream, new FeatureOptions { Kernel = width }).Engine.RowHash);

        Assert.That(hashes.Distinct().Count(), Is.EqualTo(1), $"seed {seed}");
    }

    [Test]
    public void Should_move_the_hash_when_one_lot_changes()
    {
        var stream = SyntheticStream.Create(7, Captures.Btc, 500);
        var last = stream.Events.Last(step => step.Step == FeatureStep.Row);
        var before = FeatureRun.Of(stream).Engine.RowHash;

        last.Book.BidLots[0]++;

        Assert.That(FeatureRun.Of(stream).Engine.RowHash, Is.Not.EqualTo(before));
    }

    [Test]
    public void Should_flag_a_price_out_of_range_and_give_no_column_for_it()
    {
        var stream = SyntheticStream.Create(9, Captures.Btc, 2_000);
        var events = stream.Events.Where(step => step.Step == FeatureStep.Row).ToList();
        events[400].Book.AskTicks[events[400].Book.AskCount - 1] = 1L << 60;

        var rows = FeatureRun.Of(stream).Rows;

        Assert.That(rows[400].Features.DqFlags & DqFlags.OffGrid, Is.EqualTo(DqFlags.OffGrid));
        Assert.That(rows[400].Features.ValidMask, Is.Zero);
        Assert.That(rows[401].Features.ValidMask >> (int)FeatureId.OfiL1 & 1, Is.Zero, "it is in the window");
        Assert.That(rows[401].Features.ValidMask >> (int)FeatureId.Mid & 1, Is.EqualTo(1));
        Assert.That(rows[500].Features.ValidMask >> (int)FeatureId.OfiL1 & 1, Is.EqualTo(1), "and leaves it");
    }

    [Test]
    public void Should_equal_the_oracle_with_sizes_up_to_the_largest_long([Range(1, 4)] int seed, [Values(KernelWidth.Scalar, KernelWidth.Auto)] KernelWidth kernel)
    {
        var stream = SyntheticStream.Create(seed, Captures.Btc, 3_000);
        var random = new Random(seed);
        foreach (var step in stream.Events.Where(step => step.Step == FeatureStep.Row && random.Next(3) > 0))
        {
            var rank = random.Next(Math.Min(step.Book.BidCount, step.Book.AskCount));
            step.Book.BidLots[rank] = long.MaxValue >> random.Next(20);
            step.Book.AskLots[rank] = long.MaxValue >> random.Next(20);
        }

        var run = FeatureRun.Of(stream, new FeatureOptions { Kernel = kernel });

        Assert.That(FeatureComparison.Differences(run, FeatureParameters.Default).Take(10), Is.Empty, $"seed {seed}");
        Assert.That(run.Rows.Count(row => (row.Features.DqFlags & DqFlags.OffGrid) != 0), Is.Zero);
    }

    [Test]
    public void Should_sum_prices_times_sizes_that_pass_64_bits()
    {
        var book = new RowBook { BidCount = 2, AskCount = 2, ReceiveNanos = 2, EventNanos = 1 };
        const long far = 1L << 44, many = 1L << 45;
        (book.BidTicks[0], book.BidTicks[1], book.AskTicks[0], book.AskTicks[1]) = (far, 1, far + 1, 2 * far + 1);
        (book.BidLots[0], book.BidLots[1], book.AskLots[0], book.AskLots[1]) = (many, many, many, many);
        var row = new FeatureRow { Book = book };
        var engine = new FeatureEngine(Captures.Btc with { TickMantissa = 1, PriceDecimals = 0 }, new FeatureOptions());

        engine.OnSync(in book, 1);
        engine.OnRow(ref row, 1, 2);

        Assert.That(row.Features.Values[(int)FeatureId.BidWavgPx], Is.EqualTo((far + 1) / 2.0));
        Assert.That(row.Features.Values[(int)FeatureId.AskWavgPx], Is.EqualTo(1.5 * far + 1));
    }

    [Test]
    public void Should_keep_every_event_of_a_burst_that_outgrows_its_queues()
    {
        var stream = SyntheticStream.Create(11, Captures.Btc, 300);
        var sync = stream.Events.First(step => step.Step == FeatureStep.Sync);
        var engine = new FeatureEngine(Captures.Btc, new FeatureOptions());
        engine.OnSync(in sync.Book, 0);
        var row = new FeatureRow { Book = sync.Book };

        for (var i = 0; i < 20_000; i++)
        {
            engine.OnTrade((70 * Second) + i, 2, buyerIsMaker: i % 4 == 0);
            row.Book.ReceiveNanos = (70 * Second) + i;
            engine.OnRow(ref row, 3, row.Book.ReceiveNanos);
        }

        Assert.That(row.Features.Values[(int)FeatureId.Ntr1s], Is.EqualTo(20_000));
        Assert.That(row.Features.Values[(int)FeatureId.UpdRate1s], Is.EqualTo(20_000));
        Assert.That(row.Features.Values[(int)FeatureId.LvlRate1s], Is.EqualTo(60_000));
        Assert.That(row.Features.Values[(int)FeatureId.Tfi60s], Is.EqualTo(0.5));
    }

    [Test]
    public void Should_allocate_nothing_once_its_windows_are_warm()
    {
        var stream = SyntheticStream.Create(13, Captures.Btc, 6_000);
        var engine = new FeatureEngine(Captures.Btc, new FeatureOptions());
        var later = stream with { Events = [.. stream.Events.Select(step => Later(step, 1_000 * Second))] };
        Tell(engine, stream);

        Assert.That(Allocations.Of(() => Tell(engine, later)), Is.Zero);
    }

    private static void Tell(FeatureEngine engine, FeatureStream stream)
    {
        var row = default(FeatureRow);
        long now = 0;
        for (var i = 0; i < stream.Events.Count; i++)
        {
            var step = stream.Events[i];
            now = Math.Max(now, step.ReceiveNanos);
            switch (step.Step)
            {
                case FeatureStep.Sync:
                    engine.OnSync(in step.Book, now);
                    break;
                case FeatureStep.Invalid:
                    engine.OnInvalid();
                    break;
                case FeatureStep.Trade:
                    engine.OnTradeOf(now);
                    engine.OnTrade(now, step.SizeLots, step.BuyerIsMaker);
                    break;
                case FeatureStep.OneSided:
                    engine.OnOneSided(in step.Book, step.Levels, now);
                    break;
                case FeatureStep.Row:
                    row.Book = step.Book;
                    engine.OnRow(ref row, step.Levels, now);
                    break;
                case FeatureStep.Ticker:
                    engine.OnTicker(now, step.UpdateId);
                    break;
            }
        }
    }

    private static FeatureEvent Later(FeatureEvent step, long shift)
    {
        var later = step.At(step.ReceiveNanos + shift);
        later.Book.ReceiveNanos += shift;
        return later;
    }

    private static IEnumerable<(DqFlags, ulong)> Streaming(FeatureRun run) => run.Rows.Select(row => (row.Features.DqFlags, row.Features.ValidMask));

    private static int Moved(FeatureRun before, FeatureRun after, int rows, Func<TargetValues, Target> target) =>
        Enumerable.Range(0, rows).Count(row => target(before.TargetsOf(row)) != target(after.TargetsOf(row)));

    private static IEnumerable<ulong> Hashes(FeatureRun run) => run.Rows.Select(row => row.Features.RowHash);

    private static int Offset<TStruct, TField>(ref TStruct start, ref TField field) =>
        (int)Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref start), ref Unsafe.As<TField, byte>(ref field));
}
