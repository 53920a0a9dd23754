//! Finds names: where they begin and end, their titles, and which of them name the same.

use std::ops::Range;

use record::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use crate::name_words::WORDS;
use crate::{Document, Name, NameKind, PhraseId, SentenceKind, Tag, TokenId, name_kind};

/// Fills the document's names.
pub(crate) fn names(doc: &mut Document<'_>) {
    let mut found = Vec::new();
    for sentence in &doc.sentences {
        if !matches!(sentence.kind, SentenceKind::Furniture(_)) {
            runs(doc, sentence.tokens.clone(), &mut found);
        }
    }
    let phrase_of = heads(doc);
    let mut names: Vec<Name> = found.into_iter().map(|run| name(doc, run, &phrase_of)).collect();
    name_kind::kinds(doc, &mut names);
    same(doc, &mut names);
    name_kind::share(&mut names);
    doc.names = names;
}

/// The tokens of a name and of the title before it.
struct Run {
    tokens: Range<TokenId>,
    title: Option<Range<TokenId>>,
}

/// The names of a sentence.
fn runs(doc: &Document<'_>, sentence: Range<TokenId>, found: &mut Vec<Run>) {
    let mut at = sentence.start;
    while at < sentence.end {
        if !begins(doc, at, sentence.end) {
            at += 1;
            continue;
        }
        let end = run_end(doc, at, sentence.end);
        split(doc, at..end, sentence.start, found);
        at = end.max(at + 1);
    }
}

fn lower<'d>(doc: &'d Document<'_>, id: TokenId) -> &'d str {
    doc.tokens.get(id).map_or("", |token| token.lower.as_str())
}

/// Part of a name by its tag, or by a form that only names have: "al-Tali", "Abu" before a capital.
fn is_proper(doc: &Document<'_>, id: TokenId) -> bool {
    let Some(token) = doc.tokens.get(id) else { return false };
    let tagged = token.tag == Tag::ProperNoun;
    tagged
        || has_prefix(token.span.of(&doc.report.text))
        || (token.capital && WORDS.opens.contains(token.lower.as_str()))
}

/// Whether a word is a small article with a capitalised stem: "al-Tali", "el-Dorn".
fn has_prefix(word: &str) -> bool {
    let Some(hyphen) = word.bytes().position(|b| b == b'-') else { return false };
    word[hyphen + 1..].starts_with(char::is_uppercase) && WORDS.link.contains(&word[..hyphen])
}

/// A name begins at a proper noun, or at a demonym that an organisation's name opens with ("Syrian Democratic Forces").
fn begins(doc: &Document<'_>, at: TokenId, limit: TokenId) -> bool {
    if is_proper(doc, at) {
        return doc.tokens[at].lower.starts_with(char::is_alphanumeric)
            && doc.tokens[at].lower.chars().any(char::is_alphabetic);
    }
    let demonym = |id: TokenId| doc.tokens.get(id).is_some_and(|t| t.tag == Tag::Adjective && t.capital);
    if !demonym(at) {
        return false;
    }
    let mut end = at;
    while end < limit && (demonym(end) || is_proper(doc, end)) {
        end += 1;
    }
    let first = (at..end).find(|&id| is_proper(doc, id)).unwrap_or(end);
    let last = lower(doc, end - 1);
    first < end
        && (WORDS.head.contains(last) || WORDS.place_last.contains(last))
        && !WORDS.is_title(&[lower(doc, first)])
}

/// Where the run of words of a name that opens at `start` ends.
fn run_end(doc: &Document<'_>, start: TokenId, limit: TokenId) -> TokenId {
    let mut end = start + 1;
    while end < limit {
        if is_calendar(doc, end) {
            break;
        }
        if is_proper(doc, end)
            || (doc.tokens[end].tag == Tag::Adjective && doc.tokens[end].capital && !is_proper(doc, start))
        {
            end += 1;
        } else if let Some(next) = connector(doc, start, end, limit) {
            end = next;
        } else {
            break;
        }
    }
    end
}

