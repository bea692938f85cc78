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
        if (WerePassed(bids, asks))
        {
            depth.BidCount = _scan.Bids.Count;
            depth.AskCount = _scan.Asks.Count;
            _levels.Slice(_levels.Length / 2, depth.AskCount).CopyTo(_levels[depth.BidCount..]);
            return true;
        }

        return ReadSide(bids, 0, out depth.BidCount) && ReadSide(asks, depth.BidCount, out depth.AskCount);
    }

    /// <summary>Whether the levels of both lists were read on the way, at the instrument's own scale.</summary>
    private readonly bool WerePassed(Member bids, Member asks) =>
        _body[bids] is { Kind: JsonKind.Array, Start: > 0 } bidList && bidList.Start == _scan.Bids.Start
        && _body[asks] is { Kind: JsonKind.Array, Start: > 0 } askList && askList.Start == _scan.Asks.Start
        && ReferenceEquals(_instruments.Prices(_record.Instrument), MessageScan.AnyScale)
        && ReferenceEquals(_instruments.Sizes(_record.Instrument), MessageScan.AnyScale);

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
        var scanner = new JsonScanner(_json[..list.End]);
        scanner.SkipTo(list.Start);
        scanner.TryOpen((byte)'[');
        if (scanner.TryClose((byte)']'))
        {
            return true;
        }

        do
        {
            scanner.Peek();
            var start = scanner.Position;
            count += _levelReader.Read(_json, ref start, prices, sizes, levels[count..], out var isClosed);
            if (isClosed)
            {
                return true;
            }

            scanner.SkipTo(start);
            if (!scanner.TryReadPair(out var price, out var size))
            {
                return Fail(DeadLetterReason.BadMember, start);
            }

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
