using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Pipeline.Tests.Properties;

/// <summary>One drawn way to write messages: the order of members, blanks, the forms of numbers, escapes. What they hold stays.</summary>
/// <remarks>Some ways are the same for every message, as those of a venue are; others are drawn anew each time.</remarks>
internal sealed partial class MessageEncoding
{
    private readonly Random _random;
    private readonly int _order;
    private readonly bool _isOrderFixed;
    private readonly string[] _blanks;
    private readonly int _oddNumbers;
    private readonly int _moreZeros;
    private readonly int _escapes;

    public MessageEncoding(Random random)
    {
        _random = random;
        _order = random.Next();
        _isOrderFixed = random.Next(4) > 0;
        _blanks = random.Next(4) switch { 0 => [""], 1 => [" "], 2 => ["", " "], _ => ["", " ", "\t", "  ", "\r\n "] };
        _oddNumbers = random.Next(3) == 0 ? random.Next(2, 30) : int.MaxValue;
        _moreZeros = random.Next(2) == 0 ? random.Next(1, 8) : int.MaxValue;
        _escapes = random.Next(3) == 0 ? random.Next(2, 30) : int.MaxValue;
    }

    public byte[] Write(byte[] message)
    {
        var text = new StringBuilder();
        Write(JsonNode.Parse(message), text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case JsonObject members:
                WriteObject(members, text);
                break;
            case JsonArray items:
                WriteArray(items, text);
                break;
            case JsonValue value when value.TryGetValue<string>(out var words):
                WriteText(words, text);
                break;
            default:
                text.Append(node is null ? "null" : node.ToJsonString());
                break;
        }
    }

    private void WriteObject(JsonObject members, StringBuilder text)
    {
        var order = new Random(_isOrderFixed ? _order : _random.Next());
        var shuffled = members.ToArray();
        order.Shuffle(shuffled);
        text.Append('{');
        for (var at = 0; at < shuffled.Length; at++)
        {
            text.Append(at > 0 ? "," : "").Append(at > 0 ? Blank() : "");
            Quote(shuffled[at].Key, text);
            text.Append(':').Append(Blank());
            Write(shuffled[at].Value, text);
        }

        text.Append('}');
    }

    private void WriteArray(JsonArray items, StringBuilder text)
    {
        text.Append('[');
        for (var at = 0; at < items.Count; at++)
        {
            text.Append(at > 0 ? "," : "").Append(at > 0 ? Blank() : "");
            Write(items[at], text);
        }

        text.Append(']');
    }

    private void WriteText(string words, StringBuilder text)
    {
        if (!Number().IsMatch(words))
        {
            Quote(words, text);
            return;
        }

        if (words.Contains('.') && Draw(_moreZeros))
        {
            words += new string('0', _random.Next(1, 4));
        }

        if (!Draw(_oddNumbers))
        {
            text.Append('"').Append(words).Append('"');
            return;
        }

        var exponent = _random.Next(-12, 13);
        var form = _random.Next(3) switch { 0 => words, 1 => $"{words}{(_random.Next(2) == 0 ? 'e' : 'E')}0", _ => Move(words, exponent) };
        text.Append(_random.Next(2) == 0 && JsonNumber().IsMatch(form) ? form : $"\"{form}\"");
    }

    /// <summary>The same number with its dot elsewhere.</summary>
    private static string Move(string words, int exponent)
    {
        var dot = words.Contains('.') ? words.IndexOf('.') : words.Length;
        var digits = words.Replace(".", "", StringComparison.Ordinal).PadLeft(40, '0').PadRight(80, '0');
        var place = 40 + dot - (words.Contains('.') ? words.Length - 1 : words.Length) - exponent;
        var whole = digits[..place].TrimStart('0').PadLeft(1, '0');
        return string.Create(CultureInfo.InvariantCulture, $"{whole}.{digits[place..]}E{(exponent > 0 ? "+" : "")}{exponent}");
    }

    private void Quote(string words, StringBuilder text)
    {
        text.Append('"');
        foreach (var letter in words)
        {
            text.Append(Draw(_escapes) || letter is '"' or '\\' ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString());
        }

        text.Append('"');
    }

    private bool Draw(int oneIn) => oneIn < int.MaxValue && _random.Next(oneIn) == 0;

    private string Blank() => _blanks[_random.Next(_blanks.Length)];

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();
}
