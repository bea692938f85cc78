using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Makes a template of a message that was walked and found good.</summary>
/// <remarks>
/// Single thread. Learns only what is surely safe: plain digits where numbers stand, everything else pinned. Where few of its
/// templates were ever used, it learns one message in many.
/// </remarks>
internal sealed class TemplateLearner(InstrumentTable instruments, TemplateStore store)
{
    private const int MillisDigits = 13;
    private const int MicrosDigits = 16;
    private const int WorthUsing = 4;
    private const int RestStride = 256;

    private static readonly Slot[] Depth = [new(Member.FirstId), new(Member.FinalId), new(Member.PreviousId)];
    private static readonly Slot[] Ticker =
        [new(Member.FinalId), new(Member.Bid, Scale.Price), new(Member.BidSize, Scale.Size), new(Member.Ask, Scale.Price), new(Member.AskSize, Scale.Size)];
    private static readonly Slot[] Trade =
        [new(Member.TradeId), new(Member.Price, Scale.Price), new(Member.Size, Scale.Size), new(Member.None), new(Member.None)];
    private static readonly Slot[] AggTrade =
        [new(Member.Ask), new(Member.Price, Scale.Price), new(Member.Size, Scale.Size), new(Member.First), new(Member.Last)];

    private readonly byte[] _skeleton = new byte[MessageTemplate.MaxLength];
    private int _stride = 1;
    private int _passed;

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
        if (json.Length < MessageTemplate.MinLength || SlotsOf(record.Kind) is not { } slots || ++_passed < _stride)
        {
            return;
        }

        _passed = 0;
        if (store.IsFull)
        {
            Rest();
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

    /// <summary>Learns each message again.</summary>
    public void WakeUp() => _stride = 1;

    // Shapes that never come back are not worth the time: most messages then pass by unlearned, until templates are used again.
    private void Rest() => _stride = store.CountUsed() >= store.Count / WorthUsing ? 1 : RestStride;

    private static Slot[]? SlotsOf(RecordKind kind) => kind switch
    {
        RecordKind.DepthUpdate => Depth,
        RecordKind.BookTicker => Ticker,
        RecordKind.Trade => Trade,
        RecordKind.AggTrade => AggTrade,
        _ => null,
    };

    private bool TryLearnWhole(ReadOnlySpan<byte> json, MessageScan scan, Slot[] slots, ref MessageTemplate template) =>
        json.Length <= MessageTemplate.MaxLength && TryLearnText(json, default, scan.Body, slots, ref template);

    /// <summary>What is left of the message without its two lists is the template.</summary>
    private bool TryLearnDepth(ReadOnlySpan<byte> json, MessageScan scan, Slot[] slots, ref MessageTemplate template)
    {
        var bids = scan.Body[Member.Bid];
        var asks = scan.Body[Member.Ask];
        template.AsksFirst = asks.Start < bids.Start;
        var cuts = template.AsksFirst ? new Cuts(asks, bids) : new Cuts(bids, asks);
        template.Before = cuts.FirstStart;
        template.Between = cuts.SecondStart - cuts.FirstEnd;
        template.Behind = json.Length - cuts.SecondEnd;
        var length = template.Before + template.Between + template.Behind;
        if (length is < MessageTemplate.MinLength or > MessageTemplate.MaxLength)
        {
            return false;
        }

        json[..cuts.FirstStart].CopyTo(_skeleton);
        json[cuts.FirstEnd..cuts.SecondStart].CopyTo(_skeleton.AsSpan(template.Before));
        json[cuts.SecondEnd..].CopyTo(_skeleton.AsSpan(template.Before + template.Between));
        return TryLearnText(_skeleton.AsSpan(0, length), cuts, scan.Body, slots, ref template);
    }

    private bool TryLearnText(ReadOnlySpan<byte> text, in Cuts cuts, MessageMembers body, Slot[] slots, ref MessageTemplate template)
    {
        template.Length = text.Length;
        Span<byte> least = template.Least;
        Span<byte> slack = template.Slack;
        Span<byte> shuffles = template.Shuffles;
        text.CopyTo(least);
        slack.Clear();
        shuffles.Fill(DigitLayout.Zero);
        FreeUnused(text, cuts, body, least, slack);
        if (!TryAddTime(text, cuts.Apply(body[Member.EventTime]), 0, ref template) || !TryAddTime(text, cuts.Apply(body[Member.Time]), 1, ref template))
        {
            return false;
        }

        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (!TryAdd(text, cuts.Apply(body[slots[slot].Member]), DecimalsOf(slots[slot], template.Instrument), slot + 2, ref template))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A time must have the usual length and first digit, so that its nanoseconds fit 64 bits.</summary>
    private static bool TryAddTime(ReadOnlySpan<byte> text, in JsonToken token, int slot, ref MessageTemplate template)
    {
        if (!TryAdd(text, token, decimals: 0, slot, ref template))
        {
            return false;
        }

        if (token.Kind == JsonKind.None)
        {
            return true;
        }

        template.Multipliers[slot] = token.Length == MillisDigits ? EventTime.NanosPerMilli : EventTime.NanosPerMicro;
        template.Least[token.Start] = (byte)'1';
        template.Slack[token.Start] = 0;
        return token.Length is MillisDigits or MicrosDigits && text[token.Start] == '1';
    }

    private static bool TryAdd(ReadOnlySpan<byte> text, in JsonToken token, int decimals, int at, ref MessageTemplate template)
    {
        if (token.Kind == JsonKind.None)
        {
            template.Absent[at] = InputRecord.Absent;
            return true;
        }

        if (!DigitLayout.TryOf(token.In(text), decimals, out var layout))
        {
            return false;
        }

        var offset = Math.Min(token.Start, text.Length - DigitLayout.Bytes);
        template.Offsets[at] = offset;
        template.Multipliers[at] = layout.Multiplier;
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
    private static void FreeUnused(ReadOnlySpan<byte> text, in Cuts cuts, MessageMembers body, Span<byte> least, Span<byte> slack)
    {
        foreach (ref readonly var token in body.Loose)
        {
            FreeUnused(text, cuts.Apply(token), least, slack);
        }

        for (var member = Member.None; member < Member.Count; member++)
        {
            if (member is not (Member.Event or Member.Symbol or Member.Execution))
            {
                FreeUnused(text, cuts.Apply(body[member]), least, slack);
            }
        }
    }

    private static void FreeUnused(ReadOnlySpan<byte> text, in JsonToken token, Span<byte> least, Span<byte> slack)
    {
        if (token.IsNumeric && DigitLayout.IsPlain(token.In(text), out var layout))
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

    /// <summary>What lies between the brackets of two lists and is cut out of the text.</summary>
    private readonly struct Cuts(in JsonToken first, in JsonToken second)
    {
        public int FirstStart { get; } = first.Start + 1;

        public int FirstEnd { get; } = first.End - 1;

        public int SecondStart { get; } = second.Start + 1;

        public int SecondEnd { get; } = second.End - 1;

        /// <summary>The token where it stands in what is left.</summary>
        public JsonToken Apply(JsonToken token)
        {
            token.Start -= (token.Start >= FirstEnd ? FirstEnd - FirstStart : 0) + (token.Start >= SecondEnd ? SecondEnd - SecondStart : 0);
            return token;
        }
    }

    private readonly record struct Slot(Member Member, Scale Scale = Scale.Integer);
}
