//! Finds words for when and resolves them as far as the report allows (CODEBOOK rule 6).

use record::{Date, Span};

use crate::calendar::{Calendar, Point, Resolved};
use crate::expression::{Expression, Shape};
use crate::figure::Figures;
use crate::piece::{self, Piece};
use crate::point::Scan;
use crate::{Document, Mood, SentenceKind, TimeExpression, TimeKind, TokenId, date_words, number, number_words};

/// Fills the document's times, and tells the numbers that stand in them from counts.
pub(crate) fn times(doc: &mut Document<'_>) {
    let mentions = mentions(doc);
    let resolver = Resolver::new(doc, &mentions);
    let times = mentions.iter().map(|mention| resolver.time(mention)).collect();
    doc.times = times;
    number::mark_dates(doc);
}

/// An expression where it stands in the document.
struct Mention {
    span: Span,
    first: TokenId,
    last: TokenId,
    sentence: usize,
    shape: Shape,
}

fn mentions(doc: &Document<'_>) -> Vec<Mention> {
    let pieces = piece::pieces(doc);
    let (numbers, words) = (number_words::look_up(&pieces), date_words::look_up(&pieces));
    let all_caps = is_all_caps(&doc.report.text);
    let mut mentions = Vec::new();
    for range in piece::by_sentence(doc, &pieces) {
        let figures = Figures { pieces: &pieces[range.clone()], words: &numbers[range.clone()] };
        let scan = Scan { doc, figures, words: &words[range], all_caps };
        scan.expressions(&mut |expression| mentions.extend(mention(doc, figures.pieces, &expression)));
    }
    mentions
}

fn mention(doc: &Document<'_>, pieces: &[Piece<'_>], expression: &Expression) -> Option<Mention> {
    let first = pieces.get(expression.pieces.start)?;
    let last = pieces.get(expression.pieces.end.checked_sub(1)?)?;
    let sentence = doc.tokens.get(first.token)?.sentence;
    let span = Span::new(first.span.start, last.span.end);
    Some(Mention { span, first: first.token, last: last.token, sentence, shape: expression.shape })
}

/// Whether a text is written in capitals, like old wire copy: hardly a lower-case letter in it.
fn is_all_caps(text: &str) -> bool {
    let upper = text.bytes().filter(u8::is_ascii_uppercase).count();
    let lower = text.bytes().filter(u8::is_ascii_lowercase).count();
    upper > 20 && lower * 10 < upper
}

/// What the whole report says about when it was written.
struct Resolver<'m, 'd, 'r> {
    doc: &'d Document<'r>,
    mentions: &'m [Mention],
    today: Option<Date>,
    published: bool,
    /// Whether the only full date of the text stands at its head, and so is as good as a date of publication.
    headed: bool,
    /// The only year that the text writes out, if it writes out one only.
    only_year: Option<i16>,
}

impl Shape {
    fn points(self) -> [Option<Point>; 2] {
        match self {
            Shape::Point(point) | Shape::Since(point) => [Some(point), None],
            Shape::Range(first, last) => [Some(first), Some(last)],
            _ => [None, None],
        }
    }

    fn year(self) -> Option<i16> {
        self.points().into_iter().flatten().filter_map(Point::year).next()
    }
}

/// The last sentence, counted from 0, that belongs to the head of a text: title, date line, opening.
const HEAD_SENTENCES: usize = 2;

/// The value that all items share; `None` if there is none or more than one.
fn only<T: PartialEq>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.all(|item| item == first).then_some(first)
}

impl<'m, 'd, 'r> Resolver<'m, 'd, 'r> {
    fn new(doc: &'d Document<'r>, mentions: &'m [Mention]) -> Self {
        let told = || mentions.iter().filter(|m| !is_furniture(doc, m.sentence));
        let published = doc.report.published.as_ref().map(|published| published.date);
        let head = || told().filter(|m| m.sentence <= HEAD_SENTENCES);
        // A full date far down the text is that of a treaty or a birth as often as that of the news.
        let dates = head().flat_map(|m| m.shape.points()).flatten().filter_map(Point::full_date);
        let today = published.or_else(|| only(dates));
        let headed = head().any(|m| m.shape.points()[0].and_then(Point::full_date).is_some());
        let only_year = only(told().filter_map(|m| m.shape.year()));
        Resolver { doc, mentions, today, published: published.is_some(), headed: headed && today.is_some(), only_year }
    }

