//! Running totals over many events (CODEBOOK, "A tally", rule 8).

use language::{Article, NumberKind, TimeKind};
use record::{DatePrecision, EventDate, Figure, Quote, Tally};

use crate::actor::actor;
use crate::location::{Width, location};
use crate::scene::Scene;
use crate::standing::speaker_of;
use crate::telling::Telling;

/// Whether a telling counts many acts, and so is a total and no event.
pub(crate) fn is_tally(scene: &Scene<'_>, telling: &Telling) -> bool {
    let since = since(scene, telling).is_some();
    let Some(n) = telling.count else {
        return since && telling.casualties.iter().any(|c| is_many(&c.figure));
    };
    let number = &scene.doc.numbers[n];
    if !since && told_as_one(scene, telling) && number.kind != NumberKind::Times {
        return false;
    }
    if number.kind == NumberKind::Times {
        return is_many(&number.figure) || since;
    }
    let spot = telling.places.iter().any(|&i| !scene.places[i].width.is_wide());
    is_many(&number.figure) && (since || !spot && telling.times.is_empty() || wide_area(scene, telling))
}

/// "the two explosions" points at one event told before; "two attacks" late on Sunday are a handful, which places tell apart.
fn told_as_one(scene: &Scene<'_>, telling: &Telling) -> bool {
    let Some(n) = telling.count else { return true };
    let small = scene.doc.numbers[n].figure.max.is_some_and(|m| m <= 4);
    let definite =
        telling.act.anchors.iter().any(|a| a.phrase.is_some_and(|p| scene.doc.phrases[p].article == Article::Definite));
    definite || small
}

fn wide_area(scene: &Scene<'_>, telling: &Telling) -> bool {
    !telling.places.is_empty() && telling.places.iter().all(|&i| scene.places[i].width >= Width::Province)
}

fn is_many(figure: &Figure) -> bool {
    figure.max.or(figure.min).is_some_and(|n| n >= 2)
}

fn since<'a>(scene: &'a Scene<'_>, telling: &Telling) -> Option<&'a language::TimeExpression> {
    let range = &scene.doc.sentences[telling.act.sentence].tokens;
    let held = telling.times.iter().map(|&i| &scene.doc.times[i]).find(|t| t.kind == TimeKind::Since);
    held.or_else(|| {
        let mut here = scene.doc.times.iter().filter(|t| t.kind == TimeKind::Since && range.contains(&t.tokens.start));
        here.next()
    })
}

/// The tallies that a telling gives: the acts that it counts, and the people if it counts them too.
pub(crate) fn tallies(scene: &Scene<'_>, telling: &Telling) -> Vec<Tally> {
    let mut out = Vec::new();
    if let Some(n) = telling.count.filter(|&n| is_many(&scene.doc.numbers[n].figure)) {
        out.push(tally(scene, telling, counted_noun(scene, telling), scene.doc.numbers[n].figure));
    }
    for c in &telling.casualties {
        let mut t = tally(scene, telling, c.outcome.code().to_string(), c.figure);
        t.source.clone_from(&c.source);
        out.push(t);
    }
    out
}

/// "strike" where the report counts strikes, else "attack".
fn counted_noun(scene: &Scene<'_>, telling: &Telling) -> String {
    let lemma = telling.act.anchors.first().map_or("attack", |a| scene.lemma(a.tokens.end - 1));
    if lemma.ends_with("strike") || lemma == "raid" { "strike".to_string() } else { "attack".to_string() }
}

fn tally(scene: &Scene<'_>, telling: &Telling, what: String, figure: Figure) -> Tally {
    let places: Vec<_> = telling.places.iter().map(|&i| &scene.places[i]).collect();
    let location = location(scene, &places);
    let country = location.as_ref().and_then(|l| l.country.clone());
    let actors = |list: &[usize]| {
        list.iter().filter_map(|&i| actor(scene, &scene.actors[i], country.as_deref())).collect::<Vec<_>>()
    };
    let since = match since(scene, telling) {
        Some(t) => EventDate {
            start: t.days.map(|d| d.0),
            end: t.days.map(|d| d.0),
            precision: if t.days.is_some() { t.precision } else { DatePrecision::Unknown },
            text: Some(Quote::new(&scene.doc.report.text, t.span)),
        },
        None => EventDate::unknown(None),
    };
    Tally {
        id: String::new(),
        what,
        initiators: actors(&telling.initiators),
        targets: actors(&telling.targets),
        location,
        figure,
        since,
        as_of: None,
        source: speaker_of(scene, telling.act.start()),
        evidence: vec![Quote::new(&scene.doc.report.text, telling.span(scene))],
    }
}
