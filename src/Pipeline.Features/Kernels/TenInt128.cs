using System.Runtime.CompilerServices;
using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>Ten 128-bit sums, best rank first.</summary>
[InlineArray(FeatureRow.Levels)]
internal struct TenInt128
{
    private Int128 _first;
}
