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
    private const int MostOfFirst = LevelArena.MaxRun / 2;

    /// <summary>True where the record is complete. False leaves the record in any state: the caller walks the text instead.</summary>
    public static bool TryRead(
        TemplateStore store, LevelReader reader, InstrumentTable instruments, ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels)
    {
        if (json.Length < MessageTemplate.MinLength)
        {
            return false;
        }

        // SAFETY: the key reads within the first 64 bytes, the kernel within the length that it was given.
        ref var text = ref MemoryMarshal.GetReference(json);
        var head = TemplateKey.Head(ref text);
        var depth = store.FirstDepth(head);
        return (depth != MessageTemplate.None && TryReadDepth(store, reader, instruments, depth, json, ref record, levels))
            || (json.Length <= MessageTemplate.MaxLength && TryReadWhole(store, head, json, ref record));
    }

    private static bool TryReadWhole(TemplateStore store, uint head, ReadOnlySpan<byte> json, ref InputRecord record)
    {
        ref var text = ref MemoryMarshal.GetReference(json);
        var index = store.FirstWhole(head, TemplateKey.Tail(ref text, json.Length));
        while (index != MessageTemplate.None)
        {
            ref var template = ref store[index];
            if (template.Length == json.Length && TKernel.Fits(ref text, ref template))
            {
                Fill(ref text, ref template, ref record);
                return IsInOrder(record);
            }

            index = template.Next;
        }

        return false;
    }

    private static bool TryReadDepth(
        TemplateStore store, LevelReader reader, InstrumentTable instruments, int index, ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels)
    {
        do
        {
            ref var template = ref store[index];
            if (template.Length <= json.Length && LeadsToList(ref template, json)
                && TryReadLists(reader, instruments, ref template, json, levels, out var lists)
                && TryReadSkeleton(store, ref template, json, lists, ref record))
            {
                record.Depth.BidCount = template.AsksFirst ? lists.SecondCount : lists.FirstCount;
                record.Depth.AskCount = template.AsksFirst ? lists.FirstCount : lists.SecondCount;
                return record.Depth.FirstUpdateId <= record.Depth.FinalUpdateId;
            }

            index = template.Next;
        }
        while (index != MessageTemplate.None);
        return false;
    }

    /// <summary>Whether the name of the first list stands where it should: a quick look before the list is read.</summary>
    private static bool LeadsToList(ref MessageTemplate template, ReadOnlySpan<byte> json)
    {
        // SAFETY: both texts have as many bytes as the template is long, and a list's name and bracket are more than four.
        var at = template.Before - sizeof(uint);
        return Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref MemoryMarshal.GetReference(json), at)) == Unsafe.ReadUnaligned<uint>(ref template.Least[at]);
    }

    private static bool TryReadLists(
        LevelReader reader, InstrumentTable instruments, ref MessageTemplate template, ReadOnlySpan<byte> json, Span<LevelUpdate> levels, out Lists lists)
    {
        lists = default;
        var prices = instruments.Prices(template.Instrument);
        var sizes = instruments.Sizes(template.Instrument);

        // Bids come first in a record: where they stand behind, the asks wait in the upper half until it is known how many there are.
        var first = template.AsksFirst ? levels[MostOfFirst..] : levels;
        if (!TryReadList(reader, json, template.Before, prices, sizes, first, out lists.FirstCount, out lists.FirstEnd))
        {
            return false;
        }

        var second = template.AsksFirst ? levels[..MostOfFirst] : levels[lists.FirstCount..];
        if (!TryReadList(reader, json, lists.FirstEnd + template.Between, prices, sizes, second, out lists.SecondCount, out lists.SecondEnd))
        {
            return false;
        }

        if (template.AsksFirst)
        {
            first[..lists.FirstCount].CopyTo(levels[lists.SecondCount..]);
        }

        return json.Length - lists.SecondEnd == template.Behind;
    }

    /// <summary>Reads from behind a list's bracket; <paramref name="end"/> is the bracket that closes it.</summary>
    private static bool TryReadList(
        LevelReader reader, ReadOnlySpan<byte> json, int position, DecimalScale prices, DecimalScale sizes, Span<LevelUpdate> levels, out int count, out int end)
    {
        count = 0;
        end = position;
        if ((uint)position >= (uint)json.Length)
        {
            return false;
        }

        if (json[position] == ']')
        {
            return true;
        }

        count = reader.Read<TKernel>(json, ref position, prices, sizes, levels, out var isClosed);
        end = position - 1;
        return isClosed;
    }

    private static bool TryReadSkeleton(TemplateStore store, ref MessageTemplate template, ReadOnlySpan<byte> json, in Lists lists, ref InputRecord record)
    {
        var skeleton = store.Skeleton.AsSpan(0, template.Length);
        json[..template.Before].CopyTo(skeleton);
        json.Slice(lists.FirstEnd, template.Between).CopyTo(skeleton[template.Before..]);
        json[lists.SecondEnd..].CopyTo(skeleton[(template.Before + template.Between)..]);
        // SAFETY: the kernel reads within the template's length.
        ref var text = ref MemoryMarshal.GetReference(skeleton);
        if (!TKernel.Fits(ref text, ref template))
        {
            return false;
        }

        Fill(ref text, ref template, ref record);
        return true;
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
        template.IsUsed = true;
    }

    private static bool IsInOrder(in InputRecord record) => record.Kind == RecordKind.BookTicker || (record.Flags & RecordFlags.Filtered) != 0
        || (record.Trade.PriceTicks > 0 && record.Trade.SizeLots > 0);

    private struct Lists
    {
        public int FirstCount;
        public int FirstEnd;
        public int SecondCount;
        public int SecondEnd;
    }
}
