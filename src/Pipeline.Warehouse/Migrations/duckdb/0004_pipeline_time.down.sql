ALTER TABLE sessions DROP COLUMN last_pipeline_ns;
ALTER TABLE sessions DROP COLUMN first_pipeline_ns;
ALTER TABLE fills DROP COLUMN ts_pipeline_ns;
ALTER TABLE trades DROP COLUMN ts_pipeline_ns;
ALTER TABLE l2_events DROP COLUMN ts_pipeline_ns;
ALTER TABLE l2_features DROP COLUMN ts_pipeline_ns;
