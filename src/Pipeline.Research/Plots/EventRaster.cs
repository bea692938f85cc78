namespace Pipeline.Research.Plots;

/// <summary>Fills a raster with the whole known book, as it stood after the last message of each column in force.</summary>
/// <remarks>Single thread.</remarks>
internal sealed class EventRaster(BookRaster raster, HashSet<int> inForce)
{
    public void Fill(PlotSource source, PlotSelection selection)
    {
        var walk = new EventWalk(raster.StepNanos, raster.Columns, inForce);
        walk.Run(source, selection, column =>
        {
            raster.Open(column, walk.KnownLow, walk.KnownHigh);
            foreach (var ((_, price), size) in walk.Sizes)
            {
                raster.Add(column, price, size);
            }
        });
    }
}
