use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::Document;

use super::metadata::{self, Metadata};
use crate::draft::Draft;
use crate::{Error, Options, Place, encoding};

/// Elements inside one another beyond this are no page; browsers stop at 512.
const MAX_DEPTH: usize = 1500;

/// The main content of a page, and what the page says of itself.
///
/// `label` is the encoding that a header named. A parser that fails on a page makes it an error, not a crash.
pub(crate) fn draft(place: &Place, bytes: Vec<u8>, label: Option<&str>, options: &Options) -> Result<Draft, Error> {
    if let Some(what) = encoding::binary(&bytes) {
        return Err(Error::Binary { place: place.clone(), what });
    }
    let html = decode(bytes, label);
    check_depth(place, &html)?;
    let read = catch_unwind(AssertUnwindSafe(|| {
        let metadata = metadata::of(&Document::from(html.as_str()));
        (article(&html), metadata)
    }));
    match read {
        Ok((Some(body), metadata)) => Ok(join(body, metadata, options)),
        Ok((None, _)) => Err(Error::NoText { place: place.clone(), reason: "the page has no main content" }),
        Err(_) => Err(malformed(place, "the page's parser failed on it")),
    }
}

fn malformed(place: &Place, reason: &str) -> Error {
    Error::Malformed { place: place.clone(), format: "HTML", reason: reason.to_string() }
}

fn decode(bytes: Vec<u8>, label: Option<&str>) -> String {
    let declared = metadata::charset(&bytes[..bytes.len().min(4096)]);
    encoding::decode(bytes, label.or(declared.as_deref()))
}

fn join(body: String, metadata: Metadata, options: &Options) -> Draft {
    let named = metadata.url.as_deref().and_then(|url| options.book().known_outlet(url));
    let outlet =
        named.or(metadata.outlet).or_else(|| metadata.url.as_deref().and_then(|url| options.book().outlet(url)));
    Draft {
        title: metadata.title.map(|title| without_site(title, outlet.as_deref())),
        body,
        dates: metadata.dates,
        outlets: outlet.into_iter().collect(),
        url: metadata.url,
        author: metadata.author,
        language: metadata.language,
        ..Draft::default()
    }
}

/// "Ferry sinks off Zanzibar | The Daily Example" without the name of the outlet.
fn without_site(title: String, outlet: Option<&str>) -> String {
    let cut = outlet.and_then(|outlet| title.strip_suffix(outlet)).map(str::trim_end);
    let cut = cut.and_then(|cut| cut.strip_suffix(['|', '-', '–', '—', '·', ':'])).map(str::trim_end);
    cut.filter(|cut| !cut.is_empty()).map(str::to_string).unwrap_or(title)
}

/// The main content by the first reader, or by the second where the first finds nothing or fails.
fn article(html: &str) -> Option<String> {
    let options = trafilatura::Options::default().with_exclude_comments(true);
    let first = catch_unwind(|| trafilatura::extract(html, &options).ok().map(|found| found.content_html));
    let first = first.ok().flatten().map(|content| to_text(&content));
    first.filter(|text| !text.is_empty()).or_else(|| {
        let article = dom_smoothie::Readability::new(html, None, None).ok()?.parse().ok()?;
        Some(to_text(&article.content)).filter(|text| !text.is_empty())
    })
}

/// The text of a fragment: paragraphs apart, everything else on one line; nothing of the markup stays.
pub(crate) fn to_text(fragment: &str) -> String {
    let text = Document::fragment(fragment).formatted_text();
    let mut clean = String::with_capacity(text.len());
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && (clean.is_empty() || clean.ends_with("\n\n")) {
            continue;
        }
        clean.push_str(line);
        clean.push('\n');
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// A fragment of a feed or a table: its text, or an error if it is too deep or its parser fails.
pub(crate) fn fragment(place: &Place, fragment: &str) -> Result<String, Error> {
    if !fragment.contains(['<', '&']) {
        return Ok(fragment.to_string());
    }
    check_depth(place, fragment)?;
    catch_unwind(|| to_text(fragment)).map_err(|_| malformed(place, "the parser failed on it"))
}

/// Elements that never have content, so that they nest nothing.
const VOID: [&str; 16] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "!doctype", "!--",
];

/// Elements that the next of their kind closes.
const CLOSED_BY_NEXT: [&str; 12] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "option", "optgroup", "thead", "tbody", "tfoot"];

