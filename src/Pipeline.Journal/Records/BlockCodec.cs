using Pipeline.Journal.Envelope;
using Pipeline.Primitives;

namespace Pipeline.Journal.Records;

/// <summary>A block's content to its payload before LZ4, and back, bit for bit.</summary>
/// <remarks>
/// <code>
///  8  ordinal of the first decision entry
///  8  ordinal behind the last decided record x 2, + 1 where its decisions are held | 8 inputHash after it
///  4  levels | 4 decision entries | 4 intents | 4 verdicts | 4 outcomes | 4 heads
/// 20  a head: 16 bytes of the record, 4 how many records have it
///     heads of the records: 4 bits each for up to 16 heads, else 8; nothing for one head
///     the column of receive times, all records in order
///     a table (words 3 to 15) for each kind and instrument, in order of first appearance
///     levels: bids, asks
///     tables: decision entries, intents, verdicts, simulated outcomes
/// </code>
/// Single thread. Decoding may meet any bytes and then raises <see cref="MalformedContentException"/>.
/// </remarks>
internal sealed class BlockCodec : IDisposable
{
    private const int ReceiveWord = 2;
    private const int FirstGroupWord = 3;
    private const int DecisionWords = DecisionEntry.Bytes / sizeof(long);
    private const int OrderWords = 64 / sizeof(long);
    private const int HeadsInFourBits = 16;

    private readonly Columns _columns = new();
    private readonly ColumnEncoder _encoder = new();
    private readonly ColumnDecoder _decoder = new();
    private readonly RecordGroups _groups = new();
    private readonly RowTable _tables;
    private readonly LevelColumns _levels;
    private readonly int[] _everyRow = [.. Enumerable.Range(0, TapeFormat.MaxOutcomes)];

    /// <summary>A codec with buffers for the largest block.</summary>
    public BlockCodec()
    {
        _tables = new RowTable(_columns, _encoder, _decoder);
        _levels = new LevelColumns(_columns, _encoder, _decoder);
    }

    /// <summary>Writes <paramref name="content"/> and returns the bytes used.</summary>
    public int Encode(BlockContent content, long firstDecision, Span<byte> raw)
    {
        var writer = new PayloadWriter(raw);
        writer.Write(firstDecision);
        writer.Write(content.Decided.Packed);
        writer.Write((long)content.Decided.InputHash);
        writer.Write(content.LevelCount);
        writer.Write(content.DecisionCount);
        writer.Write(content.IntentCount);
        writer.Write(content.VerdictCount);
        writer.Write(content.OutcomeCount);
        WriteHeads(ref writer, content);
        WriteRecords(ref writer, content);
        _levels.Write(ref writer, content);
        _tables.Write(ref writer, content.DecisionWords, Rows(content.DecisionCount), 0, DecisionWords);
        _tables.Write(ref writer, content.IntentWords, Rows(content.IntentCount), 0, OrderWords);
        _tables.Write(ref writer, content.VerdictWords, Rows(content.VerdictCount), 0, OrderWords);
        _tables.Write(ref writer, content.OutcomeWords, Rows(content.OutcomeCount), 0, BlockContent.RecordWords);
        return writer.Position;
    }

