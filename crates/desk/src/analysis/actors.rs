use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::digest::{Digest, Player};
use super::{answer, page_of, paged, query_of, table};
use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// What an address asks of the actors; what is empty filters nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// Letters of a name or a spelling.
    text: String,
    /// How well it is known who they are.
    identity: String,
    /// A country of their events, ISO 3166 alpha-3.
    country: String,
    order: String,
    page: String,
}

const ORDERS: [&str; 5] = ["events", "initiator", "target", "killed", "name"];
const IDENTITIES: [&str; 5] = ["registered", "state", "people", "provisional", "unidentified"];

/// Everybody who is in any event.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    answer(shared, ask, move |_, digest| list(digest, &wanted, all)).await
}

const HEAD: [&str; 13] = [
    "name",
    "id",
    "identity",
    "belongs_to",
    "countries",
    "as_initiator",
    "as_target",
    "killed_as_initiator",
    "killed_as_target",
    "claimed",
    "denied",
    "first_day",
    "last_day",
];

fn list(digest: &Digest, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let mut players: Vec<&Player> = digest.actors.iter().filter(|player| fits(player, wanted)).collect();
    let most = |count: fn(&Player) -> u64| move |player: &&Player| std::cmp::Reverse(count(player));
    let name = |player: &&Player| player.actor.name.to_lowercase();
    players.sort_by_key(name);
    match wanted.order.as_str() {
        "" | "events" => players.sort_by_key(most(|player| player.roles() as u64)),
        "initiator" => players.sort_by_key(most(|player| player.by as u64)),
        "target" => players.sort_by_key(most(|player| player.to as u64)),
        "killed" => players.sort_by_key(most(|player| player.killed_by)),
        "name" => {}
        other => return Err(Failure::asked(format!("order: {other:?} is not one of {}", ORDERS.join(", ")))),
    }
    let page = page_of(&wanted.page);
    let (listed, pages) = paged(&players, page, all);
    let rows: Vec<Value> = listed.iter().map(|player| player_json(digest, player)).collect();
    let address = |page: usize| wanted.address(page);
    let table = table(&HEAD, &rows);
    let data = json!({
        "count": players.len(),
        "filter": wanted,
        "actors": rows,
        "page": page,
        "pages": pages,
        "next": address(page + 1),
        "previous": address(page.saturating_sub(1)),
        "orders": ORDERS,
        "identities": IDENTITIES,
    });
    Ok(Sheet::new("actors.html", "Actors", data).table(table).lasting())
}

impl Wanted {
    fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        query_of(&[
            ("text", &self.text),
            ("identity", &self.identity),
            ("country", &self.country),
            ("order", &self.order),
            ("page", &page),
        ])
    }
}

fn fits(player: &Player, wanted: &Wanted) -> bool {
    let letters = wanted.text.trim().to_lowercase();
    let has = |name: &str| name.to_lowercase().contains(&letters);
    let named = letters.is_empty() || has(&player.actor.name) || player.spellings.keys().any(|name| has(name));
    let identity = || json!(player.identity).as_str() == Some(wanted.identity.as_str());
    named
        && (wanted.identity.is_empty() || identity())
        && (wanted.country.is_empty() || player.countries.contains_key(&wanted.country.trim().to_uppercase()))
}

/// An actor as a line of a list.
pub(crate) fn player_json(digest: &Digest, player: &Player) -> Value {
    let mut countries: Vec<(&String, &usize)> = player.countries.iter().collect();
    countries.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let above = |name: &String| digest.find(name).and_then(|who| digest.player(who)).map(Player::path);
    json!({
        "name": player.actor.name,
        "id": player.actor.id,
        "path": player.path(),
        "handle": player.handle(),
        "identity": player.identity,
        "belongs_to": player.actor.ancestry,
        "above": player.actor.ancestry.iter().map(|name| json!({ "name": name, "path": above(name) })).collect::<Vec<_>>(),
        "countries": countries.iter().map(|(code, _)| code).collect::<Vec<_>>(),
        "as_initiator": player.by,
        "as_target": player.to,
        "killed_as_initiator": player.killed_by,
        "killed_as_target": player.killed_to,
        "claimed": player.claimed,
        "denied": player.denied,
        "first_day": player.days.map(|(first, _)| first),
        "last_day": player.days.map(|(_, last)| last),
    })
}
