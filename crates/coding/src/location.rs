//! Where: places as the report names them, and the one that an act was at (CODEBOOK, `location`, rules 8 and 9).

use std::ops::Range;

use language::{NameKind, Tag, TokenId};
use record::{Doubt, DoubtReason, Field, GeoPrecision, Location};

use crate::actor::Who;
use crate::codebook::PlaceContext;
use crate::codebook::gazetteer::{Place, PlaceId, PlaceKind, kilometres};
use crate::codebook::registry::NameUse;
use crate::scene::Scene;
use crate::telling::Telling;

/// Words of the report that mean a place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlaceMention {
    pub tokens: Range<TokenId>,
    /// The gazetteer's place; `None` for a country of the registry or a place that nobody knows.
    pub place: Option<PlaceId>,
    /// ISO 3166 alpha-3, where known.
    pub country: Option<String>,
    /// Whether other places of the name fit as well.
    pub sure: bool,
    /// How far up the ladder from a spot to a continent it stands.
    pub width: Width,
    /// Whether the act is only near it ("outside", "30 km south of").
    pub near: bool,
    /// Whether it is a part of what is named ("northern Iraq").
    pub part: bool,
    /// Whether nothing but the act's own words says that it is ground: no preposition of place, no well-known name.
    pub bare: bool,
}

/// How wide a place is; the narrowest of an act is its location.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Width {
    Spot,
    Town,
    District,
    Province,
    Region,
    Sea,
    Country,
}

impl Width {
    fn of(kind: PlaceKind) -> Width {
        use PlaceKind::*;
        match kind {
            Country => Width::Country,
            Region | Desert => Width::Region,
            Province => Width::Province,
            District | River => Width::District,
            Sea => Width::Sea,
            Strait => Width::District,
            City | Town | Village | Island => Width::Town,
            Neighbourhood | Base | Airport | Camp | Dam | Mountain | BorderCrossing | Facility => Width::Spot,
        }
    }

    /// Whether a place of this width has no point of its own in a record.
    pub fn is_wide(self) -> bool {
        self >= Width::Province
    }
}

pub(crate) fn place_mentions(scene: &Scene<'_>) -> Vec<PlaceMention> {
    let weights = country_weights(scene);
    let mut out: Vec<PlaceMention> = Vec::new();
    for s in scene.telling() {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            match place_at(scene, t, range.end, &weights) {
                Some(mention) => {
                    t = mention.tokens.end;
                    out.push(mention);
                }
                None => t += 1,
            }
        }
    }
    out
}

/// Countries that the report names, with how often: what decides between places of one name.
fn country_weights(scene: &Scene<'_>) -> Vec<(String, f64)> {
    let mut weights: Vec<(String, f64)> = Vec::new();
    let mut add = |code: &str, w: f64| match weights.iter_mut().find(|x| x.0 == code) {
        Some(x) => x.1 += w,
        None => weights.push((code.to_string(), w)),
    };
    for m in &scene.actors {
        match &m.who {
            Who::State(i) | Who::Military(i) | Who::Police(i) | Who::Civilians(Some(i)) => {
                add(&scene.book.registry.countries[*i].code, 1.0);
            }
            Who::Registered(i) => {
                if let Some(code) = &scene.book.registry.actors[*i].country {
                    add(code, 0.5);
                }
            }
            _ => {}
        }
    }
    weights
}

