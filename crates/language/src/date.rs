//! Finds words for when and resolves them as far as the report allows (CODEBOOK rule 6).

use record::{Date, Span};

use crate::calendar::{Calendar, Point, Resolved};
use crate::date_words::{BEFORE_ANCHOR, FUTURE_AUXILIARY, FUTURE_GOVERNOR, OPEN_TO_FUTURE};
use crate::expression::{Expression, Shape};
use crate::figure::Figures;
use crate::piece::{self, Piece};
use crate::point::Scan;
use crate::{
    Document, Mood, SentenceKind, Tag, TimeExpression, TimeKind, TokenId, date_words, number, number_words, sentence,
};

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
    approximate: bool,
}

fn mentions(doc: &Document<'_>) -> Vec<Mention> {
    let all_caps = is_all_caps(&doc.report.text);
    let mut mentions = Vec::new();
    for sent in &doc.sentences {
        // Most sentences say nothing of when: their tokens are looked at, and no more.
        if !doc.tokens[sent.tokens.clone()].iter().any(|token| date_words::may_date(&token.lower)) {
            continue;
        }
        let pieces = piece::pieces_of(doc, sent.tokens.clone());
        let (numbers, words) = (number_words::look_up(&pieces), date_words::look_up(&pieces));
        let scan = Scan { doc, figures: Figures { pieces: &pieces, words: &numbers }, words: &words, all_caps };
        scan.expressions(&mut |expression| mentions.extend(mention(doc, &pieces, &expression)));
    }
    mentions
}

fn mention(doc: &Document<'_>, pieces: &[Piece<'_>], expression: &Expression) -> Option<Mention> {
    let first = pieces.get(expression.pieces.start)?;
    let last = pieces.get(expression.pieces.end.checked_sub(1)?)?;
    let sentence = doc.tokens.get(first.token)?.sentence;
    let span = Span::new(first.span.start, last.span.end);
    let Expression { shape, approximate, .. } = *expression;
    Some(Mention { span, first: first.token, last: last.token, sentence, shape, approximate })
}

/// Whether a text is written in capitals, like old wire copy: hardly a lower-case letter in it.
fn is_all_caps(text: &str) -> bool {
    let (upper, lower) = sentence::letters(text);
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
    /// Whether that date is one of which the text tells, and not its dateline.
    told: bool,
    /// The only year that the text writes out, if it writes out one only.
    only_year: Option<i16>,
}

impl Shape {
    fn points(self) -> [Option<Point>; 2] {
        match self {
            Shape::Point(point) | Shape::Since(point) | Shape::NightInto(point) | Shape::From(_, point) => {
                [Some(point), None]
            }
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
        let mut full = head().filter(|m| m.shape.points()[0].and_then(Point::full_date).is_some()).peekable();
        let headed = full.peek().is_some() && today.is_some();
        let told_day = published.is_none() && !full.any(|m| is_dateline(doc, m));
        Resolver {
            doc,
            mentions,
            today,
            published: published.is_some(),
            headed,
            told: told_day,
            only_year: only(told().filter_map(|m| m.shape.year())),
        }
    }

    fn time(&self, mention: &Mention) -> TimeExpression {
        let calendar = self.calendar(mention);
        let (kind, resolved) = match mention.shape {
            Shape::Point(point) => (TimeKind::Date, calendar.resolve(point)),
            Shape::Since(point) => (TimeKind::Since, self.open(calendar.resolve(point))),
            Shape::Past { count, unit } => (TimeKind::Since, calendar.past(count, unit)),
            Shape::Range(first, last) => (TimeKind::Range, calendar.range(first, last)),
            Shape::NightInto(point) => (TimeKind::Range, calendar.night_into(point)),
            Shape::Anchored(offset) => {
                let behind = self.is_anchor_behind(mention);
                (TimeKind::Anchored { offset, behind }, Resolved::unknown("relative to another event"))
            }
            Shape::From(offset, point) => (TimeKind::Date, calendar.counted_from(offset, point)),
            Shape::Vague => (TimeKind::Vague, Resolved::unknown("too vague to be dated")),
            Shape::Duration => (TimeKind::Duration, Resolved::unknown("a length of time, not a date")),
        };
        let Resolved { days, precision, reason, conflict } = resolved;
        TimeExpression {
            span: mention.span,
            tokens: mention.first..mention.last + 1,
            kind,
            days,
            precision,
            reason,
            approximate: mention.approximate,
            conflict,
        }
    }

    /// Whether what the words count from is told right behind them: "the day before the raid", but not "the day before,
    /// killing two".
    fn is_anchor_behind(&self, mention: &Mention) -> bool {
        let last = self.doc.tokens.get(mention.last).is_some_and(|t| date_words::word(&t.lower).is(BEFORE_ANCHOR));
        let next = self.doc.tokens.get(mention.last + 1).filter(|t| t.sentence == mention.sentence);
        last && next.is_some_and(|t| !matches!(t.tag, Tag::Punctuation | Tag::Preposition | Tag::Conjunction))
    }

    /// A span that began then and is open to the day of publication.
    fn open(&self, from: Resolved) -> Resolved {
        let end = |first, last| self.today.filter(|today| !self.told && *today >= first).unwrap_or(last);
        let days = from.days.map(|(first, last)| (first, end(first, last)));
        Resolved { days, ..from }
    }

    fn calendar(&self, mention: &Mention) -> Calendar {
        let open = matches!(mention.shape, Shape::Since(_) | Shape::Past { .. });
        // What has gone on since then began in the past.
        let (future, past) = if open { (false, true) } else { self.outlook(mention) };
        let this_year = self.today.map(|day| day.year());
        let near_year = self.near_year(mention).filter(|year| !future || this_year.is_none_or(|this| *year >= this));
        Calendar { today: self.today, published: self.published, told: self.told, future, past, near_year }
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
        let in_sentence = before.clone().take_while(|m| m.sentence == mention.sentence).find_map(|m| m.shape.year());
        let told = before.take_while(|m| self.paragraph(m.sentence) == paragraph).find(|m| m.shape.year().is_some());
        let near =
            in_sentence.or_else(|| told.or_else(|| self.only_date_before(mention)).and_then(|m| goes_on(m, mention)));
        let Shape::Point(Point::Day { year: None, month, day, weekday: Some(weekday) }) = mention.shape else {
            return near;
        };
        // "Monday, Dec. 26" fits few years: of those that the text names, one alone may agree.
        let agrees = |year: &i16| Date::new(*year, month, day).is_ok_and(|date| date.weekday() == weekday);
        near.filter(agrees).or_else(|| only(self.mentions.iter().filter_map(|m| m.shape.year()).filter(agrees)))
    }

    /// A date that writes out the only year of the text and stands before the expression: a year told later is seldom
    /// meant.
    fn only_date_before(&self, mention: &Mention) -> Option<&'m Mention> {
        self.only_year?;
        let told = |m: &&Mention| m.span.start < mention.span.start && m.shape.year() == self.only_year;
        self.mentions.iter().rev().find(told)
    }

