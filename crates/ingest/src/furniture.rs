use std::collections::HashSet;

use jiff::civil::Date;
use record::{Dateline, Furniture, FurnitureKind, Span};

use crate::OutletBook;
use crate::date::{self, Stamp};
use crate::draft::Line;

/// What has been found out about a report before its furniture is looked for.
pub(crate) struct Known<'a> {
    pub(crate) title: Option<Span>,
    pub(crate) published: Option<Date>,
    pub(crate) dateline: Option<&'a Dateline>,
}

/// Longer lines are paragraphs; no wording of furniture fits them whole.
const LONGEST_LINE: usize = 600;

/// A picture this many days older than the report is not of its events.
const OLD_DAYS: i32 = 14;

/// Marks what is not the report's own telling, in order of the text and without overlaps.
pub(crate) fn mark(text: &str, lines: &[Line], stamps: &[Stamp], known: &Known, book: &OutletBook) -> Vec<Furniture> {
    let mut found: Vec<Furniture> = Vec::new();
    let mut put = |span: Span, kind| found.push(Furniture { span, kind });
    stamps.iter().for_each(|stamp| put(stamp.span, FurnitureKind::Byline));
    if let Some(dateline) = known.dateline {
        put(dateline.span, FurnitureKind::Dateline);
    }
    let page =
        Page { text, lines, known, credited: credited(text, lines, book), days: days_outside(text, lines, book) };
    for (number, line) in lines.iter().enumerate() {
        let words = line.of(text);
        if known.title == Some(line.span) || words.len() > LONGEST_LINE {
            continue;
        }
        if page.is_old_caption(number) {
            put(line.span, FurnitureKind::OldCaption);
        } else if let Some(kind) = book.furniture_of_line(words) {
            put(line.span, kind);
        } else {
            for (part, kind) in credits(words, book) {
                put(Span::new(line.span.start + part.start, line.span.start + part.end), kind);
            }
        }
    }
    without_overlaps(found)
}

/// The credits inside a line: by their wording, or the bare name of an agency after the last sentence.
fn credits(line: &str, book: &OutletBook) -> Vec<(std::ops::Range<usize>, FurnitureKind)> {
    let mut credits = book.furniture_inside(line);
    if credits.is_empty()
        && let Some((before, last)) = line.rsplit_once(['.', '!', '?'])
        && last.starts_with(' ')
        && (book.agency(last.trim()).is_some()
            || last.trim().split(['/', '|']).any(|part| book.agency(part.trim()).is_some()) && last.len() < 50)
    {
        let start = before.len() + 1 + (last.len() - last.trim_start().len());
        credits.push((start..line.len(), FurnitureKind::Credit));
    }
    credits
}

/// For every line, whether it carries a photographer's credit, or the next line is nothing but one.
fn credited(text: &str, lines: &[Line], book: &OutletBook) -> Vec<bool> {
    let share = |line: &Line| {
        let words = line.of(text);
        if words.len() > LONGEST_LINE {
            return (false, false);
        }
        let whole = book.furniture_of_line(words) == Some(FurnitureKind::Credit);
        let parts = credits(words, book);
        let covered: usize =
            parts.iter().filter(|(_, kind)| *kind == FurnitureKind::Credit).map(|(part, _)| part.len()).sum();
        (covered > 0 || whole, whole || covered + 4 > words.len())
    };
    let shares: Vec<(bool, bool)> = lines.iter().map(share).collect();
    let next_is_credit = |number: usize| !lines[number].ends_block && shares.get(number + 1).is_some_and(|next| next.1);
    shares.iter().enumerate().map(|(number, own)| own.0 && !own.1 || next_is_credit(number)).collect()
}

/// The days (month and day) that the text names outside its captions: what a picture of this story is dated by.
fn days_outside(text: &str, lines: &[Line], book: &OutletBook) -> HashSet<(i8, i8)> {
    let credited = credited(text, lines, book);
    let own = lines.iter().zip(&credited).filter(|(_, credited)| !**credited);
    own.flat_map(|(line, _)| date::month_days(line.of(text))).collect()
}

struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    known: &'a Known<'a>,
    credited: Vec<bool>,
    days: HashSet<(i8, i8)>,
}

impl Page<'_> {
    /// Whether a line is a caption of a picture from before this story.
    ///
    /// A credited line is one if its date lies well before the publication. With no date of publication, a full date
    /// that the text itself does not name is taken for an old one. When unsure it is left in the text.
    fn is_old_caption(&self, number: usize) -> bool {
        let words = self.lines[number].of(self.text);
        if !self.credited[number] {
            return self.is_head_caption(number);
        }
        match (self.known.published, date::full_dates(words).max()) {
            (Some(published), Some(taken)) => published.duration_since(taken).as_hours() > i64::from(OLD_DAYS) * 24,
            (Some(published), None) => date::years(words).last().is_some_and(|(year, _)| year < published.year()),
            (None, Some(taken)) => !self.days.contains(&(taken.month(), taken.day())),
            (None, None) => false,
        }
    }

    /// A short line of its own under the title that ends in an earlier year: "The port in 2008."
    fn is_head_caption(&self, number: usize) -> bool {
        let (Some(published), Some(title)) = (self.known.published, self.known.title) else { return false };
        let head = self.lines[..number]
            .iter()
            .filter(|line| line.span.start > title.start)
            .all(|line| line.of(self.text).len() < 160);
        let line = &self.lines[number];
        let words = line.of(self.text).trim_end_matches('.');
        let short = words.len() < 160 && line.ends_block && number + 1 < self.lines.len();
        let year_ends_it = |(year, at): (i16, usize)| {
            year < published.year()
                && at + 4 == words.len()
                && [" in ", ", "].iter().any(|before| words[..at].ends_with(before))
        };
        number <= 4 && head && short && date::years(words).last().is_some_and(year_ends_it)
    }
}

/// In order of the text; of two that overlap the longer stays.
fn without_overlaps(mut found: Vec<Furniture>) -> Vec<Furniture> {
    found.sort_by_key(|piece| std::cmp::Reverse(piece.span.end - piece.span.start));
    let mut kept: Vec<Furniture> = Vec::with_capacity(found.len());
    for piece in found {
        if !kept.iter().any(|other| other.span.overlaps(piece.span)) {
            kept.push(piece);
        }
    }
    kept.sort_by_key(|piece| piece.span);
    kept
}
