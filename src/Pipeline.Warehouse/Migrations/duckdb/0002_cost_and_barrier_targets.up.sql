-- Cost-aware and triple-barrier targets, the mask of streaming columns, and why a target has no value.
-- Rows that are there already get what their own columns tell. A triple barrier needs the path of later mids, so theirs stays null,
-- and a null target of theirs has reason 15: an earlier version loaded the row and kept no reason.
ALTER TABLE l2_features ADD COLUMN y_cost BIGINT;
ALTER TABLE l2_features ADD COLUMN y_tb BIGINT;
ALTER TABLE l2_features ADD COLUMN valid_mask BIGINT;
ALTER TABLE l2_features ADD COLUMN target_reasons BIGINT;

UPDATE l2_features SET y_cost = CASE
    WHEN target_return_1min > 10 + spread_bps / 2 THEN 1
    WHEN target_return_1min < -(10 + spread_bps / 2) THEN -1
    WHEN target_return_1min IS NOT NULL THEN 0
END;

UPDATE l2_features SET
    valid_mask = (
        (CASE WHEN mid IS NULL THEN 0 ELSE 1 END)
        | (CASE WHEN spread IS NULL THEN 0 ELSE 2 END)
        | (CASE WHEN spread_bps IS NULL THEN 0 ELSE 4 END)
        | (CASE WHEN microprice IS NULL THEN 0 ELSE 8 END)
        | (CASE WHEN imbalance IS NULL THEN 0 ELSE 16 END)
        | (CASE WHEN bid_vol_10 IS NULL THEN 0 ELSE 32 END)
        | (CASE WHEN ask_vol_10 IS NULL THEN 0 ELSE 64 END)
        | (CASE WHEN bid_wavg_px IS NULL THEN 0 ELSE 128 END)
        | (CASE WHEN ask_wavg_px IS NULL THEN 0 ELSE 256 END)
        | (CASE WHEN impact_buy_bps IS NULL THEN 0 ELSE 512 END)
        | (CASE WHEN impact_sell_bps IS NULL THEN 0 ELSE 1024 END)
        | (CASE WHEN quality_score IS NULL THEN 0 ELSE 2048 END)
        | (CASE WHEN imb_l1 IS NULL THEN 0 ELSE 4096 END)
        | (CASE WHEN imb_l5 IS NULL THEN 0 ELSE 8192 END)
        | (CASE WHEN microprice_dev_bps IS NULL THEN 0 ELSE 16384 END)
        | (CASE WHEN depth_bid_5bp IS NULL THEN 0 ELSE 32768 END)
        | (CASE WHEN depth_ask_5bp IS NULL THEN 0 ELSE 65536 END)
        | (CASE WHEN ofi_l1 IS NULL THEN 0 ELSE 131072 END)
        | (CASE WHEN ofi_l2 IS NULL THEN 0 ELSE 262144 END)
        | (CASE WHEN ofi_l3 IS NULL THEN 0 ELSE 524288 END)
        | (CASE WHEN ofi_l4 IS NULL THEN 0 ELSE 1048576 END)
        | (CASE WHEN ofi_l5 IS NULL THEN 0 ELSE 2097152 END)
        | (CASE WHEN ofi_l6 IS NULL THEN 0 ELSE 4194304 END)
        | (CASE WHEN ofi_l7 IS NULL THEN 0 ELSE 8388608 END)
        | (CASE WHEN ofi_l8 IS NULL THEN 0 ELSE 16777216 END)
        | (CASE WHEN ofi_l9 IS NULL THEN 0 ELSE 33554432 END)
        | (CASE WHEN ofi_l10 IS NULL THEN 0 ELSE 67108864 END)
        | (CASE WHEN q_norm IS NULL THEN 0 ELSE 134217728 END)
        | (CASE WHEN ofin_l1 IS NULL THEN 0 ELSE 268435456 END)
        | (CASE WHEN ofin_l2 IS NULL THEN 0 ELSE 536870912 END)
        | (CASE WHEN ofin_l3 IS NULL THEN 0 ELSE 1073741824 END)
        | (CASE WHEN ofin_l4 IS NULL THEN 0 ELSE 2147483648 END)
        | (CASE WHEN ofin_l5 IS NULL THEN 0 ELSE 4294967296 END)
        | (CASE WHEN ofin_l6 IS NULL THEN 0 ELSE 8589934592 END)
        | (CASE WHEN ofin_l7 IS NULL THEN 0 ELSE 17179869184 END)
        | (CASE WHEN ofin_l8 IS NULL THEN 0 ELSE 34359738368 END)
        | (CASE WHEN ofin_l9 IS NULL THEN 0 ELSE 68719476736 END)
        | (CASE WHEN ofin_l10 IS NULL THEN 0 ELSE 137438953472 END)
        | (CASE WHEN ofi_deep IS NULL THEN 0 ELSE 274877906944 END)
        | (CASE WHEN svol_1s IS NULL THEN 0 ELSE 549755813888 END)
        | (CASE WHEN ntr_1s IS NULL THEN 0 ELSE 1099511627776 END)
        | (CASE WHEN tfi_1s IS NULL THEN 0 ELSE 2199023255552 END)
        | (CASE WHEN tfi_10s IS NULL THEN 0 ELSE 4398046511104 END)
        | (CASE WHEN tfi_60s IS NULL THEN 0 ELSE 8796093022208 END)
        | (CASE WHEN ret_1s IS NULL THEN 0 ELSE 17592186044416 END)
        | (CASE WHEN ret_10s IS NULL THEN 0 ELSE 35184372088832 END)
        | (CASE WHEN ret_60s IS NULL THEN 0 ELSE 70368744177664 END)
        | (CASE WHEN rv_60s IS NULL THEN 0 ELSE 140737488355328 END)
        | (CASE WHEN rv_300s IS NULL THEN 0 ELSE 281474976710656 END)
        | (CASE WHEN upd_rate_1s IS NULL THEN 0 ELSE 562949953421312 END)
        | (CASE WHEN lvl_rate_1s IS NULL THEN 0 ELSE 1125899906842624 END)
        | (CASE WHEN book_age_ms IS NULL THEN 0 ELSE 2251799813685248 END)
        | (CASE WHEN feed_lat_raw_ms IS NULL THEN 0 ELSE 4503599627370496 END)
        | (CASE WHEN feed_lat_ms IS NULL THEN 0 ELSE 9007199254740992 END)
    ),
    target_reasons = (
        (CASE WHEN target_return_1min IS NULL THEN 15 ELSE 0 END)
        | (CASE WHEN target_return_5min IS NULL THEN 240 ELSE 0 END)
        | (CASE WHEN target_volatility IS NULL THEN 3840 ELSE 0 END)
        | (CASE WHEN target_direction IS NULL THEN 61440 ELSE 0 END)
        | (CASE WHEN y_ret_1s IS NULL THEN 983040 ELSE 0 END)
        | (CASE WHEN y_ret_10s IS NULL THEN 15728640 ELSE 0 END)
        | (CASE WHEN y_ret_30s IS NULL THEN 251658240 ELSE 0 END)
        | (CASE WHEN y_cost IS NULL THEN 4026531840 ELSE 0 END)
        | (CASE WHEN y_tb IS NULL THEN 64424509440 ELSE 0 END)
    );
