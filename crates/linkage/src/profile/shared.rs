//! Names that many tellings have in common, held once: actors and places are few where tellings are many.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::Profile;
use crate::actor::Party;
use crate::location::Place;
use crate::wording::short_hash;

/// Actors and places of the profiles that it was shown. It changes no profile, only the room that they take together.
#[derive(Debug, Default)]
pub struct Shared {
    parties: FxHashMap<u32, Vec<Arc<Party>>>,
    places: FxHashMap<u32, Vec<Arc<Place>>>,
}

impl Shared {
    /// Has a profile hold what others hold already.
    pub fn share(&mut self, profile: &mut Profile) {
        for party in profile.doers.iter_mut().chain(&mut profile.claimed).chain(&mut profile.targets) {
            hold(&mut self.parties, short_hash(&party.name), party);
        }
        if let Some(place) = &mut profile.place {
            hold(&mut self.places, short_hash(&place.name), place);
        }
    }
}

fn hold<T: PartialEq>(known: &mut FxHashMap<u32, Vec<Arc<T>>>, name: u32, own: &mut Arc<T>) {
    let of_name = known.entry(name).or_default();
    match of_name.iter().find(|other| *other == own) {
        Some(other) => *own = Arc::clone(other),
        None => of_name.push(Arc::clone(own)),
    }
}
