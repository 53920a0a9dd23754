//! Whether a candidate names a place at all.

use std::ops::Range;

use language::{NameKind, Tag, TokenId};
use rustc_hash::FxHashSet;

use super::around::{Around, head};
use super::read::{Candidate, What, is_known, is_wide, is_widely_known};
use super::run::{is_ground, is_name_word, is_person};
use super::usage::{is_soil, same_phrase, speaks};
use crate::scene::Scene;

/// Words of the names of the report's people.
pub(super) struct People<'a> {
    /// Every word of the name of a person.
    named: FxHashSet<&'a str>,
    /// The last words of names that are written as people's are.
    ends: FxHashSet<&'a str>,
}

impl<'a> People<'a> {
    pub fn of(scene: &Scene<'a>) -> People<'a> {
        let of_kind = |kind| scene.doc.names.iter().filter(move |n| n.tokens.len() > 1 && n.kind == kind);
        let persons = of_kind(NameKind::Person).flat_map(|n| n.tokens.clone());
        let unknown = of_kind(NameKind::Unknown).filter(|n| is_full_name(scene, &n.tokens));
        People {
            named: persons.map(|t| scene.lower(t)).collect(),
            ends: unknown.map(|n| scene.lower(n.tokens.end - 1)).collect(),
        }
    }
}

/// Whether a candidate is a place's name at all, by itself and the words around it.
pub(super) fn is_place(scene: &Scene<'_>, people: &People<'_>, c: &Candidate, around: &Around) -> bool {
    let words = &scene.book.toponym_words;
    let tongue = c.tokens.len() == 1 && words.tongues.contains(scene.lower(c.tokens.start));
    if tongue && !around.contained && !same_phrase(scene, c.tokens.start, c.tokens.end) {
        return false;
    }
    if matches!(c.what, What::Listed(_)) && c.tokens.len() == 1 && is_common(scene, c.tokens.start) {
        return is_ground(scene, c.tokens.start) && words.strong.contains(around.lower(scene));
    }
    let person = is_person(scene, &c.tokens);
    match &c.what {
        What::Country(_) => !is_money(scene, &c.tokens),
        What::Demonym(_) | What::Division(..) | What::Union(_) | What::Continental(_) => true,
        What::Ground => !person || around.places(scene),
        What::House => around.places(scene) && !around.hung || around.listed || is_site(scene, &c.tokens),
        What::Listed(_) if is_acronym(scene, &c.tokens) && !around.dateline => {
            around.places_unknown(scene) && !around.listed
        }
        What::Listed(_) if person => around.contained || around.places_unknown(scene) && !c.embedded,
        What::Listed(_) if is_money(scene, &c.tokens) => false,
        What::Listed(_) if is_surname(scene, people, &c.tokens) => {
            around.contained || around.dateline || is_wide(scene, c) && around.places_unknown(scene)
        }
        What::Listed(_) if c.hyphen.is_some() => {
            is_wide(scene, c) || c.hyphen.as_ref().is_some_and(|h| words.hyphen.contains(h))
        }
        What::Listed(_) if trails(scene, c) => false,
        What::Listed(_) if c.tokens.len() > 1 && is_ground(scene, c.tokens.end - 1) => true,
        What::Listed(_) if is_wide(scene, c) => true,
        What::Listed(_) => {
            let named = c.tokens.len() > 1 || scene.tag(c.tokens.start) == Tag::ProperNoun;
            let small = around.places_small(scene) || is_spot(scene, c) && around.places(scene);
            !c.embedded && named && small || around.contained || around.dateline
        }
        What::Unknown if around.contained => !person,
        What::Unknown => {
            !person && !around.dateline && around.places_unknown(scene) && looks_like_place(scene, &c.tokens)
        }
    }
}

/// A word that is no name by itself: "West", "Minister", "Church".
pub(crate) fn is_common(scene: &Scene<'_>, t: TokenId) -> bool {
    let words = &scene.book.toponym_words;
    [&words.partly, &words.ground, &words.house, &words.body, &words.office]
        .iter()
        .any(|list| list.contains(scene.lower(t)))
}

/// Whether a name of the tables is something else in this report, whatever it is elsewhere.
pub(super) fn is_other(scene: &Scene<'_>, people: &People<'_>, c: &Candidate) -> bool {
    let tokens = &c.tokens;
    is_acronym(scene, tokens) || is_money(scene, tokens) || is_surname(scene, people, tokens) || trails(scene, c)
}

/// "US$".
fn is_money(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let span = scene.span(tokens);
    let text = &scene.doc.report.text;
    text[span.end..].starts_with('$') || text[..span.start].ends_with('$')
}

/// Whether a lone word is part of the name of a person of the report.
fn is_surname(scene: &Scene<'_>, people: &People<'_>, tokens: &Range<TokenId>) -> bool {
    let word = scene.lower(tokens.start);
    // A big city may be the end of a team's or a paper's name.
    let ends = || people.ends.contains(word) && !is_widely_known(scene, tokens);
    tokens.len() == 1 && (people.named.contains(word) || ends())
}

/// A listed place that is no town, and may have an article: "the White House".
fn is_spot(scene: &Scene<'_>, c: &Candidate) -> bool {
    let What::Listed(namesakes) = &c.what else { return false };
    namesakes.iter().any(|n| n.main && !scene.gazetteer.place(n.place).kind.is_settlement())
}

/// "Nadia Davis": two or three words, of which none is known for anything else.
fn is_full_name(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let words = &scene.book.toponym_words;
    let other = |t: TokenId| is_common(scene, t) || words.front.contains(scene.lower(t)) || !is_name_word(scene, t);
    tokens.len() <= 3
        && !is_known(scene, tokens)
        && !tokens.clone().any(other)
        && !is_known(scene, &(tokens.start..tokens.start + 1))
}

/// "Altnagelvin Hospital": a house by a proper name, which does not act.
fn is_site(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let site = scene.book.toponym_words.site.contains(scene.lower(tokens.end - 1));
    site && tokens.len() > 1 && scene.tag(tokens.start) != Tag::Adjective && !speaks(scene, tokens)
}

/// Whether a name is only the end of a longer one: "Kanye West", "Real Madrid".
fn trails(scene: &Scene<'_>, c: &Candidate) -> bool {
    c.embedded && c.tokens.start > 0 && is_name_word(scene, c.tokens.start - 1)
}

/// "NAFTA": a short word of capitals, where words have small letters.
fn is_acronym(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let text = scene.text(tokens);
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].span.of(&scene.doc.report.text);
    text.len() <= 6 && !text.contains(char::is_lowercase) && sentence.contains(char::is_lowercase)
}

/// Whether an unknown name is written as places are: no acronym, no common noun right behind it, no organisation.
fn looks_like_place(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let text = scene.text(tokens);
    let capitals = text.chars().zip(text.chars().skip(1)).any(|(a, b)| b.is_uppercase() && a.is_alphabetic());
    let digits = text.contains(|c: char| c.is_ascii_digit());
    let organisation =
        scene.doc.names.iter().any(|n| n.tokens.contains(&tokens.start) && n.kind == NameKind::Organisation);
    let modifies = scene.tag(tokens.end) == Tag::Noun && !head(scene, tokens.end) && !is_soil(scene, tokens.end);
    let plural = scene.doc.tokens[tokens.end - 1].lemma != scene.doc.tokens[tokens.end - 1].lower;
    let plain = tokens.len() == 1 && scene.tag(tokens.start) != Tag::ProperNoun;
    tokens.len() <= 3
        && !plain
        && !capitals
        && !digits
        && !organisation
        && !modifies
        && !plural
        && scene.tag(tokens.end) != Tag::Possessive
}
