namespace Pipeline.Warehouse.Stores;

/// <summary>Trade ids that a file brought: from the least to the greatest of it, or a run of them without a hole.</summary>
/// <param name="File">Short name of the file.</param>
/// <param name="Market">The market.</param>
/// <param name="Symbol">The symbol.</param>
/// <param name="Kind">`trade` or `aggregate`: each counts by itself.</param>
/// <param name="First">The least id.</param>
/// <param name="Last">The greatest.</param>
/// <param name="FirstMs">The venue's time of the earliest of them.</param>
/// <param name="LastMs">The venue's time of the latest.</param>
public readonly record struct TradeSpan(long File, string Market, string Symbol, string Kind, long First, long Last, long FirstMs, long LastMs);
