using System.Runtime.Intrinsics;

namespace Pipeline.Features.Kernels;

/// <summary>The five running sums of a kernel, a vector each.</summary>
internal struct Sums<TVector>
    where TVector : struct
{
    public TVector BidLots;
    public TVector AskLots;
    public TVector BidAway;
    public TVector AskAway;
    public TVector Bits;

    public readonly Sums<Vector128<long>> Fold<TSimd>()
        where TSimd : struct, ISimd<TVector> => new()
        {
            BidLots = TSimd.Fold(BidLots),
            AskLots = TSimd.Fold(AskLots),
            BidAway = TSimd.Fold(BidAway),
            AskAway = TSimd.Fold(AskAway),
            Bits = TSimd.FoldOr(Bits),
        };
}
