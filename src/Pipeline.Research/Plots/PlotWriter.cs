using DuckDB.NET.Data;
using Pipeline.Primitives;

namespace Pipeline.Research.Plots;

/// <summary>Draws pictures of what a connection's tables hold and writes them.</summary>
/// <remarks>
/// Single thread. Reads l2_features and, where they are there, l2_events, trades, fills and gaps; sums and counts are the database's, so
/// that memory does not grow with the span. Each file is written whole under another name first.
/// </remarks>
public static class PlotWriter
{
    /// <summary>Every kind, in the order of a report.</summary>
    public static IReadOnlyList<PlotKind> AllKinds { get; } = Enum.GetValues<PlotKind>();

    /// <summary>Draws one kind after the other.</summary>
    /// <param name="connection">Tables named as in <see cref="Pipeline.Warehouse.Tables.WarehouseTables"/>.</param>
    /// <param name="request">What to draw and how large.</param>
    /// <param name="kinds">Which pictures.</param>
    /// <param name="formats">As what.</param>
    /// <param name="output">A folder, or for one kind and one format a file that ends in .png or .svg.</param>
    /// <param name="cancellation">Stops between two files; what was written is whole.</param>
    /// <exception cref="PlotException">There is nothing to draw, or not what was asked for.</exception>
    public static IReadOnlyList<PlotFile> Write(
        DuckDBConnection connection, PlotRequest request, IReadOnlyList<PlotKind> kinds, PlotFormats formats, string output, CancellationToken cancellation = default)
    {
        CheckSize(request);
        var source = new PlotSource(connection);
        var selection = source.Select(request);
        var files = new List<PlotFile>();
        foreach (var kind in kinds)
        {
            cancellation.ThrowIfCancellationRequested();
            var sheet = Make(kind, source, selection, request);
            foreach (var format in new[] { PlotFormats.Png, PlotFormats.Svg }.Where(format => formats.HasFlag(format)))
            {
                files.Add(Save(sheet, kind, selection.Name, format, output));
            }
        }

        return files;
    }

    private static void CheckSize(PlotRequest request)
    {
        if (request.Width is < PlotRequest.SmallestWidth or > PlotRequest.Largest || request.Height is < PlotRequest.SmallestHeight or > PlotRequest.Largest)
        {
            throw new PlotException($"{request.Width} x {request.Height} pixels: use a width from {PlotRequest.SmallestWidth} and a height from {PlotRequest.SmallestHeight}, each to {PlotRequest.Largest}");
        }
    }

    private static PlotSheet Make(PlotKind kind, PlotSource source, PlotSelection selection, PlotRequest request) => kind switch
    {
        PlotKind.Heatmap => HeatmapSheet.Make(source, selection, request),
        PlotKind.Microstructure => MicrostructureSheet.Make(source, selection, request),
        PlotKind.Quality => QualitySheet.Make(source, selection, request),
        PlotKind.Depth => DepthSheet.Make(source, selection, request),
        _ => LatencySheet.Make(source, selection, request),
    };

    private static PlotFile Save(PlotSheet sheet, PlotKind kind, string symbol, PlotFormats format, string output)
    {
        var ending = format == PlotFormats.Png ? ".png" : ".svg";
        var name = kind.ToString().ToLowerInvariant();
        var isFile = Path.GetExtension(output) is ".png" or ".svg";
        var path = isFile ? output : Path.Combine(output, $"{symbol.ToLowerInvariant().Replace('/', '-').Replace(':', '-')}-{name}{ending}");
        var bytes = format == PlotFormats.Png ? sheet.ToPng() : sheet.ToSvg();
        OutputFailedException.Guard(path, () => Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!));
        WholeFile.Write(path, bytes);
        return new PlotFile(name, path, bytes.Length);
    }
}
