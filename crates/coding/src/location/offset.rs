//! How far from the named place an act was, and which way: "60 km south of Baghdad", "between Abuja and Kaduna".

use language::{Tag, TokenId};
use record::LatLon;

use super::{PlaceMention, Width};
use crate::codebook::gazetteer::kilometres;
use crate::scene::Scene;

/// Kilometres within which an act is near the place, as UCDP counts it.
const NEAR: f64 = 25.0;
/// Kilometres beyond which the place's own point would be false where no direction is told.
const UNDIRECTED: f64 = 50.0;
/// Kilometres beyond which a compass word leaves too wide an arc for a point.
const DIRECTED: f64 = 150.0;
/// How far a point may be off, for each kilometre: half of the 45 degrees that a compass word covers.
const ARC: f64 = 0.41;
/// Kilometres between two places from which what lies between them has no point.
const APART: f64 = 200.0;
/// Words between "of" and the name ("the northern city of"), and around a distance.
const GAP: usize = 7;
/// What the radius of the earth is taken for, in kilometres.
const EARTH: f64 = 6_371.0;

/// A distance from a named place, with a bearing in degrees if the report tells a direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Offset {
    kilometres: f64,
    bearing: Option<f64>,
}

impl Offset {
    /// The distance and direction that stand before a place's name.
    pub fn before(scene: &Scene<'_>, mention: &PlaceMention) -> Option<Offset> {
        let sentence = scene.doc.sentences[scene.doc.tokens[mention.tokens.start].sentence].tokens.start;
        let floor = sentence.max(mention.tokens.start.saturating_sub(GAP));
        for t in (floor..mention.tokens.start).rev() {
            if matches!(scene.lower(t), "of" | "from" | "off")
                && let Some(offset) = Offset::ending_at(scene, sentence, t)
            {
                return Some(offset);
            }
            if !may_stand_between(scene, t) {
                return None;
            }
        }
        None
    }

    /// "60 km south" of, "15 miles to the north-west" of, "12 kilometres (7 miles) east" of, "40 km" from.
    fn ending_at(scene: &Scene<'_>, sentence: TokenId, link: TokenId) -> Option<Offset> {
        let (direction, bearing) = direction(scene, sentence, link).unzip();
        let mut end = direction.unwrap_or(link);
        while end > sentence && matches!(scene.lower(end - 1), "to" | "the" | "due" | "away" | "further") {
            end -= 1;
        }
        if end > sentence && scene.lower(end - 1) == ")" {
            end = (sentence.max(end.saturating_sub(GAP))..end).rev().find(|&t| scene.lower(t) == "(")?;
        }
        let kilometres = distance(scene, sentence, end)?;
        // Without a direction "of" makes no distance: "40 km of road" is a length.
        (bearing.is_some() || scene.lower(link) != "of").then_some(Offset { kilometres, bearing })
    }

    /// The point that far from another; `None` where it could be far from the truth.
    pub fn point(self, from: LatLon) -> Option<LatLon> {
        match self.bearing {
            Some(bearing) => (self.kilometres <= DIRECTED).then(|| destination(from, self.kilometres, bearing)),
            None => (self.kilometres <= UNDIRECTED).then_some(from),
        }
    }

    /// Whether the words give a point at all.
    pub fn is_fixed(self) -> bool {
        self.kilometres <= if self.bearing.is_some() { DIRECTED } else { UNDIRECTED }
    }

    /// Whether the act was surely within a short way of the point.
    pub fn is_near(self) -> bool {
        self.kilometres * if self.bearing.is_some() { ARC } else { 1.0 } <= NEAR
    }
}

/// Whether a word may stand between "of" and the name: "60 km south of the northern city of Kirkuk".
fn may_stand_between(scene: &Scene<'_>, t: TokenId) -> bool {
    let words = &scene.book.place_words;
    matches!(scene.tag(t), Tag::Determiner | Tag::Adjective | Tag::Possessive)
        || matches!(scene.lower(t), "of" | ",")
        || words.heads.contains_key(scene.lemma(t))
        || words.ground.iter().any(|w| w == scene.lemma(t))
        || words.parts.iter().any(|w| w == scene.lower(t))
        || scene.actor_at(t).is_some_and(|m| m.who.is_state())
}

/// The compass words that end before a token: where they begin, and their bearing.
fn direction(scene: &Scene<'_>, sentence: TokenId, end: TokenId) -> Option<(TokenId, f64)> {
    let first = sentence.max(end.saturating_sub(3));
    (first..end).find_map(|start| {
        let word: String = (start..end).map(|t| scene.lower(t).replace('-', "")).collect();
        scene.book.place_words.directions.get(&word).map(|&bearing| (start, bearing))
    })
}

/// The kilometres of the number and the unit that end before a token.
fn distance(scene: &Scene<'_>, sentence: TokenId, end: TokenId) -> Option<f64> {
    let units = &scene.book.place_words.units;
    let last = end.checked_sub(1).filter(|&t| t >= sentence)?;
    // "60km" is one word.
    let (digits, letters) = split_unit(scene.lower(last));
    if let (Some(number), Some(length)) = (parsed(digits), units.get(letters)) {
        return Some(number * length);
    }
    let start = (sentence.max(end.saturating_sub(2))..end)
        .find(|&start| units.contains_key(&(start..end).map(|t| scene.lower(t)).collect::<Vec<_>>().join(" ")))?;
    let length = units.get(&(start..end).map(|t| scene.lower(t)).collect::<Vec<_>>().join(" "))?;
    Some(number(scene, start)? * length)
}

