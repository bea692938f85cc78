using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipeline.Primitives;

namespace Pipeline.Inference;

/// <summary>
/// Turns a row of doubles into bytes: a code column holds, of up to 255 thresholds on one column with one missing rule, how
/// many are less than the value. `value &lt;= threshold k` is then `code &lt;= k`, exactly, and a missing value is 0 or 255.
/// </summary>
/// <remarks>
/// Thresholds of a code column lie in blocks of eight behind the greatest of each block, padded with infinity; so two or
/// three compares of eight lanes find a value's place. No value is above infinity: the padding counts for none, and a
/// threshold of infinity, which LightGBM writes to split the missing from the present, only for none as well.
/// </remarks>
internal sealed unsafe class ColumnCodes : IDisposable
{
    public const int MaxThresholds = 255;

    private readonly Column[] _columns;
    private readonly NativeArray<double> _thresholds;

    private ColumnCodes(Column[] columns, double[] thresholds)
    {
        _columns = columns;
        _thresholds = new NativeArray<double>(thresholds.Length);
        thresholds.CopyTo(_thresholds.Span);
    }

    public int Count => _columns.Length;

    /// <summary>Codes for the splits of <paramref name="trees"/>, and of each split its code column and its place there.</summary>
    public static ColumnCodes Create(Tree[] trees, out Dictionary<TreeNode, (int Column, int Place)> places)
    {
        var columns = new List<Column>();
        var thresholds = new List<double>();
        places = new Dictionary<TreeNode, (int, int)>(ReferenceEqualityComparer.Instance);
        var groups = trees.SelectMany(tree => tree.Nodes)
            .GroupBy(node => (node.Column, node.Missing, DefaultLeft: node.Missing != MissingRule.None && node.DefaultLeft));
        foreach (var group in groups.OrderBy(group => group.Key))
        {
            var distinct = group.Select(node => node.Threshold + 0.0).Distinct().Order().ToArray();
            foreach (var node in group)
            {
                var place = Array.BinarySearch(distinct, node.Threshold + 0.0);
                places[node] = (columns.Count + (place / MaxThresholds), place % MaxThresholds);
            }

            foreach (var chunk in distinct.Chunk(MaxThresholds))
            {
                columns.Add(new Column(thresholds.Count, Maxima(chunk).Length, group.Key.Column, group.Key.Missing, group.Key.DefaultLeft));
                thresholds.AddRange([.. Maxima(chunk), .. Padded(chunk)]);
            }
        }

        return new ColumnCodes([.. columns], [.. thresholds]);
    }

    /// <summary>Writes the codes of one row.</summary>
    public void Encode(ReadOnlySpan<double> features, Span<byte> codes)
    {
        for (var i = 0; i < _columns.Length; i++)
        {
            codes[i] = Code(_columns[i], features[_columns[i].Source]);
        }
    }

    public void Dispose() => _thresholds.Dispose();

    private static double[] Padded(double[] chunk) =>
        [.. chunk, .. Enumerable.Repeat(double.PositiveInfinity, 8 - (chunk.Length % 8))];

    private static double[] Maxima(double[] chunk)
    {
        var maxima = Padded(chunk).Chunk(8).Select(block => block[7]).ToArray();
        return maxima.Length % 8 == 0 ? maxima : Padded(maxima);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte Code(in Column column, double value)
    {
        if (double.IsNaN(value))
        {
            if (column.Missing != MissingRule.None)
            {
                return column.MissingCode;
            }

            value = 0;
        }
        else if (column.Missing == MissingRule.Zero && Math.Abs(value) <= TreeNode.ZeroThreshold)
        {
            return column.MissingCode;
        }

        return (byte)CountBelow(column, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CountBelow(in Column column, double value)
    {
        // SAFETY: a column's maxima are whole vectors, and behind them stands a block for every maximum and one more
        // (infinite) for a value above all; Create lays them out so, and the kernel's tests compare with a plain walk.
        fixed (double* first = &_thresholds[column.First])
        {
            var lanes = Vector512.Create(value);
            var block = 0;
            for (var i = 0; i < column.Maxima; i += 8)
            {
                block += Below(first + i, lanes);
            }

            return (8 * block) + Below(first + column.Maxima + (8 * block), lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Below(double* thresholds, Vector512<double> value) =>
        // SAFETY: the eight doubles at thresholds are inside the array, as CountBelow says.
        BitOperations.PopCount(Vector512.GreaterThan(value, Vector512.Load(thresholds)).ExtractMostSignificantBits());

    private readonly struct Column(int first, int maxima, int source, MissingRule missing, bool defaultLeft)
    {
        public readonly int First = first;
        public readonly int Maxima = maxima;
        public readonly int Source = source;
        public readonly MissingRule Missing = missing;
        public readonly byte MissingCode = defaultLeft ? byte.MinValue : byte.MaxValue;
    }
}
