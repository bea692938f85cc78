using Pipeline.Events;
using Pipeline.Feeds;
using Pipeline.Feeds.Capture;
using Pipeline.Venues.Binance.Capture;

namespace Pipeline.LatencyLab;

/// <summary>A recording's messages in memory, without their receive times: the lab plans its own.</summary>
internal sealed class LatencyRecording
{
    private readonly List<byte[]> _messages = [];

    public LatencyRecording(string path, int most)
    {
        using var reader = new CaptureReader([path]);
        while (_messages.Count < most && reader.TryReadLine(out var line))
        {
            if (line.HasReceiveTime)
            {
                _messages.Add(line.Text.ToArray());
            }
        }

        Name = Path.GetFileName(path);
    }

    public string Name { get; }

    public IReadOnlyList<byte[]> Messages => _messages;

    /// <summary>The project's own recording.</summary>
    public static string FindDemo()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "recordings", "demo-usdm-btcusdt.gz");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"the recording is in no folder above {AppContext.BaseDirectory}; name one with --capture");
    }

    /// <summary>A decoder that has seen nothing yet, and what it decodes.</summary>
    public (IReadOnlyList<Instrument> Instruments, IMessageDecoder Decoder, bool TradesAreAggregates) Identify()
    {
        var setup = new BinanceCaptureVenue().Identify(_messages, isWhole: true, [])
            ?? throw new InvalidDataException($"{Name} does not tell its market and instrument");
        return (setup.Instruments, setup.Decoder, setup.TradesAreAggregates);
    }
}