/// Past a connector and the word it leads to, if the name goes on: "bin", "of the", a nickname in quotes, "and".
fn connector(doc: &Document<'_>, start: TokenId, at: TokenId, limit: TokenId) -> Option<TokenId> {
    let word = lower(doc, at);
    let proper = |id: TokenId| id < limit && is_proper(doc, id);
    match word {
        _ if WORDS.link.contains(word) => {
            let next = if WORDS.article.contains(lower(doc, at + 1)) { at + 2 } else { at + 1 };
            proper(next).then_some(next + 1)
        }
        // "Shia' Al Tali": an apostrophe glued to a word that is no plural stands for a letter.
        "'" if is_letter(doc, at) && proper(at + 1) => Some(at + 2),
        "-" if lower(doc, at + 1) == "al" => proper(at + 2).then_some(at + 3),
        "of" | "for" => {
            let headed = (start..at).any(|id| WORDS.head.contains(lower(doc, id)));
            let next = if lower(doc, at + 1) == "the" { at + 2 } else { at + 1 };
            (headed && proper(next) && !is_calendar(doc, next)).then_some(next + 1)
        }
        "and" => {
            // "Ministry of Health and Population": only inside what "of" opened, and only before its last word.
            let opened = (start..at).any(|id| matches!(lower(doc, id), "of" | "for"));
            let closes = proper(at + 1) && !proper(at + 2) && WORDS.head.contains(lower(doc, start));
            (opened && closes && lower(doc, at + 2) != "of").then_some(at + 2)
        }
        "in" => {
            let head = WORDS.head_in.contains(lower(doc, at - 1)) && (at > start);
            let next = if lower(doc, at + 1) == "the" { at + 2 } else { at + 1 };
            (head && proper(next) && !is_calendar(doc, next)).then_some(next + 1)
        }
        "\"" | "'" | "(" => nickname(doc, start, at, limit),
        _ => None,
    }
}

fn is_letter(doc: &Document<'_>, at: TokenId) -> bool {
    let glued = at > 0 && doc.tokens[at - 1].span.end == doc.tokens[at].span.start;
    let linked = WORDS.opens.contains(lower(doc, at + 1));
    glued && linked && !lower(doc, at - 1).ends_with('s')
}

/// "Tomas “El Rojo” Vega": one to three words in marks between two words of a name.
fn nickname(doc: &Document<'_>, start: TokenId, open: TokenId, limit: TokenId) -> Option<TokenId> {
    let word = lower(doc, open);
    let first = lower(doc, start);
    if word == "(" || WORDS.head.contains(lower(doc, open - 1)) || first == "the" {
        return None;
    }
    let close = (open + 2..(open + 5).min(limit)).find(|&id| lower(doc, id) == word)?;
    let inside = (open + 1..close).all(|id| doc.tokens[id].capital);
    let after = is_proper(doc, close + 1) && close + 1 < limit;
    (inside && after).then_some(close + 2)
}

fn is_calendar(doc: &Document<'_>, id: TokenId) -> bool {
    // Times stand in order of the text.
    let behind = doc.times.partition_point(|time| time.tokens.start <= id);
    doc.times[..behind].iter().rev().take(2).any(|time| time.tokens.contains(&id))
}

/// Cuts a run into its names and titles and keeps them.
fn split(doc: &Document<'_>, run: Range<TokenId>, floor: TokenId, found: &mut Vec<Run>) {
    let mut run = run;
    while run.start < run.end && is_calendar(doc, run.start) {
        run.start += 1;
    }
    if run.is_empty() || (run.clone().all(|id| is_calendar(doc, id))) {
        return;
    }
    let organisation = WORDS.head.contains(lower(doc, run.end - 1)) && run.len() > 1;
    if let Some(title) = last_title(doc, &run).filter(|title| title.end < run.end && !organisation) {
        let front = run.start..title.start;
        let headed =
            front.clone().any(|id| WORDS.head.contains(lower(doc, id)) || WORDS.alone.contains(lower(doc, id)));
        if headed && !WORDS.is_title(&[lower(doc, run.start)]) {
            found.push(Run { tokens: front, title: None });
            found.push(Run { tokens: title.end..run.end, title: Some(title) });
        } else {
            let first = role_start(doc, run.start, floor);
            found.push(Run { tokens: title.end..run.end, title: Some(first..title.end) });
        }
        return;
    }
    // A bare title ("the President") is no name.
    let words: Vec<&str> = run.clone().map(|id| lower(doc, id)).collect();
    if words.len() <= 3 && WORDS.is_title(&words) {
        return;
    }
    let role = role_start(doc, run.start, floor);
    let title = (role < run.start && !organisation).then_some(role..run.start);
    found.push(Run { tokens: run, title });
}

