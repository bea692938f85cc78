namespace Pipeline.Comparisons;

/// <summary>Finds the recordings that comparisons run on.</summary>
internal static class CaptureFinder
{
    private const string DemoFile = "recordings/demo-faults.gz";
    private const string RealFile = "shared/captures/usdm-btcusdt-20240808.gz";

    /// <summary>The real recording beside the checkout; null where there is none and every comparison takes the project's own data.</summary>
    public static string? Real() => Find(RealFile);

    /// <summary>All real recordings beside the checkout, in order; empty where there are none.</summary>
    public static IReadOnlyList<string> AllReal() =>
        Real() is { } one ? [.. Directory.GetFiles(Path.GetDirectoryName(one)!, "*.gz").Order(StringComparer.Ordinal)] : [];

    /// <summary>The project's own busy recording.</summary>
    /// <exception cref="FileNotFoundException">The program runs outside its checkout.</exception>
    public static string Demo() => Find(DemoFile)
        ?? throw new FileNotFoundException($"{DemoFile} is in no folder above {AppContext.BaseDirectory}; name a recording with --capture", DemoFile);

    private static string? Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, relativePath);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
