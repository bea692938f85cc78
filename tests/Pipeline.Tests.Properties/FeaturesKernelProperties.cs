using CsCheck;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Kernels;

namespace Pipeline.Tests.Properties;

/// <summary>Every width of the rank kernels gives the bits of the plain loops, whatever the numbers.</summary>
internal sealed class FeaturesKernelProperties
{
    private const int Iterations = 10_000;

    private static readonly RankKernel Scalar = RankKernel.Create(KernelWidth.Scalar);

    // Small numbers meet equal prices; large ones meet every bit; long.MinValue and overflow must wrap alike.
    private static readonly Gen<long> Number =
        Gen.Frequency((4, Gen.Long[-3, 3]), (4, Gen.Long[0, 1L << 46]), (1, Gen.Long), (1, Gen.Const(0L)), (1, Gen.Const(long.MinValue)));

    private static readonly Gen<long[]> Ranks = Number.Array[FeatureRow.Levels];

    private static readonly Gen<RowBook> Book = Gen.Select(Ranks, Ranks, Ranks, Ranks, (bids, bidLots, asks, askLots) => new RowBook
    {
        BidTicks = Ten(bids),
        BidLots = Ten(bidLots),
        AskTicks = Ten(asks),
        AskLots = Ten(askLots),
    });

    [Test]
    public void Should_measure_alike([Values(KernelWidth.V128, KernelWidth.V256, KernelWidth.V512, KernelWidth.Auto)] KernelWidth width)
    {
        var kernel = RankKernel.Create(width);

        Gen.Select(Book, Book, Ranks).Sample(
            (old, next, sums) => Measured(kernel, old, next, sums).SequenceEqual(Measured(Scalar, old, next, sums)), iter: Iterations);
    }

    [Test]
    public void Should_subtract_alike([Values(KernelWidth.V128, KernelWidth.V256, KernelWidth.V512, KernelWidth.Auto)] KernelWidth width)
    {
        var kernel = RankKernel.Create(width);

        Gen.Select(Ranks, Ranks).Sample(
            (sums, terms) => Subtracted(kernel, sums, terms).SequenceEqual(Subtracted(Scalar, sums, terms)), iter: Iterations);
    }

    [Test]
    public void Should_scale_alike_and_write_nothing_else([Values(KernelWidth.V128, KernelWidth.V256, KernelWidth.V512, KernelWidth.Auto)] KernelWidth width)
    {
        var kernel = RankKernel.Create(width);

        Gen.Select(Ranks, Gen.Double[1e-3, 1e9], Gen.Double[1e-3, 1e9]).Sample(
            (sums, size, mean) => Scaled(kernel, sums, size, mean).SequenceEqual(Scaled(Scalar, sums, size, mean)),
            iter: Iterations);
    }

    private static TenLongs Ten(long[] values)
    {
        var ten = default(TenLongs);
        values.CopyTo(ten);
        return ten;
    }

    private static long[] Array(TenLongs ten) => ((ReadOnlySpan<long>)ten).ToArray();

    private static long[] Measured(RankKernel kernel, RowBook old, RowBook next, long[] sums)
    {
        var measures = default(RankMeasures);
        var window = Ten(sums);
        kernel.Measure(in old, in next, ref measures, ref window);
        return
        [
            .. Array(measures.OrderFlow), .. Array(window), measures.BidLots, measures.AskLots, measures.BidAway, measures.AskAway, measures.Bits,
        ];
    }

    private static long[] Subtracted(RankKernel kernel, long[] sums, long[] terms)
    {
        var total = Ten(sums);
        kernel.Subtract(ref total, Ten(terms));
        return Array(total);
    }

    private static long[] Scaled(RankKernel kernel, long[] sums, double size, double mean)
    {
        var values = default(FeatureValues);
        kernel.Scale(Ten(sums), size, mean, ref values);
        return [.. ((ReadOnlySpan<double>)values).ToArray().Select(BitConverter.DoubleToInt64Bits)];
    }
}
