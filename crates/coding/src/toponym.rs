//! Every place that a report names, as a geoparser gives them: ground, and on the side what is only named for ground.

mod around;
mod beside;
mod read;
mod run;
mod sense;
mod settle;
mod surround;
mod usage;
mod words;

use language::Document;
use reader::Reading;
use record::{Span, Toponym, ToponymUse};
use rustc_hash::FxHashSet;

pub(crate) use words::ToponymWords;

use crate::codebook::gazetteer::{Candidate as Namesake, PlaceKind};
use crate::codebook::{Codebook, PlaceContext, Points};
use crate::scene::Scene;
use around::{Around, around};
use read::{Candidate, What, candidates};
pub(crate) use sense::is_common;
use sense::{People, is_place};
use usage::usage;

/// A candidate that names a place, and how.
struct Found {
    candidate: Candidate,
    used: ToponymUse,
}

/// The toponyms of a report, in order of the text, without overlaps; what is wide has the point that `points` gives it.
pub fn toponyms(doc: &Document<'_>, book: &Codebook, points: Points) -> Vec<Toponym> {
    let reading = Reading::default();
    let scene = Scene::of(doc, book, book.gazetteer(), &reading);
    let found = found(&scene);
    let mut out = settle::settled(&scene, &found, points);
    out.sort_by_key(|t| t.span);
    out.dedup_by(|b, a| a.span.overlaps(b.span));
    out
}

/// What each toponym whose name the tables have may mean, with all that the report says to tell it: what a fit of the
/// weights of places starts from.
pub fn toponym_readings(doc: &Document<'_>, book: &Codebook) -> Vec<(Span, Vec<Namesake>, PlaceContext)> {
    let reading = Reading::default();
    let scene = Scene::of(doc, book, book.gazetteer(), &reading);
    let found = found(&scene);
    let settling = settle::Settling::of(&scene, &found);
    let listed = found.iter().enumerate().filter_map(|(i, f)| match &f.candidate.what {
        What::Listed(ids) => Some((f.candidate.span, ids.clone(), settling.context(i))),
        _ => None,
    });
    listed.collect()
}

fn found(scene: &Scene<'_>) -> Vec<Found> {
    let people = People::of(scene);
    let mut all: Vec<(Candidate, Around, bool)> = Vec::new();
    for sentence in &scene.doc.sentences {
        let candidates = candidates(scene, &sentence.tokens);
        let mut places: Vec<bool> = Vec::new();
        let around = around(scene, &candidates);
        for (c, a) in candidates.iter().zip(&around) {
            // A member of a list of places is one, if it can be.
            let whole = matches!(c.what, What::Listed(_)) && !c.embedded && !sense::is_other(scene, &people, c);
            let listed = a.listed && whole && places.last() == Some(&true);
            places.push(is_place(scene, &people, c, a) || listed);
        }
        all.extend(candidates.into_iter().zip(around).zip(places).map(|((c, a), place)| (c, a, place)));
    }
    repeated(scene, &people, &mut all);
    join_capitals(scene, &mut all);
    datelined(scene, &mut all);
    all.into_iter()
        .filter(|(_, _, place)| *place)
        .map(|(candidate, around, _)| Found { used: usage(scene, &candidate, &around), candidate })
        .collect()
}

/// The place of the dateline, which is written in capitals and so may be cut wrongly, is what event coding takes it for.
fn datelined(scene: &Scene<'_>, all: &mut [(Candidate, Around, bool)]) {
    let Some(dateline) = &scene.doc.report.dateline else { return };
    let told = |c: &Candidate| {
        let mut places = scene.places.iter().filter(|m| m.place.is_some());
        places.find(|m| dateline.span.contains(scene.span(&m.tokens)) && m.tokens.end == c.tokens.end)
    };
    for (c, _, place) in all.iter_mut() {
        if let Some(m) = told(c).filter(|m| m.tokens.len() > c.tokens.len()) {
            let named = scene.gazetteer.named(scene.text(&m.tokens));
            *c = Candidate::new(scene, m.tokens.clone(), What::Listed(named));
            *place = true;
        }
    }
}

/// What is a listed place's name once in the report is one wherever it stands alone.
fn repeated(scene: &Scene<'_>, people: &People<'_>, all: &mut [(Candidate, Around, bool)]) {
    let name = |c: &Candidate| scene.doc.report.text[c.span.start..c.span.end].to_lowercase();
    let placed = |(c, a, place): &&(Candidate, Around, bool)| *place && a.places_surely(scene) && !c.embedded;
    let known: FxHashSet<String> = all.iter().filter(placed).map(|(c, ..)| name(c)).collect();
    for (c, _, place) in all.iter_mut() {
        let may = matches!(c.what, What::Listed(_))
            && !c.embedded
            && !run::is_person(scene, &c.tokens)
            && !sense::is_other(scene, people, c);
        *place |= may && known.contains(&name(c));
    }
}

/// "Washington, D.C." is one name.
fn join_capitals(scene: &Scene<'_>, all: &mut Vec<(Candidate, Around, bool)>) {
    let mut i = 1;
    while i < all.len() {
        let (before, after) = (&all[i - 1].0, &all[i].0);
        let same = match &after.what {
            What::Division(_, name) => {
                let seat = scene.book.toponym_words.seats.get(name);
                seat.is_some_and(|seat| seat.eq_ignore_ascii_case(scene.text(&before.tokens)))
            }
            _ => false,
        };
        if same && before.tokens.end + 1 == after.tokens.start {
            if let What::Listed(ids) = &mut all[i - 1].0.what {
                ids.retain(|n| scene.gazetteer.place(n.place).kind == PlaceKind::City);
            }
            let (before, after) = (&all[i - 1].0, &all[i].0);
            let (tokens, span) = (before.tokens.start..after.tokens.end, before.span.join(after.span));
            (all[i - 1].0.tokens, all[i - 1].0.span) = (tokens, span);
            all.remove(i);
        } else {
            i += 1;
        }
    }
}
