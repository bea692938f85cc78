using Pipeline.Engine;
using Pipeline.Events;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>Notes the time of every verdict. The n-th record is the n-th message: each leaves exactly one, and nothing else enters.</summary>
internal sealed class VerdictProbe(VerdictTimes times) : IVerdictSink
{
    private int _messages;

    public void OnVerdict(in InputRecord record, in BookResult result, in Verdict verdict)
    {
        if (result.Action == BookAction.Applied)
        {
            times.Judge(_messages);
        }

        _messages++;
        times.Handle();
    }
}
