//! What a word can be before its context is known: the lexicon's classes, endings of unknown words, and case.

use rustc_hash::FxHashSet;

use crate::lexicon::{self, Classes};
use crate::name_words::WORDS;
use crate::{Document, Sentence, Token, sentence};

/// A word with the classes that it can have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// Classes of the lexicon or of the ending; never empty but for marks.
    pub(crate) classes: Classes,
    /// Whether it is listed.
    pub(crate) known: bool,
    /// Whether its capital tells that it is a name.
    pub(crate) proper: bool,
    /// Whether it is a mark and no word.
    pub(crate) mark: bool,
}

/// The words of a document, one for each token. In all-caps text, the tokens' `capital` is set anew.
pub(crate) fn words(doc: &mut Document<'_>) -> Vec<Word> {
    let all_caps = sentence::all_caps(&doc.report.text);
    let mut words: Vec<Word> = doc.tokens.iter().map(look_up).collect();
    if all_caps {
        for (word, token) in words.iter_mut().zip(&mut doc.tokens) {
            word.proper = !word.mark && is_unknown_name(*word, &token.lower);
            token.capital = word.proper || word.classes.has(Classes::DEMONYM.and(Classes::CALENDAR));
        }
        for (at, word) in words.iter_mut().enumerate() {
            word.proper |= doc.tokens[at].lower == "may" && follows_like_a_month(doc, at);
        }
        mark_pairs(doc, &mut words);
        mark_articles(doc, &mut words);
        return words;
    }
    let seen = Seen::new(doc);
    for sent in &doc.sentences {
        mark_names(doc, sent, &seen, &mut words);
    }
    words
}

/// In text all in capitals, marks the names that are made of two common words ("SHINING PATH").
fn mark_pairs(doc: &mut Document<'_>, words: &mut [Word]) {
    for at in 1..words.len() {
        let seconds = WORDS.capitals.get(doc.tokens[at - 1].lower.as_str());
        if seconds.is_some_and(|seconds| seconds.contains(&doc.tokens[at].lower.as_str())) {
            for part in [at - 1, at] {
                words[part].proper = true;
                doc.tokens[part].capital = true;
            }
        }
    }
}

/// In text all in capitals, "EL SALVADOR", "LOS ANGELES", "LA PAZ": an article of another tongue belongs to the name behind it.
fn mark_articles(doc: &mut Document<'_>, words: &mut [Word]) {
    for at in (1..words.len()).rev() {
        let small =
            doc.tokens[at - 1].sentence == doc.tokens[at].sentence && words[at - 1].classes.has(Classes::CONNECTOR);
        if small && words[at].proper {
            words[at - 1].proper = true;
            doc.tokens[at - 1].capital = true;
        }
    }
}

fn look_up(token: &Token) -> Word {
    let lower = token.lower.as_str();
    let letter = lower.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
    let mark = !letter && !lower.chars().any(char::is_alphanumeric);
    if mark {
        let classes = if lower == "&" { Classes::CONJUNCTION } else { Classes::default() };
        return Word { classes, known: true, proper: false, mark: lower != "&" };
    }
    if lower.starts_with(|c: char| c.is_ascii_digit()) {
        return Word { classes: digits(lower), known: true, proper: false, mark: false };
    }
    if !token.classes.is_empty() {
        return Word { classes: token.classes, known: true, proper: false, mark: false };
    }
    let (classes, known) = hyphenated(lower).unwrap_or_else(|| ending(lower));
    Word { classes, known, proper: false, mark: false }
}

/// "1,200" is a number; "20th" and "20-year-old" are adjectives.
fn digits(lower: &str) -> Classes {
    let tail = lower.trim_start_matches(|c: char| c.is_ascii_digit() || ".,:/".contains(c));
    match tail {
        "st" | "nd" | "rd" | "th" | "d" => Classes::ADJECTIVE.and(Classes::ORDINAL),
        _ if tail.starts_with('-') && tail.contains(char::is_alphabetic) => Classes::ADJECTIVE,
        _ => Classes::NUMBER,
    }
}

