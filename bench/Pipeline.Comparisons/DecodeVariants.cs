using System.Text;
using System.Text.Json;

namespace Pipeline.Comparisons;

/// <summary>The same messages written otherwise: each holds what it held, so each must give the same record.</summary>
internal static class DecodeVariants
{
    private const int Seed = 1;

    public static IReadOnlyDictionary<string, Func<DecodeWorkload, DecodeWorkload>> All { get; } = new Dictionary<string, Func<DecodeWorkload, DecodeWorkload>>
    {
        ["other order"] = workload => Rewrite(workload, new Form { Order = members => members.Reverse() }),
        ["blanks"] = workload => Rewrite(workload, new Form { Blank = () => true }),
        ["one more decimal at random"] = workload => Rewrite(workload, Draw(random => new Form { MoreDecimals = () => random.Next(2) == 0 })),
        ["random order"] = workload => Rewrite(workload, Draw(random => new Form { Order = members => members.Shuffle(random) })),
        ["random blanks"] = workload => Rewrite(workload, Draw(random => new Form { Blank = () => random.Next(2) == 0 })),
    };

    private static Form Draw(Func<Random, Form> form) => form(new Random(Seed));

    private static DecodeWorkload Rewrite(DecodeWorkload workload, Form form) => workload.Rewrite(message =>
    {
        using var document = JsonDocument.Parse(message);
        var text = new StringBuilder();
        Write(document.RootElement, form, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    });

    private static void Write(JsonElement element, Form form, StringBuilder text)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, form, text);
                break;
            case JsonValueKind.Array:
                WriteArray(element, form, text);
                break;
            case JsonValueKind.String when form.MoreDecimals() && IsDecimal(element.GetString()!):
                text.Append('"').Append(element.GetString()).Append("0\"");
                break;
            default:
                text.Append(element.GetRawText());
                break;
        }
    }

    private static void WriteObject(JsonElement element, Form form, StringBuilder text)
    {
        text.Append('{');
        var separator = "";
        foreach (var member in form.Order([.. element.EnumerateObject()]))
        {
            text.Append(separator).Append('"').Append(member.Name).Append(form.Blank() ? "\": " : "\":");
            Write(member.Value, form, text);
            separator = form.Blank() ? ", " : ",";
        }

        text.Append('}');
    }

    private static void WriteArray(JsonElement element, Form form, StringBuilder text)
    {
        text.Append('[');
        var separator = "";
        foreach (var item in element.EnumerateArray())
        {
            text.Append(separator);
            Write(item, form, text);
            separator = form.Blank() ? ", " : ",";
        }

        text.Append(']');
    }

    private static bool IsDecimal(string text) => text.Contains('.') && text.All(letter => char.IsAsciiDigit(letter) || letter == '.');

    private static IEnumerable<JsonProperty> Shuffle(this JsonProperty[] members, Random random)
    {
        random.Shuffle(members);
        return members;
    }

    /// <summary>How messages are written; without more, as they are.</summary>
    private sealed record Form
    {
        public Func<JsonProperty[], IEnumerable<JsonProperty>> Order { get; init; } = members => members;

        public Func<bool> Blank { get; init; } = () => false;

        public Func<bool> MoreDecimals { get; init; } = () => false;
    }
}
