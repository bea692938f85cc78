using System.Buffers.Text;
using System.Text.Json;

namespace Pipeline.Comparisons;

/// <summary>The replay as a competent user writes it in an afternoon: models, sorted dictionaries, queues, a score, a threshold.</summary>
/// <remarks>A message's stream name tells its kind, and it is read once, straight into its model.</remarks>
internal sealed class ReplayRival(ReplayScore score, ReplayRows? rows)
{
    private readonly ReplayRivalFeatures _features = new();

    public ReplayRivalBook Book { get; } = new();

    public ReplayRivalTicker? Ticker { get; private set; }

    public long Messages { get; private set; }

    public long Rows => _features.Rows;

    public long Wanted { get; private set; }

    public void Run(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.Length > 0 && Utf8Parser.TryParse(line, out long receiveNanos, out var digits))
            {
                Messages++;
                Dispatch(line[(digits + 1)..], receiveNanos);
            }
        }
    }

    private void Dispatch(ReadOnlySpan<byte> json, long receiveNanos)
    {
        if (Is(json, "@bookTicker\""u8))
        {
            Ticker = JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalTicker)!.Data;
        }
        else if (Is(json, "@trade\""u8))
        {
            OnTrade(JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalTrade)!.Data, receiveNanos);
        }
        else if (Is(json, "@depth@"u8))
        {
            OnDiff(JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalDepth)!.Data, receiveNanos);
        }
        else if (Is(json, "\"lastUpdateId\""u8))
        {
            OnSnapshot(JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalSnapshot)!, receiveNanos);
        }
    }

    private static bool Is(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => json[..Math.Min(json.Length, 100)].IndexOf(name) >= 0;

    private void OnTrade(ReplayRivalTrade trade, long receiveNanos)
    {
        if (Book.IsSynced && trade.Kind == "MARKET")
        {
            _features.OnTrade(receiveNanos, trade.Size, trade.BuyerIsMaker);
        }
    }

    private void OnSnapshot(ReplayRivalSnapshot snapshot, long receiveNanos)
    {
        if (Book.OnSnapshot(snapshot) == ReplayRivalStep.Synced)
        {
            _features.OnSync(new ReplayRivalState(Book), receiveNanos);
        }
    }

    private void OnDiff(ReplayRivalDepth diff, long receiveNanos)
    {
        var step = Book.OnDiff(diff);
        if (step == ReplayRivalStep.None)
        {
            return;
        }

        var state = new ReplayRivalState(Book);
        if (step == ReplayRivalStep.Synced)
        {
            _features.OnSync(state, receiveNanos);
        }
        else if (_features.OnDepth(state, diff, receiveNanos))
        {
            OnRow();
        }
    }

    private void OnRow()
    {
        Wanted += score.Of(id => _features.Row[(int)id]) is { } value && Math.Abs(value) > ReplayScore.Threshold ? 1 : 0;
        rows?.Add(Rows, id => _features.Row[(int)id]);
    }
}