/// A compound goes by its last part: "Iran-backed", "ex-soldier", "anti-terror".
fn hyphenated(lower: &str) -> Option<(Classes, bool)> {
    let (head, last) = lower.rsplit_once('-')?;
    if is_arabic_article(lower) {
        return Some((Classes::NOUN, false));
    }
    if matches!(head, "counter" | "co" | "re") {
        return Some((lexicon::classes(last), true)).filter(|(c, _)| !c.is_empty());
    }
    if matches!(head, "anti" | "pro" | "non" | "pre" | "post" | "cross" | "inter" | "trans") {
        return Some((Classes::ADJECTIVE, true));
    }
    let classes = lexicon::classes(last);
    let verbal = Classes::VERB_PARTICIPLE.and(Classes::VERB_ING).and(Classes::ADJECTIVE).and(Classes::PREPOSITION);
    if classes.has(Classes::NOUN.and(Classes::NOUN_PLURAL)) && !classes.has(Classes::VERB_PARTICIPLE) {
        let number = lexicon::classes(head.split('-').next().unwrap_or(head)).has(Classes::NUMBER);
        return Some((if number { Classes::ADJECTIVE } else { Classes::NOUN }, true));
    }
    if classes.has(verbal) || last == "old" {
        return Some((Classes::ADJECTIVE, true));
    }
    let number = lexicon::classes(head).has(Classes::NUMBER) && classes.has(Classes::NUMBER);
    number.then_some((Classes::NUMBER, true))
}

/// "al-Saadi", "el-Sisi", "ar-Raqqa".
fn is_arabic_article(lower: &str) -> bool {
    let articles = ["al", "el", "as", "ash", "ar", "an", "at", "ad", "az", "ul", "ibn"];
    // The longest has three letters.
    lower.bytes().take(4).position(|b| b == b'-').is_some_and(|end| articles.contains(&&lower[..end]))
}

/// Classes of an unknown word by its ending, and whether the ending is one of common words.
fn ending(lower: &str) -> (Classes, bool) {
    const ENDINGS: &[(&str, Classes)] = &[
        ("ly", Classes::ADVERB),
        ("ing", Classes::VERB_ING),
        ("ed", Classes::VERB_PAST.and(Classes::VERB_PARTICIPLE)),
        ("tion", Classes::NOUN),
        ("sion", Classes::NOUN),
        ("ment", Classes::NOUN),
        ("ness", Classes::NOUN),
        ("ship", Classes::NOUN),
        ("ity", Classes::NOUN),
        ("ism", Classes::NOUN),
        ("ist", Classes::NOUN),
        ("ance", Classes::NOUN),
        ("ence", Classes::NOUN),
        ("ful", Classes::ADJECTIVE),
        ("less", Classes::ADJECTIVE),
        ("able", Classes::ADJECTIVE),
        ("ible", Classes::ADJECTIVE),
        ("ous", Classes::ADJECTIVE),
        ("ical", Classes::ADJECTIVE),
        ("ive", Classes::ADJECTIVE),
        ("ic", Classes::ADJECTIVE),
    ];
    let stem = lower.strip_suffix('s').filter(|s| !s.ends_with('s'));
    let fits = |word: &str, end: &str| word.len() >= end.len() + 3 && word.ends_with(end);
    if let Some((_, class)) = ENDINGS.iter().find(|(end, _)| fits(lower, end)) {
        return (*class, true);
    }
    match stem {
        Some(stem) if ENDINGS.iter().any(|(end, c)| *c == Classes::NOUN && fits(stem, end)) => {
            (Classes::NOUN_PLURAL, true)
        }
        Some(stem) if fits(stem, "er") || fits(stem, "or") => (Classes::NOUN_PLURAL, true),
        Some(_) => (Classes::NOUN_PLURAL, false),
        None => (Classes::NOUN, false),
    }
}

/// In all-caps text a word is a name if nothing common is known of it.
fn is_unknown_name(word: Word, lower: &str) -> bool {
    (!word.known && lower.starts_with(char::is_alphabetic))
        || (word.classes.has(Classes::CALENDAR) && !word.classes.has(Classes::MODAL))
        || lower.contains("al-")
}

/// How the words of a report are written where a capital is not owed to the sentence.
struct Seen<'d> {
    capital: FxHashSet<&'d str>,
    small: FxHashSet<&'d str>,
}

impl<'d> Seen<'d> {
    fn new(doc: &'d Document<'_>) -> Self {
        let mut seen = Seen { capital: FxHashSet::default(), small: FxHashSet::default() };
        seen.small.reserve(doc.tokens.len() / 2);
        seen.capital.reserve(doc.tokens.len() / 8);
        for sent in &doc.sentences {
            let mut opens = true;
            for token in &doc.tokens[sent.tokens.clone()] {
                if !token.capital {
                    seen.small.insert(&token.lower);
                } else if !opens {
                    seen.capital.insert(&token.lower);
                }
                opens = opens_words(&token.lower) || (opens && !token.lower.starts_with(char::is_alphanumeric));
            }
        }
        seen
    }
}

