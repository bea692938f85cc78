using System.Text.Json;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Venues.Binance.Live.UserData;

/// <summary>Takes messages of the user data stream to the order desk.</summary>
/// <remarks>The gateway's thread.</remarks>
public sealed class UserDataReader(VenueText text, OrderDesk desk)
{
    /// <summary>Messages that were not of the form the sheet tells. After one, nothing can be believed until it is reconciled.</summary>
    public long Malformed { get; private set; }

    /// <summary>Takes one message; true where the listen key has expired.</summary>
    public bool Take(ReadOnlyMemory<byte> json, DeskTime now)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Take(document.RootElement, now);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            Malformed++;
            desk.OnUserStream(isUp: true, now);
            return false;
        }
    }

    private bool Take(JsonElement root, DeskTime now)
    {
        root = root.TryGetProperty("data"u8, out var wrapped) ? wrapped : root;
        switch (root.TryGetProperty("e"u8, out var name) ? name.GetString() : null)
        {
            case "ORDER_TRADE_UPDATE" when text.TryReadOrderEvent(root, out var report):
                desk.OnExecution(report, now);
                break;
            case "TRADE_LITE" when text.TryReadTradeLite(root, out var fill):
                desk.OnExecution(fill, now);
                break;
            case "ACCOUNT_UPDATE":
                TakeAccount(root, now);
                break;
            case "listenKeyExpired":
                return true;
        }

        return false;
    }

    private void TakeAccount(JsonElement root, DeskTime now)
    {
        foreach (var position in text.ReadPositionEvents(root))
        {
            desk.OnPosition(position, now);
        }

        if (text.ReadBalanceEvent(root) is { } balance)
        {
            desk.OnBalance(balance, now);
        }
    }
}