fn place_at(scene: &Scene<'_>, t: TokenId, end: TokenId, weights: &[(String, f64)]) -> Option<PlaceMention> {
    if !scene.doc.tokens[t].capital && !scene.lower(t).contains('-') {
        return None;
    }
    if let Some(m) = scene.actors.iter().find(|m| m.tokens.contains(&t)) {
        return country_place(scene, m, t);
    }
    let limit = scene.actors.iter().map(|m| m.tokens.start).filter(|&s| s > t).min().unwrap_or(end).min(end);
    let words: Vec<&str> = (t..limit.min(t + 6)).map(|i| scene.doc.tokens[i].span.of(&scene.doc.report.text)).collect();
    let found = scene.gazetteer.longest_at(&words);
    let person = scene.doc.names.iter().find(|n| n.tokens.contains(&t) && n.kind == NameKind::Person);
    let Some((len, candidates)) = found.filter(|_| person.is_none()) else { return unknown_place(scene, t) };
    let tokens = t..t + len;
    if !placed(scene, &tokens) && longer_name(scene, &tokens) {
        return None;
    }
    let hint = container_hint(scene, &tokens);
    let written = Some(scene.text(&tokens).to_string());
    let context = PlaceContext { countries: weights.to_vec(), within: hint, written, ..PlaceContext::default() };
    let resolution = scene.gazetteer.resolve(candidates, &context);
    let best = resolution.best?;
    let place = scene.gazetteer.place(best);
    let expected = place.country.as_ref().is_none_or(|c| weights.iter().any(|w| w.0 == *c)) || context.within.is_some();
    if !expected && !resolution.sure && !is_prominent(place) {
        return unknown_place(scene, t);
    }
    let bare = !placed(scene, &tokens) && !is_prominent(place);
    let mut mention = PlaceMention {
        tokens: tokens.clone(),
        place: Some(best),
        country: place.country.clone(),
        sure: resolution.sure,
        width: Width::of(place.kind),
        near: near(scene, t),
        part: part_word(scene, t),
        bare,
    };
    widen(scene, &mut mention);
    if mention.width == Width::Spot && Width::of(place.kind) == Width::Town && !expected {
        mention.place = None;
        mention.country = None;
    }
    Some(mention)
}

/// A country's name used as ground: "in Iraq", "across Syria", a heading.
fn country_place(scene: &Scene<'_>, m: &crate::actor::ActorMention, t: TokenId) -> Option<PlaceMention> {
    let Who::State(i) = m.who else { return None };
    let country = &scene.book.registry.countries[i];
    let folded: Vec<&str> = scene.folded[m.tokens.clone()].iter().map(String::as_str).collect();
    let names_it =
        scene.book.registry.longest(&folded).is_some_and(|(_, uses)| uses.iter().any(|u| u.1 == NameUse::Country(i)));
    if !names_it
        || !m.head
        || m.tokens.start != t
        || !(placed(scene, &m.tokens) || heads_list(scene, t) || part_word(scene, t))
    {
        return None;
    }
    Some(PlaceMention {
        tokens: m.tokens.clone(),
        place: None,
        country: Some(country.code.clone()),
        sure: true,
        width: Width::Country,
        near: false,
        part: part_word(scene, t),
        bare: false,
    })
}

fn heads_list(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.doc.sentences[scene.doc.tokens[t].sentence].kind == language::SentenceKind::Heading
}

/// A name that no gazetteer knows, but that stands where places stand.
fn unknown_place(scene: &Scene<'_>, t: TokenId) -> Option<PlaceMention> {
    let name = scene
        .doc
        .names
        .iter()
        .find(|n| n.tokens.start == t && matches!(n.kind, NameKind::Place | NameKind::Unknown))?;
    let placed = placed(scene, &name.tokens);
    let adjective = scene.text(&name.tokens).split('-').any(|w| scene.book.registry.country_named(w).is_some());
    if adjective
        || !placed && name.kind == NameKind::Unknown
        || scene.actors.iter().any(|m| m.tokens.start < name.tokens.end && t < m.tokens.end)
    {
        return None;
    }
    let mut mention = PlaceMention {
        tokens: name.tokens.clone(),
        place: None,
        country: None,
        sure: false,
        width: Width::Town,
        near: near(scene, t),
        part: part_word(scene, t),
        bare: !placed,
    };
    widen(scene, &mut mention);
    Some(mention)
}

/// Whether a preposition of place, or a place's own head noun, says that the name is ground.
fn placed(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let prepositions = &scene.book.prepositions;
    let by = |t| scene.preposition_in(t, &prepositions.place) || scene.preposition_in(t, &prepositions.near);
    let possessor = scene.phrase_of(tokens.start).is_some_and(|p| is_possessor(scene, p));
    let loose = |t| !possessor && matches!(scene.lower(t), "of" | "from" | "to");
    scene.preposition_of(tokens.start).is_some_and(|p| by(p) || loose(p))
        || head_noun(scene, tokens).is_some()
        || heads_list(scene, tokens.start)
        || scene.doc.report.dateline.as_ref().is_some_and(|d| d.span.contains(scene.span(tokens)))
}

