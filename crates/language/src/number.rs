//! Finds numbers: how many, with the hedges of the codebook's table of figures.

use record::Span;

use crate::figure::{Figures, Form, Reading};
use crate::number_words::{self as words, Follow};
use crate::piece::{self, Piece};
use crate::{Document, Number, NumberKind, PhraseId, Tag, Token, TokenId};

/// Fills the document's numbers. Numbers inside of dates are told apart when the times are known, see
/// [`mark_dates`].
pub(crate) fn numbers(doc: &mut Document<'_>) {
    let pieces = piece::pieces(doc);
    let lookup = words::look_up(&pieces);
    let mut found = Vec::new();
    for range in piece::by_sentence(doc, &pieces) {
        let figures = Figures { pieces: &pieces[range.clone()], words: &lookup[range] };
        Reader { doc, figures }.sentence(&mut found);
    }
    doc.numbers = found;
    mark_dates(doc);
}

/// Numbers that stand in words for when count nothing. Called by whichever of numbers and times is found last.
pub(crate) fn mark_dates(doc: &mut Document<'_>) {
    let mut times = doc.times.iter().peekable();
    for number in &mut doc.numbers {
        while times.next_if(|time| time.span.end <= number.span.start).is_some() {}
        if number.kind == NumberKind::Count && times.peek().is_some_and(|time| time.span.overlaps(number.span)) {
            number.kind = NumberKind::Other;
            number.phrase = None;
        }
    }
}

struct Reader<'s, 'd, 'r> {
    doc: &'d Document<'r>,
    figures: Figures<'s, 'd>,
}

impl<'d> Reader<'_, 'd, '_> {
    /// The numbers of one sentence.
    fn sentence(&self, found: &mut Vec<Number>) {
        let mut at = 0;
        while at < self.figures.pieces.len() {
            let reading = if self.figures.may_begin(at) { self.figures.read(at) } else { None };
            let Some(reading) = reading.filter(|r| self.is_number(r)) else {
                at += 1;
                continue;
            };
            let end = reading.pieces.end;
            found.extend(self.number(reading));
            at = end.max(at + 1);
        }
    }

