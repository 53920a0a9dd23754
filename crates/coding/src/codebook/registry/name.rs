//! Names of the registry: which actors and states a name means, as written, in other spellings, or nearly.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{NameUse, Registry};
use crate::codebook::fold::fold;
use crate::codebook::sound::{add_sound, sound, sounds_of};
use crate::codebook::vocabulary::Uses;

/// How alike two names must at least be for one to be proposed for the other, 0 to 1.
const ALIKE: f64 = 0.7;
/// Actors that may share a word which is to tell one of them.
const FEW: usize = 12;
/// Words of the report's country have so many at most: "Armed Forces of National Liberation".
pub(crate) const LOCAL_WORDS: usize = 5;
/// Names that a doubt proposes at most.
const NEAR: usize = 2;

/// Adds the words, and what they begin with up to each space.
fn add_prefixes(words: &str, prefixes: &mut FxHashSet<SmolStr>) {
    for end in words.match_indices(' ').map(|(end, _)| end).chain([words.len()]) {
        if !prefixes.contains(&words[..end]) {
            prefixes.insert(SmolStr::new(&words[..end]));
        }
    }
}

impl Registry {
    pub(super) fn index(&mut self) {
        // Taken out for as long as the index is made, so that they need not be copied.
        let (actors, countries) = (std::mem::take(&mut self.actors), std::mem::take(&mut self.countries));
        for (i, actor) in actors.iter().enumerate() {
            for name in std::iter::once(&actor.name).chain(&actor.aliases).chain(&actor.spellings) {
                let folded = fold(name);
                self.add_sounds(name, &folded, i);
                self.add_folded(name, folded, NameUse::Actor(i));
            }
            for word in &actor.words {
                let folded = fold(word);
                add_prefixes(&folded, &mut self.local_prefixes);
                let actors = self.local.entry(folded.into()).or_default();
                if !actors.contains(&i) {
                    actors.push(i);
                }
            }
        }
        for (i, c) in countries.iter().enumerate() {
            self.by_code.insert(c.code.clone(), i);
            self.add(&c.name, NameUse::Country(i));
            c.names.iter().for_each(|n| self.add(n, NameUse::Country(i)));
            for n in &c.demonyms {
                self.add(n, NameUse::Demonym(i));
                self.add(&format!("{n}s"), NameUse::Demonym(i));
            }
            c.government.iter().for_each(|n| self.add(n, NameUse::Government(i)));
            c.military.iter().for_each(|n| self.add(n, NameUse::Military(i)));
            c.police.iter().for_each(|n| self.add(n, NameUse::Police(i)));
            self.add(&c.capital, NameUse::Capital(i));
            c.seats.iter().for_each(|n| self.add(n, NameUse::Capital(i)));
        }
        (self.actors, self.countries) = (actors, countries);
    }

    fn add(&mut self, name: &str, used: NameUse) {
        self.add_folded(name, fold(name), used);
    }

    fn add_folded(&mut self, name: &str, key: String, used: NameUse) {
        if key.is_empty() {
            return;
        }
        add_prefixes(&key, &mut self.prefixes);
        self.names.entry(key.into()).or_default().push((name.to_string(), used));
    }

    fn add_sounds(&mut self, name: &str, folded: &str, actor: usize) {
        for (n, key) in sounds_of(name, folded).into_iter().enumerate() {
            let known = self.sounds.get(key.as_str());
            // A name that was only made for an actor gives way to another's own.
            if known.is_some_and(|actors| actors.contains(&actor) || n > 0) {
                continue;
            }
            add_prefixes(&key, &mut self.sound_prefixes);
            self.sounds.entry(key.into()).or_default().push(actor);
        }
    }

    /// The longest name that starts the list of folded words and is known only by its sound; words used and its actors.
    pub(crate) fn longest_by_sound(&self, folded: &[SmolStr]) -> Option<(usize, &[usize])> {
        let mut key = String::new();
        let mut best = None;
        for (i, word) in folded.iter().enumerate() {
            let before = key.len();
            add_sound(word, &mut key);
            if key.is_empty() {
                return None;
            }
            if !self.sound_prefixes.contains(key.as_str()) {
                break;
            }
            if let Some(actors) = self.sounds.get(key.as_str()).filter(|_| key.len() > before) {
                best = Some((i + 1, actors.as_slice()));
            }
        }
        best
    }

