-- The second edition of the feature sheet. Targets end where knowledge ends, y_cost and y_tb are measured at prices to trade at, and
-- returns after fees are told for six horizons. What rows that are there would have is a matter of their tape: their targets are null with
-- reason 15, and so are sizes near the mid of a crossed book, which counted levels beyond it. Refresh a file to learn them.
ALTER TABLE l2_features ADD COLUMN y_ret_5s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_1s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_1s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_5s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_5s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_10s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_10s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_30s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_30s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_60s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_60s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_long_300s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_short_300s DOUBLE;
ALTER TABLE l2_features ADD COLUMN y_ret_300s DOUBLE;
ALTER TABLE l2_features ADD COLUMN target_reasons_2 BIGINT;
ALTER TABLE l2_features ADD COLUMN mid_until_ns BIGINT;
ALTER TABLE l2_features ADD COLUMN quote_until_ns BIGINT;

UPDATE l2_features SET
    target_return_1min = NULL,
    target_return_5min = NULL,
    target_volatility = NULL,
    target_direction = NULL,
    y_ret_1s = NULL,
    y_ret_10s = NULL,
    y_ret_30s = NULL,
    y_cost = NULL,
    y_tb = NULL,
    target_reasons = 68719476735,
    target_reasons_2 = 72057594037927935;

UPDATE l2_features SET
    depth_bid_5bp = NULL,
    depth_ask_5bp = NULL,
    valid_mask = valid_mask & ~98304
WHERE dq_flags & 8 <> 0;
