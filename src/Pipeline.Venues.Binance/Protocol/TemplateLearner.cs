using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Makes a template of a message that was walked and found good.</summary>
/// <remarks>Single thread. Learns only what is surely safe: plain digits where numbers stand, everything else pinned.</remarks>
internal sealed class TemplateLearner(InstrumentTable instruments, TemplateStore store)
{
    private const int MillisDigits = 13;

    private static readonly Slot[] Depth = [new(Member.FirstId), new(Member.FinalId), new(Member.PreviousId)];
    private static readonly Slot[] Ticker =
        [new(Member.FinalId), new(Member.Bid, Scale.Price), new(Member.BidSize, Scale.Size), new(Member.Ask, Scale.Price), new(Member.AskSize, Scale.Size)];
    private static readonly Slot[] Trade =
        [new(Member.TradeId), new(Member.Price, Scale.Price), new(Member.Size, Scale.Size), new(Member.None), new(Member.None)];
    private static readonly Slot[] AggTrade =
        [new(Member.Ask), new(Member.Price, Scale.Price), new(Member.Size, Scale.Size), new(Member.First), new(Member.Last)];

    /// <summary>How a slot's number is scaled.</summary>
    private enum Scale
    {
        Integer,
        Price,
        Size,
    }

    /// <summary>Learns the message that <paramref name="record"/> was read from, if a template can describe it.</summary>
    public void Learn(ReadOnlySpan<byte> json, MessageScan scan, in InputRecord record)
    {
        if (json.Length < MessageTemplate.MinLength || SlotsOf(record.Kind) is not { } slots)
        {
            return;
        }

        var index = store.Take();
        ref var template = ref store[index];
        template.Kind = record.Kind;
        template.Flags = record.Flags;
        template.Instrument = record.Instrument;
        var isLearned = record.Kind == RecordKind.DepthUpdate
            ? TryLearnDepth(json, scan, slots, ref template)
            : TryLearnWhole(json, scan, slots, ref template);
        if (!isLearned)
        {
            store.GiveBack();
            return;
        }

        // SAFETY: the text has at least 64 bytes, as the keys need.
        ref var text = ref MemoryMarshal.GetReference(json);
        var head = TemplateKey.Head(ref text);
        if (record.Kind == RecordKind.DepthUpdate)
        {
            store.LinkDepth(index, head);
        }
        else
        {
            store.LinkWhole(index, head, TemplateKey.Tail(ref text, json.Length));
        }
    }

    private static Slot[]? SlotsOf(RecordKind kind) => kind switch
    {
        RecordKind.DepthUpdate => Depth,
        RecordKind.BookTicker => Ticker,
        RecordKind.Trade => Trade,
        RecordKind.AggTrade => AggTrade,
        _ => null,
    };

    private bool TryLearnWhole(ReadOnlySpan<byte> json, MessageScan scan, Slot[] slots, ref MessageTemplate template)
    {
        template.HasResidue = !instruments.Prices(template.Instrument).Residue.IsOne || !instruments.Sizes(template.Instrument).Residue.IsOne;
        return json.Length <= MessageTemplate.MaxLength && TryLearnText(json, scan.Body, slots, ref template);
    }

    /// <summary>Everything up to the first list of levels is the template; the bytes between and behind the lists are pinned.</summary>
    private bool TryLearnDepth(ReadOnlySpan<byte> json, MessageScan scan, Slot[] slots, ref MessageTemplate template)
    {
        var bids = scan.Body[Member.Bid];
        var asks = scan.Body[Member.Ask];
        var prefix = bids.Start + 1;
        if (prefix is < MessageTemplate.MinLength or > MessageTemplate.MaxLength || asks.Start < bids.End)
        {
            return false;
        }

        var middle = json[bids.End..(asks.Start + 1)];
        var suffix = json[asks.End..];
        if (middle.Length > MessageTemplate.MaxJoint || suffix.Length > MessageTemplate.MaxJoint)
        {
            return false;
        }

        template.MiddleLength = middle.Length;
        template.SuffixLength = suffix.Length;
        middle.CopyTo(template.Middle);
        suffix.CopyTo(template.Suffix);
        return TryLearnText(json[..prefix], scan.Body, slots, ref template)
            && TryLearnLevels(json, bids, asks, ref template);
    }

    private bool TryLearnLevels(ReadOnlySpan<byte> json, in JsonToken bids, in JsonToken asks, ref MessageTemplate template)
    {
        if (!TryFindFractions(bids.In(json), out var price, out var size) && !TryFindFractions(asks.In(json), out price, out size))
        {
            return false;
        }

        template.LevelShapes = store.FindLevelShapes(
            instruments.Prices(template.Instrument), instruments.Sizes(template.Instrument), price, size);
        return template.LevelShapes != MessageTemplate.None;
    }

