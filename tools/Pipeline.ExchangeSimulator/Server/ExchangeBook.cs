using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>The exchange's own book at an update id, best prices first.</summary>
public sealed record ExchangeBook(long UpdateId, IReadOnlyList<LevelUpdate> Bids, IReadOnlyList<LevelUpdate> Asks);

/// <summary>An order as the exchange has it.</summary>
public sealed record ExchangeOrder(
    long OrderId, string ClientOrderId, string Symbol, Side Side, string Status, long PriceTicks, long Lots, long FilledLots);
