namespace Pipeline.Inference;

/// <summary>A leaf that is a linear function of the row: LightGBM's `linear_tree`.</summary>
internal sealed class LinearLeaf(double constant, int[] columns, double[] weights)
{
    /// <summary>The columns that it looks at, by their index in the sheet.</summary>
    public int[] Columns => columns;

    /// <summary>Constant plus weights times values, in the order of the text; the plain leaf value where one of them is NaN.</summary>
    public double Value(ReadOnlySpan<double> features, double leafValue)
    {
        var sum = constant;
        for (var i = 0; i < columns.Length; i++)
        {
            var value = features[columns[i]];
            if (double.IsNaN(value))
            {
                return leafValue;
            }

            sum += weights[i] * (Math.Abs(value) <= TreeNode.ZeroThreshold ? 0 : value);
        }

        return sum;
    }
}
