namespace Pipeline.Research.Leakage;

/// <summary>Which connection an event came over. Connections have no common order.</summary>
public enum MarketStream
{
    /// <summary>State of the book.</summary>
    Depth = 0,

    /// <summary>A trade.</summary>
    Trade = 1,
}

/// <summary>What a recipe is given: the book's best prices after a diff, or a trade. A list of them is in the order of a file, which means nothing across streams.</summary>
/// <param name="Stream">Connection.</param>
/// <param name="LocalNanos">When it was received.</param>
/// <param name="ExchangeNanos">When the exchange says that it was.</param>
/// <param name="Bid">Best bid; of a trade its price.</param>
/// <param name="Ask">Best ask; of a trade its price.</param>
/// <param name="Size">Size at the best prices; of a trade its size, negative when a seller took.</param>
public readonly record struct MarketEvent(MarketStream Stream, long LocalNanos, long ExchangeNanos, double Bid, double Ask, double Size)
{
    /// <summary>Half way between the best prices.</summary>
    public double Mid => (Bid + Ask) / 2;
}

/// <summary>A stretch without feed, [from, to).</summary>
/// <param name="FromNanos">When it was known of.</param>
/// <param name="ToNanos">When the book was known again.</param>
public readonly record struct FeedGap(long FromNanos, long ToNanos);

/// <summary>Everything that a recipe may use.</summary>
/// <param name="Events">Events in the order of a file; each stream in order of its own.</param>
/// <param name="Gaps">Gaps in order.</param>
public sealed record RecipeInput(IReadOnlyList<MarketEvent> Events, IReadOnlyList<FeedGap> Gaps);

/// <summary>A row as a recipe made it.</summary>
/// <param name="Nanos">When it may be looked at.</param>
/// <param name="Features">What a model is shown.</param>
/// <param name="Label">What it is to say, or null where nothing is known.</param>
/// <param name="LabelFromNanos">The label is about what comes after this,</param>
/// <param name="LabelToNanos">up to this.</param>
/// <param name="IsTest">Whether it is of the test part; else a model or a scaler may be fitted on it.</param>
public sealed record SampleRow(long Nanos, IReadOnlyList<double> Features, double? Label, long LabelFromNanos, long LabelToNanos, bool IsTest);

/// <summary>What a recipe made: rows in order of time, and every number that it fitted (scales, thresholds, weights).</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Fitted">Numbers by name.</param>
public sealed record Sample(IReadOnlyList<SampleRow> Rows, IReadOnlyDictionary<string, double> Fitted);

/// <summary>A way to make a data set of events. Called many times with events that differ in what must not matter; the same events must give the same rows.</summary>
public delegate Sample DataSetRecipe(RecipeInput input);
