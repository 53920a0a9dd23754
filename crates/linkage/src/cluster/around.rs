//! Linking around what is new: everything that cannot have changed is left alone.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use record::{Judgement, Key, Verdict};

use super::{CLEAR, Group, components, groups, in_order, verdicts};
use crate::Weights;
use crate::candidate::Pair;
use crate::profile::Profile;

/// What came of linking around something new.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// The events of the tellings that stand in none of the events around, as [`link`](crate::link) gives them.
    pub events: Vec<Vec<Key>>,
    /// The events around that did not come about as before, by their place in the list: what is new reaches further, and their
    /// tellings count to what is new. Empty once all is settled; until then `events` is no result.
    pub disturbed: Vec<usize>,
}

/// Tellings that are linked anew, in pieces that no clear pair and no judgement connects but by way of events around. What the
/// pieces come to can be asked one by one ([`around`]): as long as the events around stand, no piece can tell of another. Each is
/// sorted, and so are the pieces; pairs and judgements with others than these are passed over.
pub fn pieces(inside: &[Key], pairs: &[Pair], judgements: &[Judgement]) -> Vec<Vec<Key>> {
    let inside: BTreeSet<Key> = inside.iter().copied().collect();
    let among = |a: &Key, b: &Key| inside.contains(a) && inside.contains(b);
    let pairs: Vec<Pair> = pairs.iter().copied().filter(|pair| among(&pair.a, &pair.b)).collect();
    let judgements: Vec<Judgement> = judgements.iter().filter(|judged| among(&judged.a, &judged.b)).copied().collect();
    let mut pieces = components(&pairs, &judgements);
    let connected: BTreeSet<Key> = pieces.iter().flatten().copied().collect();
    pieces.extend(inside.difference(&connected).map(|&alone| vec![alone]));
    pieces.sort_unstable();
    pieces
}

/// Links tellings anew, together with the events around them: those that stand, and of which a telling has a clear pair with one
/// of these, or was judged with one.
///
/// `profiles` are those of all of them, `pairs` all clear pairs among them. If each event around still comes about by the same
/// joins as it does alone, then whatever lies beyond could not tell that anything happened, and all other events stand too: linking
/// everything would give the same. Else the events that are disturbed must be taken in, and what lies around those.
pub fn around(
    profiles: &[&Profile],
    pairs: &[Pair],
    standing: &[Vec<Key>],
    judgements: &[Judgement],
    weights: &Weights,
) -> Around {
    let mut profiles: Vec<&Profile> = profiles.to_vec();
    profiles.sort_by_key(|profile| profile.key);
    profiles.dedup_by_key(|profile| profile.key);
    let mut clear: Vec<Pair> = pairs.iter().copied().filter(|pair| pair.odds >= CLEAR).collect();
    clear.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    let run = Run { profiles, clear, verdicts: verdicts(judgements), weights };
    let came = run.linked(judgements);
    let disturbed: Vec<usize> =
        (0..standing.len()).into_par_iter().filter(|&e| !run.stands(&standing[e], &came)).collect();
    let mut still: Vec<Key> = standing.iter().flatten().copied().collect();
    still.sort_unstable();
    let new = |came: &Came| came.event.iter().all(|key| still.binary_search(key).is_err());
    let events = came.into_iter().filter(new).map(|came| came.event).collect();
    Around { events, disturbed }
}

/// How a group came about, by the keys of the first members of what was joined: sorted.
type Joins = Vec<(Key, Key, u64)>;

/// An event in the order of its tellings, and how it came about.
#[derive(PartialEq)]
struct Came {
    event: Vec<Key>,
    joins: Joins,
}

struct Run<'a> {
    /// Sorted by key, as are the clear pairs.
    profiles: Vec<&'a Profile>,
    clear: Vec<Pair>,
    verdicts: BTreeMap<(Key, Key), Verdict>,
    weights: &'a Weights,
}

impl Run<'_> {
    /// All events with how they came about.
    fn linked(&self, judgements: &[Judgement]) -> Vec<Came> {
        let components = components(&self.clear, judgements);
        let set = |keys: &Vec<Key>| keys.iter().filter_map(|&key| self.find(key)).collect();
        let mut sets: Vec<Vec<&Profile>> = components.iter().map(set).collect();
        let mut alone: Vec<Key> = sets.iter().flatten().map(|profile| profile.key).collect();
        alone.sort_unstable();
        let is_alone = |profile: &&&Profile| alone.binary_search(&profile.key).is_err();
        sets.extend(self.profiles.iter().filter(is_alone).map(|&profile| vec![profile]));
        let mut found: Vec<Came> = sets.par_iter().flat_map_iter(|set| self.grouped(set)).collect();
        found.par_sort_unstable_by(|a, b| a.event.cmp(&b.event));
        found
    }

    /// The events of some tellings, which are sorted by key.
    fn grouped(&self, set: &[&Profile]) -> Vec<Came> {
        let came = |group: Group| {
            let joins = joins(&group, set);
            let event = in_order(vec![group.members.into_iter().map(|i| set[i]).collect()]).concat();
            Came { event, joins }
        };
        self.groups(set).into_iter().map(came).collect()
    }

    /// The groups of some tellings, which are sorted by key.
    fn groups(&self, set: &[&Profile]) -> Vec<Group> {
        let place = |key: Key| set.binary_search_by_key(&key, |profile| profile.key).ok();
        let of = |(i, profile): (usize, &&Profile)| {
            let first = self.clear.partition_point(|pair| pair.a < profile.key);
            let key = profile.key;
            let others = self.clear[first..].iter().take_while(move |pair| pair.a == key);
            others.filter_map(move |pair| Some((i, place(pair.b)?, pair.odds)))
        };
        let clear = set.iter().enumerate().flat_map(of);
        groups(set, clear, &self.verdicts, self.weights)
    }

    /// Whether an event came about as it does alone. `came` are sorted by event.
    fn stands(&self, event: &[Key], came: &[Came]) -> bool {
        let mut set: Vec<&Profile> = event.iter().filter_map(|&key| self.find(key)).collect();
        set.sort_by_key(|profile| profile.key);
        let alone = self.grouped(&set);
        let [alone] = &alone[..] else { return false };
        let found = came.binary_search_by(|other| other.event.cmp(&alone.event));
        alone.event.len() == event.len() && found.is_ok_and(|found| came[found] == *alone)
    }

    fn find(&self, key: Key) -> Option<&Profile> {
        let place = self.profiles.binary_search_by_key(&key, |profile| profile.key).ok()?;
        Some(self.profiles[place])
    }
}

fn joins(group: &Group, set: &[&Profile]) -> Joins {
    let mut joins: Joins = group.joins.iter().map(|&(a, b, mean)| (set[a].key, set[b].key, mean.to_bits())).collect();
    joins.sort_unstable();
    joins
}
