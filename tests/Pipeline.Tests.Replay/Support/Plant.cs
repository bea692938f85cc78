using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;
using Pipeline.Journal;

namespace Pipeline.Tests.Replay.Support;

/// <summary>One change of one field somewhere in a log, drawn by a seed, and where a verification must find it.</summary>
internal sealed class Plant
{
    private readonly Random _random;
    private readonly RunLog _log;

    public Plant(int seed, RunLog log)
    {
        _random = new Random(seed);
        _log = log;
        Func<bool>[] kinds = [InRecord, InRecord, InLevel, InEntry, InEntry, InIntent, InVerdict, InOutcome];
        while (!kinds[_random.Next(kinds.Length)]())
        {
        }
    }

    /// <summary>Ordinal of the record that it is about.</summary>
    public long Record { get; private set; }

    /// <summary>Stage that must be named.</summary>
    public string Stage { get; private set; } = "";

    /// <summary>Field that must be named.</summary>
    public string Field { get; private set; } = "";

    public bool IsInput => Stage == "input";

    public override string ToString() => $"record {Record}: {Stage}.{Field}";

    private bool InRecord()
    {
        var logged = Any(_log.Records);
        var body = Body(logged.Record.Kind);
        var fields = HeadFields().Select(field => (string[])[field.Name]).Concat(body is null ? [] : Leaves(BodyField(body).FieldType).Select(leaf => (string[])[body, .. leaf]));
        var path = Any([.. fields]);
        if (path[^1] is nameof(DepthBody.LevelOffset) or nameof(InputRecord.Kind))
        {
            return false;
        }

        if (path[^1] is nameof(DepthBody.BidCount) or nameof(DepthBody.AskCount))
        {
            return MoveBorder(logged);
        }

        object boxed = logged.Record;
        Change(boxed, path);
        logged.Record = (InputRecord)boxed;
        return Found(_log.Records.IndexOf(logged), "input", Name(path));
    }

    // The last bid becomes the first ask: counts and levels still agree.
    private bool MoveBorder(LoggedRecord logged)
    {
        if (logged.Record.Depth.BidCount == 0)
        {
            return false;
        }

        logged.Record.Depth.BidCount--;
        logged.Record.Depth.AskCount++;
        return Found(_log.Records.IndexOf(logged), "input", "depth.bidCount");
    }

    private bool InLevel()
    {
        var logged = Any(_log.Records);
        if (logged.Levels.Length == 0)
        {
            return false;
        }

        var index = _random.Next(logged.Levels.Length);
        var path = ChangeIn(ref logged.Levels[index]);
        return Found(_log.Records.IndexOf(logged), "input", $"levels[{index}].{Name(path)}");
    }

    private bool InEntry()
    {
        var logged = Any(_log.Entries);
        var path = Any([.. Leaves(typeof(DecisionEntry))]);
        var (stage, field) = path[^1] switch
        {
            nameof(DecisionEntry.Instrument) => ("log", "instrument"),
            nameof(DecisionEntry.BookState) => ("book", "state"),
            nameof(DecisionEntry.BookReason) => ("book", "reason"),
            nameof(DecisionEntry.BookAction) => ("book", "action"),
            nameof(DecisionEntry.AppliedUpdateId) => ("book", "updateId"),
            nameof(DecisionEntry.DqFlags) => ("book", "dqFlags"),
            nameof(DecisionEntry.GapId) => ("book", "gapId"),
            nameof(DecisionEntry.BookHash) => ("book", "bookHash"),
            nameof(DecisionEntry.Row) => ("features", "row"),
            nameof(DecisionEntry.RowFlags) => ("features", "dqFlags"),
            nameof(DecisionEntry.RowHash) => ("features", "rowHash"),
            nameof(DecisionEntry.ScoreValid) => ("inference", "isValid"),
            nameof(DecisionEntry.ScoreBits) => ("inference", "scoreBits"),
            nameof(Decision.Decided) => ("strategy", "asked"),
            nameof(Decision.PositionLots) => ("strategy", "positionLots"),
            nameof(Verdict.Accepted) => ("risk", "accepted"),
            nameof(Verdict.DecisionHash) => ("risk", "decisionHash"),
            nameof(Verdict.StateHash) => ("risk", "stateHash"),

            // The ordinal is the entry's place, and counts and places in memory are no content.
            nameof(DecisionEntry.RecordOrdinal) or nameof(Decision.FirstIntent) or nameof(Decision.IntentCount) or nameof(Verdict.FirstVerdict)
                or nameof(Verdict.VerdictCount) or nameof(Verdict.FirstOutcome) or nameof(Verdict.OutcomeCount) => ("", ""),
            var other => throw new InvalidOperationException($"{other}: a field of an entry that no verification is known to look at"),
        };
        if (stage.Length == 0)
        {
            return false;
        }

        object boxed = logged.Entry;
        Change(boxed, path);
        logged.Entry = (DecisionEntry)boxed;
        return Found(logged.RecordOrdinal, stage, field);
    }