/// The number that ends before a token.
fn number(scene: &Scene<'_>, end: TokenId) -> Option<f64> {
    let digits = end.checked_sub(1).and_then(|t| parsed(scene.lower(t)));
    let told = || {
        let figure = scene.doc.numbers.iter().find(|n| n.tokens.end == end)?.figure;
        figure.min.or(figure.max).map(|n| n as f64)
    };
    digits.or_else(told)
}

fn parsed(digits: &str) -> Option<f64> {
    let digits = digits.replace(',', "");
    digits.starts_with(|c: char| c.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

/// "60km" is "60" and "km".
fn split_unit(word: &str) -> (&str, &str) {
    word.split_at(word.find(|c: char| c.is_alphabetic()).unwrap_or(word.len()))
}

/// The two places that an act was between, where one of them is the mention: "the road between Abuja and Kaduna".
pub(super) fn between<'s>(scene: &'s Scene<'_>, mention: &PlaceMention) -> Option<[&'s PlaceMention; 2]> {
    let at = |t: TokenId| scene.places.iter().find(|m| m.tokens.start == t);
    let pairs = scene.places.iter().filter_map(|a| {
        let opens = a.tokens.start.checked_sub(1).is_some_and(|t| scene.lower(t) == "between");
        let b = at(a.tokens.end + 1).filter(|_| opens && scene.lower(a.tokens.end) == "and")?;
        Some([a, b])
    });
    let town = |m: &&PlaceMention| m.width <= Width::Town && m.place.is_some();
    // "between Aden and Sanaa forces" names sides.
    let ends = |b: &PlaceMention| !matches!(scene.tag(b.tokens.end), Tag::Noun | Tag::ProperNoun | Tag::Possessive);
    pairs.filter(|p| p.iter().all(town) && ends(p[1])).find(|p| p.iter().any(|m| m.tokens == mention.tokens))
}

/// The middle of two points, and whether all between them is near it; `None` where they are far apart.
pub(super) fn middle(a: LatLon, b: LatLon) -> Option<(LatLon, bool)> {
    let apart = kilometres(a, b);
    (apart < APART).then(|| (destination(a, apart / 2.0, bearing(a, b)), apart / 2.0 <= NEAR))
}

/// The point that a great circle reaches, to a thousandth of a degree.
fn destination(from: LatLon, kilometres: f64, bearing: f64) -> LatLon {
    let (lat, lon, bearing) = (from.lat.to_radians(), from.lon.to_radians(), bearing.to_radians());
    let way = kilometres / EARTH;
    let sine = lat.sin() * way.cos() + lat.cos() * way.sin() * bearing.cos();
    let east = (bearing.sin() * way.sin() * lat.cos()).atan2(way.cos() - lat.sin() * sine);
    let round = |degrees: f64| (degrees * 1_000.0).round() / 1_000.0;
    let lon = (lon + east).to_degrees();
    LatLon {
        lat: round(sine.clamp(-1.0, 1.0).asin().to_degrees()),
        lon: round((lon + 540.0).rem_euclid(360.0) - 180.0),
    }
}

/// The bearing in degrees in which one point lies from another.
fn bearing(from: LatLon, to: LatLon) -> f64 {
    let (a, b, east) = (from.lat.to_radians(), to.lat.to_radians(), (to.lon - from.lon).to_radians());
    (east.sin() * b.cos()).atan2(a.cos() * b.sin() - a.sin() * b.cos() * east.cos()).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAGHDAD: LatLon = LatLon { lat: 33.341, lon: 44.401 };
    const SUVA: LatLon = LatLon { lat: -18.142, lon: 178.442 };

    #[test]
    fn a_point_lies_as_far_away_as_told_and_that_way() {
        for (way, degrees) in [(10.0, 0.0), (60.0, 135.0), (150.0, 270.0)] {
            let there = destination(BAGHDAD, way, degrees);
            assert!((kilometres(BAGHDAD, there) - way).abs() < 0.2, "{way} km");
            assert!((bearing(BAGHDAD, there).rem_euclid(360.0) - degrees).abs() < 1.0, "{degrees} degrees");
        }
        let over = destination(SUVA, 400.0, 90.0);
        assert!((-180.0..-176.0).contains(&over.lon), "the date line is crossed: {over:?}");
    }

    #[test]
    fn far_words_give_no_point() {
        let told = |kilometres, bearing| Offset { kilometres, bearing };
        assert_eq!(told(40.0, None).point(BAGHDAD), Some(BAGHDAD));
        assert_eq!(told(60.0, None).point(BAGHDAD), None);
        assert!(told(60.0, Some(180.0)).point(BAGHDAD).is_some() && told(60.0, Some(180.0)).is_near());
        assert!(told(100.0, Some(180.0)).point(BAGHDAD).is_some() && !told(100.0, Some(180.0)).is_near());
        assert_eq!(told(300.0, Some(180.0)).point(BAGHDAD), None);
        assert_eq!(middle(BAGHDAD, SUVA), None);
    }
}
