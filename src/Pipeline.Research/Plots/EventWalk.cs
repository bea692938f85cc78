using System.Globalization;
using DuckDB.NET.Data;

namespace Pipeline.Research.Plots;

/// <summary>Rebuilds the whole known book from level updates and shows it as it stood after the last message of each column.</summary>
/// <remarks>
/// Single thread. Holds one book, and the levels that came since the last snapshot while their update ids may be past it. Which
/// columns have a book at all the feature rows say: they exist only while it is synced.
/// </remarks>
internal sealed class EventWalk(long stepNanos, int columns, IReadOnlySet<int> inForce)
{
    private const int MostWaiting = 200_000;

    private readonly Dictionary<(bool IsBid, double Price), double> _sizes = [];
    private readonly Queue<Level> _waiting = new();
    private bool _isOpen;
    private long _snapshotOrdinal = -1, _snapshotTime = -1, _snapshotId;

    // Where an earlier version loaded a snapshot that tells no time of its own, only when it was received is known.
    private const string Time = "coalesce(ts_pipeline_ns, ts_recv_ns)";

    /// <summary>Sizes by side and price.</summary>
    public IReadOnlyDictionary<(bool IsBid, double Price), double> Sizes => _sizes;

    /// <summary>The lowest price that the snapshot told of; NaN before the first.</summary>
    public double KnownLow { get; private set; } = double.NaN;

    /// <summary>The highest.</summary>
    public double KnownHigh { get; private set; } = double.NaN;

    /// <summary>Whether there is a snapshot to start from and so a book to show.</summary>
    public static bool IsPossible(PlotSource source, PlotSelection selection) =>
        source.Has("l2_events") && source.Count($"select count(*) from l2_events where {selection.WhereSymbol} and kind = 'snapshot' and {Time} < {selection.ToNanos}") > 0;

    /// <summary>Walks the selection's updates and calls <paramref name="show"/> for each column in force, in order.</summary>
    public void Run(PlotSource source, PlotSelection selection, Action<int> show)
    {
        using var command = source.Connection.CreateCommand();
        var start = source.Count($"select coalesce(max({Time}), {selection.FromNanos}) from l2_events where {selection.WhereSymbol} and kind = 'snapshot' and {Time} <= {selection.FromNanos}");
        const long BufferedNanos = 10_000_000_000;
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            select {Time}, ordinal, kind = 'snapshot', update_id, side = 'bid', price, size from l2_events
            where {selection.WhereSymbol} and {Time} >= {start - BufferedNanos} and {Time} < {selection.ToNanos} order by {Time}, file, ordinal
            """);
        using var reader = command.ExecuteReader();
        var column = -1L;
        while (reader.Read())
        {
            var level = Read(reader);
            var next = level.Nanos < selection.FromNanos ? -1 : (level.Nanos - selection.FromNanos) / stepNanos;
            Close(ref column, next, show);
            Apply(in level);
        }

        Close(ref column, columns, show);
    }

    // A column without a message of its own shows the book that stood before it, if the feature rows say that it still stood.
    private void Close(ref long column, long next, Action<int> show)
    {
        for (; column < next; column++)
        {
            if (column >= 0 && inForce.Contains((int)column))
            {
                FinishSnapshot();
                show((int)column);
            }
        }
    }

    private void Apply(in Level level)
    {
        if (level.IsSnapshot)
        {
            Begin(in level);
            KnownLow = double.IsNaN(KnownLow) ? level.Price : Math.Min(KnownLow, level.Price);
            KnownHigh = double.IsNaN(KnownHigh) ? level.Price : Math.Max(KnownHigh, level.Price);
            _sizes[(level.IsBid, level.Price)] = level.Size;
            return;
        }

        FinishSnapshot();
        Put(in level);
        _waiting.Enqueue(level);
        if (_waiting.Count > MostWaiting)
        {
            _waiting.Dequeue();
        }
    }

    private void Begin(in Level level)
    {
        if (level.Ordinal == _snapshotOrdinal && level.Nanos == _snapshotTime)
        {
            return;
        }

        FinishSnapshot();
        (_snapshotOrdinal, _snapshotTime, _snapshotId) = (level.Ordinal, level.Nanos, level.UpdateId);
        (KnownLow, KnownHigh) = (double.NaN, double.NaN);
        _sizes.Clear();
        _isOpen = true;
    }

    // What was received before the snapshot but is newer than it, as its update id says, comes on top of it.
    private void FinishSnapshot()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        foreach (var level in _waiting)
        {
            if (level.UpdateId > _snapshotId)
            {
                Put(in level);
            }
        }

        _waiting.Clear();
    }

    private void Put(in Level level)
    {
        if (level.UpdateId <= _snapshotId)
        {
            return;
        }

        if (level.Size > 0)
        {
            _sizes[(level.IsBid, level.Price)] = level.Size;
        }
        else
        {
            _sizes.Remove((level.IsBid, level.Price));
        }
    }

    private static Level Read(DuckDBDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetBoolean(2), row.GetInt64(3), row.GetBoolean(4), row.GetDouble(5), row.GetDouble(6));

    private readonly record struct Level(long Nanos, long Ordinal, bool IsSnapshot, long UpdateId, bool IsBid, double Price, double Size);
}
