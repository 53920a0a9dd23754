//! Whom a word of outcome speaks of, and the number that counts them.

use language::{ClauseId, Governor, Mood, NumberKind, PhraseId, Tag, TokenId, Voice};
use record::{Figure, Outcome};

use crate::act::{Act, Anchor, Tells};
use crate::codebook::{Part, People};
use crate::scene::Scene;

/// The people of an outcome: a phrase, the number that counts them, or both. "Killing five" has no phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hurt {
    pub phrase: Option<PhraseId>,
    /// Index into the document's numbers.
    pub number: Option<usize>,
}

/// Anchors with an outcome: words of outcome, and verbs of violence that are such words too ("kill").
pub(super) fn outcomes(scene: &Scene<'_>, act: &Act) -> Vec<(Anchor, Outcome)> {
    let of_anchor = |anchor: &Anchor| {
        let wording = match anchor.tells {
            Tells::Outcome(i) => i,
            Tells::Act(_) | Tells::Read(_) => {
                let tokens = &scene.doc.tokens[..anchor.tokens.end];
                scene.book.outcome_words.longest(tokens, anchor.tokens.start)?.value
            }
        };
        Some((anchor.clone(), scene.book.outcome_wordings[wording].outcome))
    };
    act.anchors.iter().filter_map(of_anchor).collect()
}

/// The outcomes of one figure: "killed and wounded" is both of people that no number counts together.
pub(super) fn told_apart(scene: &Scene<'_>, anchor: &Anchor, outcome: Outcome, hurt: &Hurt) -> Vec<Outcome> {
    let both = outcome == Outcome::Casualties && anchor.tokens.clone().any(|t| scene.lower(t) == "and");
    if both && hurt.number.is_none() { vec![Outcome::Killed, Outcome::Wounded] } else { vec![outcome] }
}

/// Everybody whom an anchor speaks of; empty where its clause tells no fact.
pub(super) fn people(scene: &Scene<'_>, anchor: &Anchor) -> Vec<Hurt> {
    if let Some(c) = anchor.clause {
        return people_of_verb(scene, anchor, c);
    }
    if part(scene, anchor) == Some(Part::Adjective) {
        let described = people_described(scene, anchor);
        if !described.is_empty() {
            return described;
        }
    }
    anchor.phrase.map(|p| people_of_noun(scene, anchor, p)).unwrap_or_default()
}

pub(super) fn part(scene: &Scene<'_>, anchor: &Anchor) -> Option<Part> {
    match anchor.tells {
        Tells::Outcome(i) => Some(scene.book.outcome_wordings[i].part),
        Tells::Act(_) | Tells::Read(_) => None,
    }
}

/// Whether the people are the subject of the verb in the active ("five died"); words such as "wounded" are adjectives
/// by their form, but take an object once they are the verb.
pub(super) fn of_subject(scene: &Scene<'_>, anchor: &Anchor) -> bool {
    match anchor.tells {
        Tells::Outcome(i) => {
            let wording = &scene.book.outcome_wordings[i];
            wording.people == People::Subject && wording.part != Part::Adjective
        }
        _ => false,
    }
}

fn people_of_verb(scene: &Scene<'_>, anchor: &Anchor, c: ClauseId) -> Vec<Hurt> {
    let clause = &scene.doc.clauses[c];
    if matches!(clause.mood, Mood::Future | Mood::Hypothetical | Mood::Wanted) {
        return Vec::new();
    }
    if let Some(toll) = toll_of_verb(scene, c) {
        return vec![toll];
    }
    // "Eight soldiers were missing": an adjective that was read as a verb, with nothing that it could be done to.
    let described = part(scene, anchor) == Some(Part::Adjective) && clause.object.is_none();
    let undergoes = clause.voice == Voice::Passive || of_subject(scene, anchor) || described;
    let phrase = if undergoes {
        clause.subject.or_else(|| phrase_before(scene, clause.verb_group.start))
    } else {
        clause.object.or_else(|| phrase_at(scene, anchor.tokens.end))
    };
    if let Some(p) = phrase {
        return with_conjuncts(scene, p);
    }
    let number =
        if undergoes { number_before(scene, clause.verb_group.start) } else { number_after(scene, anchor.tokens.end) };
    number.map(|n| Hurt { phrase: scene.doc.numbers[n].phrase, number: Some(n) }).into_iter().collect()
}

/// "14 deaths", "the deaths of five", "dozens of troops with minor injuries", "the toll rose to 60".
fn people_of_noun(scene: &Scene<'_>, anchor: &Anchor, p: PhraseId) -> Vec<Hurt> {
    let phrase = &scene.doc.phrases[p];
    if let Some(number) = number_of(scene, p) {
        return vec![Hurt { phrase: Some(p), number: Some(number) }];
    }
    if matches!(phrase.governor, Some((prep, Governor::Clause(_))) if scene.lower(prep) == "with") {
        return Vec::new();
    }
    if let Some((prep, Governor::Phrase(g))) = phrase.governor {
        match scene.lower(prep) {
            "with" => return with_conjuncts(scene, g),
            // "no reports of casualties" gives no figure, "the number of dead rose to 90" does.
            "of" if number_of(scene, g).is_some_and(|n| scene.doc.numbers[n].figure == Figure::exactly(0)) => {
                return Vec::new();
            }
            "of" => return people_of_toll(scene, g),
            _ => {}
        }
    }
    let toll = people_of_toll(scene, p);
    if !toll.is_empty() {
        return toll;
    }
    let of = phrase.prepositions.iter().find(|(prep, _)| matches!(scene.lower(*prep), "of" | "among"));
    match of {
        Some(&(_, q)) => with_conjuncts(scene, q),
        None if anchor.phrase == Some(p) => vec![Hurt { phrase: Some(p), number: None }],
        None => Vec::new(),
    }
}

