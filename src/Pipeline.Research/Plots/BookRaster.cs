namespace Pipeline.Research.Plots;

/// <summary>Size by time column and price cell, for a heatmap. NaN where no book is in force; 0 where a book holds nothing.</summary>
/// <remarks>Single thread. Row 0 is the highest price, as pictures are drawn.</remarks>
internal sealed class BookRaster
{
    public BookRaster(PlotSelection selection, int columns, double low, double high, int cells)
    {
        (Columns, Cells, Low) = (columns, cells, low);
        StepNanos = selection.StepNanos(columns);
        CellSize = (high - low) / cells;
        Sizes = new double[cells, columns];
        for (var cell = 0; cell < cells; cell++)
        {
            for (var column = 0; column < columns; column++)
            {
                Sizes[cell, column] = double.NaN;
            }
        }
    }

    public int Columns { get; }

    public int Cells { get; }

    public double Low { get; }

    public double CellSize { get; }

    public double High => Low + CellSize * Cells;

    public long StepNanos { get; }

    public double[,] Sizes { get; }

    /// <summary>Marks a column as one with a book, known from one price to another.</summary>
    public void Open(int column, double low, double high)
    {
        for (var cell = 0; cell < Cells; cell++)
        {
            var center = Low + (Cells - 1 - cell + 0.5) * CellSize;
            Sizes[cell, column] = center + CellSize / 2 >= low && center - CellSize / 2 <= high ? 0 : double.NaN;
        }
    }

    /// <summary>Adds a size at a price of an open column; a price outside of the picture is left out.</summary>
    public void Add(int column, double price, double size)
    {
        // Half a millionth of a cell, so that a price on an edge falls on the same side whatever its last bit says.
        var cell = (int)Math.Floor((price - Low) / CellSize + 5e-7);
        if (cell >= 0 && cell < Cells)
        {
            ref var at = ref Sizes[Cells - 1 - cell, column];
            at = double.IsNaN(at) ? size : at + size;
        }
    }
}
