using System.Globalization;
using NUnit.Framework;
using ParquetSharp;
using Pipeline.Testing;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>`--features` against rows that an independent program computed, and Parquet against CSV.</summary>
internal sealed class FeatureFileTests
{
    private const double Tolerance = 1e-9;

    [TestCase("usdm-btcusdt-20240808")]
    [TestCase("usdm-ethusdt-20240808")]
    public void Should_agree_with_every_reference_row(string name)
    {
        using var folder = new TemporaryFolder();
        var capture = Require($"captures/{name}.gz");
        var expected = Rows(RecordedLines.Read(Require($"reference/{name}.features.csv.gz")));
        var result = PipelineProcess.Run("replay", capture, "--features", folder.File("rows.csv"), "--every", "20", "--json");
        var actual = Rows(File.ReadAllLines(folder.File("rows.csv")));

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(actual.Keys, Is.EqualTo(expected.Keys));
        Assert.That(expected.SelectMany(row => Differences(row.Key, row.Value, actual[row.Key])).Take(20), Is.Empty);
        Assert.That(File.Exists(folder.File("rows.csv.part")), Is.False, "the unfinished file is left behind");
    }

    [Test]
    public void Should_keep_rows_whose_number_is_a_multiple()
    {
        using var folder = new TemporaryFolder();
        var all = Replay(folder, "all.csv", 1);
        var some = Replay(folder, "some.csv", 7);

        Assert.That(all.Select(line => line.Split(',')[0]).Skip(1), Is.EqualTo(Enumerable.Range(1, all.Count - 1).Select(row => row.ToString(CultureInfo.InvariantCulture))));
        Assert.That(some.Skip(1), Is.EqualTo(all.Skip(1).Where((_, index) => (index + 1) % 7 == 0)));
    }

    [Test]
    public void Should_write_the_same_rows_as_parquet()
    {
        using var folder = new TemporaryFolder();
        var csv = Replay(folder, "rows.csv", 5);
        PipelineProcess.Run("replay", Recording(folder), "--features", folder.File("rows.parquet"), "--every", "5");
        using var parquet = new ParquetFileReader(folder.File("rows.parquet"));

        Assert.That(parquet.FileMetaData.NumRows, Is.EqualTo(csv.Count - 1));
        var names = Enumerable.Range(0, parquet.FileMetaData.NumColumns).Select(column => parquet.FileMetaData.Schema.Column(column).Name);
        Assert.That(names, Is.EqualTo(csv[0].Split(',')));
    }

    private static List<string> Replay(TemporaryFolder folder, string name, int every)
    {
        var result = PipelineProcess.Run("replay", Recording(folder), "--features", folder.File(name), "--every", every.ToString(CultureInfo.InvariantCulture));
        Assert.That(result.ExitCode, Is.Zero, result.All);
        return [.. File.ReadAllLines(folder.File(name))];
    }

    private static string Recording(TemporaryFolder folder) => folder.WriteLines("recording.txt", SmallRecording.Lines);

    private static SortedDictionary<int, Dictionary<string, string>> Rows(IReadOnlyList<string> lines)
    {
        var names = lines[0].Split(',');
        var rows = new SortedDictionary<int, Dictionary<string, string>>();
        foreach (var line in lines.Skip(1))
        {
            var row = names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
            rows.Add(int.Parse(row["row"], CultureInfo.InvariantCulture), row);
        }

        return rows;
    }

    private static IEnumerable<string> Differences(int row, Dictionary<string, string> expected, Dictionary<string, string> actual)
    {
        foreach (var (name, wanted) in expected)
        {
            if (!actual.TryGetValue(name, out var value) || !Agrees(wanted, value))
            {
                yield return $"row {row} {name}: reference '{wanted}', ours '{value}'";
            }
        }
    }

    private static bool Agrees(string wanted, string value)
    {
        if (wanted == value || wanted.Length == 0 || value.Length == 0 || !(IsReal(wanted) || IsReal(value)))
        {
            return wanted == value;
        }

        var expected = double.Parse(wanted, CultureInfo.InvariantCulture);
        return Math.Abs(expected - double.Parse(value, CultureInfo.InvariantCulture)) <= Math.Max(Tolerance, Tolerance * Math.Abs(expected));
    }

    private static bool IsReal(string text) => text.AsSpan().IndexOfAny(".eE") >= 0;

    private static string Require(string relativePath)
    {
        if (!SharedFiles.TryFind(relativePath, out var path))
        {
            Assert.Ignore($"needs shared/{relativePath}, which is not beside this checkout");
        }

        return path;
    }
}
