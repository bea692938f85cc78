using System.IO.Hashing;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Pipeline.Engine.Replay;
using Pipeline.Events;
using Pipeline.Testing.Replay;
using Pipeline.Tests.Replay.Support;

namespace Pipeline.Tests.Replay;

/// <summary>What each hash covers: computed anew from the tape and the rows, and moved by one lot, one bit, one verdict.</summary>
internal sealed class HashTests
{
    private FaultyReplay _demo = null!;
    private TapeLog _log = null!;
    private List<string> _lines = null!;

    [OneTimeSetUp]
    public void Replay()
    {
        _demo = new FaultyReplay();
        _log = new TapeLog(_demo.Tape);
        _lines = RecordedLines.Read(FaultyRecording.Path);
    }

    [OneTimeTearDown]
    public void CleanUp() => _demo.Dispose();

    [Test]
    public void Should_hash_every_byte_of_every_input_record_but_places_in_memory()
    {
        // What the simulated exchange said is on tape and no input.
        var inputs = _log.Records.Where(each => each.Record.Kind < RecordKind.OrderSent);

        Assert.That(Hex(InputFold(inputs)), Is.EqualTo(_demo.Summary.InputHash));
    }

    [Test]
    public void Should_hash_mask_flags_cause_and_the_bits_of_every_column()
    {
        Assert.That(_demo.Rows.Rows, Has.Count.EqualTo(_demo.Summary.Rows));
        Assert.That(Hex(RowFold(_demo.Rows.Rows)), Is.EqualTo(_demo.Summary.RowHash));
    }

    [Test]
    public void Should_move_the_row_hash_with_the_last_bit_of_one_feature()
    {
        var rows = _demo.Rows.Rows.ToList();
        var row = rows[rows.Count / 2];
        var column = Enumerable.Range(0, (int)FeatureId.Count).Last(id => (row.Features.ValidMask >> id & 1) != 0);
        row.Features.Values[column] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(row.Features.Values[column]) ^ 1);
        rows[rows.Count / 2] = row;

