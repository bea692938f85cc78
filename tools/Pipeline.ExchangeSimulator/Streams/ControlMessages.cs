using System.Text.Json;

namespace Pipeline.ExchangeSimulator;

/// <summary>Answers SUBSCRIBE and its kin on a stream connection. An unknown stream is acknowledged like any other.</summary>
internal sealed class ControlMessages(StreamConnection connection, int messagesPerSecond)
{
    private const int StreamsAllowed = 1024;
    private const int PolicyViolation = 1008;

    private readonly Queue<long> _recent = new();

    public void Handle(byte[] text)
    {
        if (IsTooFast())
        {
            connection.Socket.Close(PolicyViolation, "Too many requests");
            return;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            Refuse(3, "Invalid JSON: expected value", "null");
            return;
        }

        using (document)
        {
            Handle(document.RootElement);
        }
    }

    private bool IsTooFast()
    {
        var now = Environment.TickCount64;
        _recent.Enqueue(now);
        while (_recent.Peek() <= now - 1000)
        {
            _recent.Dequeue();
        }

        return _recent.Count > messagesPerSecond;
    }

    private void Handle(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !TryGetId(message, out var id))
        {
            Refuse(2, "Invalid request: request ID must be an unsigned integer", "null");
            return;
        }

        switch (message.TryGetProperty("method", out var method) ? method.GetString() : null)
        {
            case "SUBSCRIBE":
                Subscribe(message, id);
                break;
            case "UNSUBSCRIBE":
                ForEachName(message, id, connection.Unsubscribe);
                break;
            case "LIST_SUBSCRIPTIONS":
                Answer(VenueJson.List(connection.Names.Select(VenueJson.Text)), id);
                break;
            case "SET_PROPERTY":
                SetProperty(message, id);
                break;
            case "GET_PROPERTY":
                GetProperty(message, id);
                break;
            default:
                Refuse(2, "Invalid request: unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`", id);
                break;
        }
    }

    private static bool TryGetId(JsonElement message, out string id)
    {
        id = "null";
        if (message.TryGetProperty("id", out var given))
        {
            id = given.GetRawText();
            return given.ValueKind is JsonValueKind.Number or JsonValueKind.String or JsonValueKind.Null;
        }

        return true;
    }

    private void Subscribe(JsonElement message, string id)
    {
        if (message.TryGetProperty("params", out var names) && names.ValueKind == JsonValueKind.Array
            && connection.Names.Count + names.GetArrayLength() > StreamsAllowed)
        {
            Refuse(4, "Too many subscriptions", id);
            connection.Socket.Close(PolicyViolation, "Invalid request");
            return;
        }

        ForEachName(message, id, name => connection.Subscribe(name));
    }

    private void ForEachName(JsonElement message, string id, Action<string> what)
    {
        if (!message.TryGetProperty("params", out var names) || names.ValueKind != JsonValueKind.Array
            || names.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
        {
            Refuse(2, "Invalid request: missing field `params`", id);
            return;
        }

        foreach (var name in names.EnumerateArray())
        {
            what(name.GetString()!);
        }

        Answer("null", id);
    }

    private void SetProperty(JsonElement message, string id)
    {
        if (!TryGetProperty(message, 2, id, out var parameters))
        {
            return;
        }

        if (parameters[1].ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Refuse(1, "Invalid value type: expected Boolean", id);
            return;
        }

        connection.Combined = parameters[1].GetBoolean();
        Answer("null", id);
    }

    private void GetProperty(JsonElement message, string id)
    {
        if (TryGetProperty(message, 1, id, out _))
        {
            Answer(VenueJson.Bool(connection.Combined), id);
        }
    }

    private bool TryGetProperty(JsonElement message, int count, string id, out JsonElement parameters)
    {
        if (!message.TryGetProperty("params", out parameters) || parameters.ValueKind != JsonValueKind.Array
            || parameters.GetArrayLength() != count || parameters[0].ValueKind != JsonValueKind.String)
        {
            Refuse(2, "Invalid request: property name must be a string", id);
            return false;
        }

        var known = parameters[0].GetString() == "combined";
        if (!known)
        {
            Refuse(0, "Unknown property", id);
        }

        return known;
    }

    private void Answer(string result, string id) => connection.Socket.Send($"{{\"result\":{result},\"id\":{id}}}");

    private void Refuse(int code, string words, string id) =>
        connection.Socket.Send($"{{\"error\":{{\"code\":{code},\"msg\":{VenueJson.Text(words)}}},\"id\":{id}}}");
}
