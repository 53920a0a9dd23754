//! What a server answered: a feed's entries, an article's page, in bytes that were fetched by somebody else.

use std::thread;

use record::{Date, DateOrigin, Report};

use crate::format::{feed, html, text};
use crate::source::STACK;
use crate::{Error, Options, Place, encoding};

/// Something that was fetched.
#[derive(Clone, Copy, Debug)]
pub struct Fetched<'a> {
    /// Where it was found, after all redirections.
    pub url: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// What the server said of its kind; `None` if nothing. Only the character set is believed, and that after the bytes.
    pub content_type: Option<&'a str>,
    /// The day when it was fetched.
    pub day: Date,
}

/// An entry of a feed.
#[derive(Debug)]
pub struct FeedEntry {
    /// What the feed names it by, or else its address, or its title: the same each time.
    pub id: String,
    /// The article's address; `None` if it has none.
    pub link: Option<String>,
    /// How many bytes the feed itself has of its text, title aside.
    pub text_bytes: usize,
    /// What the feed itself tells; an error if that is nothing, or cannot be read.
    pub report: Result<Report, Error>,
}

impl Fetched<'_> {
    /// The entries of a feed, in its order.
    ///
    /// # Errors
    /// If it is no feed.
    pub fn entries(&self, options: &Options) -> Result<Vec<FeedEntry>, Error> {
        let place = self.place();
        self.with_room(&place, || {
            let feed = feed::parse(&place, self.bytes.to_vec(), self.label(), Some(self.url))?;
            let outlet = feed::outlet(&feed);
            let entries = feed.entries.into_iter().enumerate().map(|(number, entry)| {
                let place = place.entry(number as u64 + 1);
                let id = entry.id.trim().to_string();
                let draft = feed::draft(&place, entry, outlet.clone(), feed.language.clone());
                let (link, text_bytes) =
                    draft.as_ref().map_or((None, 0), |draft| (draft.url.clone(), draft.body.trim().len()));
                let report = draft.and_then(|mut draft| {
                    draft.id = Some(id.clone()).filter(|id| !id.is_empty());
                    draft.dates.push((self.day, DateOrigin::Fetched));
                    draft.finish(&place, options)
                });
                FeedEntry { id, link, text_bytes, report }
            });
            Ok(entries.collect())
        })
    }

    /// The article of a page. What its feed's entry says of it (`entry`) stands beside what the page says of itself.
    ///
    /// # Errors
    /// If there is no article in it.
    pub fn article(&self, entry: Option<&Report>, options: &Options) -> Result<Report, Error> {
        let place = self.place();
        self.with_room(&place, || {
            let plain =
                self.content_type.is_some_and(|said| said.starts_with("text/plain")) && !looks_marked(self.bytes);
            let mut draft = match plain {
                true => text::draft(&place, encoding::decode(self.bytes.to_vec(), self.label()).into_bytes())?,
                false => html::draft(&place, self.bytes.to_vec(), self.label(), options)?,
            };
            draft.url = Some(self.url.to_string());
            draft.dates.push((self.day, DateOrigin::Fetched));
            if draft.outlets.is_empty() {
                draft.outlets = entry.map(|entry| entry.outlets.clone()).unwrap_or_default();
            }
            if let Some(entry) = entry {
                let known = entry.date_candidates.iter().filter(|candidate| candidate.origin == DateOrigin::Metadata);
                draft.dates.extend(known.map(|candidate| (candidate.date, candidate.origin)));
                draft.title = draft.title.or_else(|| entry.title.as_ref().map(|title| title.text.clone()));
                draft.author = draft.author.or_else(|| entry.author.clone());
                draft.id = Some(entry.id.clone());
            }
            draft.finish(&place, options)
        })
    }

    fn place(&self) -> Place {
        Place { path: self.url.to_string(), entry: None }
    }

    /// The character set that the server named.
    fn label(&self) -> Option<&str> {
        let (_, label) = self.content_type?.split_once("charset=")?;
        Some(label.split(';').next().unwrap_or(label).trim_matches(['"', ' ', '\'']))
    }

    /// Parsers of pages call themselves for every element inside another: they get room for it.
    fn with_room<T: Send>(&self, place: &Place, read: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
        let failed =
            || Error::Malformed { place: place.clone(), format: "input", reason: "its reader failed".to_string() };
        thread::scope(|scope| {
            let spawned = thread::Builder::new().name("ingest".into()).stack_size(STACK).spawn_scoped(scope, read);
            let thread = spawned.map_err(|reason| Error::Unreadable { place: place.clone(), reason })?;
            thread.join().unwrap_or_else(|_| Err(failed()))
        })
    }
}

