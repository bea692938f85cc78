using Pipeline.Events;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Migrations;

/// <summary>What becomes of feature rows of the sheet's version 1: values whose formula is another now cannot be told from them.</summary>
/// <remarks>
/// Any thread. Every target is one of those: where labels end is no part of a formula's text. They become null with reason 15: an
/// earlier version loaded the row. What the present sheet has and the earlier one had not is null too.
/// </remarks>
internal static class SheetChange
{
    private const int ReasonBits = 4;
    private const string Mask = "valid_mask";
    private const string Reasons = "nibble_per_";

    /// <summary>Columns that rows of version 1 lack.</summary>
    public static IReadOnlyList<ColumnSpec> Added { get; } =
        [.. WarehouseTables.Features.Columns.Where(column => column.Name is not ("file" or "block" or "row" or "market" or "ts_pipeline_ns") && !EarlierSheet.Formulas.ContainsKey(column.Name))];

    /// <summary>The value of each column whose value is not kept, as SQL over a row of version 1.</summary>
    public static IReadOnlyDictionary<string, string> Values { get; } = Create();

    private static Dictionary<string, string> Create()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (lost, targets) = (0UL, 0);
        foreach (var column in FeatureSchema.Columns)
        {
            if (column.Formula.StartsWith(Reasons, StringComparison.Ordinal))
            {
                values[column.Name] = $"{(1L << (targets * ReasonBits)) - 1}";
                targets = 0;
            }
            else if (LooksAhead(column.Null))
            {
                values[column.Name] = "NULL";
                targets++;
            }
            else if (EarlierSheet.Formulas.GetValueOrDefault(column.Name) != column.Formula && column.Name != Mask)
            {
                values[column.Name] = "NULL";
                lost |= FeatureSchema.TryFind(column.Name, out var id) ? 1UL << (int)id : 0;
            }
        }

        values[Mask] = $"{Mask} & {(long)~lost}";
        return values;
    }

    // Every rule from the first that looks ahead on: rules are appended.
    private static bool LooksAhead(NullRule rule) => rule >= NullRule.NoFuture;
}
