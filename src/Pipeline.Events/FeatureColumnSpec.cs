namespace Pipeline.Events;

/// <summary>One column of the feature sheet, as data.</summary>
/// <param name="Number">1 to 58 for the base columns, then the extension columns in the order of the sheet. Append only.</param>
/// <param name="Name">Name in files and tables.</param>
/// <param name="Formula">Formula id with its version: another definition is another id.</param>
/// <param name="Unit">Unit of the values; empty for plain numbers.</param>
/// <param name="Min">Smallest value, negative infinity where there is none.</param>
/// <param name="Max">Largest value, positive infinity where there is none.</param>
/// <param name="Null">When the column has no value.</param>
/// <param name="WarmUpSeconds">Seconds after the sync before the first value can be there.</param>
public sealed record FeatureColumnSpec(
    int Number, string Name, string Formula, string Unit, double Min, double Max, NullRule Null, int WarmUpSeconds);

/// <summary>When a column has no value. Conditions add up: a column with a window is also null until the window has passed.</summary>
public enum NullRule
{
    /// <summary>Every row has a value.</summary>
    Never = 0,

    /// <summary>The book lacks the rank.</summary>
    RankAbsent = 1,

    /// <summary>The ten levels hold less than the notional.</summary>
    DepthShort = 2,

    /// <summary>The row is the first after a sync.</summary>
    FirstRow = 3,

    /// <summary>The venue did not send the time.</summary>
    TimeAbsent = 4,

    /// <summary>The window has not passed since the sync.</summary>
    WarmUp = 5,

    /// <summary>A book state of the window lacks the rank.</summary>
    RankAbsentInWindow = 6,

    /// <summary>No trade in the window.</summary>
    NoTrade = 7,

    /// <summary>No mid stands at the start of the window, or at a second of it.</summary>
    NoMid = 8,

    /// <summary>The end lies past the tape, a gap or a resync touches the horizon, or a mid is missing.</summary>
    NoFuture = 9,

    /// <summary>As <see cref="NoExecution"/>, or the row has no volatility of 60 s. 10 was a rule of the sheet's first version.</summary>
    NoFutureOrVolatility = 11,

    /// <summary>As <see cref="NoFuture"/>, or an end is one-sided or crossed.</summary>
    NoExecution = 12,

    /// <summary>The row's book is crossed.</summary>
    Crossed = 13,
}
