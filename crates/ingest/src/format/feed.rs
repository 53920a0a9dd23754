use std::panic::catch_unwind;

use feed_rs::model::Entry;
use record::DateOrigin;
use serde_json::{Map, Value};

use super::html;
use crate::draft::Draft;
use crate::source::{Run, Stop};
use crate::{Error, Place, date};

/// Whether a JSON object is a JSON Feed.
pub(crate) fn is_json_feed(object: &Map<String, Value>) -> bool {
    let version = object.get("version").and_then(Value::as_str);
    version.is_some_and(|version| version.starts_with("https://jsonfeed.org/"))
}

/// The entries of an RSS, Atom or JSON Feed file. Its times are read in UTC, as the parser gives them.
pub(crate) fn read(place: &Place, bytes: &[u8], run: &mut Run) -> Result<(), Stop> {
    let malformed = |reason| Error::Malformed { place: place.clone(), format: "a feed", reason };
    if !bytes.trim_ascii_start().starts_with(b"{") {
        html::check_depth(place, &String::from_utf8_lossy(bytes))?;
    }
    let parsed = catch_unwind(|| feed_rs::parser::parse(bytes));
    let feed = parsed.map_err(|_| malformed("the feed's parser failed on it".to_string()))?;
    let feed = feed.map_err(|reason| malformed(reason.to_string()))?;
    let outlet = feed.title.as_ref().map(|title| title.content.trim().to_string()).filter(|title| !title.is_empty());
    let language = feed.language.clone();
    for (number, entry) in feed.entries.into_iter().enumerate() {
        let place = place.entry(number as u64 + 1);
        let draft = draft(&place, entry, outlet.clone(), language.clone());
        run.finish(&place, draft)?;
    }
    Ok(())
}

fn draft(place: &Place, entry: Entry, outlet: Option<String>, language: Option<String>) -> Result<Draft, Error> {
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