/// Elements that parsers open anew inside whatever follows, until they are closed by name.
const REOPENED: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// Refuses markup nested so deep that a parser calling itself for every element would run out of stack.
///
/// It counts at least what a browser would build, and looks at no more than names of elements.
pub(crate) fn check_depth(place: &Place, html: &str) -> Result<(), Error> {
    let mut open: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        at += found + 1;
        let closing = html[at..].starts_with('/');
        let name_at = at + usize::from(closing);
        let rest = &html[name_at..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"!:-".contains(c)).unwrap_or(rest.len());
        let name = rest[..length].to_ascii_lowercase();
        at = name_at + length;
        if closing {
            close(&mut open, &name);
        } else if matches!(&*name, "script" | "style" | "textarea" | "title") {
            at += html[at..].find(&format!("</{name}")).unwrap_or(0);
        } else if name.starts_with(|c: char| c.is_ascii_alphabetic()) && !VOID.contains(&&*name) {
            if CLOSED_BY_NEXT.contains(&&*name) && open.last() == Some(&name) {
                continue;
            }
            open.push(name);
            if open.len() > MAX_DEPTH {
                return Err(Error::TooDeep { place: place.clone(), what: "elements", limit: MAX_DEPTH });
            }
        }
    }
    Ok(())
}

/// Closes the innermost element of this name and all inside it, but for those that parsers open anew.
fn close(open: &mut Vec<String>, name: &str) {
    let Some(index) = open.iter().rposition(|other| other == name) else { return };
    let inside = open.split_off(index);
    open.extend(inside.into_iter().skip(1).filter(|inner| REOPENED.contains(&&**inner)));
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Ferry sinks off Zanzibar | The Daily Example</title>
        <meta property="og:site_name" content="The Daily Example"><link rel="canonical" href="https://daily.example/2021/03/14/ferry">
        <meta property="article:published_time" content="2021-03-15T08:00:00Z"><meta name="author" content="Jo Bloggs">
        <script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Ferry sinks off Zanzibar","datePublished":"2021-03-14T09:00:00+03:00"}]}</script>
        </head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Ferry sinks off Zanzibar</h1>
        <p>A ferry with two hundred people on board sank in rough water off the island of Zanzibar on Sunday, the harbour master said.</p>
        <p>Ten people were pulled from the water by fishermen who had seen the ship go down from the beach near the old town.</p>
        <p>The ship had left the port of Dar es Salaam in the morning although the weather office had warned of high waves.</p>
        </article><footer>Copyright 2021</footer></body></html>"#;

    #[test]
    fn a_page_gives_its_article_and_every_date() {
        let draft = draft(&Place::default(), PAGE.into(), None, &Options::default()).unwrap();
        let report = draft.finish(&Place::default(), &Options::default()).unwrap();
        assert_eq!(report.title.unwrap().text, "Ferry sinks off Zanzibar");
        assert!(report.text.contains("the harbour master said.\n\nTen people"), "{}", report.text);
        assert!(!report.text.contains("Home") && !report.text.contains("Copyright"));
        let dates: Vec<String> = report.date_candidates.iter().map(|c| format!("{} {}", c.date, c.origin)).collect();
        assert_eq!(dates, ["2021-03-14 json-ld", "2021-03-15 meta", "2021-03-14 url"]);
        assert_eq!(report.outlets, ["The Daily Example"]);
        assert_eq!((report.author.as_deref(), report.language.as_deref()), (Some("Jo Bloggs"), Some("en")));
        assert_eq!(report.url.as_deref(), Some("https://daily.example/2021/03/14/ferry"));
    }

    #[test]
    fn an_old_encoding_is_read_by_its_meta_element() {
        let page = PAGE.replace("<head>", "<head><meta charset=windows-1252>").replace("harbour master", "général");
        let bytes = encoding_rs::WINDOWS_1252.encode(&page).0.into_owned();
        let draft = draft(&Place::default(), bytes, None, &Options::default()).unwrap();
        assert!(draft.body.contains("général"), "{}", draft.body);
    }

    #[test]
    fn depth_counts_what_nests_and_nothing_else() {
        let check = |html: String| check_depth(&Place::default(), &html).is_ok();
        assert!(check("<div><p>x<br>".repeat(700)));
        assert!(check("<div></div>".repeat(10_000)));
        assert!(check("<p>x<p>y<li>z".repeat(700)));
        assert!(!check("<div>".repeat(10_000)));
        assert!(!check("<div></x>".repeat(10_000)));
        assert!(!check("<div><b></div>".repeat(10_000)));
    }
}
