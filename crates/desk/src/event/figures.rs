//! The figures of an event: who said how many, when, in which words, and what range they span by which rule.

use std::collections::BTreeSet;

use linkage::Force;
use record::{Event, Telling, Told, Toll};
use serde_json::{Value, json};

use super::telling::Reports;

/// Every toll with all its figures, as table and chart have them.
pub(super) fn tolls(event: &Event, tellings: &[Telling], reports: &Reports) -> Value {
    let forces = linkage::forces(tellings);
    let tolls = event.tolls.iter().enumerate().map(|(n, toll)| {
        let forces = forces.get(n).map_or(&[][..], Vec::as_slice);
        let figures: Vec<Value> = (toll.told.iter().enumerate())
            .map(|(n, told)| figure(told, forces.get(n), toll, tellings, reports))
            .collect();
        let undated = toll.told.iter().filter(|told| told.published.is_none()).count();
        json!({
            "words": publish::toll_words(toll),
            "outcome": toll.outcome,
            "group": toll.group,
            "low": toll.low,
            "best": toll.best,
            "high": toll.high,
            "rule": toll.rule,
            "figures": figures,
            "sources": sources(toll, tellings),
            "undated": undated,
        })
    });
    tolls.collect()
}

fn figure(told: &Told, force: Option<&Force>, toll: &Toll, tellings: &[Telling], reports: &Reports) -> Value {
    let casualty = &told.casualty;
    let telling = tellings.iter().find(|telling| telling.key == told.telling);
    let number = casualty.figure.min.or(casualty.figure.max);
    json!({
        "day": told.published,
        "min": casualty.figure.min,
        "max": casualty.figure.max,
        "words": publish::words::figure(casualty.figure),
        "group": casualty.group.as_ref().filter(|group| !group.chars().all(|letter| letter.is_ascii_digit())),
        "source": casualty.source.as_ref().map(|source| &source.text),
        "voice": telling.map(|telling| voice(told, telling)),
        "outlets": telling.map(|telling| &telling.outlets),
        "report_id": telling.map(|telling| &telling.report_id),
        "report": telling.map(|telling| telling.report),
        "telling": told.telling,
        "id": telling.map(|telling| &telling.event_report.id),
        "sentence": telling.map(|telling| reports.sentence(telling, casualty.span)),
        "anchor": telling.map(|telling| reports.anchor(telling, casualty.span)),
        "force": force,
        "is_best": force == Some(&Force::InForce) && number.is_some() && number == toll.best,
    })
}

/// Who says it, for the legend: the source that is credited, else the outlet, else the report.
fn voice(told: &Told, telling: &Telling) -> String {
    let outlet = || match telling.outlets.first() {
        Some(outlet) => publish::plain(outlet),
        None => publish::plain(&telling.report_id),
    };
    told.casualty.source.as_ref().map_or_else(outlet, |source| publish::plain(&source.text))
}

/// Everybody who has a figure, once.
fn sources(toll: &Toll, tellings: &[Telling]) -> Vec<String> {
    let voices = toll.told.iter().filter_map(|told| {
        let telling = tellings.iter().find(|telling| telling.key == told.telling)?;
        Some(voice(told, telling))
    });
    voices.collect::<BTreeSet<_>>().into_iter().collect()
}
