//! What a name most likely names, by its form and by the words beside it.

use crate::name_words::WORDS;
use crate::{Document, Name, NameKind, Tag, TokenId};

/// Fills the kind of every name.
pub(crate) fn kinds(doc: &Document<'_>, names: &mut [Name]) {
    // In a text of capitals throughout they tell nothing.
    let mixed = doc.report.text.bytes().take(4000).filter(u8::is_ascii_lowercase).count() > 40;
    for name in names.iter_mut() {
        name.kind = by_form(doc, name)
            .or_else(|| by_context(doc, name))
            .or_else(|| by_shape(doc, name, mixed))
            .unwrap_or(NameKind::Unknown);
    }
    lists(doc, names);
}

/// Gives the names of one thing one kind, if only one is told for them.
pub(crate) fn share(names: &mut [Name]) {
    let mut kinds = vec![NameKind::Unknown; names.len()];
    for name in names.iter() {
        let kind = &mut kinds[name.same_as];
        if *kind == NameKind::Unknown || (name.kind != NameKind::Unknown && rank(name.kind) > rank(*kind)) {
            *kind = name.kind;
        }
    }
    for name in names.iter_mut().filter(|name| name.kind == NameKind::Unknown) {
        name.kind = kinds[name.same_as];
    }
}

/// How far a kind told once holds for the same name elsewhere: a title is surer than a preposition.
fn rank(kind: NameKind) -> u8 {
    match kind {
        NameKind::Unknown => 0,
        NameKind::Place => 1,
        NameKind::Organisation => 2,
        NameKind::Person => 3,
    }
}

fn lower<'d>(doc: &'d Document<'_>, id: TokenId) -> &'d str {
    doc.tokens.get(id).map_or("", |token| token.lower.as_str())
}

fn before<'d>(doc: &'d Document<'_>, id: TokenId, steps: usize) -> &'d str {
    id.checked_sub(steps).map_or("", |at| lower(doc, at))
}

/// What the name's own words and title tell.
fn by_form(doc: &Document<'_>, name: &Name) -> Option<NameKind> {
    if name.title.is_some() {
        return Some(NameKind::Person);
    }
    let (first, last) = (lower(doc, name.tokens.start), lower(doc, name.tokens.end - 1));
    let several = name.tokens.len() > 1;
    // The head of "Movement for the Return of X" stands before its "for" or "of".
    let opened = name.tokens.clone().find(|&id| matches!(lower(doc, id), "of" | "for" | "in"));
    let head = opened.map_or(last, |id| before(doc, id, 1));
    if WORDS.alone.contains(head) || WORDS.alone.contains(first) || WORDS.alone.contains(last) {
        return Some(NameKind::Organisation);
    }
    if several && WORDS.place_last.contains(head) && !WORDS.head.contains(head) {
        return Some(NameKind::Place);
    }
    if several && (WORDS.head.contains(head) || WORDS.head_in.contains(head)) {
        // "Kirma Department" is a place where departments are; what stands after "in" decides.
        let located = WORDS.place_last.contains(head) && is_located(doc, name.tokens.start);
        return Some(if located { NameKind::Place } else { NameKind::Organisation });
    }
    if opened.is_some() && several && WORDS.head.contains(first) {
        return Some(NameKind::Organisation);
    }
    None
}

/// What the words before and behind tell.
fn by_context(doc: &Document<'_>, name: &Name) -> Option<NameKind> {
    let (start, end) = (name.tokens.start, name.tokens.end);
    let after = lower(doc, end);
    if WORDS.place_after.contains(after) && doc.tokens.get(end).is_some_and(|token| token.tag == Tag::Noun) {
        return Some(NameKind::Place);
    }
    if WORDS.follows.contains(after) {
        return Some(NameKind::Organisation);
    }
    if before(doc, start, 1) == "of" && WORDS.place_of.contains(before(doc, start, 2)) {
        return Some(NameKind::Place);
    }
    if before(doc, start, 1) == "capital"
        || (matches!(before(doc, start, 1), ",") && before(doc, start, 2) == "capital")
    {
        return Some(NameKind::Place);
    }
    if WORDS.place_of.contains(before(doc, start, 1)) && !is_verb(doc, end) {
        return Some(NameKind::Place);
    }
    is_located(doc, start).then_some(NameKind::Place).filter(|_| !is_modifier(doc, end) || is_directional(doc, start))
}

fn is_verb(doc: &Document<'_>, id: TokenId) -> bool {
    doc.tokens.get(id).is_some_and(|token| matches!(token.tag, Tag::Verb | Tag::Auxiliary))
}

