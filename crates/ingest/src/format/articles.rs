//! Corpora of geoparsing: GeoWebNews, GeoVirus, LGL and TR-News, articles in XML with the toponyms that people found.

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::{Map, Value, json};

use super::text;
use crate::draft::Draft;
use crate::source::{Run, Stop};
use crate::{Error, Place};

/// The articles of a corpus. Their titles and toponyms are kept in `extra`: no offset counts the title.
pub(crate) fn read(place: &Place, bytes: Vec<u8>, run: &mut Run) -> Result<(), Stop> {
    let xml = text::decode(place, bytes)?;
    let mut reader = Reader::from_str(&xml);
    let mut corpus = Corpus::default();
    loop {
        let event = reader.read_event().map_err(|reason| malformed(place, &reason))?;
        match event {
            Event::Start(element) => corpus.open(&element),
            Event::Empty(element) => corpus.open(&element),
            Event::Text(words) => corpus.words.push_str(&words.xml10_content()),
            Event::CData(words) => corpus.words.push_str(&words.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = character(&reference).ok_or_else(|| malformed(place, &&*reference))?;
                corpus.words.push_str(&character);
            }
            Event::End(element) => {
                if let Some(article) = corpus.close(element.name().as_ref()) {
                    let place = place.entry(corpus.articles);
                    run.finish(&place, Ok(article.draft(corpus.articles - 1)))?;
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn malformed(place: &Place, reason: &dyn std::fmt::Display) -> Error {
    Error::Malformed { place: place.clone(), format: "a corpus of articles", reason: reason.to_string() }
}

/// What `&amp;` or `&#233;` stands for.
fn character(reference: &BytesRef) -> Option<String> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Some(character.to_string()),
        _ => resolve_predefined_entity(reference).map(str::to_string),
    }
}

/// A corpus while it is read.
#[derive(Default)]
struct Corpus {
    /// How many articles were begun.
    articles: u64,
    article: Article,
    toponym: Toponym,
    /// Whether the element is inside one that holds the gazetteer's words for a toponym, not the article's.
    gazetteer: bool,
    /// The text of the innermost element so far.
    words: String,
}

#[derive(Default)]
struct Article {
    id: Option<String>,
    title: String,
    url: String,
    text: String,
    toponyms: Vec<Toponym>,
}

/// A toponym as its corpus gives it.
#[derive(Default)]
struct Toponym {
    start: usize,
    end: usize,
    /// The article's words.
    text: String,
    /// GeoWebNews' type.
    kind: Option<String>,
    geonames: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
}

impl Corpus {
    fn open(&mut self, element: &BytesStart) {
        self.words.clear();
        match element.name().as_ref() {
            "article" => {
                self.articles += 1;
                let id = attribute(element, "file").or_else(|| attribute(element, "docid"));
                self.article = Article { id, ..Article::default() };
            }
            "toponym" | "location" => self.toponym = Toponym::default(),
            "gaztag" => {
                self.gazetteer = true;
                self.toponym.geonames = attribute(element, "geonameid");
            }
            _ => {}
        }
    }

    /// Ends an element; an article is handed on.
    fn close(&mut self, element: &str) -> Option<Article> {
        let words = std::mem::take(&mut self.words);
        let (article, toponym) = (&mut self.article, &mut self.toponym);
        match element {
            "article" => return Some(std::mem::take(article)),
            "toponym" | "location" => article.toponyms.push(std::mem::take(toponym)),
            "gaztag" => self.gazetteer = false,
            "title" => article.title = words,
            "text" => article.text = words,
            "link" | "source" | "url" => article.url = words,
            "extractedName" | "phrase" => toponym.text = words,
            "name" if !self.gazetteer => toponym.text = words,
            "type" => toponym.kind = Some(words),
            "geonamesID" => toponym.geonames = Some(words),
            "start" => toponym.start = words.trim().parse().unwrap_or(usize::MAX),
            "end" => toponym.end = words.trim().parse().unwrap_or(0),
            "latitude" | "lat" => toponym.lat = words.trim().parse().ok(),
            "longitude" | "lon" => toponym.lon = words.trim().parse().ok(),
            _ => {}
        }
        None
    }
}

fn attribute(element: &BytesStart, name: &str) -> Option<String> {
    let value = element.try_get_attribute(name).ok()??.normalized_value(XmlVersion::Implicit1_0).ok()?;
    Some(value.into_owned())
}

impl Article {
    fn draft(self, index: u64) -> Draft {
        let characters: Vec<char> = self.text.chars().collect();
        let toponyms: Vec<Value> = self.toponyms.iter().filter_map(|toponym| toponym.json(&characters)).collect();
        let mut extra = Map::new();
        extra.insert("toponyms".to_string(), Value::Array(toponyms));
        if !self.title.is_empty() {
            extra.insert("title".to_string(), Value::String(self.title));
        }
        Draft {
            id: Some(self.id.unwrap_or_else(|| index.to_string())),
            body: self.text,
            url: Some(self.url).filter(|url| url.starts_with("http")),
            // They are corpora of English news; the shortest articles would be taken for other languages.
            language: Some("en".to_string()),
            extra: extra.into_iter().collect(),
            ..Draft::default()
        }
    }
}

impl Toponym {
    /// Its fields, the offsets in characters from 0; `None` where they do not give its own words.
    fn json(&self, text: &[char]) -> Option<Value> {
        // GeoVirus counts from 1.
        let start = [Some(self.start), self.start.checked_sub(1)].into_iter().flatten().find(|&start| {
            let end = start + self.end.saturating_sub(self.start);
            text.get(start..end).is_some_and(|found| found.iter().copied().eq(self.text.chars()))
        })?;
        let mut fields = Map::new();
        let mut put = |key: &str, value: Value| fields.insert(key.to_string(), value);
        put("start", json!(start));
        put("end", json!(start + self.text.chars().count()));
        put("text", json!(self.text));
        put("type", json!(self.kind));
        put("geonames_id", json!(self.geonames));
        put("lat", json!(self.lat));
        put("lon", json!(self.lon));
        Some(Value::Object(fields))
    }
}
