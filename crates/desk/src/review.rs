//! What a person is asked, in a browser as at a terminal, and what they decide.

pub(crate) mod act;
mod left;
pub(crate) mod log;
pub(crate) mod page;
mod question;
mod queue;
mod shown;
mod value;
mod walk;

use jiff::Timestamp;
use record::Judgement;
use store::{Audit, Decided, Edit, Error, Judged, Store, Undone};

pub(crate) use left::Left;
pub use question::{Decision, Question};
pub use queue::{Item, Kind};
pub use value::{NONE, casualty, emptied, form, part_of, present, typed};
pub use walk::{Asked, Place, Waiting, items, next};

/// Takes back what a person decided last; nothing if nothing of theirs holds.
///
/// # Errors
/// Whatever keeps the store from being written.
pub fn take_back(store: &mut Store, by: &str) -> Result<Vec<Undone>, Error> {
    let holding = Audit { by: Some(by.to_string()), day: None, holding: true };
    let last = store.decisions(&holding, 1, 0)?.pop();
    last.map_or(Ok(Vec::new()), |last| take_back_one(store, last.id(), by))
}

/// Takes back the decision of this number, whoever made it; nothing if it no longer holds. What was judged at one time was one
/// decision, and goes with it.
///
/// # Errors
/// Whatever keeps the store from being written.
pub fn take_back_one(store: &mut Store, id: i64, by: &str) -> Result<Vec<Undone>, Error> {
    let now = Timestamp::now();
    let mut taken: Vec<Undone> = store.withdraw(id, by, now)?.into_iter().collect();
    if let Some(Undone::Judgement(judged)) = taken.first().cloned() {
        let with_it = |other: &Judged| other.by == judged.by && other.at == judged.at && other.withdrawn.is_none();
        for other in store.all_judgements()?.iter().rev().filter(|other| with_it(other)) {
            taken.extend(store.withdraw(other.id, by, now)?);
        }
    }
    Ok(taken)
}

/// What was taken back, in words.
pub fn described(undone: &Undone) -> String {
    match undone {
        Undone::Judgement(judged) => judged_words(judged),
        Undone::Edit(edit) => edited_words(edit),
    }
}

/// What was decided, in words.
pub(crate) fn described_decision(decided: &Decided) -> String {
    match decided {
        Decided::Judged(judged) => judged_words(judged),
        Decided::Edited(edit) => edited_words(edit),
    }
}

fn judged_words(judged: &Judged) -> String {
    let Judgement { a, b, verdict } = judged.judgement;
    format!("{a} and {b} are {verdict}")
}

fn edited_words(edit: &Edit) -> String {
    format!("{} of {} is {}", edit.part, edit.event_report, publish::plain(&edit.value))
}
