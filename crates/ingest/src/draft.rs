use std::collections::BTreeMap;

use record::{Date, DateCandidate, DateOrigin, Published, Quote, Report, Span};

use crate::{Error, Options, OutletBook, Place, date, dateline, furniture, language};

/// What a format knows of an article, before its text is looked at.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) id: Option<String>,
    /// `None` to look for it in the first line.
    pub(crate) title: Option<String>,
    pub(crate) body: String,
    /// Dates from outside the text.
    pub(crate) dates: Vec<(Date, DateOrigin)>,
    pub(crate) outlets: Vec<String>,
    pub(crate) url: Option<String>,
    pub(crate) author: Option<String>,
    /// Whatever the input says; turned into a code when the report is finished.
    pub(crate) language: Option<String>,
    pub(crate) extra: BTreeMap<String, serde_json::Value>,
}

/// A line of a text that is not blank.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Without the white space around it.
    pub(crate) span: Span,
    /// Whether a blank line, or the end of the text, follows.
    pub(crate) ends_block: bool,
}

impl Line {
    pub(crate) fn of<'a>(&self, text: &'a str) -> &'a str {
        self.span.of(text)
    }
}

impl Draft {
    /// Puts the text together and marks what stands in it.
    pub(crate) fn finish(self, place: &Place, options: &Options) -> Result<Report, Error> {
        let book = options.book();
        let (text, body_start, given_title) = compose(self.title.as_deref(), self.body);
        if text.trim().is_empty() {
            return Err(Error::Empty { place: place.clone() });
        }
        let lines = lines(&text);
        let title = given_title.or_else(|| find_title(&text, &lines, book));
        let body = lines_after(&lines, title);
        let dateline = dateline::find(&text, body, book);
        let stamps = date::stamps(&text, body, book);
        let mut dates: Vec<DateCandidate> = stamps.iter().filter_map(|stamp| stamp.candidate.clone()).collect();
        let outside = self.dates.into_iter().chain(options.published.map(|day| (day, DateOrigin::Given)));
        let outside = outside.chain(self.url.as_deref().and_then(date::in_url).map(|day| (day, DateOrigin::Url)));
        dates.extend(outside.map(|(date, origin)| DateCandidate { date, origin, span: None }));
        if let Some(found) = &dateline {
            dates.extend(found.date_near(dates.iter().min_by_key(|candidate| candidate.origin)));
        }
        dates.sort_by_key(|candidate| candidate.origin);
        dates.dedup();
        let published = choose(&dates);
        let dateline = dateline.map(|found| found.dateline);
        let known =
            furniture::Known { title, published: published.as_ref().map(|p| p.date), dateline: dateline.as_ref() };
        let author = body.iter().take(BYLINE_LINES).find_map(|line| book.author(line.of(&text))).map(str::to_string);
        let furniture = furniture::mark(&text, &lines, &stamps, &known, book);
        let outlets = if self.outlets.is_empty() {
            self.url.as_deref().and_then(|url| book.outlet(url)).into_iter().collect()
        } else {
            self.outlets
        };
        Ok(Report {
            id: self.id.unwrap_or_else(|| id(place)),
            path: place.path.clone(),
            language: language::code(self.language.as_deref()).or_else(|| language::detect(&text[body_start..])),
            title: title.map(|span| Quote::new(&text, span)),
            text,
            body_start,
            published,
            date_candidates: dates,
            outlets,
            url: self.url,
            author: self.author.or(author),
            dateline,
            furniture,
            copies: Vec::new(),
            extra: self.extra,
        })
    }
}

/// A by-line stands within this many lines under the title.
const BYLINE_LINES: usize = 5;

/// The file's name without its ending, or the member's inside an archive, with `#N` for an entry.
fn id(place: &Place) -> String {
    let name = place.path.rsplit(['/', '\\', '!']).find(|part| !part.is_empty()).unwrap_or("report");
    let name = if name == "-" { "stdin" } else { name };
    let name = name.strip_suffix(".gz").unwrap_or(name);
    let stem = name.rsplit_once('.').map(|(stem, _)| stem).filter(|stem| !stem.is_empty()).unwrap_or(name);
    match place.entry {
        Some(entry) => format!("{stem}#{entry}"),
        None => stem.to_string(),
    }
}

/// The text, where its body begins, and where the given title stands in it.
fn compose(title: Option<&str>, body: String) -> (String, usize, Option<Span>) {
    let Some(title) = title.map(str::trim).filter(|title| !title.is_empty()) else { return (body, 0, None) };
    let indent = body.len() - body.trim_start().len();
    if body[indent..].starts_with(title) {
        return (body, 0, Some(Span::new(indent, indent + title.len())));
    }
    let span = Some(Span::new(0, title.len()));
    if body.trim().is_empty() {
        return (title.to_string(), title.len(), span);
    }
    (format!("{title}\n\n{body}"), title.len() + 2, span)
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            if let Some(last) = lines.last_mut() {
                last.ends_block = true;
            }
        } else {
            let from = start + (line.len() - line.trim_start().len());
            lines.push(Line { span: Span::new(from, from + trimmed.len()), ends_block: false });
        }
        start += line.len();
    }
    if let Some(last) = lines.last_mut() {
        last.ends_block = true;
    }
    lines
}

/// A headline is one line of at most this many bytes.
const LONGEST_TITLE: usize = 220;

/// A line that ends in a full stop is a headline only if it is short and stands alone.
const LONGEST_TITLE_WITH_STOP: usize = 60;

/// The first line, if it looks like a headline and more text follows.
fn find_title(text: &str, lines: &[Line], book: &OutletBook) -> Option<Span> {
    let first = lines.first().filter(|_| lines.len() > 1)?;
    let words = first.of(text);
    let stopped = words.ends_with(['.', ',', ';']);
    let long = words.len() > LONGEST_TITLE || stopped && (words.len() > LONGEST_TITLE_WITH_STOP || !first.ends_block);
    let other = long
        || date::whole_line(words).is_some()
        || book.furniture_of_line(words).is_some()
        || dateline::find(text, &lines[..1], book).is_some();
    (!other).then_some(first.span)
}

fn lines_after(lines: &[Line], title: Option<Span>) -> &[Line] {
    let Some(title) = title else { return lines };
    let after = lines.iter().position(|line| line.span.start >= title.end).unwrap_or(lines.len());
    &lines[after..]
}

/// The most trusted candidate; a crawler's date is no date of publication.
fn choose(dates: &[DateCandidate]) -> Option<Published> {
    let first = dates.iter().find(|candidate| candidate.origin != DateOrigin::Fetched)?;
    Some(Published { date: first.date, origin: first.origin })
}
