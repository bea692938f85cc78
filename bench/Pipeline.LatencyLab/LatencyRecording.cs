using Pipeline.Comparisons;
using Pipeline.Events;
using Pipeline.Feeds;
using Pipeline.Feeds.Capture;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.LatencyLab;

/// <summary>A recording in memory: its messages and when each was received.</summary>
internal sealed class LatencyRecording
{
    private const string RealFile = "captures/usdm-btcusdt-20240808.gz";

    private readonly List<byte[]> _messages = [];
    private readonly List<long> _receiveNanos = [];

    public LatencyRecording(string path, int most)
    {
        using var reader = new CaptureReader([path]);
        while (_messages.Count < most && reader.TryReadLine(out var line))
        {
            if (line.HasReceiveTime)
            {
                _messages.Add(line.Text.ToArray());
                _receiveNanos.Add(line.ReceiveNanos);
            }
        }

        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    public IReadOnlyList<byte[]> Messages => _messages;

    public IReadOnlyList<long> ReceiveNanos => _receiveNanos;

    /// <summary>The real recording, in the folder that PIPELINE_SHARED names or in one named shared beside the checkout; null where there is none.</summary>
    public static string? FindReal()
    {
        var path = Path.Combine(Environment.GetEnvironmentVariable("PIPELINE_SHARED") ?? "", RealFile);
        return File.Exists(path) ? path : CaptureFinder.Real();
    }

    /// <summary>Whether a recording of this name is the real one.</summary>
    public static bool IsReal(string name) => RealFile.EndsWith($"/{name}", StringComparison.Ordinal);

    /// <summary>A decoder that has seen nothing yet, and what it decodes.</summary>
    public (IReadOnlyList<Instrument> Instruments, IMessageDecoder Decoder) Identify()
    {
        var setup = new BinanceCaptureVenue().Identify(_messages, isLast: true, [])
            ?? throw new InvalidDataException($"{Name} does not tell its market and instrument");
        return (setup.Instruments, setup.CreateDecoder());
    }
}
