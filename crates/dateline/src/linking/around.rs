//! Linking around what is new: as little of the store is read as can have changed.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{CLEAR, Pair, Profile, Weights};
use rayon::prelude::*;
use record::{Judgement, Key};
use store::{Error, Store};

/// What was read of the store so far.
struct Read<'s> {
    store: &'s Store,
    judgements: Vec<Judgement>,
    profiles: BTreeMap<Key, Profile>,
    /// The clear pairs of each event report that was asked for.
    pairs: BTreeMap<Key, Vec<Pair>>,
}

/// The events of these event reports, and of those that are linked otherwise because of them, which are put in too. `compared` was
/// read already.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn link_around(
    store: &Store,
    inside: &mut BTreeSet<Key>,
    compared: Vec<Profile>,
    weights: &Weights,
) -> Result<Vec<Vec<Key>>, Error> {
    let judgements = store.judgements()?;
    let profiles = compared.into_iter().map(|profile| (profile.key(), profile)).collect();
    let mut read = Read { store, judgements, profiles, pairs: BTreeMap::new() };
    loop {
        read.read_pairs(inside)?;
        let standing = read.standing(inside)?;
        let all: BTreeSet<Key> = inside.iter().chain(standing.iter().flatten()).copied().collect();
        read.read_pairs(&all)?;
        read.read_profiles(&all)?;
        let profiles: Vec<&Profile> = all.iter().filter_map(|key| read.profiles.get(key)).collect();
        let pairs = read.pairs_among(&all);
        let found = linkage::around(&profiles, &pairs, &standing, &read.judgements, weights);
        if found.disturbed.is_empty() {
            return Ok(found.events);
        }
        found.disturbed.iter().for_each(|&event| inside.extend(&standing[event]));
    }
}

/// The tellings of the event that an event report stands in; none if it stands in none.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn event_with(store: &Store, event_report: Key) -> Result<Vec<Key>, Error> {
    let Some(event) = store.event_of(event_report)? else { return Ok(Vec::new()) };
    Ok(store.event(event)?.map(|event| event.tellings).unwrap_or_default())
}

impl Read<'_> {
    fn read_pairs(&mut self, keys: &BTreeSet<Key>) -> Result<(), Error> {
        let new: Vec<Key> = keys.iter().copied().filter(|key| !self.pairs.contains_key(key)).collect();
        self.pairs.extend(new.iter().map(|&key| (key, Vec::new())));
        for pair in self.store.pairs_of(&new, CLEAR)? {
            let pair = Pair { a: pair.a, b: pair.b, odds: pair.odds };
            for key in [pair.a, pair.b] {
                if new.binary_search(&key).is_ok() {
                    self.pairs.entry(key).or_default().push(pair);
                }
            }
        }
        Ok(())
    }

    fn read_profiles(&mut self, keys: &BTreeSet<Key>) -> Result<(), Error> {
        let new: Vec<Key> = keys.iter().copied().filter(|key| !self.profiles.contains_key(key)).collect();
        let profiles: Vec<Profile> = self.store.tellings(&new)?.par_iter().map(linkage::profile).collect();
        self.profiles.extend(profiles.into_iter().map(|profile| (profile.key(), profile)));
        Ok(())
    }

    /// The events around: those with a clear pair, or a judgement, between a telling of theirs and one inside.
    fn standing(&self, inside: &BTreeSet<Key>) -> Result<Vec<Vec<Key>>, Error> {
        let paired = inside.iter().filter_map(|key| self.pairs.get(key)).flatten().flat_map(|pair| [pair.a, pair.b]);
        let judged = self.judgements.iter().filter(|judged| inside.contains(&judged.a) || inside.contains(&judged.b));
        let near: BTreeSet<Key> = paired.chain(judged.flat_map(|judged| [judged.a, judged.b])).collect();
        let (mut events, mut seen) = (Vec::new(), BTreeSet::new());
        for key in near {
            if !inside.contains(&key) && !seen.contains(&key) {
                let event = event_with(self.store, key)?;
                seen.extend(event.iter().copied());
                events.extend(Some(event).filter(|event| !event.is_empty()));
            }
        }
        Ok(events)
    }

    /// The clear pairs of which both are among these, each once.
    fn pairs_among(&self, all: &BTreeSet<Key>) -> Vec<Pair> {
        let first_of = |key: Key| self.pairs.get(&key).into_iter().flatten().filter(move |pair| pair.a == key);
        all.iter().flat_map(|&key| first_of(key)).filter(|pair| all.contains(&pair.b)).copied().collect()
    }
}
