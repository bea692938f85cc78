using System.Globalization;
using Pipeline.Primitives;

namespace Pipeline.Inference;

/// <summary>A model's text and what it is held against while it is read.</summary>
/// <param name="File">Name for messages.</param>
/// <param name="Bytes">The whole text, UTF-8.</param>
/// <param name="ExpectedSchemaHash">Hash of the feature sheet of this build.</param>
/// <param name="FeatureNames">Column name to index in the sheet.</param>
internal sealed record ModelSource(string File, byte[] Bytes, ulong ExpectedSchemaHash, IReadOnlyDictionary<string, int> FeatureNames)
{
    /// <summary>Number of columns that a model can look at: the width of the valid mask.</summary>
    public const int MaxColumns = 64;

    public ulong Hash
    {
        get
        {
            var hash = default(RunningHash);
            hash.Add(Bytes);
            return hash.Value;
        }
    }

    public ModelException Fault(long line, string what, string remedy) => new(File, line, what, remedy);

    /// <summary>Refuses a model that was made for another sheet.</summary>
    public ulong CheckSchema(string? hex, long line)
    {
        if (!ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            throw Fault(line, $"the feature schema hash '{hex}' is not hexadecimal", "write the hash that the training data set names");
        }

        return hash == ExpectedSchemaHash
            ? hash
            : throw Fault(
                line,
                $"the model was made for feature schema {hash:x16}, this build computes {ExpectedSchemaHash:x16}",
                "train it again on a data set of this build");
    }

    public int Column(string name, long line) =>
        FeatureNames.TryGetValue(name, out var index) && index is >= 0 and < MaxColumns
            ? index
            : throw Fault(line, $"'{name}' is no column of the feature sheet", "name the columns as the sheet does when training");
}