    /// <summary>Digits behind the dot in the first level of a list. False for an empty list and for numbers that are no strings.</summary>
    private static bool TryFindFractions(ReadOnlySpan<byte> list, out int price, out int size)
    {
        price = 0;
        size = 0;
        var scanner = new JsonScanner(list);
        return scanner.TryOpen((byte)'[') && scanner.TryReadPair(out var first, out var second)
            && TryFindFraction(list, first, out price) && TryFindFraction(list, second, out size);
    }

    private static bool TryFindFraction(ReadOnlySpan<byte> list, in JsonToken token, out int fraction)
    {
        var text = token.In(list);
        var dot = text.IndexOf((byte)'.');
        fraction = dot < 0 ? 0 : text.Length - dot - 1;
        return token.Kind == JsonKind.Text && (dot < 0 || fraction > 0);
    }

    private bool TryLearnText(ReadOnlySpan<byte> text, MessageMembers body, Slot[] slots, ref MessageTemplate template)
    {
        template.Length = text.Length;
        Span<byte> least = template.Least;
        Span<byte> slack = template.Slack;
        Span<byte> shuffles = template.Shuffles;
        text.CopyTo(least);
        slack.Clear();
        shuffles.Fill(DigitLayout.Zero);
        FreeUnused(text, body, least, slack);
        if (!TryAddTime(text, body, Member.EventTime, 0, ref template) || !TryAddTime(text, body, Member.Time, 1, ref template))
        {
            return false;
        }

        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (!TryAdd(text, body, slots[slot], slot + 2, ref template))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A time must have the usual length and first digit, so that its nanoseconds fit 64 bits.</summary>
    private bool TryAddTime(ReadOnlySpan<byte> text, MessageMembers body, Member member, int slot, ref MessageTemplate template)
    {
        if (!TryAdd(text, body, new Slot(member), slot, ref template))
        {
            return false;
        }

        var token = body[member];
        if (token.Kind == JsonKind.None)
        {
            return true;
        }

        template.Least[token.Start] = (byte)'1';
        template.Slack[token.Start] = 0;
        return token.Length == MillisDigits && text[token.Start] == '1';
    }

    private bool TryAdd(ReadOnlySpan<byte> text, MessageMembers body, in Slot slot, int at, ref MessageTemplate template)
    {
        var token = body[slot.Member];
        if (token.Kind == JsonKind.None)
        {
            template.Absent[at] = InputRecord.Absent;
            return true;
        }

        if (token.End > text.Length || !DigitLayout.TryOf(token.In(text), DecimalsOf(slot, template.Instrument), out var layout))
        {
            return false;
        }

        var offset = Math.Min(token.Start, text.Length - DigitLayout.Bytes);
        template.Offsets[at] = offset;
        Span<byte> least = template.Least;
        Span<byte> slack = template.Slack;
        Span<byte> shuffles = template.Shuffles;
        layout.WriteShuffle(shuffles.Slice(at * DigitLayout.Bytes, DigitLayout.Bytes), token.Start - offset);
        Free(token, layout, least.Slice(token.Start, token.Length), slack.Slice(token.Start, token.Length));
        return true;
    }

    private int DecimalsOf(in Slot slot, int instrument) => slot.Scale switch
    {
        Scale.Price => instruments.Prices(instrument).Decimals,
        Scale.Size => instruments.Sizes(instrument).Decimals,
        _ => 0,
    };

    /// <summary>Numbers that no slot needs may change as well: they stay numbers, and nobody reads them.</summary>
    private static void FreeUnused(ReadOnlySpan<byte> text, MessageMembers body, Span<byte> least, Span<byte> slack)
    {
        foreach (ref readonly var token in body.Loose)
        {
            FreeUnused(text, token, least, slack);
        }

        for (var member = Member.None; member < Member.Count; member++)
        {
            if (member is not (Member.Event or Member.Symbol or Member.Execution))
            {
                FreeUnused(text, body[member], least, slack);
            }
        }
    }

    private static void FreeUnused(ReadOnlySpan<byte> text, in JsonToken token, Span<byte> least, Span<byte> slack)
    {
        if (token.IsNumeric && token.End <= text.Length && DigitLayout.IsPlain(token.In(text), out var layout))
        {
            Free(token, layout, least.Slice(token.Start, token.Length), slack.Slice(token.Start, token.Length));
        }
    }

    private static void Free(in JsonToken token, in DigitLayout layout, Span<byte> least, Span<byte> slack)
    {
        layout.WriteBounds(least, slack);
        if (token.Kind == JsonKind.Number && layout.WholeDigits > 1)
        {
            least[0] = (byte)'1';
            slack[0] = 8;
        }
    }

    private readonly record struct Slot(Member Member, Scale Scale = Scale.Integer);
}
