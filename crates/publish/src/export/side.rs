//! Whom a row names on its two sides.

use record::{Actor, Event};

use super::{Export, Known, Subject};

/// The reports that tell an event, in its order, each once.
pub(super) struct Told<'a> {
    pub telling: &'a record::Telling,
    pub headline: Option<&'a record::Headline>,
}

/// Every report of an event once, by its first telling.
pub(super) fn reports<'a>(subject: &Subject<'a>) -> Vec<Told<'a>> {
    let mut all: Vec<Told<'a>> = Vec::new();
    for telling in crate::events::told_by(subject.event, subject.tellings) {
        if all.iter().all(|told| told.telling.report != telling.report) {
            let headline = subject.headlines.iter().find(|headline| headline.report == telling.report);
            all.push(Told { telling, headline });
        }
    }
    all
}

/// Each doer with each of those whom it was done to, `None` where one side is not told.
pub(super) fn pairs(event: &Event) -> Vec<(Option<&Actor>, Option<&Actor>)> {
    let side = |actors: &'_ [Actor]| -> Vec<Option<usize>> {
        if actors.is_empty() { vec![None] } else { (0..actors.len()).map(Some).collect() }
    };
    let mut pairs = Vec::new();
    for from in side(&event.initiators) {
        for to in side(&event.targets) {
            pairs.push((from.map(|n| &event.initiators[n]), to.map(|n| &event.targets[n])));
        }
    }
    pairs
}

/// An actor with its country and role run together ("IRQMIL"), as CAMEO and its heirs write it; empty parts where they are not
/// known.
pub(super) struct Coded {
    pub known: Known,
    pub country: String,
    pub role: String,
}

impl Coded {
    /// `role` is the one of [`KindCodes`](super::tables::KindCodes) that the form has.
    pub(super) fn new(export: &Export, actor: &Actor, role: fn(super::tables::KindCodes) -> Option<String>) -> Coded {
        let known = export.known(actor);
        let role = role(export.tables.kind(known.kind.as_deref())).unwrap_or_default();
        let country = known.country.clone().or_else(|| in_brackets(export, actor)).unwrap_or_default();
        Coded { known, country, role }
    }

    pub(super) fn whole(&self) -> String {
        format!("{}{}", self.country, self.role)
    }
}

/// The country of `Civilians (Iraq)`.
fn in_brackets(export: &Export, actor: &Actor) -> Option<String> {
    let name = actor.name.strip_suffix(')')?.rsplit_once('(')?.1;
    export.lore.code_of(name)
}
