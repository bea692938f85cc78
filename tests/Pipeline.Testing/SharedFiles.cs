namespace Pipeline.Testing;

/// <summary>Finds the recordings and reference rows that may stand in a folder `shared` beside the checkout.</summary>
public static class SharedFiles
{
    /// <summary>The file's path where it exists.</summary>
    public static bool TryFind(string relativePath, out string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            path = Path.Combine(folder.FullName, "shared", relativePath);
            if (File.Exists(path))
            {
                return true;
            }
        }

        path = Environment.GetEnvironmentVariable("PIPELINE_SHARED") is { Length: > 0 } root ? Path.Combine(root, relativePath) : relativePath;
        return File.Exists(path);
    }
}