/// Marks behind which a capital may be owed to a new sentence.
fn opens_words(lower: &str) -> bool {
    matches!(lower, "\"" | "'" | ":" | "(" | "[" | "]" | "--" | "." | "?" | "!" | "...")
}

/// Marks the words of one sentence that their capital makes names.
fn mark_names(doc: &Document<'_>, sent: &Sentence, seen: &Seen<'_>, words: &mut [Word]) {
    let title_case = is_title_case(doc, sent, words);
    let mut opens = true;
    for at in sent.tokens.clone() {
        let token = &doc.tokens[at];
        let word = words[at];
        let free = opens || title_case;
        opens = opens_words(&token.lower) || (opens && word.mark);
        if is_arabic_article(&token.lower) {
            words[at].proper = token.span.of(&doc.report.text).contains(char::is_uppercase);
            continue;
        }
        if word.mark || !token.capital || !token.lower.starts_with(char::is_alphabetic) {
            continue;
        }
        if token.lower == "us" {
            words[at].proper = doc.report.text[token.span.start..].starts_with("US");
            continue;
        }
        if is_acronym_of_capitals(doc, at) {
            words[at].proper = true;
            continue;
        }
        let next_capital = doc.tokens.get(at + 1).is_some_and(|t| t.capital && t.sentence == token.sentence);
        words[at].proper = if is_closed(word.classes) {
            token.lower == "may" && follows_like_a_month(doc, at)
        } else if free {
            is_name_at_start(word, &token.lower, seen, next_capital && !title_case)
        } else {
            true
        };
    }
}

/// "IS" and "WHO" in capitals among small words are names; in a shouted line they are not.
fn is_acronym_of_capitals(doc: &Document<'_>, at: usize) -> bool {
    let upper = |at: Option<usize>| {
        let word = at.and_then(|at| doc.tokens.get(at)).map_or("", |t| t.span.of(&doc.report.text));
        word.chars().count() > 1 && word.chars().all(char::is_uppercase)
    };
    upper(Some(at)) && !upper(at.checked_sub(1)) && !upper(Some(at + 1))
}

fn is_closed(classes: Classes) -> bool {
    classes.has(crate::tag::closed_classes())
}

fn follows_like_a_month(doc: &Document<'_>, at: usize) -> bool {
    let digit = |t: &Token| t.lower.starts_with(|c: char| c.is_ascii_digit());
    let before = at.checked_sub(1).map(|b| &doc.tokens[b]);
    doc.tokens.get(at + 1).is_some_and(digit)
        || before.is_some_and(|t| digit(t) || matches!(t.lower.as_str(), "in" | "of" | "since" | "last" | "until"))
}

/// At the start of a sentence a word is a name if it is unknown, or always written with a capital elsewhere.
fn is_name_at_start(word: Word, lower: &str, seen: &Seen<'_>, next_capital: bool) -> bool {
    if word.classes.has(Classes::CALENDAR.and(Classes::ABBREVIATION_NAME)) {
        return true;
    }
    if seen.small.contains(lower) {
        return false;
    }
    let elsewhere = seen.capital.contains(lower);
    !word.known
        || (elsewhere && (next_capital || !word.classes.has(Classes::VERB_BASE)))
        || (next_capital && word.classes.has(Classes::TITLE))
}

/// Whether nearly all longer words of a line are capitalised, so that capitals tell nothing.
fn is_title_case(doc: &Document<'_>, sent: &Sentence, words: &[Word]) -> bool {
    let (mut large, mut small, mut verbs) = (0, 0, 0);
    for at in sent.tokens.clone().skip(1) {
        let token = &doc.tokens[at];
        if token.lower.len() > 3 && token.lower.starts_with(char::is_alphabetic) {
            large += usize::from(token.capital);
            small += usize::from(!token.capital);
            let form = Classes::VERB_S.and(Classes::VERB_PAST).and(Classes::VERB_ING).and(Classes::VERB_BASE);
            verbs += usize::from(token.capital && words[at].classes.has(form));
        }
    }
    large >= 3 && small * 5 <= large && verbs > 0
}
