//! Finds what pronouns and definite descriptions stand for, where that is sure: two candidates are none.

use rustc_hash::FxHashMap;

use crate::name_words::WORDS;
use crate::speech::SPEECH;
use crate::{Article, ClauseLink, Document, NameKind, PhraseId, Reference, SentenceKind, Tag};

/// How many sentences back a description may reach.
const REACH: usize = 2;

/// Fills the document's references.
pub(crate) fn references(doc: &mut Document<'_>) {
    let mut resolver = Resolver::new(doc);
    let mut found = Vec::new();
    for phrase in 0..doc.phrases.len() {
        if !resolver.is_text(doc.phrases[phrase].sentence) {
            continue;
        }
        let antecedent = resolver.antecedent(phrase).filter(|&antecedent| antecedent < phrase);
        if let Some(antecedent) = antecedent {
            resolver.resolved.insert(phrase, antecedent);
            found.push(Reference { phrase, antecedent });
        }
    }
    doc.references = found;
    name_speakers(doc);
}

/// Puts the antecedent of a sure pronoun in its place as speaker.
fn name_speakers(doc: &mut Document<'_>) {
    let sure: FxHashMap<PhraseId, PhraseId> = doc.references.iter().map(|r| (r.phrase, r.antecedent)).collect();
    for attribution in &mut doc.attributions {
        let Some((phrase, antecedent)) = attribution.phrase.and_then(|id| Some((id, *sure.get(&id)?))) else {
            continue;
        };
        if doc.tokens[doc.phrases[phrase].head].tag == Tag::Pronoun {
            attribution.phrase = Some(antecedent);
            attribution.speaker = doc.phrases[antecedent].span;
        }
    }
}

/// What a phrase is, as far as pronouns ask.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Named {
    kind: NameKind,
    /// Its name's first mention.
    same_as: usize,
}

struct Resolver<'d, 'r> {
    doc: &'d Document<'r>,
    /// The name that heads each phrase.
    named: FxHashMap<PhraseId, Named>,
    resolved: FxHashMap<PhraseId, PhraseId>,
}

impl<'d, 'r> Resolver<'d, 'r> {
    fn new(doc: &'d Document<'r>) -> Resolver<'d, 'r> {
        let mut named = FxHashMap::default();
        for name in &doc.names {
            let headed = name.phrase.filter(|&id| name.tokens.contains(&doc.phrases[id].head));
            if let Some(phrase) = headed {
                named.insert(phrase, Named { kind: name.kind, same_as: name.same_as });
            }
        }
        Resolver { doc, named, resolved: FxHashMap::default() }
    }

    fn is_text(&self, sentence: usize) -> bool {
        self.doc.sentences.get(sentence).is_some_and(|s| !matches!(s.kind, SentenceKind::Furniture(_)))
    }

    fn antecedent(&self, id: PhraseId) -> Option<PhraseId> {
        let phrase = &self.doc.phrases[id];
        match self.head(id) {
            "he" | "she" => self.person(id),
            "they" => self.plural(id),
            "it" => self.thing(id),
            head => {
                let plain = phrase.article == Article::Definite && phrase.tokens.len() == 2 && !self.is_restricted(id);
                if plain { self.described(id, head) } else { None }
            }
        }
    }

