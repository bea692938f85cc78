using NUnit.Framework;
using Pipeline.Cli.Output;

namespace Pipeline.Tests.Sql;

/// <summary>What `sql` prints for people: every column and every value, whatever the terminal's width.</summary>
public class SqlTextTests
{
    private static readonly string[] Names = [.. Enumerable.Range(1, 17).Select(number => $"column_{number}")];
    private static readonly string[][] Rows = [.. Enumerable.Range(1, 3).Select(row => Names.Select((_, column) => $"{row * 1000 + column}.123456789").ToArray())];

    [TestCase(60)]
    [TestCase(80)]
    [TestCase(200)]
    [TestCase(null)]
    public void Should_print_every_column_of_every_row(int? width)
    {
        var text = Write(Names, Rows, width);

        Assert.That(Names.Where(name => !text.Contains(name, StringComparison.Ordinal)), Is.Empty);
        Assert.That(Rows.SelectMany(row => row).Where(value => !text.Contains(value, StringComparison.Ordinal)), Is.Empty);
        Assert.That(width is null || text.Split('\n').All(line => line.Length <= width), text);
    }

    [Test]
    public void Should_keep_a_row_a_line_where_nothing_limits_it()
    {
        var lines = Write(Names, Rows, null).TrimEnd().Split('\n');

        Assert.That(lines, Has.Length.EqualTo(2 + Rows.Length));
        Assert.That(lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(Rows[0]));
    }

    [Test]
    public void Should_turn_to_a_column_a_line_only_where_a_table_does_not_fit()
    {
        string[] names = ["symbol", "rows"];
        string[][] rows = [["BTCUSDT", "1"], ["ETHUSDT", "22"]];

        Assert.That(Write(names, rows, 13), Is.EqualTo("symbol   rows\n-------  ----\nBTCUSDT  1\nETHUSDT  22\n"));
        Assert.That(Write(names, rows, 12), Does.StartWith("-- row 1\nsymbol  BTCUSDT\nrows    1\n-- row 2\n").And.Contains("2 rows"));
    }

    [Test]
    public void Should_keep_a_value_with_lines_of_its_own_on_one()
    {
        Assert.That(Write(["a"], [["one\ntwo"]], null), Is.EqualTo("a\n--------\none\\ntwo\n"));
        Assert.That(Write(["a"], [], 60), Is.EqualTo("a\n-\n"));
    }

    private static string Write(string[] names, string[][] rows, int? width)
    {
        using var text = new StringWriter { NewLine = "\n" };
        SqlText.Write(text, names, rows, width);
        return text.ToString();
    }
}
