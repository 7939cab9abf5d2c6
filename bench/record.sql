-- For Datasette: an event with all that belongs to it in one row, lists as JSON, as its users lay out what they publish.
CREATE TABLE record (
  id TEXT PRIMARY KEY, kind TEXT, status TEXT, title TEXT, names TEXT, summary TEXT, edtf TEXT,
  date_start TEXT, date_end TEXT, sorted_by TEXT, year INTEGER,
  places TEXT, parties TEXT, claims TEXT, sources TEXT
);
INSERT INTO record
SELECT
  event.*,
  (
    SELECT json_group_array(json_object('id', place.id, 'name', name, 'lon', lon, 'lat', lat))
    FROM event_place JOIN place ON place.id = other_id WHERE event_id = event.id
  ),
  (
    SELECT json_group_array(json_object('id', party.id, 'name', name, 'role', role))
    FROM participation JOIN party ON party.id = party_id WHERE event_id = event.id
  ),
  (
    SELECT json_group_array(json_object(
      'id', claim.id, 'measure', measure, 'low', low, 'best', best, 'high', high, 'qualifier', qualifier,
      'as_of', as_of, 'claimant', name, 'source', source_id
    ))
    FROM claim JOIN party ON party.id = claimant_id WHERE event_id = event.id
  ),
  (
    SELECT json_group_array(json_object(
      'id', source.id, 'title', title, 'publisher', publisher, 'published', published, 'url', url
    ))
    FROM event_source JOIN source ON source.id = other_id WHERE event_id = event.id
  )
FROM event ORDER BY event.rowid;
CREATE INDEX ix_record_sorted ON record (sorted_by, id);
CREATE INDEX ix_record_filter ON record (kind, status, sorted_by, id);
CREATE INDEX ix_record_days ON record (date_start, date_end);
CREATE INDEX ix_record_status ON record (status);
CREATE INDEX ix_record_year ON record (year);

-- The words' index of both: rows of `event` and of `record` have the same numbers.
CREATE VIRTUAL TABLE record_fts USING fts5 (title, names, summary, content="record");
INSERT INTO record_fts (rowid, title, names, summary) SELECT rowid, title, names, summary FROM record;
INSERT INTO record_fts (record_fts) VALUES ('optimize');
ANALYZE;
