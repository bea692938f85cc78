using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Pipeline.Engine.Configuration;

/// <summary>What a place in a configuration's text holds.</summary>
internal enum ConfigKind
{
    /// <summary>Nothing.</summary>
    Null,

    /// <summary>Keys and their values.</summary>
    Keys,

    /// <summary>A list.</summary>
    List,

    /// <summary>A text in quotes.</summary>
    Text,

    /// <summary>A number, or true or false.</summary>
    Bare,

    /// <summary>A value of YAML, which does not say whether it is a text or a number.</summary>
    Scalar,
}

/// <summary>A configuration as it was written, JSON or YAML, with the line of everything: a value knows nothing of where it stood.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Value">A scalar's text.</param>
/// <param name="Members">A mapping's keys, their lines, and what is under them.</param>
/// <param name="Items">A list's items.</param>
internal sealed record ConfigNode(
    ConfigKind Kind, long Line, string Value, IReadOnlyList<(string Key, long Line, ConfigNode Node)> Members, IReadOnlyList<ConfigNode> Items)
{
    /// <summary>Reads JSON.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ConfigNode OfJson(byte[] json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        reader.Read();
        return Read(json, ref reader);
    }

    /// <summary>Reads YAML; null where it is empty.</summary>
    /// <exception cref="YamlException">It is none.</exception>
    public static ConfigNode? OfYaml(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Of(stream.Documents[0].RootNode);
    }

    private static ConfigNode Read(byte[] json, ref Utf8JsonReader reader)
    {
        var line = LineOf(json, reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(string, long, ConfigNode)>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var (key, keyLine) = (reader.GetString()!, LineOf(json, reader.TokenStartIndex));
                    reader.Read();
                    members.Add((key, keyLine, Read(json, ref reader)));
                }

                return new ConfigNode(ConfigKind.Keys, line, "", members, []);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(json, ref reader));
                }

                return new ConfigNode(ConfigKind.List, line, "", [], items);
            case JsonTokenType.String:
                return new ConfigNode(ConfigKind.Text, line, reader.GetString()!, [], []);
            case JsonTokenType.Null:
                return new ConfigNode(ConfigKind.Null, line, "null", [], []);
            default:
                return new ConfigNode(ConfigKind.Bare, line, Encoding.UTF8.GetString(reader.ValueSpan), [], []);
        }
    }

    private static long LineOf(byte[] json, long offset) => json.AsSpan(0, (int)offset).Count((byte)'\n') + 1;

    private static ConfigNode Of(YamlNode node) => node switch
    {
        YamlMappingNode map => new ConfigNode(
            ConfigKind.Keys, map.Start.Line, "", [.. map.Children.Select(pair => (pair.Key.ToString(), pair.Key.Start.Line, Of(pair.Value)))], []),
        YamlSequenceNode list => new ConfigNode(ConfigKind.List, list.Start.Line, "", [], [.. list.Children.Select(Of)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "~" or "null" } => new ConfigNode(ConfigKind.Null, node.Start.Line, "null", [], []),
        YamlScalarNode scalar => new ConfigNode(ConfigKind.Scalar, scalar.Start.Line, scalar.Value ?? "", [], []),
        _ => new ConfigNode(ConfigKind.Null, node.Start.Line, "", [], []),
    };
}
