using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pipeline.ExchangeSimulator;

/// <summary>Small pieces of JSON text.</summary>
internal static class VenueJson
{
    public static string Text(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    public static string Bool(bool value) => value ? "true" : "false";

    public static string List(IEnumerable<string> items) => $"[{string.Join(',', items)}]";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
