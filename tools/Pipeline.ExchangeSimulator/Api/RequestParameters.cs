using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Pipeline.ExchangeSimulator;

/// <summary>Parameters of a request, whichever way they came: query, form body or JSON.</summary>
internal sealed class RequestParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, string>> All => _values;

    public string this[string name] => Get(name) ?? throw VenueError.Missing(name);

    /// <summary>From a query and a form body; the query wins.</summary>
    public static RequestParameters FromForms(string query, string body)
    {
        var parameters = new RequestParameters();
        parameters.AddForm(body);
        parameters.AddForm(query);
        return parameters;
    }

    /// <summary>From an object of JSON: numbers keep the text they were sent as.</summary>
    public static RequestParameters FromJson(JsonElement json)
    {
        var parameters = new RequestParameters();
        foreach (var member in json.EnumerateObject())
        {
            parameters._values[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
        }

        return parameters;
    }

    public string? Get(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    public string Get(string name, string otherwise) => Get(name) ?? otherwise;

    public long? Integer(string name) => Get(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw new VenueError(-1100, $"Illegal characters found in parameter '{name}'; legal range is '^[0-9]{{1,20}}$'.");

    public long RequiredInteger(string name) => Integer(name) ?? throw VenueError.Missing(name);

    public bool Flag(string name) => Get(name, "false").Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>What a WS-API signature covers: all but itself, sorted by name, nothing encoded.</summary>
    public string SortedText() => string.Join('&', _values
        .Where(pair => pair.Key != "signature")
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}={pair.Value}"));

    private void AddForm(string form)
    {
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.IndexOf('=') is >= 0 and var at ? (pair[..at], pair[(at + 1)..]) : (pair, "");
            _values[WebUtility.UrlDecode(name)] = WebUtility.UrlDecode(value);
        }
    }
}
