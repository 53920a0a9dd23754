//! How many, of whom, says who (CODEBOOK, "Figures", rule 7).

mod owner;
mod people;
mod place;
mod read;
mod result;
mod victim;

use std::ops::Range;

use language::{Article, ClauseLink, NameKind, NumberKind, PhraseId, SentenceKind, Tag, TokenId};
use record::{Casualty, Figure, Outcome};

pub(crate) use self::owner::settle_owners;
use self::people::{Hurt, outcomes, part, people, told_apart};
pub(crate) use self::place::at_places;
use self::read::is_part;
pub(crate) use self::read::{figure_of, names_group, own_words, settle, told_outcome};
use self::result::results;
pub(crate) use self::victim::{act_victims, victims};
use crate::act::{Act, Anchor};
use crate::codebook::Part;
use crate::scene::Scene;
use crate::standing::speaker_of;
use crate::telling::Telling;

/// Every figure that an act's sentence gives, and those of the sentences after it that only tell what came of it.
pub(crate) fn casualties(scene: &Scene<'_>, act: &Act, others: &[Act]) -> Vec<Casualty> {
    let mut out = figures(scene, act);
    for later in results(scene, act, others) {
        for casualty in figures(scene, later) {
            add(&mut out, casualty);
        }
    }
    out
}

/// The figures of an act's own sentence.
fn figures(scene: &Scene<'_>, act: &Act) -> Vec<Casualty> {
    let mut out: Vec<Casualty> = Vec::new();
    for (anchor, outcome) in outcomes(scene, act) {
        let hurt = people(scene, &anchor);
        let named = named_together(scene, &hurt);
        for one in &hurt {
            let found = figure(scene, &anchor, one, &named).filter(|(_, tokens)| !is_part(scene, tokens));
            let Some((figure, tokens)) = found else { continue };
            let group = group(scene, &anchor, one, &tokens);
            let source = speaker_of(scene, tokens.start).or_else(|| speaker_of(scene, anchor.tokens.start));
            let span = scene.span(&tokens);
            for outcome in told_apart(scene, &anchor, outcome, one) {
                if !out.iter().any(|c| c.outcome == outcome && c.span.overlaps(span)) {
                    out.push(Casualty { outcome, group: group.clone(), figure, source: source.clone(), span });
                }
            }
        }
    }
    kill_victims(&mut out);
    fold_named(scene, &mut out);
    out
}

/// Victims told beside the wounded are the dead ("four victims, and a further six injured").
fn kill_victims(list: &mut [Casualty]) {
    if list.iter().any(|c| c.outcome == Outcome::Wounded) {
        for c in list.iter_mut().filter(|c| c.outcome == Outcome::Casualties) {
            c.outcome = Outcome::Killed;
        }
    }
}

/// Named people told in one row ("two reporters, A and B"; "A, B and C").
struct Named {
    phrases: Vec<PhraseId>,
    /// Whether a count of the same row holds them already.
    folded: bool,
}

fn named_together(scene: &Scene<'_>, hurt: &[Hurt]) -> Named {
    let phrases: Vec<PhraseId> =
        hurt.iter().filter(|h| h.number.is_none()).filter_map(|h| h.phrase).filter(|&p| is_name(scene, p)).collect();
    let count = u64::try_from(phrases.len()).unwrap_or(u64::MAX);
    let counted = hurt.first().and_then(|h| h.number).map(|n| scene.doc.numbers[n].figure);
    Named { folded: count > 0 && counted == Some(Figure::exactly(count)), phrases }
}

/// A named person beside a count of the same sentence and outcome is folded into it if the count comes first
/// ("three members were killed, one of them …").
fn fold_named(scene: &Scene<'_>, list: &mut Vec<Casualty>) {
    let one_of = |c: &Casualty| {
        let words = c.span.of(&scene.doc.report.text).to_lowercase();
        words.starts_with("one of them") || words.starts_with("including")
    };
    if list.len() > 1 {
        list.retain(|c| !one_of(c));
    }
}

/// How many the people are, with the tokens that say so.
fn figure(scene: &Scene<'_>, anchor: &Anchor, hurt: &Hurt, named: &Named) -> Option<(Figure, Range<TokenId>)> {
    if let Some(n) = hurt.number {
        return counted(scene, anchor, n, hurt.phrase);
    }
    let p = hurt.phrase?;
    let tokens = scene.doc.phrases[p].tokens.clone();
    if let Some(at) = named.phrases.iter().position(|&q| q == p) {
        let together = u64::try_from(named.phrases.len()).ok()?;
        let first = at == 0 && !named.folded && !is_negated(scene, anchor);
        return first.then(|| (Figure::exactly(together), tokens));
    }
    if !is_people(scene, anchor, p) || is_known(scene, anchor, p) || counted_with(scene, p).is_some() {
        return None;
    }
    if is_without(scene, p) {
        return Some((Figure::exactly(0), tokens));
    }
    let any = tokens.clone().any(|t| scene.lower(t) == "any");
    if is_negated(scene, anchor) {
        return any.then(|| (Figure::exactly(0), tokens));
    }
    // "unclear whether it caused any casualties" counts nobody.
    if any {
        return None;
    }
    uncounted(scene, p).map(|figure| (figure, tokens))
}

