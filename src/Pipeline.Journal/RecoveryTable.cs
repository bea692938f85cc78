using Pipeline.Journal.Envelope;

namespace Pipeline.Journal;

/// <summary>What was found of a tape's blocks.</summary>
internal enum BlocksState
{
    /// <summary>They end in the seal.</summary>
    Whole = 0,

    /// <summary>They end without it, in the middle of a block or between two.</summary>
    Torn = 1,

    /// <summary>A block is damaged or missing and whole ones follow, or the seal contradicts them.</summary>
    Rotten = 2,
}

/// <summary>What was found of a tape's tail.</summary>
internal enum TailState
{
    /// <summary>The tape is sealed, or was written without one.</summary>
    NotNeeded = 0,

    /// <summary>Every frame is whole.</summary>
    Whole = 1,

    /// <summary>Its last frame is not whole: the writer was cut off.</summary>
    Torn = 2,

    /// <summary>A frame is damaged and whole ones follow, or it does not start where the blocks end.</summary>
    Rotten = 3,

    /// <summary>There should be one, and none that belongs to the tape is there.</summary>
    Missing = 4,

    /// <summary>It was made, and neither a frame nor a block was ever written: the writer was cut off before its first record.</summary>
    Unused = 5,
}

/// <summary>What reading a whole tape found.</summary>
internal readonly record struct TapeCondition(HeaderSource Header, bool IsSealed, BlocksState Blocks, TailState Tail);

/// <summary>What is to be done.</summary>
internal enum RecoveryAction
{
    /// <summary>Nothing: the tape is sound.</summary>
    LeaveAlone = 0,

    /// <summary>Write all that can be read to a new file.</summary>
    Rewrite = 1,

    /// <summary>Say that nothing can be read.</summary>
    Refuse = 2,
}

/// <summary>What is to be done, and whether something may be lost.</summary>
internal readonly record struct RecoveryPlan(RecoveryAction Action, bool IsLoss);

/// <summary>The whole of recovery as one decision: from what was found to what is done.</summary>
internal static class RecoveryTable
{
    private static readonly RecoveryPlan Leave = new(RecoveryAction.LeaveAlone, IsLoss: false);
    private static readonly RecoveryPlan Refuse = new(RecoveryAction.Refuse, IsLoss: true);
    private static readonly RecoveryPlan Whole = new(RecoveryAction.Rewrite, IsLoss: false);
    private static readonly RecoveryPlan Lossy = new(RecoveryAction.Rewrite, IsLoss: true);

    /// <summary>Whether records behind the last one that can be read are lost, and nobody knows how many.</summary>
    public static bool IsCutOff(TapeCondition tape) => !tape.IsSealed && tape.Tail is (TailState.NotNeeded or TailState.Missing);

    /// <summary>The plan for a tape in this condition. <paramref name="isOpen"/>: its file still has the name of one that is being written.</summary>
    public static RecoveryPlan Decide(TapeCondition tape, bool isOpen) => (tape.Header, tape.IsSealed, tape.Blocks, tape.Tail, isOpen) switch
    {
        // Without any header nobody knows what the blocks are about.
        (HeaderSource.None, _, _, _, _) => Refuse,

        // Damage among the blocks loses what stood there, however the tape ends.
        (_, _, BlocksState.Rotten, _, _) => Lossy,

        // A sealed tape says itself that it is whole; a bad header loses nothing, and the name is mended by the way.
        (HeaderSource.Both, true, _, _, false) => Leave,
        (_, true, _, _, _) => Whole,

        // Damage in the tail loses what stood there.
        (_, false, _, TailState.Rotten or TailState.Missing, _) => Lossy,

        // The tail holds all since the last block: a torn frame was never acknowledged.
        (_, false, _, TailState.Whole or TailState.Torn or TailState.Unused, _) => Whole,

        // Without a tail the records since the last block were in the writer's memory alone, and nobody knows how many there were.
        (_, false, _, TailState.NotNeeded, _) => Lossy,
        _ => throw new ArgumentOutOfRangeException(nameof(tape), tape, "no such condition"),
    };
}
