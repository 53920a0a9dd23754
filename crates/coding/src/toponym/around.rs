//! What the words around a candidate say of it.

use std::ops::Range;

use language::{SentenceKind, Tag, TokenId};
use record::FurnitureKind;

use super::read::{Candidate, What};
use super::run::is_name_word;
use crate::codebook::gazetteer::PlaceKind;
use crate::scene::Scene;

/// What the words around a candidate say of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Around {
    /// The preposition before it, adjectives and the article between.
    pub preposition: Option<TokenId>,
    /// Whether an article stands before it.
    pub article: bool,
    /// Whether a place that holds it, or that it holds, stands beside it behind a comma.
    pub contained: bool,
    /// Whether it follows the candidate before it in a list ("in Ulm and Tal").
    pub listed: bool,
    /// Whether a word for a place stands beside it ("the town of", "… district").
    pub headed: bool,
    /// Whether it stands in the dateline.
    pub dateline: bool,
    /// Whether it is the end of a body's name: "Department of Justice".
    pub hung: bool,
}

impl Around {
    /// The preposition in lower case; empty if there is none.
    pub fn lower<'a>(&self, scene: &Scene<'a>) -> &'a str {
        self.preposition.map_or("", |t| scene.lower(t))
    }

    /// Whether the words around say that a name is ground, if the tables have it.
    pub fn places(&self, scene: &Scene<'_>) -> bool {
        let words = &scene.book.toponym_words;
        let preposition = words.placing.contains(self.lower(scene)) && !words.against.contains(self.lower(scene));
        preposition || self.contained || self.headed || self.dateline
    }

    /// The same for a place that is small, or has the name besides its own.
    pub fn places_small(&self, scene: &Scene<'_>) -> bool {
        let firm = scene.book.toponym_words.firm.contains(self.lower(scene)) && !self.article && !self.hung;
        firm || self.contained || self.headed || self.dateline
    }

    /// Whether they leave no doubt.
    pub fn places_surely(&self, scene: &Scene<'_>) -> bool {
        self.places_small(scene) && self.lower(scene) != "of" || self.headed || self.contained
    }

    /// The same for a name that no table has.
    pub fn places_unknown(&self, scene: &Scene<'_>) -> bool {
        let strong = scene.book.toponym_words.strong.contains(self.lower(scene));
        strong && !self.article || self.contained || self.headed
    }
}

/// Looks around each candidate of a sentence.
pub(super) fn around(scene: &Scene<'_>, all: &[Candidate]) -> Vec<Around> {
    let mut out: Vec<Around> = Vec::with_capacity(all.len());
    for (i, c) in all.iter().enumerate() {
        let mut one = beside(scene, &c.tokens);
        if let Some(last) = out.last_mut() {
            tie(scene, (&all[i - 1], last), (c, &mut one));
        }
        out.push(one);
    }
    out
}

/// Notes what a candidate and the one before it say of each other: one holds the other, or both are in a list.
fn tie(scene: &Scene<'_>, (before, last): (&Candidate, &mut Around), (c, one): (&Candidate, &mut Around)) {
    let gap = before.tokens.end..c.tokens.start;
    let bracket = gap.len() == 1 && scene.lower(gap.start) == "(" && matches!(before.what, What::Listed(_));
    let comma = gap.len() == 1 && scene.lower(gap.start) == "," || bracket;
    let wide = matches!(c.what, What::Country(_) | What::Division(..)) || is_province(scene, &c.what);
    if comma && wide && before.what != c.what && !before.embedded && is_narrow(scene, &before.what) {
        one.contained = true;
        last.contained = true;
    } else if is_list(scene, &gap) && goes_on(scene, &gap, c.tokens.end) {
        one.listed = true;
        if c.what != What::Unknown || matches!(scene.lower(gap.end - 1), "and" | "or") {
            one.preposition = one.preposition.or(last.preposition);
        }
        // "Elm and Oak streets".
        last.headed |= one.headed && scene.lower(c.tokens.end).ends_with('s');
    }
}

fn is_province(scene: &Scene<'_>, what: &What) -> bool {
    let What::Listed(ids) = what else { return false };
    ids.iter().any(|n| matches!(scene.gazetteer.place(n.place).kind, PlaceKind::Province | PlaceKind::Region))
}

