//! What is there by an address, and what is not.

use std::path::PathBuf;

use store::{Error, Store};

use crate::place::{Place, client, server};
use crate::sample::{Sample, at, strike};

#[test]
fn a_store_is_made_once_and_by_whoever_is_first() {
    let place = Place::new();
    for opened in [Store::open(&place.name), Store::open_read_only(&place.name)] {
        assert!(matches!(opened, Err(Error::Missing { .. })), "{opened:?}");
    }
    let make = || {
        let mut store = Store::open_or_create(&place.name).unwrap();
        store.begin_run("init", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap()
    };
    let mut runs: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..6).map(|_| scope.spawn(make)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    runs.sort();
    runs.dedup();
    assert_eq!(runs.len(), 6);
    assert!(matches!(Store::create(&place.name), Err(Error::Exists { .. })));
}

#[test]
fn what_is_no_store_is_refused_by_name_and_reason_and_left_alone() {
    let place = Place::new();
    let create = format!("CREATE SCHEMA {0}; CREATE TABLE {0}.store (name TEXT)", place.schema);
    client().batch_execute(&create).unwrap();
    for opened in [Store::open(&place.name), Store::open_read_only(&place.name)] {
        let error = opened.unwrap_err();
        assert!(matches!(error, Error::NotAStore { .. }), "{error:?}");
        assert!(error.to_string().contains(&place.schema), "{error}");
    }
    assert!(matches!(Store::create(&place.name), Err(Error::Exists { .. })));
    assert_eq!(place.one("SELECT count(*)::TEXT FROM store"), "0");
}

#[test]
fn a_newer_schema_is_refused() {
    let place = Place::new();
    drop(Store::create(&place.name).unwrap());
    place.client().batch_execute("UPDATE store SET version = 99").unwrap();
    for opened in [Store::open(&place.name), Store::open_read_only(&place.name)] {
        assert!(matches!(opened, Err(Error::Newer { has: 99, .. })), "{opened:?}");
    }
}

#[test]
fn a_server_that_refuses_is_told_without_the_password() {
    let with = |address: String| Store::open(&PathBuf::from(address)).unwrap_err().to_string();
    let folder = server().split("host=").nth(1).unwrap().split('&').next().unwrap().to_string();
    let port = server().split("port=").nth(1).unwrap().to_string();
    for (address, word) in [
        (format!("postgres://dateline:secret@/nosuch?host={folder}&port={port}"), "nosuch"),
        (format!("postgres://nobody:secret@/test?host={folder}&port={port}"), "nobody"),
        (format!("postgres://dateline:secret@/test?host={folder}/nowhere"), "cannot be reached"),
        ("postgres://dateline:secret@127.0.0.1:1/test".to_string(), "cannot be reached"),
    ] {
        let said = with(address);
        assert!(said.contains(word) && !said.contains("secret"), "{said}");
    }
}

#[test]
fn whoever_may_only_read_reads_and_whoever_may_write_writes() {
    let mut sample = Sample::new();
    sample.add(&strike("a", "Herald", Some("2024-02-03")));
    let role = format!("reader_{}", sample.place.schema);
    let grant = format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {0} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {0} TO {role}",
        sample.place.schema
    );
    client().batch_execute(&grant).unwrap();
    let name = PathBuf::from(sample.place.name.to_str().unwrap().replace("//dateline@", &format!("//{role}@")));
    let reader = Store::open_read_only(&name).unwrap();
    assert_eq!(reader.reports().unwrap(), sample.store.reports().unwrap());
    let mut writer = Store::open(&name).unwrap();
    let begun = writer.begin_run("code", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z"));
    assert!(matches!(begun, Err(Error::Unreadable { .. })), "{begun:?}");
    let more = format!("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {} TO {role}", sample.place.schema);
    client().batch_execute(&more).unwrap();
    let mut second = Sample { run: sample.run, place: Place::new(), store: writer };
    second.add(&strike("b", "Courier", Some("2024-06-03")));
    let tellings = second.tellings();
    let groups: Vec<Vec<&record::Telling>> = tellings.iter().map(|telling| vec![telling]).collect();
    second.link(&groups.iter().map(Vec::as_slice).collect::<Vec<_>>());
    second.store.analyse().unwrap();
    assert_eq!(sample.store.count(&store::Query::default()).unwrap(), tellings.len());
    client().batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
}

#[test]
fn whoever_may_not_use_the_schema_is_told_so() {
    let sample = Sample::new();
    let role = format!("stranger_{}", sample.place.schema);
    client().batch_execute(&format!("CREATE ROLE {role} LOGIN")).unwrap();
    let name = PathBuf::from(sample.place.name.to_str().unwrap().replace("//dateline@", &format!("//{role}@")));
    for opened in [Store::open(&name), Store::open_read_only(&name), Store::open_or_create(&name)] {
        let said = opened.unwrap_err().to_string();
        assert!(said.contains("may not use the schema") && said.contains("GRANT"), "{said}");
    }
    client().batch_execute(&format!("DROP ROLE {role}")).unwrap();
}

#[test]
fn a_schema_may_have_a_number_or_a_word_of_sql_for_its_name() {
    for word in [format!("{}", std::process::id()), "user".to_string(), "select".to_string()] {
        let name = PathBuf::from(format!("{}&schema={word}", server()));
        let mut store = Store::create(&name).unwrap();
        store.begin_run("init", "dateline 0.1.0", "", at("2024-03-01T08:00:00Z")).unwrap();
        assert_eq!(Store::open(&name).unwrap().runs().unwrap().len(), 1);
        let drop = format!("SET client_min_messages TO warning; DROP SCHEMA \"{word}\" CASCADE");
        client().batch_execute(&drop).unwrap();
    }
}

#[test]
fn tables_have_the_columns_of_a_file() {
    let place = Place::new();
    drop(Store::create(&place.name).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("test.sqlite");
    drop(Store::create(&file).unwrap());
    let db = rusqlite::Connection::open(&file).unwrap();
    let sql = "SELECT t.name, c.name, CASE WHEN c.\"notnull\" OR c.pk THEN 'NO' ELSE 'YES' END, c.type
               FROM sqlite_schema t JOIN pragma_table_info(t.name) c
               WHERE t.type = 'table' AND t.name NOT LIKE 'event_text%' ORDER BY t.name, c.cid";
    let mut statement = db.prepare(sql).unwrap();
    let want =
        statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?])).unwrap();
    let want: Vec<[String; 4]> = want.map(Result::unwrap).collect();
    let sql = "SELECT table_name::TEXT, column_name::TEXT, is_nullable::TEXT, data_type::TEXT FROM information_schema.columns
               WHERE table_schema = $1 AND table_name NOT IN ('store', 'event_text') AND table_name IN
               (SELECT c.table_name FROM information_schema.tables c WHERE c.table_schema = $1 AND table_type = 'BASE TABLE')
               ORDER BY table_name COLLATE \"C\", ordinal_position";
    let have = client().query(sql, &[&place.schema]).unwrap();
    let kind = |kind: &str| match kind {
        "bigint" => "INTEGER",
        "double precision" => "REAL",
        "bytea" => "BLOB",
        "text" | "json" => "TEXT",
        other => panic!("{other}"),
    };
    let have: Vec<[String; 4]> =
        have.iter().map(|row| [row.get(0), row.get(1), row.get(2), kind(row.get(3)).to_string()]).collect();
    assert_eq!(want, have);
}

