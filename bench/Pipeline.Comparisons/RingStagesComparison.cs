namespace Pipeline.Comparisons;

/// <summary>Four trivial stages on two cores in shared mode, against tasks with three bounded channels between them.</summary>
internal static class RingStagesComparison
{
    private const int RingSize = 8_192;

    public static ComparisonReport Run(ComparisonOptions options)
    {
        var events = options.Quick ? 64 * HandOff.Chunk : 1_024 * HandOff.Chunk;
        IHandOff ring = new RingStagesRig(RingSize), large = new RingStagesChannelRig(RingSize), small = new RingStagesChannelRig(1_024);
        var contenders = Rounds.Alternate(
            [
                ("ring, four processors on one shared thread, spin then park", () => 4 * events / (ring.Run(events) + ring.Run(events) + ring.Run(events) + ring.Run(events)) / 1e6),
                ("three bounded channels of 8,192, awaited", () => events / large.Run(events) / 1e6),
                ("three bounded channels of 1,024, awaited", () => events / small.Run(events) / 1e6),
            ],
            options);
        var channels = contenders[1].Median > contenders[2].Median ? contenders[1] : contenders[2];
        return new ComparisonReport(
            "Ring: four trivial stages on two cores",
            "million events/s",
            contenders,
            [new Ratio("four stages, shared mode", contenders[0], channels, HigherIsBetter: true, AtLeast: 10)],
            ["not pinned; a producer thread and a stage thread against four tasks; single reader, single writer, .NET defaults", $"ring of {RingSize}; the rival is the better of the channels"]);
    }
}
