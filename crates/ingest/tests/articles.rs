//! Corpora of geoparsing: texts and offsets come out exactly as their files mean them.

use std::fs;

use ingest::{Options, sources};
use record::Report;
use serde_json::Value;

fn read(xml: &str) -> Vec<Result<Report, ingest::Error>> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("corpus.xml"), xml).unwrap();
    sources(&[folder.path().into()]).remove(0).read(&Options::default()).collect()
}

fn reports(xml: &str) -> Vec<Report> {
    read(xml).into_iter().map(|report| report.unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// Each toponym of a report as `start-end words @ lat, lon`, after a look at whether the offsets give the words.
fn toponyms(report: &Report) -> Vec<String> {
    let characters: Vec<char> = report.text.chars().collect();
    let toponyms = report.extra["toponyms"].as_array().unwrap().iter();
    toponyms.map(|toponym| told(toponym, &characters)).collect()
}

fn told(toponym: &Value, characters: &[char]) -> String {
    let (start, end) = (toponym["start"].as_u64().unwrap() as usize, toponym["end"].as_u64().unwrap() as usize);
    assert_eq!(characters[start..end].iter().collect::<String>(), toponym["text"].as_str().unwrap());
    format!("{start}-{end} {} @ {}, {}", toponym["text"].as_str().unwrap(), toponym["lat"], toponym["lon"])
}

#[test]
fn geo_web_news() {
    let xml = "<?xml version=\"1.0\" ?>\r\n<articles>\r\n\t<article file=\"7\">\r\n\t\t<title>Ferry &amp; bridge</title>\r\n\
        \t\t<link>http://example.org/a</link>\r\n\t\t<text>Caf\u{e9} &quot;R&#233;my&quot; &amp; Co\r\nlies in Lund.</text>\r\n\
        \t\t<toponyms><toponym><extractedName>Lund</extractedName><normalisedName>Lund</normalisedName>\
        <type>Literal</type><modifierType /><start>25</start><end>29</end><geonamesID>2693678</geonamesID>\
        <latitude>55.7</latitude><longitude>13.19</longitude></toponym>\
        <toponym><extractedName>Sweden</extractedName><type>Metonymic</type><start>-20</start><end>-14</end></toponym>\
        </toponyms>\r\n\t</article>\r\n</articles>";
    let report = &reports(xml)[0];
    assert_eq!(report.text, "Caf\u{e9} \"R\u{e9}my\" & Co\nlies in Lund.");
    assert_eq!((&*report.id, report.body_start), ("7", 0));
    assert_eq!(report.extra["title"], "Ferry & bridge");
    assert_eq!(report.url.as_deref(), Some("http://example.org/a"));
    // What does not stand where its offsets say is no reference.
    assert_eq!(toponyms(report), ["25-29 Lund @ 55.7, 13.19"]);
    assert_eq!(report.extra["toponyms"][0]["type"], "Literal");
    assert_eq!(report.extra["toponyms"][0]["geonames_id"], "2693678");
}

#[test]
fn geo_virus_counts_from_one() {
    let xml = "<articles><article><source>https://example.org</source><text>Flu in \u{d6}rebro.</text><locations>\
        <location><name>\u{d6}rebro</name><start>8</start><end>14</end><lat>59.27</lat><lon>15.2</lon>\
        <page>https://example.org/p</page></location></locations></article>\
        <article><text>Flu in Lund.</text><locations /></article></articles>";
    let reports = reports(xml);
    assert_eq!(toponyms(&reports[0]), ["7-13 \u{d6}rebro @ 59.27, 15.2"]);
    assert!(toponyms(&reports[1]).is_empty());
    assert_eq!(reports.iter().map(|report| &*report.id).collect::<Vec<_>>(), ["0", "1"]);
}

#[test]
fn lgl_and_tr_news_with_and_without_a_gazetteers_entry() {
    let xml = "<articles><article docid=\"38\"><feedid>3</feedid><title>Fair</title><domain>example.org</domain>\
        <url>http://example.org/b</url><dltime>2009-01-02</dltime><text><![CDATA[A fair in Troy & a <race> in Elm Park.]]></text>\
        <toponyms><toponym><start>10</start><end>14</end><phrase>Troy</phrase><gaztag geonameid=\"5141502\">\
        <name>City of Troy</name><fclass>P</fclass><fcode>PPL</fcode><lat>42.7</lat><lon>-73.7</lon><country>US</country>\
        <admin1>NY</admin1></gaztag></toponym><toponym><start>29</start><end>37</end><phrase>Elm Park</phrase></toponym>\
        </toponyms></article></articles>";
    let report = &reports(xml)[0];
    assert_eq!(report.id, "38");
    assert_eq!(toponyms(report), ["10-14 Troy @ 42.7, -73.7", "29-37 Elm Park @ null, null"]);
    assert_eq!(report.extra["toponyms"][0]["geonames_id"], "5141502");
}

#[test]
fn a_corpus_that_breaks_off_gives_what_came_before() {
    let read = read("<articles><article><text>Flu in Lund.</text></article><article><text>Flu &unknown; in</text>");
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].as_ref().map(|report| &*report.text).unwrap(), "Flu in Lund.");
    assert!(matches!(&read[1], Err(ingest::Error::Malformed { .. })), "{:?}", read[1]);
}
