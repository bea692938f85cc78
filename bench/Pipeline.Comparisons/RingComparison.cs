using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>Hand-over of 64-byte events between two pinned threads, one at a time and in batches, against a bounded channel.</summary>
internal static class RingComparison
{
    private const int RingSize = 65_536;
    private const int BackOffPauses = 256;

    private static readonly (string Name, int Times, IHandOff Rig)[] Rigs =
    [
        ($"ring, 1 at a time, busy spin with {BackOffPauses} pauses", 8, new RingRig(RingSize, 1, new BusySpinWaitStrategy(BackOffPauses))),
        ("ring, 1 at a time, busy spin with 32 pauses", 4, new RingRig(RingSize, 1, new BusySpinWaitStrategy(32))),
        ("ring, 1 at a time, busy spin", 4, new RingRig(RingSize, 1, new BusySpinWaitStrategy())),
        ("ring, 1 at a time, spin then park", 4, new RingRig(RingSize, 1, new SpinThenParkWaitStrategy())),
        ($"ring, batches of 16, busy spin with {BackOffPauses} pauses", 16, new RingRig(RingSize, 16, new BusySpinWaitStrategy(BackOffPauses))),
        ("ring, batches of 16, busy spin with 32 pauses", 16, new RingRig(RingSize, 16, new BusySpinWaitStrategy(32))),
        ("ring, batches of 16, busy spin", 16, new RingRig(RingSize, 16, new BusySpinWaitStrategy())),
        ("bounded channel, pinned threads that spin", 1, new RingChannelRig(RingSize, awaited: false)),
        ("bounded channel, awaited on the pool", 1, new RingChannelRig(RingSize, awaited: true)),
        ("bounded channel of 1,024, pinned threads that spin", 1, new RingChannelRig(1_024, awaited: false)),
    ];

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var events = options.Quick ? 64 * HandOff.Chunk : 1_024 * HandOff.Chunk;
        var contenders = Rounds.Alternate([.. Rigs.Select(rig => (rig.Name, (Func<double>)(() => MillionsPerSecond(rig.Rig, rig.Times, events))))], options);
        var channel = contenders[^3..].MaxBy(contender => contender.Median)!;
        return new ComparisonReport(
            "Ring: 64-byte events from one pinned thread to another",
            "million events/s",
            contenders,
            [
                new Ratio("one at a time, consumer backs off", contenders[0], channel, HigherIsBetter: true, AtLeast: 5),
                new Ratio("one at a time, consumer spins", contenders[2], channel, HigherIsBetter: true, AtLeast: null),
                new Ratio("one at a time, spin then park", contenders[3], channel, HigherIsBetter: true, AtLeast: null),
                new Ratio("batches of 16, consumer backs off", contenders[4], channel, HigherIsBetter: true, AtLeast: 20),
                new Ratio("batches of 16, consumer spins", contenders[6], channel, HigherIsBetter: true, AtLeast: null),
            ],
            [
                $"ring and channels hold {RingSize} events where not said otherwise; cpus {HandOff.ProducerCpu} and {HandOff.ConsumerCpu}; {events} events a round and channel, 4 to 16 times as many a ring",
                "the rival is the channel with the best median; single reader, single writer, published one at a time, .NET defaults",
                $"a pause is some 25 ns: the back-off of {BackOffPauses} adds up to 6 us to the first event after a silence and buys batches with it",
            ]);
    }

    private static double MillionsPerSecond(IHandOff rig, int times, int events) => times * events / rig.Run(times * events) / 1e6;
}
