using System.IO.Compression;
using System.Text.Json;
using NUnit.Framework;
using Pipeline.ExchangeSimulator;

namespace Pipeline.Tests.Simulator;

/// <summary>The command that makes recordings.</summary>
public class RecordCommandTests
{
    private string _path = "";

    [SetUp]
    public void ChoosePath() => _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.gz");

    [TearDown]
    public void Delete() => File.Delete(_path);

    [Test]
    public void Should_write_the_recording_and_print_what_it_holds()
    {
        var output = new StringWriter();

        var code = RecordCommand.Run(["record", "--seed", "3", "--seconds", "20", "--rate", "100", "--out", _path], output, TextWriter.Null);

        var summary = JsonSerializer.Deserialize<RecordingSummary>(output.ToString(), JsonSerializerOptions.Web)!;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(_path), CompressionMode.Decompress));
        Assert.That(code, Is.Zero);
        Assert.That(reader.ReadToEnd().Count(character => character == '\n'), Is.EqualTo(summary.Messages).And.GreaterThan(1000));
    }

    [TestCase]
    [TestCase("record")]
    [TestCase("play", "--out", "x.gz")]
    [TestCase("record", "--out")]
    [TestCase("record", "--out", "x.gz", "--seed", "-1")]
    [TestCase("record", "--out", "x.gz", "--seconds", "3")]
    [TestCase("record", "--out", "x.gz", "--speed", "3")]
    public void Should_say_how_it_is_used(params string[] args)
    {
        var error = new StringWriter();

        Assert.That(RecordCommand.Run(args, TextWriter.Null, error), Is.EqualTo(2));
        Assert.That(error.ToString(), Does.Contain("example: dotnet run"));
    }

    [Test]
    public void Should_name_a_file_that_cannot_be_written()
    {
        var error = new StringWriter();

        var code = RecordCommand.Run(["record", "--out", Path.Combine(_path, "missing", "x.gz")], TextWriter.Null, error);

        Assert.That(code, Is.EqualTo(4));
        Assert.That(error.ToString(), Does.Contain("missing"));
    }
}
