//! Names that fields offer, and names on the map.

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use store::NameOf;

use super::bounds::Bounds;
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, reply};
use crate::state::Shared;

/// Names offered for a field.
const OFFERED: usize = 12;
/// Names on a map, however many it asks for.
const MOST_LABELS: usize = 500;

#[derive(Debug, Deserialize)]
pub(crate) struct Like {
    of: String,
    #[serde(default)]
    like: String,
}

/// Names of actors or outlets that have these letters.
pub(crate) async fn suggest(State(shared): State<Shared>, ask: Ask, Query(like): Query<Like>) -> Response {
    let found = shared.read(move |store, _| {
        let of = match like.of.as_str() {
            "actor" => NameOf::Actor,
            "outlet" => NameOf::Outlet,
            other => return Err(Failure::asked(format!("of: {other:?} is not one of actor, outlet"))),
        };
        let names = store.names_like(of, &like.like, OFFERED)?;
        let names = names.iter().map(|(name, events)| json!({ "name": name, "events": events }));
        Ok(Sheet::data(json!({ "names": names.collect::<Vec<_>>() })))
    });
    let found = found.await;
    reply(&shared, &ask, found)
}

#[derive(Debug, Deserialize)]
pub(crate) struct Seen {
    view: String,
    most: usize,
}

/// The best-known places in a view of the map.
pub(crate) async fn labels(State(shared): State<Shared>, ask: Ask, Query(seen): Query<Seen>) -> Response {
    let found = shared.read(move |_, desk| {
        let bounds = Bounds::of_view(&seen.view)?;
        let names = desk.program.labels(bounds, seen.most.min(MOST_LABELS));
        Ok(Sheet::data(json!({ "names": names })))
    });
    let found = found.await;
    reply(&shared, &ask, found)
}
