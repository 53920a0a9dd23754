//! What each word can be to the codebook, so that a scan of a report passes over the words that are nothing to it.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// What a word can be, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses(u16);

impl Uses {
    /// Opens a wording of an act.
    pub const ACT: Uses = Uses(1);
    /// Opens a wording of an outcome.
    pub const OUTCOME: Uses = Uses(1 << 1);
    /// Opens words of standing.
    pub const STANDING: Uses = Uses(1 << 2);
    /// Opens a word for a weapon.
    pub const WEAPON: Uses = Uses(1 << 3);
    /// Opens a common noun for people.
    pub const PEOPLE: Uses = Uses(1 << 4);
    /// Opens words that undo a wording.
    pub const UNDOING: Uses = Uses(1 << 5);
    /// Ties a thing to whom it belongs.
    pub const BELONGING: Uses = Uses(1 << 6);
    /// Tells who backs somebody: "Iran-backed".
    pub const BACKING: Uses = Uses(1 << 7);
    /// Opens a name of the registry.
    pub const NAME: Uses = Uses(1 << 8);
    /// Opens words that mean an actor in reports of its country.
    pub const LOCAL: Uses = Uses(1 << 9);

    /// A noun for ground, which belongs to nobody's side.
    pub const GROUND: Uses = Uses(1 << 10);
    /// Any beginning of words for an actor.
    pub const ACTOR: Uses = Uses::PEOPLE.and(Uses::BACKING).and(Uses::NAME).and(Uses::LOCAL);

    /// Whether the sets share a use.
    pub fn has(self, other: Uses) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together.
    pub const fn and(self, other: Uses) -> Uses {
        Uses(self.0 | other.0)
    }
}

/// The words of the codebook's lists with what each can be.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: FxHashMap<SmolStr, Uses>,
}

impl Vocabulary {
    /// Adds a use of the first word of each wording.
    pub fn add(&mut self, wordings: impl IntoIterator<Item = impl AsRef<str>>, uses: Uses) {
        for wording in wordings {
            let Some(first) = wording.as_ref().split(' ').next() else { continue };
            match self.words.get_mut(first) {
                Some(known) => *known = known.and(uses),
                None => {
                    self.words.insert(first.into(), uses);
                }
            }
        }
    }

    /// What a word, in lower case or in its base form, can be.
    pub fn uses(&self, word: &str) -> Uses {
        self.words.get(word).copied().unwrap_or_default()
    }
}
