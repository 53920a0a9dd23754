use std::panic::{AssertUnwindSafe, catch_unwind};

use feed_rs::model::{Entry, Feed, Link, Text};
use record::DateOrigin;
use serde_json::{Map, Value};

use super::{html, metadata};
use crate::draft::Draft;
use crate::source::{Run, Stop};
use crate::{Error, Place, date, encoding};

/// Whether a JSON object is a JSON Feed.
pub(crate) fn is_json_feed(object: &Map<String, Value>) -> bool {
    let version = object.get("version").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("https://jsonfeed.org/"))
}

/// The entries of an RSS, Atom or JSON Feed file. Its times are read in UTC, as the parser gives them.
pub(crate) fn read(place: &Place, bytes: &[u8], run: &mut Run) -> Result<(), Stop> {
    let feed = parse(place, bytes.to_vec(), None, None)?;
    let outlet = outlet(&feed);
    for (number, entry) in feed.entries.into_iter().enumerate() {
        let place = place.entry(number as u64 + 1);
        let draft = draft(&place, entry, outlet.clone(), feed.language.clone());
        run.finish(&place, draft)?;
    }
    Ok(())
}

/// The feed in these bytes. `label` is the encoding that a header named, `base` where it was found: what links are relative to.
///
/// Letters that are UTF-8 are read as UTF-8 whatever the declaration says, as on pages: old templates declare what they like.
pub(crate) fn parse(place: &Place, bytes: Vec<u8>, label: Option<&str>, base: Option<&str>) -> Result<Feed, Error> {
    let malformed =
        |reason: &str| Error::Malformed { place: place.clone(), format: "a feed", reason: reason.to_string() };
    if let Some(what) = encoding::binary(&bytes) {
        return Err(Error::Binary { place: place.clone(), what });
    }
    let declared = metadata::charset(&bytes[..bytes.len().min(256)]);
    let text = encoding::decode(bytes, label.or(declared.as_deref()));
    let mut text = text.trim_start_matches(['\u{FEFF}', ' ', '\n', '\r', '\t']);
    if text.starts_with("<?xml") {
        text = text.split_once("?>").map_or(text, |(_, rest)| rest);
    }
    if text.trim().is_empty() {
        return Err(Error::Empty { place: place.clone() });
    }
    if !text.starts_with('{') {
        if is_page(text) {
            return Err(malformed("it is a web page"));
        }
        html::check_depth(place, text)?;
    }
    let named = |links: &[Link], title: &Option<Text>, _: Option<&str>| named(links, title);
    let parser = feed_rs::parser::Builder::new().base_uri(base).id_generator(named).build();
    let parsed = catch_unwind(AssertUnwindSafe(|| parser.parse(text.as_bytes())));
    let feed = parsed.map_err(|_| malformed("the feed's parser failed on it"))?;
    feed.map_err(|reason| malformed(&reason.to_string()))
}

/// Whether this opens as a page does: what servers give in place of a feed that has moved, or to whoever has not paid.
fn is_page(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(14).collect::<String>().to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The name of an entry that has none of its own: the same each time it is read.
fn named(links: &[Link], title: &Option<Text>) -> String {
    let link = links.first().map(|link| link.href.clone());
    link.or_else(|| title.as_ref().map(|title| title.content.clone())).unwrap_or_default()
}

/// Who publishes a feed, by its title.
pub(crate) fn outlet(feed: &Feed) -> Option<String> {
    feed.title.as_ref().map(|title| title.content.trim().to_string()).filter(|title| !title.is_empty())
}

/// An entry with the text that the feed itself has.
pub(crate) fn draft(
    place: &Place,
    entry: Entry,
    outlet: Option<String>,
    language: Option<String>,
) -> Result<Draft, Error> {
    let summary = entry.summary.map(|summary| summary.content);
    let content = entry.content.and_then(|content| content.body);
    let body = content.filter(|body| !body.trim().is_empty()).or(summary).unwrap_or_default();
    let title = entry.title.map(|title| html::fragment(place, &title.content)).transpose()?;
    let day = entry.published.or(entry.updated).and_then(|time| date::parse(&time.to_rfc3339()));
    let authors: Vec<String> = entry.authors.into_iter().filter_map(|author| author.name).collect();
    Ok(Draft {
        title,
        body: html::fragment(place, &body)?,
        dates: day.into_iter().map(|day| (day, DateOrigin::Metadata)).collect(),
        outlets: outlet.into_iter().collect(),
        url: entry.links.into_iter().map(|link| link.href).find(|href| href.starts_with("http")),
        author: (!authors.is_empty()).then(|| authors.join(", ")),
        language: entry.language.or(language),
        ..Draft::default()
    })
}
