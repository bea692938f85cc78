using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pipeline.Primitives;

namespace Pipeline.Research.Lineage;

/// <summary>A folder of lineage nodes, one small JSON file each.</summary>
/// <remarks>One process at a time writes; a node appears whole or not at all.</remarks>
public sealed class LineageCatalog(string folder)
{
    private const string OrderPrefix = "order:";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>An id for a step that has no content of its own: the hash of what it is.</summary>
    public static string IdOf(params IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));

    /// <summary>Notes a node; an earlier note of the same id is replaced.</summary>
    public void Add(LineageNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Directory.CreateDirectory(folder);
        WholeFile.Write(Path.Combine(folder, $"{node.Kind}-{node.Id}.json"), JsonSerializer.Serialize(node, Options));
    }

    /// <summary>Every node, in order of kind and id.</summary>
    /// <exception cref="InvalidDataException">A file is no node.</exception>
    public IReadOnlyList<LineageNode> Read() => !Directory.Exists(folder) ? [] :
        [.. Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(ReadNode)];

    /// <summary>The node that <paramref name="text"/> means: an id, a prefix that only one has, or `order:` and a client order id.</summary>
    /// <exception cref="InvalidDataException">None or several.</exception>
    public LineageNode Find(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        LineageNode[] found = text.StartsWith(OrderPrefix, StringComparison.Ordinal) ? OfOrder(text[OrderPrefix.Length..]) : [.. Read().Where(node => node.Id == text)];
        if (found.Length == 0)
        {
            found = [.. Read().Where(node => node.Id.StartsWith(text, StringComparison.Ordinal))];
        }

        return found.Length switch
        {
            1 => found[0],
            0 => throw new InvalidDataException($"{folder}: nothing is noted of '{text}'; a data set notes its lineage when it is built, a model with pipeline lineage add-model, and the tapes and orders of a store with pipeline lineage scan duckdb:PATH"),
            _ => throw new InvalidDataException($"{folder}: '{text}' may mean {string.Join(", ", found.Select(node => $"{node.Kind} {node.Id}"))}; write more of it"),
        };
    }

    private LineageNode[] OfOrder(string text) => long.TryParse(text, out var id)
        ? [.. Read().Where(node => node.ClientOrderIds.Contains(id))]
        : throw new InvalidDataException($"order:{text} is no client order id; write its number");

    private static LineageNode ReadNode(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LineageNode>(File.ReadAllText(path), Options) ?? throw new InvalidDataException($"{path}: is empty; delete it and build again");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: line {e.LineNumber + 1}: is no lineage node ({e.Message}); delete it and build again", e);
        }
    }
}