fn counted(scene: &Scene<'_>, anchor: &Anchor, n: usize, p: Option<PhraseId>) -> Option<(Figure, Range<TokenId>)> {
    let number = &scene.doc.numbers[n];
    let phrase = p.map_or(&number.tokens, |p| &scene.doc.phrases[p].tokens);
    let tokens = number.tokens.start.min(phrase.start)..number.tokens.end.max(phrase.end);
    let denied = is_negated(scene, anchor) && number.figure != Figure::exactly(0);
    let things = p.is_some_and(|p| is_thing(scene, p));
    (!denied && !things).then_some((number.figure, tokens))
}

/// "130 civilians and soldiers": the phrase whose number counts this bare plural too.
fn counted_with(scene: &Scene<'_>, p: PhraseId) -> Option<PhraseId> {
    let phrase = &scene.doc.phrases[p];
    let first = phrase.first_conjunct?;
    let before = &scene.doc.phrases[first].tokens;
    let joined = before.end + 1 == phrase.tokens.start && scene.lower(before.end) == "and";
    let counts = |tokens: &Range<TokenId>| scene.doc.numbers.iter().any(|n| tokens.contains(&n.tokens.start));
    let bare = phrase.article == Article::Bare && phrase.tokens.len() == 1 && !counts(&phrase.tokens);
    let plural = scene.lower(phrase.head) != scene.lemma(phrase.head);
    (joined && bare && plural && counts(before)).then_some(first)
}

/// The figure that a phrase without a number gives: one, both, or a bare plural; people told before give none.
fn uncounted(scene: &Scene<'_>, p: PhraseId) -> Option<Figure> {
    let phrase = &scene.doc.phrases[p];
    if names_person(scene, p) || is_singular(scene, p) || is_one(scene, p) {
        return Some(Figure::exactly(1));
    }
    if phrase.tokens.clone().any(|t| scene.lower(t) == "both") {
        return Some(Figure::exactly(2));
    }
    let told = matches!(phrase.article, Article::Definite | Article::Possessive);
    (!told).then(|| Figure::at_least(2))
}

fn is_negated(scene: &Scene<'_>, anchor: &Anchor) -> bool {
    let holder = anchor.clause.or_else(|| {
        let sentence = &scene.doc.sentences[scene.doc.tokens[anchor.tokens.start].sentence];
        let takes = |c: &usize| anchor.phrase.is_some() && scene.doc.clauses[*c].object == anchor.phrase;
        sentence.clauses.clone().find(takes)
    });
    holder.is_some_and(|c| scene.doc.clauses[c].negated)
}

/// "without causing any casualties", "no reported casualties".
fn is_without(scene: &Scene<'_>, p: PhraseId) -> bool {
    let start = scene.doc.phrases[p].tokens.start;
    let first = scene.doc.sentences[scene.doc.phrases[p].sentence].tokens.start;
    let near = start.saturating_sub(3).max(first)..start;
    let modifier = |t: TokenId| matches!(scene.tag(t), Tag::Adjective | Tag::PastParticiple | Tag::Verb);
    near.clone().any(|t| scene.lower(t) == "without")
        || near.rev().find(|&t| !modifier(t)).is_some_and(|t| scene.lower(t) == "no")
}

/// "the slain general", "the civilian who was killed": told before, and pointed at here.
fn is_known(scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    let modifies =
        anchor.clause.is_none() && phrase.tokens.contains(&anchor.tokens.start) && anchor.tokens.end <= phrase.head;
    let relative =
        anchor.clause.is_some_and(|c| matches!(scene.doc.clauses[c].link, ClauseLink::Relative(q) if q == p));
    phrase.article == Article::Definite && (modifies || relative)
}

/// Weapons and vehicles are destroyed or seized, and hours pass: none of them is a head.
fn is_thing(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    scene.weapons.iter().any(|w| w.tokens.contains(&head)) || scene.doc.times.iter().any(|t| t.tokens.contains(&head))
}

/// Whether the phrase means people at all: a person's name, a noun for people, or the outcome's own noun ("deaths").
fn is_people(scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    if scene.tag(head) == Tag::Pronoun {
        return matches!(scene.lower(head), "others" | "he" | "she" | "him" | "her");
    }
    let own_noun = anchor.phrase == Some(p) && part(scene, anchor) == Some(Part::Noun);
    let words = &scene.doc.phrases[p].tokens;
    own_noun && scene.lower(head) != scene.lemma(head)
        || names_person(scene, p)
        || words.clone().any(|t| scene.book.registry.people(scene.lemma(t)).is_some()) && counts_heads(scene, p)
}

/// An army or a group is no head to count.
fn counts_heads(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    let plural = scene.lower(head) != scene.lemma(head);
    plural || !scene.actors.iter().any(|m| m.tokens.contains(&head) && m.who.is_named() && m.tokens.len() > 1)
}

