//! Exports of a small store, from outside. `UPDATE_EXPORTS=1 cargo test -p dateline --test program export` writes what comes
//! out into the files of `tests/export/`, for review as a diff.

use std::fs;
use std::path::PathBuf;

use crate::folder::Folder;

/// Each form, with the file that holds what the sample gives in it.
const FORMS: [(&str, &str); 8] = [
    ("acled", "acled.csv"),
    ("ucdp", "ucdp.csv"),
    ("plover", "plover.csv"),
    ("cameo", "cameo.tsv"),
    ("geojson", "events.geojson"),
    ("hxl", "hxl.csv"),
    ("rss", "feed.xml"),
    ("html", "page.html"),
];

fn expected(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/export").join(name)
}

/// A folder with a store of six events: two sources that differ, a threat, a year, a protest, an agreement, and a report that
/// was written to do harm.
fn sample() -> Folder {
    let folder = Folder::new();
    folder.write("records.jsonl", fs::read(expected("records.jsonl")).unwrap());
    assert_eq!(folder.run("import records.jsonl --by ann").code, 0);
    assert_eq!(folder.run("link").code, 0);
    folder
}

#[test]
fn every_form_is_as_it_was_reviewed() {
    let folder = sample();
    let mut offenders = Vec::new();
    for (form, file) in FORMS {
        let ran = folder.run(&format!("export {form} -o {file}"));
        assert_eq!(ran.code, 0, "{form}: {}", ran.err);
        if std::env::var_os("UPDATE_EXPORTS").is_some() {
            fs::write(expected(file), folder.read(file)).unwrap();
        } else if fs::read_to_string(expected(file)).ok() != Some(folder.read(file)) {
            offenders.push(file);
        }
    }
    assert!(offenders.is_empty(), "UPDATE_EXPORTS=1 renews these: {offenders:?}");
}

#[test]
fn standard_output_has_what_a_file_has_and_notes_go_elsewhere() {
    let folder = sample();
    folder.run("export acled -o out.csv");
    let ran = folder.run("export acled");
    assert_eq!(ran.out, folder.read("out.csv"));
    assert_eq!(
        ran.err,
        "dateline: 5 of 6 events written\ndateline: left out 1 planned: it has no column that would say so\n"
    );
    assert!(!folder.has("out.csv.part"), "the file took its name");
}

#[test]
fn filters_are_those_of_events() {
    let folder = sample();
    let keys = |csv: &str| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        reader.records().map(|row| row.unwrap()[0].to_string()).filter(|key| !key.starts_with('#')).collect()
    };
    for filters in
        ["--country IRQ", "--type battles", "--from 2019-06 --order earliest", "--killed 1 -n 1", "--text Gao"]
    {
        let listed = keys(&folder.run(&format!("events -f csv {filters}")).out);
        assert!(!listed.is_empty(), "{filters}");
        assert_eq!(keys(&folder.run(&format!("export hxl {filters}")).out), listed, "{filters}");
    }
    let none = folder.run("export hxl --country AAA");
    assert_eq!((none.code, none.out.lines().count()), (1, 2), "a head without events is still a table");
    assert_eq!(folder.run("export hxl --type war").code, 2);
}

#[test]
fn one_event_goes_on_a_page_of_its_own() {
    let folder = sample();
    let events = folder.run("events --country IRQ -f jsonl").records();
    // Its second telling, by the first letters of its key, means the event.
    let telling = events[0]["tellings"][1]["key"].as_str().unwrap();
    let page = folder.run(&format!("export html --event {}", &telling[..6]));
    assert_eq!((page.code, page.out.matches("<article").count()), (0, 1), "{}", page.err);
    assert!(page.out.contains(events[0]["event"].as_str().unwrap()));
    let lines = folder.run(&format!("export jsonl --event {telling}")).records();
    assert_eq!(lines.len(), 2, "the reports that tell it");
    let report = lines[0]["key"].as_str().unwrap();
    let ran = folder.run(&format!("export html --event {report}"));
    assert_eq!((ran.code, ran.err.contains("neither an event nor an event report")), (2, true), "{}", ran.err);
}

#[test]
fn whoever_asks_for_a_standing_gets_it() {
    let folder = sample();
    let planned = folder.run("export acled --standing planned");
    assert_eq!(planned.code, 0);
    assert!(planned.out.contains("is not known to have happened"), "{}", planned.out);
}

#[test]
fn a_rule_takes_another_figure_for_fatalities() {
    let folder = sample();
    let fatalities = |rule: &str| {
        let csv = folder.run(&format!("export acled --country IRQ --rule {rule}")).out;
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let at = reader.headers().unwrap().iter().position(|column| column == "fatalities").unwrap();
        reader.records().next().unwrap().unwrap()[at].to_string()
    };
    // Nine or at least twelve militants, and four civilians.
    assert_eq!(["lowest", "best", "highest"].map(fatalities), ["13", "16", "16"]);
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = sample();
    let ran = folder.run("export acled -o nowhere/out.csv");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("nowhere/out.csv"), "{}", ran.err);
}