/// The number that a verb gives to a toll: "rose to 60", "put at six", "stands at nine", "has reached 60".
fn people_of_toll(scene: &Scene<'_>, toll: PhraseId) -> Vec<Hurt> {
    let sentence = &scene.doc.sentences[scene.doc.phrases[toll].sentence];
    for c in sentence.clauses.clone() {
        let clause = &scene.doc.clauses[c];
        let subject = clause.subject == Some(toll);
        if !subject && clause.object != Some(toll) {
            continue;
        }
        let reached = clause.object.filter(|_| subject);
        let given =
            clause.prepositions.iter().filter(|(prep, _)| matches!(scene.lower(*prep), "to" | "at")).map(|x| x.1);
        if let Some(hurt) = reached.into_iter().chain(given).find_map(|q| bare_number(scene, q)) {
            return vec![hurt];
        }
    }
    Vec::new()
}

/// A wording that takes the toll in ("put the toll at"): the number follows its words.
fn toll_of_verb(scene: &Scene<'_>, c: ClauseId) -> Option<Hurt> {
    let clause = &scene.doc.clauses[c];
    let object = clause.object?;
    let outcome = scene.book.outcome_words.longest(&scene.doc.tokens, scene.doc.phrases[object].head)?;
    if scene.book.outcome_wordings[outcome.value].part != Part::Noun {
        return None;
    }
    people_of_toll(scene, object).into_iter().next()
}

fn bare_number(scene: &Scene<'_>, p: PhraseId) -> Option<Hurt> {
    let number = number_of(scene, p)?;
    Some(Hurt { phrase: counts_others(scene, p, number), number: Some(number) })
}

/// The people before a complement or participle: "left 17 passengers dead", "and several more injured".
fn people_described(scene: &Scene<'_>, anchor: &Anchor) -> Vec<Hurt> {
    let mut start = anchor.tokens.start;
    if let Some(p) = anchor.phrase {
        let phrase = &scene.doc.phrases[p];
        if number_of(scene, p).is_some_and(|n| scene.doc.numbers[n].tokens.start >= phrase.tokens.start)
            || phrase.tokens.end > anchor.tokens.end
        {
            return vec![Hurt { phrase: Some(p), number: number_of(scene, p) }];
        }
        start = phrase.tokens.start;
    }
    if let Some(p) = phrase_before(scene, start) {
        return with_conjuncts(scene, p);
    }
    number_before(scene, start).map(|n| Hurt { phrase: None, number: Some(n) }).into_iter().collect()
}

fn with_conjuncts(scene: &Scene<'_>, p: PhraseId) -> Vec<Hurt> {
    std::iter::once(p).chain(scene.doc.phrases[p].conjuncts.iter().copied()).map(|q| hurt(scene, q)).collect()
}

fn hurt(scene: &Scene<'_>, p: PhraseId) -> Hurt {
    match number_of(scene, p) {
        Some(n) => Hurt { phrase: counts_others(scene, p, n).or(Some(p)), number: Some(n) },
        None => Hurt { phrase: Some(p), number: None },
    }
}

/// "dozens of insurgents": what the number counts, where that is no part of its own phrase.
fn counts_others(scene: &Scene<'_>, p: PhraseId, number: usize) -> Option<PhraseId> {
    let number = &scene.doc.numbers[number];
    number.phrase.filter(|&q| q != p).or_else(|| {
        let head = scene.doc.phrases[p].head;
        (!number.tokens.contains(&head)).then_some(p)
    })
}

/// The number of a phrase: within it, of it, or right before it.
pub(super) fn number_of(scene: &Scene<'_>, p: PhraseId) -> Option<usize> {
    let tokens = &scene.doc.phrases[p].tokens;
    scene.doc.numbers.iter().position(|n| {
        let before = n.phrase.is_none() && n.tokens.end == tokens.start;
        n.kind == NumberKind::Count && (n.phrase == Some(p) || tokens.contains(&n.tokens.start) || before)
    })
}

/// The phrase that ends right before a token, adverbs passed over.
fn phrase_before(scene: &Scene<'_>, token: TokenId) -> Option<PhraseId> {
    let end = skip_back(scene, token);
    scene.phrase_of(end.checked_sub(1)?).filter(|&p| scene.doc.phrases[p].tokens.end == end)
}

fn number_before(scene: &Scene<'_>, token: TokenId) -> Option<usize> {
    let end = skip_back(scene, token);
    scene.doc.numbers.iter().position(|n| n.kind == NumberKind::Count && n.tokens.end == end)
}

fn skip_back(scene: &Scene<'_>, token: TokenId) -> TokenId {
    let start = scene.doc.sentences[scene.doc.tokens[token].sentence].tokens.start;
    let mut end = token;
    while end > start && matches!(scene.tag(end - 1), Tag::Adverb | Tag::Auxiliary | Tag::Negation) {
        end -= 1;
    }
    end
}

fn phrase_at(scene: &Scene<'_>, token: TokenId) -> Option<PhraseId> {
    if token >= scene.doc.tokens.len() {
        return None;
    }
    scene.phrase_of(token).filter(|&p| scene.doc.phrases[p].tokens.start == token)
}

/// A number that stands within three tokens behind: "killing at least five".
fn number_after(scene: &Scene<'_>, from: TokenId) -> Option<usize> {
    scene.doc.numbers.iter().position(|n| n.kind == NumberKind::Count && (from..from + 3).contains(&n.tokens.start))
}
