using Pipeline.Events;
using Pipeline.Features.Targets;

namespace Pipeline.Features.Table;

/// <summary>Every column of the feature table in the order of a file: `row` and `update_id`, then the sheet.</summary>
/// <remarks>Any thread. Names and order come from <see cref="FeatureSchema"/>; only the readers are here.</remarks>
public static class FeatureColumns
{
    private delegate Target TargetReader(in TargetValues targets);

    private delegate ref readonly TenLongs RankReader(in RowBook book);

    /// <summary>All columns.</summary>
    public static IReadOnlyList<FeatureColumn> All { get; } = Create();

    private static List<FeatureColumn> Create()
    {
        var readers = Readers().ToDictionary(column => column.Name);
        var names = FeatureSchema.Columns.Select(column => column.Name).Where(name => name != "update_id");
        return [.. names.Prepend("update_id").Prepend("row").Select(name => readers[name])];
    }

    private static IEnumerable<FeatureColumn> Readers() =>
        [.. Lineage(), .. Ranks("bid", BidTicks, BidLots), .. Ranks("ask", AskTicks, AskLots), .. Streaming(), .. TargetColumns()];

    private static IEnumerable<FeatureColumn> Lineage()
    {
        yield return FeatureColumn.OfInt64("row", (in row, out value) => Always(row.Book.Number, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("update_id", (in row, out value) => Always(row.Book.UpdateId, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("ts_recv_ns", (in row, out value) => Always(row.Book.ReceiveNanos, out value), isNullable: false);
        yield return FeatureColumn.OfText("symbol", Symbol);
        yield return FeatureColumn.OfInt64("ts_event_ms", (in row, out value) => Milliseconds(row.Book.EventNanos, out value));
        yield return FeatureColumn.OfInt64("ts_tx_ms", (in row, out value) => Milliseconds(row.Book.TransactionNanos, out value));
        yield return FeatureColumn.OfInt64("session_id", (in row, out value) => Always(row.Book.SessionId, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("dq_flags", (in row, out value) => Always((long)row.Features.DqFlags, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("valid_mask", (in row, out value) => Always((long)row.Features.ValidMask, out value), isNullable: false);
    }

    private static IEnumerable<FeatureColumn> Ranks(string side, RankReader ticks, RankReader lots)
    {
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            var at = rank;
            yield return FeatureColumn.OfDouble($"{side}_px_{rank + 1}", (in row, out value) =>
            {
                value = row.Instrument.Price(ticks(in row.Book)[at]);
                return lots(in row.Book)[at] != 0;
            });
            yield return FeatureColumn.OfDouble($"{side}_sz_{rank + 1}", (in row, out value) =>
            {
                value = row.Instrument.Size(lots(in row.Book)[at]);
                return lots(in row.Book)[at] != 0;
            });
        }
    }

    private static IEnumerable<FeatureColumn> Streaming()
    {
        for (var id = (FeatureId)0; id < FeatureId.Count; id++)
        {
            var at = id;
            yield return at == FeatureId.Ntr1s
                ? FeatureColumn.OfInt64(FeatureSchema.NameOf(at), (in row, out value) =>
                {
                    value = (long)row.Features.Values[(int)at];
                    return IsValid(in row, at);
                })
                : FeatureColumn.OfDouble(FeatureSchema.NameOf(at), (in row, out value) =>
                {
                    value = row.Features.Values[(int)at];
                    return IsValid(in row, at);
                });
        }
    }

    private static IEnumerable<FeatureColumn> TargetColumns()
    {
        yield return TargetColumn("target_return_1min", (in targets) => targets.Return1Min);
        yield return TargetColumn("target_return_5min", (in targets) => targets.Return5Min);
        yield return TargetColumn("target_volatility", (in targets) => targets.Volatility);
        yield return SignColumn("target_direction", (in targets) => targets.Direction);
        yield return TargetColumn("y_ret_1s", (in targets) => targets.Return1s);
        yield return TargetColumn("y_ret_10s", (in targets) => targets.Return10s);
        yield return TargetColumn("y_ret_30s", (in targets) => targets.Return30s);
        yield return SignColumn("y_cost", (in targets) => targets.Cost);
        yield return SignColumn("y_tb", (in targets) => targets.Barrier);
        yield return FeatureColumn.OfInt64("target_reasons", (in row, out value) => Always(row.Targets.Reasons, out value), isNullable: false);
        yield return TargetColumn("y_ret_5s", (in targets) => targets.Return5s);
        for (var horizon = 0; horizon < TargetLadder.Count; horizon++)
        {
            var at = horizon;
            yield return TargetColumn($"y_long_{Seconds(at)}s", (in targets) => targets.Long[at]);
            yield return TargetColumn($"y_short_{Seconds(at)}s", (in targets) => targets.Short[at]);
        }

        yield return TargetColumn("y_ret_300s", (in targets) => targets.Return5Min);
        yield return FeatureColumn.OfInt64("target_reasons_2", (in row, out value) => Always(row.Targets.AppendedReasons, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("mid_until_ns", (in row, out value) => Always(row.Targets.MidUntilNanos, out value), isNullable: false);
        yield return FeatureColumn.OfInt64("quote_until_ns", (in row, out value) => Known(row.Targets.QuoteUntilNanos, out value));
    }

    private static int Seconds(int horizon) => FeatureSchema.ExecutableSeconds[horizon];

    private static FeatureColumn SignColumn(string name, TargetReader reader) =>
        FeatureColumn.OfInt64(name, (in row, out value) =>
        {
            var target = reader(in row.Targets);
            value = (long)target.Value;
            return target.IsValid;
        });

    private static FeatureColumn TargetColumn(string name, TargetReader reader) =>
        FeatureColumn.OfDouble(name, (in row, out value) =>
        {
            var target = reader(in row.Targets);
            value = target.Value;
            return target.IsValid;
        });

    private static ref readonly TenLongs BidTicks(in RowBook book) => ref book.BidTicks;

    private static ref readonly TenLongs BidLots(in RowBook book) => ref book.BidLots;

    private static ref readonly TenLongs AskTicks(in RowBook book) => ref book.AskTicks;

    private static ref readonly TenLongs AskLots(in RowBook book) => ref book.AskLots;

    private static bool IsValid(in FeatureTableRow row, FeatureId id) => (row.Features.ValidMask >> (int)id & 1) != 0;

    private static bool Symbol(in FeatureTableRow row, out string value)
    {
        value = row.Instrument.Symbol;
        return true;
    }

    private static bool Always(long source, out long value)
    {
        value = source;
        return true;
    }

    private static bool Known(long nanos, out long value)
    {
        value = nanos;
        return nanos != InputRecord.Absent;
    }

    private static bool Milliseconds(long nanos, out long value)
    {
        value = nanos / 1_000_000;
        return nanos != InputRecord.Absent;
    }
}
