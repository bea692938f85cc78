namespace Pipeline.Research.DataSets;

/// <summary>A folder of data sets: each in a folder that its id names, beside them the names and pins that people gave.</summary>
/// <remarks>One process at a time writes; a data set appears at once or not at all.</remarks>
public sealed class DataSetFolder(string path)
{
    private const int LongestName = 64;

    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    private string Names => System.IO.Path.Combine(Path, "names");

    private string Pins => System.IO.Path.Combine(Path, "pins");

    /// <summary>Every data set, in order of id.</summary>
    public IReadOnlyList<DataSetEntry> List() => [.. Ids().Select(Entry)];

    /// <summary>The folder of a data set.</summary>
    public string FolderOf(string id) => System.IO.Path.Combine(Path, id);

    /// <summary>The id that <paramref name="text"/> means: an id, a prefix that only one has, or a name.</summary>
    /// <exception cref="InvalidDataException">None or several.</exception>
    public string Resolve(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        if (IsName(text) && File.Exists(System.IO.Path.Combine(Names, text)))
        {
            return File.ReadAllText(System.IO.Path.Combine(Names, text)).Trim();
        }

        var found = Ids().Where(id => id.StartsWith(text, StringComparison.Ordinal)).ToArray();
        return found.Length switch
        {
            1 => found[0],
            0 => throw new InvalidDataException($"{Path}: no data set has the name or id '{text}'; pipeline dataset list shows what is there"),
            _ => throw new InvalidDataException($"{Path}: several ids begin with '{text}' ({string.Join(", ", found.Select(id => id[..12]))}); write more of it"),
        };
    }

    /// <summary>The data set that <paramref name="text"/> means.</summary>
    public DataSetEntry Find(string text) => Entry(Resolve(text));

    /// <summary>Gives a data set a name; an earlier bearer of the name loses it.</summary>
    /// <exception cref="InvalidDataException">The name is no file name of letters, digits, `.`, `_` and `-`, or looks like an id.</exception>
    public void Name(string text, string name)
    {
        var id = Resolve(text);
        if (!IsName(name) || name.All(char.IsAsciiHexDigitLower))
        {
            throw new InvalidDataException($"'{name}' cannot be a name: use 1 to {LongestName} letters, digits, '.', '_' or '-', not only hexadecimal digits, and no '.' first");
        }

        WriteWhole(Names, name, id);
    }

    /// <summary>Keeps a data set from being removed.</summary>
    public void Pin(string text) => WriteWhole(Pins, Resolve(text), "");

    /// <summary>Lets a data set be removed again: takes away its pin and its names.</summary>
    public void Unpin(string text)
    {
        var entry = Find(text);
        File.Delete(System.IO.Path.Combine(Pins, entry.Manifest.Id));
        foreach (var name in entry.Names)
        {
            File.Delete(System.IO.Path.Combine(Names, name));
        }
    }

    /// <summary>Removes a data set.</summary>
    /// <exception cref="InvalidDataException">It is pinned or has a name.</exception>
    public void Remove(string text)
    {
        var entry = Find(text);
        if (entry.IsPinned || entry.Names.Count > 0)
        {
            var why = entry.IsPinned ? "is pinned" : $"has the name {string.Join(", ", entry.Names)}";
            throw new InvalidDataException($"{entry.Manifest.Id[..12]} {why}; pipeline dataset unpin {text} first");
        }

        // Renamed first: a removal that is cut off leaves no half of a data set under its address.
        var leaving = System.IO.Path.Combine(Path, $".removed-{entry.Manifest.Id}");
        Directory.Move(FolderOf(entry.Manifest.Id), leaving);
        Directory.Delete(leaving, recursive: true);
    }

    private static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static void WriteWhole(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        var draft = System.IO.Path.Combine(folder, $".{name}.draft");
        File.WriteAllText(draft, text);
        File.Move(draft, System.IO.Path.Combine(folder, name), overwrite: true);
    }

    private IEnumerable<string> Ids() => !Directory.Exists(Path) ? [] : Directory.GetDirectories(Path)
        .Where(folder => File.Exists(System.IO.Path.Combine(folder, "manifest.json"))).Select(folder => System.IO.Path.GetFileName(folder))
        .Where(name => name[0] != '.').Order(StringComparer.Ordinal);

    private DataSetEntry Entry(string id)
    {
        var manifest = DataSetManifest.Read(System.IO.Path.Combine(FolderOf(id), "manifest.json"));
        var names = Directory.Exists(Names) ? Directory.GetFiles(Names).Where(file => File.ReadAllText(file).Trim() == id).Select(System.IO.Path.GetFileName) : [];
        return new DataSetEntry(manifest, [.. names.Select(name => name!).Where(name => name[0] != '.').Order(StringComparer.Ordinal)], File.Exists(System.IO.Path.Combine(Pins, id)));
    }
}

/// <summary>A data set of a folder.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Names">Names that people gave it.</param>
/// <param name="IsPinned">Whether it may not be removed.</param>
public sealed record DataSetEntry(DataSetManifest Manifest, IReadOnlyList<string> Names, bool IsPinned);
