using System.Text.Json;

namespace Pipeline.Inference;

/// <summary>Reads {"kind":"linear","featureSchemaHash":"HEX","bias":0,"weights":{"imbalance":1}}; no other member is taken.</summary>
internal static class LinearModelFile
{
    private const string Form = "a linear model has the members kind, featureSchemaHash, bias and weights";

    public static LinearModel Parse(ModelSource source)
    {
        using var document = Open(source);
        var root = document.RootElement;
        Expect(source, root.ValueKind == JsonValueKind.Object, "the text is no JSON object");
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in root.EnumerateObject())
        {
            Expect(source, member.Name is "kind" or "featureSchemaHash" or "bias" or "weights", $"the member '{member.Name}' is unknown");
            Expect(source, members.TryAdd(member.Name, member.Value), $"the member '{member.Name}' stands twice");
        }

        Expect(source, Text(members, "kind") == "linear", $"the kind '{Text(members, "kind")}' is not linear");
        var schema = source.CheckSchema(Text(members, "featureSchemaHash"), 0);
        Expect(source, members.ContainsKey("weights") && members["weights"].ValueKind == JsonValueKind.Object, "there is no object weights");
        Expect(source, members.ContainsKey("bias"), "there is no bias");
        return new LinearModel(Number(source, "bias", members["bias"]), Weights(source, members["weights"]), source.Hash, schema);
    }

    /// <summary>The text as JSON; a fault names its line.</summary>
    public static JsonDocument Open(ModelSource source)
    {
        try
        {
            return JsonDocument.Parse(source.Bytes);
        }
        catch (JsonException e)
        {
            throw source.Fault((e.LineNumber ?? -1) + 1, "the text is not JSON", Form);
        }
    }

    private static SortedDictionary<int, double> Weights(ModelSource source, JsonElement weights)
    {
        var byColumn = new SortedDictionary<int, double>();
        foreach (var weight in weights.EnumerateObject())
        {
            var column = source.Column(weight.Name, 0);
            Expect(source, byColumn.TryAdd(column, Number(source, weight.Name, weight.Value)), $"the weight '{weight.Name}' stands twice");
        }

        Expect(source, byColumn.Count > 0, "there is no weight");
        return byColumn;
    }

    private static double Number(ModelSource source, string name, JsonElement value)
    {
        var number = double.NaN;
        var isNumber = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number) && double.IsFinite(number);
        Expect(source, isNumber, $"'{name}' is no finite number");
        return number;
    }

    private static string Text(Dictionary<string, JsonElement> members, string name) =>
        members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static void Expect(ModelSource source, bool holds, string what)
    {
        if (!holds)
        {
            throw source.Fault(0, what, Form);
        }
    }
}
