//! Which words of a report mean places, and which place each means.

use std::ops::Range;

use language::{Governor, NameKind, PhraseId, Tag, TokenId};

use super::read::{Found, Listed};
use super::seat::add_described;
use super::seen::{is_seen, is_unseen};
use super::setting::{drop_namesakes, in_dateline_words, is_city, is_famous, opens_paragraph, settle_countries};
use super::settle::Names;
use super::{PlaceMention, Width};
use crate::actor::{ActorMention, Who};
use crate::codebook::PlaceContext;
use crate::codebook::fold::fold;
use crate::codebook::gazetteer::{Place, PlaceKind};
use crate::codebook::registry::NameUse;
use crate::scene::Scene;

/// Words that may stand between a place and the one that it lies in.
const LINK: usize = 4;
/// Inhabitants of a city that a report may name with hardly a word of its country.
const LARGE: u64 = 500_000;
/// Inhabitants of a city that a report may name as ground without a word of its country, if it names no other point.
pub(super) const CITY: u64 = 100_000;
/// Inhabitants of a town that a report may name without a word of its country, if it names no other ground.
const KNOWN: u64 = 20_000;

/// Every place that the report names.
pub(crate) fn place_mentions(scene: &Scene<'_>) -> Vec<PlaceMention> {
    let mut names = Names::of(scene);
    let mut out: Vec<PlaceMention> = Vec::new();
    let mut aside: Vec<usize> = Vec::new();
    for found in &names.found {
        let mention = match found {
            Found::Told(mention) => Some(mention.clone()),
            Found::Listed(listed) => place_of(scene, &names, listed).or_else(|| {
                aside.push(listed.name);
                let mut other = unknown_place(scene, listed.tokens.start)
                    .or_else(|| unknown_spot(scene, &listed.tokens))
                    .or_else(|| is_seen(scene, &listed.tokens).then(|| unknown_seen(scene, listed.tokens.clone())))?;
                // A village that is too small to be believed tells its country all the same.
                if placed(scene, &listed.tokens) && other.tokens == listed.tokens {
                    other.within = names.only_country(listed);
                }
                Some(other)
            }),
        };
        // What no table knows and no trained eye sees is a word that only looks like a name.
        let plain = |m: &PlaceMention| m.place.is_none() && m.country.is_none() && is_unseen(scene, &m.tokens);
        let next = mention.filter(|m| out.last().is_none_or(|last| last.tokens.end <= m.tokens.start) && !plain(m));
        out.extend(next);
    }
    names.focus.forget(&aside);
    share_places(scene, &mut out);
    drop_namesakes(scene, &mut out);
    settle_countries(scene, &mut out);
    add_described(scene, &mut out);
    out
}

/// What a name means at one of its mentions it means at the others, of which the words beside say less.
fn share_places(scene: &Scene<'_>, places: &mut [PlaceMention]) {
    let words = |m: &PlaceMention| scene.text(&m.tokens).to_lowercase();
    let known: Vec<(String, PlaceMention)> =
        places.iter().filter(|m| m.place.is_some() && !m.part).map(|m| (words(m), m.clone())).collect();
    for m in places.iter_mut().filter(|m| m.place.is_none() && m.country.is_none()) {
        let own = words(m);
        if let Some((_, told)) = known.iter().find(|k| k.0 == own) {
            (m.place, m.sure) = (told.place, told.sure);
            m.country.clone_from(&told.country);
            m.width = if m.width == Width::Town { told.width } else { m.width };
        }
    }
}

/// Whether a token is written as one that opens a name.
pub(super) fn may_open(scene: &Scene<'_>, t: TokenId) -> bool {
    // "15 km north-west of Goma" names no province of South Africa.
    let compass = || scene.book.place_words.parts.iter().any(|w| w == scene.lower(t));
    scene.doc.tokens[t].capital || scene.lower(t).contains('-') && !compass()
}

