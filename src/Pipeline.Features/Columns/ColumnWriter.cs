using System.Runtime.CompilerServices;
using Pipeline.Events;

namespace Pipeline.Features.Columns;

/// <summary>Writes one column: the value into the row, the bit to the caller, who keeps the mask in a register.</summary>
internal static class ColumnWriter
{
    /// <summary>Writes <paramref name="value"/> and returns the column's bit.</summary>
    /// <remarks>Adding 0.0 turns -0 into +0, so that equal rows have equal bits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // With a constant id it is one store.
    public static ulong Set(this ref RowFeatures row, FeatureId id, double value)
    {
        row.Values[(int)id] = value + 0.0;
        return 1UL << (int)id;
    }
}