/// Whether bytes that are said to be plain text are a page all the same.
fn looks_marked(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: &str = "2024-03-05";

    fn fetched<'a>(bytes: &'a [u8], content_type: Option<&'a str>) -> Fetched<'a> {
        Fetched { url: "https://daily.example/rss", bytes, content_type, day: DAY.parse().unwrap() }
    }

    const FEED: &str = r#"<?xml version="1.0" encoding="iso-8859-1"?><rss version="2.0"><channel><title>The Daily</title>
        <item><title>Général killed in Gao</title><link>/2024/gao</link><pubDate>Mon, 04 Mar 2024 08:00:00 GMT</pubDate></item>
        <item><guid>b</guid><description>&lt;p&gt;Gunmen killed four traders.&lt;/p&gt;</description></item>
        <item></item></channel></rss>"#;

    #[test]
    fn entries_keep_their_names_and_their_links_are_whole() {
        let entries = fetched(FEED.as_bytes(), Some("image/png")).entries(&Options::default()).unwrap();
        let ids: Vec<&str> = entries.iter().map(|entry| &*entry.id).collect();
        assert_eq!(ids, ["https://daily.example/2024/gao", "b", ""]);
        assert_eq!(entries[0].link.as_deref(), Some("https://daily.example/2024/gao"));
        assert_eq!((entries[0].text_bytes, entries[1].text_bytes), (0, 27));
        let first = entries[0].report.as_ref().unwrap();
        assert_eq!((&*first.text, &*first.id), ("Général killed in Gao", "https://daily.example/2024/gao"));
        assert_eq!(first.published.as_ref().unwrap().date.to_string(), "2024-03-04");
        assert!(entries[2].report.is_err(), "nothing is in it");
    }

    #[test]
    fn a_feed_in_latin_letters_is_read_whatever_is_said_of_it() {
        let text = FEED.replace("iso-8859-1", "utf-8");
        let bytes = encoding_rs::WINDOWS_1252.encode(&text).0.into_owned();
        let entries = fetched(&bytes, Some("text/xml; charset=utf-8")).entries(&Options::default()).unwrap();
        assert_eq!(entries[0].report.as_ref().unwrap().text, "Général killed in Gao");
    }

    #[test]
    fn what_is_no_feed_says_what_it_is() {
        for (bytes, said) in [
            (&b"<!DOCTYPE html><html><body>Sign in</body></html>"[..], "it is a web page"),
            (b"\x89PNG\r\n\x1a\n", "a PNG image"),
            (b"  \n", "is empty"),
            (b"{\"a\": 1}", "not valid a feed"),
            (b"garbage", "not valid a feed"),
        ] {
            let error = fetched(bytes, None).entries(&Options::default()).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let deep = format!("<rss>{}", "<a>".repeat(100_000));
        assert!(fetched(deep.as_bytes(), None).entries(&Options::default()).is_err());
    }

    #[test]
    fn an_article_has_what_its_feed_said_of_it() {
        let entries = fetched(FEED.as_bytes(), None).entries(&Options::default()).unwrap();
        let entry = entries[0].report.as_ref().unwrap();
        let text = b"Gunmen killed four traders at the market of Gao on Monday, police said.";
        let page = fetched(text, Some("text/plain")).article(Some(entry), &Options::default()).unwrap();
        assert_eq!((page.outlets, page.id), (vec!["The Daily".to_string()], entry.id.clone()));
        assert_eq!(page.published.unwrap().date.to_string(), "2024-03-04");
        assert_eq!(page.url.as_deref(), Some("https://daily.example/rss"));
    }
}
