using System.Globalization;
using System.Text;
using NUnit.Framework;
using Pipeline.Feeds.Capture;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.Feeds;

/// <summary>Lines out of plain files: what a line is, what a receive time is, and what is not one.</summary>
internal sealed class CaptureReaderTests
{
    private const string Time = "1790000000000000001";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_give_text_time_number_and_offset_of_each_line()
    {
        var read = ReadText($"{Time} {{\"a\":1}}\n1790000000000000002 {{}}\n");

        Assert.That(read.Lines, Is.EqualTo(new[]
        {
            new ReadCapture.Line("{\"a\":1}", 1790000000000000001, true, 0, 1, 0),
            new ReadCapture.Line("{}", 1790000000000000002, true, 0, 2, 28),
        }));
        Assert.That(read.Errors, Is.Empty);
        Assert.That(read.AllBytesRead, Is.True);
    }

    [TestCase("A\nB\n")]
    [TestCase("A\nB", TestName = "Should_need_no_newline_at_the_end")]
    [TestCase("A\r\nB\r\n", TestName = "Should_take_carriage_returns_off")]
    [TestCase("A\r\nB\r", TestName = "Should_take_a_last_carriage_return_off")]
    [TestCase("\n\nA\n\n  \n\r\nB\n\n", TestName = "Should_pass_over_blank_lines")]
    public void Should_give_two_lines(string text) =>
        Assert.That(ReadText(text.Replace("A", $"{Time} a", StringComparison.Ordinal).Replace("B", $"{Time} b", StringComparison.Ordinal)).Texts, Is.EqualTo(new[] { "a", "b" }));

    [Test]
    public void Should_take_a_byte_order_mark_off_each_file()
    {
        var first = _folder.WriteBytes("1.txt", [0xef, 0xbb, 0xbf, .. Encoding.ASCII.GetBytes($"{Time} a\n{Time} b\n")]);
        var second = _folder.WriteBytes("2.txt", [.. RecordedLines.Gzip($"\uFEFF{Time} c\n")]);

        var read = new ReadCapture(first, second);

        Assert.That(read.Lines.Select(line => (line.Text, line.HasReceiveTime)), Is.EqualTo(new[] { ("a", true), ("b", true), ("c", true) }));
        Assert.That(read.Errors, Is.Empty);
    }

    [Test]
    public void Should_count_blank_lines_in_line_numbers() =>
        Assert.That(ReadText($"\n{Time} a\n\r\n{Time} b").Lines.Select(line => line.Number), Is.EqualTo(new long[] { 2, 4 }));

    [TestCase("1723075200123456789", 1723075200123456789)]
    [TestCase("1723075200123456", 1723075200123456000)]
    [TestCase("100000000000000000", 100000000000000000)]
    [TestCase("9223372036854775", 9223372036854775000)]
    [TestCase("9223372036854776", 0, false)]
    [TestCase("99999999999999999", 0, false)]
    [TestCase("99999999999999", 0, false)]
    [TestCase("1723075200123", 0, false)]
    [TestCase("1723075200", 0, false)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("9223372036854775808", 0, false)]
    [TestCase("9999999999999999999", 0, false)]
    [TestCase("17230752001234567890", 0, false)]
    [TestCase("00000000000000000000001723075200123456789", 0, false)]
    [TestCase("-1723075200123456789", 0, false)]
    [TestCase("+1723075200123456789", 0, false)]
    [TestCase("1723075200123456.789", 0, false)]
    [TestCase("1723075200123456789x", 0, false)]
    [TestCase("0", 0, false)]
    [TestCase("", 0, false)]
    public void Should_tell_nanoseconds_and_microseconds_by_size(string time, long nanos, bool isTime = true)
    {
        var read = ReadText($"{time} {{}}\n").Lines.Single();

        Assert.That(read.HasReceiveTime, Is.EqualTo(isTime));
        Assert.That(read.ReceiveNanos, Is.EqualTo(isTime ? nanos : 0));
        Assert.That(read.Text, Is.EqualTo(isTime ? "{}" : $"{time} {{}}"));
    }

    [TestCase("{\"e\":\"trade\"}")]
    [TestCase("garbage")]
    [TestCase("1723075200123456789")]
    [TestCase("1723075200123456789\t{}")]
    public void Should_give_a_line_without_a_time_whole(string text)
    {
        var read = ReadText(text + "\n").Lines.Single();

        Assert.That((read.HasReceiveTime, read.Text), Is.EqualTo((false, text)));
    }