        Assert.That(Hex(RowFold(rows)), Is.Not.EqualTo(_demo.Summary.RowHash));
    }

    [Test]
    public void Should_move_the_row_hash_with_one_flag()
    {
        var rows = _demo.Rows.Rows.ToList();
        var row = rows[rows.Count / 2];
        row.Features.DqFlags ^= DqFlags.WarmUp;
        rows[rows.Count / 2] = row;

        Assert.That(Hex(RowFold(rows)), Is.Not.EqualTo(_demo.Summary.RowHash));
    }

    [Test]
    public void Should_hold_zero_in_invalid_columns_and_no_minus_zero_or_nan()
    {
        foreach (var row in _demo.Rows.Rows)
        {
            for (var id = 0; id < (int)FeatureId.Count; id++)
            {
                var value = row.Features.Values[id];
                var valid = (row.Features.ValidMask >> id & 1) != 0;
                Assert.That(double.IsFinite(value) && !(value == 0 && double.IsNegative(value)), Is.True, $"row {row.Book.Number}, {(FeatureId)id}: {value:R}");
                Assert.That(valid || BitConverter.DoubleToInt64Bits(value) == 0, Is.True, $"row {row.Book.Number}, {(FeatureId)id}: invalid and {value:R}");
            }
        }
    }

    [Test]
    public void Should_hash_every_intent_and_verdict_refusals_included()
    {
        var all = _log.Decisions.SelectMany(each => each.Intents).ToList();
        var fold = all.Aggregate(0UL, (hash, each) => Add(Add(hash, Bytes(each.Intent)), Bytes(each.Verdict)));

        Assert.That(all.Count(each => each.Verdict.Reason == RejectReason.None), Is.EqualTo(_demo.Summary.Orders));
        Assert.That(all.Count(each => each.Verdict.Reason != RejectReason.None), Is.EqualTo(_demo.Summary.Rejects.Values.Sum()).And.Positive);
        Assert.That(Hex(fold), Is.EqualTo(_demo.Summary.DecisionHash));
        Assert.That(Hex(_log.Decisions[^1].Entry.Verdict.DecisionHash), Is.EqualTo(_demo.Summary.DecisionHash));
    }

    [Test]
    public void Should_move_input_book_and_state_with_one_lot_of_one_level()
    {
        var index = _lines.FindIndex(5_000, line => RecordedLines.IsDiff(line) && OneLotMore(line) is not null);
        var changed = ReplayWith(index, OneLotMore(_lines[index])!);

        Moved(changed, input: true, book: true, row: true, state: true);
    }

    [Test]
    public void Should_move_input_row_and_state_with_one_lot_of_one_trade()
    {
        var index = _lines.FindIndex(5_000, line => line.Contains("\"e\":\"trade\"", StringComparison.Ordinal) && line.Contains("\"q\":\"0.", StringComparison.Ordinal));
        var changed = ReplayWith(index, _lines[index].Replace("\"q\":\"0.", "\"q\":\"7.", StringComparison.Ordinal));

        Moved(changed, input: true, book: false, row: true, state: true);
    }

    [Test]
    public void Should_move_the_input_alone_with_a_field_that_no_stage_uses()
    {
        var index = _lines.FindIndex(5_000, line => line.Contains("@bookTicker", StringComparison.Ordinal) && line.Contains("\"E\":", StringComparison.Ordinal));
        var sent = RecordedLines.Id(_lines[index], "E");
        var changed = ReplayWith(index, _lines[index].Replace($"\"E\":{sent}", $"\"E\":{sent + 1}", StringComparison.Ordinal));

        Moved(changed, input: true, book: false, row: false, state: false);
        Assert.That(changed.DecisionHash, Is.EqualTo(_demo.Summary.DecisionHash));
    }

    [Test]
    public void Should_move_decisions_and_state_with_one_order_more()
    {
        var changed = ReplayWithPositionLimit(10);

        Assert.That(changed.Orders, Is.Not.EqualTo(_demo.Summary.Orders));
        Moved(changed, input: false, book: false, row: false, state: true);
        Assert.That(changed.DecisionHash, Is.Not.EqualTo(_demo.Summary.DecisionHash));
    }

    [Test]
    public void Should_move_decisions_alone_with_a_limit_that_refuses_the_same()
    {
        var changed = ReplayWithPositionLimit(-1);

        Assert.That(changed.Orders, Is.EqualTo(_demo.Summary.Orders));
        Moved(changed, input: false, book: false, row: false, state: false);
        Assert.That(changed.DecisionHash, Is.Not.EqualTo(_demo.Summary.DecisionHash), "the limit that refused is part of the verdict");
    }

    [Test]
    public void Should_move_the_input_with_the_configuration_alone()
    {
        var changed = ReplayRun.OfCapture([FaultyRecording.Path], setup => setup with { ConfigHash = setup.ConfigHash ^ 1 });

        Moved(changed, input: true, book: false, row: false, state: false);
    }

    private static ulong InputFold(IEnumerable<(InputRecord Record, LevelUpdate[] Levels)> records)
    {
        var hash = 0UL;
        foreach (var (record, levels) in records)
        {
            var canonical = record;
            canonical.Depth.LevelOffset = record.HasLevels ? 0 : record.Depth.LevelOffset;
            hash = Add(hash, Bytes(canonical));
            hash = record.HasLevels ? Add(hash, MemoryMarshal.AsBytes(levels.AsSpan())) : hash;
        }

        return hash;
    }

    private static ulong RowFold(IEnumerable<FeatureRow> rows)
    {
        var hash = 0UL;
        foreach (var row in rows)
        {
            using var bytes = new MemoryStream();
            using var writer = new BinaryWriter(bytes);
            for (var id = 0; id < (int)FeatureId.Count; id++)
            {
                writer.Write(row.Features.Values[id]);
            }

            writer.Write(row.Features.ValidMask);
            writer.Write((uint)row.Features.DqFlags);
            writer.Write(row.Features.Cause);
            hash = Add(hash, bytes.ToArray());
        }

        return hash;
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes) => XxHash3.HashToUInt64(bytes, (long)hash);

    private static byte[] Bytes<T>(T value)
        where T : unmanaged => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)).ToArray();

    private static string Hex(ulong hash) => hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    // The best bid stands last in the recording's diffs.
    private static string? OneLotMore(string line)
    {
        var end = line.IndexOf("\"]],\"a\":", StringComparison.Ordinal);
        return end < 0 || line[end - 1] is < '1' or > '8' ? null : line[..(end - 1)] + (char)(line[end - 1] + 1) + line[end..];
    }

    private static ReplaySummary ReplayWithPositionLimit(long lotsMore) => ReplayRun.OfCapture(
        [FaultyRecording.Path], setup => setup with { Limits = setup.Limits with { MaxPositionLots = setup.Limits.MaxPositionLots + lotsMore } });

    private ReplaySummary ReplayWith(int index, string line)
    {
        using var folder = new TemporaryFolder();
        Assert.That(line, Is.Not.EqualTo(_lines[index]));
        return ReplayRun.OfCapture([folder.WriteLines("changed.txt", _lines.Select((each, i) => i == index ? line : each))]);
    }

    private void Moved(ReplaySummary changed, bool input, bool book, bool row, bool state) => Assert.Multiple(() =>
    {
        Assert.That(changed.InputHash != _demo.Summary.InputHash, Is.EqualTo(input), "inputHash moved");
        Assert.That(changed.BookHash != _demo.Summary.BookHash, Is.EqualTo(book), "bookHash moved");
        Assert.That(changed.RowHash != _demo.Summary.RowHash, Is.EqualTo(row), "rowHash moved");
        Assert.That(changed.StateHash != _demo.Summary.StateHash, Is.EqualTo(state), "stateHash moved");
    });
}
