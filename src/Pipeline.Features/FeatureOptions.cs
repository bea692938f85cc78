using Pipeline.Events;
using Pipeline.Features.Kernels;

namespace Pipeline.Features;

/// <summary>How an engine computes.</summary>
public sealed record FeatureOptions
{
    /// <summary>The sheet's open numbers; part of the schema hash. Default: the sheet's own.</summary>
    public FeatureParameters Parameters { get; init; } = FeatureParameters.Default;

    /// <summary>Width of the kernels; changes no bit. Default: the widest that the processor has.</summary>
    public KernelWidth Kernel { get; init; } = KernelWidth.Auto;
}
