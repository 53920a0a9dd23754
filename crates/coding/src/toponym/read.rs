//! Which parts of a stretch of name words may be names of places.

use std::collections::BTreeMap;
use std::ops::Range;

use language::{Tag, TokenId};
use record::Span;
use smol_str::SmolStr;

use super::run::{is_ground, is_house, is_person, runs};
use crate::codebook::fold::{fold, plain_words};
use crate::codebook::gazetteer::{Candidate as Namesake, PlaceKind};
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// What a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// The country with this index in the registry, by its name.
    Country(usize),
    /// The same by its adjective or its people.
    Demonym(usize),
    /// Places of the gazetteer.
    Listed(Vec<Namesake>),
    /// A first-level division by its short form: country and name.
    Division(String, String),
    /// A continent or a union of countries.
    Union(String),
    /// An adjective of a continent.
    Continental(String),
    /// A name that no gazetteer knows, whose own words say that it is ground.
    Ground,
    /// The same of a house, which may also act.
    House,
    /// A name that no gazetteer knows.
    Unknown,
}

/// Words that may name a place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub tokens: Range<TokenId>,
    /// Where the name stands; less than the tokens where it is part of a word ("London-based").
    pub span: Span,
    pub what: What,
    /// Whether it is part of a longer name that is no place's.
    pub embedded: bool,
    /// What stands behind the hyphen of its last word.
    pub hyphen: Option<String>,
}

impl Candidate {
    pub(super) fn new(scene: &Scene<'_>, tokens: Range<TokenId>, what: What) -> Candidate {
        Candidate { span: scene.span(&tokens), tokens, what, embedded: false, hyphen: None }
    }
}

/// The candidates of a sentence, in order, without overlaps.
pub(super) fn candidates(scene: &Scene<'_>, sentence: &Range<TokenId>) -> Vec<Candidate> {
    let mut out = Vec::new();
    for run in runs(scene, sentence) {
        of_run(scene, run, &mut out);
    }
    demonyms(scene, sentence, &mut out);
    out.sort_by_key(|c| (c.tokens.start, c.span));
    out
}

/// Whether some words are exactly the name of a country or a place of the gazetteer.
pub(super) fn is_known(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    known_at(scene, tokens.start, tokens.end).is_some_and(|(end, _)| end == tokens.end)
}

/// The same for a name that stands for itself.
pub(super) fn is_widely_known(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let known = known_at(scene, tokens.start, tokens.end).filter(|(end, _)| *end == tokens.end);
    known.is_some_and(|(_, what)| is_wide(scene, &Candidate::new(scene, tokens.clone(), what)))
}

/// The longest name of a country or a listed place that begins at a token and ends before `limit`.
fn known_at(scene: &Scene<'_>, t: TokenId, limit: TokenId) -> Option<(TokenId, What)> {
    if let Some((country, name)) = division(scene, t, limit) {
        return Some((t + 1, What::Division(country, name)));
    }
    let words = &scene.book.toponym_words;
    let union = one_of(scene, &words.unions, t, limit);
    let continental = one_of(scene, &words.continental, t, limit);
    let words: Vec<(&str, &str)> = (t..limit.min(t + 7)).map(|i| (scene.lower(i), &*scene.folded[i])).collect();
    let listed = scene.gazetteer.longest_folded(&words).filter(|(len, _)| *len <= limit - t);
    let country = scene.book.registry.longest(&scene.folded[t..limit]).and_then(|(len, uses)| {
        let index = uses.iter().find_map(|u| match u.1 {
            NameUse::Country(i) => Some(i),
            _ => None,
        })?;
        Some((len, index))
    });
    if let Some((end, place)) = union.filter(|(end, _)| listed.as_ref().is_none_or(|(len, _)| t + len <= *end)) {
        return Some((end, What::Union(place)));
    }
    if let Some((end, place)) = continental {
        return Some((end, What::Continental(place)));
    }
    let (reach, country_reach) = (listed.as_ref().map_or(0, |l| l.0), country.map_or(0, |c| c.0));
    if let Some((len, i)) = demonym(scene, t, limit).filter(|(len, _)| *len >= reach && *len > country_reach) {
        return Some((t + len, What::Demonym(i)));
    }
    match (country, listed) {
        (Some((len, i)), None) => Some((t + len, What::Country(i))),
        (Some((len, i)), Some((other, _))) if len >= other => Some((t + len, What::Country(i))),
        (_, Some((len, ids))) => Some((t + len, What::Listed(ids))),
        (None, None) => None,
    }
}

