using System.Globalization;
using System.IO.Compression;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Testing.Features;
using Pipeline.Tests.Support;

namespace Pipeline.Tests.Features;

/// <summary>Every twentieth row, as a program that shares no code with this one computed it.</summary>
internal sealed class ReferenceRowsTests
{
    private const double Tolerance = 1e-9;

    private static IEnumerable<TestCaseData> References() =>
        [new("usdm-btcusdt-20240808", Captures.Btc, 6_545), new("usdm-ethusdt-20240808", Captures.Eth, 6_579)];

    [TestCaseSource(nameof(References))]
    public void Should_agree_with_every_reference_row(string name, Instrument instrument, int rows)
    {
        var capture = Shared.Require($"captures/{name}.gz");
        var reference = Shared.Require($"reference/{name}.features.csv.gz");

        var run = FeatureRun.Of(CaptureStream.Read(instrument, capture));

        Assert.That(run.Rows, Has.Count.EqualTo(rows));
        var differences = Lines(reference).SelectMany(line => Differences(run, line)).Take(20).ToList();
        Assert.That(differences, Is.Empty);
    }

    private static IEnumerable<string> Differences(FeatureRun run, IReadOnlyDictionary<string, string> line)
    {
        var number = int.Parse(line["row"], CultureInfo.InvariantCulture);
        foreach (var column in FeatureColumns.All.Where(column => line.ContainsKey(column.Name)))
        {
            var ours = Text(column, run, number - 1);
            if (!Agrees(column.Kind, line[column.Name], ours))
            {
                yield return $"row {number} {column.Name}: reference '{line[column.Name]}', ours '{ours}'";
            }
        }
    }

    private static bool Agrees(ColumnKind kind, string theirs, string ours) =>
        theirs == ours || (kind == ColumnKind.Double && theirs.Length > 0 && ours.Length > 0 && IsNear(Parse(theirs), Parse(ours)));

    private static bool IsNear(double theirs, double ours) =>
        Math.Abs(theirs - ours) <= Math.Max(Tolerance, Tolerance * Math.Abs(theirs));

    private static double Parse(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(FeatureColumn column, FeatureRun run, int index)
    {
        var row = run.Rows[index];
        var targets = run.TargetsOf(index);
        var view = new FeatureTableRow(in row, run.Stream.Instrument, in targets);
        return column.Kind switch
        {
            ColumnKind.Int64 => column.Int64!(in view, out var whole) ? whole.ToString(CultureInfo.InvariantCulture) : "",
            ColumnKind.Double => column.Double!(in view, out var real) ? real.ToString("R", CultureInfo.InvariantCulture) : "",
            _ => column.Text!(in view, out var text) ? text : "",
        };
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> Lines(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var names = text.ReadLine()!.Split(',');
        Assert.That(names.Except(FeatureColumns.All.Select(column => column.Name)), Is.Empty, "columns that the table lacks");
        while (text.ReadLine() is { } line)
        {
            yield return names.Zip(line.Split(',')).ToDictionary(pair => pair.First, pair => pair.Second);
        }
    }
}