    fn paragraph(&self, sentence: usize) -> Option<usize> {
        self.doc.sentences.get(sentence).map(|sent| sent.paragraph)
    }

    /// Whether what is told beside the expression lies ahead, and whether it has happened: by the verb nearest to it, or
    /// by a word right before it ("scheduled for Friday").
    fn outlook(&self, mention: &Mention) -> (bool, bool) {
        let Some(sent) = self.doc.sentences.get(mention.sentence) else { return (false, false) };
        let class = |at: TokenId| date_words::word(&self.doc.tokens[at].lower);
        let before = mention.first.saturating_sub(GOVERNOR_TOKENS).max(sent.tokens.start)..mention.first;
        let lower = |at: TokenId| self.doc.tokens[at].lower.as_str();
        if before.clone().any(|at| self.governs(at, mention)) && !before.clone().any(|at| lower(at) == "had") {
            return (true, false);
        }
        let clauses = self.doc.clauses.get(sent.clauses.clone()).unwrap_or(&[]);
        let distance = |verb: &TokenId| mention.first.saturating_sub(*verb).max(verb.saturating_sub(mention.last));
        let Some(nearest) = clauses.iter().min_by_key(|clause| distance(&clause.verb)) else { return (false, false) };
        let group = || nearest.verb_group.clone();
        let would = group().any(|at| class(at).is(FUTURE_AUXILIARY)) && !group().any(|at| lower(at) == "have");
        let open = before.last().is_some_and(|at| class(at).is(OPEN_TO_FUTURE));
        let future = nearest.mood == Mood::Future || nearest.mood == Mood::Hypothetical && would;
        (future, nearest.mood == Mood::Past && !open)
    }
}

impl Resolver<'_, '_, '_> {
    /// "scheduled for Friday", "due Friday", "due to be held on Friday", but not "due to fighting on Friday".
    fn governs(&self, at: TokenId, mention: &Mention) -> bool {
        if !date_words::word(&self.doc.tokens[at].lower).is(FUTURE_GOVERNOR) {
            return false;
        }
        let verb = |at: TokenId| matches!(self.doc.tokens[at].tag, Tag::Verb | Tag::Auxiliary);
        match self.doc.tokens[at + 1].lower.as_str() {
            _ if at + 1 == mention.first => true,
            "for" | "of" => true,
            "to" => at + 2 < mention.first && verb(at + 2),
            _ => at + 2 == mention.first,
        }
    }
}

/// A word that says that what is dated lies ahead stands among so many tokens before the date.
const GOVERNOR_TOKENS: usize = 7;

/// Whether a date opens a report ("ORLO, 18 NOV 89 (ACAN) --") or stands alone.
fn is_dateline(doc: &Document<'_>, mention: &Mention) -> bool {
    let lower = doc.tokens.get(mention.last + 1).map_or("", |token| token.lower.as_str());
    let alone =
        doc.sentences.get(mention.sentence).is_some_and(|sent| sent.tokens.len() <= mention.last + 2 - mention.first);
    alone || matches!(lower, "(" | "[" | ")" | ":" | "-" | "--" | "–" | "—")
}

/// The year of a date in an earlier sentence, if what is told goes on from it: a month or day with its year, not a bare year
/// of history, and no month before it.
fn goes_on(earlier: &Mention, mention: &Mention) -> Option<i16> {
    let month = |m: &Mention| m.shape.points().into_iter().flatten().find_map(Point::month);
    (month(earlier)? <= month(mention)?).then(|| earlier.shape.year()).flatten()
}

fn is_furniture(doc: &Document<'_>, sentence: usize) -> bool {
    doc.sentences.get(sentence).is_some_and(|sent| matches!(sent.kind, SentenceKind::Furniture(_)))
}