/// The last title inside a run: its longest form, so that "Lt. Col." is one.
fn last_title(doc: &Document<'_>, run: &Range<TokenId>) -> Option<Range<TokenId>> {
    let mut end = run.end.saturating_sub(1);
    while end > run.start {
        if WORDS.is_title(&[lower(doc, end - 1)]) || ends_title(doc, run.start, end) {
            let mut start = end - 1;
            while start > run.start && (WORDS.is_title(&[lower(doc, start - 1)]) || ends_title(doc, start - 1, end)) {
                start -= 1;
            }
            let long = (run.start..start).find(|&first| end - first <= 4 && ends_title(doc, first, end));
            return Some(long.unwrap_or(start)..end);
        }
        end -= 1;
    }
    None
}

/// Whether the words from `start` to `end` are one title of several words.
fn ends_title(doc: &Document<'_>, start: TokenId, end: TokenId) -> bool {
    if end - start < 2 || end - start > 4 {
        return false;
    }
    let words: Vec<&str> = (start..end).map(|id| lower(doc, id)).collect();
    WORDS.is_title(&words)
}

/// Where a role in lower case straight before a name begins: "militia commander"; the name's own start if there is none.
fn role_start(doc: &Document<'_>, name: TokenId, floor: TokenId) -> TokenId {
    let noun = |id: TokenId| doc.tokens[id].tag == Tag::Noun;
    let Some(last) = name.checked_sub(1).filter(|&id| id >= floor) else { return name };
    if doc.tokens[last].tag == Tag::Verb || !WORDS.is_title(&[lower(doc, last)]) {
        return name;
    }
    let mut start = last;
    while start > floor && noun(start - 1) && !is_calendar(doc, start - 1) {
        start -= 1;
    }
    start
}

/// The phrase that each head token heads.
fn heads(doc: &Document<'_>) -> FxHashMap<TokenId, PhraseId> {
    doc.phrases.iter().enumerate().map(|(id, phrase)| (phrase.head, id)).collect()
}

fn name(doc: &Document<'_>, run: Run, phrase_of: &FxHashMap<TokenId, PhraseId>) -> Name {
    let span = |tokens: &Range<TokenId>| doc.tokens[tokens.start].span.join(doc.tokens[tokens.end - 1].span);
    // "Resistance in Ulm" is headed by its first noun, "Ada Tal" by its last.
    let hung = run.tokens.clone().find(|&id| matches!(lower(doc, id), "of" | "for" | "in"));
    let phrase = run.tokens.start..hung.unwrap_or(run.tokens.end);
    let phrase = phrase.rev().find_map(|id| phrase_of.get(&id).copied());
    Name {
        span: span(&run.tokens),
        phrase,
        kind: NameKind::Unknown,
        title: run.title.as_ref().filter(|title| !title.is_empty()).map(span),
        apposition: apposition(doc, run.tokens.end, phrase),
        same_as: 0,
        tokens: run.tokens,
    }
}

/// The words in apposition behind a name, up to the next comma: an age, or a noun phrase with what hangs on it.
fn apposition(doc: &Document<'_>, end: TokenId, phrase: Option<PhraseId>) -> Option<Span> {
    if lower(doc, end) != "," {
        return None;
    }
    let sentence = doc.sentences.get(doc.tokens[end].sentence)?;
    let limit = sentence.tokens.end.min(end + 25);
    let first = end + 1;
    let close =
        (first..limit).find(|&id| doc.tokens[id].tag == Tag::Punctuation && !matches!(lower(doc, id), "\"" | "'"))?;
    let age = close == first + 1 && doc.tokens[first].tag == Tag::Number;
    let apposed = phrase.and_then(|id| doc.phrases[id].apposition).map(|id| &doc.phrases[id]);
    let given = apposed.is_some_and(|other| (first..first + 2).contains(&other.tokens.start));
    // "a tank, a mortar, and a truck" is a list, and so is "Ulm, the Netherlands, and Dorn".
    let noun = (first..close).any(|id| doc.tokens[id].tag == Tag::Noun);
    let listed = matches!(lower(doc, close + 1), "a" | "an" | "the" | "and" | "or") && lower(doc, close) == ",";
    let opens = doc.tokens[first].tag == Tag::Determiner && noun && !listed;
    let given = given && !listed;
    let verbless =
        (first..close).all(|id| !matches!(doc.tokens[id].tag, Tag::Verb | Tag::Auxiliary | Tag::Conjunction));
    if close > first && (age || given || opens) && verbless {
        return Some(doc.tokens[first].span.join(doc.tokens[close - 1].span));
    }
    None
}

