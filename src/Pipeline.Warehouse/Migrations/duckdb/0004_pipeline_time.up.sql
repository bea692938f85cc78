-- Pipeline time beside receive time: what orders rows and measures time. Rows of a recording whose clock ran steadily were cut at the time at
-- which they were received. Of others, and of a file whose load was cut off, nobody kept it: theirs stays null until load --refresh tells it.
ALTER TABLE l2_features ADD COLUMN ts_pipeline_ns BIGINT;
ALTER TABLE l2_events ADD COLUMN ts_pipeline_ns BIGINT;
ALTER TABLE trades ADD COLUMN ts_pipeline_ns BIGINT;
ALTER TABLE fills ADD COLUMN ts_pipeline_ns BIGINT;
ALTER TABLE sessions ADD COLUMN first_pipeline_ns BIGINT;
ALTER TABLE sessions ADD COLUMN last_pipeline_ns BIGINT;

CREATE TEMP TABLE steady AS {steady};
UPDATE l2_features SET ts_pipeline_ns = ts_recv_ns WHERE file IN (SELECT file FROM steady);
-- A snapshot of spot tells no time of its own: after a pause it moves none, and how long the pause was cannot be seen from here.
UPDATE l2_events SET ts_pipeline_ns = ts_recv_ns WHERE ts_event_ms IS NOT NULL AND file IN (SELECT file FROM steady);
UPDATE trades SET ts_pipeline_ns = ts_recv_ns WHERE file IN (SELECT file FROM steady);
UPDATE fills SET ts_pipeline_ns = ts_recv_ns WHERE file IN (SELECT file FROM steady);
UPDATE sessions SET first_pipeline_ns = first_recv_ns, last_pipeline_ns = last_recv_ns WHERE file IN (SELECT file FROM steady);
DROP TABLE steady;
