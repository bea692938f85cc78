using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>The work that is the same for each of the ten ranks.</summary>
/// <remarks>
/// Chosen once at start; stateless, any thread. All sums are of integers and each double is one rank's own, so the widths
/// agree to the last bit. A call costs one indirect branch: a row makes three.
/// </remarks>
public abstract class RankKernel
{
    private protected RankKernel(KernelWidth width) => Width = width;

    /// <summary>The width in use; never <see cref="KernelWidth.Auto"/>.</summary>
    public KernelWidth Width { get; }

    /// <summary>The kernel of a width. A width that the processor lacks works too, slower.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a width.</exception>
    public static RankKernel Create(KernelWidth width) => width switch
    {
        KernelWidth.Auto => Create(Widest()),
        KernelWidth.Scalar => new ScalarRankKernel(),
        KernelWidth.V128 => new VectorRankKernel<Simd128, Vector128<long>>(width),
        KernelWidth.V256 => new VectorRankKernel<Simd256, Vector256<long>>(width),
        KernelWidth.V512 => new VectorRankKernel<Simd512, Vector512<long>>(width),
        _ => throw new ArgumentOutOfRangeException(nameof(width), width, "not a kernel width"),
    };

    /// <summary>Measures the step from one book state to the next and adds its order flow to <paramref name="sums"/>.</summary>
    /// <remarks>Of a rank that either state lacks the order flow is a number without meaning: the caller takes it out again.</remarks>
    /// <param name="old">The state before.</param>
    /// <param name="next">The state after.</param>
    /// <param name="measures">What was measured.</param>
    /// <param name="sums">Sums of the window.</param>
    public abstract void Measure(in RowBook old, in RowBook next, ref RankMeasures measures, ref TenLongs sums);

    /// <summary>Takes <paramref name="terms"/> from <paramref name="sums"/>, rank by rank.</summary>
    public abstract void Subtract(ref TenLongs sums, in TenLongs terms);

    /// <summary>Writes columns ofi_l1 to ofi_l10, each sum / sizeDivisor, and ofin_l1 to ofin_l10, each sum / meanLots.</summary>
    public abstract void Scale(in TenLongs sums, double sizeDivisor, double meanLots, ref FeatureValues values);

    private static KernelWidth Widest() =>
        Vector512.IsHardwareAccelerated ? KernelWidth.V512
        : Vector256.IsHardwareAccelerated ? KernelWidth.V256
        : Vector128.IsHardwareAccelerated ? KernelWidth.V128
        : KernelWidth.Scalar;
}
