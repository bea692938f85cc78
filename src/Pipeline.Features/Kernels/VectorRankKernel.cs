using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Features.Kernels;

/// <summary>The kernels over vectors: ten ranks are one, two or five of them, and a pair of ranks where two are left over.</summary>
/// <remarks>The state's forty numbers lie in four runs of ten: bid ticks, bid lots, ask ticks, ask lots.</remarks>
internal sealed class VectorRankKernel<TSimd, TVector>(KernelWidth width) : RankKernel(width)
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    private const int Ranks = FeatureRow.Levels;
    private const int BidTicks = 0;
    private const int BidLots = Ranks;
    private const int AskTicks = 2 * Ranks;
    private const int AskLots = 3 * Ranks;

    // Ranks that whole vectors cover; the two that 8 or 4 lanes leave over go as a pair.
    private static int Covered => Ranks - Ranks % TSimd.Count;

    public override void Measure(in RowBook old, in RowBook next, ref RankMeasures measures, ref TenLongs sums)
    {
        ref var before = ref First(in old);
        ref var after = ref First(in next);
        ref var flow = ref First(in measures.OrderFlow);
        ref var window = ref First(in sums);
        var totals = default(Sums<TVector>);
        for (var rank = 0; rank < Covered; rank += TSimd.Count)
        {
            totals = Step<TSimd, TVector>(ref before, ref after, ref flow, ref window, rank, totals);
        }

        var pair = totals.Fold<TSimd>();
        if (Covered < Ranks)
        {
            pair = Step<Simd128, Vector128<long>>(ref before, ref after, ref flow, ref window, Covered, pair);
        }

        measures.BidLots = Vector128.Sum(pair.BidLots);
        measures.AskLots = Vector128.Sum(pair.AskLots);
        measures.BidAway = Vector128.Sum(pair.BidAway);
        measures.AskAway = Vector128.Sum(pair.AskAway);
        measures.Bits = pair.Bits[0] | pair.Bits[1];
    }

    public override void Subtract(ref TenLongs sums, in TenLongs terms)
    {
        ref var target = ref First(in sums);
        ref var source = ref First(in terms);
        for (var rank = 0; rank < Covered; rank += TSimd.Count)
        {
            SubtractAt<TSimd, TVector>(ref target, ref source, rank);
        }

        if (Covered < Ranks)
        {
            SubtractAt<Simd128, Vector128<long>>(ref target, ref source, Covered);
        }
    }

    public override void Scale(in TenLongs sums, double sizeDivisor, double meanLots, ref FeatureValues values)
    {
        ref var source = ref First(in sums);
        for (var rank = 0; rank < Covered; rank += TSimd.Count)
        {
            ScaleAt<TSimd, TVector>(ref source, sizeDivisor, meanLots, ref values, rank);
        }

        if (Covered < Ranks)
        {
            ScaleAt<Simd128, Vector128<long>>(ref source, sizeDivisor, meanLots, ref values, Covered);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // The JIT would leave the second width of it as a call.
    private static Sums<T> Step<S, T>(
        ref long before, ref long after, ref long flow, ref long window, int rank, Sums<T> sums)
        where S : struct, ISimd<T>
        where T : struct
    {
        var bid = Load<S, T>(ref after, BidTicks + rank);
        var bidLots = Load<S, T>(ref after, BidLots + rank);
        var ask = Load<S, T>(ref after, AskTicks + rank);
        var askLots = Load<S, T>(ref after, AskLots + rank);
        var oldBid = Load<S, T>(ref before, BidTicks + rank);
        var oldAsk = Load<S, T>(ref before, AskTicks + rank);

        var bidFlow = S.SubtractWhereAtMost(
            S.WhereAtMost(oldBid, bid, bidLots), bid, oldBid, Load<S, T>(ref before, BidLots + rank));
        var askFlow = S.SubtractWhereAtMost(
            S.WhereAtMost(ask, oldAsk, askLots), oldAsk, ask, Load<S, T>(ref before, AskLots + rank));
        var terms = S.Subtract(bidFlow, askFlow);
        S.Store(terms, ref At(ref flow, rank));
        S.Store(S.Add(Load<S, T>(ref window, rank), terms), ref At(ref window, rank));

        sums.BidLots = S.Add(sums.BidLots, bidLots);
        sums.AskLots = S.Add(sums.AskLots, askLots);
        sums.BidAway = S.Add(sums.BidAway, S.Multiply(S.Subtract(S.Splat(At(ref after, BidTicks)), bid), bidLots));
        sums.AskAway = S.Add(sums.AskAway, S.Multiply(S.Subtract(ask, S.Splat(At(ref after, AskTicks))), askLots));
        sums.Bits = S.Or(sums.Bits, S.Or(bidLots, askLots));
        return sums;
    }

    private static T Load<S, T>(ref long first, int index)
        where S : struct, ISimd<T>
        where T : struct
    {
        Debug.Assert(index % Ranks + S.Count <= Ranks, "a vector would pass the tenth rank");
        return S.Load(in At(ref first, index));
    }

    private static void SubtractAt<S, T>(ref long target, ref long source, int rank)
        where S : struct, ISimd<T>
        where T : struct =>
        S.Store(S.Subtract(Load<S, T>(ref target, rank), Load<S, T>(ref source, rank)), ref At(ref target, rank));

    private static void ScaleAt<S, T>(ref long source, double sizeDivisor, double meanLots, ref FeatureValues values, int rank)
        where S : struct, ISimd<T>
        where T : struct
    {
        var sums = Load<S, T>(ref source, rank);
        S.StoreQuotient(sums, sizeDivisor, ref values[(int)FeatureId.OfiL1 + rank]);
        S.StoreQuotient(sums, meanLots, ref values[(int)FeatureId.OfinL1 + rank]);
    }

    // SAFETY: index < 40 inside a book state, < 10 inside ten ranks: constants of this file, asserted by Load in Debug.
    private static ref long At(ref long first, int index) => ref Unsafe.Add(ref first, index);

    // SAFETY: the state starts with its forty numbers, bid ticks first, without padding: kept by a layout test. It is only read.
    private static ref long First(in RowBook book) => ref Unsafe.As<TenLongs, long>(ref Unsafe.AsRef(in book.BidTicks));

    // SAFETY: an inline array of ten longs starts with the first of them. What came in by `in` is only read.
    private static ref long First(in TenLongs ranks) => ref Unsafe.As<TenLongs, long>(ref Unsafe.AsRef(in ranks));
}
