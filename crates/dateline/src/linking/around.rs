//! Linking around what is new: as little of the store is read as can have changed.

use std::collections::{BTreeMap, BTreeSet};

use linkage::{Around, CLEAR, Pair, Profile, Weights};
use rayon::prelude::*;
use record::{Judgement, Key};
use store::{Error, Store};

/// What was read of the store so far.
struct Read {
    judgements: Judged,
    profiles: BTreeMap<Key, Profile>,
    /// The clear pairs of each event report that was asked for.
    pairs: BTreeMap<Key, Vec<Pair>>,
}

/// The events of these event reports, and of those that are linked otherwise because of them, which are put in too. `compared` was
/// read already.
///
/// What is inside falls into pieces that no clear pair and no judgement connects but by way of events around. Each piece is linked
/// by itself with the events around it, and only again when it has grown: where these stand, no piece can tell of another.
///
/// # Errors
/// Whatever keeps the store from being read.
pub fn link_around(
    store: &Store,
    inside: &mut BTreeSet<Key>,
    compared: Vec<Profile>,
    weights: &Weights,
) -> Result<Vec<Vec<Key>>, Error> {
    let judgements = Judged::new(store.judgements()?);
    let profiles = compared.into_iter().map(|profile| (profile.key(), profile)).collect();
    let mut read = Read { judgements, profiles, pairs: BTreeMap::new() };
    let mut settled: BTreeMap<Vec<Key>, Vec<Vec<Key>>> = BTreeMap::new();
    loop {
        read.read_pairs(store, inside)?;
        let keys: Vec<Key> = inside.iter().copied().collect();
        let pairs: Vec<Pair> = read.pairs_among(inside).collect();
        let mut pieces = linkage::pieces(&keys, &pairs, &read.judgements.all);
        settled.retain(|piece, _| pieces.binary_search(piece).is_ok());
        pieces.retain(|piece| !settled.contains_key(piece));
        let around =
            pieces.iter().map(|piece| read.standing(store, inside, piece)).collect::<Result<Vec<_>, Error>>()?;
        let all: BTreeSet<Key> = pieces.iter().flatten().chain(around.iter().flatten().flatten()).copied().collect();
        read.read_pairs(store, &all)?;
        read.read_profiles(store, &all)?;
        let found: Vec<Around> =
            pieces.par_iter().zip(&around).map(|(piece, standing)| read.around(piece, standing, weights)).collect();
        let before = inside.len();
        for ((piece, standing), found) in pieces.into_iter().zip(&around).zip(found) {
            found.disturbed.iter().for_each(|&event| inside.extend(&standing[event]));
            settled.extend(Some((piece, found.events)).filter(|_| found.disturbed.is_empty()));
        }
        if inside.len() == before {
            let mut events: Vec<Vec<Key>> = settled.into_values().flatten().collect();
            events.sort_unstable();
            return Ok(events);
        }
    }
}

/// Judgements, by the event reports that they are on.
struct Judged {
    all: Vec<Judgement>,
    on: BTreeMap<Key, Vec<usize>>,
}

impl Judged {
    fn new(all: Vec<Judgement>) -> Judged {
        let mut on: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (i, judgement) in all.iter().enumerate() {
            [judgement.a, judgement.b].into_iter().for_each(|key| on.entry(key).or_default().push(i));
        }
        Judged { all, on }
    }

    /// Those on any of these, in their order.
    fn on<'k>(&self, keys: impl IntoIterator<Item = &'k Key>) -> Vec<Judgement> {
        let places: BTreeSet<usize> = keys.into_iter().filter_map(|key| self.on.get(key)).flatten().copied().collect();
        places.into_iter().map(|i| self.all[i]).collect()
    }
}

impl Read {
    fn read_pairs(&mut self, store: &Store, keys: &BTreeSet<Key>) -> Result<(), Error> {
        let new: Vec<Key> = keys.iter().copied().filter(|key| !self.pairs.contains_key(key)).collect();
        self.pairs.extend(new.iter().map(|&key| (key, Vec::new())));
        for pair in store.pairs_of(&new, CLEAR)? {
            let pair = Pair { a: pair.a, b: pair.b, odds: pair.odds };
            for key in [pair.a, pair.b] {
                if new.binary_search(&key).is_ok() {
                    self.pairs.entry(key).or_default().push(pair);
                }
            }
        }
        Ok(())
    }

    fn read_profiles(&mut self, store: &Store, keys: &BTreeSet<Key>) -> Result<(), Error> {
        let new: Vec<Key> = keys.iter().copied().filter(|key| !self.profiles.contains_key(key)).collect();
        let profiles = store.readers().tellings(&new, |telling| linkage::profile(&telling))?;
        self.profiles.extend(profiles.into_iter().map(|profile| (profile.key(), profile)));
        Ok(())
    }

    /// The events around a piece: those with a clear pair, or a judgement, between a telling of theirs and one of the piece.
    fn standing(&self, store: &Store, inside: &BTreeSet<Key>, piece: &[Key]) -> Result<Vec<Vec<Key>>, Error> {
        let paired = piece.iter().filter_map(|key| self.pairs.get(key)).flatten().flat_map(|pair| [pair.a, pair.b]);
        let judged = self.judgements.on(piece);
        let near: BTreeSet<Key> = paired.chain(judged.iter().flat_map(|judged| [judged.a, judged.b])).collect();
        let (mut events, mut seen) = (Vec::new(), BTreeSet::new());
        for key in near {
            if !inside.contains(&key) && !seen.contains(&key) {
                let event = store.members_with(key)?;
                seen.extend(event.iter().copied());
                events.extend(Some(event).filter(|event| !event.is_empty()));
            }
        }
        Ok(events)
    }

    /// Links a piece with the events around it.
    fn around(&self, piece: &[Key], standing: &[Vec<Key>], weights: &Weights) -> Around {
        let all: BTreeSet<Key> = piece.iter().chain(standing.iter().flatten()).copied().collect();
        let profiles: Vec<&Profile> = all.iter().filter_map(|key| self.profiles.get(key)).collect();
        let pairs: Vec<Pair> = self.pairs_among(&all).collect();
        linkage::around(&profiles, &pairs, standing, &self.judgements.on(&all), weights)
    }

    /// The clear pairs of which both are among these, each once.
    fn pairs_among(&self, all: &BTreeSet<Key>) -> impl Iterator<Item = Pair> {
        let first_of = |key: Key| self.pairs.get(&key).into_iter().flatten().filter(move |pair| pair.a == key);
        all.iter().flat_map(move |&key| first_of(key)).filter(|pair| all.contains(&pair.b)).copied()
    }
}