/// The adjective or the people of a country, spelled exactly so, at a token: how many tokens, and the country.
fn demonym(scene: &Scene<'_>, t: TokenId, limit: TokenId) -> Option<(usize, usize)> {
    let (len, uses) = scene.book.registry.longest(&scene.folded[t..limit])?;
    let text = scene.text(&(t..t + len));
    let index = uses.iter().find_map(|u| match u.1 {
        NameUse::Demonym(i) if u.0.eq_ignore_ascii_case(text) => Some(i),
        _ => None,
    })?;
    Some((len, index))
}

/// The longest of some names that stands at a token: past it, and the tables' name for it.
fn one_of(
    scene: &Scene<'_>,
    names: &BTreeMap<String, String>,
    t: TokenId,
    limit: TokenId,
) -> Option<(TokenId, String)> {
    let length = |name: &str| {
        let mut words = name.split(' ').enumerate();
        let count = words.clone().count();
        let same = words.all(|(i, word)| t + i < limit && word.eq_ignore_ascii_case(scene.lower(t + i)));
        same.then_some(count)
    };
    let found = names.iter().filter_map(|(name, place)| Some((t + length(name)?, place)));
    found.max_by_key(|f| f.0).map(|(end, place)| (end, place.clone()))
}

/// "Calif." behind a comma, "N.Y.".
fn division(scene: &Scene<'_>, t: TokenId, limit: TokenId) -> Option<(String, String)> {
    let word = scene.lower(t);
    let (country, name) = scene.book.toponym_words.division(word)?;
    let dotted = word.trim_end_matches('.').contains('.');
    let stop = word.ends_with('.') || t + 1 == limit && scene.lower(t + 1) == ".";
    let comma = t > 0 && matches!(scene.lower(t - 1), "," | "(");
    // In text of capitals "LA" and "ILL" may be words of their own.
    (dotted || stop && comma).then(|| (country.to_string(), name.to_string()))
}

fn of_run(scene: &Scene<'_>, run: Range<TokenId>, out: &mut Vec<Candidate>) {
    let words = &scene.book.toponym_words;
    let last = run.end - 1;
    if let Some((end, what)) = known_at(scene, run.start, run.end)
        && end == run.end
    {
        return out.push(Candidate::new(scene, run, what));
    }
    if hyphenated(scene, &run, out) {
        return;
    }
    let headed = run.len() > 1 && (is_ground(scene, last) || is_house(scene, last) || hung(scene, &run));
    let body = run.clone().any(|t| words.body.contains(scene.lower(t)));
    let site = words.site.contains(scene.lower(last));
    if headed && !(body && !is_ground(scene, last) && !site) {
        let what = if is_ground(scene, last) { What::Ground } else { What::House };
        return out.push(Candidate::new(scene, run, what));
    }
    if run.len() > 1 && words.front.contains(scene.lower(run.start)) && !body {
        return out.push(Candidate::new(scene, run, What::Ground));
    }
    let before = out.len();
    parts(scene, &run, body, out);
    if out.len() == before && !body && !is_person(scene, &run) {
        out.push(Candidate::new(scene, run, What::Unknown));
    }
}

/// "the University of Calgary", "the Church of Scientology": headed by what stands before "of".
fn hung(scene: &Scene<'_>, run: &Range<TokenId>) -> bool {
    run.clone().skip(1).any(|t| scene.lower(t) == "of" && (is_house(scene, t - 1) || is_ground(scene, t - 1)))
}

/// The known names inside a longer one.
fn parts(scene: &Scene<'_>, run: &Range<TokenId>, body: bool, out: &mut Vec<Candidate>) {
    let words = &scene.book.toponym_words;
    let first = out.len();
    let mut t = run.start;
    let mut covered = 0;
    while t < run.end {
        let Some((end, what)) = known_at(scene, t, run.end) else {
            covered += usize::from(words.partly.contains(scene.lower(t)));
            t += 1;
            continue;
        };
        covered += end - t;
        out.push(Candidate::new(scene, t..end, what));
        t = end;
    }
    if covered == run.len() && !body && out[first..].iter().all(|c| is_wide(scene, c)) {
        return;
    }
    // What follows the name makes it part of another ("Toronto Blue Jays"); what stands before may describe it.
    for c in &mut out[first..] {
        let whole = matches!(c.what, What::Country(_) | What::Union(_));
        let person = whole && c.tokens.end < run.end && is_person(scene, &(c.tokens.end..run.end));
        c.embedded = body || c.tokens.end < run.end && !person || !described(scene, run, c);
    }
}

