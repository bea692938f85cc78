namespace Pipeline.Inference;

/// <summary>A function from one row of features to one score. Bit-stable: equal inputs give equal bits on every x64.</summary>
/// <remarks>Single writer: a model may keep scratch space, so each thread needs its own. 0 bytes a call.</remarks>
public interface IModel
{
    /// <summary>XXH3-64 of what the model was loaded from.</summary>
    ulong Hash { get; }

    /// <summary>Hash of the feature sheet that it was trained on.</summary>
    ulong FeatureSchemaHash { get; }

    /// <summary>The columns that it looks at, rising, by their index in the sheet.</summary>
    ReadOnlySpan<int> Inputs { get; }

    /// <summary>
    /// The score of a row; false, and 0, where a column that the model needs is invalid. No value is made up for it.
    /// </summary>
    /// <param name="features">Values by their index in the sheet.</param>
    /// <param name="validMask">Bit i: column i is valid.</param>
    /// <param name="score">The score, in the model's own unit.</param>
    bool TryScore(ReadOnlySpan<double> features, ulong validMask, out double score);
}
