using Pipeline.Cli.Live;
using Pipeline.Engine.Replay;
using Pipeline.Engine.Verification;
using Pipeline.Journal;

namespace Pipeline.Cli.Demo;

/// <summary>What a demo came to.</summary>
internal sealed record DemoResult(LiveOutcome Live, string TapePath, TapeVerification Tape, TapeComparison Comparison, bool PositionMatches)
{
    public ReplaySummary Summary => Live.Summary;

    public bool TapeOk => Tape.IsSound;

    public bool ParityEqual => Comparison.IsEqual;

    public bool Holds => TapeOk && ParityEqual && PositionMatches && Summary.BboMismatches == 0;
}
