using static System.Double;
using static Pipeline.Events.NullRule;

namespace Pipeline.Events;

/// <summary>The rows of the sheet. A formula id names the definition and its version; the sheet itself is the definition.</summary>
internal static class FeatureSheet
{
    internal static IReadOnlyList<FeatureColumnSpec> Create()
    {
        var sheet = new Builder();
        AddLevels(sheet);
        AddBook(sheet);
        AddTargets(sheet);
        AddLineage(sheet);
        AddDepth(sheet);
        AddFlows(sheet);
        AddPaths(sheet);
        AddDecisions(sheet);
        AddExecutions(sheet);
        return sheet.Columns;
    }

    /// <summary>The column's name in files: what the sheet calls it.</summary>
    internal static string StreamingName(FeatureId id) => id switch
    {
        FeatureId.Mid => "mid",
        FeatureId.Spread => "spread",
        FeatureId.SpreadBps => "spread_bps",
        FeatureId.Microprice => "microprice",
        FeatureId.Imbalance => "imbalance",
        FeatureId.BidVol10 => "bid_vol_10",
        FeatureId.AskVol10 => "ask_vol_10",
        FeatureId.BidWavgPx => "bid_wavg_px",
        FeatureId.AskWavgPx => "ask_wavg_px",
        FeatureId.ImpactBuyBps => "impact_buy_bps",
        FeatureId.ImpactSellBps => "impact_sell_bps",
        FeatureId.QualityScore => "quality_score",
        FeatureId.ImbL1 => "imb_l1",
        FeatureId.ImbL5 => "imb_l5",
        FeatureId.MicropriceDevBps => "microprice_dev_bps",
        FeatureId.DepthBid5Bp => "depth_bid_5bp",
        FeatureId.DepthAsk5Bp => "depth_ask_5bp",
        >= FeatureId.OfiL1 and <= FeatureId.OfiL10 => $"ofi_l{id - FeatureId.OfiL1 + 1}",
        FeatureId.QNorm => "q_norm",
        >= FeatureId.OfinL1 and <= FeatureId.OfinL10 => $"ofin_l{id - FeatureId.OfinL1 + 1}",
        FeatureId.OfiDeep => "ofi_deep",
        FeatureId.Svol1s => "svol_1s",
        FeatureId.Ntr1s => "ntr_1s",
        FeatureId.Tfi1s => "tfi_1s",
        FeatureId.Tfi10s => "tfi_10s",
        FeatureId.Tfi60s => "tfi_60s",
        FeatureId.Ret1s => "ret_1s",
        FeatureId.Ret10s => "ret_10s",
        FeatureId.Ret60s => "ret_60s",
        FeatureId.Rv60s => "rv_60s",
        FeatureId.Rv300s => "rv_300s",
        FeatureId.UpdRate1s => "upd_rate_1s",
        FeatureId.LvlRate1s => "lvl_rate_1s",
        FeatureId.BookAgeMs => "book_age_ms",
        FeatureId.FeedLatRawMs => "feed_lat_raw_ms",
        FeatureId.FeedLatMs => "feed_lat_ms",
        _ => throw new ArgumentOutOfRangeException(nameof(id), id, "not a streaming column"),
    };

    private static void AddLevels(Builder sheet)
    {
        sheet.Add("ts_recv_ns", "receive_time/1", "ns", 0, PositiveInfinity, Never);
        sheet.Add("symbol", "canonical_symbol/1", "", NaN, NaN, Never);
        sheet.AddRanks("bid_px_", "bid_price/1", "quote", 0, PositiveInfinity, RankAbsent);
        sheet.AddRanks("bid_sz_", "bid_size/1", "base", 0, PositiveInfinity, RankAbsent);
        sheet.AddRanks("ask_px_", "ask_price/1", "quote", 0, PositiveInfinity, RankAbsent);
        sheet.AddRanks("ask_sz_", "ask_size/1", "base", 0, PositiveInfinity, RankAbsent);
    }

