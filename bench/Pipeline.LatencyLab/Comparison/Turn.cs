using System.Runtime.ExceptionServices;
using Pipeline.LatencyLab.Contenders;
using Pipeline.Ring;

namespace Pipeline.LatencyLab.Comparison;

/// <summary>One contender's turn in a round.</summary>
/// <param name="Times">How long its verdicts took.</param>
/// <param name="Deeds">What it did.</param>
internal sealed record Turn(VerdictTimes Times, Deeds Deeds)
{
    /// <summary>Builds the contender, puts the load on it and takes it down, on a thread of its own.</summary>
    public static Turn Take(Entry entry, MessagePlan plan)
    {
        Turn? turn = null;
        var thread = new PipelineThread("load", () => turn = Run(entry, plan), entry.Cpu);
        thread.Start();
        thread.Join(Timeout.InfiniteTimeSpan);
        if (thread.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        return turn!;
    }

    private static Turn Run(Entry entry, MessagePlan plan)
    {
        var times = new VerdictTimes(plan);
        using var contender = entry.Create(times);
        entry.Drive(times, contender);
        return new Turn(times, contender.Finish());
    }
}