    fn head(&self, id: PhraseId) -> &'d str {
        self.doc.tokens[self.doc.phrases[id].head].lower.as_str()
    }

    fn lemma(&self, id: PhraseId) -> &'d str {
        let token = &self.doc.tokens[self.doc.phrases[id].head];
        if token.lemma.is_empty() { &token.lower } else { &token.lemma }
    }

    /// Whether something behind the noun says which one is meant: "the group of men", "the base where".
    fn is_restricted(&self, id: PhraseId) -> bool {
        let phrase = &self.doc.phrases[id];
        let next = self.doc.tokens.get(phrase.tokens.end);
        let hung = next.is_some_and(|t| {
            t.tag == Tag::Preposition || matches!(t.lower.as_str(), "that" | "which" | "where" | "who" | "whose")
        });
        hung || next.is_some_and(|t| t.tag == Tag::PastParticiple)
    }

    /// The subjects of main clauses of a sentence, resolved, without doubles.
    fn subjects(&self, sentence: usize) -> Vec<PhraseId> {
        let Some(sentence) = self.doc.sentences.get(sentence) else { return Vec::new() };
        let clauses = self.doc.clauses.get(sentence.clauses.clone()).unwrap_or_default();
        let main = clauses.iter().filter(|clause| clause.link == ClauseLink::Main);
        let mut subjects: Vec<PhraseId> = main.filter_map(|clause| clause.subject).map(|id| self.origin(id)).collect();
        subjects.dedup();
        subjects
    }

    /// What a phrase stands for, if that is known.
    fn origin(&self, id: PhraseId) -> PhraseId {
        self.resolved.get(&id).copied().unwrap_or(id)
    }

    /// The subject of the verb of saying that the phrase's clause is the content of.
    fn speaker(&self, id: PhraseId) -> Option<PhraseId> {
        let sentence = self.doc.sentences.get(self.doc.phrases[id].sentence)?;
        let clauses = self.doc.clauses.get(sentence.clauses.clone())?;
        let own = clauses.iter().find(|clause| clause.subject == Some(id))?;
        let parent = self.doc.clauses.get(own.parent.filter(|_| own.link == ClauseLink::Content)?)?;
        SPEECH.wording(&self.doc.tokens[parent.verb].lower)?;
        parent.subject.map(|subject| self.origin(subject)).filter(|&subject| subject < id)
    }

    fn kind(&self, id: PhraseId) -> NameKind {
        self.named.get(&id).map_or(NameKind::Unknown, |named| named.kind)
    }

    fn is_person(&self, id: PhraseId) -> bool {
        let noun = self.doc.tokens[self.doc.phrases[id].head].tag == Tag::Noun && WORDS.is_title(&[self.head(id)]);
        self.doc.phrases[id].conjuncts.is_empty()
            && (self.kind(id) == NameKind::Person || (noun && !self.is_plural(id)))
    }

    fn is_plural(&self, id: PhraseId) -> bool {
        let phrase = &self.doc.phrases[id];
        let head = &self.doc.tokens[phrase.head];
        let marked = head.tag == Tag::Noun
            && !head.lemma.is_empty()
            && head.lemma != head.lower
            && head.lower.ends_with(['s', 'n', 'e']);
        !phrase.conjuncts.is_empty() || marked || head.lower == "people" || head.lower == "police"
    }

    fn is_group(&self, id: PhraseId) -> bool {
        let noun = self.doc.tokens[self.doc.phrases[id].head].tag == Tag::Noun;
        self.kind(id) == NameKind::Organisation || (noun && WORDS.collective.contains(self.lemma(id)))
    }

    /// he, she: the only person named as subject, before it in the sentence or in the sentence before.
    fn person(&self, id: PhraseId) -> Option<PhraseId> {
        let sentence = self.doc.phrases[id].sentence;
        let same_word = |p: &PhraseId| self.head(*p) == self.head(id);
        if self.earlier_in(sentence, id).any(|p| same_word(&p) && self.origin(p) == p) {
            // An earlier "he" of the sentence stands for nobody known, so that this one does not either.
            return None;
        }
        let here: Vec<PhraseId> = self.earlier_in(sentence, id).filter(|&p| self.is_person(self.origin(p))).collect();
        if let Some(speaker) = self.speaker(id).filter(|&speaker| self.is_person(speaker)) {
            let others = here.iter().any(|&other| !self.is_same(self.origin(other), speaker));
            return (!others).then_some(speaker);
        }
        if !here.is_empty() {
            return self.only(here.into_iter());
        }
        let before = self.previous(sentence)?;
        let subjects = self.subjects(before);
        let people = subjects.into_iter().filter(|&p| self.is_person(p));
        self.only(people)
    }

    /// they: the speaker, or the only plural or group among the subjects of the sentence before.
    fn plural(&self, id: PhraseId) -> Option<PhraseId> {
        let fits = |p: PhraseId| self.is_plural(p) || self.is_group(p);
        if let Some(speaker) = self.speaker(id).filter(|&speaker| fits(speaker)) {
            return Some(speaker);
        }
        let sentence = self.doc.phrases[id].sentence;
        if self.earlier_in(sentence, id).any(|p| fits(self.origin(p))) {
            return None;
        }
        let before = self.previous(sentence)?;
        let subject = self.only(self.subjects(before).into_iter().filter(|&p| fits(p)))?;
        // A plural that is no subject competes, unless it is one of things told of the subject.
        let rivals = self.doc.sentences[before]
            .phrases
            .clone()
            .any(|p| self.is_people(p) && !self.is_same(self.origin(p), subject) && self.origin(p) != subject);
        (!rivals).then_some(subject)
    }

    /// Whether a phrase names people or a group: what "they" could as well stand for.
    fn is_people(&self, id: PhraseId) -> bool {
        let head = &self.doc.tokens[self.doc.phrases[id].head];
        self.kind(id) == NameKind::Organisation
            || (head.tag == Tag::Noun && self.is_plural(id) && !self.is_counted_time(id))
    }

    fn is_counted_time(&self, id: PhraseId) -> bool {
        let tokens = &self.doc.phrases[id].tokens;
        self.doc.times.iter().any(|time| time.tokens.start < tokens.end && tokens.start < time.tokens.end)
    }

    /// it: the group that speaks, or the only group that is subject of the sentence before, if no other thing is.
    fn thing(&self, id: PhraseId) -> Option<PhraseId> {
        if let Some(speaker) = self.speaker(id).filter(|&p| self.is_group(p) && self.kind(p) != NameKind::Person) {
            return Some(speaker);
        }
        let sentence = self.doc.phrases[id].sentence;
        let clauses = self.doc.clauses.get(self.doc.sentences[sentence].clauses.clone())?;
        let clause = clauses.iter().find(|clause| clause.subject == Some(id))?;
        // "It is clear that", "it was not known": an empty subject stands for nothing.
        let verb = &self.doc.tokens[clause.verb];
        let empty = verb.tag == Tag::Auxiliary || verb.lower == "reported" || self.followed_by_that(clause.verb);
        if empty || clause.link != ClauseLink::Main || self.earlier_in(sentence, id).next().is_some() {
            return None;
        }
        let before = self.previous(sentence)?;
        let subject = self.only(self.subjects(before).into_iter())?;
        (self.is_group(subject) && !self.is_plural(subject)).then_some(subject)
    }

    fn followed_by_that(&self, verb: usize) -> bool {
        let ahead = self.doc.tokens.get(verb..(verb + 4).min(self.doc.tokens.len())).unwrap_or_default();
        ahead.iter().any(|token| token.lower == "that" || token.lower == "whether")
    }

    /// "the group", "the base", "the attack".
    fn described(&self, id: PhraseId, head: &str) -> Option<PhraseId> {
        let lemma = self.lemma(id);
        if WORDS.group_nouns.contains(head) {
            return self.organisation(id);
        }
        if WORDS.place_nouns.contains(head) {
            return self.place(id, head);
        }
        let likes = *WORDS.event_nouns.get(lemma)?;
        if lemma == head { self.event(id, lemma, likes) } else { None }
    }

    /// The only organisation named before it in the sentence or in the two sentences before.
    fn organisation(&self, id: PhraseId) -> Option<PhraseId> {
        let reports = |p: PhraseId| {
            let mut words = self.doc.phrases[p].tokens.clone().map(|t| self.doc.tokens[t].lower.as_str());
            words.any(|word| WORDS.outlet.contains(word))
        };
        let named = self.recent(id).filter(|&p| {
            let origin = self.origin(p);
            self.kind(origin) == NameKind::Organisation && !reports(origin)
        });
        self.only(named)
    }

    /// The only place that was called by the same noun: "the Tal base", "the town of Ulm".
    fn place(&self, id: PhraseId, head: &str) -> Option<PhraseId> {
        let fitting = self.recent(id).filter(|&p| {
            let origin = self.origin(p);
            let named =
                self.kind(origin) == NameKind::Place || self.doc.phrases[p].tokens.clone().any(|t| self.is_proper(t));
            let called = self.doc.phrases[origin].tokens.clone().any(|t| self.doc.tokens[t].lower == head);
            let of = self.doc.phrases[p].prepositions.iter().any(|(mark, _)| self.doc.tokens[*mark].lower == "of");
            called && (named || of || self.doc.phrases[p].article == Article::Indefinite)
        });
        self.only(fitting)
    }

    fn is_proper(&self, token: usize) -> bool {
        self.doc.tokens[token].tag == Tag::ProperNoun
    }

    /// The only phrase before with the same noun, else the only one with a like noun.
    fn event(&self, id: PhraseId, lemma: &str, likes: u32) -> Option<PhraseId> {
        let like = |p: PhraseId| {
            let noun = self.lemma(p);
            let common = self.doc.tokens[self.doc.phrases[p].head].tag == Tag::Noun;
            common && (noun == lemma || WORDS.event_nouns.get(noun).is_some_and(|other| other & likes != 0))
        };
        let all: Vec<PhraseId> = self.recent(id).filter(|&p| like(p)).collect();
        let same: Vec<PhraseId> = all.iter().copied().filter(|&p| self.lemma(p) == lemma).collect();
        let single = |found: Vec<PhraseId>| {
            let one = self.only(found.into_iter())?;
            (!self.is_plural(one)).then_some(one)
        };
        if same.is_empty() { single(all) } else { single(same) }
    }

    /// The phrases before this one in its sentence.
    fn earlier_in(&self, sentence: usize, id: PhraseId) -> impl Iterator<Item = PhraseId> + '_ {
        let phrases = self.doc.sentences.get(sentence).map_or(0..0, |s| s.phrases.clone());
        phrases.filter(move |&p| p < id)
    }

    /// The phrases before this one in its sentence and the two before.
    fn recent(&self, id: PhraseId) -> impl Iterator<Item = PhraseId> + '_ {
        let sentence = self.doc.phrases[id].sentence;
        let first = sentence.saturating_sub(REACH);
        (first..=sentence).filter(|&s| self.is_text(s)).flat_map(move |s| self.earlier_in(s, id))
    }

    /// The sentence of running text before another.
    fn previous(&self, sentence: usize) -> Option<usize> {
        let before = sentence.checked_sub(1)?;
        (self.doc.sentences[before].kind == SentenceKind::Body
            && self.doc.sentences[sentence].kind == SentenceKind::Body)
            .then_some(before)
    }

    /// Whether two phrases name the same.
    fn is_same(&self, one: PhraseId, other: PhraseId) -> bool {
        let same = || Some(self.named.get(&one)?.same_as == self.named.get(&other)?.same_as);
        one == other || same().unwrap_or(false)
    }

    /// The latest of some phrases, if all of them stand for the same thing.
    fn only(&self, phrases: impl Iterator<Item = PhraseId>) -> Option<PhraseId> {
        let mut found: Option<PhraseId> = None;
        for phrase in phrases.map(|phrase| self.origin(phrase)) {
            match found {
                Some(earlier) if !self.is_same(earlier, phrase) => return None,
                _ => found = Some(phrase),
            }
        }
        found
    }
}
