//! What attributions need of each other: speakers told before, scopes cut short, quotations that go on.

use record::Span;

use crate::attribution::{Credit, Finder};
use crate::name_words::WORDS;
use crate::speaker::Speaker;
use crate::{Attribution, Tag, TokenId};

impl Finder<'_, '_> {
    /// A pronoun's or description's speaker is the one of the sentence before, if that is sure; else its own words.
    pub(crate) fn resolved(&self, speaker: &Speaker, from: TokenId) -> (Span, usize) {
        let own = (speaker.span, speaker.phrase);
        let doc = self.at.doc;
        let (phrase, sentence) = (&doc.phrases[speaker.phrase], doc.tokens[from].sentence);
        let head = self.at.lower(phrase.head);
        let recent = |reach: usize| self.found.iter().rev().take_while(move |c| c.sentence + reach >= sentence);
        if matches!(head, "he" | "she") {
            let fits = |credit: &&Credit| {
                let single = credit.attribution.phrase.is_some_and(|id| self.is_single(id));
                credit.sentence < sentence && single && credit.attribution.others.is_empty()
            };
            let Some(last) = recent(1).find(fits) else { return own };
            let Some(id) = last.attribution.phrase else { return own };
            let one_speaker = recent(1).filter(fits).all(|c| c.attribution.speaker == last.attribution.speaker);
            return if one_speaker { (last.attribution.speaker, id) } else { own };
        }
        let definite = self.at.lower(phrase.tokens.start) == "the" && speaker.tokens.len() == phrase.tokens.len();
        let described = definite && phrase.tokens.len() == 2;
        // "The Pentagon spokesperson", said of "Deputy Pentagon Press Secretary Ada Tal" a moment ago.
        let role = definite && phrase.tokens.len() == 3 && WORDS.is_title(&[head]);
        if !described && !role || self.at.tag(phrase.head) != Tag::Noun {
            return own;
        }
        let shared = if role { self.at.lower(phrase.tokens.start + 1) } else { head };
        let mut fitting = self.found.iter().filter(|credit| {
            let words = credit.attribution.speaker.of(&doc.report.text).to_lowercase();
            let near = !role
                || credit.sentence + 3 >= sentence && credit.attribution.phrase.is_some_and(|id| self.is_single(id));
            near && credit.attribution.speaker != own.0 && words.split_whitespace().any(|word| word == shared)
        });
        let Some(first) = fitting.next() else { return own };
        let only = fitting.all(|credit| credit.attribution.speaker == first.attribution.speaker);
        match first.attribution.phrase {
            Some(id) if only => (first.attribution.speaker, id),
            _ => own,
        }
    }

    /// Whether a phrase can be a single person: no plural, no pronoun.
    pub(crate) fn is_single(&self, id: usize) -> bool {
        let head = &self.at.doc.tokens[self.at.doc.phrases[id].head];
        match head.tag {
            Tag::ProperNoun => true,
            Tag::Noun => head.lemma == head.lower && !WORDS.collective.contains(head.lower.as_str()),
            _ => false,
        }
    }

    /// Ends a scope where a later wording of the same sentence begins in the report's own voice.
    pub(crate) fn cut_scopes(&mut self, first: usize) {
        for id in first..self.found.len() {
            let credit = &self.found[id];
            let scope = credit.attribution.scope;
            let later = self.found[first..]
                .iter()
                .filter(|other| other.from > credit.from && other.sentence == credit.sentence);
            let cuts = later.filter_map(|other| self.cut_before(scope, other));
            if let Some(end) = cuts.min() {
                self.found[id].attribution.scope = Span::new(scope.start, end);
            }
        }
    }

    /// Where `scope` ends because of a later attribution inside it: at ", adding", ", but Y said", ", according to Y".
    pub(crate) fn cut_before(&self, scope: Span, other: &Credit) -> Option<usize> {
        let mut at = other.from;
        let byte = self.at.doc.tokens[at].span.start;
        if byte <= scope.start || byte >= scope.end {
            return None;
        }
        let own = matches!(self.at.tag(at), Tag::Gerund) || self.at.lower(at) == "according";
        let joined =
            matches!(self.at.lower(at.wrapping_sub(1)), "and" | "but" | "while" | "whereas" | "as" | "though" | ";");
        // "denied it was involved, police said": what stands before the comma is all that the first one says.
        let trailing = self.at.lower(at.wrapping_sub(1)) == "," && other.attribution.scope.end <= byte;
        if !own && !joined && !trailing {
            return None;
        }
        while at > 0 && (joined && at == other.from || self.at.tag(at - 1) == Tag::Punctuation) {
            at -= 1;
        }
        let end = self.at.doc.tokens.get(at.checked_sub(1)?)?.span.end;
        (end > scope.start).then_some(end)
    }

    /// Leaves no scope that holds only one of two quotation marks.
    pub(crate) fn tidy(&mut self) {
        let doc = self.at.doc;
        for credit in &mut self.found {
            let scope = &mut credit.attribution.scope;
            let first = doc.quotations.partition_point(|quotation| quotation.span.start < scope.start);
            let limit = scope.end;
            let inside = doc.quotations[first..].iter().take_while(|quotation| quotation.span.start < limit);
            let text = &doc.report.text;
            let marks = |from: usize, to: usize| {
                text.get(from..to).is_some_and(|t| t.chars().all(|c| "\"'‘’“”«».,!? ".contains(c)))
            };
            for quotation in inside {
                let span = quotation.span;
                let ends = span.end >= scope.end && span.end <= scope.end + 4 || marks(span.end, scope.end);
                if ends && marks(scope.start, span.start) {
                    *scope = span;
                } else if ends && span.end >= scope.end {
                    let mark = text[span.end..].chars().next().filter(|c| "\"'’”»".contains(*c));
                    scope.end = span.end + mark.map_or(0, char::len_utf8);
                }
            }
        }
    }

    /// Quotations that no wording stands beside go on from the quotation before them.
    pub(crate) fn quotations_left(&mut self) {
        let doc = self.at.doc;
        for (id, quotation) in doc.quotations.iter().enumerate().skip(1) {
            let covered = self.found.iter().any(|credit| credit.attribution.scope.contains(quotation.span));
            if !quotation.whole || covered {
                continue;
            }
            let before = doc.quotations[id - 1].span;
            let between = doc.report.text.get(before.end..quotation.span.start).unwrap_or_default();
            let unclosed = between.trim_start_matches(['.', '!', '?']).starts_with(char::is_whitespace);
            let near = between.len() < 160 && !between.contains('\n');
            let Some(credit) = self.found.iter().find(|c| c.attribution.scope.contains(before)) else { continue };
            if near || unclosed {
                let attribution = Attribution { scope: quotation.span, ..credit.attribution.clone() };
                let (from, sentence) = (credit.from, credit.sentence);
                self.found.push(Credit { attribution, from, sentence });
            }
        }
        self.found.sort_by_key(|credit| (credit.from, credit.attribution.scope.start));
    }
}
