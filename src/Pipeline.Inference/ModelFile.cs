using System.Text.Json;

namespace Pipeline.Inference;

/// <summary>Loads a model by its form: a linear model in JSON, or trees in LightGBM's text.</summary>
/// <remarks>
/// Loading allocates and may throw; scoring does neither. Decimal text is read here only, by the runtime's correctly rounded
/// parser. Trees name the sheet they were trained on either in a first
/// line `# featureSchemaHash=HEX` or in a file of the same name with `.json` behind it: {"featureSchemaHash":"HEX"}.
/// </remarks>
public static class ModelFile
{
    /// <summary>Largest model file, bytes.</summary>
    public const long MaxBytes = 64L << 20;

    private const string Header = "# featureSchemaHash=";

    /// <summary>Loads the model at <paramref name="path"/>.</summary>
    /// <param name="path">A `.json` file holds a linear model, any other LightGBM text.</param>
    /// <param name="expectedSchemaHash">Hash of the feature sheet; a model made for another one is refused.</param>
    /// <param name="featureNames">Column name to index in the sheet, below 64.</param>
    /// <param name="kernel">How trees are walked.</param>
    /// <exception cref="ModelException">The file is missing, damaged or made for another sheet.</exception>
    public static IModel Load(
        string path, ulong expectedSchemaHash, IReadOnlyDictionary<string, int> featureNames, TreeKernel kernel = TreeKernel.Best)
    {
        var bytes = Read(path);
        var sidecar = path + ".json";
        return Parse(path, bytes, File.Exists(sidecar) ? Read(sidecar) : null, expectedSchemaHash, featureNames, kernel);
    }

    /// <summary>The same from memory: <paramref name="name"/> stands for the path, <paramref name="sidecar"/> for its companion.</summary>
    /// <exception cref="ModelException">The text is damaged or made for another sheet.</exception>
    public static IModel Parse(
        string name,
        byte[] text,
        byte[]? sidecar,
        ulong expectedSchemaHash,
        IReadOnlyDictionary<string, int> featureNames,
        TreeKernel kernel = TreeKernel.Best)
    {
        var source = new ModelSource(name, text, expectedSchemaHash, featureNames);
        try
        {
            return name.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
                ? LinearModelFile.Parse(source)
                : LightGbmModel(source, sidecar, kernel);
        }
        catch (InvalidOperationException e)
        {
            // JSON text may hold escapes that are no text; the reader says so only when the string is asked for.
            throw source.Fault(0, $"a text cannot be read ({e.Message})", "write names without escapes");
        }
    }

    private static TreeModel LightGbmModel(ModelSource source, byte[]? sidecar, TreeKernel kernel)
    {
        var lines = TextLines.Split(source);
        var hash = SchemaHash(source, lines, sidecar);
        return new TreeModel(LightGbmText.Parse(source, lines), source.Hash, hash, kernel);
    }

    private static ulong SchemaHash(ModelSource source, TextLines lines, byte[]? sidecar)
    {
        if (lines.Count > 0 && lines[0].StartsWith(Header, StringComparison.Ordinal))
        {
            return source.CheckSchema(lines[0][Header.Length..].Trim(), 1);
        }

        return sidecar is null
            ? throw source.Fault(
                0, "nothing says which feature schema the trees were trained on", $"put {{\"featureSchemaHash\":\"HEX\"}} into {source.File}.json")
            : SidecarHash(source with { File = source.File + ".json", Bytes = sidecar });
    }

    private static ulong SidecarHash(ModelSource source)
    {
        using var document = LinearModelFile.Open(source);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("featureSchemaHash", out var value)
            && value.ValueKind == JsonValueKind.String
            ? source.CheckSchema(value.GetString(), 0)
            : throw source.Fault(0, "there is no text member featureSchemaHash", "write the hash that the training data set names");
    }

    private static byte[] Read(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            return length <= MaxBytes
                ? File.ReadAllBytes(path)
                : throw new ModelException(path, 0, $"{length} bytes are more than a model may have ({MaxBytes})", "check that it is a model; train fewer or smaller trees");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(path, 0, $"it cannot be read ({e.Message})", "check the path and its permissions");
        }
    }
}
