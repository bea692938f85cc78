namespace Pipeline.Primitives;

/// <summary>Finds the file that somebody meant who mistyped its name.</summary>
public static class NearestFile
{
    /// <summary>`; did you mean PATH?` with what lies in the same folder under the nearest name, or nothing.</summary>
    public static string Hint(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        try
        {
            var names = Directory.EnumerateFileSystemEntries(folder.Length == 0 ? "." : folder).Select(each => Path.GetFileName(each)!);
            return NearestWord.Of(Path.GetFileName(path), names) is { } nearest ? $"; did you mean {Path.Combine(folder, nearest)}?" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed has nothing to suggest; that the file is not there is told by the caller.
            return Directory.Exists(folder) || folder.Length == 0 ? "" : $"; there is no folder {folder} either";
        }
    }
}
