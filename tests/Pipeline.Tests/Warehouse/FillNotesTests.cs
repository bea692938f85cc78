using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Warehouse;

/// <summary>A venue tells a fill up to three times; the table has it once, whole.</summary>
public class FillNotesTests
{
    [Test]
    public void Should_make_one_fill_of_price_and_fee_whichever_comes_first([Values] bool feeFirst, [Values(1, 3)] int times)
    {
        var notes = new FillNotes();
        var (price, fee) = (Report(7, lots: 10, ticks: 599_443, fee: 0), Report(7, lots: 0, ticks: 0, fee: 2_997));
        var taken = new List<FillNotes.Fill>();
        for (var i = 0; i < times; i++)
        {
            Take(notes, feeFirst ? fee : price, 1 + i, taken);
            Take(notes, feeFirst ? price : fee, 5 + i, taken);
        }

        Assert.That(taken.Select(fill => (fill.Ordinal, fill.Record.Order.LastFillTicks, fill.Record.Order.LastFillLots, fill.Record.Order.FeeE8)), Is.EqualTo(new[] { (1L, 599_443L, 10L, 2_997L) }));
        Assert.That(notes.Waiting, Is.Empty);
    }

    [Test]
    public void Should_take_a_report_that_says_all_at_once_and_drop_what_follows()
    {
        var (notes, taken) = (new FillNotes(), new List<FillNotes.Fill>());
        Take(notes, Report(7, 10, 599_443, 2_997), 1, taken);
        Take(notes, Report(7, 10, 599_443, 2_997), 2, taken);
        Take(notes, Report(7, 10, 599_443, 0), 3, taken);

        Assert.That(taken, Has.Count.EqualTo(1));
    }

    [Test]
    public void Should_keep_a_fill_whose_fee_never_comes_until_the_end()
    {
        var (notes, taken) = (new FillNotes(), new List<FillNotes.Fill>());
        Take(notes, Report(9, 10, 5, 0), 4, taken);
        Take(notes, Report(8, 10, 5, 0), 2, taken);

        Assert.That(taken, Is.Empty);
        Assert.That(notes.Waiting.Select(fill => fill.Record.Order.TradeId), Is.EqualTo(new[] { 8L, 9L }), "in the order of the stream");
    }

    [Test]
    public void Should_know_both_sides_of_a_trade_with_oneself_and_trades_of_two_instruments_apart()
    {
        var (notes, taken) = (new FillNotes(), new List<FillNotes.Fill>());
        var sold = Report(7, 10, 5, 1);
        sold.Order.Side = Side.Sell;
        var elsewhere = Report(7, 10, 5, 1);
        elsewhere.Instrument = 1;
        foreach (var report in new[] { Report(7, 10, 5, 1), sold, elsewhere })
        {
            Take(notes, report, 1, taken);
        }

        Assert.That(taken, Has.Count.EqualTo(3));
    }

    [Test]
    public void Should_take_a_simulated_fill_without_a_fee_and_every_fill_without_a_number()
    {
        var notes = new FillNotes();
        var (simulated, nameless) = (Report(7, 10, 5, 0), Report(InputRecord.Absent, 10, 5, 0));

        Assert.That(notes.TryTake(in simulated, 1, 0, simulated: true, out _));
        Assert.That(notes.TryTake(in nameless, 2, 0, simulated: false, out _));
        Assert.That(notes.TryTake(in nameless, 3, 0, simulated: false, out _));
    }

    private static void Take(FillNotes notes, InputRecord report, long ordinal, List<FillNotes.Fill> taken)
    {
        if (notes.TryTake(in report, ordinal, 0, simulated: false, out var fill))
        {
            taken.Add(fill);
        }
    }

    private static InputRecord Report(long tradeId, long lots, long ticks, long fee)
    {
        var record = new InputRecord { Kind = RecordKind.Fill };
        record.Order.TradeId = tradeId;
        record.Order.LastFillLots = lots;
        record.Order.LastFillTicks = ticks;
        record.Order.FeeE8 = fee;
        record.Order.Side = Side.Buy;
        return record;
    }
}
