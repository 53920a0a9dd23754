//! `dateline codes`: the codebook, from its files.

use std::io::Write;

use anyhow::Result;
use coding::{ActorEntry, Codebook, EventFile, Part};

use crate::args::CodesArgs;
use crate::page::Page;
use crate::{Outcome, codebook};

/// Wordings of a weapon in the list of all codes.
const SHOWN: usize = 6;

/// Prints every code, or the one that is asked for.
pub fn run(args: &CodesArgs) -> Result<Outcome> {
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let Some(code) = &args.code else {
        anstream::stdout().write_all(all(&codebook).as_bytes())?;
        return Ok(Outcome::Done);
    };
    let page = one(&codebook, code);
    if page.is_empty() {
        anstream::eprintln!("dateline: no code {code:?}; `dateline codes` lists them all");
        return Ok(Outcome::NothingFound);
    }
    anstream::stdout().write_all(page.as_bytes())?;
    Ok(Outcome::Done)
}

/// Every code with the first sentence of its definition.
fn all(codebook: &Codebook) -> String {
    let mut page = Page::new();
    page.title("Event types");
    for event in codebook.events.iter().filter(|event| event.code.is_some()) {
        page.entry(event.code.as_deref().unwrap_or_default(), first_sentence(&event.definition));
    }
    page.title("Outcomes");
    codebook.outcomes.iter().for_each(|outcome| page.entry(&outcome.code, first_sentence(&outcome.definition)));
    page.title("Standing, claims, answers");
    codebook.standings.iter().for_each(|standing| page.entry(&standing.code, first_sentence(&standing.definition)));
    page.title("Weapons");
    codebook.weapons.iter().for_each(|weapon| page.entry(&weapon.name, &first_words(&weapon.words)));
    page.title("Actors");
    let (actors, states) = (codebook.registry.actors.len(), codebook.registry.countries.len());
    page.block("  ", 2, &format!("{actors} groups and {states} states; `dateline codes NAME` shows one"));
    page.out
}

/// Everything that goes by this code; empty if nothing does.
fn one(codebook: &Codebook, code: &str) -> String {
    let mut page = Page::new();
    for event in codebook.events.iter().filter(|event| is(event.code.as_deref().unwrap_or("by_means"), code)) {
        event_page(&mut page, event);
    }
    for outcome in codebook.outcomes.iter().filter(|outcome| is(&outcome.code, code)) {
        page.head(&outcome.code, "outcome", &outcome.definition);
        outcome.wording.iter().for_each(|wording| page.wording(wording.part, &wording.words));
        page.examples(&outcome.example, &outcome.counter_example);
    }
    for standing in codebook.standings.iter().filter(|standing| is(&standing.code, code)) {
        page.head(&standing.code, "standing", &standing.definition);
        standing.wording.iter().for_each(|wording| page.wording(wording.part, &wording.words));
        page.examples(&standing.example, &standing.counter_example);
    }
    for weapon in codebook.weapons.iter().filter(|weapon| is(&weapon.name, code)) {
        page.head(&weapon.name, "weapon", weapon.event.as_deref().unwrap_or("settles no event type"));
        page.wording(Part::Noun, &weapon.words);
        page.examples(&weapon.example, &weapon.counter_example);
    }
    let named = |actor: &&ActorEntry| {
        is(&actor.id, code) || [&actor.name].into_iter().chain(&actor.aliases).any(|n| is(n, code))
    };
    codebook.registry.actors.iter().filter(named).for_each(|actor| actor_page(&mut page, codebook, actor));
    for state in codebook.registry.countries.iter().filter(|state| is(&state.code, code) || is(&state.name, code)) {
        page.head(&state.name, "state", &state.code);
        page.list("names", &state.names);
        page.list("people", &state.demonyms);
        page.list("government", &state.government);
        page.list("military", &state.military);
        page.list("police", &state.police);
    }
    page.out
}

fn event_page(page: &mut Page, event: &EventFile) {
    let code = event.code.as_deref().unwrap_or("by_means");
    let family = event.family.as_deref().unwrap_or("violence whose type follows from the means").replace('_', " ");
    page.head(code, &format!("{}, {family}", event.name), &event.definition);
    event.wording.iter().for_each(|wording| page.wording(wording.part, &wording.words));
    event.support.iter().for_each(|support| page.list("carried by", &support.words));
    page.examples(&event.example, &event.counter_example);
}

fn actor_page(page: &mut Page, codebook: &Codebook, actor: &ActorEntry) {
    page.head(&actor.name, &actor.kind, &actor.id);
    page.list("aliases", &actor.aliases);
    page.list("spellings", &actor.spellings);
    page.list("words", &actor.words);
    page.list("country", actor.country.as_slice());
    page.list("part of", &codebook.registry.ancestry(actor, None));
    page.list("backed by", &actor.backers);
}

/// Codes are found whatever their case, and with spaces for underscores.
fn is(code: &str, asked: &str) -> bool {
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    same(code, asked) || same(&code.replace('_', " "), asked)
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").map_or(text.len(), |i| i + 1);
    &text[..end]
}

/// Enough words to know what is meant; `dateline codes CODE` has them all.
fn first_words(words: &[String]) -> String {
    let more = if words.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", words.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", "))
}