    /// Whom a name or an id means: as it is spelled, else by its sound, else as words of a country's reports ("the junta"). With a
    /// country, of several only those of that country, unless there are none.
    pub fn find(&self, name: &str, country: Option<&str>) -> Vec<NameUse> {
        if let Some(&i) = self.by_id.get(name) {
            return vec![NameUse::Actor(i)];
        }
        let folded = fold(name);
        let written = self.names.get(folded.as_str()).map(Vec::as_slice).unwrap_or_default();
        let written = || written.iter().filter(|(known, _)| !is_acronym(known) || letters(known) == letters(name));
        let as_spelled = written().filter(|(known, _)| !is_acronym(known) || is_acronym(name)).map(|m| m.1);
        let mut found: Vec<NameUse> = as_spelled.collect();
        if found.is_empty() {
            found = written().map(|m| m.1).collect();
        }
        if found.is_empty() {
            found =
                self.sounds.get(sound(&folded).as_str()).into_iter().flatten().map(|&i| NameUse::Actor(i)).collect();
        }
        if found.is_empty() {
            found = self.local.get(folded.as_str()).into_iter().flatten().map(|&i| NameUse::Actor(i)).collect();
        }
        let mut out: Vec<NameUse> = Vec::new();
        found.into_iter().for_each(|used| {
            if !out.contains(&used) {
                out.push(used)
            }
        });
        if let Some(code) = country
            && out.iter().any(|&used| self.is_of(used, code))
        {
            out.retain(|&used| self.is_of(used, code));
        }
        out
    }

    /// Whether two names that the registry does not know are spellings of one.
    pub fn is_one_name(&self, one: &str, other: &str) -> bool {
        let (one, other) = (sounds_of(one, &fold(one)), sounds_of(other, &fold(other)));
        one.iter().any(|sound| other.contains(sound))
    }

    /// Whether what a name means has its home or its theatre in a country.
    pub(crate) fn is_of(&self, used: NameUse, code: &str) -> bool {
        match used {
            NameUse::Actor(i) => {
                let entry = &self.actors[i];
                entry.country.as_deref() == Some(code) || entry.theatre.iter().any(|c| c == code)
            }
            NameUse::Country(i)
            | NameUse::Demonym(i)
            | NameUse::Capital(i)
            | NameUse::Government(i)
            | NameUse::Military(i)
            | NameUse::Police(i) => self.countries[i].code == code,
        }
    }

    /// Actors whose names resemble this one, the most alike first, each with its likeness from 0 to 1. They are proposals:
    /// names of two groups may be more alike than two names of one.
    pub fn similar(&self, name: &str, most: usize) -> Vec<(usize, f64)> {
        let asked = sound(&fold(name));
        let likeness = |i: usize| self.names_of(i).map(|known| alike(&asked, &sound(&fold(known)))).fold(0.0, f64::max);
        let mut out: Vec<(usize, f64)> = (0..self.actors.len()).map(|i| (i, likeness(i))).collect();
        out.retain(|x| x.1 >= ALIKE);
        out.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        out.truncate(most);
        out
    }

    /// The same, of the actors that share a word of the name which few others have: quick enough for every unknown name of
    /// a report.
    pub(crate) fn near(&self, name: &str) -> Vec<usize> {
        let asked = sound(&fold(name));
        let mut candidates: Vec<usize> = Vec::new();
        for actors in asked.split(' ').filter_map(|word| self.by_word().get(word)).filter(|a| a.len() <= FEW) {
            candidates.extend(actors.iter().filter(|i| !candidates.contains(i)).copied().collect::<Vec<_>>());
        }
        let likeness =
            |&i: &usize| self.names_of(i).map(|known| alike(&asked, &sound(&fold(known)))).fold(0.0, f64::max);
        let mut ranked: Vec<(f64, usize)> = candidates.iter().map(|i| (likeness(i), *i)).collect();
        ranked.retain(|x| x.0 >= ALIKE);
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        ranked.into_iter().take(NEAR).map(|x| x.1).collect()
    }

    fn by_word(&self) -> &FxHashMap<String, Vec<usize>> {
        self.by_word.get_or_init(|| {
            let mut index: FxHashMap<String, Vec<usize>> = FxHashMap::default();
            for i in 0..self.actors.len() {
                for word in
                    self.names_of(i).flat_map(|n| sound(&fold(n)).split(' ').map(str::to_string).collect::<Vec<_>>())
                {
                    let actors = index.entry(word).or_default();
                    if actors.last() != Some(&i) {
                        actors.push(i);
                    }
                }
            }
            index
        })
    }

