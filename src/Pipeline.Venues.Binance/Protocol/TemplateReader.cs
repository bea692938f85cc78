using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Reads a message by a template that fits it; where none does, or where a value is not in order, it says so and no more.</summary>
internal static class TemplateReader<TKernel>
    where TKernel : struct, IDecodeKernel
{
    private const int TimesOffset = 24;

    /// <summary>True where the record is complete. False leaves the record in any state: the caller walks the text instead.</summary>
    public static bool TryRead(
        TemplateStore store, InstrumentTable instruments, ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels)
    {
        if (json.Length < MessageTemplate.MinLength)
        {
            return false;
        }

        // SAFETY: the key reads within the first 64 bytes, the kernel within the length that it was given.
        ref var text = ref MemoryMarshal.GetReference(json);
        var head = TemplateKey.Head(ref text);
        var depth = store.FirstDepth(head);
        return (depth != MessageTemplate.None && TryReadDepth(store, depth, json, ref record, levels))
            || (json.Length <= MessageTemplate.MaxLength && TryReadWhole(store, instruments, head, json, ref record));
    }

    private static bool TryReadWhole(TemplateStore store, InstrumentTable instruments, uint head, ReadOnlySpan<byte> json, ref InputRecord record)
    {
        ref var text = ref MemoryMarshal.GetReference(json);
        var index = store.FirstWhole(head, TemplateKey.Tail(ref text, json.Length));
        while (index != MessageTemplate.None)
        {
            ref var template = ref store[index];
            if (template.Length == json.Length && TKernel.Fits(ref text, ref template))
            {
                Fill(ref text, ref template, ref record);
                return (!template.HasResidue || TryDivide(instruments, ref record)) && IsInOrder(record);
            }

            index = template.Next;
        }

        return false;
    }

    private static bool TryReadDepth(TemplateStore store, int index, ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels)
    {
        ref var text = ref MemoryMarshal.GetReference(json);
        do
        {
            ref var template = ref store[index];
            if (template.Length < json.Length && TKernel.Fits(ref text, ref template))
            {
                Fill(ref text, ref template, ref record);
                return record.Depth.FirstUpdateId <= record.Depth.FinalUpdateId
                    && TryReadLists(store, ref template, json, ref record.Depth, levels);
            }

            index = template.Next;
        }
        while (index != MessageTemplate.None);
        return false;
    }

    private static bool TryReadLists(
        TemplateStore store, ref MessageTemplate template, ReadOnlySpan<byte> json, ref DepthBody depth, Span<LevelUpdate> levels)
    {
        var middle = ((ReadOnlySpan<byte>)template.Middle)[..template.MiddleLength];
        var suffix = ((ReadOnlySpan<byte>)template.Suffix)[..template.SuffixLength];
        var cursor = new LevelCursor(json, template.Length, store.Tail, store.LevelShapesOf(template.LevelShapes));
        return cursor.TryReadList<TKernel>(levels, out depth.BidCount)
            && cursor.TrySkip(middle)
            && cursor.TryReadList<TKernel>(levels[depth.BidCount..], out depth.AskCount)
            && cursor.TrySkip(suffix)
            && cursor.IsAtEnd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref byte text, ref MessageTemplate template, ref InputRecord record)
    {
        // SAFETY: a record is 128 bytes and its times and body are 13 longs from byte 24 on (asserted by the layout tests):
        // the slots fill eight of them, the zeros the last five.
        ref var fields = ref Unsafe.As<InputRecord, long>(ref Unsafe.AddByteOffset(ref record, TimesOffset));
        TKernel.ReadSlots(ref text, ref template, ref fields);
        Vector256<long>.Zero.StoreUnsafe(ref fields, MessageTemplate.Slots);
        Unsafe.Add(ref fields, MessageTemplate.Slots + 4) = 0;
        record.Kind = template.Kind;
        record.Flags = template.Flags;
        record.Instrument = template.Instrument;
    }

    private static bool IsInOrder(in InputRecord record)
    {
        return record.Kind == RecordKind.BookTicker || (record.Flags & RecordFlags.Filtered) != 0
            || (record.Trade.PriceTicks > 0 && record.Trade.SizeLots > 0);
    }

    private static bool TryDivide(InstrumentTable instruments, ref InputRecord record)
    {
        var price = instruments.Prices(record.Instrument).Residue;
        var size = instruments.Sizes(record.Instrument).Residue;
        if (record.Kind != RecordKind.BookTicker)
        {
            return price.TryDivide(record.Trade.PriceTicks, out record.Trade.PriceTicks)
                && size.TryDivide(record.Trade.SizeLots, out record.Trade.SizeLots);
        }

        ref var ticker = ref record.Ticker;
        return price.TryDivide(ticker.BidTicks, out ticker.BidTicks) && size.TryDivide(ticker.BidLots, out ticker.BidLots)
            && price.TryDivide(ticker.AskTicks, out ticker.AskTicks) && size.TryDivide(ticker.AskLots, out ticker.AskLots);
    }
}