fn is_possessor(scene: &Scene<'_>, p: language::PhraseId) -> bool {
    let sentence = &scene.doc.sentences[scene.doc.phrases[p].sentence];
    sentence.phrases.clone().any(|q| scene.doc.phrases[q].possessor == Some(p))
}

/// Whether the tokens are only part of a longer name ("Baghdad Brigade", "Najaf Qoli").
fn longer_name(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    scene
        .doc
        .names
        .iter()
        .any(|n| n.tokens.contains(&tokens.start) && n.tokens.len() > tokens.len() && n.kind != NameKind::Place)
}

fn is_prominent(place: &Place) -> bool {
    place.population >= 100_000 || !matches!(place.kind, PlaceKind::City | PlaceKind::Town | PlaceKind::Village)
}

/// A comma-set or "in" container right after the place: "Tabqa Dam, Syria", "Fallujah in Anbar".
fn container_hint(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<String> {
    let mut t = tokens.end;
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens.end;
    let mut steps = 0;
    while t < sentence && steps < 5 {
        let words: Vec<&str> = scene.folded[t..sentence.min(t + 5)].iter().map(String::as_str).collect();
        if let Some((_, uses)) = scene.book.registry.longest(&words)
            && let Some(NameUse::Country(i)) = uses.iter().map(|u| u.1).find(|u| matches!(u, NameUse::Country(_)))
        {
            return Some(scene.book.registry.countries[i].code.clone());
        }
        let link = scene.lower(t);
        if !(link == "," || link == "in" || scene.tag(t) == Tag::ProperNoun || head_word(scene, t).is_some()) {
            return None;
        }
        t += 1;
        steps += 1;
    }
    None
}

/// "near", "outside", "60 km south of", or "area" after the name.
fn near(scene: &Scene<'_>, t: TokenId) -> bool {
    let is_near = |p| scene.preposition_in(p, &scene.book.prepositions.near);
    let Some(p) = scene.preposition_of(t) else { return false };
    // "outside the city of Kirkuk": the preposition stands before the city's own word.
    let outer = || {
        let (_, governor) = scene.doc.phrases[scene.phrase_of(t)?].governor?;
        let language::Governor::Phrase(g) = governor else { return None };
        let head = scene.doc.phrases[g].head;
        head_word(scene, head)?;
        scene.preposition_of(head)
    };
    is_near(p) || scene.lower(p) == "of" && outer().is_some_and(is_near)
}

/// "northern", "eastern", "central" before the name.
fn part_word(scene: &Scene<'_>, t: TokenId) -> bool {
    t.checked_sub(1).is_some_and(|b| scene.book.place_words.parts.iter().any(|w| w == scene.lower(b)))
}

fn head_word<'a>(scene: &Scene<'a>, t: TokenId) -> Option<&'a (Vec<String>, Width)> {
    scene.book.place_words.heads.iter().find(|(words, _)| words.iter().any(|w| w == scene.lemma(t)))
}

/// The noun behind the name that says what place it is: "Anbar province", "Al-Sinek neighborhood".
fn head_noun(scene: &Scene<'_>, tokens: &Range<TokenId>) -> Option<(TokenId, Width)> {
    let sentence = scene.doc.sentences[scene.doc.tokens[tokens.start].sentence].tokens.end;
    let t = tokens.end;
    if t >= sentence {
        return None;
    }
    head_word(scene, t).map(|(_, width)| (t, *width))
}

/// Takes the head noun behind the name, and "northern" before it, into account.
fn widen(scene: &Scene<'_>, mention: &mut PlaceMention) {
    if let Some((t, width)) = head_noun(scene, &mention.tokens) {
        if mention.place.is_none() || width == Width::Province && mention.width == Width::Town {
            mention.width = width;
        }
        if width == Width::District && mention.width <= Width::Town {
            mention.near = true;
        }
        if width == Width::Spot && mention.width == Width::Town {
            mention.width = Width::Spot;
            mention.tokens.end = t + 1;
        }
    }
    if mention.part && mention.width == Width::Country {
        mention.width = Width::Region;
    }
}

