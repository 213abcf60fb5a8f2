-- Items of stores that keep properties, not octets (core/record/message.h). What names an item in a source lies with
-- each witness; item_class is content. recovered: messages found outside the live ones, never part of found.
ALTER TABLE message ADD COLUMN item_class TEXT NOT NULL DEFAULT '';
ALTER TABLE placement ADD COLUMN locator TEXT NOT NULL DEFAULT '';
ALTER TABLE placement ADD COLUMN source_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE placement ADD COLUMN change_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE placement ADD COLUMN entry_id BLOB NOT NULL DEFAULT x'';
ALTER TABLE placement ADD COLUMN recovered_how TEXT NOT NULL DEFAULT '';
ALTER TABLE witness ADD COLUMN locator TEXT NOT NULL DEFAULT '';
ALTER TABLE witness ADD COLUMN source_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE witness ADD COLUMN change_key BLOB NOT NULL DEFAULT x'';
ALTER TABLE witness ADD COLUMN entry_id BLOB NOT NULL DEFAULT x'';
ALTER TABLE witness ADD COLUMN recovered_how TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN recovered INTEGER NOT NULL DEFAULT 0;