    fn names_of(&self, actor: usize) -> impl Iterator<Item = &String> {
        let entry = &self.actors[actor];
        std::iter::once(&entry.name).chain(&entry.aliases).chain(&entry.spellings)
    }

    /// What a word can be in the names of actors, given in lower case and folded.
    pub(crate) fn uses(&self, word: &str, folded: &str) -> Uses {
        let ends = |s: &String| s.as_bytes().last() == word.as_bytes().last() && word.ends_with(s.as_str());
        let backs = self.backing.suffixes.iter().any(ends)
            || self.backing.prefixes.iter().any(|p| word.starts_with(p.as_str()));
        let uses = [
            (self.prefixes.contains(folded), Uses::NAME),
            (self.local_prefixes.contains(folded), Uses::LOCAL),
            (backs, Uses::BACKING),
        ];
        uses.into_iter().filter(|u| u.0).fold(Uses::default(), |all, u| all.and(u.1))
    }

    /// Whether a name of the registry may begin with a folded word, by its sound.
    pub(crate) fn opens_by_sound(&self, folded: &str) -> bool {
        self.sound_prefixes.contains(sound(folded).as_str())
    }

    /// The longest name that starts the list of folded words; words used and every meaning of it with the registry's spelling.
    pub(crate) fn longest(&self, folded: &[SmolStr]) -> Option<(usize, &[(String, NameUse)])> {
        let mut key = String::new();
        let mut best = None;
        let mut i = 0;
        while i < folded.len().min(10) {
            let word = &*folded[i];
            if !word.is_empty() && !key.is_empty() {
                key.push(' ');
            }
            key.push_str(word);
            // "Lord's" is two tokens but one word of a name.
            if folded.get(i + 1).is_some_and(|next| &**next == "s") {
                let whole = format!("{key}s");
                if self.prefixes.contains(whole.as_str()) {
                    key = whole;
                    i += 1;
                }
            }
            i += 1;
            if key.is_empty() {
                continue;
            }
            if !self.prefixes.contains(key.as_str()) {
                break;
            }
            if let Some(found) = self.names.get(key.as_str()).filter(|_| !word.is_empty()) {
                best = Some((i, found.as_slice()));
            }
        }
        best
    }

    /// The longest words that start the list and mean an actor in reports of its country: words used and the actors.
    pub(crate) fn local(&self, folded: &[SmolStr]) -> Option<(usize, &[usize])> {
        let mut key = String::new();
        let mut best = None;
        for (i, word) in folded.iter().enumerate().take(LOCAL_WORDS) {
            if i > 0 {
                key.push(' ');
            }
            key.push_str(word);
            if !self.local_prefixes.contains(key.as_str()) {
                break;
            }
            best = self.local.get(key.as_str()).map(|actors| (i + 1, actors.as_slice())).or(best);
        }
        best
    }

    /// The country that a name, adjective or capital means, in any case.
    pub(crate) fn country_named(&self, word: &str) -> Option<usize> {
        self.names.get(fold(word).as_str())?.iter().find_map(|(_, used)| match used {
            NameUse::Country(i) | NameUse::Demonym(i) | NameUse::Capital(i) => Some(*i),
            _ => None,
        })
    }

    /// The actor that a name means alone, in any case.
    pub(crate) fn actor_named(&self, name: &str) -> Option<usize> {
        self.names.get(fold(name).as_str())?.iter().find_map(|(_, used)| match used {
            NameUse::Actor(i) => Some(*i),
            _ => None,
        })
    }

    /// Whether a name is that of a state's capital.
    pub(crate) fn is_capital(&self, name: &str) -> bool {
        self.names
            .get(fold(name).as_str())
            .is_some_and(|list| list.iter().any(|(_, used)| matches!(used, NameUse::Capital(_))))
    }
}

/// Capitals alone, few enough to stand for longer words.
pub(crate) fn is_acronym(name: &str) -> bool {
    name.len() <= 5 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase)
}

/// The letters of a name, in lower case.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase()
}

/// Likeness of two names, whatever the order of their words.
fn alike(one: &str, other: &str) -> f64 {
    let sorted = |text: &str| {
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.join(" ")
    };
    let ratio = |a: &str, b: &str| rapidfuzz::distance::indel::normalized_similarity(a.chars(), b.chars());
    ratio(one, other).max(ratio(&sorted(one), &sorted(other)))
}
