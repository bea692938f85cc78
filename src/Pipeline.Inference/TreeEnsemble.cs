namespace Pipeline.Inference;

/// <summary>What makes probabilities of the margins of several classes.</summary>
internal enum ClassLink
{
    /// <summary>There is one margin, and it is the score.</summary>
    None = 0,

    /// <summary>`multiclass`: exponentials that add up to 1.</summary>
    Softmax = 1,

    /// <summary>`multiclassova`: a sigmoid for each class by itself.</summary>
    OneVersusAll = 2,
}

/// <summary>Trees of a model by class, each class's in the order in which they are added, from 0.</summary>
/// <param name="Classes">Trees of each class; one list where there is one margin.</param>
/// <param name="Link">What makes probabilities of the margins.</param>
/// <param name="Sigmoid">The slope of <see cref="ClassLink.OneVersusAll"/>.</param>
/// <param name="IsAveraged">The score is made of the mean of the trees, not of their sum: boosting=rf.</param>
internal sealed record TreeEnsemble(Tree[][] Classes, ClassLink Link, double Sigmoid, bool IsAveraged)
{
    public Tree[] All => [.. Classes.SelectMany(trees => trees)];
}
