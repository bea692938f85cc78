using Pipeline.Events;
using Pipeline.Warehouse.Migrations;

namespace Pipeline.Warehouse.Stores;

/// <summary>How a store is opened: under which feature sheet, and what may be done to one that does not follow it.</summary>
/// <param name="FeatureSchemaHash">Hash of the sheet that rows will have.</param>
/// <param name="EarlierHash">Hash that the same parameters had under the sheet's earlier version, or null where nobody asks.</param>
/// <param name="Migrate">Whether an older schema is moved to the present one.</param>
/// <param name="Refresh">Whether rows are built anew, so that those that are there may follow another configuration.</param>
public sealed record StoreOpening(ulong FeatureSchemaHash, ulong? EarlierHash = null, bool Migrate = false, bool Refresh = false)
{
    /// <summary>The opening for rows that are made with <paramref name="features"/>.</summary>
    public static StoreOpening For(FeatureParameters features) => new(FeatureSchema.HashOf(features), EarlierSheet.HashOf(features));
}
