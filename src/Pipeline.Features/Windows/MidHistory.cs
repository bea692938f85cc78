using System.Runtime.CompilerServices;

namespace Pipeline.Features.Windows;

/// <summary>Mids of the last minute: what the mid was 1, 10 and 60 seconds ago. Mids are b_1 + a_1 in ticks: integers.</summary>
/// <remarks>Each window's cursor only moves forward, so a row costs a step or two and no search.</remarks>
internal sealed class MidHistory
{
    /// <summary>Number of windows; their widths are <see cref="TradeWindows.Width"/>.</summary>
    public const int Count = TradeWindows.Count;

    private readonly TimeRing<Entry> _mids = new(8_192);
    private Cursors _cursors;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _mids.Clear();
        for (var window = 0; window < Count; window++)
        {
            _cursors[window] = _mids.Head - 1;
        }
    }

    /// <summary>Takes in a row's mid; the one before it stood until <paramref name="endNanos"/>, by <see cref="MidLife"/>.</summary>
    public void Add(long nowNanos, long twiceMidTicks, long endNanos)
    {
        if (_mids.Head > _mids.Tail)
        {
            _mids[_mids.Head - 1].EndNanos = endNanos;
        }

        _mids.Push() = new Entry { Nanos = nowNanos, TwiceMidTicks = twiceMidTicks, EndNanos = nowNanos };
    }

    /// <summary>mid(now - width): of the last row at or before; false where there is none or it had ended.</summary>
    public bool TryBefore(int window, long nowNanos, out long twiceMidTicks)
    {
        var then = nowNanos - TradeWindows.Width(window);
        ref var cursor = ref _cursors[window];
        while (cursor + 1 < _mids.Head && _mids[cursor + 1].Nanos <= then)
        {
            cursor++;
        }

        if (window == Count - 1)
        {
            _mids.DropBefore(Math.Max(cursor, _mids.Tail));
        }

        if (cursor < _mids.Tail || then > _mids[cursor].EndNanos)
        {
            twiceMidTicks = 0;
            return false;
        }

        twiceMidTicks = _mids[cursor].TwiceMidTicks;
        return true;
    }

    private struct Entry
    {
        public long Nanos;
        public long TwiceMidTicks;
        public long EndNanos;
    }

    [InlineArray(Count)]
    private struct Cursors
    {
        private long _first;
    }
}
