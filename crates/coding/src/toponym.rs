//! Every place that a report names, as a geoparser gives them: ground, and on the side what is only named for ground.

use language::Document;
use record::{DoubtReason, GeoPrecision, LatLon, Toponym, ToponymUse};

use crate::actor::Who;
use crate::codebook::Codebook;
use crate::codebook::gazetteer::PlaceKind;
use crate::location::PlaceMention;
use crate::reading::Reading;
use crate::scene::Scene;

/// The toponyms of a report, in order of the text, without overlaps.
pub fn toponyms(doc: &Document<'_>, book: &Codebook) -> Vec<Toponym> {
    let reading = Reading::default();
    let scene = Scene::of(doc, book, book.gazetteer(), &reading);
    let mut out: Vec<Toponym> = scene.places.iter().map(|m| of_mention(&scene, m)).collect();
    let states: Vec<Toponym> = scene
        .actors
        .iter()
        .filter_map(|m| match m.who {
            Who::State(i) => Some((m, i)),
            _ => None,
        })
        .filter(|(m, _)| !out.iter().any(|t| t.span.overlaps(scene.span(&m.tokens))))
        .map(|(m, i)| Toponym {
            span: scene.span(&m.tokens),
            used: ToponymUse::Associative,
            name: book.registry.countries[i].name.clone(),
            country: Some(book.registry.countries[i].code.clone()),
            point: country_point(&scene, &book.registry.countries[i].name),
            geo_precision: GeoPrecision::Province,
            doubt: None,
        })
        .collect();
    out.extend(states);
    out.sort_by_key(|t| t.span);
    out.dedup_by(|b, a| a.span.overlaps(b.span));
    out
}

fn of_mention(scene: &Scene<'_>, m: &PlaceMention) -> Toponym {
    let place = m.place.map(|id| scene.gazetteer.place(id));
    let country = m.country.as_ref().or(m.within.as_ref());
    let registered = country.and_then(|code| scene.book.registry.country(code));
    let name = match (place, registered) {
        (Some(place), _) => place.name.to_string(),
        (None, Some(country)) if m.country.is_some() => country.name.clone(),
        _ => scene.text(&m.tokens).to_string(),
    };
    let point = match place {
        Some(place) => place.point,
        None => registered.and_then(|c| country_point(scene, &c.name)),
    };
    let known = place.is_some() || m.country.is_some();
    Toponym {
        span: scene.span(&m.tokens),
        used: ToponymUse::Literal,
        name,
        country: country.cloned(),
        point,
        geo_precision: if !known || m.width.is_wide() { GeoPrecision::Province } else { GeoPrecision::Exact },
        doubt: match known {
            false => Some(DoubtReason::UnknownName),
            true if !m.sure => Some(DoubtReason::Ambiguous),
            true => None,
        },
    }
}

/// The representative point of a country.
fn country_point(scene: &Scene<'_>, name: &str) -> Option<LatLon> {
    let named = scene.gazetteer.named(name);
    let mut places = named.iter().map(|c| scene.gazetteer.place(c.place));
    places.find(|p| p.kind == PlaceKind::Country)?.point
}
