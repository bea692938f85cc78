using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Counts what is finer than an instrument's tick and lot. Such a value is kept as it is: the grid binds own orders alone.</summary>
internal sealed class OffGridCount(Instrument instrument)
{
    private readonly ExactDivider _tick = new(instrument.TickMantissa);
    private readonly ExactDivider _lot = new(instrument.LotMantissa);
    private readonly bool _canBeOff = instrument.TickMantissa > 1 || instrument.LotMantissa > 1;

    /// <summary>Adds what <paramref name="record"/> and its levels hold to <paramref name="counters"/>.</summary>
    public void Count(in InputRecord record, ReadOnlySpan<LevelUpdate> levels, BookCounters counters)
    {
        if (!_canBeOff)
        {
            return;
        }

        switch (record.Kind)
        {
            case RecordKind.DepthUpdate or RecordKind.DepthSnapshot:
                Count(levels, counters);
                break;
            case RecordKind.BookTicker:
                counters.OffGridPrices += OffTick(record.Ticker.BidTicks) + OffTick(record.Ticker.AskTicks);
                counters.OffGridSizes += OffLot(record.Ticker.BidLots) + OffLot(record.Ticker.AskLots);
                break;
            case RecordKind.Trade or RecordKind.AggTrade:
                counters.OffGridPrices += OffTick(record.Trade.PriceTicks);
                counters.OffGridSizes += OffLot(record.Trade.SizeLots);
                break;
            default:
                break;
        }
    }

    private void Count(ReadOnlySpan<LevelUpdate> levels, BookCounters counters)
    {
        var (tick, lot) = (_tick, _lot);
        var (onTick, onLot) = (0, 0);
        foreach (ref readonly var level in levels)
        {
            onTick += tick.TryDividePositive(level.PriceTicks, out _) ? 1 : 0;
            onLot += lot.TryDividePositive(level.SizeLots, out _) ? 1 : 0;
        }

        counters.OffGridPrices += levels.Length - onTick;
        counters.OffGridSizes += levels.Length - onLot;
    }

    private long OffTick(long price) => _tick.TryDividePositive(price, out _) ? 0 : 1;

    private long OffLot(long size) => _lot.TryDividePositive(size, out _) ? 0 : 1;
}