    [Test]
    public void Should_read_files_in_the_order_given_whatever_their_times()
    {
        var first = _folder.WriteLines("z.txt", [$"{Time} 1", $"{Time} 2"]);
        var second = _folder.WriteLines("a.txt", [$"{Time} 3", "1780000000000000000 4"]);

        var read = new ReadCapture(first, second, first);

        Assert.That(read.Texts, Is.EqualTo(new[] { "1", "2", "3", "4", "1", "2" }));
        Assert.That(read.Lines.Select(line => (line.Source, line.Number)), Is.EqualTo(new[] { (0, 1L), (0, 2L), (1, 1L), (1, 2L), (2, 1L), (2, 2L) }));
        Assert.That(read.AllBytesRead, Is.True);
    }

    [Test]
    public void Should_not_join_the_end_of_one_file_with_the_next()
    {
        var first = _folder.WriteBytes("1.txt", Encoding.ASCII.GetBytes($"{Time} a"));
        var second = _folder.WriteBytes("2.txt", Encoding.ASCII.GetBytes($"{Time} b"));

        Assert.That(new ReadCapture(first, second).Texts, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Should_give_nothing_for_an_empty_file() => Assert.That(ReadText("").Lines, Is.Empty);

    [Test]
    public void Should_refuse_a_missing_file_and_a_folder_by_name()
    {
        Assert.That(() => new CaptureReader([_folder.File("none.gz")]), Throws.TypeOf<InputUnusableException>().With.Message.Contains("none.gz"));
        Assert.That(() => new CaptureReader([_folder.Path]), Throws.TypeOf<InputUnusableException>().With.Message.Contains("is a folder"));
    }

    [Test]
    public void Should_pass_over_a_line_that_is_too_long_and_list_it()
    {
        var file = _folder.File("long.txt");
        using (var writer = new StreamWriter(file))
        {
            writer.Write($"{Time} before\n{Time} ");
            writer.Write(new string('x', CaptureReader.MaxLineBytes));
            writer.Write($"\n{Time} behind\n");
        }

        var read = new ReadCapture(file);

        Assert.That(read.Lines.Select(line => (line.Text, line.Number)), Is.EqualTo(new[] { ("before", 1L), ("behind", 3L) }));
        Assert.That(read.Lines[1].Offset, Is.EqualTo(new FileInfo(file).Length - $"{Time} behind\n".Length));
        Assert.That(read.Errors.Select(error => (error.File, error.Line, error.Offset)), Is.EqualTo(new[] { (file, 2L, (long)$"{Time} before\n".Length) }));
    }

    [Test]
    public void Should_list_a_last_line_that_is_too_long_and_not_give_it()
    {
        var read = new ReadCapture(_folder.WriteBytes("long.txt", [.. Enumerable.Repeat((byte)'x', (2 * CaptureReader.MaxLineBytes) + 5)]));

        Assert.That(read.Lines, Is.Empty);
        Assert.That(read.Errors, Has.Count.EqualTo(1));
    }

    [Test]
    public void Should_read_a_long_line_that_is_not_too_long()
    {
        var text = new string('y', CaptureReader.MaxLineBytes - Time.Length - 1);
        var read = ReadText($"{Time} {text}\n{Time} b\n");

        Assert.That(read.Texts.Select(line => line.Length), Is.EqualTo(new[] { text.Length, 1 }));
        Assert.That(read.Errors, Is.Empty);
    }

    [Test]
    public void Should_give_the_lines_of_any_file_as_the_framework_does([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        var lines = random.Next(1, 4_000);
        for (var i = 0; i < lines; i++)
        {
            var length = random.Next(20) == 0 ? random.Next(200_000) : random.Next(300);
            text.Append(CultureInfo.InvariantCulture, $"{1790000000000000000 + i} {new string((char)random.Next('!', '~'), length)}.").Append(random.Next(9) == 0 ? "\r\n" : "\n");
            text.Append(random.Next(30) == 0 ? "\n" : "");
        }

        var file = _folder.WriteBytes("random.txt", Encoding.ASCII.GetBytes(text.ToString()));
        var expected = File.ReadAllLines(file).Where(line => line.Length > 0).ToList();

        Assert.That(new ReadCapture(file).Lines.Select(line => $"{line.ReceiveNanos} {line.Text}"), Is.EqualTo(expected), $"seed {seed}");
    }

    private ReadCapture ReadText(string text) => new(_folder.WriteBytes("capture.txt", Encoding.UTF8.GetBytes(text)));
}
