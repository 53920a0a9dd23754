//! The same story in every format gives the same title, text and date.

use std::fs;
use std::io::Write;

use ingest::{Options, Source};
use record::{DateOrigin, Report};

const TITLE: &str = "Ferry sinks off Zanzibar";
const BODY: &str = "A ferry with two hundred people on board sank in rough water off the island on Sunday, the harbour master said.\n\n\
    Fishermen who had seen the ship go down from the beach pulled ten people from the water near the old town.\n\n\
    The ship had left port in the morning although the weather office had warned of high waves along the coast.";

fn read(name: &str, bytes: &[u8]) -> Vec<Report> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let source: Source = ingest::sources(&[folder.path().into()]).remove(0);
    source.read(&Options::default()).map(|report| report.unwrap_or_else(|error| panic!("{error}"))).collect()
}

fn is_the_story(report: &Report, origin: DateOrigin) {
    assert_eq!(report.title.as_ref().map(|title| &*title.text), Some(TITLE), "{report:?}");
    let published = report.published.as_ref().unwrap_or_else(|| panic!("no date: {report:?}"));
    assert_eq!((published.date, published.origin), (jiff::civil::date(2021, 3, 14), origin), "{report:?}");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&report.text).ends_with(&words(BODY)), "{}", report.text);
    assert_eq!(report.language.as_deref(), Some("en"));
}

fn paragraphs() -> String {
    BODY.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect()
}

fn page() -> String {
    format!(
        "<!doctype html><html><head><title>{TITLE}</title><meta name=\"pubdate\" content=\"2021-03-14\"></head>\
         <body><nav>Home World Sport</nav><article><h1>{TITLE}</h1>{}</article></body></html>",
        paragraphs()
    )
}

#[test]
fn plain_text() {
    let report = &read("story.txt", format!("{TITLE}\n\n14 March 2021\n\n{BODY}").as_bytes())[0];
    is_the_story(report, DateOrigin::Dateline);
    assert_eq!((&*report.id, report.body_start), ("story", 0));
}

#[test]
fn markdown() {
    is_the_story(
        &read("story.md", format!("---\ndate: 2021-03-14\n---\n# {TITLE}\n\n{BODY}").as_bytes())[0],
        DateOrigin::Metadata,
    );
}

#[test]
fn html() {
    is_the_story(&read("story.html", page().as_bytes())[0], DateOrigin::Meta);
}

#[test]
fn mail() {
    let mail =
        format!("From: Jo <jo@daily.example>\nSubject: {TITLE}\nDate: Sun, 14 Mar 2021 10:00:00 +0000\n\n{BODY}");
    let report = &read("story.eml", mail.as_bytes())[0];
    is_the_story(report, DateOrigin::Metadata);
    assert!(report.text[report.body_start..].starts_with("A ferry"));
}

#[test]
fn json_in_its_three_forms() {
    let object = serde_json::json!({"id": 7, "title": TITLE, "text": BODY, "published": "2021-03-14", "url": "https://www.reuters.com/x",
        "language": "eng", "outlet": ["The Daily Example", "The Hourly Example"], "desk": {"name": "Africa"}});
    let line = object.to_string();
    let pretty = serde_json::to_string_pretty(&object).unwrap();
    for (name, text) in [
        ("a.json", pretty.clone()),
        ("a.json", format!("[{line},{pretty}]")),
        ("a.jsonl", format!("{line}\n\n{line}\n")),
    ] {
        let reports = read(name, text.as_bytes());
        for report in &reports {
            is_the_story(report, DateOrigin::Metadata);
            assert_eq!((&*report.id, report.outlets.len()), ("7", 2));
            assert_eq!(report.extra["desk"]["name"], "Africa");
        }
    }
    let named = read(
        "a.json",
        serde_json::json!({"text": BODY, "url": "https://www.reuters.com/2021/03/14/x"}).to_string().as_bytes(),
    );
    assert_eq!((&*named[0].id, &named[0].outlets[..]), ("a", &["Reuters".to_string()][..]));
    assert_eq!(named[0].published.as_ref().unwrap().origin, DateOrigin::Url);
}

#[test]
fn ids_count_the_entries_of_a_file() {
    let ids =
        |name: &str, text: &str| read(name, text.as_bytes()).into_iter().map(|report| report.id).collect::<Vec<_>>();
    assert_eq!(ids("a.jsonl", "{\"text\":\"One.\"}\n{\"text\":\"Two.\"}\n"), ["a#1", "a#2"]);
    assert_eq!(ids("a.json", "{\n\"text\": \"One.\"}"), ["a"]);
    assert_eq!(ids("a.csv", "text\nOne.\nTwo.\n"), ["a#1", "a#2"]);
    assert_eq!(ids("a.b.txt", "One."), ["a.b"]);
}

