using Pipeline.Events;

namespace Pipeline.Journal.Records;

/// <summary>The levels of a block, bids then asks: first prices, steps from level to level, sizes.</summary>
/// <remarks>
/// Venues send each side sorted, so steps are small and of one sign; the first price of a side is not, so it has a column
/// of its own. Unsorted levels cost bytes only. Single thread.
/// </remarks>
internal sealed class LevelColumns(Columns columns, ColumnEncoder encoder, ColumnDecoder decoder)
{
    public void Write(ref PayloadWriter writer, BlockContent content)
    {
        WriteSide(ref writer, content, asks: 0);
        WriteSide(ref writer, content, asks: 1);
    }

    public void Read(ref PayloadReader reader, BlockContent content)
    {
        CheckCounts(content);
        ReadSide(ref reader, content, asks: 0);
        ReadSide(ref reader, content, asks: 1);
    }

    private void WriteSide(ref PayloadWriter writer, BlockContent content, int asks)
    {
        var firsts = columns.Buffer(0, content.RecordCount);
        var steps = columns.Buffer(1, content.LevelCount);
        var lots = columns.Buffer(2, content.LevelCount);
        var (runs, levels) = (0, 0);
        var rest = (ReadOnlySpan<LevelUpdate>)content.Levels;
        foreach (ref readonly var record in content.Records)
        {
            if (!record.HasLevels)
            {
                continue;
            }

            var run = SideOf(in record.Depth, rest, asks);
            rest = rest[(record.Depth.BidCount + record.Depth.AskCount)..];
            if (!run.IsEmpty)
            {
                firsts[runs] = run[0].PriceTicks;
                Split(run, steps[(levels - runs)..], lots[levels..]);
                levels += run.Length;
                runs++;
            }
        }

        encoder.Encode(ref writer, firsts[..runs], [], []);
        encoder.Encode(ref writer, steps[..(levels - runs)], [], []);
        encoder.Encode(ref writer, lots[..levels], [], []);
    }

    private static ReadOnlySpan<LevelUpdate> SideOf(in DepthBody depth, ReadOnlySpan<LevelUpdate> levels, int asks) =>
        asks == 0 ? levels[..depth.BidCount] : levels.Slice(depth.BidCount, depth.AskCount);

    private static void Split(ReadOnlySpan<LevelUpdate> run, Span<long> steps, Span<long> lots)
    {
        lots[0] = run[0].SizeLots;
        for (var i = 1; i < run.Length; i++)
        {
            steps[i - 1] = run[i].PriceTicks - run[i - 1].PriceTicks;
            lots[i] = run[i].SizeLots;
        }
    }

    private static void CheckCounts(BlockContent content)
    {
        var left = (long)content.LevelCount;
        foreach (ref readonly var record in content.Records)
        {
            if (record.HasLevels)
            {
                PayloadReader.Require(record.Depth.BidCount >= 0 && record.Depth.AskCount >= 0, "negative number of levels");
                left -= (long)record.Depth.BidCount + record.Depth.AskCount;
            }
        }

        PayloadReader.Require(left == 0, "levels of the records and of the block differ");
    }

    private void ReadSide(ref PayloadReader reader, BlockContent content, int asks)
    {
        var (runs, levels) = CountSide(content, asks);
        var firsts = columns.Buffer(0, runs);
        var steps = columns.Buffer(1, levels - runs);
        var lots = columns.Buffer(2, levels);
        decoder.Decode(ref reader, firsts, [], [], columnsBefore: 0);
        decoder.Decode(ref reader, steps, [], [], columnsBefore: 0);
        decoder.Decode(ref reader, lots, [], [], columnsBefore: 0);
        Place(content, firsts, steps, lots, asks);
    }

    private static (int Runs, int Levels) CountSide(BlockContent content, int asks)
    {
        var (runs, levels) = (0, 0);
        foreach (ref readonly var record in content.Records)
        {
            if (record.HasLevels)
            {
                var count = asks == 0 ? record.Depth.BidCount : record.Depth.AskCount;
                levels += count;
                runs += Math.Sign(count);
            }
        }

        return (runs, levels);
    }

    private static void Place(
        BlockContent content, ReadOnlySpan<long> firsts, ReadOnlySpan<long> steps, ReadOnlySpan<long> lots, int asks)
    {
        var rest = content.Levels;
        foreach (ref readonly var record in content.Records)
        {
            if (!record.HasLevels)
            {
                continue;
            }

            var (bids, all) = (record.Depth.BidCount, record.Depth.BidCount + record.Depth.AskCount);
            var run = asks == 0 ? rest[..bids] : rest[bids..all];
            rest = rest[all..];
            if (!run.IsEmpty)
            {
                Join(run, firsts[0], steps, lots);
                firsts = firsts[1..];
                steps = steps[(run.Length - 1)..];
                lots = lots[run.Length..];
            }
        }
    }

    private static void Join(Span<LevelUpdate> run, long first, ReadOnlySpan<long> steps, ReadOnlySpan<long> lots)
    {
        lots = lots[..run.Length];
        steps = steps[..(run.Length - 1)];
        run[0] = new LevelUpdate { PriceTicks = first, SizeLots = lots[0] };
        for (var i = 0; i < steps.Length; i++)
        {
            first += steps[i];
            run[i + 1] = new LevelUpdate { PriceTicks = first, SizeLots = lots[i + 1] };
        }
    }
}
