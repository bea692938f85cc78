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

