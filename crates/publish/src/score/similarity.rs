//! Which event of one record is which of the other: similarity, and pairing from the best pair down.

use std::collections::BTreeSet;

use record::{Date, Family, SubEventType};
use serde_json::Value;

use super::name::{fold, same_actor, same_name};
use super::{f1, list};

/// Places within this distance are one.
const SAME_PLACE_KM: f64 = 25.0;
/// Places of one name may be this far apart.
const SAME_NAME_KM: f64 = 100.0;
const EARTH_DIAMETER_KM: f64 = 12742.0;

/// One-to-one pairs of at least `floor`, best first; of equal ones the later ones first.
pub(super) fn align(
    gold: &[Value],
    pred: &[Value],
    similarity: impl Fn(&Value, &Value) -> f64,
    floor: f64,
) -> Vec<(usize, usize)> {
    let mut scored: Vec<(f64, usize, usize)> = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        scored.extend(pred.iter().enumerate().map(|(j, p)| (similarity(g, p), i, j)));
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(b.2.cmp(&a.2)));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (similarity, i, j) in scored {
        if similarity >= floor && !pairs.iter().any(|&(gold, pred)| gold == i || pred == j) {
            pairs.push((i, j));
        }
    }
    pairs
}

/// 0 to 1: by type, date, place, actors and evidence.
pub(super) fn of_events(g: &Value, p: &Value) -> f64 {
    let place = if same_place(&g["location"], &p["location"]) {
        1.0
    } else {
        let country = |event: &Value| text(&event["location"], "country").map(str::to_string);
        if country(g).is_some() && country(g) == country(p) { 0.3 } else { 0.0 }
    };
    let actors = 0.0 + actor_score(g, p, "initiators") + actor_score(g, p, "targets");
    (3.0 * kind_score(g, p) + 2.0 * date_score(g, p) + 2.0 * place + 1.5 * actors + 2.0 * evidence_score(g, p)) / 12.0
}

/// 0 to 1: by the count, then by evidence or targets.
pub(super) fn of_tallies(g: &Value, p: &Value) -> f64 {
    let same_count = if same_value(&g["min"], &p["min"]) { 1.0 } else { 0.0 };
    0.6 * same_count + 0.4 * evidence_score(g, p).max(actor_score(g, p, "targets"))
}

/// How many of two short lists match one to one, taking the first that fits.
pub(super) fn pair_up(gold: &[Value], pred: &[Value], same: impl Fn(&Value, &Value) -> bool) -> usize {
    let mut left: Vec<&Value> = pred.iter().collect();
    let mut hits = 0;
    for g in gold {
        if let Some(found) = left.iter().position(|p| same(g, p)) {
            left.remove(found);
            hits += 1;
        }
    }
    hits
}

/// Within 25 km, or of one name where either has no point, or at most 100 km apart by one name.
pub(super) fn same_place(a: &Value, b: &Value) -> bool {
    let km = km(a, b);
    if km.is_some_and(|km| km <= SAME_PLACE_KM) {
        return true;
    }
    match (text(a, "name"), text(b, "name")) {
        (Some(a), Some(b)) => same_name(a, b) && km.is_none_or(|km| km <= SAME_NAME_KM),
        _ => false,
    }
}

/// 1 within a day, 0.5 where the spans come within three days or neither is dated, else 0.
pub(super) fn date_score(g: &Value, p: &Value) -> f64 {
    let (a, b) = (day(g, "start_date"), day(p, "start_date"));
    let (a, b) = match (a, b) {
        (None, None) => return 0.5,
        (Some(a), Some(b)) => (a, b),
        _ => return 0.0,
    };
    if (a - b).abs() <= 1 {
        return 1.0;
    }
    let (end_a, end_b) = (day(g, "end_date").unwrap_or(a), day(p, "end_date").unwrap_or(b));
    if a - 3 <= end_b && b - 3 <= end_a { 0.5 } else { 0.0 }
}

/// Numbers that are equal, however they are written; nothing equals nothing.
pub(super) fn same_value(a: &Value, b: &Value) -> bool {
    match (a.as_f64(), b.as_f64()) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// The text of a field that has any.
pub(super) fn text<'v>(value: &'v Value, field: &str) -> Option<&'v str> {
    value.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn kind_score(g: &Value, p: &Value) -> f64 {
    let family = |event: &Value| -> Option<Family> {
        event["sub_event_type"].as_str().and_then(SubEventType::from_code).map(SubEventType::family)
    };
    match g["sub_event_type"] == p["sub_event_type"] {
        true => 1.0,
        false if family(g) == family(p) => 0.5,
        false => 0.0,
    }
}

fn actor_score(g: &Value, p: &Value, field: &str) -> f64 {
    let (gold, pred) = (list(g, field), list(p, field));
    f1(pair_up(gold, pred, same_actor), gold.len(), pred.len())
}

fn evidence_score(g: &Value, p: &Value) -> f64 {
    let (gold, pred) = (quotes(g), quotes(p));
    let mut best: f64 = 0.0;
    for x in &gold {
        for y in &pred {
            if y.contains(x.as_str()) || x.contains(y.as_str()) {
                return 1.0;
            }
            let (x, y): (BTreeSet<&str>, BTreeSet<&str>) = (x.split(' ').collect(), y.split(' ').collect());
            best = best.max(x.intersection(&y).count() as f64 / x.len().min(y.len()).max(1) as f64);
        }
    }
    if best >= 0.6 { best } else { 0.0 }
}

fn quotes(event: &Value) -> Vec<String> {
    let quote = |q: &Value| q.as_str().or(text(q, "quote")).or(text(q, "text")).map(str::to_string);
    list(event, "evidence").iter().filter_map(quote).filter(|q| !q.is_empty()).map(|q| fold(&q)).collect()
}

fn km(a: &Value, b: &Value) -> Option<f64> {
    let number = |place: &Value, field: &str| place.get(field).and_then(Value::as_f64);
    let (a_lat, a_lon) = (number(a, "lat")?, number(a, "lon")?);
    let (b_lat, b_lon) = (number(b, "lat")?, number(b, "lon")?);
    let (p, q) = (a_lat.to_radians(), b_lat.to_radians());
    let half = ((q - p) / 2.0).sin().powi(2) + p.cos() * q.cos() * ((b_lon - a_lon).to_radians() / 2.0).sin().powi(2);
    Some(EARTH_DIAMETER_KM * half.sqrt().min(1.0).asin())
}

/// Days of the calendar, counted from a fixed one.
fn day(event: &Value, field: &str) -> Option<i64> {
    let date: Date = event.get(field)?.as_str()?.get(..10)?.parse().ok().filter(|date: &Date| date.year() > 0)?;
    let epoch = record::Date::constant(1970, 1, 1);
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}