    private static void AddBook(Builder sheet)
    {
        sheet.Add("mid", "(b1+a1)/2", "quote", 0, PositiveInfinity, Never);
        sheet.Add("spread", "a1-b1", "quote", NegativeInfinity, PositiveInfinity, Never);
        sheet.Add("spread_bps", "1e4*spread/mid", "bps", NegativeInfinity, PositiveInfinity, Never);
        sheet.Add("microprice", "(b1*qa1+a1*qb1)/(qb1+qa1)", "quote", 0, PositiveInfinity, Never);
        sheet.Add("imbalance", "(VB-VA)/(VB+VA)", "", -1, 1, Never);
        sheet.Add("bid_vol_10", "VB", "base", 0, PositiveInfinity, Never);
        sheet.Add("ask_vol_10", "VA", "base", 0, PositiveInfinity, Never);
        sheet.Add("bid_wavg_px", "sum(b*qb)/VB", "quote", 0, PositiveInfinity, Never);
        sheet.Add("ask_wavg_px", "sum(a*qa)/VA", "quote", 0, PositiveInfinity, Never);
        sheet.Add("impact_buy_bps", "impact_walk/1", "bps", NegativeInfinity, PositiveInfinity, DepthShort);
        sheet.Add("impact_sell_bps", "impact_walk/1", "bps", NegativeInfinity, PositiveInfinity, DepthShort);
        sheet.Add("quality_score", "quality/1", "", 0, 1, FirstRow);
    }

    private static void AddTargets(Builder sheet)
    {
        sheet.Add("target_return_1min", "1e4*ln(mid(t+d+60)/mid(t+d))", "bps", NegativeInfinity, PositiveInfinity, NoFuture);
        sheet.Add("target_return_5min", "1e4*ln(mid(t+d+300)/mid(t+d))", "bps", NegativeInfinity, PositiveInfinity, NoFuture);
        sheet.Add("target_volatility", "future_volatility_60/2", "bps", 0, PositiveInfinity, NoFuture);
        sheet.Add("target_direction", "dead_zone_sign(target_return_1min)", "", -1, 1, NoFuture);
    }

    private static void AddLineage(Builder sheet)
    {
        sheet.Add("update_id", "u", "", 0, PositiveInfinity, Never);
        sheet.Add("ts_event_ms", "E", "ms", 0, PositiveInfinity, TimeAbsent);
        sheet.Add("ts_tx_ms", "T", "ms", 0, PositiveInfinity, TimeAbsent);
        sheet.Add("session_id", "resyncs", "", 0, PositiveInfinity, Never);
        sheet.Add("dq_flags", "dq_flags/1", "", 0, PositiveInfinity, Never);
    }

    private static void AddDepth(Builder sheet)
    {
        sheet.Add("imb_l1", "imbalance_ranks(1)", "", -1, 1, Never);
        sheet.Add("imb_l5", "imbalance_ranks(5)", "", -1, 1, Never);
        sheet.Add("microprice_dev_bps", "1e4*(microprice/mid-1)", "bps", NegativeInfinity, PositiveInfinity, Never);
        sheet.Add("depth_bid_5bp", "depth_up_to_mid_within_bps(5)", "base", 0, PositiveInfinity, Never);
        sheet.Add("depth_ask_5bp", "depth_from_mid_within_bps(5)", "base", 0, PositiveInfinity, Never);
    }

    private static void AddFlows(Builder sheet)
    {
        sheet.AddRanks("ofi_l", "ofi_per_level_sum(1)", "base", NegativeInfinity, PositiveInfinity, RankAbsentInWindow, 1);
        sheet.Add("q_norm", "mean_level_size(1)", "base", 0, PositiveInfinity, RankAbsentInWindow, 1);
        sheet.AddRanks("ofin_l", "ofi/q_norm", "", NegativeInfinity, PositiveInfinity, RankAbsentInWindow, 1);
        sheet.Add("ofi_deep", "mean(ofin_l2..ofin_l10)", "", NegativeInfinity, PositiveInfinity, RankAbsentInWindow, 1);
        sheet.Add("svol_1s", "taker_buy-taker_sell(1)", "base", NegativeInfinity, PositiveInfinity, WarmUp, 1);
        sheet.Add("ntr_1s", "trades(1)", "count", 0, PositiveInfinity, WarmUp, 1);
        foreach (var seconds in (ReadOnlySpan<int>)[1, 10, 60])
        {
            sheet.Add($"tfi_{seconds}s", $"taker_imbalance({seconds})", "", -1, 1, NoTrade, seconds);
        }
    }

