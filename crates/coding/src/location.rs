//! Where: places as the report names them, and the one that an act was at (CODEBOOK, `location`, rules 8 and 9).

mod assumed;
mod elaborated;
mod focus;
mod inside;
mod mention;
mod offset;
mod read;
mod seat;
mod seen;
mod setting;
mod settle;
mod spoken;

use std::ops::Range;

use language::TokenId;
use record::{Doubt, DoubtReason, EventReport, Extent, Field, GeoPrecision, Location};

pub(crate) use focus::{DATELINE, DERIVED, Focus, LITERAL, METONYMIC, Mention, Town, numbers};
pub(crate) use mention::{place_mentions, words_beside};
use offset::Offset;
pub(crate) use read::{lies_in, province_of};
pub(crate) use setting::{actor_countries, dateline_country};
pub(crate) use spoken::is_ground;

use crate::codebook::gazetteer::{Place, PlaceId, PlaceKind, kilometres};
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
    /// The country that the report puts a place of no known country in.
    pub within: Option<String>,
    /// Whether no other place of the name fits as well.
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

impl PlaceMention {
    /// A place of which only the words are known.
    fn unknown(scene: &Scene<'_>, tokens: Range<TokenId>) -> PlaceMention {
        let (near, part) = (mention::near(scene, tokens.start), mention::part_word(scene, tokens.start));
        PlaceMention {
            tokens,
            place: None,
            country: None,
            within: None,
            sure: false,
            width: Width::Town,
            near,
            part,
            bare: false,
        }
    }

