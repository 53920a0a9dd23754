//! Words as they are compared: without case, marks and script, as hashes that are the same on every machine.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::Feature;
use crate::compare::Sheet;
use crate::profile::Profile;

/// Words in a run.
const RUN: usize = 5;
/// Runs and words of a telling that are kept: those with the lowest hashes, so that two tellings keep the same ones.
const KEPT: usize = 96;
/// Quotations of fewer runs or words are too short to be compared by them.
const LEAST: usize = 4;
/// From this share of the shorter quotations on, one is a copy of the other.
const COPIED: f64 = 0.8;
/// A copy has at least as many runs in common.
const COPIED_RUNS: usize = 8;

/// Words that say little, as data: `codebook/linkage/faint_words.toml`.
#[derive(Default, Deserialize)]
struct Common {
    words: Vec<String>,
    nobody: Vec<String>,
    classes: Vec<String>,
}

static COMMON: LazyLock<Common> =
    LazyLock::new(|| toml::from_str(include_str!("../../../codebook/linkage/faint_words.toml")).unwrap_or_default());
static COMMON_WORDS: LazyLock<FxHashSet<u32>> =
    LazyLock::new(|| COMMON.words.iter().map(|word| short_hash(word)).collect());

/// The quotations of a telling.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wording {
    /// Runs of five words; sorted.
    runs: Box<[u32]>,
    /// Words but for the commonest; sorted.
    words: Box<[u32]>,
    /// Whole sentences of at least eight words; sorted.
    sentences: Box<[u32]>,
    /// One run of eight words a quotation, by which copies find each other.
    pub marks: Box<[u64]>,
}

impl Wording {
    pub fn new<'a>(quotes: impl Iterator<Item = &'a str>) -> Wording {
        let (mut runs, mut words, mut sentences, mut marks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for quote in quotes {
            let tokens: Vec<u32> = tokens(quote).map(|token| short_hash(&token)).collect();
            runs.extend(tokens.windows(RUN).map(|run| run_hash(run) as u32));
            marks.extend(tokens.windows(8).map(run_hash).min());
            if tokens.len() >= 8 {
                sentences.push(run_hash(&tokens) as u32);
            }
            words.extend(tokens.into_iter().filter(|word| !COMMON_WORDS.contains(word)));
        }
        marks.sort_unstable();
        marks.dedup();
        marks.truncate(4);
        Wording { runs: lowest(runs), words: lowest(words), sentences: lowest(sentences), marks: marks.into() }
    }

    /// Whether one has nearly all runs of the other.
    pub fn copies(&self, other: &Wording) -> bool {
        let common = shared(&self.runs, &other.runs);
        common >= COPIED_RUNS && common as f64 >= COPIED * self.runs.len().min(other.runs.len()) as f64
    }

    /// Whether all these words stand in the quotations.
    pub fn has(&self, words: &[u32]) -> bool {
        !words.is_empty() && words.iter().all(|word| self.words.binary_search(word).is_ok())
    }
}

/// What the quotations tell of whether two tellings are of one event.
pub(crate) fn compare(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    let (x, y) = (&a.wording, &b.wording);
    let share = |x: &[u32], y: &[u32]| match x.len().min(y.len()) {
        short if short < LEAST => 0.0,
        short => shared(x, y) as f64 / short as f64,
    };
    let runs = share(&x.runs, &y.runs);
    if runs > 0.0 {
        sheet.add(Feature::Wording, runs, || format!("{:.0} in a hundred runs of five words in common", 100.0 * runs));
    }
    if shared(&x.sentences, &y.sentences) > 0 {
        sheet.add(Feature::Verbatim, 1.0, || "a sentence in common, word for word".to_string());
    }
    let words = share(&x.words, &y.words);
    if words > 0.0 {
        sheet.add(Feature::Words, words, || format!("{:.0} in a hundred words in common", 100.0 * words));
    }
}

/// What the names of victims tell.
pub(crate) fn compare_victims(a: &Profile, b: &Profile, sheet: &mut Sheet) {
    if a.victims.is_empty() || b.victims.is_empty() {
        return;
    }
    let pairs = || a.victims.iter().flat_map(|x| b.victims.iter().map(move |y| (x, y)));
    if let Some((x, _)) = pairs().find(|(x, y)| x.same(y)) {
        sheet.add(Feature::SameVictim, 1.0, || format!("victim {} named by both", x.name));
    } else if let Some((x, y)) = pairs().find(|(x, y)| x.like(y)) {
        sheet.add(Feature::LikeVictim, 1.0, || format!("victims of like names, {} and {}", x.name, y.name));
    } else {
        sheet.add(Feature::VictimsApart, 1.0, || {
            format!("other victims named, {} and {}", a.victims[0].name, b.victims[0].name)
        });
    }
}

/// A named victim.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Victim {
    pub name: Box<str>,
    /// The words of the name; sorted.
    words: Box<[u32]>,
    last: u32,
}

impl Victim {
    /// `None` for a name without a letter or digit.
    pub fn new(name: &str) -> Option<Victim> {
        let words = name_words(name);
        let last = *words.last()?;
        Some(Victim { name: name.into(), words: lowest(words), last })
    }

