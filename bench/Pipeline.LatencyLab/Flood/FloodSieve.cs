using Pipeline.Events;
using Pipeline.Feeds;
using Pipeline.LatencyLab.Contenders;

namespace Pipeline.LatencyLab.Flood;

/// <summary>Keeps a recording's planted or real damage out of a flood, which is to lose nothing.</summary>
internal sealed class FloodSieve(LatencyRecording recording)
{
    private readonly IMessageDecoder _decoder = recording.Identify().Decoder;
    private readonly LevelUpdate[] _levels = new LevelUpdate[LevelArena.MaxRun];

    /// <summary>Whether a replay would take the message; what it is to the ordinary pipeline.</summary>
    public bool Passes(byte[] text, out object? message)
    {
        var record = default(InputRecord);
        return OrdinaryMessages.TryDecode(text, out message)
            && _decoder.Decode(text, ref record, _levels, out _) == DeadLetterReason.None;
    }
}
