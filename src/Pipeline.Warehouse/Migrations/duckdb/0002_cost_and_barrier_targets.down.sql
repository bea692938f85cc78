ALTER TABLE l2_features DROP COLUMN target_reasons;
ALTER TABLE l2_features DROP COLUMN valid_mask;
ALTER TABLE l2_features DROP COLUMN y_tb;
ALTER TABLE l2_features DROP COLUMN y_cost;