/// Whether the name only modifies a noun behind it ("in Hamas attacks"): then the preposition is not its own.
fn is_modifier(doc: &Document<'_>, end: TokenId) -> bool {
    doc.tokens.get(end).is_some_and(|token| token.tag == Tag::Noun || token.tag == Tag::Possessive)
}

/// Whether a preposition of place stands before a name, an adverb or adjective of direction and an article between.
fn is_located(doc: &Document<'_>, start: TokenId) -> bool {
    let mut at = start;
    for _ in 0..3 {
        let word = before(doc, at, 1);
        if WORDS.near.contains(word) {
            return doc.tokens[at - 1].tag != Tag::Adverb;
        }
        if !(word == "the"
            || is_direction(word)
            || matches!(word, "central" | "downtown" | "neighbouring" | "neighboring" | "nearby"))
        {
            break;
        }
        at -= 1;
    }
    is_directional(doc, start)
}

/// "north of X", "km from X".
fn is_directional(doc: &Document<'_>, start: TokenId) -> bool {
    let word = before(doc, start, 1);
    (word == "of" && is_direction(before(doc, start, 2)))
        || (WORDS.loose.contains(word) && matches!(before(doc, start, 2), "km" | "kilometers" | "kilometres" | "miles"))
}

/// "north", "northern", "south-east": a compass word.
fn is_direction(word: &str) -> bool {
    let word = word.strip_suffix("ern").unwrap_or(word);
    let rest = word.strip_prefix("north").or_else(|| word.strip_prefix("south")).unwrap_or(word);
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    matches!(rest, "east" | "west") || (rest.is_empty() && !word.is_empty())
}

/// What the form tells where nothing beside the name does, in a text of mixed letters or of capitals alone.
fn by_shape(doc: &Document<'_>, name: &Name, mixed: bool) -> Option<NameKind> {
    let words: Vec<&str> = name.tokens.clone().map(|id| lower(doc, id)).collect();
    let (first, last) = (*words.first()?, *words.last()?);
    let several = words.len() > 1;
    if several && (WORDS.place_first.contains(first) || is_direction(first)) {
        return Some(NameKind::Place);
    }
    let given = WORDS.given.contains(first) || WORDS.given.contains(first.split('-').next().unwrap_or(first));
    let patronym = words.iter().any(|word| matches!(*word, "bin" | "ibn" | "abu" | "bint" | "ould"));
    let initial = words.iter().take(words.len() - 1).any(|word| word.len() == 2 && word.ends_with('.'));
    let nisba = words.iter().skip(1).any(|word| word.starts_with("al-") || word.starts_with("el-"));
    if several && (given || patronym || initial || nisba) && !WORDS.head.contains(last) {
        return Some(NameKind::Person);
    }
    // "Tomas Vega, 34," tells an age.
    let age = name.apposition.is_some_and(|span| span.of(&doc.report.text).bytes().all(|b| b.is_ascii_digit()));
    if age {
        return Some(NameKind::Person);
    }
    let text = name.span.of(&doc.report.text);
    let capitals = !several && text.len() > 2 && text.chars().all(|c| c.is_uppercase());
    let listed = WORDS.abbreviation.contains(first) || WORDS.title.contains(first);
    (capitals && text.len() <= 8 && !listed && mixed).then_some(NameKind::Organisation)
}

/// Carries "place" along lists and to the wider place behind a comma: "in Ulm, Tal and Dorn", "near Tal, Westmark".
fn lists(doc: &Document<'_>, names: &mut [Name]) {
    for id in 1..names.len() {
        let (one, two) = (&names[id - 1], &names[id]);
        if one.kind != NameKind::Place
            || two.kind != NameKind::Unknown
            || !is_listed(doc, one.tokens.end, two.tokens.start)
        {
            continue;
        }
        // "… in Tal, Vega said": the subject of a verb is no second place.
        let subject = lower(doc, one.tokens.end) == "," && is_verb(doc, two.tokens.end);
        if !subject && !is_modifier(doc, two.tokens.end) {
            names[id].kind = NameKind::Place;
        }
    }
}

fn is_listed(doc: &Document<'_>, from: TokenId, to: TokenId) -> bool {
    to > from
        && to - from <= 3
        && (from..to).all(|id| matches!(lower(doc, id), "," | "and" | "or" | "the" | "&"))
        && matches!(lower(doc, from), "," | "and" | "or")
}
