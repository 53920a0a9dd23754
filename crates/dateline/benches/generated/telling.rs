//! A story as an event report: its sentences, and the record with its evidence.

use record::{
    Actor, Casualty, Doubt, DoubtReason, EventDate, EventReport, Field, Focus, Outcome, Quote, Span, Standing,
    WeaponUse,
};

use super::story::Story;
use super::wording::Page;

/// Writes the sentences of a story, and what coding finds in them. `among_many` stories are told in a sentence or two.
pub fn told(story: &mut Story, place: usize, among_many: bool, page: &mut Page) -> EventReport {
    let from = page.marks.len();
    let phrase = story.lead_phrase();
    let mut random = story.random.clone();
    let lead = page.write(phrase, &mut random, &mut |slot, random| story.fill(slot, random));
    story.random = random;
    let mut evidence = vec![lead];
    let details = if among_many { story.random.below(2) } else { 1 + story.random.below(2) };
    for _ in 0..details {
        page.text.push(' ');
        let phrase = story.detail_phrase();
        let mut random = story.random.clone();
        evidence.push(page.write(phrase, &mut random, &mut |slot, random| story.fill(slot, random)));
        story.random = random;
    }
    let background = story.intent.background || (place > 1 && story.random.chance(0.5));
    EventReport {
        id: format!("e{}", place + 1),
        sub_event_type: story.kind,
        anchor: Quote::new(&page.text, anchor(&page.text, lead)),
        focus: if background { Focus::Background } else { Focus::Main },
        date: date(story, from, page),
        location: story.location.clone().map(|mut location| {
            location.spans.extend(page.find(from, "place"));
            location
        }),
        initiators: named(&story.doer, "doer", from, page),
        targets: named(&story.target, "target", from, page),
        weapons: weapons(story, from, page),
        casualties: casualties(story, from, page),
        victims: page.find(from, "victim").map(|span| Quote::new(&page.text, span)).into_iter().collect(),
        sources: source(from, page).into_iter().collect(),
        evidence: evidence.into_iter().map(|span| Quote::new(&page.text, span)).collect(),
        ..said(story, from, page)
    }
}

/// How the act stands, who claims it, and what is in doubt of it; the rest is empty.
fn said(story: &mut Story, from: usize, page: &Page) -> EventReport {
    let own = named(&story.doer, "doer", from, page);
    let (mut claimed_by, mut denied_by) = (Vec::new(), Vec::new());
    let standing = match story.random.unit() {
        x if x < 0.90 => Standing::Occurred,
        x if x < 0.97 => Standing::Alleged,
        x if x < 0.98 => Standing::Foiled,
        _ => Standing::Denied,
    };
    if standing == Standing::Denied {
        denied_by = own;
    } else if story.random.chance(0.05) {
        claimed_by = own;
    }
    let span = page.find(from, "place");
    let note = "two towns of the name fit, and nothing in the report decides between them".to_string();
    let doubt = Doubt { field: Field::Location, reason: DoubtReason::Ambiguous, note, span };
    EventReport {
        standing,
        claimed_by,
        denied_by,
        doubts: if span.is_some() && story.random.chance(0.15) { vec![doubt] } else { Vec::new() },
        ..EventReport::untold(String::new(), story.kind, Quote { text: String::new(), span: Span::new(0, 0) })
    }
}

/// The longest word of a sentence: some word of it told the type.
fn anchor(text: &str, sentence: Span) -> Span {
    let words = sentence.of(text).split(' ');
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let longest = words.max_by_key(|word| word.len()).unwrap_or_default();
    Span::new(start(longest), start(longest) + longest.len())
}

fn date(story: &mut Story, from: usize, page: &Page) -> EventDate {
    let words = page.find(from, "when").map(|span| Quote::new(&page.text, span));
    let Some((start, end)) = story.when.days else { return EventDate::unknown(words) };
    EventDate {
        start: Some(start),
        end: Some(end),
        precision: story.when.precision,
        reason: words.as_ref().map(|_| "the latest such day not after the publication date".to_string()),
        text: words,
        anchor: None,
        approximate: story.random.chance(0.03),
        conflict: None,
    }
}

fn named(party: &Option<(Actor, String)>, slot: &str, from: usize, page: &Page) -> Vec<Actor> {
    let Some((actor, said)) = party else { return Vec::new() };
    let mut actor = actor.clone();
    if !actor.aliases.contains(said) && actor.name != *said {
        actor.aliases.insert(0, said.clone());
    }
    actor.spans = page.find_all(from, slot);
    vec![actor]
}

fn weapons(story: &Story, from: usize, page: &Page) -> Vec<WeaponUse> {
    let used = story.weapon.zip(page.find(from, "with"));
    used.map(|(weapon, span)| WeaponUse { weapon: weapon.to_string(), span }).into_iter().collect()
}

fn source(from: usize, page: &Page) -> Option<Quote> {
    let spans = [page.find(from, "says"), page.find(from, "official")];
    spans.into_iter().flatten().next().map(|span| Quote::new(&page.text, span))
}

fn casualties(story: &Story, from: usize, page: &Page) -> Vec<Casualty> {
    let source = page.find(from, "says").map(|span| Quote::new(&page.text, span));
    let mut spans = page.find_all(from, "toll").into_iter();
    let mut counts = Vec::new();
    for (outcome, count) in [(Outcome::Killed, &story.killed), (Outcome::Wounded, &story.wounded)] {
        counts.extend(count.as_ref().and_then(|count| spans.next().map(|span| (outcome, count.figure, span))));
    }
    let held = if story.kind.code() == "arrests" { Outcome::Detained } else { Outcome::Abducted };
    let taken = story.taken.as_ref().and_then(|count| Some((held, count.figure, page.find(from, "taken")?)));
    let casualty = |(outcome, figure, span): (Outcome, _, Span)| {
        let words = span.of(&page.text);
        let group = words.rsplit(' ').next().filter(|word| word.chars().all(char::is_alphabetic));
        Casualty { outcome, group: group.map(str::to_string), figure, source: source.clone(), span }
    };
    counts.into_iter().chain(taken).map(casualty).collect()
}
