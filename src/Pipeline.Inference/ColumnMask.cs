namespace Pipeline.Inference;

/// <summary>Bits of columns, and the rule that a score is finite or none.</summary>
internal static class ColumnMask
{
    public static ulong Of(IEnumerable<int> columns) => columns.Aggregate(0UL, (mask, column) => mask | (1UL << column));

    public static bool TryKeep(double sum, out double score)
    {
        var isFinite = double.IsFinite(sum);
        score = isFinite ? sum : 0;
        return isFinite;
    }
}