#[test]
fn a_map_program_reads_the_points() {
    let folder = sample();
    let map: geojson::FeatureCollection = folder.run("export geojson").out.parse().unwrap();
    let points = map.features.iter().filter(|feature| feature.geometry.is_some()).count();
    assert_eq!((map.features.len(), points), (6, 4));
    let strike = map.features.iter().find(|feature| feature.property("location").unwrap() == "Al-Qaim").unwrap();
    assert_eq!(strike.geometry.as_ref().unwrap().value.type_name(), "Point");
    assert_eq!(strike.property("lat").unwrap(), 34.37);
    assert_eq!(strike.property("wounded_best").unwrap(), &serde_json::Value::Null);
}

#[test]
fn a_feed_reader_reads_the_feed() {
    let folder = sample();
    let feed = feed_rs::parser::parse(folder.run("export rss").out.as_bytes()).unwrap();
    let events = folder.run("events -f jsonl").records();
    let keys: Vec<String> = events.iter().map(|event| event["event"].as_str().unwrap().to_string()).collect();
    let ids: Vec<&str> =
        feed.entries.iter().map(|entry| entry.id.strip_prefix("urn:dateline:event:").unwrap()).collect();
    assert_eq!(ids, keys);
    let strike = feed.entries.iter().find(|entry| entry.title.as_ref().unwrap().content.contains("Al-Qaim")).unwrap();
    assert_eq!(strike.links[0].href, "https://gulfwire.example/qaim?a=1&b=2");
    assert_eq!(strike.published.unwrap().to_rfc3339(), "2019-05-17T00:00:00+00:00");
    let hostile = feed.entries.iter().find(|entry| entry.title.as_ref().unwrap().content.contains("Gao")).unwrap();
    assert!(hostile.links.is_empty(), "a script is no link");
    let page = dom_query::Document::from(hostile.summary.as_ref().unwrap().content.as_str());
    assert_eq!(page.select("img, script, b").length(), 0, "the page of an item holds no markup of a report");
    assert!(page.select("blockquote").text().contains("<img src=x onerror=alert(1)>"), "but its words");
}

#[test]
fn a_page_asks_for_nothing_and_runs_nothing() {
    let folder = sample();
    let html = folder.run("export html").out;
    let page = dom_query::Document::from(html.as_str());
    assert_eq!(page.select("article").length(), 6);
    assert_eq!(page.select("script, img, iframe, object, embed, link, form, base, svg, video, audio").length(), 0);
    assert_eq!(page.select("style").length(), 1);
    assert!(!page.select("style").text().contains("url("), "styles load nothing");
    for element in page.select("*").iter() {
        let attributes: Vec<String> =
            element.attrs().iter().map(|attribute| attribute.name.local.to_string()).collect();
        assert!(
            !attributes.iter().any(|name| name.starts_with("on") || name == "src" || name == "style"),
            "{attributes:?}"
        );
    }
    let links: Vec<String> = page.select("a").iter().map(|link| link.attr("href").unwrap().to_string()).collect();
    assert_eq!(links, ["https://gulfwire.example/qaim?a=1&b=2"], "the script of the hostile report is no link");
    assert!(page.select("blockquote").text().contains("<img src=x onerror=alert(1)>"), "its words are text");
    let policy = page.select("meta[http-equiv='Content-Security-Policy']").attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
}

#[cfg(feature = "parquet")]
#[test]
fn a_reader_of_parquet_reads_the_columns() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{ListAccessor, Row, RowAccessor};
    let folder = sample();
    assert_eq!(folder.run("export parquet -o events.parquet").code, 0);
    let file = SerializedFileReader::new(fs::File::open(folder.path("events.parquet")).unwrap()).unwrap();
    let metadata = file.metadata().file_metadata();
    let geo = metadata.key_value_metadata().unwrap().iter().find(|pair| pair.key == "geo").unwrap();
    let geo: serde_json::Value = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
    assert_eq!((&geo["version"], &geo["primary_column"]), (&"1.1.0".into(), &"geometry".into()));
    let columns: Vec<String> =
        metadata.schema_descr().root_schema().get_fields().iter().map(|field| field.name().to_string()).collect();
    let mut wanted: Vec<&str> = publish::EVENT_COLUMNS.to_vec();
    wanted.push("geometry");
    assert_eq!(columns, wanted);
    let at = |name: &str| wanted.iter().position(|column| *column == name).unwrap();
    let rows: Vec<Row> = file.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    let events = folder.run("events -f jsonl").records();
    assert_eq!(rows.len(), events.len());
    for (row, event) in rows.iter().zip(&events) {
        assert_eq!(row.get_string(at("event")).unwrap(), event["event"].as_str().unwrap());
        assert_eq!(row.get_double(at("lat")).ok(), event["location"]["lat"].as_f64());
        assert_eq!(row.get_bytes(at("geometry")).is_ok(), event["location"]["lat"].is_f64());
        let targets = row.get_list(at("targets")).unwrap();
        let names: Vec<&str> = (0..targets.len()).map(|n| targets.get_string(n).unwrap().as_str()).collect();
        let told = event["targets"].as_array().unwrap().iter().map(|actor| actor["name"].as_str().unwrap());
        assert_eq!(names, told.collect::<Vec<_>>());
    }
}

