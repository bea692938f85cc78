namespace Pipeline.Features.Kernels;

/// <summary>How many bits wide the rank-wise kernels work. Every width gives the same bits.</summary>
public enum KernelWidth
{
    /// <summary>The widest that the processor has.</summary>
    Auto = 0,

    /// <summary>Plain loops.</summary>
    Scalar = 1,

    /// <summary>128-bit vectors.</summary>
    V128 = 128,

    /// <summary>256-bit vectors.</summary>
    V256 = 256,

    /// <summary>512-bit vectors; on a processor without them the runtime works in halves.</summary>
    V512 = 512,
}
