//! Sentences from the phrases of `phrases.toml`, with where each slot was filled.

use std::collections::BTreeMap;

use record::Span;

use super::random::Random;

type Lists = BTreeMap<String, Vec<String>>;

/// All phrases, by section and name.
pub struct Phrases(BTreeMap<String, Lists>);

/// A text that grows, with what was put into it where.
#[derive(Default)]
pub struct Page {
    pub text: String,
    /// Slots and their words, in order.
    pub marks: Vec<(String, Span)>,
}

impl Phrases {
    pub fn embedded() -> Phrases {
        Phrases(toml::from_str(include_str!("phrases.toml")).expect("the phrases are sound"))
    }

    /// A list; that of `any` where the section has none of the name.
    pub fn list(&self, section: &str, name: &str) -> &[String] {
        let section = &self.0[section];
        section.get(name).unwrap_or_else(|| &section["any"])
    }

    /// One of several wordings of a word: the first more often than the others.
    pub fn word<'p>(&'p self, name: &str, number: usize, random: &mut Random) -> &'p str {
        let list = self.list("word", name);
        let mut wordings = list[number % list.len()].split('|');
        let first = wordings.next().unwrap_or_default();
        if random.chance(0.6) { first } else { wordings.nth(random.below(2)).unwrap_or(first) }
    }

    /// A person's name.
    pub fn person(&self, random: &mut Random) -> String {
        let (given, family) = (random.pick(self.list("word", "given")), random.pick(self.list("word", "family")));
        format!("{given} {family}")
    }
}

impl Page {
    /// Writes a phrase. `fill` gives the words of a slot, those that are to be marked between `‹` and `›`.
    pub fn write(
        &mut self,
        phrase: &str,
        random: &mut Random,
        fill: &mut dyn FnMut(&str, &mut Random) -> String,
    ) -> Span {
        let start = self.text.len();
        self.add(phrase, random, fill);
        Span::new(start, self.text.len())
    }

    fn add(&mut self, phrase: &str, random: &mut Random, fill: &mut dyn FnMut(&str, &mut Random) -> String) {
        let mut rest = phrase;
        while let Some(at) = rest.find(['(', '{']) {
            self.text.push_str(&rest[..at]);
            let close = if rest[at..].starts_with('(') { ')' } else { '}' };
            let end = at + rest[at..].find(close).expect("every bracket of a phrase is closed");
            let inner = &rest[at + 1..end];
            if close == ')' {
                let wordings: Vec<&str> = inner.split('|').collect();
                self.add(random.pick::<&str>(&wordings), random, fill);
            } else {
                self.slot(inner, random, fill);
            }
            rest = &rest[end + 1..];
        }
        self.text.push_str(rest);
    }

    fn slot(&mut self, name: &str, random: &mut Random, fill: &mut dyn FnMut(&str, &mut Random) -> String) {
        let lower = name.to_lowercase();
        let mut words = fill(&lower, random);
        if lower != name {
            words = capital(&words);
        }
        let mut rest = words.as_str();
        while let Some((before, marked)) = rest.split_once('‹') {
            let (core, after) = marked.split_once('›').expect("every mark is closed");
            self.text.push_str(before);
            let start = self.text.len();
            self.text.push_str(core);
            self.marks.push((lower.clone(), Span::new(start, self.text.len())));
            rest = after;
        }
        self.text.push_str(rest);
    }

    /// Where the first words of a slot stand, from a mark on.
    pub fn find(&self, from: usize, slot: &str) -> Option<Span> {
        self.marks[from..].iter().find(|(name, _)| name == slot).map(|(_, span)| *span)
    }

    /// Where all words of a slot stand, from a mark on.
    pub fn find_all(&self, from: usize, slot: &str) -> Vec<Span> {
        self.marks[from..].iter().filter(|(name, _)| name == slot).map(|(_, span)| *span).collect()
    }
}

/// The words with a capital letter first, marks apart.
fn capital(words: &str) -> String {
    let mut done = false;
    let up = |c: char| {
        if done || c == '‹' {
            return c;
        }
        done = true;
        c.to_ascii_uppercase()
    };
    words.chars().map(up).collect()
}
