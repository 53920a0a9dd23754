use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::Document;
use record::{Date, DateOrigin};
use regex::bytes::Regex;
use serde::Deserialize;
use serde_json::Value;

use crate::date;

/// What a page says of itself, outside its text.
#[derive(Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) dates: Vec<(Date, DateOrigin)>,
}

#[derive(Deserialize)]
struct PageFile {
    meta: Names,
}

#[derive(Deserialize)]
struct Names {
    published: Vec<String>,
    title: Vec<String>,
    author: Vec<String>,
    outlet: Vec<String>,
    url: Vec<String>,
    language: Vec<String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let file: PageFile = toml::from_str(include_str!("../../../../codebook/outlet/page.toml")).expect("a tested file");
    file.meta
});

/// The encoding that a page declares in its first bytes.
pub(crate) fn charset(head: &[u8]) -> Option<String> {
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:-]+)"#).expect("a fixed pattern")
    });
    Some(String::from_utf8_lossy(CHARSET.captures(head)?.get(1)?.as_bytes()).into_owned())
}

/// JSON-LD first, then `<meta>`, then `<time>` and the page's own elements.
pub(crate) fn of(page: &Document) -> Metadata {
    let mut metadata = Metadata::default();
    for script in page.select(r#"script[type="application/ld+json"]"#).iter() {
        let text = script.text();
        // Line breaks inside strings are no JSON, yet pages have them.
        let parsed =
            serde_json::from_str(&text).or_else(|_| serde_json::from_str(&text.replace(['\n', '\r', '\t'], " ")));
        if let Ok(value) = parsed {
            read_json_ld(&value, &mut metadata);
        }
    }
    read_meta(page, &mut metadata);
    read_times(page, &mut metadata);
    let first =
        |selector: &str| Some(page.select(selector).iter().next()?.text().trim().to_string()).filter(|s| !s.is_empty());
    let attribute =
        |selector: &str, name: &str| page.select(selector).iter().next()?.attr(name).map(|value| value.to_string());
    metadata.title = metadata.title.or_else(|| first("h1")).or_else(|| first("title")).map(|title| one_line(&title));
    metadata.url = attribute(r#"link[rel="canonical"]"#, "href").or(metadata.url).filter(|url| url.starts_with("http"));
    metadata.language = metadata.language.or_else(|| attribute("html", "lang"));
    metadata
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Walks a JSON-LD block: articles may stand in lists and in `@graph`. `serde_json` has bounded its depth.
fn read_json_ld(value: &Value, metadata: &mut Metadata) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| read_json_ld(value, metadata)),
        Value::Object(object) => {
            let text = |key: &str| name_of(object.get(key)?);
            if let Some(date) = text("datePublished").as_deref().and_then(date::parse) {
                metadata.dates.push((date, DateOrigin::JsonLd));
            }
            if object.contains_key("headline") || object.contains_key("articleBody") {
                let put = |slot: &mut Option<String>, key: &str| *slot = slot.take().or_else(|| text(key));
                put(&mut metadata.title, "headline");
                put(&mut metadata.author, "author");
                put(&mut metadata.outlet, "publisher");
                put(&mut metadata.language, "inLanguage");
                put(&mut metadata.url, "url");
            }
            for key in ["@graph", "mainEntity", "itemListElement"] {
                object.get(key).into_iter().for_each(|value| read_json_ld(value, metadata));
            }
        }
        _ => {}
    }
}

/// A string, the `name` of an object, or those of a list joined.
fn name_of(value: &Value) -> Option<String> {
    let name = match value {
        Value::String(name) => one_line(name),
        Value::Object(object) => return name_of(object.get("name")?),
        Value::Array(values) => values.iter().filter_map(name_of).collect::<Vec<_>>().join(", "),
        _ => return None,
    };
    Some(name).filter(|name| !name.is_empty())
}

fn read_meta(page: &Document, metadata: &mut Metadata) {
    let mut filled: HashMap<String, String> = HashMap::new();
    for element in page.select("meta").iter() {
        let Some(content) = element.attr("content").map(|content| one_line(&content)).filter(|c| !c.is_empty()) else {
            continue;
        };
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = element.attr(attribute) {
                filled.entry(name.trim().to_ascii_lowercase()).or_insert_with(|| content.clone());
            }
        }
    }
    let first = |names: &[String]| names.iter().find_map(|name| filled.get(name).cloned());
    let dates = NAMES.published.iter().filter_map(|name| date::parse(filled.get(name)?));
    metadata.dates.extend(dates.map(|date| (date, DateOrigin::Meta)));
    let put = |slot: &mut Option<String>, names: &[String]| *slot = slot.take().or_else(|| first(names));
    put(&mut metadata.title, &NAMES.title);
    // Some fill the author with an address of a page about her.
    metadata.author = metadata.author.take().or_else(|| first(&NAMES.author).filter(|author| !author.contains("://")));
    put(&mut metadata.outlet, &NAMES.outlet);
    put(&mut metadata.url, &NAMES.url);
    put(&mut metadata.language, &NAMES.language);
}

/// The times of the article, not those of the lists of other stories around it.
fn read_times(page: &Document, metadata: &mut Metadata) {
    let attribute = |selector: &str| {
        let element = page.select(selector).iter().next()?;
        date::parse(&element.attr("datetime").or_else(|| element.attr("content"))?)
    };
    let marked = attribute(r#"[itemprop="datePublished"]"#).or_else(|| attribute("time[pubdate]"));
    if let Some(date) =
        marked.or_else(|| attribute("article time[datetime]")).or_else(|| attribute("main time[datetime]"))
    {
        metadata.dates.push((date, DateOrigin::Meta));
        return;
    }
    let all = page.select("time[datetime]");
    let mut dates: Vec<Date> = all.iter().filter_map(|time| date::parse(&time.attr("datetime")?)).collect();
    dates.dedup();
    if let [date] = dates[..] {
        metadata.dates.push((date, DateOrigin::Meta));
    }
}
