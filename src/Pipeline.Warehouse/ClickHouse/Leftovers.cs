using Pipeline.Features.Table;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>Removes rows that no view shows: of attempts that were cut off, or that came second.</summary>
/// <remarks>
/// A load that is under way has rows without a manifest line too, so only attempts older than <paramref name="firstAlive"/> are
/// leftovers: whoever made one has given it up. The attempts are named one by one, since every replica carries a removal out
/// by itself, and a condition that looked into the manifest could look different there.
/// </remarks>
internal sealed class Leftovers(ClickHouseServer server, ClickHouseLayout layout, long firstAlive)
{
    private const int TimeoutExceeded = 159;

    // A node that is down carries it out when it is back, and need not be waited for.
    private const string Settings = "&distributed_ddl_task_timeout=10";

    private const int MostAtOnce = 1000;

    /// <summary>Begins the removal in all tables; the servers carry it out in the background. False where a server is away and will do it later.</summary>
    public bool Remove(IEnumerable<TableSpec> tables, CancellationToken cancellation)
    {
        var everywhere = true;
        foreach (var table in tables)
        {
            var hidden = server.ReadAll(layout.HiddenBatches(table, firstAlive), [new(ClickHouseLayout.Batch, ColumnKind.Int64, Nullable: false)], cancellation);
            foreach (var batches in hidden.Columns[0].Integers.ToArray().Chunk(MostAtOnce))
            {
                everywhere &= Remove(table, batches, cancellation);
            }
        }

        return everywhere;
    }

    private bool Remove(TableSpec table, long[] batches, CancellationToken cancellation)
    {
        try
        {
            server.Persist(() => server.RunOnce(layout.DeleteBatches(table, batches), Settings, cancellation), cancellation);
            return true;
        }
        catch (ClickHouseException e) when (e.Code == TimeoutExceeded)
        {
            // The removal is in the cluster's queue; until it is carried out nothing shows these rows anyway.
            return false;
        }
    }
}