#[test]
fn csv_with_any_delimiter() {
    for delimiter in [",", ";", "\t"] {
        let text = format!(
            "Title{delimiter}TEXT{delimiter}published{delimiter}desk\n{TITLE}{delimiter}\"{BODY}\"{delimiter}14 March 2021{delimiter}Africa\n"
        );
        let reports = read("a.csv", text.as_bytes());
        is_the_story(&reports[0], DateOrigin::Metadata);
        assert_eq!(reports[0].extra["desk"], "Africa");
    }
}

#[test]
fn feeds() {
    let escaped = paragraphs().replace('<', "&lt;");
    let rss = format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Daily Example</title><item><title>{TITLE}</title>\
         <link>https://daily.example/1</link><pubDate>Sun, 14 Mar 2021 10:00:00 GMT</pubDate><description>{escaped}</description></item></channel></rss>"
    );
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Daily Example</title><id>x</id><updated>2021-03-15T00:00:00Z</updated><entry><id>y</id>\
         <title>{TITLE}</title><updated>2021-03-15T00:00:00Z</updated><published>2021-03-14T00:00:00Z</published><content type=\"html\">{escaped}</content></entry></feed>"
    );
    let json = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "The Daily Example",
        "items": [{"id": "1", "url": "https://daily.example/1", "title": TITLE, "content_html": paragraphs(), "date_published": "2021-03-14T10:00:00Z"}]});
    for (name, text) in [("a.rss", rss), ("a.xml", atom), ("a.json", json.to_string())] {
        let reports = read(name, text.as_bytes());
        is_the_story(&reports[0], DateOrigin::Metadata);
        assert_eq!(reports[0].outlets, ["The Daily Example"], "{name}");
    }
}

#[test]
fn warc_with_chunks_and_gzip_and_other_records() {
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    zipped.write_all(page().as_bytes()).unwrap();
    let zipped = zipped.finish().unwrap();
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", page().len(), page());
    let html = "200 OK\r\nContent-Type: text/html";
    let responses = [
        (html.to_string(), page().into_bytes()),
        (format!("{html}\r\nTransfer-Encoding: chunked"), chunked.into_bytes()),
        (format!("{html}\r\nContent-Encoding: gzip"), zipped),
        (html.replace("200 OK", "404 Not Found"), page().into_bytes()),
    ];
    let mut warc = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nx: y\r\n\r\n".to_vec();
    for (head, body) in responses {
        let http = [format!("HTTP/1.1 {head}\r\n\r\n").into_bytes(), body].concat();
        let record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/x\r\nWARC-Date: 2021-03-20T00:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
            http.len()
        );
        warc.extend([record.as_bytes(), &http, b"\r\n\r\n"].concat());
    }
    let reports = read("crawl.warc", &warc);
    assert_eq!(reports.iter().map(|report| &*report.id).collect::<Vec<_>>(), ["crawl#2", "crawl#3", "crawl#4"]);
    for report in &reports {
        is_the_story(report, DateOrigin::Meta);
        assert_eq!(report.date_candidates.last().unwrap().origin, DateOrigin::Fetched);
        assert_eq!(report.outlets, ["daily.example"]);
    }
}

#[test]
fn archives_of_anything() {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("b/story.html", page()), ("a/story.txt", format!("{TITLE}\n\nMarch 14, 2021\n\n{BODY}"))] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    let reports = read("batch.zip", &writer.finish().unwrap().into_inner());
    is_the_story(&reports[0], DateOrigin::Meta);
    is_the_story(&reports[1], DateOrigin::Dateline);
    assert!(reports[0].path.ends_with("batch.zip!b/story.html"));
    assert_eq!(ingest::merge_copies(reports).len(), 1, "one story, whatever its dress");
}

#[test]
fn a_given_date_overrides_all() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), format!("{TITLE}\n\n14 March 2021\n\n{BODY}")).unwrap();
    let options = Options { published: Some(jiff::civil::date(2022, 1, 1)), ..Options::default() };
    let report = ingest::sources(&[folder.path().into()]).remove(0).read(&options).next().unwrap().unwrap();
    assert_eq!(report.published.as_ref().unwrap().origin, DateOrigin::Given);
    assert_eq!(report.date_candidates.len(), 2);
}
