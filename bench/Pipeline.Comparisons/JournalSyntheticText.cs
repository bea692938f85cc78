using System.Globalization;
using System.Text;

namespace Pipeline.Comparisons;

/// <summary>Lines in the venue's form, made from a seed: for a run without a capture. They repeat themselves more than a market does.</summary>
internal static class JournalSyntheticText
{
    private const long FirstNanos = 1_723_161_255_000_000_067;

    /// <summary>About <paramref name="messages"/> lines: seven tickers and two trades to every diff.</summary>
    public static byte[] Create(int messages)
    {
        var random = new Random(7);
        var text = new StringBuilder();
        var (nanos, id, price) = (FirstNanos, 5_123_107_832_006L, 617_000);
        for (var i = 0; i < messages; i++)
        {
            nanos += 100 * random.Next(50, 60_000);
            price += random.Next(-3, 4);
            var millis = nanos / 1_000_000;
            text.Append(CultureInfo.InvariantCulture, $"{nanos} {{\"stream\":\"s\",\"data\":");
            id = (i % 10) switch
            {
                0 => AddDiff(text, random, millis, id, price),
                < 3 => AddTrade(text, random, millis, id, price),
                _ => AddTicker(text, random, millis, id, price),
            };
            text.Append("}\n");
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static long AddDiff(StringBuilder text, Random random, long millis, long id, int price)
    {
        var last = id + random.Next(1, 4000);
        text.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"depthUpdate\",\"E\":{millis},\"T\":{millis - 1},\"s\":\"BTCUSDT\",\"U\":{id + 1},\"u\":{last},\"pu\":{id},\"b\":[");
        AddSide(text, random, price - 3000);
        text.Append("],\"a\":[");
        AddSide(text, random, price + 1);
        text.Append("]}");
        return last;
    }

    private static void AddSide(StringBuilder text, Random random, int price)
    {
        var levels = random.Next(5, 60);
        for (var i = 0; i < levels; i++)
        {
            price += random.Next(1, 100);
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"[\"{Price(price)}\",\"{Size(random.Next(3) == 0 ? 0 : random.Next(1, 9000))}\"]");
        }
    }

    private static long AddTrade(StringBuilder text, Random random, long millis, long id, int price)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"trade\",\"E\":{millis},\"T\":{millis},\"s\":\"BTCUSDT\",\"t\":{id / 1000},\"p\":\"{Price(price)}\",\"q\":\"{Size(random.Next(1, 500))}\",\"X\":\"MARKET\",\"m\":{(random.Next(2) == 0 ? "true" : "false")}}}");
        return id + random.Next(1, 100);
    }

    private static long AddTicker(StringBuilder text, Random random, long millis, long id, int price)
    {
        text.Append(CultureInfo.InvariantCulture, $"{{\"e\":\"bookTicker\",\"u\":{id},\"s\":\"BTCUSDT\",\"b\":\"{Price(price)}\",\"B\":\"{Size(random.Next(1, 9000))}\",\"a\":\"{Price(price + 1)}\",\"A\":\"{Size(random.Next(1, 9000))}\",\"T\":{millis},\"E\":{millis}}}");
        return id + random.Next(1, 1000);
    }

    private static string Price(int ticks) => (ticks / 10m).ToString("F2", CultureInfo.InvariantCulture);

    private static string Size(int lots) => (lots / 1000m).ToString("F3", CultureInfo.InvariantCulture);
}