    /// Its own country, else the one that the report puts it in.
    fn home(&self) -> Option<&String> {
        self.country.as_ref().or(self.within.as_ref())
    }
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
    pub fn of(kind: PlaceKind) -> Width {
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

/// The location of an act from its places, narrowest first; the others only say where that is.
pub(crate) fn location(scene: &Scene<'_>, places: &[&PlaceMention]) -> Option<Location> {
    let held: Vec<&PlaceMention> =
        places.iter().copied().filter(|p| !places.iter().any(|q| inside::holds(scene, p, q))).collect();
    let places = if held.is_empty() { places } else { &held[..] };
    let narrowest = places.iter().map(|p| p.width).min()?;
    let first = places.iter().filter(|p| p.width == narrowest).min_by_key(|p| p.near)?;
    let joined: Vec<&PlaceMention> =
        places.iter().copied().filter(|p| p.width == narrowest && listed(scene, first, p)).collect();
    if let Some(pair) = offset::between(scene, first) {
        return Some(location_between(scene, pair));
    }
    if joined.len() > 1 && (narrowest >= Width::Region || is_between(scene, first)) {
        return Some(joint_location(scene, &joined));
    }
    if let Some(location) = inside::in_town(scene, first) {
        return Some(location);
    }
    let mut location = single_location(scene, first);
    if location.country.is_none() && first.width != Width::Sea {
        let beside = || places.iter().filter(|p| is_ground(scene, p)).find_map(|p| p.home().cloned());
        location.country = first.within.clone().or_else(beside);
    }
    Some(location)
}

/// Whether two places stand in one coordination ("Iraq and Syria"), or in two sentences.
fn listed(scene: &Scene<'_>, a: &PlaceMention, b: &PlaceMention) -> bool {
    let first =
        |m: &PlaceMention| scene.phrase_of(m.tokens.start).map(|p| scene.doc.phrases[p].first_conjunct.unwrap_or(p));
    a == b || first(a).is_some() && first(a) == first(b)
}

/// "between Abuja and Kaduna".
fn is_between(scene: &Scene<'_>, mention: &PlaceMention) -> bool {
    scene.preposition_of(mention.tokens.start).is_some_and(|t| scene.lower(t) == "between")
}

/// "Iraq and Syria", "between Abuja and Kaduna": one act over several places.
fn joint_location(scene: &Scene<'_>, places: &[&PlaceMention]) -> Location {
    let mut names: Vec<String> = Vec::new();
    for p in places {
        let name = name_of(scene, p);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let country = places[0].home().cloned().filter(|c| places.iter().all(|p| p.home() == Some(c)));
    let widest = places.iter().map(|p| p.width).max().unwrap_or(Width::Country);
    let wide = widest.is_wide();
    Location {
        name: joined(&names),
        country,
        admin1: None,
        point: None,
        geo_precision: if wide { GeoPrecision::Province } else { GeoPrecision::Near },
        extent: match widest {
            Width::Country => Extent::Country,
            Width::Sea => Extent::Waters,
            _ => Extent::Area,
        },
        spans: places.iter().map(|p| scene.span(&p.tokens)).collect(),
    }
}

/// Half-way between two towns that are not far apart; with no point where they are.
fn location_between(scene: &Scene<'_>, pair: [&PlaceMention; 2]) -> Location {
    let [a, b] = pair.map(|p| p.place.and_then(|id| scene.gazetteer.place(id).exact_point()));
    let middle = a.zip(b).and_then(|(a, b)| offset::middle(a, b));
    Location {
        point: middle.map(|m| m.0),
        geo_precision: if middle.is_some() { GeoPrecision::Near } else { GeoPrecision::Province },
        extent: if middle.is_some_and(|m| m.1) { Extent::Near } else { Extent::Area },
        ..joint_location(scene, &pair)
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
        return written(scene, &tokens);
    }
    match (&mention.place, &mention.country) {
        (Some(id), _) if mention.width != Width::Spot || Width::of(scene.gazetteer.place(*id).kind) == Width::Spot => {
            scene.gazetteer.place(*id).name.to_string()
        }
        (None, Some(code)) => {
            scene.book.registry.country(code).map_or_else(|| written(scene, &mention.tokens), |c| c.name.clone())
        }
        _ => written(scene, &mention.tokens),
    }
}

/// A name in the report's words; from text all in capitals, as names are written.
fn written(scene: &Scene<'_>, tokens: &Range<TokenId>) -> String {
    let text = scene.text(tokens);
    if text.chars().any(char::is_lowercase) || tokens.len() == 1 && text.chars().count() < 4 {
        return text.to_string();
    }
    let mut inside = false;
    let cased = |c: char| -> Vec<char> {
        let first = !std::mem::replace(&mut inside, c.is_alphabetic());
        if first { c.to_uppercase().collect() } else { c.to_lowercase().collect() }
    };
    text.chars().flat_map(cased).collect()
}

fn single_location(scene: &Scene<'_>, mention: &PlaceMention) -> Location {
    let place = mention.place.map(|id| scene.gazetteer.place(id));
    let wide = mention.width.is_wide();
    let offset = Offset::before(scene, mention).filter(|_| mention.width <= Width::Town && !mention.part);
    let geo_precision = match offset {
        _ if wide => GeoPrecision::Province,
        Some(offset) if !offset.is_fixed() => GeoPrecision::Province,
        Some(_) => GeoPrecision::Near,
        None if mention.near || mention.part => GeoPrecision::Near,
        None if mention.width == Width::District && !inside::is_urban(scene, mention) => GeoPrecision::Near,
        None => GeoPrecision::Exact,
    };
    let point = place.as_ref().and_then(|p| p.exact_point()).filter(|_| !wide);
    Location {
        name: name_of(scene, mention),
        country: mention.country.clone(),
        admin1: place.and_then(|p| p.admin1).map(str::to_string),
        point: offset.map_or(point, |offset| point.and_then(|p| offset.point(p))),
        geo_precision,
        extent: extent(scene, mention, offset),
        spans: vec![scene.span(&mention.tokens)],
    }
}

/// UCDP's step: by how far it was from the place, else by how wide the place is.
fn extent(scene: &Scene<'_>, mention: &PlaceMention, offset: Option<Offset>) -> Extent {
    let kind = mention.place.map(|id| scene.gazetteer.place(id).kind);
    let divided = || {
        let word = mention::head_noun(scene, &mention.tokens).map(|(t, _)| scene.lemma(t));
        kind == Some(PlaceKind::District)
            || word.is_some_and(|w| scene.book.place_words.subdivision.iter().any(|s| s == w))
    };
    match (mention.width, kind) {
        (Width::Sea, _) | (_, Some(PlaceKind::Strait)) => Extent::Waters,
        (Width::Country, _) => Extent::Country,
        (Width::Region, _) | (_, Some(PlaceKind::River)) => Extent::Area,
        (Width::Province, _) => Extent::Division,
        _ if offset.is_some_and(|offset| !offset.is_near()) => Extent::Area,
        _ if offset.is_some() => Extent::Near,
        (Width::District | Width::Town, _) if divided() => Extent::District,
        (Width::District, _) if !inside::is_urban(scene, mention) => Extent::Near,
        _ if mention.near || mention.part => Extent::Near,
        _ => Extent::Spot,
    }
}

impl Place<'_> {
    /// The location of an act that a person puts at this place, or `near` it. It has no spans.
    pub fn location(&self, near: bool) -> Location {
        let width = Width::of(self.kind);
        let (geo_precision, extent) = match (width, self.kind) {
            (Width::Sea, _) => (GeoPrecision::Province, Extent::Waters),
            (Width::Country, _) => (GeoPrecision::Province, Extent::Country),
            (Width::Region, _) => (GeoPrecision::Province, Extent::Area),
            (Width::Province, _) => (GeoPrecision::Province, Extent::Division),
            (_, PlaceKind::Strait) => (GeoPrecision::Near, Extent::Waters),
            (_, PlaceKind::River) => (GeoPrecision::Near, Extent::Area),
            (Width::District, _) => (GeoPrecision::Near, Extent::District),
            _ if near => (GeoPrecision::Near, Extent::Near),
            _ => (GeoPrecision::Exact, Extent::Spot),
        };
        Location {
            name: self.name.to_string(),
            country: self.country.map(str::to_string),
            admin1: self.admin1.map(str::to_string),
            point: self.exact_point().filter(|_| !width.is_wide()),
            geo_precision,
            extent,
            spans: Vec::new(),
        }
    }
}

/// Kilometres along the earth between two places; `None` where one has no point.
pub(crate) fn distance_km(a: &Place<'_>, b: &Place<'_>) -> Option<f64> {
    a.exact_point().zip(b.exact_point()).map(|(p, q)| kilometres(p, q))
}

/// Puts an act that tells of no place in the one town of the report, as a doubt.
pub(crate) fn assume_town(scene: &Scene<'_>, event: &mut EventReport) {
    let town = assumed::only_town(scene).filter(|_| event.location.is_none());
    let Some(location) = town.and_then(|m| location(scene, &[m])) else { return };
    event.doubts.push(Doubt {
        field: Field::Location,
        reason: DoubtReason::Assumed,
        note: format!("the act's own words name no place; {:?} is the only town of the report", location.name),
        span: location.spans.first().copied(),
    });
    event.location = Some(location);
}

/// The location of an act: of the places told with it, else the one that the report clearly means, as a doubt.
pub(crate) fn act_location(scene: &Scene<'_>, own: &[&Telling], doubts: &mut Vec<Doubt>) -> Option<Location> {
    let mut mentions: Vec<&PlaceMention> = Vec::new();
    for &i in own.iter().flat_map(|t| &t.places) {
        if !mentions.contains(&&scene.places[i]) {
            mentions.push(&scene.places[i]);
        }
    }
    let mut assumed = false;
    if mentions.is_empty() {
        mentions = assumed::places(scene, own);
        assumed = true;
    }
    if mentions.iter().all(|m| m.width.is_wide())
        && let Some(narrower) = elaborated::place(scene, own, &mentions)
    {
        mentions.push(narrower);
        assumed = true;
    }
    let location = location(scene, &mentions)?;
    let span = location.spans.first().copied();
    let mut doubt = |reason, note| doubts.push(Doubt { field: Field::Location, reason, note, span });
    if assumed {
        doubt(
            DoubtReason::Assumed,
            format!("the act's own words name no place; {:?} is told beside it", location.name),
        );
    } else if let Some(m) = mentions.iter().find(|m| location.spans.first() == Some(&scene.span(&m.tokens))) {
        if m.place.is_none() && m.width != Width::Country {
            doubt(DoubtReason::UnknownName, format!("no gazetteer knows a place named {:?}", location.name));
        } else if !m.sure {
            doubt(DoubtReason::Ambiguous, format!("other places have the name {:?} as well", location.name));
        }
    }
    Some(location)
}