/// Whether nothing but words that may describe a place stand before it in its run: "Northern Ghana", "Russian Karelia".
fn described(scene: &Scene<'_>, run: &Range<TokenId>, c: &Candidate) -> bool {
    let words = &scene.book.toponym_words;
    (run.start..c.tokens.start).all(|t| {
        words.partly.contains(scene.lower(t))
            || scene.tag(t) == Tag::Adjective
            || matches!(known_at(scene, t, c.tokens.start), Some((_, What::Demonym(_) | What::Continental(_))))
    })
}

/// Whether a name of the kind stands for itself behind any other word: a country's, a province's, a big city's.
pub(super) fn is_wide(scene: &Scene<'_>, c: &Candidate) -> bool {
    match &c.what {
        What::Country(_) | What::Division(..) | What::Union(_) => true,
        What::Listed(namesakes) => {
            let spelled = plain_words(&scene.doc.report.text[c.span.start..c.span.end].to_lowercase());
            namesakes.iter().any(|n| {
                let place = scene.gazetteer.place(n.place);
                let wide = matches!(place.kind, PlaceKind::Province | PlaceKind::Region | PlaceKind::Sea);
                n.main
                    && (wide || place.population >= 100_000)
                    && is_spelled(&plain_words(&place.name.to_lowercase()), &spelled)
            })
        }
        _ => false,
    }
}

/// Whether words are a name, or a name with a word for what it is ("Borno State").
fn is_spelled(name: &str, words: &str) -> bool {
    words.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// "London-based", "Asia-Pacific: the parts of a word with hyphens; the words before it may belong to the first.
fn hyphenated(scene: &Scene<'_>, run: &Range<TokenId>, out: &mut Vec<Candidate>) -> bool {
    let t = run.end - 1;
    let whole = scene.doc.tokens[t].span;
    let text = whole.of(&scene.doc.report.text);
    let Some((first, rest)) = text.split_once('-').filter(|(a, b)| a.len() > 1 && b.len() > 1) else { return false };
    let rest = rest.trim_start_matches('-');
    let two = rest.starts_with(char::is_uppercase);
    let other = two.then(|| named(scene, &[rest.to_lowercase()])).flatten();
    if two && other.is_none() {
        return false;
    }
    let mut found = false;
    for start in run.start..=t {
        let words: Vec<String> = (start..t).map(|i| scene.lower(i).to_string()).chain([first.to_lowercase()]).collect();
        if let Some(what) = named(scene, &words) {
            let span = Span::new(scene.doc.tokens[start].span.start, whole.start + first.len());
            let hyphen = Some(rest.to_lowercase());
            out.push(Candidate { span, hyphen, ..Candidate::new(scene, start..run.end, what) });
            found = true;
            break;
        }
    }
    if let Some(what) = other.filter(|_| found) {
        let span = Span::new(whole.end - rest.len(), whole.end);
        out.push(Candidate { span, ..Candidate::new(scene, t..run.end, what) });
    }
    found
}

/// What a name of these words in lower case means.
fn named(scene: &Scene<'_>, words: &[String]) -> Option<What> {
    let folded: Vec<SmolStr> = words.iter().map(|word| fold(word).into()).collect();
    let country = scene.book.registry.longest(&folded).filter(|(len, _)| *len == folded.len());
    let index = country.and_then(|(_, uses)| {
        uses.iter().find_map(|u| match u.1 {
            NameUse::Country(i) => Some(i),
            _ => None,
        })
    });
    if let Some(i) = index {
        return Some(What::Country(i));
    }
    let joined = words.join(" ");
    let mut unions = scene.book.toponym_words.unions.iter();
    if let Some((_, place)) = unions.find(|(name, _)| name.eq_ignore_ascii_case(&joined)) {
        return Some(What::Union(place.clone()));
    }
    let ids = scene.gazetteer.named(&words.join(" "));
    (!ids.is_empty()).then_some(What::Listed(ids))
}

/// Adjectives and peoples of countries, where no name stands.
fn demonyms(scene: &Scene<'_>, sentence: &Range<TokenId>, out: &mut Vec<Candidate>) {
    for t in sentence.clone().filter(|&t| scene.doc.tokens[t].capital && scene.tag(t) != Tag::Punctuation) {
        let limit = sentence.end.min(t + 4);
        let Some((len, i)) = demonym(scene, t, limit) else { continue };
        let taken = |c: &Candidate| c.what != What::Unknown && c.tokens.start < t + len && t < c.tokens.end;
        if !out.iter().any(taken) {
            out.retain(|c| !(c.tokens.start < t + len && t < c.tokens.end));
            out.push(Candidate::new(scene, t..t + len, What::Demonym(i)));
        }
    }
}
