using Pipeline.Features.Table;

namespace Pipeline.Warehouse.Tables;

/// <summary>One column of a table: the same name and kind in every store.</summary>
/// <param name="Name">Name in every store.</param>
/// <param name="Kind">How a value is held.</param>
/// <param name="Nullable">Whether a row may lack it.</param>
/// <param name="IsTime">Whether an integer is UTC nanoseconds: a store that has such a type may show it as one.</param>
public sealed record ColumnSpec(string Name, ColumnKind Kind, bool Nullable, bool IsTime = false);
