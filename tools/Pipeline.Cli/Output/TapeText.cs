using System.Globalization;
using System.Text.Json;

namespace Pipeline.Cli.Output;

/// <summary>A flat view as JSON, or as lines for people: the same members either way.</summary>
internal static class TapeText
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write<T>(T view, bool json)
    {
        var element = JsonSerializer.SerializeToElement(view, Options);
        if (json)
        {
            Console.WriteLine(element.GetRawText());
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            Console.WriteLine($"{member.Name,-18} {member.Value}");
        }
    }

    /// <summary>UTC with nanoseconds.</summary>
    public static string Time(long nanos)
    {
        var seconds = DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(nanos, 1_000_000_000, out var rest));
        return string.Create(CultureInfo.InvariantCulture, $"{seconds:yyyy-MM-ddTHH:mm:ss}.{rest:D9}Z");
    }
}