/// The place that a name of the tables means, if it means one.
fn place_of(scene: &Scene<'_>, names: &Names<'_, '_>, listed: &Listed) -> Option<PlaceMention> {
    let (tokens, words) = (listed.tokens.clone(), &listed.context);
    let seen = is_seen(scene, &tokens);
    let best = listed.readings.first()?.1;
    let place = &scene.gazetteer.place(best);
    let expected = names.expects(listed, place);
    let by_word = matches!(head_word(scene, tokens.end - 1), Some(Width::Province));
    let by_kind = place.kind == PlaceKind::Province && (by_word || words.kind == Some(place.kind));
    let famous = || is_famous(scene, listed, best) || place.population >= LARGE && names.speaks_of(listed, place);
    // Over the border there is other ground; a namesake on another continent is none of the report's.
    let alone = scene.gazetteer.is_sure(&listed.readings) && (placed(scene, &tokens) || seen);
    let main = || listed.candidates.iter().any(|c| c.place == best && c.main);
    let city = || place.population >= CITY && main() && !names.has_points(listed);
    let known = || place.population >= KNOWN && !names.has_ground(listed) || city();
    let over_border = !expected && alone && (known() || names.reaches(listed, place));
    let foreign = !expected && !over_border && names.has_ground(listed) && !famous() && !by_kind;
    // "Soon" is also a name of a city: far from the report's countries a place must be called by its own name.
    let own_name = placed(scene, &tokens) || seen || fold(scene.text(&tokens)) == fold(place.name);
    // So are many surnames and things names of villages.
    let minor = place.kind == PlaceKind::Village
        && words.within.is_none()
        && !((placed(scene, &tokens) || seen) && (names.is_mainly_in(listed, place) || names.is_close(listed, place)));
    let sure = scene.gazetteer.is_sure(&listed.readings) && (expected || is_prominent(place));
    // "in the Name of God": a town that the reader does not see needs another word of its country.
    let unseen = !names.speaks_of(listed, place) && is_unseen(scene, &tokens) && !in_dateline_words(scene, &tokens);
    let doubtful = unseen && place.kind.is_settlement() && !is_city(scene, &tokens, place);
    if doubtful
        || foreign
        || minor
        || !expected && !own_name
        || !expected && !over_border && !sure && !is_prominent(place)
    {
        return None;
    }
    let named = placed(scene, &tokens) || is_prominent(place);
    let bare = !seen && (!named || is_home(scene, &tokens) || names_side(scene, &tokens));
    let mut mention = PlaceMention {
        place: Some(best),
        country: place.country.map(str::to_string),
        sure,
        width: Width::of(place.kind),
        bare,
        ..PlaceMention::unknown(scene, tokens)
    };
    widen(scene, &mut mention);
    Some(mention)
}

/// What the words beside a name say of where it is, and what it is.
pub(crate) fn words_beside(scene: &Scene<'_>, tokens: &Range<TokenId>, known: &[PlaceMention]) -> PlaceContext {
    let container = known.iter().find(|m| m.width >= Width::Province && is_linked(scene, tokens.end, m.tokens.start));
    let admin1 = container.and_then(|m| m.place).map(|id| scene.gazetteer.place(id));
    PlaceContext {
        within: container_hint(scene, tokens).or_else(|| container.and_then(|m| m.country.clone())),
        within_admin1: admin1.filter(|p| p.kind == PlaceKind::Province).map(|p| p.name.to_string()),
        kind: told_kind(scene, tokens),
        ..PlaceContext::default()
    }
}

/// Whether the words from the end of a place to another may put the first in the second.
pub(super) fn is_linked(scene: &Scene<'_>, from: TokenId, to: TokenId) -> bool {
    to >= from && to - from <= LINK && (from..to).all(|t| is_link(scene, t))
}

/// Whether a token may stand between a place and the one that it lies in.
fn is_link(scene: &Scene<'_>, t: TokenId) -> bool {
    matches!(scene.tag(t), Tag::Punctuation | Tag::Determiner | Tag::Preposition | Tag::Adjective)
        || head_word(scene, t).is_some()
}

/// "clashes between Tripoli and Misrata militias": whose the sides are, which says nothing of where they met.
fn names_side(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let between = tokens.start.checked_sub(1).is_some_and(|t| scene.lower(t) == "between");
    let Some(p) = scene.phrase_of(tokens.end + 1).filter(|_| between && scene.lower(tokens.end) == "and") else {
        return false;
    };
    let head = scene.doc.phrases[p].head;
    let words = &scene.book.place_words;
    let ground = head_word(scene, head).is_some() || words.ground.iter().any(|w| w == scene.lemma(head));
    head > tokens.end + 1 && scene.tag(head) == Tag::Noun && !ground
}