    fn piece(&self, at: usize) -> Option<&Piece<'d>> {
        self.figures.pieces.get(at)
    }

    fn lower(&self, at: usize) -> &'d str {
        self.figures.lower(at)
    }

    /// The words before piece `at`; empty at the beginning of the sentence.
    fn before(&self, at: usize) -> &'d str {
        at.checked_sub(1).map_or("", |n| self.lower(n))
    }

    fn token(&self, at: usize) -> Option<&'d Token> {
        self.doc.tokens.get(self.piece(at)?.token)
    }

    fn tag(&self, at: usize) -> Option<Tag> {
        self.token(at).map(|token| token.tag)
    }

    /// Whether piece `at` is a plural common noun.
    fn is_plural(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.tag == Tag::Noun && t.lemma != t.lower && t.lower.ends_with(['s', 'n', 'e']))
            || matches!(self.lower(at), "people" | "personnel" | "troops" | "police")
    }

    /// Whether a plural noun follows within three words, only adjectives and the like between.
    fn plural_follows(&self, at: usize) -> bool {
        let end = (at..at + 4)
            .find(|&n| !matches!(self.tag(n), Some(Tag::Adjective | Tag::ProperNoun | Tag::PastParticiple)));
        end.is_some_and(|n| self.is_plural(n) || (self.tag(n) == Some(Tag::Noun) && self.is_plural(n + 1)))
    }

    /// Whether what was read is a number at all here.
    fn is_number(&self, reading: &Reading) -> bool {
        let core = &reading.core;
        match reading.form {
            Form::Amount(Follow::Noun) => match self.lower(core.start) {
                "no" => self.plural_follows(core.end),
                _ => self.lower(core.end) == "of" || self.plural_follows(core.end),
            },
            Form::Amount(_) => !matches!(self.tag(core.start), Some(Tag::Verb | Tag::Gerund)),
            Form::Words if core.len() == 1 && self.lower(core.start) == "one" => self.is_one(reading),
            _ => true,
        }
    }

    /// Whether "one" counts, and is not "this one", "one another" or "one could say".
    fn is_one(&self, reading: &Reading) -> bool {
        let (start, end) = (reading.core.start, reading.core.end);
        if self.lower(end) == "of" {
            return true;
        }
        let pronoun = reading.pieces.start == start && start > 0 && self.figures.is(start - 1, words::ONE_BEFORE);
        let general = self.figures.is(end, words::ONE_AFTER) || matches!(self.lower(end), "'s" | "'");
        let the_one = self.before(start) == "the"
            && !matches!(self.tag(end), Some(Tag::Noun | Tag::Adjective | Tag::PastParticiple));
        !(pronoun || general || the_one || self.is_glued(reading))
    }

    /// Whether the number is one part of a hyphenated word ("19-year-old", "F-16", "two-storey").
    fn is_glued(&self, reading: &Reading) -> bool {
        let joined = |at: usize| self.piece(at).is_some_and(|p| p.joined);
        joined(reading.core.start) || joined(reading.core.end)
    }

    fn number(&self, reading: Reading) -> Option<Number> {
        let (first, last) = (self.piece(reading.pieces.start)?, self.piece(reading.pieces.end.checked_sub(1)?)?);
        let kind = self.kind(&reading);
        let tokens = first.token..last.token + 1;
        let phrase = if kind == NumberKind::Count { self.counted(&reading) } else { None };
        let span = Span::new(first.span.start, last.span.end);
        Some(Number { span, tokens, figure: reading.figure, phrase, kind })
    }

    fn kind(&self, reading: &Reading) -> NumberKind {
        if reading.form == Form::Amount(Follow::Times) || self.is_times(reading.core.end) {
            return if self.is_comparison(reading.core.end) { NumberKind::Other } else { NumberKind::Times };
        }
        let other = reading.form == Form::Odd
            || self.is_glued(reading)
            || self.is_measure(reading.pieces.end)
            || self.is_measure(reading.core.end)
            || self.is_money(reading)
            || self.is_label(reading)
            || self.is_fraction(reading.core.end)
            || (reading.form == Form::Digits && self.is_digits_of_other(reading));
        if other { NumberKind::Other } else { NumberKind::Count }
    }

    /// "66 times", "three separate occasions".
    fn is_times(&self, end: usize) -> bool {
        self.figures.is(end, words::TIMES)
            || (self.figures.is(end, words::TIMES_MODIFIER) && self.figures.is(end + 1, words::TIMES))
    }

    /// "three times higher", "twice the size".
    fn is_comparison(&self, end: usize) -> bool {
        let after = end + usize::from(self.is_times(end));
        self.figures.is(after, words::COMPARISON) && !(self.lower(after) == "the" && self.is_plural(after + 1))
    }

    fn is_measure(&self, end: usize) -> bool {
        let follows = |n: usize| self.figures.is(n, words::UNIT);
        follows(end) || (self.figures.is(end, words::UNIT_MODIFIER) && follows(end + 1))
    }

    fn is_money(&self, reading: &Reading) -> bool {
        let start = reading.core.start;
        (start > 0 && self.figures.is(start - 1, words::MONEY_BEFORE))
            || self.figures.is(reading.core.end, words::MONEY)
            || (self.piece(reading.core.end).is_some_and(|p| p.joined)
                && self.figures.is(reading.core.end + 1, words::MONEY))
    }

    fn is_fraction(&self, end: usize) -> bool {
        let joint = usize::from(self.lower(end) == "-");
        let and_a_half =
            self.lower(end) == "and" && self.lower(end + 1) == "a" && self.figures.is(end + 2, words::FRACTION);
        and_a_half || self.figures.is(end + joint, words::FRACTION)
    }

    /// "Tower 22", "day five", "Resolution 2401": the number says which one.
    fn is_label(&self, reading: &Reading) -> bool {
        let start = reading.pieces.start;
        if start == 0 || start != reading.core.start || self.plural_follows(reading.core.end) {
            return false;
        }
        let before = start - 1;
        let label = match reading.form {
            Form::Digits => words::LABEL,
            Form::Words => words::LABEL_FOR_WORDS,
            _ => return false,
        };
        let continues = matches!(self.tag(reading.core.end), Some(Tag::Auxiliary | Tag::Verb | Tag::PastParticiple));
        self.figures.is(before, label) || self.is_name_before(reading, continues)
    }

    /// A name directly before a number takes it in, unless the number goes on as the subject of a verb.
    fn is_name_before(&self, reading: &Reading, continues: bool) -> bool {
        let Some(token) = self.token(reading.pieces.start - 1) else { return false };
        let names = token.tag == Tag::ProperNoun && token.capital;
        let capital = self.token(reading.core.start).is_some_and(|t| t.capital || t.tag == Tag::ProperNoun);
        let digits = reading.form == Form::Digits;
        names
            && (capital || digits)
            && !continues
            && !matches!(self.tag(reading.core.end), Some(Tag::Noun | Tag::Adjective))
    }

    /// Years, ages, scores, phone numbers and footnotes in figures.
    fn is_digits_of_other(&self, reading: &Reading) -> bool {
        let (before, core) = (self.before(reading.core.start), &reading.core);
        let note = before == "[" && self.lower(core.end) == "]";
        let young = before == "as" && core.start >= 2 && matches!(self.lower(core.start - 2), "young" | "old");
        let after = self.lower(core.end);
        let quoted = before == "\"" && after == "\"";
        let item = core.start == 0 && matches!(after, "." | ")");
        note || young
            || quoted
            || item
            || self.is_clock(reading)
            || self.is_year(reading)
            || self.is_age(reading)
            || self.is_result(reading)
            || self.is_chain(reading)
    }

    /// "at 2300", "at about 1100".
    fn is_clock(&self, reading: &Reading) -> bool {
        let at = matches!(self.before(reading.pieces.start), "at" | "by" | "until" | "from");
        let hour =
            self.lower(reading.core.start).len() == 4 && reading.figure.max.is_some_and(|n| n <= 2400 && n % 100 < 60);
        at && hour && !self.plural_follows(reading.core.end)
    }

    fn is_year(&self, reading: &Reading) -> bool {
        let core = &reading.core;
        let year = self.lower(core.start).len() == 4 && matches!(reading.figure.min, Some(1700..=2099));
        let introduced =
            matches!(self.before(core.start), "in" | "since" | "of" | "year" | "the" | "early" | "late" | "mid" | "-");
        core.len() == 1 && core.start == reading.pieces.start && year && (introduced || !self.plural_follows(core.end))
    }

    /// "Maria Keller, 19, was", "Maria Keller (19)", "aged 19".
    fn is_age(&self, reading: &Reading) -> bool {
        let core = &reading.core;
        let small = reading.figure.max.is_some_and(|n| n < 120) && core.len() == 1;
        let between = match self.before(core.start) {
            "," => matches!(self.lower(core.end), "," | "." | ";" | ")" | "and" | ""),
            "(" => self.lower(core.end) == ")",
            _ => false,
        };
        let named = core.start >= 2 && self.tag(core.start - 2) == Some(Tag::ProperNoun);
        small && between && named
    }

    /// "1 – 0", "voted 52-48", "a 2-1 win".
    fn is_result(&self, reading: &Reading) -> bool {
        let core = &reading.core;
        let digits = |n: usize| self.lower(n).starts_with(|c: char| c.is_ascii_digit());
        let dash = |n: usize| self.piece(n).is_some_and(Piece::is_dash);
        let opposite = (dash(core.end) && digits(core.end + 1))
            || (core.start >= 2 && dash(core.start - 1) && digits(core.start - 2));
        let near = core.start.saturating_sub(4)..core.end + 4;
        opposite
            || (reading.range
                && !self.plural_follows(core.end)
                && near.into_iter().any(|n| self.figures.is(n, words::SCORE)))
    }

    /// Long figures without commas: telephone numbers and the like.
    fn is_chain(&self, reading: &Reading) -> bool {
        reading.core.len() == 1
            && self.lower(reading.core.start).len() >= 7
            && !self.lower(reading.core.start).contains(',')
    }

    /// The phrase whose head is counted.
    fn counted(&self, reading: &Reading) -> Option<PhraseId> {
        let end_token = self.piece(reading.pieces.end.checked_sub(1)?)?.token + 1;
        let start_token = self.piece(reading.core.start)?.token;
        let of = self.doc.tokens.get(end_token.wrapping_sub(1)).is_some_and(|t| t.lower == "of");
        let next_of = self.doc.tokens.get(end_token).is_some_and(|t| t.lower == "of");
        let holds = |at: TokenId| self.phrase_at(at, end_token).filter(|&id| !self.is_within(id, end_token));
        if let Some(own) = holds(start_token).or_else(|| holds(end_token - 1)) {
            return Some(own);
        }
        // "three of the attackers", "dozens of people": the people are counted.
        if matches!(self.lower(reading.core.start), "none" | "nobody") && !next_of {
            return None;
        }
        if of || next_of {
            self.phrase_from(end_token + usize::from(next_of))
        } else {
            self.phrase_from_exactly(end_token)
        }
    }

    /// Whether the head of a phrase is part of the number itself ("killing five").
    fn is_within(&self, id: PhraseId, end: TokenId) -> bool {
        self.doc.phrases.get(id).is_none_or(|phrase| phrase.head < end)
    }

    /// The phrase that holds the tokens of a number.
    fn phrase_at(&self, start: TokenId, end: TokenId) -> Option<PhraseId> {
        let from = self.doc.phrases.partition_point(|p| p.tokens.start + 40 < start);
        let near = self.doc.phrases.get(from..)?.iter().enumerate().take_while(|(_, p)| p.tokens.start <= start);
        near.filter(|(_, p)| p.tokens.contains(&start) && p.tokens.end >= end).map(|(n, _)| from + n).last()
    }

    /// The first phrase that begins at or just after a token, what possesses it passed over ("the city's guards").
    fn phrase_from(&self, token: TokenId) -> Option<PhraseId> {
        let mut id = self.doc.phrases.partition_point(|p| p.tokens.start < token);
        self.doc.phrases.get(id).filter(|p| p.tokens.start <= token + 1)?;
        while self.doc.phrases.get(id + 1).is_some_and(|next| next.possessor == Some(id)) {
            id += 1;
        }
        Some(id)
    }

    /// The phrase that begins right behind a number, where the number is no part of it.
    fn phrase_from_exactly(&self, token: TokenId) -> Option<PhraseId> {
        let id = self.doc.phrases.partition_point(|p| p.tokens.start < token);
        let tag = |at: TokenId| self.doc.tokens.get(at).map(|t| t.tag);
        // "up from 38 a day earlier": another phrase with an article of its own.
        let counted = tag(token) != Some(Tag::Determiner);
        let common = |head: TokenId| matches!(tag(head), Some(Tag::Noun | Tag::Adjective));
        self.doc.phrases.get(id).filter(|p| counted && p.tokens.start == token && common(p.head)).map(|_| id)
    }
}
