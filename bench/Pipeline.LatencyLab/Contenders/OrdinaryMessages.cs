using System.Text.Json;
using Pipeline.Comparisons;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>Text to models: the stream's name tells which.</summary>
internal static class OrdinaryMessages
{
    private const int HeadBytes = 100;

    /// <summary>A diff, trade, ticker or snapshot, or null for anything else; false where the text is damaged.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> json, out object? message)
    {
        message = null;
        try
        {
            message = Decode(json);
            return true;
        }
        catch (JsonException)
        {
            // The recordings have such lines: they are passed over, as the project's own pipeline does.
            return false;
        }
    }

    private static object? Decode(ReadOnlySpan<byte> json)
    {
        var head = json[..Math.Min(json.Length, HeadBytes)];
        if (head.IndexOf("@bookTicker\""u8) >= 0)
        {
            return JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalTicker)!.Data;
        }

        if (head.IndexOf("@trade\""u8) >= 0)
        {
            return JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalTrade)!.Data;
        }

        if (head.IndexOf("@depth@"u8) >= 0)
        {
            return JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalStreamReplayRivalDepth)!.Data;
        }

        return head.IndexOf("\"lastUpdateId\""u8) >= 0 ? JsonSerializer.Deserialize(json, ReplayRivalJson.Default.ReplayRivalSnapshot) : null;
    }
}
