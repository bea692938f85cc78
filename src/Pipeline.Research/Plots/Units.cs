using System.Globalization;

namespace Pipeline.Research.Plots;

/// <summary>What prices and sizes of an instrument are counted in.</summary>
/// <param name="Price">Unit of a price, such as USDT.</param>
/// <param name="Size">Unit of a size, such as BTC.</param>
internal readonly record struct Units(string Price, string Size)
{
    // The longer name first where one ends with another, as BUSD does with USD.
    private static readonly string[] Quotes =
        ["FDUSD", "USDT", "USDC", "BUSD", "TUSD", "USDP", "BTC", "ETH", "BNB", "EUR", "TRY", "BRL", "GBP", "JPY", "USD"];

    /// <summary>By the symbol: a perpetual's or a future's ending (`_PERP`, `_240927`) is no part of the pair. A pair that ends in no known currency has no names to give.</summary>
    public static Units Of(string market, string symbol)
    {
        var pair = symbol.Split('_')[0].ToUpper(CultureInfo.InvariantCulture);
        var quote = Array.Find(Quotes, name => pair.Length > name.Length && pair.EndsWith(name, StringComparison.Ordinal));
        return (market, quote) switch
        {
            ("coinm", _) => new Units(quote ?? "quote", "contracts"),
            (_, null) => new Units("quote", "base"),
            _ => new Units(quote, pair[..^quote.Length]),
        };
    }
}
