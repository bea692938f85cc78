using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipeline.Primitives;

namespace Pipeline.Inference;

/// <summary>Evaluates every node of 64 trees at a time: a lane is a tree, a step one node of each.</summary>
/// <remarks>
/// Leaves are numbered from left to right. Each tree starts with a bit for every leaf; a node whose test fails clears the
/// bits of its left subtree, so that the lowest bit left is the row's leaf (QuickScorer's idea). The row is first turned
/// into byte codes (<see cref="ColumnCodes"/>), which all fit two registers: a step looks 64 codes up with one
/// permutation and tests them with one compare. The 32 leaf bits of a lane lie in four planes of a byte each, so the
/// byte-wide test result is used as it is; trees of up to 64 leaves take a second pass with four more planes.
/// <code>
/// a step, 384 bytes: code column of each lane (64) | its place (64) | planes 0 to 3: leaves kept where the test fails (4 x 64)
/// </code>
/// </remarks>
internal sealed unsafe class PlaneKernel : ITreeEvaluator
{
    private const int Lanes = 64;
    private const int StepBytes = 6 * Lanes;
    private const int LeavesAPass = 32;
    private const int MaxPasses = 2;
    private const int MaxCodes = 128;

    private readonly ColumnCodes _codes;
    private readonly NativeArray<byte> _row = new(MaxCodes);
    private readonly NativeArray<uint> _kept = new(MaxPasses * Lanes);
    private readonly NativeArray<byte> _steps;
    private readonly NativeArray<double> _leaves;
    private readonly Group[] _groups;

    private PlaneKernel(ColumnCodes codes, PlaneTables tables)
    {
        _codes = codes;
        _groups = tables.Groups;
        // One step more than there is: where no tree of the last group splits, the address of its first step still exists.
        _steps = new NativeArray<byte>(tables.Steps.Length + StepBytes);
        _leaves = new NativeArray<double>(tables.Leaves.Length);
        tables.Steps.CopyTo(_steps.Span);
        tables.Leaves.CopyTo(_leaves.Span);
    }

    public TreeKernel Kernel => TreeKernel.Planes;

    /// <summary>A kernel for these trees, or null where the processor or the trees do not allow it.</summary>
    public static PlaneKernel? TryCreate(Tree[] trees)
    {
        var fits = trees.All(tree =>
            tree.Leaves.Length <= MaxPasses * LeavesAPass && tree.Linear is null && tree.Nodes.All(node => node.Categories is null));
        if (!Avx512Vbmi.IsSupported || !Avx512BW.IsSupported || !fits)
        {
            return null;
        }

        var codes = ColumnCodes.Create(trees, out var places);
        if (codes.Count <= MaxCodes)
        {
            return new PlaneKernel(codes, PlaneTables.Create(trees, places));
        }

        codes.Dispose();
        return null;
    }

    public void Evaluate(ReadOnlySpan<double> features, Span<double> values)
    {
        _codes.Encode(features, _row.Span);
        // SAFETY: the row has MaxCodes = 128 bytes, two vectors.
        var low = Vector512.Load((byte*)Unsafe.AsPointer(ref _row[0]));
        var high = Vector512.Load((byte*)Unsafe.AsPointer(ref _row[Lanes]));
        foreach (ref readonly var group in _groups.AsSpan())
        {
            for (var pass = 0; pass < group.Passes; pass++)
            {
                Pass(group.FirstStep + (pass * group.Steps), group.Steps, low, high, pass);
            }

            Take(group, values.Slice(group.FirstTree, group.Trees));
        }
    }

    /// <summary>Leaves of one pass that are left after every node, as 32 bits a lane in the order of the trees.</summary>
    private void Pass(int firstStep, int steps, Vector512<byte> low, Vector512<byte> high, int pass)
    {
        var plane0 = Vector512<byte>.AllBitsSet;
        var plane1 = plane0;
        var plane2 = plane0;
        var plane3 = plane0;
        // SAFETY: the table holds steps steps of StepBytes from firstStep on, laid out by PlaneTables; native memory does not
        // move. The code columns in it are below MaxCodes, so the permutation reads codes only.
        var step = (byte*)Unsafe.AsPointer(ref _steps[firstStep * StepBytes]);
        for (var end = step + (steps * StepBytes); step < end; step += StepBytes)
        {
            var code = Avx512Vbmi.PermuteVar64x8x2(low, Vector512.Load(step), high);
            var goesLeft = Vector512.LessThanOrEqual(code, Vector512.Load(step + Lanes));
            plane0 &= goesLeft | Vector512.Load(step + (2 * Lanes));
            plane1 &= goesLeft | Vector512.Load(step + (3 * Lanes));
            plane2 &= goesLeft | Vector512.Load(step + (4 * Lanes));
            plane3 &= goesLeft | Vector512.Load(step + (5 * Lanes));
        }

        Weave(plane0, plane1, plane2, plane3, (uint*)Unsafe.AsPointer(ref _kept[pass * Lanes]));
    }

    /// <summary>Four planes of bytes become 64 words. Each vector holds four trees of each quarter: see PlaneTables.Lane.</summary>
    private static void Weave(Vector512<byte> p0, Vector512<byte> p1, Vector512<byte> p2, Vector512<byte> p3, uint* words)
    {
        var low01 = Avx512BW.UnpackLow(p0, p1).AsUInt16();
        var low23 = Avx512BW.UnpackLow(p2, p3).AsUInt16();
        var high01 = Avx512BW.UnpackHigh(p0, p1).AsUInt16();
        var high23 = Avx512BW.UnpackHigh(p2, p3).AsUInt16();
        // SAFETY: words points at 64 words of the kept array: one pass of it.
        Avx512BW.UnpackLow(low01, low23).AsUInt32().Store(words);
        Avx512BW.UnpackHigh(low01, low23).AsUInt32().Store(words + 16);
        Avx512BW.UnpackLow(high01, high23).AsUInt32().Store(words + 32);
        Avx512BW.UnpackHigh(high01, high23).AsUInt32().Store(words + 48);
    }

    private void Take(in Group group, Span<double> values)
    {
        var kept = _kept.Span;
        var leaves = _leaves.Slice(group.FirstLeaf, values.Length * group.Passes * LeavesAPass);
        if (group.Passes == 1)
        {
            for (var t = 0; t < values.Length; t++)
            {
                values[t] = leaves[(t * LeavesAPass) + BitOperations.TrailingZeroCount(kept[t])];
            }
        }
        else
        {
            for (var t = 0; t < values.Length; t++)
            {
                var bits = kept[t] | ((ulong)kept[Lanes + t] << LeavesAPass);
                values[t] = leaves[(t * MaxPasses * LeavesAPass) + BitOperations.TrailingZeroCount(bits)];
            }
        }
    }

    /// <summary>Up to 64 trees that are evaluated together.</summary>
    internal readonly record struct Group(int FirstTree, int Trees, int FirstStep, int Steps, int Passes, int FirstLeaf);
}
