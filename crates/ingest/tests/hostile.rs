//! Hostile files: each ends in an error that names it, and the reports beside it are read all the same.

use std::fs::{self, File};
use std::io::{BufWriter, Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use ingest::{Error, Options};
use record::Report;

const GOOD: &str =
    "Ferry sinks off Zanzibar\n\nA ferry with two hundred people on board sank on Sunday, the harbour master said.";

/// Reads `name`, holding `bytes`, between two good files: the reports that it gave and its errors.
fn read(name: &str, bytes: &[u8]) -> (Vec<Report>, Vec<Error>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a_good.txt"), GOOD).unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("z_good.txt"), GOOD).unwrap();
    read_folder(folder.path(), name, &Options::default())
}

fn read_folder(folder: &Path, name: &str, options: &Options) -> (Vec<Report>, Vec<Error>) {
    let (mut reports, mut errors) = (Vec::new(), Vec::new());
    for source in ingest::sources(&[folder.to_path_buf()]) {
        for result in source.read(options) {
            match result {
                Ok(report) => reports.push(report),
                Err(error) => errors.push(error),
            }
        }
    }
    let good = reports.iter().filter(|report| report.id == "a_good" || report.id == "z_good").count();
    assert_eq!(good, 2, "the files beside {name} are read");
    reports.retain(|report| !report.id.ends_with("_good"));
    for error in &errors {
        assert!(error.to_string().contains(name), "the error names {name}: {error}");
        assert!(error.place().path.contains(name));
    }
    (reports, errors)
}

/// One error, no report.
fn refused(name: &str, bytes: &[u8]) -> Error {
    let (reports, mut errors) = read(name, bytes);
    assert!(reports.is_empty(), "{name} gives no report: {:?}", reports[0].text.chars().take(80).collect::<String>());
    assert_eq!(errors.len(), 1, "{name}: {errors:?}");
    errors.remove(0)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn line(number: u32) -> String {
    format!("{{\"id\":\"r{number}\",\"text\":\"Report {number} tells of a ferry that sank off the coast.\"}}\n")
}

fn warc_record(number: u32) -> String {
    let page = format!("<html><body><article><h1>Ferry {number} sinks</h1>{}</article></body></html>", "<p>A ferry with many people on board sank in rough water off the island, the harbour master said on Sunday.</p>".repeat(4));
    let http = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/2021/03/14/{number}\r\nWARC-Date: 2021-03-20T00:00:00Z\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    )
}

#[test]
fn empty_and_blank_files() {
    for name in ["empty.txt", "empty.json", "empty.html", "empty.eml", "empty.warc", "empty.gz"] {
        assert!(matches!(refused(name, b""), Error::Empty { .. }), "{name}");
    }
    assert!(matches!(refused("blank.txt", b" \n\t\r\n  "), Error::Empty { .. }));
}

#[test]
fn pictures_programs_and_nuls() {
    let png = [&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], &[7; 500]].concat();
    assert!(matches!(refused("picture.txt", &png), Error::Binary { .. }));
    assert!(matches!(refused("program.txt", b"\x7FELF\x02\x01\x01\0\0\0\0\0"), Error::Binary { .. }));
    assert!(matches!(refused("nuls.txt", b"Ten people\0\0 died in the \0flood."), Error::Binary { .. }));
    let late = [vec![b'a'; 200_000], vec![0]].concat();
    assert!(matches!(refused("late_nul.txt", &late), Error::Binary { .. }));
    assert!(matches!(refused("paper.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3"), Error::Binary { .. }));
    let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).map(|b| b.max(1)).collect();
    assert!(matches!(refused("noise.txt", &noise), Error::Binary { .. }));
}

