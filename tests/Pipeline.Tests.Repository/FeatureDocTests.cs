using System.Globalization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>The sheet that ships says of every column, parameter and flag what the code says.</summary>
public partial class FeatureDocTests
{
    private static string Sheet => Checkout.Read("docs/features.md");

    [Test]
    public void Should_describe_every_column_in_order()
    {
        var told = ColumnRow().Matches(Sheet).SelectMany(Expand);

        Assert.That(told, Is.EqualTo(FeatureSchema.Columns.Select(column =>
            $"{column.Number} {column.Name} [{column.Unit}] {Range(column)} {column.Null} {column.WarmUpSeconds}")));
    }

    [Test]
    public void Should_name_every_parameter_and_its_default()
    {
        var told = ParameterRow().Matches(Sheet).Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value.Replace(",", "")}");
        var actual = typeof(FeatureParameters).GetProperties().Where(property => property.CanWrite)
            .Select(property => string.Create(CultureInfo.InvariantCulture, $"{property.Name} {property.GetValue(FeatureParameters.Default)}"));

        Assert.That(told, Is.EqualTo(actual));
    }

    [Test]
    public void Should_name_every_flag_by_its_bit()
    {
        var section = Sheet[Sheet.IndexOf("\n## Flags\n", StringComparison.Ordinal)..Sheet.IndexOf("\n## Quality\n", StringComparison.Ordinal)];
        var told = FlagRow().Matches(section).Select(row => (Bit: int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), Name: row.Groups[2].Value));
        var actual = Enum.GetValues<DqFlags>().Where(flag => flag != DqFlags.None).Select(flag => (System.Numerics.BitOperations.Log2((uint)flag), flag.ToString()));

        Assert.That(told, Is.EqualTo(actual));
    }

    // A row may stand for the ten ranks of `name_1..10`.
    private static IEnumerable<string> Expand(Match row)
    {
        var number = int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture);
        var name = row.Groups[2].Value;
        var rest = $"[{row.Groups[3].Value}] {row.Groups[4].Value} {row.Groups[5].Value} {row.Groups[6].Value}";
        return name.EndsWith("1..10", StringComparison.Ordinal)
            ? Enumerable.Range(1, 10).Select(rank => $"{number + rank - 1} {name[..^5]}{rank} {rest}")
            : [$"{number} {name} {rest}"];
    }

    private static string Range(FeatureColumnSpec column) => (column.Min, column.Max) switch
    {
        (double.NaN, _) => "text",
        (double.NegativeInfinity, double.PositiveInfinity) => "any",
        (var min, double.PositiveInfinity) => string.Create(CultureInfo.InvariantCulture, $"{min}.."),
        var (min, max) => string.Create(CultureInfo.InvariantCulture, $"{min}..{max}"),
    };

    [GeneratedRegex(@"^\| (\d+)(?:-\d+)? \| `([^`]+)` \| [^|]+ \| ([^|]*?) ?\| ([^|]+) \| (\w+) \| (\d+) \|$", RegexOptions.Multiline)]
    private static partial Regex ColumnRow();

    [GeneratedRegex(@"^\| `(\w+)` \| ([\d,.]+)[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex ParameterRow();

    [GeneratedRegex(@"^\| (\d+)\*? \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex FlagRow();
}