/// Says of each name which earlier one it repeats or shortens.
fn same(doc: &Document<'_>, names: &mut [Name]) {
    let keys: Vec<Vec<SmolStr>> = names.iter().map(|name| key(doc, &name.tokens)).collect();
    let mut exact: FxHashMap<String, usize> = FxHashMap::default();
    for id in 0..names.len() {
        let joined = keys[id].join(" ");
        let known = exact.get(&joined).copied();
        let first = known.or_else(|| shortened(names, &keys, id)).or_else(|| acronym(doc, names, &keys, id));
        names[id].same_as = first.unwrap_or(id);
        exact.entry(joined).or_insert(names[id].same_as);
    }
}

/// The words of a name in lower case, without articles, hyphens and dots.
fn key(doc: &Document<'_>, tokens: &Range<TokenId>) -> Vec<SmolStr> {
    let words = tokens.clone().map(|id| lower(doc, id)).flat_map(|word| word.split(['-', ' ', '’', '\'']));
    let undotted = |word: &str| if word.contains('.') { word.replace('.', "").into() } else { SmolStr::new(word) };
    let plain = words.map(undotted).filter(|word| word.chars().any(char::is_alphanumeric));
    plain.filter(|word| !matches!(word.as_str(), "al" | "el" | "the")).collect()
}

/// The only earlier name that this one is the end or the beginning of.
fn shortened(names: &[Name], keys: &[Vec<SmolStr>], id: usize) -> Option<usize> {
    let (name, words) = (&names[id], &keys[id]);
    if words.is_empty() || name.kind == NameKind::Place {
        return None;
    }
    let mut found = None;
    for earlier in 0..id {
        let (other, long) = (&names[earlier], &keys[earlier]);
        if other.same_as != earlier || long.len() <= words.len() || !fits(name.kind, other.kind, words.len()) {
            continue;
        }
        let person = other.kind == NameKind::Person;
        let whole = (person && long.ends_with(words)) || (long.starts_with(words) && (person || words.len() > 1));
        if !whole {
            continue;
        }
        if found.is_some() {
            return None;
        }
        found = Some(earlier);
    }
    found
}

/// Whether a short name of one kind can stand for a long one of the other.
fn fits(short: NameKind, long: NameKind, words: usize) -> bool {
    match (short, long) {
        (NameKind::Unknown, NameKind::Unknown) => words > 1,
        (NameKind::Unknown, long) => matches!(long, NameKind::Person | NameKind::Organisation),
        (short, long) => short == long,
    }
}

/// The name that a capital short form was introduced for: "Revolutionary Armed Forces (FAR)", or whose initials it has.
fn acronym(doc: &Document<'_>, names: &[Name], keys: &[Vec<SmolStr>], id: usize) -> Option<usize> {
    let name = &names[id];
    let [word] = keys[id].as_slice() else { return None };
    let capitals = name.span.of(&doc.report.text).chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if name.tokens.len() != 1 || !capitals || !(2..=8).contains(&word.len()) {
        return None;
    }
    let before = id.checked_sub(1).map(|before| (before, &names[before]));
    let bracketed = matches!(lower(doc, name.tokens.start - usize::from(name.tokens.start > 0)), "(" | "[");
    if let Some((before, full)) = before.filter(|_| bracketed)
        && full.tokens.end + 1 == name.tokens.start
        && full.tokens.len() > 1
    {
        return Some(full.same_as.min(before));
    }
    let mut fitting = (0..id).filter(|&other| names[other].same_as == other && has_initials(&keys[other], word));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

fn has_initials(words: &[SmolStr], acronym: &str) -> bool {
    let initials = |small: bool| {
        let kept = words.iter().filter(move |word| small || !matches!(word.as_str(), "of" | "for" | "and" | "in"));
        kept.filter_map(|word| word.chars().next()).collect::<String>()
    };
    words.len() > 1 && (initials(false) == acronym || initials(true) == acronym)
}
