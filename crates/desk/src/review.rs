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
use store::{Decided, Edit, Error, Judged, Store, Undone};

pub(crate) use left::Left;
pub use question::{Decision, Question};
pub use queue::{Item, Kind, items};
pub use value::{NONE, casualty, emptied, form, part_of, present, typed};
pub use walk::{Asked, Place, Waiting, next};

/// Takes back what a person decided last; nothing if nothing of theirs holds. What was judged at one time was one decision.
///
/// # Errors
/// Whatever keeps the store from being written.
pub fn take_back(store: &mut Store, by: &str) -> Result<Vec<Undone>, Error> {
    let mut taken: Vec<Undone> = store.undo(by, Timestamp::now())?.into_iter().collect();
    if let Some(Undone::Judgement(judged)) = taken.first() {
        let with_it = |other: &Judged| other.by == by && other.at == judged.at && other.withdrawn.is_none();
        let more = store.all_judgements()?.iter().filter(|other| with_it(other)).count();
        for _ in 0..more {
            taken.extend(store.undo(by, Timestamp::now())?);
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
