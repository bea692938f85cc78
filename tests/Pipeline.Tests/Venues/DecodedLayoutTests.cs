using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Pipeline.Events;

namespace Pipeline.Tests.Venues;

/// <summary>The decoder stores vectors over these fields, so their places are part of its code.</summary>
public class DecodedLayoutTests
{
    [Test]
    public void Should_have_the_times_and_the_body_in_one_row_of_longs()
    {
        Assert.That(Unsafe.SizeOf<InputRecord>(), Is.EqualTo(InputRecord.Bytes));
        Assert.That(OffsetOf<InputRecord>(nameof(InputRecord.EventNanos)), Is.EqualTo(24));
        Assert.That(OffsetOf<InputRecord>(nameof(InputRecord.TransactionNanos)), Is.EqualTo(32));
        Assert.That(OffsetOf<InputRecord>(nameof(InputRecord.Depth)), Is.EqualTo(40));
    }

    [Test]
    public void Should_have_each_body_in_the_order_of_the_slots()
    {
        Assert.That(
            new[] { nameof(DepthBody.FirstUpdateId), nameof(DepthBody.FinalUpdateId), nameof(DepthBody.PreviousFinalUpdateId) }.Select(OffsetOf<DepthBody>),
            Is.EqualTo(new[] { 0, 8, 16 }));
        Assert.That(
            new[] { nameof(TickerBody.UpdateId), nameof(TickerBody.BidTicks), nameof(TickerBody.BidLots), nameof(TickerBody.AskTicks), nameof(TickerBody.AskLots) }.Select(OffsetOf<TickerBody>),
            Is.EqualTo(new[] { 0, 8, 16, 24, 32 }));
        Assert.That(
            new[] { nameof(TradeBody.TradeId), nameof(TradeBody.PriceTicks), nameof(TradeBody.SizeLots), nameof(TradeBody.FirstTradeId), nameof(TradeBody.LastTradeId) }.Select(OffsetOf<TradeBody>),
            Is.EqualTo(new[] { 0, 8, 16, 24, 32 }));
    }

    [Test]
    public void Should_have_a_level_of_two_longs()
    {
        Assert.That(Unsafe.SizeOf<LevelUpdate>(), Is.EqualTo(16));
        Assert.That(OffsetOf<LevelUpdate>(nameof(LevelUpdate.SizeLots)), Is.EqualTo(8));
    }

    private static int OffsetOf<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