    private static void AddPaths(Builder sheet)
    {
        foreach (var seconds in (ReadOnlySpan<int>)[1, 10, 60])
        {
            sheet.Add($"ret_{seconds}s", $"1e4*ln(mid/mid(t-{seconds}))", "bps", NegativeInfinity, PositiveInfinity, NoMid, seconds);
        }

        sheet.Add("rv_60s", "realised_volatility(60)/2", "bps", 0, PositiveInfinity, NoMid, 60);
        sheet.Add("rv_300s", "realised_volatility(300)/2", "bps", 0, PositiveInfinity, NoMid, 300);
        sheet.Add("upd_rate_1s", "depth_events(1)", "1/s", 0, PositiveInfinity, WarmUp, 1);
        sheet.Add("lvl_rate_1s", "levels_touched(1)", "1/s", 0, PositiveInfinity, WarmUp, 1);
        sheet.Add("book_age_ms", "since_previous_row/1", "ms", 0, PositiveInfinity, FirstRow);
        sheet.Add("feed_lat_raw_ms", "receive-E", "ms", NegativeInfinity, PositiveInfinity, TimeAbsent);
        sheet.Add("feed_lat_ms", "receive-E-running_min", "ms", 0, PositiveInfinity, TimeAbsent);
        foreach (var seconds in (ReadOnlySpan<int>)[1, 10, 30])
        {
            sheet.Add($"y_ret_{seconds}s", $"1e4*ln(mid(t+d+{seconds})/mid(t+d))", "bps", NegativeInfinity, PositiveInfinity, NoFuture);
        }
    }

    private static void AddDecisions(Builder sheet)
    {
        sheet.Add("y_cost", "executable_sign(cost_seconds)/2", "", -1, 1, NoExecution);
        sheet.Add("y_tb", "executable_triple_barrier(max(sigmas*rv_60s,min))/2", "", -1, 1, NoFutureOrVolatility, 60);
        sheet.Add("valid_mask", "bit_per_streaming_column/1", "", 0, PositiveInfinity, Never);
        sheet.Add("target_reasons", "nibble_per_target/1", "", 0, PositiveInfinity, Never);
    }

    private static void AddExecutions(Builder sheet)
    {
        sheet.Add("y_ret_5s", "1e4*ln(mid(t+d+5)/mid(t+d))", "bps", NegativeInfinity, PositiveInfinity, NoFuture);
        foreach (var seconds in FeatureSchema.ExecutableSeconds)
        {
            sheet.Add($"y_long_{seconds}s", $"1e4*ln(bid(t+d+{seconds})/ask(t+d))-fees", "bps", NegativeInfinity, PositiveInfinity, NoExecution);
            sheet.Add($"y_short_{seconds}s", $"1e4*ln(bid(t+d)/ask(t+d+{seconds}))-fees", "bps", NegativeInfinity, PositiveInfinity, NoExecution);
        }

        sheet.Add("y_ret_300s", "1e4*ln(mid(t+d+300)/mid(t+d))", "bps", NegativeInfinity, PositiveInfinity, NoFuture);
        sheet.Add("target_reasons_2", "nibble_per_appended_target/1", "", 0, PositiveInfinity, Never);
        sheet.Add("mid_until_ns", "mid_stands_until/1", "ns", 0, PositiveInfinity, Never);
        sheet.Add("quote_until_ns", "prices_stand_until/1", "ns", 0, PositiveInfinity, Crossed);
    }

    private sealed class Builder
    {
        internal List<FeatureColumnSpec> Columns { get; } = [];

        internal void Add(string name, string formula, string unit, double min, double max, NullRule rule, int warmUpSeconds = 0) =>
            Columns.Add(new FeatureColumnSpec(Columns.Count + 1, name, formula, unit, min, max, rule, warmUpSeconds));

        internal void AddRanks(string prefix, string formula, string unit, double min, double max, NullRule rule, int warmUpSeconds = 0)
        {
            for (var rank = 1; rank <= FeatureRow.Levels; rank++)
            {
                Add($"{prefix}{rank}", $"{formula}[{rank}]", unit, min, max, rule, warmUpSeconds);
            }
        }
    }
}
