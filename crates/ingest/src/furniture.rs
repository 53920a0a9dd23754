use std::ops::Range;

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

/// A picture this many days older than the report is not of its events.
const OLD_DAYS: i64 = 14;

/// A paragraph of the report is longer than this many bytes; captions and headings under the title are not.
const SHORT_LINE: usize = 160;

/// Marks what is not the report's own telling, in order of the text and without overlaps.
pub(crate) fn mark(text: &str, lines: &[Line], stamps: &[Stamp], known: &Known, book: &OutletBook) -> Vec<Furniture> {
    let mut found: Vec<Furniture> = Vec::new();
    let mut put = |span: Span, kind| found.push(Furniture { span, kind });
    stamps.iter().for_each(|stamp| put(stamp.span, FurnitureKind::Byline));
    if let Some(dateline) = known.dateline {
        put(dateline.span, FurnitureKind::Dateline);
    }
    let seen: Vec<Seen> = lines.iter().map(|line| Seen::of(line.of(text), book)).collect();
    let page = Page { text, lines, known, seen: &seen };
    for (number, (line, seen)) in lines.iter().zip(&seen).enumerate() {
        if known.title == Some(line.span) {
            continue;
        }
        if page.is_old_caption(number) {
            put(line.span, FurnitureKind::OldCaption);
        } else if let Some(kind) = seen.whole {
            put(line.span, kind);
        } else {
            let start = line.span.start;
            seen.parts.iter().for_each(|(part, kind)| put(Span::new(start + part.start, start + part.end), *kind));
        }
    }
    without_overlaps(found)
}

/// What the wordings say of one line.
struct Seen {
    /// What the whole line is.
    whole: Option<FurnitureKind>,
    /// What parts of it are.
    parts: Vec<(Range<usize>, FurnitureKind)>,
    /// Whether a photographer's credit stands in it beside other words.
    credited: bool,
    /// Whether it is nothing but a credit.
    credit: bool,
}

impl Seen {
    fn of(line: &str, book: &OutletBook) -> Seen {
        let whole = book.furniture_of_line(line);
        let parts = parts(line, book);
        let credits = parts.iter().filter(|(_, kind)| *kind == FurnitureKind::Credit);
        let covered: usize = credits.map(|(part, _)| part.len()).sum();
        // A full stop or a bracket may be left over.
        let credit = whole == Some(FurnitureKind::Credit) || covered > 0 && covered + 4 > line.len();
        Seen { whole, parts, credited: covered > 0 && !credit, credit }
    }
}

/// The parts of a line that are furniture: by their wording, or the bare name of an agency after the last sentence.
fn parts(line: &str, book: &OutletBook) -> Vec<(Range<usize>, FurnitureKind)> {
    let mut parts = book.furniture_inside(line);
    if parts.is_empty()
        && let Some((before, last)) = line.rsplit_once(['.', '!', '?'])
        && last.len() < 50
        && last.starts_with(' ')
        && last.split(['/', '|']).any(|name| book.agency(name.trim()).is_some())
    {
        let start = before.len() + 1 + (last.len() - last.trim_start().len());
        parts.push((start..line.len(), FurnitureKind::Credit));
    }
    parts
}

struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
    known: &'a Known<'a>,
    seen: &'a [Seen],
}

