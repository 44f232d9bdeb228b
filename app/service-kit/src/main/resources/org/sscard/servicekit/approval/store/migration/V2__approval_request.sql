-- What was asked for, word by word, so that the second person decides on that and not on a summary. Rows of before have none.
ALTER TABLE approval ADD COLUMN request bytea;
CREATE INDEX approval_newest ON approval (requested_at DESC, id);
