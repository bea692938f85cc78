using Pipeline.Ring;

namespace Pipeline.Tests.Ring;

/// <summary>Writes down what it is called with; fails where it is told to.</summary>
internal readonly struct RecordingHandler(List<(long Sequence, bool EndOfBatch)> calls, long failAt = -1) : IEventHandler
{
    public void OnEvent(long sequence, bool endOfBatch)
    {
        if (sequence == failAt)
        {
            throw new InvalidOperationException("told to fail");
        }

        calls.Add((sequence, endOfBatch));
    }
}