/// The location of an act from its places, narrowest first; the others only say where that is.
pub(crate) fn location(scene: &Scene<'_>, places: &[&PlaceMention]) -> Option<Location> {
    let narrowest = places.iter().map(|p| p.width).min()?;
    let first = places.iter().find(|p| p.width == narrowest)?;
    if narrowest >= Width::Region {
        let joined: Vec<&&PlaceMention> = places.iter().filter(|p| p.width == narrowest).collect();
        if joined.len() > 1 {
            return Some(joint_location(scene, &joined));
        }
    }
    let mut location = single_location(scene, first);
    if location.country.is_none() {
        location.country = places.iter().find_map(|p| p.country.clone());
    }
    Some(location)
}

/// "Iraq and Syria": one act over several wide places.
fn joint_location(scene: &Scene<'_>, places: &[&&PlaceMention]) -> Location {
    let mut names: Vec<String> = Vec::new();
    for p in places {
        let name = name_of(scene, p);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let country = places[0].country.clone().filter(|c| places.iter().all(|p| p.country.as_ref() == Some(c)));
    Location {
        name: joined(&names),
        country,
        admin1: None,
        point: None,
        geo_precision: GeoPrecision::Province,
        spans: places.iter().map(|p| scene.span(&p.tokens)).collect(),
    }
}

/// "A", "A and B", "A, B and C".
pub(crate) fn joined(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn name_of(scene: &Scene<'_>, mention: &PlaceMention) -> String {
    if mention.part {
        let tokens = mention.tokens.start - 1..mention.tokens.end;
        return scene.text(&tokens).to_string();
    }
    match (&mention.place, &mention.country) {
        (Some(id), _) if mention.width != Width::Spot || Width::of(scene.gazetteer.place(*id).kind) == Width::Spot => {
            scene.gazetteer.place(*id).name.clone()
        }
        (None, Some(code)) => scene
            .book
            .registry
            .country(code)
            .map_or_else(|| scene.text(&mention.tokens).to_string(), |c| c.name.clone()),
        _ => scene.text(&mention.tokens).to_string(),
    }
}

fn single_location(scene: &Scene<'_>, mention: &PlaceMention) -> Location {
    let place = mention.place.map(|id| scene.gazetteer.place(id));
    let wide = mention.width.is_wide();
    let geo_precision = match () {
        () if mention.width == Width::Sea => GeoPrecision::Province,
        () if wide => GeoPrecision::Province,
        () if mention.near || mention.part || mention.width == Width::District => GeoPrecision::Near,
        () => GeoPrecision::Exact,
    };
    Location {
        name: name_of(scene, mention),
        country: mention.country.clone(),
        admin1: place.and_then(|p| p.admin1.clone()),
        point: place.and_then(|p| p.point).filter(|_| !wide),
        geo_precision,
        spans: vec![scene.span(&mention.tokens)],
    }
}

/// Kilometres along the earth between two places; `None` where one has no point.
pub(crate) fn distance_km(a: &Place, b: &Place) -> Option<f64> {
    a.point.zip(b.point).map(|(p, q)| kilometres(p, q))
}

pub(crate) fn act_location(scene: &Scene<'_>, own: &[&Telling], doubts: &mut Vec<Doubt>) -> Option<Location> {
    let mut mentions: Vec<&PlaceMention> = Vec::new();
    for t in own {
        for &i in &t.places {
            if !mentions.contains(&&scene.places[i]) {
                mentions.push(&scene.places[i]);
            }
        }
    }
    let location = location(scene, &mentions)?;
    if let Some(m) = mentions.iter().find(|m| location.spans.first() == Some(&scene.span(&m.tokens))) {
        if m.place.is_none() && m.width != Width::Country {
            doubts.push(Doubt {
                field: Field::Location,
                reason: DoubtReason::UnknownName,
                note: format!("no gazetteer knows a place named {:?}", location.name),
                span: location.spans.first().copied(),
            });
        } else if !m.sure {
            doubts.push(Doubt {
                field: Field::Location,
                reason: DoubtReason::Ambiguous,
                note: format!("other places have the name {:?} as well", location.name),
                span: location.spans.first().copied(),
            });
        }
    }
    Some(location)
}