    private bool InIntent() => InOrders(each => each.Intents, "strategy", "intents");

    private bool InVerdict() => InOrders(each => each.Verdicts, "risk", "verdicts");

    private bool InOrders<T>(Func<LoggedEntry, T[]> orders, string stage, string name)
        where T : unmanaged
    {
        var logged = Any([.. _log.Entries.Where(each => orders(each).Length > 0)]);
        var index = _random.Next(orders(logged).Length);
        var path = ChangeIn(ref orders(logged)[index]);
        return Found(logged.RecordOrdinal, stage, $"{name}[{index}].{Name(path)}");
    }

    private bool InOutcome()
    {
        var logged = Any([.. _log.Entries.Where(each => each.Outcomes.Length > 0)]);
        var index = _random.Next(logged.Outcomes.Length);
        var path = Any([.. HeadFields().Select(field => (string[])[field.Name]), .. Leaves(typeof(OrderBody)).Select(leaf => (string[])[nameof(InputRecord.Order), .. leaf])]);
        if (path[0] == nameof(InputRecord.Kind))
        {
            return false;
        }

        object boxed = logged.Outcomes[index];
        Change(boxed, path);
        logged.Outcomes[index] = (InputRecord)boxed;
        return Found(logged.RecordOrdinal, "exchange", $"outcomes[{index}].{Name(path)}");
    }

    private bool Found(long record, string stage, string field)
    {
        (Record, Stage, Field) = (record, stage, field);
        return true;
    }

    private T Any<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    private string[] ChangeIn<T>(ref T target)
        where T : unmanaged
    {
        object boxed = target;
        var path = Any([.. Leaves(typeof(T))]);
        Change(boxed, path);
        target = (T)boxed;
        return path;
    }

    // One bit of the field: no value is too like another.
    private void Change(object boxed, ReadOnlySpan<string> path)
    {
        var field = boxed.GetType().GetField(path[0])!;
        var value = field.GetValue(boxed)!;
        if (path.Length > 1)
        {
            Change(value, path[1..]);
        }
        else
        {
            FlipBit(ref value);
        }

        field.SetValue(boxed, value);
    }

    private void FlipBit(ref object value)
    {
        var type = value.GetType().IsEnum ? Enum.GetUnderlyingType(value.GetType()) : value.GetType();
        var bit = _random.Next(8 * Marshal.SizeOf(type));
        var bits = type == typeof(ulong) ? (ulong)value : (ulong)Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
        bits ^= 1UL << bit;
        object flipped = Type.GetTypeCode(type) switch
        {
            TypeCode.Byte => (byte)bits,
            TypeCode.Int16 => (short)bits,
            TypeCode.Int32 => (int)bits,
            TypeCode.UInt32 => (uint)bits,
            TypeCode.Int64 => (long)bits,
            TypeCode.UInt64 => bits,
            var other => throw new InvalidOperationException($"a field of type {other}"),
        };
        value = value.GetType().IsEnum ? Enum.ToObject(value.GetType(), flipped) : flipped;
    }

    private static IEnumerable<string[]> Leaves(Type type)
    {
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            var isValue = field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType.IsDefined(typeof(InlineArrayAttribute));
            foreach (var leaf in isValue ? [[]] : Leaves(field.FieldType))
            {
                yield return [field.Name, .. leaf];
            }
        }
    }

    private static IEnumerable<FieldInfo> HeadFields() =>
        typeof(InputRecord).GetFields(BindingFlags.Instance | BindingFlags.Public).Where(field => field.GetCustomAttribute<FieldOffsetAttribute>()!.Value < InputRecord.BodyOffset);

    private static FieldInfo BodyField(string name) => typeof(InputRecord).GetField(name)!;

    // The kinds that a recording can hold.
    private static string? Body(RecordKind kind) => kind switch
    {
        RecordKind.DepthUpdate or RecordKind.DepthSnapshot => nameof(InputRecord.Depth),
        RecordKind.BookTicker => nameof(InputRecord.Ticker),
        RecordKind.Trade or RecordKind.AggTrade => nameof(InputRecord.Trade),
        RecordKind.MarkPrice => nameof(InputRecord.MarkPrice),
        RecordKind.Liquidation => nameof(InputRecord.Liquidation),
        RecordKind.Other or RecordKind.DeadLetter => nameof(InputRecord.Message),
        RecordKind.SessionStart => nameof(InputRecord.Session),
        _ => throw new InvalidOperationException($"{kind} in a recording"),
    };

    private static string Name(IEnumerable<string> path) => string.Join('.', path.Select(each => char.ToLowerInvariant(each[0]) + each[1..]));
}