    /// <summary>Reads a payload of <paramref name="records"/> records into <paramref name="content"/>; returns the first decision entry's ordinal.</summary>
    public long Decode(ReadOnlySpan<byte> rawWithSlack, int rawBytes, int records, BlockContent content)
    {
        var reader = new PayloadReader(rawWithSlack, rawBytes);
        var firstDecision = reader.ReadInt64();
        content.Decided = DecisionMark.Unpack(reader.ReadInt64(), (ulong)reader.ReadInt64());
        var levels = reader.ReadCount(TapeFormat.MaxLevels);
        var decisions = reader.ReadCount(TapeFormat.MaxDecisions);
        var intents = reader.ReadCount(TapeFormat.MaxIntents);
        var verdicts = reader.ReadCount(TapeFormat.MaxIntents);
        var outcomes = reader.ReadCount(TapeFormat.MaxOutcomes);
        content.Resize(records, levels, decisions, intents, verdicts, outcomes);
        ReadHeads(ref reader, content);
        ReadRecords(ref reader, content);
        _levels.Read(ref reader, content);
        _tables.Read(ref reader, content.DecisionWords, Rows(decisions), 0, DecisionWords);
        _tables.Read(ref reader, content.IntentWords, Rows(intents), 0, OrderWords);
        _tables.Read(ref reader, content.VerdictWords, Rows(verdicts), 0, OrderWords);
        _tables.Read(ref reader, content.OutcomeWords, Rows(outcomes), 0, BlockContent.RecordWords);
        PayloadReader.Require(reader.Remaining == 0, "bytes behind the last column");
        PayloadReader.Require(firstDecision >= 0 && content.Place(), "counts of the entries and of the block differ");
        return firstDecision;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _columns.Dispose();
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private ReadOnlySpan<int> Rows(int count) => _everyRow.AsSpan(0, count);

    private static void WriteHeads(ref PayloadWriter writer, BlockContent content)
    {
        var heads = content.Heads.Heads;
        writer.Write(heads.Length);
        foreach (ref readonly var head in heads)
        {
            writer.Write((long)head.First);
            writer.Write((long)head.Second);
            writer.Write(head.Records);
        }

        var ofRecord = content.Heads.OfRecord[..content.RecordCount];
        if (heads.Length > HeadsInFourBits)
        {
            ofRecord.CopyTo(writer.Free);
            writer.Advance(ofRecord.Length);
        }
        else if (heads.Length > 1)
        {
            WriteNibbles(ref writer, ofRecord);
        }
    }

    private static void WriteNibbles(ref PayloadWriter writer, ReadOnlySpan<byte> ofRecord)
    {
        for (var i = 0; i + 1 < ofRecord.Length; i += 2)
        {
            writer.Write((byte)(ofRecord[i] | (ofRecord[i + 1] << 4)));
        }

        if (ofRecord.Length % 2 == 1)
        {
            writer.Write(ofRecord[^1]);
        }
    }

    private void WriteRecords(ref PayloadWriter writer, BlockContent content)
    {
        var words = content.RecordWordsView;
        var receive = _columns.Current(content.RecordCount);
        for (var i = 0; i < receive.Length; i++)
        {
            receive[i] = words[(i * BlockContent.RecordWords) + ReceiveWord];
        }

        _encoder.Encode(ref writer, receive, [], []);
        Invariant.Always(_groups.Build(content.Heads, content.RecordCount), "every record has a counted head");
        for (var group = 0; group < _groups.Count; group++)
        {
            _tables.Write(ref writer, words, _groups.RowsOf(group), FirstGroupWord, BlockContent.RecordWords);
        }
    }

    private static void ReadHeads(ref PayloadReader reader, BlockContent content)
    {
        var count = reader.ReadCount(TapeFormat.MaxHeads);
        var left = content.RecordCount;
        content.Heads.Resize(count);
        foreach (ref var head in content.Heads.Heads)
        {
            head = new HeadTable.Head { First = (ulong)reader.ReadInt64(), Second = (ulong)reader.ReadInt64(), Records = reader.ReadCount(left) };
            left -= head.Records;
        }

        PayloadReader.Require(left == 0, "records of the heads and of the block differ");
        ReadHeadOfRecord(ref reader, content.Heads, content.RecordCount);
        Place(content);
    }

    private static void ReadHeadOfRecord(ref PayloadReader reader, HeadTable table, int records)
    {
        var ofRecord = table.OfRecord[..records];
        if (table.Count > HeadsInFourBits)
        {
            reader.Take(records).CopyTo(ofRecord);
        }
        else if (table.Count > 1)
        {
            ReadNibbles(reader.Take((records + 1) / 2), ofRecord);
        }
        else
        {
            ofRecord.Clear();
        }
    }

    private static void ReadNibbles(ReadOnlySpan<byte> nibbles, Span<byte> ofRecord)
    {
        for (var i = 0; i < ofRecord.Length; i++)
        {
            ofRecord[i] = (byte)((nibbles[i >> 1] >> (4 * (i & 1))) & 0xF);
        }
    }

    private static void Place(BlockContent content)
    {
        var heads = content.Heads.Heads;
        var words = content.RecordWordsView;
        var ofRecord = content.Heads.OfRecord[..content.RecordCount];
        for (var i = 0; i < ofRecord.Length; i++)
        {
            PayloadReader.Require(ofRecord[i] < heads.Length, "unknown head");
            ref readonly var head = ref heads[ofRecord[i]];
            words[i * BlockContent.RecordWords] = (long)head.First;
            words[(i * BlockContent.RecordWords) + 1] = (long)head.Second;
        }
    }

    private void ReadRecords(ref PayloadReader reader, BlockContent content)
    {
        var words = content.RecordWordsView;
        var receive = _columns.Current(content.RecordCount);
        _decoder.Decode(ref reader, receive, [], [], columnsBefore: 0);
        for (var i = 0; i < receive.Length; i++)
        {
            words[(i * BlockContent.RecordWords) + ReceiveWord] = receive[i];
        }

        PayloadReader.Require(_groups.Build(content.Heads, content.RecordCount), "records of a head and their count differ");
        for (var group = 0; group < _groups.Count; group++)
        {
            _tables.Read(ref reader, words, _groups.RowsOf(group), FirstGroupWord, BlockContent.RecordWords);
        }
    }
}
