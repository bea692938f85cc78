using NUnit.Framework;
using Pipeline.Research.DataSets;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Tests.Research.DataSets;

/// <summary>Grid times find their rows in one pass over both, however many there are.</summary>
internal sealed class GridPlanTests
{
    private const string Pairwise = "NESTED_LOOP_JOIN";

    [Test]
    public void Should_compare_no_grid_time_with_every_row()
    {
        using var warehouse = new SmallWarehouse();

        Assert.That(PlanOf(warehouse), Does.Contain("ASOF_JOIN").And.Not.Contain(Pairwise));

        // As the database itself would: it takes times that are made for a handful.
        warehouse.Connection.Run("RESET asof_loop_join_threshold");
        Assert.That(PlanOf(warehouse), Does.Contain(Pairwise));
    }

    private static string PlanOf(SmallWarehouse warehouse)
    {
        var plan = DataSetPlan.Of(warehouse.Config("unused") with { View = "grid" }, warehouse.Connection);
        return string.Join('\n', warehouse.Connection.List($"EXPLAIN {RowSelection.ShowGrid(plan, isCleaned: false)}", row => row.GetString(1)));
    }
}