/// Whether a place of the kind may lie in a wider one that is named behind a comma.
fn is_narrow(scene: &Scene<'_>, what: &What) -> bool {
    match what {
        What::Country(_) | What::Demonym(_) | What::Division(..) | What::Union(_) | What::Continental(_) => false,
        What::Listed(ids) => ids.iter().any(|n| scene.gazetteer.place(n.place).kind != PlaceKind::Country),
        What::Ground | What::House | What::Unknown => true,
    }
}

/// "Ulm, Tal and Dorn".
fn is_list(scene: &Scene<'_>, gap: &Range<TokenId>) -> bool {
    gap.len() <= 3 && gap.clone().all(|t| matches!(scene.lower(t), "," | "and" | "or" | "the" | "&" | "/" | "-" | "–"))
}

/// Whether a comma parts two members of a list: another follows.
fn goes_on(scene: &Scene<'_>, gap: &Range<TokenId>, end: TokenId) -> bool {
    gap.len() != 1 || scene.lower(gap.start) != "," || matches!(scene.lower(end), "," | "and" | "or" | "&")
}

/// Past the adjectives and the article before some tokens: the first of them, and whether there is an article.
fn opening(scene: &Scene<'_>, tokens: &Range<TokenId>, first: TokenId) -> (TokenId, bool) {
    let (mut at, mut article) = (tokens.start, false);
    while at > first {
        let (tag, word) = (scene.tag(at - 1), scene.lower(at - 1));
        if tag == Tag::Determiner {
            article = true;
        } else if !matches!(tag, Tag::Adjective | Tag::Number) && !scene.book.toponym_words.partly.contains(word) {
            break;
        }
        at -= 1;
    }
    (at, article)
}

fn beside(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Around {
    let words = &scene.book.toponym_words;
    let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence];
    let (at, article) = opening(scene, tokens, sentence.tokens.start);
    let of_person = |b: TokenId| {
        b > sentence.tokens.start && matches!(scene.lower(b), "to" | "of") && words.person.contains(scene.lemma(b - 1))
    };
    let before = at.checked_sub(1).filter(|&b| at > sentence.tokens.start && is_preposition(scene, b) && !of_person(b));
    let of = before.filter(|&b| scene.lower(b) == "of" && b > sentence.tokens.start);
    let named = |t: TokenId| head(scene, t);
    let dateline = scene.doc.report.dateline.as_ref().is_some_and(|d| d.span.overlaps(scene.span(tokens)))
        || matches!(sentence.kind, SentenceKind::Furniture(FurnitureKind::Dateline))
        || is_shouted(scene, tokens);
    let hung = of.is_some_and(|b| is_name_word(scene, b - 1) && is_body(scene, b - 1));
    Around {
        preposition: before,
        article,
        headed: of.is_some_and(|b| named(b - 1) || words.partly.contains(scene.lower(b - 1)))
            || tokens.end < sentence.tokens.end && named(tokens.end),
        dateline,
        hung,
        ..Around::default()
    }
}

fn is_body(scene: &Scene<'_>, t: TokenId) -> bool {
    let words = &scene.book.toponym_words;
    words.body.contains(scene.lower(t)) || words.office.contains(scene.lemma(t)) || words.house.contains(scene.lower(t))
}

/// "LIMA (AP)": a word of capitals before a bracket or a word with small letters, where a sentence begins or ends.
fn is_shouted(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let text = scene.text(tokens);
    let sentence = &scene.doc.sentences[scene.doc.tokens[tokens.start].sentence];
    let small = sentence.span.of(&scene.doc.report.text).contains(char::is_lowercase);
    let edge = tokens.start == sentence.tokens.start || scene.lower(tokens.end) == "(";
    edge && text.len() > 3 && small && text.chars().all(|c| c.is_uppercase() || c == ' ')
}

fn is_preposition(scene: &Scene<'_>, t: TokenId) -> bool {
    let words = &scene.book.toponym_words;
    [&words.placing, &words.against, &words.toward].iter().any(|list| list.contains(scene.lower(t)))
}

/// Whether a token is a common noun for a place: "town", "district".
pub(super) fn head(scene: &Scene<'_>, t: TokenId) -> bool {
    let heads = &scene.book.place_words.heads;
    let ground = || scene.book.toponym_words.ground.contains(scene.lower(t));
    scene.tag(t) == Tag::Noun && (heads.contains_key(scene.lemma(t)) || ground())
}
