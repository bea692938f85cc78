namespace Pipeline.Inference;

/// <summary>A run of `key=value` lines: a model's header, or one tree.</summary>
internal sealed class TextSection
{
    private readonly TextLines _lines;
    private readonly Dictionary<string, (int Line, string Text)> _values = [];

    private TextSection(TextLines lines, int first)
    {
        _lines = lines;
        First = first;
    }

    /// <summary>Index of its first line.</summary>
    public int First { get; }

    /// <summary>Index of the line that ended it.</summary>
    public int End { get; private set; }

    /// <summary>Reads from <paramref name="first"/> to a blank line or the end.</summary>
    public static TextSection Read(TextLines lines, int first)
    {
        var section = new TextSection(lines, first);
        var at = first;
        for (; at < lines.Count && lines[at].Length > 0; at++)
        {
            section.Take(at);
        }

        section.End = at;
        return section;
    }

    public ModelException Fault(string what) => _lines.Fault(First, what);

    public ModelException Fault(string what, string remedy) => _lines.Fault(First, what, remedy);

    public bool Has(string key) => _values.ContainsKey(key);

    public (int Line, string Text) Text(string key) =>
        _values.TryGetValue(key, out var value) ? value : throw Fault($"the line {key}= is missing");

    public int Integer(string key, int least, int most)
    {
        var (line, text) = Text(key);
        return _lines.Integer(line, text, least, most);
    }

    public int Integer(string key, int least, int most, int otherwise) => Has(key) ? Integer(key, least, most) : otherwise;

    /// <summary>Exactly <paramref name="count"/> values, each read by <paramref name="read"/>.</summary>
    public T[] Values<T>(string key, int count, Func<int, string, T> read)
    {
        var (line, text) = Text(key);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == count
            ? [.. parts.Select(part => read(line, part))]
            : throw _lines.Fault(line, $"{key}= has {parts.Length} values where {count} belong");
    }

    private void Take(int at)
    {
        var line = _lines[at];
        var equals = line.IndexOf('=');
        var key = equals < 0 ? line : line[..equals];
        if (!_values.TryAdd(key, (at, equals < 0 ? "" : line[(equals + 1)..])))
        {
            throw _lines.Fault(at, $"the line {TextLines.Shorten(key)}= stands twice");
        }
    }
}