    fn time(&self, mention: &Mention) -> TimeExpression {
        let calendar = self.calendar(mention);
        let (kind, resolved) = match mention.shape {
            Shape::Point(point) => (TimeKind::Date, calendar.resolve(point)),
            Shape::Since(point) => (TimeKind::Since, self.open(calendar.resolve(point))),
            Shape::Past { count, unit } => (TimeKind::Since, calendar.past(count, unit)),
            Shape::Range(first, last) => (TimeKind::Range, calendar.range(first, last)),
            Shape::Anchored(offset_days) => {
                (TimeKind::Anchored { offset_days }, Resolved::unknown("relative to another event"))
            }
            Shape::Vague => (TimeKind::Vague, Resolved::unknown("too vague to be dated")),
            Shape::Duration => (TimeKind::Duration, Resolved::unknown("a length of time, not a date")),
        };
        let Resolved { days, precision, reason } = resolved;
        TimeExpression { span: mention.span, tokens: mention.first..mention.last + 1, kind, days, precision, reason }
    }

    /// A span that began then and is open to the day of publication.
    fn open(&self, from: Resolved) -> Resolved {
        let end = |first, last| self.today.filter(|today| self.published && *today >= first).unwrap_or(last);
        let days = from.days.map(|(first, last)| (first, end(first, last)));
        Resolved { days, ..from }
    }

    fn calendar(&self, mention: &Mention) -> Calendar {
        let future = matches!(mention.shape, Shape::Point(_) | Shape::Range(..)) && self.is_future(mention);
        Calendar { today: self.today, published: self.published, future, near_year: self.near_year(mention) }
    }

    /// The year that the words around give to a day or month without one. With a publication date, or a
    /// date at the head of the text, only a past year
    /// before it in the same sentence ("in 2006, between July 12 and August 14"); without one also the paragraph's
    /// last, or the only one of the text.
    fn near_year(&self, mention: &Mention) -> Option<i16> {
        let before = self.mentions.iter().rev().skip_while(|m| m.span.start >= mention.span.start);
        if self.published || self.headed {
            let this_year = self.today.map(|day| day.year());
            let mut same = before.take_while(|m| m.sentence == mention.sentence);
            return same.find_map(|m| m.shape.year()).filter(|year| this_year.is_none_or(|this| *year < this));
        }
        let paragraph = self.paragraph(mention.sentence);
        let mut same = before.take_while(|m| self.paragraph(m.sentence) == paragraph);
        let near = same.find_map(|m| m.shape.year()).or_else(|| self.only_year_before(mention));
        let Shape::Point(Point::Day { year: None, month, day, weekday: Some(weekday) }) = mention.shape else {
            return near;
        };
        // "Monday, Dec. 26" fits few years: of those that the text names, one alone may agree.
        let agrees = |year: &i16| Date::new(*year, month, day).is_ok_and(|date| date.weekday() == weekday);
        near.filter(agrees).or_else(|| only(self.mentions.iter().filter_map(|m| m.shape.year()).filter(agrees)))
    }

    /// The only year of the text, if it is written out before the expression: a year told later is seldom meant.
    fn only_year_before(&self, mention: &Mention) -> Option<i16> {
        let told = |m: &&Mention| m.span.start < mention.span.start && m.shape.year() == self.only_year;
        self.mentions.iter().any(|m| told(&m)).then_some(self.only_year).flatten()
    }

    fn paragraph(&self, sentence: usize) -> Option<usize> {
        self.doc.sentences.get(sentence).map(|sent| sent.paragraph)
    }

    /// Whether the verb nearest to the expression speaks of the future.
    fn is_future(&self, mention: &Mention) -> bool {
        let Some(sent) = self.doc.sentences.get(mention.sentence) else { return false };
        let clauses = self.doc.clauses.get(sent.clauses.clone()).unwrap_or(&[]);
        let distance = |verb: &TokenId| mention.first.saturating_sub(*verb).max(verb.saturating_sub(mention.last));
        let nearest = clauses.iter().min_by_key(|clause| distance(&clause.verb));
        nearest.is_some_and(|clause| clause.mood == Mood::Future)
    }
}

fn is_furniture(doc: &Document<'_>, sentence: usize) -> bool {
    doc.sentences.get(sentence).is_some_and(|sent| matches!(sent.kind, SentenceKind::Furniture(_)))
}
