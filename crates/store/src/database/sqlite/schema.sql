-- The tables of a store, version 4. What is stated or judged is only ever added to (run, report, report_copy, statement,
-- tally_statement, edit, judgement, change); all other tables are made from it in the same transaction.
-- Keys are numbers below 2^50 here and ten letters in the views at the end, which are there for Datasette, R and people.
-- Days are ISO 8601 ("2024-02-02"), times too ("2024-02-02T10:00:00Z"), both as text.

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    coder TEXT NOT NULL,          -- "dateline 0.1.0", or a person's name
    options TEXT NOT NULL,
    started TEXT NOT NULL,
    ended TEXT,                   -- NULL while it runs, or if it was cut off
    counts TEXT                   -- JSON: what became of its reports; NULL if it took none in, or was cut off
) STRICT;

-- What a run could not take in, and why.
CREATE TABLE run_note (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run,
    kind TEXT NOT NULL,           -- failed, skipped
    what TEXT NOT NULL,           -- the file, or the report in it
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX run_note_by_run ON run_note (run);

CREATE TABLE report (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    input_id TEXT NOT NULL,
    path TEXT NOT NULL,
    url TEXT,
    title TEXT,
    published TEXT,
    outlets TEXT NOT NULL,        -- JSON: its own, then those of its copies and earlier versions in alphabetical order
    author TEXT,
    language TEXT,
    details TEXT NOT NULL,        -- JSON: what else is known of it
    run INTEGER NOT NULL REFERENCES run,
    coded INTEGER NOT NULL REFERENCES run,   -- the latest run that coded it
    superseded_by INTEGER REFERENCES report, -- its corrected version, or the report that it turned out to be a copy of
    superseded INTEGER REFERENCES run
) STRICT;
CREATE INDEX report_by_url ON report (url) WHERE url IS NOT NULL;
CREATE INDEX report_by_input_id ON report (input_id);
CREATE INDEX report_by_superseded_by ON report (superseded_by) WHERE superseded_by IS NOT NULL;

CREATE TABLE report_text (
    report INTEGER PRIMARY KEY REFERENCES report,
    text TEXT NOT NULL
) STRICT;

-- One row for each time that a report was coded with something new.
CREATE TABLE coding (
    report INTEGER NOT NULL REFERENCES report,
    run INTEGER NOT NULL REFERENCES run,
    doubts TEXT NOT NULL,         -- JSON: doubts about the report as a whole
    PRIMARY KEY (report, run)
) STRICT, WITHOUT ROWID;

-- Reprints: the same text, or nearly, under another address or from another outlet.
CREATE TABLE report_copy (
    id INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report,
    key INTEGER NOT NULL,
    input_id TEXT NOT NULL,
    path TEXT NOT NULL,
    url TEXT,
    title TEXT,
    published TEXT,
    outlets TEXT NOT NULL,
    run INTEGER NOT NULL REFERENCES run
) STRICT;
CREATE INDEX report_copy_by_report ON report_copy (report);
CREATE INDEX report_copy_by_key ON report_copy (key);

-- Reports that share passages with another without being its copy.
CREATE TABLE report_part (
    report INTEGER NOT NULL REFERENCES report,
    other INTEGER NOT NULL REFERENCES report,
    share REAL NOT NULL,          -- how much of the report stands in the other, 0 to 1
    other_share REAL NOT NULL,    -- how much of the other stands in the report, 0 to 1
    PRIMARY KEY (report, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_part_by_other ON report_part (other);

CREATE TABLE sketch (
    report INTEGER PRIMARY KEY REFERENCES report,
    bytes BLOB NOT NULL,
    passages INTEGER NOT NULL     -- how many rows of `passage` it has
) STRICT;
-- Hashes are scattered, so that each new row would cost a page of a big table: they gather in the tables of recent ones and
-- are moved in order, many at a time.
CREATE TABLE band (
    hash INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (hash, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE band_recent (
    hash INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (hash, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE passage (
    hash INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (hash, report)
) STRICT, WITHOUT ROWID;
CREATE TABLE passage_recent (
    hash INTEGER NOT NULL,
    report INTEGER NOT NULL REFERENCES report,
    PRIMARY KEY (hash, report)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_report (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES report,
    local_id TEXT NOT NULL,       -- "e1"
    added INTEGER NOT NULL REFERENCES run,
    run INTEGER NOT NULL REFERENCES run,  -- the run whose statements hold
    retired INTEGER REFERENCES run        -- the run that no longer found it, or found its report corrected
) STRICT;
CREATE INDEX event_report_by_report ON event_report (report);

-- The parts of an event report, by the numbers that `statement` has.
CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- What statements say, each once: JSON without places in the text.
CREATE TABLE value (
    id INTEGER PRIMARY KEY,
    hash INTEGER NOT NULL,
    json TEXT NOT NULL
) STRICT;
CREATE INDEX value_by_hash ON value (hash);

CREATE TABLE statement (
    event_report INTEGER NOT NULL REFERENCES event_report,
    run INTEGER NOT NULL REFERENCES run,
    part INTEGER NOT NULL REFERENCES part,
    ordinal INTEGER NOT NULL,     -- 0 for the first of a list, and for what is no list
    value INTEGER REFERENCES value, -- NULL where it is the words of the report from start_byte to end_byte
    source TEXT,                  -- whom the report credits; NULL for its own voice
    start_byte INTEGER,           -- where the report (first) tells it
    end_byte INTEGER,
    places TEXT,                  -- JSON: where it tells it again; of a figure, where it names the source
    PRIMARY KEY (event_report, run, part, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE tally (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    report INTEGER NOT NULL REFERENCES report,
    local_id TEXT NOT NULL,       -- "t1"
    added INTEGER NOT NULL REFERENCES run,
    run INTEGER NOT NULL REFERENCES run,
    retired INTEGER REFERENCES run
) STRICT;
CREATE INDEX tally_by_report ON tally (report);

CREATE TABLE tally_statement (
    tally INTEGER NOT NULL REFERENCES tally,
    run INTEGER NOT NULL REFERENCES run,
    value TEXT NOT NULL,          -- JSON
    PRIMARY KEY (tally, run)
) STRICT, WITHOUT ROWID;

-- A key that was replaced by another when a report was coded anew or corrected.
CREATE TABLE alias (
    old INTEGER PRIMARY KEY,
    new INTEGER NOT NULL,
    run INTEGER NOT NULL REFERENCES run
) STRICT;
CREATE INDEX alias_by_new ON alias (new);

-- What a person states of an event report; it goes before what the program states.
CREATE TABLE edit (
    id INTEGER PRIMARY KEY,
    event_report INTEGER NOT NULL REFERENCES event_report,
    part INTEGER NOT NULL REFERENCES part,
    value TEXT NOT NULL,          -- JSON of the whole part
    reason TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX edit_by_event_report ON edit (event_report);

CREATE TABLE judgement (
    id INTEGER PRIMARY KEY,
    a INTEGER NOT NULL,           -- keys of event reports
    b INTEGER NOT NULL,
    verdict TEXT NOT NULL,        -- same, different, unsure
    reason TEXT,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_at TEXT
) STRICT;
CREATE INDEX judgement_by_a ON judgement (a);
CREATE INDEX judgement_by_b ON judgement (b);

-- What happened, in order.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject INTEGER NOT NULL,     -- a key; for edits and judgements that of the first event report
    object INTEGER,               -- the other key, where there is one
    by TEXT NOT NULL,             -- "dateline 0.1.0", or a person's name
    detail TEXT                   -- JSON
) STRICT;
CREATE INDEX change_by_subject ON change (subject);

-- Event reports that linkage has to look at.
CREATE TABLE pending (
    seq INTEGER PRIMARY KEY,
    event_report INTEGER NOT NULL REFERENCES event_report
) STRICT;

-- Which event reports may tell the same event as one does. Each pair stands in the rows of both.
CREATE TABLE pair (
    event_report INTEGER PRIMARY KEY REFERENCES event_report,
    others BLOB NOT NULL          -- 8 bytes each, lowest first: 32 bits of the other's id, the log odds as a float of 32; by id
) STRICT;

-- Where candidates are looked for.
CREATE TABLE block (
    shelf INTEGER PRIMARY KEY,    -- the first 20 bits of the hashes of its blocks
    members BLOB NOT NULL         -- 6 bytes each, lowest first: 32 bits of an event report's id, one set if it is wide, 11 of the hash
) STRICT;

-- The id of an event holds its first day in its upper bits, so that every index and the full text give events by day.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL UNIQUE,
    type TEXT NOT NULL,
    family TEXT NOT NULL,
    standing TEXT NOT NULL,
    start_date TEXT,
    end_date TEXT,
    date_precision TEXT NOT NULL,
    days INTEGER NOT NULL,        -- how many days after start_date end_date is
    country TEXT,
    admin1 TEXT,
    place TEXT,
    lat REAL,
    lon REAL,
    geo_precision INTEGER,
    killed_low INTEGER,
    killed_best INTEGER,
    killed_high INTEGER,
    tellings INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    outlets INTEGER NOT NULL,
    independent INTEGER NOT NULL,
    grade TEXT NOT NULL,
    title TEXT,                   -- the headline of its first report that has one
    run INTEGER NOT NULL REFERENCES run
) STRICT;
CREATE INDEX event_by_type ON event (type);
CREATE INDEX event_by_family ON event (family);
CREATE INDEX event_by_standing ON event (standing);
CREATE INDEX event_by_grade ON event (grade);
CREATE INDEX event_by_country ON event (country);
CREATE INDEX event_by_killed ON event (killed_best);
CREATE INDEX event_by_tellings ON event (tellings);
CREATE INDEX event_by_days ON event (days);

CREATE TABLE event_record (
    event INTEGER PRIMARY KEY REFERENCES event,
    record BLOB NOT NULL          -- JSON: the whole event, by zlib with src/link/usual_event.json as its dictionary
) STRICT;

CREATE TABLE event_member (
    event_report INTEGER PRIMARY KEY REFERENCES event_report,
    event INTEGER NOT NULL REFERENCES event
) STRICT;
CREATE INDEX event_member_by_event ON event_member (event);

CREATE VIRTUAL TABLE event_text USING fts5 (
    title, evidence, actors, place, codes,
    content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- Names of actors (and what they belong to) and of outlets, in lower case.
CREATE TABLE actor (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE event_actor (
    actor INTEGER NOT NULL REFERENCES actor,
    event INTEGER NOT NULL REFERENCES event,
    PRIMARY KEY (actor, event)
) STRICT, WITHOUT ROWID;
CREATE TABLE outlet (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE event_outlet (
    outlet INTEGER NOT NULL REFERENCES outlet,
    event INTEGER NOT NULL REFERENCES event,
    PRIMARY KEY (outlet, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_outlet_by_event ON event_outlet (event);

-- Which events answered an event or a series, by its key.
CREATE TABLE event_answer (
    answered INTEGER NOT NULL,
    event INTEGER NOT NULL REFERENCES event,
    PRIMARY KEY (answered, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_answer_by_event ON event_answer (event);

CREATE TABLE series (
    key INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    area TEXT,
    record TEXT NOT NULL          -- JSON: the whole series
) STRICT;
CREATE TABLE series_tally (
    tally INTEGER PRIMARY KEY,    -- the key of a tally
    series INTEGER NOT NULL REFERENCES series
) STRICT, WITHOUT ROWID;
CREATE INDEX series_tally_by_series ON series_tally (series);

-- What a person, Datasette or R reads: plain names, keys in letters, codes in words. No part of the program reads them.

CREATE VIEW key_of_report (id, key) AS
    SELECT id, (substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key & 31) + 1, 1)) FROM report;

CREATE VIEW key_of_event_report (id, key) AS
    SELECT id, (substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key & 31) + 1, 1)) FROM event_report;

CREATE VIEW reports AS
    SELECT k.key AS report, r.input_id AS id, r.title, r.published, r.outlets, r.url, r.path, r.author, r.language,
           s.key AS superseded_by, t.text
    FROM report r JOIN key_of_report k USING (id) JOIN report_text t ON t.report = r.id
    LEFT JOIN key_of_report s ON s.id = r.superseded_by;

CREATE VIEW statements AS
    SELECT k.key AS event_report, p.name AS part, s.ordinal,
           coalesce(v.json ->> '$', CAST(substr(CAST(t.text AS BLOB), s.start_byte + 1, s.end_byte - s.start_byte) AS TEXT)) AS value,
           s.source, s.start_byte, s.end_byte, run.coder, run.started AS at,
           s.run = e.run AND e.retired IS NULL AS holds
    FROM statement s LEFT JOIN value v ON v.id = s.value JOIN event_report e ON e.id = s.event_report JOIN key_of_event_report k ON k.id = e.id
    JOIN part p ON p.id = s.part JOIN run ON run.id = s.run JOIN report_text t ON t.report = e.report
    UNION ALL
    SELECT k.key, p.name, 0, s.value ->> '$', NULL, NULL, NULL, s.by, s.at, s.withdrawn_at IS NULL
    FROM edit s JOIN key_of_event_report k ON k.id = s.event_report JOIN part p ON p.id = s.part;

CREATE VIEW events AS
    SELECT (substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (key & 31) + 1, 1)) AS event, type, family, standing, start_date, end_date, date_precision, country, admin1, place,
           lat, lon, geo_precision, killed_low, killed_best, killed_high, tellings, reports, outlets, independent, grade,
           title
    FROM event;

CREATE VIEW event_reports AS
    SELECT (substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (v.key & 31) + 1, 1)) AS event, k.key AS event_report, r.key AS report, e.local_id AS id, e.retired IS NULL AS holds
    FROM event_report e JOIN key_of_event_report k ON k.id = e.id JOIN key_of_report r ON r.id = e.report
    LEFT JOIN event_member m ON m.event_report = e.id LEFT JOIN event v ON v.id = m.event;

CREATE VIEW judgements AS
    SELECT (substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (a & 31) + 1, 1)) AS a, (substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (b & 31) + 1, 1)) AS b, verdict, reason, by, at, withdrawn_by, withdrawn_at
    FROM judgement;

CREATE VIEW changes AS
    SELECT seq, at, kind, (substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (subject & 31) + 1, 1)) AS subject, (substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 45 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 40 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 35 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 30 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 25 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 20 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 15 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 10 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object >> 5 & 31) + 1, 1) || substr('0123456789abcdefghjkmnpqrstvwxyz', (object & 31) + 1, 1)) AS object, by, detail
    FROM change;