#[test]
fn events_are_points_where_the_database_knows_points() {
    let mut sample = Sample::new();
    sample.add(&strike("a", "Herald", Some("2024-02-03")));
    let tellings = sample.tellings();
    sample.link(&[&[&tellings[0]], &[&tellings[1]]]);
    let points = sample.place.one("SELECT string_agg(ST_AsText(point), ' ') FROM event_points");
    assert_eq!(points, "POINT(36.73 35.9) POINT(36.73 35.9)");
    let near = "SELECT count(*)::TEXT FROM event_points WHERE ST_DWithin(point, ST_SetSRID(ST_MakePoint(36.7, 35.9), 4326), 0.1)";
    assert_eq!(sample.place.one(near), "2");
    let srid = "SELECT srid || ', ' || coord_dimension FROM geometry_columns
                WHERE f_table_schema = current_schema() AND f_table_name = 'event_points'";
    assert_eq!(sample.place.one(srid), "4326, 2");
}

#[test]
fn a_character_that_a_server_lacks_is_a_blank_and_moves_nothing() {
    let mut sample = Sample::new();
    let mut coded = strike("a", "Herald", Some("2024-02-03"));
    coded.report.text = coded.report.text.replacen("Sarmin ", "Sarmin\0", 1);
    let stored = sample.add(&coded);
    let back = sample.store.report(stored.key).unwrap().unwrap();
    assert_eq!(back.report.text, strike("a", "Herald", None).report.text);
    assert_eq!(back.event_reports, coded.event_reports);
    assert_eq!(sample.add(&coded).added, store::Added::Known);
    coded.report.url = Some("https://herald.example/1".to_string());
    coded.report.outlets = vec!["Her\0ald".to_string()];
    coded.report.extra.insert("odd".to_string(), serde_json::json!("\0"));
    coded.event_reports[0].doubts.push(record::Doubt {
        field: record::Field::Date,
        reason: record::DoubtReason::Disputed,
        note: "of \0".to_string(),
        span: None,
    });
    for published in ["2024-04-03", "2024-04-04"] {
        coded.report.published = strike("a", "Herald", Some(published)).report.published;
        coded.report.text.push_str(&format!(" More on {published}."));
        sample.add(&coded);
    }
    let outlet = store::ReportQuery { outlet: Some("her ALD".to_string()), ..store::ReportQuery::default() };
    assert_eq!(sample.store.list_reports(&outlet, 9, 0).unwrap().1, 1);
    assert_eq!(sample.store.count_open(0.0, 1.0).unwrap(), (0, 0));
    assert_ne!(sample.place.one("SELECT count(value)::TEXT FROM statements"), "0");
}
