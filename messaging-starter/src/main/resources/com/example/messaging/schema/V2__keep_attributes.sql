-- The attributes of an event that have no column, as JSON: extension attributes, and the schema where its publisher named
-- one. Null for events that have none.
ALTER TABLE outbox_event ADD COLUMN attributes VARCHAR;
