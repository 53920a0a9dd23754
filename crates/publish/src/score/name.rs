//! When two names mean the same, and when two sources do.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// Words that make no difference between names.
static STOP: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/score_stop_words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

static APOSTROPHE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"['`]s?(?-u:\b)").expect("the pattern is written here and compiles"));

/// Lower-case ASCII words with single spaces; accents fall off, what has no ASCII form vanishes.
pub(super) fn fold(text: &str) -> String {
    let ascii: String = text.nfkd().filter(char::is_ascii).collect::<String>().to_ascii_lowercase();
    let bare = APOSTROPHE.replace_all(&ascii, "");
    let words = bare.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn content(text: &str) -> Vec<String> {
    let folded = fold(text);
    let words: Vec<String> = folded.split_whitespace().filter(|w| !STOP.contains(w)).map(str::to_string).collect();
    if words.is_empty() { folded.split_whitespace().map(str::to_string).collect() } else { words }
}

/// One edit apart, for words of five letters and more: spellings of transliterated names.
fn near_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len().min(b.len()) < 5 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let i = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let from = |word: &'_ [u8], i: usize| word.get(i..).unwrap_or_default().to_vec();
    from(a, i + 1) == from(b, i + 1) || from(a, i) == from(b, i + 1) || from(a, i + 1) == from(b, i)
}

pub(super) fn same_name(a: &str, b: &str) -> bool {
    let (a, b) = (content(a), content(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    if a.concat() == b.concat() {
        return true;
    }
    let (short, long) = if b.len() < a.len() { (b, a) } else { (a, b) };
    short.iter().all(|x| long.iter().any(|y| near_word(x, y))) && short.len() >= long.len().div_ceil(2).max(1)
}

/// Whether two actors, weapons or people share a name; each is a string, or has `name` and `aliases`.
pub(super) fn same_actor(a: &Value, b: &Value) -> bool {
    names(a).iter().any(|x| names(b).iter().any(|y| same_name(x, y)))
}

fn names(actor: &Value) -> Vec<&str> {
    if let Some(name) = actor.as_str() {
        return vec![name];
    }
    let aliases = actor.get("aliases").and_then(Value::as_array).into_iter().flatten();
    let all = actor.get("name").into_iter().chain(aliases);
    all.filter_map(Value::as_str).filter(|name| !name.is_empty()).collect()
}

pub(super) fn same_source(a: Option<&str>, b: Option<&str>) -> bool {
    match (a.filter(|a| !a.is_empty()), b.filter(|b| !b.is_empty())) {
        (None, None) => true,
        (Some(a), Some(b)) => {
            let (a, b): (BTreeSet<_>, BTreeSet<_>) =
                (content(a).into_iter().collect(), content(b).into_iter().collect());
            2 * a.intersection(&b).count() >= a.len().min(b.len())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_accents_apostrophes_and_possessives() {
        assert_eq!(fold("Kata'ib  Hezbollah's “Élite”"), "kataib hezbollah elite");
        assert_eq!(fold("the militants' base"), "the militants base");
        assert_eq!(fold("rock 'n' say"), "rock n say");
    }

    #[test]
    fn names_are_the_same_through_spelling_and_generic_words() {
        assert!(same_name("Al-Shabaab group", "al Shabab"));
        assert!(same_name("Boko-Haram", "Bokoharam"));
        assert!(!same_name("Islamic State", "Islamic Resistance in Iraq"));
        assert!(same_name("forces", "the forces"));
        assert!(!same_name("", "the forces"));
    }

    #[test]
    fn sources_share_half_of_the_shorter() {
        assert!(same_source(Some("police"), Some("local police officials")));
        assert!(!same_source(Some("police"), None));
        assert!(same_source(None, Some("")));
    }
}
