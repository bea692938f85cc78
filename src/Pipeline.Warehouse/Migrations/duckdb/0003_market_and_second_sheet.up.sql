-- The market as a key of every row, one row a fill, and the sheet's second version. Tables get their columns before a row changes: DuckDB
-- takes no other order within a transaction.
ALTER TABLE l2_features ADD COLUMN market VARCHAR;
ALTER TABLE l2_events ADD COLUMN market VARCHAR;
ALTER TABLE trades ADD COLUMN market VARCHAR;
ALTER TABLE gaps ADD COLUMN market VARCHAR;
ALTER TABLE rejects ADD COLUMN market VARCHAR;
ALTER TABLE decisions ADD COLUMN market VARCHAR;
ALTER TABLE orders ADD COLUMN market VARCHAR;
ALTER TABLE fills ADD COLUMN market VARCHAR;
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

-- The market of a row is what its file's session says. A file whose load was cut off has none, and its rows go: a load begins it anew.
CREATE TEMP TABLE cut_off AS
    SELECT DISTINCT file FROM load_manifest
    WHERE file NOT IN (SELECT file FROM sessions) AND file IN (SELECT file FROM l2_events UNION ALL SELECT file FROM l2_features);
DELETE FROM l2_features WHERE file IN (SELECT file FROM cut_off);
DELETE FROM l2_events WHERE file IN (SELECT file FROM cut_off);
DELETE FROM trades WHERE file IN (SELECT file FROM cut_off);
DELETE FROM gaps WHERE file IN (SELECT file FROM cut_off);
DELETE FROM rejects WHERE file IN (SELECT file FROM cut_off);
DELETE FROM decisions WHERE file IN (SELECT file FROM cut_off);
DELETE FROM orders WHERE file IN (SELECT file FROM cut_off);
DELETE FROM fills WHERE file IN (SELECT file FROM cut_off);
DELETE FROM load_manifest WHERE file IN (SELECT file FROM cut_off);
DROP TABLE cut_off;

UPDATE l2_features SET market = s.market FROM sessions s WHERE s.file = l2_features.file AND s.symbol = l2_features.symbol;
UPDATE l2_events SET market = s.market FROM sessions s WHERE s.file = l2_events.file AND s.symbol = l2_events.symbol;
UPDATE trades SET market = s.market FROM sessions s WHERE s.file = trades.file AND s.symbol = trades.symbol;
UPDATE gaps SET market = s.market FROM sessions s WHERE s.file = gaps.file AND s.symbol = gaps.symbol;
UPDATE rejects SET market = s.market FROM (SELECT file, min(market) AS market FROM sessions GROUP BY file) s WHERE s.file = rejects.file;
UPDATE decisions SET market = s.market FROM sessions s WHERE s.file = decisions.file AND s.symbol = decisions.symbol;
UPDATE orders SET market = s.market FROM sessions s WHERE s.file = orders.file AND s.symbol = orders.symbol;
UPDATE fills SET market = s.market FROM sessions s WHERE s.file = fills.file AND s.symbol = fills.symbol;

-- A fee that came after its fill was a row of its own, without price and size.
UPDATE fills SET fee = late.fee FROM (SELECT file, symbol, trade_id, side, sum(fee) AS fee FROM fills WHERE size = 0 GROUP BY ALL) late
    WHERE fills.size <> 0 AND fills.fee = 0 AND late.file = fills.file AND late.symbol = fills.symbol AND late.trade_id = fills.trade_id AND late.side = fills.side;
DELETE FROM fills WHERE size = 0;

-- What rows that are there would have by the sheet's second version is a matter of their tape: their targets are null with reason 15, and so
-- are sizes near the mid of a crossed book, which counted levels beyond it.
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