/// The kind that a head noun behind the name, or before it with "of", tells.
fn told_kind(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<PlaceKind> {
    let behind = (tokens.end < scene.doc.tokens.len()).then_some(tokens.end);
    let before = tokens.start.checked_sub(2).filter(|_| scene.lower(tokens.start - 1) == "of");
    [behind, before].into_iter().flatten().find_map(|t| match head_word(scene, t)? {
        Width::Province => Some(PlaceKind::Province),
        Width::Town => Some(PlaceKind::Town),
        _ => PlaceKind::from_word(scene.lemma(t)),
    })
}

/// A country's name used as ground: "in Iraq", "across Syria", a heading.
pub(super) fn country_place(scene: &Scene<'_>, m: &ActorMention, t: TokenId) -> Option<PlaceMention> {
    let Who::State(i) = m.who else { return None };
    let country = &scene.book.registry.countries[i];
    let names_it = is_country_name(scene, m, i);
    // "crossed the river into Sudan" says where to; a town that somebody came into is where they were.
    let bound = scene.preposition_of(t).is_some_and(|p| scene.lower(p) == "into");
    let ground = placed(scene, &m.tokens) && !bound || heads_list(scene, &m.tokens) || part_word(scene, t);
    let possesses =
        scene.phrase_of(t).is_some_and(|p| is_possessor(scene, p)) && is_owner_of_no_ground(scene, &m.tokens);
    (names_it && m.head && m.tokens.start == t && ground && !possesses).then(|| PlaceMention {
        country: Some(country.code.clone()),
        sure: true,
        width: if part_word(scene, t) { Width::Region } else { Width::Country },
        near: false,
        bare: is_home(scene, &m.tokens),
        ..PlaceMention::unknown(scene, m.tokens.clone())
    })
}

fn is_country_name(scene: &Scene<'_>, m: &ActorMention, country: usize) -> bool {
    let longest = scene.book.registry.longest(&scene.folded[m.tokens.clone()]);
    longest.is_some_and(|(_, uses)| uses.iter().any(|u| u.1 == NameUse::Country(country)))
}

/// "inside Syrian territory", "a Kenyan village": ground told only by whose it is.
pub(super) fn country_ground(scene: &Scene<'_>, m: &ActorMention, t: TokenId) -> Option<PlaceMention> {
    let Who::State(i) = m.who else { return None };
    if m.tokens.start != t || m.head {
        return None;
    }
    let phrase = &scene.doc.phrases[scene.phrase_of(t)?];
    let head = phrase.head;
    let words = &scene.book.place_words;
    let ground = words.ground.iter().any(|w| w == scene.lemma(head));
    let settled = head_word(scene, head).is_some_and(|width| matches!(width, Width::Town | Width::Province));
    let plain = scene.tag(head) == Tag::Noun && head > t;
    (plain && (ground || settled)).then(|| PlaceMention {
        country: Some(scene.book.registry.countries[i].code.clone()),
        sure: true,
        width: Width::Country,
        near: false,
        part: false,
        ..PlaceMention::unknown(scene, m.tokens.clone())
    })
}

fn heads_list(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let kind = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].kind;
    kind == language::SentenceKind::Heading || opens_paragraph(scene, tokens)
}

/// A name that no gazetteer knows, but that stands where places stand.
pub(super) fn unknown_place(scene: &Scene<'_>, t: TokenId) -> Option<PlaceMention> {
    let opens = |n: &&language::Name| n.tokens.start == t && matches!(n.kind, NameKind::Place | NameKind::Unknown);
    let name = scene.name_at(t).filter(opens)?;
    let placed = placed(scene, &name.tokens);
    // "Northern Gaza" in a headline is a part of a place that has its own name.
    if name.tokens.len() > 1 && part_word(scene, t + 1) {
        return None;
    }
    let adjective = || scene.text(&name.tokens).split('-').any(|w| scene.book.registry.country_named(w).is_some());
    if !placed && name.kind == NameKind::Unknown
        || names_thing(scene, &name.tokens)
        || modifies_other(scene, &name.tokens)
        || scene.actors.iter().any(|m| m.tokens.start < name.tokens.end && t < m.tokens.end)
        || adjective()
    {
        return None;
    }
    let bare = !placed || is_home(scene, &name.tokens);
    let mut mention = PlaceMention { bare, ..PlaceMention::unknown(scene, name.tokens.clone()) };
    widen(scene, &mut mention);
    Some(mention)
}

