//! What a reviewer does to an event: merge it with others, part event reports from it, take the last decision back. The
//! rules are those of `dateline merge`, `split` and `undo`.

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use record::Key;
use store::Store;

use crate::deciding::{self, Word};
use crate::failure::Failure;
use crate::review::take_back;
use crate::sheet::Ask;
use crate::state::{Shared, State as Desk};

/// The fields of a form, in order; a field can be there several times.
pub(crate) type Fields = Vec<(String, String)>;

/// All that was sent under a name, empty fields left out.
pub(crate) fn sent<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a str> {
    let of_name = fields.iter().filter(move |(field, _)| *field == name).map(|(_, value)| value.trim());
    of_name.filter(|value| !value.is_empty()).collect::<Vec<_>>().into_iter()
}

/// Joins the event with those whose keys were sent under `with`.
pub(crate) async fn merge(
    State(shared): State<Shared>,
    ask: Ask,
    Path(key): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let by = ask.reviewer.clone();
    let done = shared.write(move |store, desk| {
        let names: Vec<String> = [key].into_iter().chain(sent(&fields, "with").map(str::to_string)).collect();
        if names.len() < 2 {
            return Err(Failure::asked("No event was chosen to merge with"));
        }
        let word = Word { by: &by, reason: sent(&fields, "reason").next().unwrap_or_default() };
        let telling = deciding::merge(store, &names, word)?;
        relinked(store, desk, telling, "merged")
    });
    back(&shared, &ask, done.await)
}

/// Parts the event reports whose keys were sent under `away`.
pub(crate) async fn split(
    State(shared): State<Shared>,
    ask: Ask,
    Path(key): Path<String>,
    Form(fields): Form<Fields>,
) -> Response {
    let by = ask.reviewer.clone();
    let done = shared.write(move |store, desk| {
        let away: Vec<String> = sent(&fields, "away").map(str::to_string).collect();
        let word = Word { by: &by, reason: sent(&fields, "reason").next().unwrap_or_default() };
        let [stays, _] = deciding::split(store, &key, &away, word)?;
        relinked(store, desk, stays, "split")
    });
    back(&shared, &ask, done.await)
}

/// Takes back what this reviewer decided last, wherever that was.
pub(crate) async fn undo(State(shared): State<Shared>, ask: Ask, Path(key): Path<String>) -> Response {
    let by = ask.reviewer.clone();
    let done = shared.write(move |store, desk| {
        let found = store.resolve(&key)?;
        if take_back(store, &by)?.is_empty() {
            return Err(Failure::asked(format!("{by} has decided nothing that still holds")));
        }
        match found {
            store::Found::EventReport { key, .. } => relinked(store, desk, key, "undone"),
            _ => Err(Failure::unknown(format!("{key} is no event"))),
        }
    });
    back(&shared, &ask, done.await)
}

/// Links what was decided, and gives the address of the event that an event report belongs to now.
pub(crate) fn relinked(store: &mut Store, desk: &Desk, telling: Key, done: &str) -> Result<String, Failure> {
    desk.program.relink(store).map_err(Failure::ours)?;
    let event = store.event_of(telling)?.unwrap_or(telling);
    Ok(format!("/events/{event}?done={done}"))
}

/// Shows what became of it, or says why nothing did.
pub(crate) fn back(shared: &Shared, ask: &Ask, done: Result<String, Failure>) -> Response {
    done.map_or_else(|failure| failure.answer(shared, ask), |address| Redirect::to(&address).into_response())
}

impl From<deciding::Error> for Failure {
    fn from(error: deciding::Error) -> Failure {
        match error {
            deciding::Error::Refused(why) => Failure::asked(why),
            deciding::Error::Store(error) => error.into(),
        }
    }
}
