namespace Pipeline.Inference;

/// <summary>Finds every tree's leaf for one row.</summary>
internal interface ITreeEvaluator
{
    TreeKernel Kernel { get; }

    /// <summary>Writes the leaf value of tree t to <paramref name="values"/>[t].</summary>
    void Evaluate(ReadOnlySpan<double> features, Span<double> values);
}
