namespace Pipeline.Book;

/// <summary>The trades that a run's features and matching are made of.</summary>
[Flags]
public enum TradeSource : byte
{
    /// <summary>There were none.</summary>
    None = 0,

    /// <summary>Single trades.</summary>
    Trade = 1,

    /// <summary>The venue's aggregates, as there were no single ones.</summary>
    AggTrade = 2,

    /// <summary>Aggregates until the first single trade.</summary>
    Both = 3,
}
