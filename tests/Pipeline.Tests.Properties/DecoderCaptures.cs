using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Testing;

namespace Pipeline.Tests.Properties;

/// <summary>Real traffic, message by message against the oracle, at every width.</summary>
[TestFixture]
public class DecoderCaptures
{
    private const int MostMessages = 25_000;

    [TestCase("usdm-btcusdt-20240808.gz", Market.UsdM, "BTCUSDT")]
    [TestCase("usdm-ethusdt-20240808.gz", Market.UsdM, "ETHUSDT")]
    [TestCase("coinm-btcusd_perp-20240808.gz", Market.CoinM, "BTCUSD_PERP")]
    [TestCase("spot-nexousdt-20240723.gz", Market.Spot, "NEXOUSDT")]
    [TestCase("spot-nexousdt-20240724.gz", Market.Spot, "NEXOUSDT")]
    public void Should_decode_a_capture_as_the_oracle_does(string file, Market market, string symbol)
    {
        if (!SharedFiles.TryFind($"captures/{file}", out var path))
        {
            Assert.Ignore($"needs shared/captures/{file}, which is not beside this checkout");
        }

        var bench = new DecoderProperties.Bench(market, symbol);
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        for (var line = 1; line <= MostMessages && text.ReadLine() is { } message; line++)
        {
            bench.Compare(Encoding.UTF8.GetBytes(message[(message.IndexOf(' ') + 1)..]), $"{file} line {line}", expectsRecord: true);
        }

        bench.AssertTemplatesWereUsed();
    }
}