/// A store in which persons have judged and edited, one of them in vain.
fn decided() -> Folder {
    let folder = sample();
    let events = folder.run("events --country IRQ -f jsonl").records();
    let (first, second) = (&events[0]["tellings"][0]["key"], &events[0]["tellings"][1]["key"]);
    let (first, second) = (first.as_str().unwrap(), second.as_str().unwrap());
    assert_eq!(folder.run(&format!("split {first} {second} --by bob --reason unlike")).code, 0);
    assert_eq!(folder.run("undo --by bob").code, 0);
    assert_eq!(folder.run(&format!("split {first} {second} --by eve")).code, 0);
    let mut store = store::Store::open(&folder.path("dateline.sqlite")).unwrap();
    let at = jiff::Timestamp::UNIX_EPOCH;
    let edit = serde_json::json!([{ "name": "Islamic State in Iraq" }]);
    store.edit(first.parse().unwrap(), store::Part::Targets, &edit, Some("by its name then"), "eve", at).unwrap();
    drop(store);
    assert_eq!(folder.run("link").code, 0);
    folder
}

#[test]
fn a_store_that_was_exported_and_imported_exports_the_same() {
    let folder = decided();
    let lines = folder.run("export jsonl").out;
    assert_eq!(lines.lines().count(), 5 + 3, "five reports, two judgements, an edit: {lines}");
    folder.write("store.jsonl", &lines);
    let imported = folder.run("import store.jsonl --by ann --store again.sqlite");
    assert_eq!(imported.code, 0, "{}", imported.err);
    assert!(imported.err.contains("5 added to again.sqlite, 3 decisions of persons"), "{}", imported.err);
    assert_eq!(folder.run("export jsonl --store again.sqlite").out, lines);
    folder.run("link --store again.sqlite");
    let events = folder.run("events -f jsonl").out;
    assert!(events.contains("Islamic State in Iraq"), "the edit holds: {events}");
    assert_eq!(folder.run("events -f jsonl --store again.sqlite").out, events);
    let twice = folder.run("import store.jsonl --by ann --store again.sqlite");
    assert!(twice.err.contains("5 known already") && !twice.err.contains("decisions"), "{}", twice.err);
    assert_eq!(folder.run("export jsonl --store again.sqlite").out, lines);
}

#[test]
fn reprints_come_back_with_their_report() {
    let folder = Folder::new();
    let line = |id: &str, outlet: &str| {
        let text = "Gunmen killed five farmers in the village of Mainok in Borno state, Nigeria, on Tuesday, police said. \
            The attackers came on motorcycles before dawn and burned two houses, police spokesman Audu Garba said.";
        serde_json::json!({ "id": id, "outlet": outlet, "published": "2019-05-14", "title": id, "text": text })
    };
    for (id, outlet) in [("first", "Lake Wire"), ("second", "Kano Mirror")] {
        folder.write("news.jsonl", line(id, outlet).to_string());
        assert_eq!(folder.run("code news.jsonl --reader rules --store a.sqlite").code, 0);
    }
    let lines = folder.run("export jsonl --store a.sqlite").out;
    assert_eq!((lines.lines().count(), lines.contains("Kano Mirror")), (1, true), "{lines}");
    folder.write("store.jsonl", &lines);
    folder.run("import store.jsonl --store b.sqlite");
    assert_eq!(folder.run("export jsonl --store b.sqlite").out, lines);
}

#[test]
fn lines_of_some_events_are_those_of_their_reports() {
    let folder = decided();
    let lines = folder.run("export jsonl --country IRQ").records();
    let reports: Vec<&str> = lines.iter().filter_map(|line| line["report"].as_str()).collect();
    assert_eq!((reports.len(), lines.len()), (2, 5), "{reports:?}");
}

#[test]
fn a_decision_that_makes_no_sense_is_named_and_the_rest_is_kept() {
    let folder = sample();
    let said = r#"{"judgement":"alike","event_reports":["0000000000","0000000001"],"by":"eve","at":"2024-01-01T00:00:00Z"}
{"judgement":"same","event_reports":["0000000000","0000000001"],"by":"eve","at":"2024-01-01T00:00:00Z"}
{"edit":"colour","event_report":"0000000000","value":1,"by":"eve","at":"2024-01-01T00:00:00Z"}
{"edit":"targets","event_report":"0000000000","value":[],"by":"eve","at":"yesterday"}
"#;
    folder.write("said.jsonl", format!("{said}{}", folder.read("records.jsonl")));
    let ran = folder.run("import said.jsonl --store other.sqlite");
    assert_eq!(ran.code, 2);
    for problem in
        ["judgement cannot be \"alike\"", "0000000000", "edit cannot be \"colour\"", "\"yesterday\" is no time"]
    {
        assert!(ran.err.contains(problem), "{problem}: {}", ran.err);
    }
    assert!(ran.err.contains("5 added"), "{}", ran.err);
}
