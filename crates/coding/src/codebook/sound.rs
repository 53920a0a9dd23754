//! Spellings of one name that sound alike, brought to one form. The rules are in `codebook/name/sound.toml`.
//!
//! They go further than those of `fold`, for they merge vowels and words of several tongues: too far for the names of
//! places, of which there are many more.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::fold::fold;

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    Sound::new(toml::from_str(include_str!("../../../../codebook/name/sound.toml")).unwrap_or_default())
});

/// Letters that a name of one word must have to be known by its sound.
const FEWEST_LETTERS: usize = 5;
/// Words behind the word for the kind of group, if the English name is to be made of them.
const MOST_WORDS: usize = 2;

/// The sound of words that are folded already, with a space between two; words that say nothing leave none.
pub(crate) fn sound(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len() + 1);
    add_sound(folded, &mut out);
    out
}

/// Adds the sound of folded words to `out`, after a space if `out` has words.
pub(crate) fn add_sound(folded: &str, out: &mut String) {
    folded.split(' ').for_each(|word| SOUND.add(word, out));
}

/// The sounds by which a name of the registry, given as written and folded, is known, its own first; none if it is too
/// short to be told by sound.
pub(crate) fn sounds_of(name: &str, folded: &str) -> Vec<String> {
    let acronym = name.len() <= 5 && !name.chars().any(char::is_lowercase);
    let own = sound(folded);
    if acronym || own.is_empty() || !own.contains(' ') && own.len() < FEWEST_LETTERS {
        return Vec::new();
    }
    let mut out = vec![own];
    if let Some((first, rest)) = out[0].split_once(' ')
        && rest.split(' ').count() <= MOST_WORDS
        && let Some(kinds) = SOUND.english.get(first)
    {
        let named = kinds.iter().flat_map(|kind| [format!("{rest} {kind}"), format!("{kind} {rest}")]);
        out.extend(named.collect::<Vec<_>>());
    }
    out
}

/// The rules as the file has them.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    words: Vec<Vec<String>>,
    dropped: Vec<String>,
    opening: Vec<(String, String)>,
    closing: Vec<(String, String)>,
    letters: Vec<(String, String)>,
    english: FxHashMap<String, Vec<String>>,
}

/// The rules, folded and indexed.
struct Sound {
    /// Words with those that they are taken for; nothing for words that are dropped.
    words: FxHashMap<String, String>,
    opening: Vec<(String, String)>,
    closing: Vec<(String, String)>,
    /// Bytes that a word with one of these openings or closings begins or ends with.
    first: [bool; 256],
    last: [bool; 256],
    /// Groups of letters by the byte that they begin with.
    letters: Vec<Option<(String, String)>>,
    english: FxHashMap<String, Vec<String>>,
}

impl Sound {
    fn new(rules: Rules) -> Sound {
        let pairs = |list: Vec<(String, String)>| list.iter().map(|(a, b)| (fold(a), fold(b))).collect::<Vec<_>>();
        let mut sound = Sound {
            words: rules.dropped.into_iter().map(|word| (word, String::new())).collect(),
            opening: pairs(rules.opening),
            closing: pairs(rules.closing),
            first: [false; 256],
            last: [false; 256],
            letters: vec![None; 256],
            english: FxHashMap::default(),
        };
        for (from, to) in rules.letters {
            if let Some(&byte) = from.as_bytes().first() {
                sound.letters[usize::from(byte)] = Some((from, to));
            }
        }
        sound.opening.iter().filter_map(|o| o.0.bytes().next()).for_each(|b| sound.first[usize::from(b)] = true);
        sound.closing.iter().filter_map(|c| c.0.bytes().last()).for_each(|b| sound.last[usize::from(b)] = true);
        for group in rules.words.iter().filter(|group| group.len() > 1) {
            let folded: Vec<String> = group.iter().map(|w| fold(w)).collect();
            let first = folded[0].clone();
            sound.words.extend(folded.into_iter().map(|w| (w, first.clone())));
        }
        let english: Vec<(String, Vec<String>)> = rules
            .english
            .iter()
            .map(|(word, kinds)| (sound.of(&fold(word)), kinds.iter().map(|kind| sound.of(&fold(kind))).collect()))
            .collect();
        sound.english.extend(english);
        sound
    }

    fn of(&self, word: &str) -> String {
        let mut out = String::new();
        self.add(word, &mut out);
        out
    }

    /// Adds the sound of one folded word, after a space if `out` has words.
    fn add(&self, word: &str, out: &mut String) {
        match self.words.get(word) {
            Some(first) => first.split(' ').for_each(|part| self.split(part, out)),
            None => self.split(word, out),
        }
    }

    /// Adds a word in its parts: "abdulkarim" is "abd karim", "ansarulah" is "ansar alah".
    fn split(&self, word: &str, out: &mut String) {
        let (Some(first), Some(last)) = (word.bytes().next(), word.bytes().last()) else { return };
        let closes = |(end, _): &&(String, String)| word.len() > end.len() + 2 && word.ends_with(end.as_str());
        let closings = if self.last[usize::from(last)] { self.closing.as_slice() } else { &[] };
        if let Some((closing, part)) = closings.iter().find(closes) {
            self.add(&fold(&word[..word.len() - closing.len()]), out);
            return self.letters(part, out);
        }
        let openings = if self.first[usize::from(first)] { self.opening.as_slice() } else { &[] };
        if let Some((opening, part)) = openings.iter().find(|(opening, _)| word.starts_with(opening.as_str())) {
            self.letters(part, out);
            return self.add(&word[opening.len()..], out);
        }
        self.letters(word, out);
    }

    fn letters(&self, word: &str, out: &mut String) {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let group = self.letters.get(first as usize).and_then(Option::as_ref);
            match group.filter(|(from, _)| rest.starts_with(from.as_str())) {
                Some((from, to)) => {
                    out.push_str(to);
                    rest = &rest[from.len()..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, sound, sounds_of};

    #[test]
    fn rules_are_read() {
        assert!(toml::from_str::<super::Rules>(include_str!("../../../../codebook/name/sound.toml")).is_ok());
    }

    #[test]
    fn names_that_sound_alike_meet() {
        for (a, b) in [
            ("Ansarullah", "Ansar Allah"),
            ("Hezbollah", "Hizb Allah"),
            ("Abd el Karim", "Abdelkarim"),
            ("Abd al-Karim", "Abdul Karim"),
            ("Salah ad-Din", "Salaheddin"),
            ("Hachd al-Chaabi", "Hashd al-Shaabi"),
        ] {
            let (one, other) = (sound(&fold(a)), sound(&fold(b)));
            assert_eq!(one, other, "{a} and {b}");
        }
        assert!(sounds_of("Liwa Fatemiyoun", &fold("Liwa Fatemiyoun")).contains(&sound(&fold("Fatemiyoun Brigade"))));
        assert_ne!(sound(&fold("Houthi")), sound(&fold("Hutu")));
    }

    #[test]
    fn acronyms_and_short_names_have_no_sound() {
        assert!(sounds_of("PKK", &fold("PKK")).is_empty());
        assert!(sounds_of("Fano", &fold("Fano")).is_empty());
    }
}
