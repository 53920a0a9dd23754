//! # linkage: which event reports tell the same event
//!
//! In:       Telling, ReportedTally, Judgement
//! Out:      Event, Series, pairs for a person to judge
//! Never:    open a report; touch disk or clock; fail
//! Start at: link

mod actor;
mod candidate;
mod casualty;
mod cluster;
mod compare;
mod date;
mod event;
mod location;
mod profile;
mod reconcile;
mod response;
mod tally;
mod weights;
mod wording;

use rayon::prelude::*;
use record::{Judgement, Key};

use cluster::cluster_met;

pub use actor::Identity;
pub use candidate::{Block, POSSIBLE, Pair, pairs, pairs_in, pairs_with};
pub use casualty::{Force, forces, people_of};
pub use cluster::{Around, CLEAR, JOINED, around, cluster, components, pieces};
pub use compare::joined::{Joined, joined};
pub use compare::{Comparison, Reason, compare};
pub use profile::{Profile, Shared, profile};
pub use reconcile::reconcile;
pub use response::{Chain, Responding, Step, answered, answers, chain};
pub use tally::own_count::{Countable, OwnCount, own_count};
pub use tally::{series, series_of};
pub use weights::{Feature, Weights};

/// What linking came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// The tellings of each event in their order, so that the first names it; sorted by name. Every telling stands in exactly one.
    pub events: Vec<Vec<Key>>,
    /// Every pair that is at least possible, sorted: for review, and for linking more later.
    pub pairs: Vec<Pair>,
}

/// Joins the tellings of one event. Neither their order nor how often one is given makes a difference.
pub fn link(profiles: &[Profile], judgements: &[Judgement], weights: &Weights) -> Linked {
    let pairs = pairs(profiles, weights);
    let mut known: Vec<&Profile> = profiles.iter().collect();
    known.sort_by_key(|profile| profile.key);
    known.dedup_by_key(|profile| profile.key);
    let find = |key: &Key| known.binary_search_by_key(key, |profile| profile.key).ok();
    let components: Vec<Vec<usize>> =
        components(&pairs, judgements).iter().map(|keys| keys.iter().filter_map(find).collect()).collect();
    let mut component_of: Vec<Option<usize>> = vec![None; known.len()];
    for (c, component) in components.iter().enumerate() {
        component.iter().for_each(|&i| component_of[i] = Some(c));
    }
    let component = |pair: &Pair| find(&pair.a).and_then(|a| component_of[a]);
    let clear = pairs.par_iter().enumerate().filter(|(_, pair)| pair.odds >= CLEAR);
    let mut met: Vec<(u32, u32)> = clear.filter_map(|(i, pair)| Some((component(pair)? as u32, i as u32))).collect();
    met.par_sort_unstable();
    let clustered = components.par_iter().enumerate().flat_map_iter(|(c, component)| {
        let profiles: Vec<&Profile> = component.iter().map(|&i| known[i]).collect();
        let met = &met[met.partition_point(|met| met.0 < c as u32)..met.partition_point(|met| met.0 <= c as u32)];
        cluster_met(&profiles, met.iter().map(|&(_, i)| pairs[i as usize]), judgements, weights)
    });
    let mut events: Vec<Vec<Key>> = clustered.collect();
    events.extend(
        known
            .iter()
            .zip(&component_of)
            .filter(|(_, component)| component.is_none())
            .map(|(profile, _)| vec![profile.key]),
    );
    events.par_sort_unstable();
    Linked { events, pairs }
}