/// A name that no gazetteer knows, where the reader sees a place.
pub(super) fn unknown_seen(scene: &Scene<'_>, tokens: Range<TokenId>) -> PlaceMention {
    let mut mention = PlaceMention::unknown(scene, tokens);
    widen(scene, &mut mention);
    mention
}

/// "the Al Noor hospital": a name that elsewhere is a town's, but here only names a spot.
fn unknown_spot(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<PlaceMention> {
    head_noun(scene, tokens)?;
    let mut mention = PlaceMention::unknown(scene, tokens.clone());
    widen(scene, &mut mention);
    Some(mention)
}

/// Whether the name only describes what its phrase speaks of ("the Turkana tribe", "in Ansaru attacks").
fn modifies_other(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.end - 1) else { return false };
    let head = scene.doc.phrases[p].head;
    head >= tokens.end
        && scene.tag(head) == Tag::Noun
        && head_word(scene, head).is_none()
        && head_noun(scene, tokens).is_none()
}

/// "the tanker Marlin Luanda", "the gunboat Kerch": a name behind a common noun that is no word for ground.
fn names_thing(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(before) = tokens.start.checked_sub(1) else { return false };
    let inside = scene.phrase_of(before) == scene.phrase_of(tokens.start);
    let ground = head_word(scene, before).is_some() || part_word(scene, tokens.start);
    inside
        && scene.tag(before) == Tag::Noun
        && !ground
        && !scene.book.place_words.ground.iter().any(|w| w == scene.lemma(before))
}

/// Whether a preposition of place, or a place's own head noun, says that the name is ground.
pub(super) fn placed(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let prepositions = &scene.book.prepositions;
    let by = |t| scene.preposition_in(t, &prepositions.place) || scene.preposition_in(t, &prepositions.near);
    let possessor = scene.phrase_of(tokens.start).is_some_and(|p| is_possessor(scene, p));
    let loose = |t| !possessor && matches!(scene.lower(t), "of" | "from");
    scene.preposition_of(tokens.start).is_some_and(|p| by(p) || loose(p))
        || head_noun(scene, tokens).is_some()
        || heads_list(scene, tokens)
        || in_dateline_words(scene, tokens)
}

/// "a teacher from Lyon", "imports from Chile": where people and things come from is not where they were.
fn is_home(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    let first = scene.doc.phrases[p].first_conjunct.unwrap_or(p);
    let Some((preposition, Governor::Phrase(_))) = scene.doc.phrases[first].governor else { return false };
    scene.lower(preposition) == "from" && !scene.preposition_in(preposition, &scene.book.prepositions.near)
}

fn is_possessor(scene: &Scene<'_>, p: PhraseId) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    sentence.phrases.clone().any(|q| scene.doc.phrases[q].possessor == Some(p))
}

/// A capital that possesses what is no ground stands for its government ("Washington's support", but "Baghdad's Green Zone").
pub(super) fn is_government(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    scene.book.registry.is_capital(scene.text(tokens)) && is_owner_of_no_ground(scene, tokens)
}

/// "Iran's Revolutionary Guard", "Washington's support": what the name possesses is no ground.
fn is_owner_of_no_ground(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    let possessed = sentence.phrases.clone().find(|&q| scene.doc.phrases[q].possessor == Some(p));
    let Some(q) = possessed else { return false };
    let tokens = &scene.doc.phrases[q].tokens;
    let actor = scene.actors.iter().any(|m| tokens.contains(&m.tokens.start) && m.who.is_named());
    let named = tokens.clone().any(|t| scene.tag(t) == Tag::ProperNoun);
    (actor || !named) && head_word(scene, scene.doc.phrases[q].head).is_none()
}

/// Whether the tokens are only part of a longer name ("Baghdad Brigade", "Najaf Qoli", "the tanker Marlin Luanda").
pub(super) fn longer_name(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let longer = |n: &&language::Name| n.tokens.len() > tokens.len() && n.kind != NameKind::Place;
    let Some(name) = scene.name_at(tokens.start).filter(longer) else { return false };
    !placed(scene, tokens) || name.tokens.start < tokens.start && !part_word(scene, tokens.start)
}

