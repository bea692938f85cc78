using System.Numerics;
using System.Runtime.CompilerServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Book;

/// <summary>Counts what is finer than an instrument's tick and lot. Such a value is kept as it is: the grid binds own orders alone.</summary>
internal sealed class OffGridCount(Instrument instrument)
{
    private readonly Step _tick = new(instrument.TickMantissa);
    private readonly Step _lot = new(instrument.LotMantissa);
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
            case RecordKind.BookTicker:
                counters.OffGridPrices += _tick.Off(record.Ticker.BidTicks) + _tick.Off(record.Ticker.AskTicks);
                counters.OffGridSizes += _lot.Off(record.Ticker.BidLots) + _lot.Off(record.Ticker.AskLots);
                break;
            case RecordKind.Trade or RecordKind.AggTrade:
                counters.OffGridPrices += _tick.Off(record.Trade.PriceTicks);
                counters.OffGridSizes += _lot.Off(record.Trade.SizeLots);
                break;
            case RecordKind.DepthUpdate or RecordKind.DepthSnapshot:
                if (!HoldAll(levels))
                {
                    CountOneByOne(levels, counters);
                }

                break;
            default:
                break;
        }
    }

    // Nearly every diff lies on the grid, and this says so of most in half the time that counting takes.
    private bool HoldAll(ReadOnlySpan<LevelUpdate> levels)
    {
        var (tick, lot) = (_tick, _lot);
        var (prices, sizes) = (0UL, 0UL);
        foreach (ref readonly var level in levels)
        {
            prices |= tick.Turn(level.PriceTicks);
            sizes |= lot.Turn(level.SizeLots);
        }

        return tick.HoldsAll(prices) && lot.HoldsAll(sizes);
    }

    private void CountOneByOne(ReadOnlySpan<LevelUpdate> levels, BookCounters counters)
    {
        foreach (ref readonly var level in levels)
        {
            counters.OffGridPrices += _tick.Off(level.PriceTicks);
            counters.OffGridSizes += _lot.Off(level.SizeLots);
        }
    }

    /// <summary>A tick or a lot: what it divides has a quotient; what it does not is turned into a number larger than any quotient.</summary>
    private readonly struct Step(long step)
    {
        private readonly ExactDivider _divider = new(step);

        // The largest power of two up to which every number is a quotient.
        private readonly ulong _end = 1UL << BitOperations.Log2((ulong)(long.MaxValue / step) + 1);

        [MethodImpl(MethodImplOptions.AggressiveInlining)] // It stands in the loop over a diff's levels.
        public ulong Turn(long value)
        {
            _divider.TryDividePositive(value, out var quotient);
            return (ulong)quotient;
        }

        /// <summary>Whether all that was turned and or-ed are quotients for certain: no bit is as high as an end of them.</summary>
        public bool HoldsAll(ulong turned) => turned < _end;

        public long Off(long value) => _divider.TryDividePositive(value, out _) ? 0 : 1;
    }
}
