using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Diffs and snapshots of the book.</summary>
internal ref partial struct MessageReader
{
    private bool ReadDepth()
    {
        if (!Begin(RecordKind.DepthUpdate, Member.Symbol))
        {
            return false;
        }

        ref var depth = ref _record.Depth;
        return ReadId(Member.FirstId, out depth.FirstUpdateId)
            && ReadId(Member.FinalId, out depth.FinalUpdateId)
            && ReadPreviousId(out depth.PreviousFinalUpdateId)
            && (depth.FirstUpdateId <= depth.FinalUpdateId
                || Fail(DeadLetterReason.BadUpdateIds, _body[Member.FirstId].Start))
            && ReadBothSides(Member.Bid, Member.Ask);
    }

    /// <summary>Futures chain by `pu` and must have it; spot has none.</summary>
    private bool ReadPreviousId(out long id)
    {
        id = InputRecord.Absent;
        if (_market == Market.Spot && !_body.Has(Member.PreviousId))
        {
            return true;
        }

        _record.Flags |= RecordFlags.ChainedByPrevious;
        return ReadId(Member.PreviousId, out id);
    }

    private bool ReadSnapshot()
    {
        if (!BeginSnapshot())
        {
            return false;
        }

        ref var depth = ref _record.Depth;
        depth.FirstUpdateId = InputRecord.Absent;
        depth.PreviousFinalUpdateId = InputRecord.Absent;
        return ReadId(Member.SnapshotId, out depth.FinalUpdateId) && ReadBothSides(Member.Bids, Member.Asks);
    }

    private bool BeginSnapshot()
    {
        if (_body.Has(Member.LongSymbol))
        {
            return Begin(RecordKind.DepthSnapshot, Member.LongSymbol);
        }

        return SnapshotInstrument >= 0
            ? Begin(RecordKind.DepthSnapshot, SnapshotInstrument, _body, Member.Time)
            : Fail(DeadLetterReason.AmbiguousSnapshot, _body.Start);
    }

    private bool ReadBothSides(Member bids, Member asks)
    {
        ref var depth = ref _record.Depth;
        return ReadSide(bids, 0, out depth.BidCount) && ReadSide(asks, depth.BidCount, out depth.AskCount);
    }

    private bool ReadSide(Member member, int offset, out int count)
    {
        count = 0;
        if (!TryGet(_body, member, out var list))
        {
            return false;
        }

        return list.Kind == JsonKind.Array
            ? ReadLevels(list, _levels[offset..], out count)
            : Fail(DeadLetterReason.BadMember, list.Start);
    }

    /// <summary>The text is known to be JSON, so the scanner can fail only where a level is no pair.</summary>
    private bool ReadLevels(in JsonToken list, Span<LevelUpdate> levels, out int count)
    {
        count = 0;
        var prices = _instruments.Prices(_record.Instrument);
        var sizes = _instruments.Sizes(_record.Instrument);
        var scanner = new JsonScanner(list.In(_json));
        scanner.TryOpen((byte)'[');
        if (scanner.TryClose((byte)']'))
        {
            return true;
        }

        do
        {
            var start = list.Start + scanner.Position;
            if (!scanner.TryReadPair(out var price, out var size))
            {
                return Fail(DeadLetterReason.BadMember, start);
            }

            price.Start += list.Start;
            size.Start += list.Start;

            if (count == levels.Length)
            {
                return Fail(DeadLetterReason.TooManyLevels, start);
            }

            ref var level = ref levels[count++];
            if (!ReadPrice(price, prices, mayBeZero: false, out level.PriceTicks)
                || !ReadSize(size, sizes, mayBeZero: true, out level.SizeLots))
            {
                return false;
            }
        }
        while (scanner.TryComma());
        return true;
    }
}