fn names_person(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    scene.doc.names.iter().any(|n| n.kind == NameKind::Person && n.tokens.contains(&phrase.head))
}

/// Whether the phrase is a person's name and no more than a title besides.
fn is_name(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    names_person(scene, p)
        || scene.doc.phrases[p].first_conjunct.is_some()
            && scene
                .doc
                .names
                .iter()
                .any(|n| n.kind == NameKind::Unknown && n.tokens.contains(&head) && n.tokens.len() > 1)
}

/// "he", "her": one person told before.
fn is_one(scene: &Scene<'_>, p: PhraseId) -> bool {
    let head = scene.doc.phrases[p].head;
    scene.tag(head) == Tag::Pronoun && scene.lower(head) != "others"
}

fn is_singular(scene: &Scene<'_>, p: PhraseId) -> bool {
    let phrase = &scene.doc.phrases[p];
    let head = phrase.head;
    scene.tag(head) == Tag::Noun && scene.lower(head) == scene.lemma(head) && phrase.article != Article::Bare
        || scene.tag(head) == Tag::Noun
            && scene.lower(head) == scene.lemma(head)
            && scene.book.registry.people(scene.lemma(head)).is_some()
            && !scene.lower(head).ends_with("people")
}

/// The report's words for the people, without number, article and name.
fn group(scene: &Scene<'_>, anchor: &Anchor, hurt: &Hurt, tokens: &Range<TokenId>) -> Option<String> {
    let p = hurt.phrase.filter(|&p| scene.tag(scene.doc.phrases[p].head) != Tag::Pronoun)?;
    let phrase = &scene.doc.phrases[p];
    let own_noun = anchor.phrase == Some(p) && part(scene, anchor) == Some(Part::Noun);
    let of = phrase.prepositions.iter().find(|(prep, _)| matches!(scene.lower(*prep), "of" | "among")).map(|x| x.1);
    let p = if own_noun { of? } else { p };
    let phrase = &scene.doc.phrases[p];
    let counted = scene.doc.numbers.iter().filter(|n| tokens.contains(&n.tokens.start)).map(|n| n.tokens.end).max();
    let mut start = counted.unwrap_or(phrase.tokens.start).max(phrase.tokens.start);
    while start < phrase.tokens.end && matches!(scene.tag(start), Tag::Determiner | Tag::Adverb | Tag::Preposition) {
        start += 1;
    }
    let mut end = phrase.tokens.end;
    for &(prep, q) in &phrase.prepositions {
        if scene.lower(prep) == "of" && prep == end {
            end = scene.doc.phrases[q].tokens.end;
        }
    }
    let sentence = &scene.doc.sentences[phrase.sentence];
    if let Some(q) = sentence.phrases.clone().find(|&q| counted_with(scene, q) == Some(p)) {
        end = scene.doc.phrases[q].tokens.end;
    }
    if let Some(name) = scene.doc.names.iter().find(|n| n.kind == NameKind::Person && n.tokens.contains(&phrase.head)) {
        if name.tokens.start <= start {
            let role = phrase.apposition.map(|a| scene.doc.phrases[a].tokens.clone())?;
            let first = role.clone().find(|&t| scene.tag(t) != Tag::Determiner)?;
            return Some(scene.text(&(first..role.end)).to_string());
        }
        end = name.tokens.start;
    }
    (start < end).then(|| scene.text(&(start..end)).to_string())
}

/// The figures of an event, each once for each who gives it.
pub(crate) fn act_casualties(scene: &Scene<'_>, own: &[&Telling]) -> Vec<Casualty> {
    let title = |t: &Telling| scene.doc.sentences[t.act.sentence].kind == SentenceKind::Title;
    let mut out: Vec<Casualty> = Vec::new();
    for c in own.iter().filter(|t| !title(t)).flat_map(|t| &t.casualties) {
        add(&mut out, c.clone());
    }
    for c in own.iter().filter(|t| title(t)).flat_map(|t| &t.casualties) {
        let told = out.iter().any(|x| x.outcome == c.outcome && (x.figure == c.figure || !is_counted(scene, c)));
        if !told {
            add(&mut out, c.clone());
        }
    }
    out
}

/// A figure that another sentence repeats without a source of its own is the same figure.
fn add(list: &mut Vec<Casualty>, new: Casualty) {
    let source = |c: &Casualty| c.source.as_ref().map(|s| s.text.to_lowercase());
    let same = |c: &Casualty| {
        c.outcome == new.outcome && c.figure == new.figure && (source(c) == source(&new) || new.source.is_none())
    };
    if !list.iter().any(same) {
        list.push(new);
    }
}

/// Whether a number stands in the words, not a bare plural or an article.
fn is_counted(scene: &Scene<'_>, casualty: &Casualty) -> bool {
    scene.doc.numbers.iter().any(|n| n.kind == NumberKind::Count && n.span.overlaps(casualty.span))
}
