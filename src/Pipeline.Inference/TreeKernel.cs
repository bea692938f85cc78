namespace Pipeline.Inference;

/// <summary>How trees are evaluated. Every kernel gives the same bits.</summary>
public enum TreeKernel
{
    /// <summary>The fastest that this processor and this model allow.</summary>
    Best = 0,

    /// <summary>Node after node: any processor, any model.</summary>
    Walk = 1,

    /// <summary>All nodes of 64 trees at once: AVX-512 VBMI, at most 64 leaves a tree, no categories, no linear leaves.</summary>
    Planes = 2,
}