impl Page<'_> {
    /// Whether a line is a caption: it carries a credit, or the next line is nothing but one.
    fn is_credited(&self, number: usize) -> bool {
        let next = || !self.lines[number].ends_block && self.seen.get(number + 1).is_some_and(|next| next.credit);
        self.seen[number].credited || !self.seen[number].credit && next()
    }

    /// Whether a line is a caption of a picture from before this story.
    ///
    /// A credited line is one if its date lies well before the publication. With no date of publication, a full date
    /// that the text itself does not name is taken for an old one. When unsure it is left in the text.
    fn is_old_caption(&self, number: usize) -> bool {
        if !self.is_credited(number) {
            return self.is_head_caption(number);
        }
        let words = self.lines[number].of(self.text);
        match (self.known.published, date::full_dates(words).max()) {
            (Some(published), Some(taken)) => published.duration_since(taken).as_hours() > OLD_DAYS * 24,
            (Some(published), None) => {
                let year = date::years(words).last().map(|(year, _)| year);
                // "… at a funeral in November. AFP" under a story of December: the picture is of another day.
                let month = || date::bare_month(words).is_some_and(|month| month != published.month());
                year.map_or_else(month, |year| year < published.year())
            }
            (None, Some(taken)) => !self.text_names(taken),
            (None, None) => false,
        }
    }

    /// Whether the text outside its captions names this day: a picture of the story itself is dated by it.
    fn text_names(&self, day: Date) -> bool {
        let own = (0..self.lines.len()).filter(|&number| !self.is_credited(number));
        let mut days = own.flat_map(|number| date::month_days(self.lines[number].of(self.text)));
        days.any(|named| named == (day.month(), day.day()))
    }

    /// A short line of its own under the title that ends in an earlier year: "The port in 2008."
    fn is_head_caption(&self, number: usize) -> bool {
        let (Some(published), Some(title)) = (self.known.published, self.known.title) else { return false };
        let line = &self.lines[number];
        let words = line.of(self.text).trim_end_matches('.');
        if number > 4 || words.len() >= SHORT_LINE || !line.ends_block || number + 1 == self.lines.len() {
            return false;
        }
        let mut before = self.lines[..number].iter().filter(|line| line.span.start > title.start);
        let head = before.all(|line| line.of(self.text).len() < SHORT_LINE);
        head && date::years(words).last().is_some_and(|(year, at)| {
            let ends_it = at + 4 == words.len() && [" in ", ", "].iter().any(|before| words[..at].ends_with(before));
            ends_it && year < published.year()
        })
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

#[cfg(test)]
mod tests {
    use crate::draft::Draft;
    use crate::{Options, Place};

    fn marked(text: &str) -> Vec<(String, &'static str)> {
        let draft = Draft { body: text.into(), ..Draft::default() };
        let report = draft.finish(&Place::default(), &Options::default()).unwrap();
        report.furniture.iter().map(|piece| (piece.span.of(text).to_string(), piece.kind.code())).collect()
    }

    const LEAD: &str = "Troops entered the port of Pemba before dawn on Tuesday and met no resistance, the governor of \
        the province said by telephone from the capital, where he had gone the week before to ask for help.";

    #[test]
    fn old_pictures_are_marked_and_fresh_ones_are_not() {
        let old = "Soldiers stand at the port of Pemba, Mozambique March 3, 2019. (photo credit: LUSA/JO BLOGGS)";
        let fresh = "Soldiers stand at the port of Pemba, Mozambique June 1, 2021. (photo credit: LUSA/JO BLOGGS)";
        let text = |caption: &str| format!("Troops enter Pemba\n\nJune 2, 2021\n\n{caption}\n\n{LEAD}");
        assert!(marked(&text(old)).contains(&(old.into(), "old caption")));
        let seen = marked(&text(fresh));
        assert!(seen.contains(&("(photo credit: LUSA/JO BLOGGS)".into(), "credit")), "{seen:?}");
        assert!(seen.iter().all(|(_, kind)| *kind != "old caption"));
    }

    #[test]
    fn without_a_date_of_publication_the_text_says_which_picture_is_fresh() {
        let caption = "Soldiers stand at the port, March 3, 2019. (photo credit: LUSA/JO BLOGGS)";
        let old = format!("Troops enter Pemba\n\n{caption}\n\n{LEAD}");
        assert!(marked(&old).contains(&(caption.into(), "old caption")));
        let fresh = format!("{old} They had landed on March 3.");
        assert!(marked(&fresh).iter().all(|(_, kind)| *kind != "old caption"));
    }

    #[test]
    fn a_caption_whose_credit_stands_on_the_next_line_is_one() {
        let caption = "The port, March 3, 2019.\n(photo credit: LUSA/JO BLOGGS)";
        let text = format!("Troops enter Pemba\n\nJune 2, 2021\n\n{caption}\n\n{LEAD}");
        let kinds: Vec<&str> = marked(&text).iter().map(|(_, kind)| *kind).collect();
        assert_eq!(kinds, ["byline", "old caption", "credit"]);
    }

    #[test]
    fn years_in_the_story_are_no_captions() {
        let story = format!("{LEAD}\n\nThe war began in 2017.\n\nThe town was last taken in 2019.");
        let text = format!("Troops enter Pemba\n\nJune 2, 2021\n\n{story}");
        assert_eq!(marked(&text), [("June 2, 2021".into(), "byline")]);
    }

    #[test]
    fn a_byline_names_the_author_and_the_day() {
        let body = format!("Troops enter Pemba\n\nBy Jo Bloggs in Maputo | June 2, 2021\n\n{LEAD}");
        let draft = Draft { body, ..Draft::default() };
        let report = draft.finish(&Place::default(), &Options::default()).unwrap();
        assert_eq!(report.author.as_deref(), Some("Jo Bloggs in Maputo"));
        assert_eq!(report.published.map(|published| published.date), Some(jiff::civil::date(2021, 6, 2)));
    }

    #[test]
    fn a_credited_caption_of_another_month_is_old() {
        let caption = "Mourners at a funeral in Pemba in March. LUSA";
        let text = format!("Troops enter Pemba\n\nJune 2, 2021\n\n{caption}\n\n{LEAD}");
        assert!(marked(&text).contains(&(caption.into(), "old caption")));
        let fresh = format!("Troops enter Pemba\n\nMarch 2, 2021\n\n{caption}\n\n{LEAD}");
        assert!(marked(&fresh).iter().all(|(_, kind)| *kind != "old caption"));
    }

    #[test]
    fn an_agency_after_a_caption_is_its_credit() {
        let text = format!("Troops enter Pemba\n\nPeople wait at the port on Tuesday. AFP\n\n{LEAD}");
        assert_eq!(marked(&text), [("AFP".into(), "credit")]);
    }
}
