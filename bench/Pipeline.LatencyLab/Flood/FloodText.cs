using System.Globalization;
using System.Text;

namespace Pipeline.LatencyLab.Flood;

/// <summary>Messages in the venue's words. Their times are rewritten before they are sent.</summary>
internal static class FloodText
{
    // As many digits as a time has.
    private const long AnyMillis = 1_000_000_000_000;

    /// <summary>A diff with the one id <paramref name="id"/>, which follows <paramref name="previous"/>.</summary>
    public static byte[] Diff(string symbol, FloodLevel[] levels, long id, long previous) => Encoding.UTF8.GetBytes(
        $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@depth@0ms","data":{"e":"depthUpdate","E":{{{AnyMillis}}},"T":{{{AnyMillis}}},"s":"{{{symbol}}}","U":{{{id}}},"u":{{{id}}},"pu":{{{previous}}},"b":[{{{Side(levels, isBid: true)}}}],"a":[{{{Side(levels, isBid: false)}}}]}}""");

    /// <summary>The best bid and ask of <paramref name="book"/>.</summary>
    public static byte[] Ticker(string symbol, FloodBook book, long id)
    {
        var ((bid, bidSize), (ask, askSize)) = (book.Bids.First(), book.Asks.First());
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"stream":"{{{symbol.ToLowerInvariant()}}}@bookTicker","data":{"e":"bookTicker","u":{{{id}}},"s":"{{{symbol}}}","b":"{{{bid}}}","B":"{{{bidSize}}}","a":"{{{ask}}}","A":"{{{askSize}}}","T":{{{AnyMillis}}},"E":{{{AnyMillis}}}}}"""));
    }

    private static string Side(FloodLevel[] levels, bool isBid) => string.Join(',', levels.Where(level => level.IsBid == isBid)
        .Select(level => string.Create(CultureInfo.InvariantCulture, $"[\"{level.Price}\",\"{level.Size}\"]")));
}
