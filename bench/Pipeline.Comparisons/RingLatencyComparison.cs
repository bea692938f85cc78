using System.Diagnostics;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>The round trip between two pinned threads, against two bare padded longs measured in the same round.</summary>
internal static class RingLatencyComparison
{
    public static ComparisonReport Run(ComparisonOptions options)
    {
        var trips = options.Quick ? 10_000 : 200_000;
        IPingPong floor = new RingFloorRig(), ring = new RingPingPongRig(new BusySpinWaitStrategy());
        IPingPong parking = new RingPingPongRig(new SpinThenParkWaitStrategy());
        var contenders = Rounds.Alternate(
            [
                ("ring each way, busy spin", () => MedianNanos(ring, trips)),
                ("ring each way, spin then park", () => MedianNanos(parking, trips)),
                ("two padded longs, bare", () => MedianNanos(floor, trips)),
            ],
            options);
        return new ComparisonReport(
            "Ring: round trip of a 64-byte event between two pinned threads",
            "ns, p50",
            contenders,
            [
                new Ratio("busy spin, of the floor's speed", contenders[0], contenders[2], HigherIsBetter: false, AtLeast: 1 / 1.8),
                new Ratio("spin then park, of the floor's speed", contenders[1], contenders[2], HigherIsBetter: false, AtLeast: null),
            ],
            [$"cpus {HandOff.ProducerCpu} and {HandOff.ConsumerCpu}; {trips} trips a round; the clock's 20 to 30 ns are in every figure, the floor's too"]);
    }

    private static double MedianNanos(IPingPong rig, int trips)
    {
        var ticks = rig.Run(trips);
        Array.Sort(ticks);
        return ticks[trips / 2] * 1e9 / Stopwatch.Frequency;
    }
}