    /// Two words of the name at a time, by which tellings of the victim meet; the word of a name that has but one.
    pub fn marks(&self) -> impl Iterator<Item = u64> {
        let pairs = move |i: usize| self.words[i + 1..].iter().map(move |&word| run_hash(&[self.words[i], word]));
        let alone = (self.words.len() == 1).then(|| run_hash(&self.words));
        (0..self.words.len().min(4)).flat_map(pairs).take(6).chain(alone)
    }

    /// Whether one name has all words of the other, at least two.
    fn same(&self, other: &Victim) -> bool {
        let short = self.words.len().min(other.words.len());
        shared(&self.words, &other.words) == short && (short > 1 || self.words.len() == other.words.len())
    }

    /// Whether the last names are one, or the only name is among those of the other.
    fn like(&self, other: &Victim) -> bool {
        let has = |x: &Victim, y: &Victim| x.words.len() == 1 && y.words.contains(&x.last);
        self.last == other.last || has(self, other) || has(other, self)
    }
}

/// The words of a text as they are compared.
pub(crate) fn tokens(text: &str) -> impl Iterator<Item = String> {
    let plain = deunicode::deunicode(text).to_ascii_lowercase();
    let plain = plain.replace(['\'', '`'], "");
    let tokens: Vec<String> =
        plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|t| !t.is_empty()).map(str::to_string).collect();
    tokens.into_iter()
}

/// A name as names are compared: its words in order, with one space between.
pub(crate) fn folded(name: &str) -> String {
    tokens(name).collect::<Vec<_>>().join(" ")
}

/// The consonants of a name in order, each run of one letter once: what spellings of it have in common (`Baquba`, `Baqubah`). All
/// letters of a name that is too short for that.
pub(crate) fn consonants(name: &str) -> String {
    let own = tokens(name).filter(|word| !COMMON_WORDS.contains(&short_hash(word)));
    let plain: String = own.collect();
    let mut letters: Vec<char> = plain.chars().filter(|c| !"aeiouyhw".contains(*c)).collect();
    letters.dedup();
    if letters.len() < 3 { plain } else { letters.into_iter().collect() }
}

/// The words of a name in order, without the articles and common nouns that spellings of it differ by.
pub(crate) fn name_words(name: &str) -> Vec<u32> {
    let words: Vec<u32> = tokens(name).map(|word| short_hash(&word)).collect();
    let own: Vec<u32> = words.iter().copied().filter(|word| !COMMON_WORDS.contains(word)).collect();
    if own.is_empty() { words } else { own }
}

/// Whether an actor's name stands for nobody in particular.
pub(crate) fn is_nobody(folded: &str) -> bool {
    COMMON.nobody.iter().any(|name| name == folded)
}

/// Whether an actor's name stands for a class of people of a country.
pub(crate) fn is_class(folded: &str) -> bool {
    COMMON.classes.iter().any(|class| folded.starts_with(class.as_str()))
}

/// A hash that is the same on every machine and in every version: FNV-1a with a last stir.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let fnv =
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h: u64, &byte| (h ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    stir(fnv)
}

/// The hash of several hashes in their order.
pub(crate) fn hash_all(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |h, &part| stir(h ^ part))
}

pub(crate) fn short_hash(word: &str) -> u32 {
    hash(word.as_bytes()) as u32
}

/// How many values two sorted runs have in common.
pub(crate) fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    common
}

/// The lowest of some hashes, sorted, each once.
pub(crate) fn lowest(mut hashes: Vec<u32>) -> Box<[u32]> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(KEPT);
    hashes.into()
}

fn run_hash(words: &[u32]) -> u64 {
    words.iter().fold(0x9e37_79b9_7f4a_7c15, |h, &word| stir(h ^ u64::from(word)))
}

/// The finish of SplitMix64.
fn stir(h: u64) -> u64 {
    let h = h.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let h = (h ^ (h >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let h = (h ^ (h >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    h ^ (h >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_of_common_words_can_be_read() {
        assert!(toml::from_str::<Common>(include_str!("../../../codebook/linkage/faint_words.toml")).is_ok());
        assert!(COMMON.words.iter().all(|word| folded(word) == *word), "words are listed as they are compared");
        assert!(is_nobody("unidentified armed group") && is_class("civilians mali"));
    }

    #[test]
    fn hash_never_changes() {
        assert_eq!(hash(b"linkage"), 4_944_393_789_249_228_581);
    }

    #[test]
    fn quotation_within_another_is_a_copy() {
        let part = "Gunmen on motorcycles opened fire on the weekly market of Dori shortly before noon on Monday";
        let whole = format!("{part}. Eleven traders died, the mayor said, and the road to the north was closed.");
        let (part, whole) = (Wording::new([part].into_iter()), Wording::new([whole.as_str()].into_iter()));
        assert!(part.copies(&whole) && whole.copies(&part));
        let other = Wording::new(["Eleven traders died when gunmen opened fire on a market in the north"].into_iter());
        assert!(!other.copies(&whole));
    }

    #[test]
    fn names_in_another_order_and_spelling_are_one_victim() {
        let (a, b) = (Victim::new("Hasan al-Amîn"), Victim::new("AL-AMIN Hasan"));
        assert!(a.zip(b).is_some_and(|(a, b)| a.same(&b)));
        let (short, long) = (Victim::new("Mohamed Osman"), Victim::new("Mohamed Osman Babiker"));
        assert!(short.zip(long).is_some_and(|(a, b)| a.same(&b) && a.marks().any(|mark| b.marks().any(|m| m == mark))));
        assert_eq!(Victim::new("?"), None);
    }
}
