using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using Pipeline.Feeds.Capture;
using Pipeline.Testing.Replay;
using Pipeline.Venues.Binance.Capture;
using ZstdSharp;

namespace Pipeline.Tests.Feeds;

/// <summary>Files of other tools: the error names what the file seems to be and what to do.</summary>
internal sealed class ForeignFormatTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [TestCase("exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nbinance,BTCUSDT,1,2,true,bid,1,1\n", "Tardis CSV")]
    [TestCase("2024-08-08T00:00:00.1234567Z {\"stream\":\"btcusdt@trade\"}\n", "Tardis' raw feeds")]
    [TestCase("exchange,symbol,side,amount,price,id,timestamp,receipt_timestamp\nB,B,buy,1,1,1,1,1\n", "cryptofeed CSV")]
    [TestCase("DBN\u0002xxxx", "Databento")]
    [TestCase("PAR1xxxx", "Parquet")]
    [TestCase("{\"e\":\"trade\"}\n{\"e\":\"trade\"}\n", "JSON without a receive time")]
    [TestCase("1723075200123 {\"e\":\"trade\"}\n", "milliseconds")]
    [TestCase("1723075200.123456 {\"e\":\"trade\"}\n", "time in seconds")]
    [TestCase("1723075200123456,{\"e\":\"trade\"}\n", "no blank")]
    [TestCase("id,price,qty\n1,2,3\n", "its first line is 'id,price,qty'")]
    [TestCase("", "it is empty")]
    public void Should_name_text_and_its_trouble(string text, string expected)
    {
        Names(Encoding.UTF8.GetBytes(text), expected);
        if (text.Length > 0)
        {
            Names(RecordedLines.Gzip(text), expected);
        }
    }

    [TestCase(new byte[] { 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2 }, "xz")]
    [TestCase(new byte[] { 0x04, 0x22, 0x4d, 0x18, 0x40, 0x40 }, "lz4")]
    [TestCase(new byte[] { 0x42, 0x5a, 0x68, 0x39 }, "bzip2")]
    [TestCase(new byte[] { 0xff, 0xfe, 0x31, 0 }, "UTF-16")]
    [TestCase(new byte[] { 0xfe, 0xff, 0, 0x31 }, "UTF-16")]
    [TestCase(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 0x44, 0x55, 0x43, 0x4b, 0, 0, 0 }, "duckdb:")]
    public void Should_name_a_packing_that_is_not_read(byte[] head, string expected) => Names(head, expected);

    [TestCase("BTCUSDT-aggTrades-2024-08-08.csv", "Binance's public data")]
    [TestCase("data.npy", "hftbacktest")]
    [TestCase("capture.txt", "capture.txt")]
    public void Should_look_into_a_zip_archive(string entry, string expected)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create))
        {
            using var content = archive.CreateEntry(entry).Open();
            content.Write("x"u8);
        }

        Names(bytes.ToArray(), expected);
    }

    [Test]
    public void Should_name_a_format_inside_a_packing_that_is_read()
    {
        using var compressor = new Compressor();
        Names(compressor.Wrap("DBN\u0001schema"u8).ToArray(), "Databento");
    }

    [Test]
    public void Should_name_it_in_any_file_of_a_stream()
    {
        var sound = _folder.WriteLines("sound.txt", ["1790000000000000000 {}"]);
        var foreign = _folder.WriteBytes("foreign.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 1, 2]);

        Assert.That(() => new ReadCapture(sound, foreign), Throws.TypeOf<InputUnusableException>().With.Message.Contains("foreign.xz").And.Message.Contains("xz -d"));
    }

    private void Names(byte[] bytes, string expected)
    {
        var file = _folder.WriteBytes("input", bytes);
        using var reader = new CaptureReader([file]);

        Assert.That(
            () => CaptureHead.Read(reader, new BinanceCaptureVenue(), []),
            Throws.TypeOf<InputUnusableException>().With.Message.Contains(expected).And.Message.Contains(file));
    }
}
