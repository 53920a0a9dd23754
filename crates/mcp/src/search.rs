use schemars::JsonSchema;
use serde::Serialize;
use store::{Query, Store};

use crate::Filter;
use crate::brief::Brief;
use crate::quoted::{Cut, Quoted};

/// Actors of a side that a line has.
const MOST_ACTORS: usize = 5;

/// The longest headline, in bytes.
const LONGEST: usize = 300;

/// Events that fit.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Listed {
    /// How many fit in all.
    pub count: usize,
    /// Where this list begins among them.
    pub offset: usize,
    /// Some of them, in the order that was asked for.
    pub events: Vec<Line>,
}

/// An event in a line.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    /// What, when, where, who.
    #[serde(flatten)]
    pub brief: Brief,
    /// Fewest killed by the figures in force; null if none tells.
    pub killed_low: Option<u64>,
    /// Killed by the figure that the rule takes.
    pub killed_best: Option<u64>,
    /// Most killed; null if none tells or one is open upwards.
    pub killed_high: Option<u64>,
    /// How many reports tell it.
    pub reports: usize,
    /// How many outlets tell it, reprints counted.
    pub outlets: usize,
    /// The headline of the first of its reports that has one.
    pub title: Option<Quoted>,
}

/// The events of a store that fit.
pub(crate) fn search(store: &Store, filter: Filter) -> Result<Listed, String> {
    let query = filter.query()?;
    let said = |error: store::Error| error.to_string();
    let count = store.count(&Query { limit: None, offset: 0, ..query.clone() }).map_err(said)?;
    let mut events = Vec::new();
    for row in store.query(&query).map_err(said)? {
        // One that went while we were reading is passed over.
        let Some(event) = store.event(row.key).map_err(said)? else { continue };
        events.push(Line {
            // Five of a side are a line's measure; get_dossier has the others.
            brief: Brief::of(&event, MOST_ACTORS, &mut Cut::default()),
            killed_low: row.killed_low,
            killed_best: row.killed_best,
            killed_high: row.killed_high,
            reports: row.reports,
            outlets: row.outlets,
            title: row.title.map(|title| Quoted::new(&title, LONGEST)),
        });
    }
    Ok(Listed { count, offset: query.offset, events })
}
