namespace Pipeline.Engine.Verification;

/// <summary>The first thing that a replay did otherwise than the run on tape.</summary>
/// <param name="Record">Ordinal of the record in the log, or -1 where it is about the whole run.</param>
/// <param name="UpdateId">The book's update id there, or null.</param>
/// <param name="Stage">
/// Whose result differs: session, input, book, features, inference, strategy, risk, exchange, or log where an entry is missing.
/// </param>
/// <param name="Field">Which part of it.</param>
/// <param name="Recorded">What the tape holds.</param>
/// <param name="Replayed">What came out now.</param>
public sealed record TapeDifference(long Record, long? UpdateId, string Stage, string Field, string Recorded, string Replayed)
{
    /// <summary>Ordinal of a difference that is about the whole run.</summary>
    public const long WholeRun = -1;

    /// <summary>The one of two that comes first in the log; of the same record <paramref name="one"/>.</summary>
    public static TapeDifference? First(TapeDifference? one, TapeDifference? other) =>
        one is null || (other is not null && other.Record < one.Record) ? other : one;

    /// <inheritdoc/>
    public override string ToString() => Record == WholeRun
        ? $"{Stage}.{Field} is {Replayed}, and {Recorded} on tape"
        : $"record {Record}: {Stage}.{Field} is {Replayed}, and {Recorded} on tape";
}

/// <summary>What came of comparing a replay with its tape.</summary>
/// <param name="Events">Decision entries on tape that a replay can be held against.</param>
/// <param name="Equal">How many of them the replay repeated, up to the first difference.</param>
/// <param name="Undecided">Decisions of the replay behind the last that the tape is known to hold: its run was cut off, or never told.</param>
/// <param name="FirstDifference">What differs first, or null.</param>
public sealed record TapeComparison(long Events, long Equal, long Undecided, TapeDifference? FirstDifference)
{
    /// <summary>Whether nothing differs. Decisions behind the tape's mark say neither.</summary>
    public bool IsEqual => FirstDifference is null;

    /// <summary>Whether there was something to compare.</summary>
    public bool IsProved => IsEqual && Events > 0;
}