#[test]
fn two_hundred_megabytes_of_one_line() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a_good.txt", "z_good.txt"] {
        fs::write(folder.path().join(name), GOOD).unwrap();
    }
    for (name, start) in [
        ("long.txt", "a"),
        ("long.jsonl", "{\"text\":\""),
        ("long.json", "{\n\"text\":\""),
        ("long.csv", "text,id\n\""),
    ] {
        let path = folder.path().join(name);
        let mut file = BufWriter::new(File::create(&path).unwrap());
        file.write_all(start.as_bytes()).unwrap();
        (0..200).for_each(|_| file.write_all(&vec![b'x'; 1 << 20]).unwrap());
        drop(file);
        let started = Instant::now();
        let (reports, errors) = read_folder(folder.path(), name, &Options::default());
        assert!(matches!(errors[..], [Error::TooLong { .. }]), "{name}: {errors:?}");
        assert!(reports.is_empty() && started.elapsed() < Duration::from_secs(10), "{name}: {:?}", started.elapsed());
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_line_too_long_costs_only_itself() {
    let options = Options { max_report_bytes: 1000, ..Options::default() };
    let folder = tempfile::tempdir().unwrap();
    for name in ["a_good.txt", "z_good.txt"] {
        fs::write(folder.path().join(name), GOOD).unwrap();
    }
    let lines = format!("{}{{\"text\":\"{}\"}}\n{}", line(1), "x".repeat(100_000), line(3));
    fs::write(folder.path().join("lines.jsonl"), lines).unwrap();
    let (reports, errors) = read_folder(folder.path(), "lines.jsonl", &options);
    assert_eq!(reports.iter().map(|report| &*report.id).collect::<Vec<_>>(), ["r1", "r3"]);
    assert!(matches!(errors[..], [Error::TooLong { .. }]) && errors[0].place().entry == Some(2));
}

#[test]
fn json_and_pages_nested_ten_thousand_deep() {
    let deep = format!("{{\"text\":{}1{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(matches!(refused("deep.json", deep.as_bytes()), Error::Malformed { .. }));
    let objects = format!("{}1{}", "{\"text\":".repeat(10_000), "}".repeat(10_000));
    assert!(matches!(refused("objects.json", objects.as_bytes()), Error::Malformed { .. }));
    assert!(matches!(refused("lists.json", "[".repeat(10_000).as_bytes()), Error::Malformed { .. }));
    for (name, open) in [
        ("div.html", "<div>"),
        ("stray.html", "<div></x>"),
        ("bold.html", "<div><b></div>"),
        ("table.html", "<table><tr><td>"),
    ] {
        let page = format!("<html><body>{}Ten people died.", open.repeat(10_000));
        assert!(matches!(refused(name, page.as_bytes()), Error::TooDeep { .. }), "{name}");
    }
    let feed = format!("<?xml version=\"1.0\"?><rss><channel><item>{}", "<description>".repeat(10_000));
    assert!(matches!(refused("feed.xml", feed.as_bytes()), Error::TooDeep { .. }));
}

#[test]
fn pages_just_within_the_limit_do_not_overflow() {
    let text = "<p>A ferry with many people on board sank in rough water off the island, the harbour master said.</p>"
        .repeat(5);
    let page = format!("<html><body>{}{text}", "<div>".repeat(1400));
    let (reports, errors) = read("deep.html", page.as_bytes());
    assert_eq!(reports.len() + errors.len(), 1);
}

#[test]
fn broken_lines_of_json_cost_only_themselves() {
    let broken = [
        "{\"text\":\"\\ud800 alone\"}\n",
        "{\"text\":\"cut\n",
        "not json\n",
        "[1,2]\n",
        "{\"words\":3}\n",
        "\u{FEFF}null\n",
    ];
    for (number, bad) in broken.iter().enumerate() {
        let name = format!("broken{number}.jsonl");
        let (reports, errors) = read(&name, format!("{}{bad}{}", line(1), line(3)).as_bytes());
        assert_eq!(reports.len(), 2, "{bad}");
        assert!(errors.len() == 1 && errors[0].place().entry == Some(2), "{bad}: {errors:?}");
    }
}

#[test]
fn a_character_that_is_none_is_a_blank() {
    let line = r#"{"id":"a\u0000b","title":"Four\u0000 dead","text":"Gunmen\u0000killed four \\u0000 traders.","outlet":["\u0000"],"more":{"x":["\u0000y"]}}"#;
    let (reports, errors) = read("nul.jsonl", line.as_bytes());
    assert_eq!((reports.len(), errors.len()), (1, 0));
    assert_eq!(reports[0].text, "Four  dead\n\nGunmen killed four \\u0000 traders.");
    assert!(!serde_json::to_string(&reports[0]).unwrap().replace(r"\\u0000", "").contains("u0000"), "{:?}", reports[0]);
}

#[test]
fn a_broken_object_in_a_list_costs_only_itself() {
    let list = format!("[{},\n{{\"text\": \"\\ud800\"}},\n{}]", line(1).trim(), line(3).trim());
    let (reports, errors) = read("list.json", list.as_bytes());
    assert_eq!((reports.len(), errors.len(), errors[0].place().entry), (2, 1, Some(2)));
    let (reports, errors) = read("cut.json", &list.as_bytes()[..list.len() - 20]);
    assert_eq!(reports.len(), 1);
    assert!(matches!(errors.last(), Some(Error::Truncated { .. })), "{errors:?}");
}

#[test]
fn gzip_cut_off() {
    let lines: String = (0..5000).map(line).collect();
    let packed = gzip(lines.as_bytes());
    let (reports, errors) = read("cut.jsonl.gz", &packed[..packed.len() / 2]);
    assert!(reports.len() > 1000 && reports[0].id == "r0", "what was complete is delivered: {}", reports.len());
    assert!(matches!(errors[..], [Error::Truncated { .. }]), "{errors:?}");
    let text = gzip(GOOD.repeat(50).as_bytes());
    assert!(matches!(refused("cut.txt.gz", &text[..text.len() - 12]), Error::Truncated { .. }));
    refused("head.gz", b"\x1F\x8B\x08");
    refused("noise.gz", &[&b"\x1F\x8B\x08\0\0\0\0\0\0\0"[..], &[0xAB; 200]].concat());
}

#[test]
fn gzip_of_several_members_is_one_file() {
    let packed = [gzip(line(1).as_bytes()), gzip(line(2).as_bytes())].concat();
    let (reports, errors) = read("two.jsonl.gz", &packed);
    assert_eq!((reports.len(), errors.len()), (2, 0));
}

#[test]
fn warc_cut_off_and_broken() {
    let records = [warc_record(1), warc_record(2), warc_record(3)].concat();
    let (reports, errors) = read("crawl.warc", &records.as_bytes()[..records.len() - 300]);
    assert_eq!(reports.len(), 2, "{errors:?}");
    assert!(matches!(errors[..], [Error::Truncated { .. }]), "{errors:?}");
    assert_eq!(
        (reports[1].id.as_str(), reports[1].title.as_ref().unwrap().text.as_str()),
        ("crawl#2", "Ferry 2 sinks")
    );
    let packed: Vec<u8> = (1..4).flat_map(|number| gzip(warc_record(number).as_bytes())).collect();
    let (reports, errors) = read("crawl.warc.gz", &packed[..packed.len() - 50]);
    assert_eq!((reports.len(), errors.len()), (2, 1), "{errors:?}");
    let lie = warc_record(1).replace("Content-Length: ", "Content-Length: 99999999999");
    refused("lie.warc", lie.as_bytes());
    refused("headless.warc", b"WARC/1.0\r\nWARC-Type: response\r\n\r\n");
    refused("endless.warc", format!("WARC/1.0\r\n{}", "X: y\r\n".repeat(5000)).as_bytes());
}

#[test]
fn bombs() {
    let zeros = vec![b' '; 80 << 20];
    assert!(matches!(refused("bomb.txt.gz", &gzip(&zeros)), Error::Bomb { .. }));
    assert!(matches!(refused("bomb.zip", &zip(&[("a.txt", &zeros)])), Error::Bomb { .. }));
    let nested = zip(&[("inner.zip", &zip(&[("a.txt", &zeros)]))]);
    assert!(matches!(refused("nested.zip", &nested), Error::Bomb { .. }));
    let mut russian = GOOD.as_bytes().to_vec();
    (0..8).for_each(|_| russian = gzip(&russian));
    assert!(matches!(refused("russian.gz", &russian), Error::TooDeep { .. }));
}

#[test]
fn zips_cut_off_and_with_bad_members() {
    let members: [(&str, &[u8]); 4] = [
        ("one.txt", GOOD.as_bytes()),
        ("two.txt", b"\0\0\0"),
        ("sub/three.jsonl", b"{}\n{\"text\":\"Ten died.\"}\n"),
        (".DS_Store", b"\0"),
    ];
    let (reports, errors) = read("mixed.zip", &zip(&members));
    assert_eq!((reports.len(), errors.len()), (2, 2), "{errors:?}");
    assert!(reports[0].path.ends_with("mixed.zip!one.txt") && reports[0].id == "one");
    let whole = zip(&members);
    assert!(matches!(refused("cut.zip", &whole[..whole.len() - 30]), Error::Malformed { .. }));
    assert!(matches!(refused("none.zip", &zip(&[])), Error::Empty { .. }));
    assert!(matches!(refused("letter.docx", &zip(&[("[Content_Types].xml", b"<x/>")])), Error::Binary { .. }));
}

#[test]
fn pages_without_an_article() {
    refused("frame.html", b"<!DOCTYPE html><html><frameset><frame src=a></frameset></html>");
    refused("open.html", b"<html><body><script>while(1){");
    refused("picture.html", b"<html><body><img src=x></body></html>");
}

#[test]
fn tables_without_text() {
    refused("numbers.csv", b"a,b,c\n1,2,3\n");
    refused("header.csv", b"\0,\0\n");
    let (reports, errors) = read("quote.csv", b"id,text\n1,\"Ten died\n2,Nine died\n");
    assert_eq!(reports.len() + errors.len(), 1);
}

#[test]
fn feeds_without_entries_or_end() {
    refused("cut.rss", b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><item><title>Ferry");
    refused("other.xml", b"<?xml version=\"1.0\"?><invoice><sum>3</sum></invoice>");
    let bomb = b"<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><rss><channel><title>&b;</title></channel></rss>";
    let (reports, _) = read("entities.rss", bomb);
    assert!(reports.is_empty());
}

#[test]
fn missing_files_and_folders_that_loop() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.txt");
    let mut reports = ingest::sources(std::slice::from_ref(&missing)).remove(0).read(&Options::default());
    let error = reports.next().unwrap().unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }) && error.to_string().contains("missing.txt"));
    assert!(reports.next().is_none());
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    fs::write(folder.path().join("b.txt"), GOOD).unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/c.txt"), GOOD).unwrap();
    let found: Vec<PathBuf> =
        ingest::sources(&[folder.path().into()]).iter().map(|source| source.path().into()).collect();
    assert_eq!(found, [folder.path().join("a/c.txt"), folder.path().join("b.txt")]);
}

#[test]
fn utf16_is_read_with_and_without_its_mark() {
    let words = "Fähre vor Sansibar gesunken\n\nZehn Menschen starben am Sonntag bei einem Unglück vor der Küste.";
    let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, bytes) in
        [("le.txt", little.clone()), ("be.txt", big), ("marked.txt", [&b"\xFF\xFE"[..], &little].concat())]
    {
        let (reports, errors) = read(name, &bytes);
        assert!(errors.is_empty() && reports[0].text == words, "{name}: {errors:?}");
    }
    let lines: Vec<u8> = std::iter::once(0xFEFF).chain(line(1).encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read("lines.jsonl", &lines).0.len(), 1);
    let odd = [&b"\xFF\xFE"[..], &little, b"\x41"].concat();
    assert_eq!(read("odd.txt", &odd).0.len(), 1);
}

#[test]
fn reading_can_be_given_up_half_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.jsonl");
    fs::write(&path, (0..10_000).map(line).collect::<String>()).unwrap();
    let source = ingest::sources(std::slice::from_ref(&path)).remove(0);
    assert_eq!(source.read(&Options::default()).take(3).count(), 3);
}
