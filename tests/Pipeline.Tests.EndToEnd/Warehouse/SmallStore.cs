using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Pipeline.Events;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.DuckDb;
using Pipeline.Warehouse.Parquet;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Stores;
using ZstdSharp;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Loads and reads within this process what the command line does in one of its own.</summary>
internal static partial class SmallStore
{
    public static readonly LoadOptions Options = new() { Exchange = "binance" };

    public static LoadResult Load(string address, IReadOnlyList<string> inputs, LoadOptions? options = null, CancellationToken cancellation = default)
    {
        var how = options ?? Options;
        using var store = Open(address, StoreOpening.For(how.Features) with { Refresh = how.Refresh });
        return new Loader(store, how).Run(LoadInputs.Group(inputs, new BinanceCaptureVenue(), how.Symbols), readers: 1, cancellation);
    }

    public static IWarehouseStore Open(string address, StoreOpening opening)
    {
        var place = address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..];
        return address.StartsWith("duckdb:", StringComparison.Ordinal) ? DuckDbStore.Open(place, opening) : ParquetStore.Open(place, opening);
    }

    public static string DataSetOf(string address, string folder)
    {
        using var connection = LoadedTables.Open(address);
        var config = new DataSetConfig { Source = address, Symbols = ["BTCUSDT"], Out = folder, Columns = new List<object> { "mid", "y_ret_1s" } };
        return new DataSetBuilder(connection, config, SystemClock.Instance).Build(CancellationToken.None).Id;
    }

    public static FeatureParameters Fees(double bps) => FeatureParameters.Default with { FeesBps = bps };

    /// <summary>A recording's bytes, packed.</summary>
    public static void Pack(string from, string to)
    {
        using var input = File.OpenRead(from);
        using var file = File.Create(to);
        using Stream packed = Path.GetExtension(to) == ".gz" ? new GZipStream(file, CompressionLevel.Fastest) : new CompressionStream(file);
        input.CopyTo(packed);
    }

    /// <summary>The small recording as a spot market would have sent it: diffs that begin where the one before ended, tickers and snapshots without times.</summary>
    public static IEnumerable<string> OfSpot() => SmallRecording.Lines.Select(line =>
    {
        var spot = Chain().Replace(line, match => $"\"U\":{long.Parse(match.Groups["pu"].ValueSpan, CultureInfo.InvariantCulture) + 1},\"u\":{match.Groups["u"].Value}");
        return spot.Contains("\"e\":\"trade\"", StringComparison.Ordinal) ? spot.Replace("\"X\":\"MARKET\",\"m\":false", "\"m\":false,\"M\":true", StringComparison.Ordinal).Replace("\"X\":\"MARKET\",\"m\":true", "\"m\":true,\"M\":true", StringComparison.Ordinal)
            : spot.Contains("\"e\":\"depthUpdate\"", StringComparison.Ordinal) ? MatchingTime().Replace(spot, "")
            : Times().Replace(spot.Replace("\"e\":\"bookTicker\",", "", StringComparison.Ordinal), "");
    });

    [GeneratedRegex("\"U\":\\d+,\"u\":(?<u>\\d+),\"pu\":(?<pu>\\d+)")]
    private static partial Regex Chain();

    [GeneratedRegex("\"T\":\\d+,")]
    private static partial Regex MatchingTime();

    [GeneratedRegex("\"[ET]\":\\d+,|,\"[ET]\":\\d+")]
    private static partial Regex Times();
}
