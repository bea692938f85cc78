using Pipeline.Engine.Replay;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Cli.Live;

/// <summary>What came of a live session.</summary>
/// <param name="Summary">What the stages did.</param>
/// <param name="Desk">What the order desk saw; null on paper.</param>
/// <param name="PositionLots">Positions by instrument in its lots, as the ledger has them.</param>
/// <param name="Refusal">Which keys the venue refused and why, which ended the session; null where it refused none.</param>
internal sealed record LiveOutcome(ReplaySummary Summary, DeskCounts? Desk, IReadOnlyList<long> PositionLots, string? Refusal);
