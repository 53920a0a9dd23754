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
           coalesce(s.value ->> '$', CAST(substr(CAST(t.text AS BLOB), s.start_byte + 1, s.end_byte - s.start_byte) AS TEXT)) AS value,
           s.source, s.start_byte, s.end_byte, run.coder, run.started AS at,
           s.run = e.run AND e.retired IS NULL AS holds
    FROM statement s JOIN event_report e ON e.id = s.event_report JOIN key_of_event_report k ON k.id = e.id
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
