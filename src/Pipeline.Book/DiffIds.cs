using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>The update ids of a diff, and what they say about its place in the chain.</summary>
/// <param name="First">`U`.</param>
/// <param name="Final">`u`.</param>
/// <param name="Previous">`pu`; without meaning where the venue does not chain by it.</param>
/// <param name="Chained">Futures: events chain by `pu`. Spot: by `U` = previous `u` + 1.</param>
/// <remarks>
/// <code>
///                    futures                      spot
///   covered by L     u &lt; L                        u &lt;= L
///   bridges L        U &lt;= L &lt;= u, or pu == L      U &lt;= L + 1 &lt;= u
///   follows last     pu &lt;= last                   U &lt;= last + 1       (where u is new)
/// </code>
/// Less than the exact id is fine while u is new and comes from another socket, which cut the events elsewhere: sizes are
/// absolute. One socket's events follow each other exactly.
/// </remarks>
public readonly record struct DiffIds(long First, long Final, long Previous, bool Chained)
{
    /// <summary>The ids of a record of kind DepthUpdate.</summary>
    public static DiffIds Of(in InputRecord diff) => new(
        diff.Depth.FirstUpdateId,
        diff.Depth.FinalUpdateId,
        diff.Depth.PreviousFinalUpdateId,
        (diff.Flags & RecordFlags.ChainedByPrevious) != 0);

    /// <summary>Whether a snapshot with id <paramref name="snapshot"/> makes this diff useless.</summary>
    public bool IsCoveredBy(long snapshot) => Chained ? Final < snapshot : Final <= snapshot;

    /// <summary>Whether this diff may be the first one applied to a snapshot with id <paramref name="snapshot"/>.</summary>
    public bool Bridges(long snapshot) => Chained
        ? (First <= snapshot && snapshot <= Final) || Previous == snapshot
        : First <= snapshot + 1 && snapshot + 1 <= Final;

    /// <summary>Whether nothing new is in this diff after <paramref name="last"/>.</summary>
    public bool IsStaleAfter(long last) => Final <= last;

    /// <summary>Whether nothing is missing between <paramref name="last"/> and this diff.</summary>
    public bool Follows(long last) => Chained ? Previous <= last : First <= last + 1;

    /// <summary>Whether this diff is the very next one of the socket that brought <paramref name="last"/>.</summary>
    public bool FollowsExactly(long last) => Chained ? Previous == last : First == last + 1;
}