/// "San Miguel Totolapan" is no San Miguel: the whole name of a place that the tables know only the beginning of.
pub(super) fn longer_place(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<PlaceMention> {
    let name = scene.name_at(tokens.start).filter(|n| n.tokens.start == tokens.start && n.kind == NameKind::Place)?;
    let rest = tokens.end..name.tokens.end;
    let named = rest.clone().all(|i| scene.tag(i) == Tag::ProperNoun && head_word(scene, i).is_none());
    (!rest.is_empty() && named).then(|| unknown_place(scene, tokens.start)).flatten()
}

fn is_prominent(place: &Place<'_>) -> bool {
    place.population >= 100_000 || !place.kind.is_settlement()
}

/// A comma-set or "in" container right after the place: "Tabqa Dam, Syria", "Fallujah in Anbar".
pub(super) fn container_hint(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<String> {
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens.end;
    for t in tokens.end..sentence.min(tokens.end + 5) {
        if let Some((_, uses)) = scene.book.registry.longest(&scene.folded[t..sentence.min(t + 5)])
            && let Some(NameUse::Country(i)) = uses.iter().map(|u| u.1).find(|u| matches!(u, NameUse::Country(_)))
        {
            return Some(scene.book.registry.countries[i].code.clone());
        }
        let link = scene.lower(t);
        if !(link == "," || link == "in" || scene.tag(t) == Tag::ProperNoun || head_word(scene, t).is_some()) {
            return None;
        }
    }
    None
}

/// "near", "outside", "60 km south of", or "area" after the name.
pub(super) fn near(scene: &Scene<'_>, t: TokenId) -> bool {
    let is_near = |p| scene.preposition_in(p, &scene.book.prepositions.near);
    let Some(p) = scene.preposition_of(t) else { return false };
    // "outside the city of Kirkuk": the preposition stands before the city's own word.
    let outer = || {
        let (_, governor) = scene.doc.phrases[scene.phrase_of(t)?].governor?;
        let Governor::Phrase(g) = governor else { return None };
        let head = scene.doc.phrases[g].head;
        head_word(scene, head)?;
        scene.preposition_of(head)
    };
    is_near(p) || scene.lower(p) == "of" && outer().is_some_and(is_near)
}

/// "northern", "eastern", "central" before the name.
pub(super) fn part_word(scene: &Scene<'_>, t: TokenId) -> bool {
    t.checked_sub(1).is_some_and(|b| scene.book.place_words.parts.iter().any(|w| w == scene.lower(b)))
}

/// How wide a place the noun makes, if it is one for places.
pub(super) fn head_word(scene: &Scene<'_>, t: TokenId) -> Option<Width> {
    scene.book.place_words.heads.get(scene.lemma(t)).copied()
}

/// The noun behind the name that says what place it is: "Anbar province", "Al-Sinek neighborhood".
pub(super) fn head_noun(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<(TokenId, Width)> {
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens.end;
    let t = tokens.end;
    if t >= sentence {
        return None;
    }
    head_word(scene, t).map(|width| (t, width))
}

/// Takes the head nouns behind the name, and "northern" before it, into account.
fn widen(scene: &Scene<'_>, mention: &mut PlaceMention) {
    let named = mention.tokens.clone();
    // "Kenyatta Avenue": the last word of the name itself.
    if mention.place.is_none() && named.len() > 1 && head_word(scene, named.end - 1) == Some(Width::Spot) {
        mention.width = Width::Spot;
    }
    if let Some((t, width)) = head_noun(scene, &named) {
        let province = width == Width::Province && mention.width == Width::Town;
        if mention.place.is_none() && width != Width::Spot || province {
            mention.width = width;
        }
        if width == Width::District && mention.width <= Width::Town {
            mention.near = true;
        }
        if width == Width::Spot && mention.width == Width::Town {
            mention.width = Width::Spot;
            mention.tokens.end = t + 1;
            // "hospital complex", "air base".
            while let Some((next, Width::Spot)) = head_noun(scene, &mention.tokens) {
                mention.tokens.end = next + 1;
            }
        }
    }
    if mention.part && mention.width == Width::Country {
        mention.width = Width::Region;
    }
}
