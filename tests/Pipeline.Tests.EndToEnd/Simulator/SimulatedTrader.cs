using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.EndToEnd.Simulator;

/// <summary>Signs and sends orders as the protocol sheet says, with nothing of the product.</summary>
internal sealed class SimulatedTrader(ExchangeServer server) : IDisposable
{
    private readonly HttpClient _http = new();
    private int _nextId = 1;

    private ExchangeKey Key => server.Keys[0];

    public static long Now => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    public async Task<(int Status, JsonElement Body, HttpResponseMessage Response)> RestAsync(HttpMethod verb, string path, string query = "", bool sign = true)
    {
        var text = sign ? $"{query}{(query.Length > 0 ? "&" : "")}timestamp={Now}" : query;
        var signature = sign ? $"&signature={Sign(text)}" : "";
        using var request = new HttpRequestMessage(verb, $"{server.Addresses.Rest}{path}?{text}{signature}");
        request.Headers.Add("X-MBX-APIKEY", Key.ApiKey);
        var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone(), response);
    }

    /// <summary>A signed request on the WS-API; its id.</summary>
    public async Task<int> AskAsync(SocketReader socket, string method, SortedDictionary<string, object> parameters)
    {
        parameters["apiKey"] = Key.ApiKey;
        parameters["timestamp"] = Now;
        parameters["signature"] = Sign(string.Join('&', parameters.Where(pair => pair.Key != "signature").Select(pair => $"{pair.Key}={pair.Value}")));
        var id = _nextId++;
        await socket.SendAsync(new { id, method, @params = parameters });
        return id;
    }

    public async Task<JsonElement> CallAsync(SocketReader socket, string method, SortedDictionary<string, object> parameters)
    {
        var id = await AskAsync(socket, method, parameters);
        return await socket.ReadUntilAsync(reply => reply.GetProperty("id").ValueKind == JsonValueKind.Number && reply.GetProperty("id").GetInt32() == id);
    }

    public static SortedDictionary<string, object> Limit(string side, string quantity, string price, string tif = "GTC", string? clientId = null)
    {
        var order = new SortedDictionary<string, object>(StringComparer.Ordinal)
        {
            ["symbol"] = "BTCUSDT",
            ["side"] = side,
            ["type"] = "LIMIT",
            ["timeInForce"] = tif,
            ["quantity"] = quantity,
            ["price"] = price,
        };
        if (clientId is not null)
        {
            order["newClientOrderId"] = clientId;
        }

        return order;
    }

    public void Dispose() => _http.Dispose();

    private string Sign(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key.Secret), Encoding.UTF8.GetBytes(text)));
}
