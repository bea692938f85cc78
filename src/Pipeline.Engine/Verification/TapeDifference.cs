namespace Pipeline.Engine.Verification;

/// <summary>The first thing that a replay did otherwise than the run on tape.</summary>
/// <param name="Record">Ordinal of the record in the log, or -1 where it is about the whole run.</param>
/// <param name="UpdateId">The book's update id there, or null.</param>
/// <param name="Stage">Whose result differs: session, book, features, inference, strategy, risk, exchange, or log where an entry is missing.</param>
/// <param name="Field">Which part of it.</param>
/// <param name="Recorded">What the tape holds.</param>
/// <param name="Replayed">What came out now.</param>
public sealed record TapeDifference(long Record, long? UpdateId, string Stage, string Field, string Recorded, string Replayed)
{
    /// <inheritdoc/>
    public override string ToString() => $"record {Record}: {Stage}.{Field} is {Replayed}, and {Recorded} on tape";
}

/// <summary>What came of comparing a replay with its tape.</summary>
/// <param name="Events">Decision entries on tape.</param>
/// <param name="Equal">How many of them the replay repeated, up to the first difference.</param>
/// <param name="FirstDifference">What differs first, or null.</param>
public sealed record TapeComparison(long Events, long Equal, TapeDifference? FirstDifference)
{
    /// <summary>Whether there was something to compare and all of it was equal.</summary>
    public bool IsEqual => Events > 0 && FirstDifference is null && Events == Equal;
}
