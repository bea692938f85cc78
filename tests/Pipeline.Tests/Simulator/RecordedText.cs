using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.Simulator;

/// <summary>A made recording, read again from its text alone.</summary>
internal sealed class RecordedText
{
    private RecordedText(RecordingSummary summary, string text)
    {
        Summary = summary;
        Text = text;
        Lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(RecordedLine.Parse).ToArray();
    }

    public RecordingSummary Summary { get; }

    public string Text { get; }

    public IReadOnlyList<RecordedLine> Lines { get; }

    public IEnumerable<RecordedLine> Diffs => Lines.Where(line => line.Stream == "btcusdt@depth@0ms" && line.IsOnGrid);

    public IEnumerable<RecordedLine> Tickers => Lines.Where(line => line.Stream == "btcusdt@bookTicker");

    public static RecordedText Make(RecordingOptions options)
    {
        using var stream = new MemoryStream();
        var summary = RecordingGenerator.Write(stream, options);
        return new RecordedText(summary, Encoding.ASCII.GetString(stream.ToArray()));
    }
}

/// <summary>One line; <see cref="Data"/> is undefined where it is not JSON.</summary>
internal sealed record RecordedLine(long ReceiveNanos, string Stream, JsonElement Data)
{
    public bool IsSnapshot => Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty("lastUpdateId", out _);

    public bool IsOnGrid => Levels("b").Concat(Levels("a")).All(level => level.Price % 0.1m == 0);

    public static RecordedLine Parse(string line)
    {
        var space = line.IndexOf(' ');
        var nanos = long.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture);
        try
        {
            using var json = JsonDocument.Parse(line.AsMemory(space + 1));
            var root = json.RootElement.Clone();
            return root.TryGetProperty("stream", out var stream)
                ? new RecordedLine(nanos, stream.GetString()!, root.GetProperty("data"))
                : new RecordedLine(nanos, "", root);
        }
        catch (JsonException)
        {
            return new RecordedLine(nanos, "", default);
        }
    }

    public long Long(string member) => Data.GetProperty(member).GetInt64();

    public decimal Decimal(string member) => decimal.Parse(Data.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    public IEnumerable<(decimal Price, decimal Size)> Levels(string member) => Data.GetProperty(member).EnumerateArray()
        .Select(level => (Parse(level[0]), Parse(level[1])));

    private static decimal Parse(JsonElement number) => decimal.Parse(number.GetString()!, CultureInfo.InvariantCulture);
}
