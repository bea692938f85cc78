using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Pipeline.Primitives;
using YamlDotNet.Core;

namespace Pipeline.Engine.Configuration;

/// <summary>
/// Holds a configuration's text against the type that it becomes, before it becomes it: every key that nobody knows and every value of a
/// wrong kind, each with its line and what may stand there. A deserializer stops at the first and speaks of types.
/// </summary>
public sealed class ConfigShape
{
    private const BindingFlags Settable = BindingFlags.Public | BindingFlags.Instance;

    private readonly List<string> _problems = [];

    private ConfigShape()
    {
    }

    /// <summary>Checks JSON text that becomes a <typeparamref name="T"/>.</summary>
    /// <exception cref="ConfigException">It has problems; all of them are named.</exception>
    public static void RequireJson<T>(string name, byte[] json)
    {
        try
        {
            Require<T>(name, ConfigNode.OfJson(json));
        }
        catch (JsonException e)
        {
            throw new ConfigException($"{name}: {Describe(e)}", e);
        }
    }

    /// <summary>Checks YAML text that becomes a <typeparamref name="T"/>.</summary>
    /// <exception cref="ConfigException">It is empty or has problems; all of them are named.</exception>
    public static void RequireYaml<T>(string name, string yaml)
    {
        try
        {
            Require<T>(name, ConfigNode.OfYaml(yaml) ?? throw new ConfigException($"{name}: is empty; its keys are {Keys(typeof(T))}"));
        }
        catch (YamlException e)
        {
            throw new ConfigException($"{name}: line {e.Start.Line}: {e.Message}", e);
        }
    }

    /// <summary>Reads a configuration's bytes.</summary>
    /// <exception cref="ConfigException">It is not there, a folder, or may not be read.</exception>
    public static byte[] ReadFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new ConfigException($"{path}: is a folder; name a configuration file in it");
        }

        if (!File.Exists(path))
        {
            throw new ConfigException($"{path}: no such file{NearestFile.Hint(path)}");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"{path}: cannot be read ({e.Message}); check its permissions", e);
        }
    }

    /// <summary>What a JSON reader has to say, with a line that counts from 1 and without its own positions.</summary>
    public static string Describe(JsonException e)
    {
        var text = e.Message;
        var end = new[] { " Path: ", " LineNumber: " }.Select(mark => text.IndexOf(mark, StringComparison.Ordinal)).Where(place => place > 0).DefaultIfEmpty(text.Length).Min();
        return $"line {(e.LineNumber ?? 0) + 1}: {text[..end]}";
    }

    private static void Require<T>(string name, ConfigNode root)
    {
        var shape = new ConfigShape();
        shape.Check(root, typeof(T), "");
        if (shape._problems.Count > 0)
        {
            throw new ConfigException($"{name}: {string.Join("; ", shape._problems)}");
        }
    }

    private void Check(ConfigNode node, Type type, string where)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;

        // Whether nothing may stand here, the key's own check has said.
        if (node.Kind == ConfigKind.Null || type == typeof(object) || type == typeof(JsonElement))
        {
            return;
        }

        if (type.IsEnum)
        {
            CheckWord(node, where, [.. Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName)]);
        }
        else if (type == typeof(string))
        {
            Require(node, node.Kind is ConfigKind.Text or ConfigKind.Scalar, where, "give one text");
        }
        else if (type == typeof(bool))
        {
            Require(node, IsBare(node) && bool.TryParse(node.Value, out _), where, "give true or false");
        }
        else if (type.IsPrimitive || type == typeof(decimal))
        {
            CheckNumber(node, type, where);
        }
        else if (ItemOf(type) is { } item)
        {
            CheckList(node, item, where);
        }
        else
        {
            CheckKeys(node, type, where);
        }
    }

    private void CheckWord(ConfigNode node, string where, IReadOnlyList<string> words) => Require(
        node,
        node.Kind is ConfigKind.Text or ConfigKind.Scalar && words.Contains(node.Value, StringComparer.OrdinalIgnoreCase),
        where,
        $"use {NearestWord.Either(words)}{NearestWord.Hint(node.Value, words)}");

    private void CheckNumber(ConfigNode node, Type type, string where)
    {
        var isWhole = type != typeof(double) && type != typeof(float) && type != typeof(decimal);
        var isNumber = isWhole
            ? Int128.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            : double.TryParse(node.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        Require(node, IsBare(node) && isNumber, where, isWhole ? "give a whole number" : "give a number");
    }

    private void CheckList(ConfigNode node, Type item, string where)
    {
        Require(node, node.Kind == ConfigKind.List, where, $"give a list, as in {where.Split('.')[^1]}: [{(node.Kind == ConfigKind.Keys ? "..." : node.Value)}]");
        foreach (var each in node.Items)
        {
            Check(each, item, where);
        }
    }

    private void CheckKeys(ConfigNode node, Type type, string where)
    {
        Require(node, node.Kind == ConfigKind.Keys, where, $"give keys with values; they are {Keys(type)}");
        var known = Members(type);
        foreach (var (key, line, value) in node.Members)
        {
            var path = where.Length == 0 ? key : $"{where}.{key}";
            if (known.TryGetValue(key, out var member))
            {
                Require(value, value.Kind != ConfigKind.Null || MayBeNull(member), path, "give a value, or leave the key out");
                Check(value, member.PropertyType, path);
            }
            else
            {
                var hint = NearestWord.Of(key, known.Keys) is { } nearest ? $"did you mean {nearest}?" : $"the keys {(where.Length == 0 ? "" : $"of {where} ")}are {Keys(type)}";
                _problems.Add($"line {line}: no such key: '{path}'; {hint}");
            }
        }
    }

    private void Require(ConfigNode node, bool holds, string where, string instead)
    {
        if (!holds)
        {
            var seen = node.Kind switch { ConfigKind.Keys => "keys with values", ConfigKind.List => "a list", _ => $"'{node.Value}'" };
            _problems.Add($"line {node.Line}: {(where.Length == 0 ? "the whole" : where)} is {seen}; {instead}");
        }
    }

    private static bool IsBare(ConfigNode node) => node.Kind is ConfigKind.Bare or ConfigKind.Scalar;

    private static string Keys(Type type) => string.Join(", ", Members(type).Keys);

    private static bool MayBeNull(PropertyInfo member) => new NullabilityInfoContext().Create(member).WriteState != NullabilityState.NotNull;

    private static Dictionary<string, PropertyInfo> Members(Type type) => type.GetProperties(Settable).Where(each => each.SetMethod is { IsPublic: true })
        .ToDictionary(each => JsonNamingPolicy.CamelCase.ConvertName(each.Name));

    private static Type? ItemOf(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0] : null;
}
