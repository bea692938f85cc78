using Pipeline.Events;

namespace Pipeline.Features.Windows;

/// <summary>Until when each lane of the feed is known to be alive, as ConnectionState records tell. Tapes without them know of no lane.</summary>
/// <remarks>
/// A connection is alive from when it opened until it ended, or 10 s after the last record that says so. A lane lives while one of
/// its connections does: a rotation has two for a while. Single writer. 0 B a record.
/// </remarks>
public sealed class LaneLives
{
    /// <summary>Pipeline time for which a word of a connection counts, 10 s.</summary>
    public const long AliveNanos = 10 * Nanos.Second;

    private const int Lanes = 64;
    private const int Remembered = 256;

    private readonly long[] _until = new long[Lanes];
    private readonly int[] _open = new int[Lanes];
    private readonly (int Connection, int Lane)[] _laneOf = new (int, int)[Remembered];

    /// <summary>No lane is known yet.</summary>
    public LaneLives() => Array.Fill(_until, long.MinValue);

    /// <summary>A ConnectionState record. Whoever asks <see cref="Until"/> has settled what it means for the time before.</summary>
    public void On(in InputRecord record, long nowNanos)
    {
        var lane = (int)(record.Status.Value & (Lanes - 1));
        var isKnown = LaneOf(record.Epoch) == 1UL << lane;
        if ((ConnectionPhase)record.Status.Code is ConnectionPhase.Connecting or ConnectionPhase.Ended)
        {
            End(record.Epoch, lane, isKnown, nowNanos);
            return;
        }

        _open[lane] += isKnown ? 0 : 1;
        _laneOf[record.Epoch & (Remembered - 1)] = (record.Epoch, lane + 1);
        _until[lane] = nowNanos + AliveNanos;
    }

    /// <summary>The lane of a connection as one bit; 0 where the log did not say that it opened, or said that it ended.</summary>
    public ulong LaneOf(int connection)
    {
        var (known, lane) = _laneOf[connection & (Remembered - 1)];
        return known == connection && lane > 0 ? 1UL << (lane - 1) : 0;
    }

    /// <summary>Until when one of <paramref name="lanes"/> is alive, by what was told so far; long.MinValue where none was.</summary>
    public long Until(ulong lanes)
    {
        var until = long.MinValue;
        for (; lanes != 0; lanes &= lanes - 1)
        {
            until = Math.Max(until, _until[System.Numerics.BitOperations.TrailingZeroCount(lanes)]);
        }

        return until;
    }

    private void End(int connection, int lane, bool isKnown, long nowNanos)
    {
        if (!isKnown)
        {
            return;
        }

        _laneOf[connection & (Remembered - 1)] = default;
        if (--_open[lane] == 0)
        {
            _until[lane] = Math.Min(_until[lane], nowNanos);
        }
    }
}
