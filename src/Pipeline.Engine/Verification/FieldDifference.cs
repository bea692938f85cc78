using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Verification;

/// <summary>The first field of two structs of the log that is not equal, by its name.</summary>
/// <param name="Field">Its name as the command line says it, `depth.finalUpdateId`.</param>
/// <param name="Left">The left struct's value as text.</param>
/// <param name="Right">The right struct's.</param>
public readonly record struct FieldDifference(string Field, string Left, string Right)
{
    /// <summary>Compares two records; null where every bit is equal. A place in memory must be made equal before.</summary>
    public static FieldDifference? Find(in InputRecord left, in InputRecord right) => WordDifference.Find(in left, in right) is { } words
        ? FindNamed(left, right, InBody(BodyOf(left.Kind))) ?? Unnamed(words)
        : null;

    /// <summary>Compares two structs without overlapping fields; null where every bit is equal.</summary>
    public static FieldDifference? Find<T>(in T left, in T right)
        where T : unmanaged => WordDifference.Find(in left, in right) is { } words
        ? FindNamed(left, right, _ => true) ?? Unnamed(words)
        : null;

    /// <summary>A value as the command line shows it: what is a hash or holds bits as 16 hexadecimal digits.</summary>
    public static string Text(object value) => value is ulong bits
        ? bits.ToString("x16", CultureInfo.InvariantCulture)
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    // By reflection: it runs once, where something differs.
    private static FieldDifference? FindNamed(object left, object right, Func<FieldInfo, bool> isPart)
    {
        foreach (var field in left.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public).Where(isPart))
        {
            var (one, two) = (field.GetValue(left)!, field.GetValue(right)!);
            if (one.Equals(two))
            {
                continue;
            }

            var name = char.ToLowerInvariant(field.Name[0]) + field.Name[1..];
            var isValue = field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType.IsDefined(typeof(InlineArrayAttribute));
            var inner = isValue ? null : FindNamed(one, two, _ => true);
            return inner is { } found ? found with { Field = $"{name}.{found.Field}" } : new FieldDifference(name, Text(one), Text(two));
        }

        return null;
    }

    private static FieldDifference Unnamed(WordDifference words) =>
        new($"byte {words.Byte}", words.Left.ToString(CultureInfo.InvariantCulture), words.Right.ToString(CultureInfo.InvariantCulture));

    // Bodies lie over one another; a kind has one.
    private static Func<FieldInfo, bool> InBody(string? body) =>
        field => field.GetCustomAttribute<System.Runtime.InteropServices.FieldOffsetAttribute>()!.Value < InputRecord.BodyOffset || field.Name == body;

    private static string? BodyOf(RecordKind kind) => kind switch
    {
        RecordKind.DepthUpdate or RecordKind.DepthSnapshot => nameof(InputRecord.Depth),
        RecordKind.BookTicker => nameof(InputRecord.Ticker),
        RecordKind.Trade or RecordKind.AggTrade => nameof(InputRecord.Trade),
        RecordKind.MarkPrice => nameof(InputRecord.MarkPrice),
        RecordKind.Liquidation => nameof(InputRecord.Liquidation),
        RecordKind.InstrumentUpdate => nameof(InputRecord.InstrumentUpdate),
        RecordKind.Other or RecordKind.DeadLetter => nameof(InputRecord.Message),
        RecordKind.SessionStart => nameof(InputRecord.Session),
        RecordKind.ClockSample => nameof(InputRecord.Clock),
        RecordKind.ConnectionState or RecordKind.FeedAlarm or RecordKind.JournalHealth or RecordKind.Control => nameof(InputRecord.Status),
        RecordKind.ModelScore => nameof(InputRecord.Score),
        RecordKind.Hole => nameof(InputRecord.Hole),
        RecordKind.AccountPosition or RecordKind.AccountBalance or RecordKind.ReconcileEnd => nameof(InputRecord.Account),
        >= RecordKind.OrderSent => nameof(InputRecord.Order),
        _ => null,
    };
}
