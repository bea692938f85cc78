using System.Text.RegularExpressions;
using NUnit.Framework;
using Pipeline.Features.Table;
using Pipeline.Tests.Repository.Support;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.Repository;

/// <summary>The page of tables says of every table and column what the code says; the feature sheet has a page of its own.</summary>
public partial class TableDocTests
{
    [Test]
    public void Should_describe_every_column_of_every_other_table_in_order()
    {
        var told = Checkout.Read("docs/tables.md").Split("\n## ").Skip(2)
            .SelectMany(section => ColumnRow().Matches(section).Select(row => $"{section.Split('\n')[0]}.{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}"));

        Assert.That(told, Is.EqualTo(WarehouseTables.All.Where(table => table != WarehouseTables.Features).SelectMany(table =>
            table.Columns.Select(column => $"{table.Name}.{column.Name} {TypeOf(column.Kind)} {(column.Nullable ? "yes" : "no")}"))));
    }

    private static string TypeOf(ColumnKind kind) => kind switch { ColumnKind.Int64 => "integer", ColumnKind.Double => "number", _ => "text" };

    [GeneratedRegex(@"^\| `(\w+)` \| (\w+) \| (yes|no) \| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex ColumnRow();
}
