//! Who acted and whom it hit: actors as the report names them, and as records carry them (CODEBOOK rule 11).

mod acronym;
mod belonging;
mod blame;
mod described;
mod doubt;
mod group;
mod homonym;
mod link;
mod read;

use std::ops::Range;

use language::{Article, NumberKind, Tag, TokenId};
use record::{Actor, Date, EventReport};

use acronym::explained;
use belonging::belongings;
pub(crate) use blame::blamed;
use blame::is_blamed;
use described::{backed_at, countries_named, local_at};
pub(crate) use doubt::actor_doubts;
pub(crate) use group::is_group;
use group::{members, own_means, provisional, resolve_groups, speakers};
pub(crate) use homonym::{Homonym, settle_names};
pub(crate) use read::settle_read;

use crate::codebook::registry::{Country, NameUse, PeopleKind, is_acronym, letters};
use crate::codebook::vocabulary::Uses;
use crate::location::is_ground;
use crate::scene::Scene;

/// Name for a doer that no report names.
pub(crate) const UNIDENTIFIED: &str = "unidentified armed group";

/// Words of the report that mean an actor.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ActorMention {
    pub tokens: Range<TokenId>,
    pub who: Who,
    /// Whether the words head their noun phrase ("Israeli forces"), or only describe another head ("Israeli air strike").
    pub head: bool,
}

/// Whom words mean. Numbers are indices into the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Registered(usize),
    Military(usize),
    Police(usize),
    Government(usize),
    /// A country's bare name or adjective: its forces where it acts, its people or its ground elsewhere.
    State(usize),
    /// People outside combat, of a country if one is told.
    Civilians(Option<usize>),
    /// Armed people of no named group.
    Fighters,
    /// People whose kind only the context tells ("members", "leader").
    People,
    /// Soldiers or police of no named state.
    Soldiers,
    Policemen,
    Protesters,
    Mob,
    /// A group that only the report names.
    Provisional(String),
    /// A ship, which is hit by its own name (CODEBOOK rule 9).
    Ship(String),
    /// A people, tribe or clan that acts together, by its name.
    Communal(String),
}

impl Who {
    /// Whether this actor bears arms or rules, so that harm by or to it is conflict and no accident.
    pub fn is_party(&self) -> bool {
        !matches!(self, Who::Civilians(_) | Who::State(_) | Who::People | Who::Ship(_))
    }

    /// Whether the words name one actor and no mere kind of people.
    pub fn is_named(&self) -> bool {
        !matches!(
            self,
            Who::Civilians(_)
                | Who::People
                | Who::Fighters
                | Who::Soldiers
                | Who::Policemen
                | Who::Mob
                | Who::Protesters
        )
    }

    /// Whether the actor is a state's.
    pub fn is_state(&self) -> bool {
        use Who::*;
        matches!(self, Military(_) | Police(_) | Government(_) | State(_) | Soldiers | Policemen)
    }
}

pub(crate) fn actor_mentions(scene: &Scene<'_>) -> Vec<ActorMention> {
    let countries = countries_named(scene);
    let mut out: Vec<ActorMention> = Vec::new();
    for s in scene.telling() {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            if !scene.may_be(t, Uses::ACTOR) {
                t += 1;
                continue;
            }
            let found = named_at(scene, t, range.end)
                .or_else(|| backed_at(scene, t))
                .or_else(|| local_at(scene, t, range.end, &countries, &out));
            match found.or_else(|| common_noun_at(scene, t)) {
                Some(mention) => {
                    t = mention.tokens.end.max(t + 1);
                    out.push(mention);
                }
                None => t += 1,
            }
        }
    }
    let known = out.clone();
    out.extend(provisional(scene, &known));
    out.sort_by_key(|m| m.tokens.start);
    explained(scene, &mut out);
    resolve_groups(scene, &mut out);
    own_means(scene, &mut out);
    members(scene, &mut out);
    speakers(scene, &mut out);
    belongings(scene, &mut out);
    out
}

/// A name of the registry at token `t`.
fn named_at(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<ActorMention> {
    if !scene.may_be(t, Uses::NAME) {
        return None;
    }
    let token = &scene.doc.tokens[t];
    let written = token.capital || token.lower.contains('-');
    // In a text all in capitals nothing tells names from words, but a name of several words is hardly chance.
    let shouted = scene.text(&(t..t + 1)).starts_with(char::is_uppercase);
    if !written && !shouted && !is_lower_case(scene, token.sentence) {
        return None;
    }
    let words = &scene.folded[t..end.min(t + 10)];
    let (len, meanings) = scene.book.registry.longest(words).unwrap_or((0, &[]));
    // "The", "On": no name is told by the sound of such a word.
    let closed = matches!(token.tag, Tag::Determiner | Tag::Preposition | Tag::Pronoun);
    let by_sound = if written && !closed { scene.book.registry.longest_by_sound(words) } else { None };
    let (len, used) = match by_sound.filter(|alike| alike.0 > len) {
        Some((longer, actors)) => (longer, actors.first().map(|&i| NameUse::Actor(i))?),
        None => {
            let text = if len > 0 { scene.text(&(t..t + len)) } else { return None };
            (len, meanings.iter().find(|(name, used)| spelled_alike(name, text, *used)).map(|m| m.1)?)
        }
    };
    if !written && len < 2 {
        return None;
    }
    let tokens = t..t + len;
    let who = match used {
        NameUse::Actor(i) => Who::Registered(i),
        NameUse::Military(i) => Who::Military(i),
        NameUse::Police(i) => Who::Police(i),
        NameUse::Government(i) => Who::Government(i),
        NameUse::Capital(i) if acts(scene, &tokens) || is_blamed(scene, &tokens) => Who::State(i),
        // "Kyiv's troops", "Kyiv's drones hit", but "Kyiv's main station".
        NameUse::Capital(i) if strikes(scene, &tokens) => Who::State(i),
        NameUse::Capital(i) => return state_at(scene, i, tokens).filter(|m| is_rule(&m.who)),
        NameUse::Demonym(i) if are_nationals(scene, &tokens) => Who::Civilians(Some(i)),
        NameUse::Country(i) | NameUse::Demonym(i) => return state_at(scene, i, tokens),
    };
    Some(in_phrase(scene, tokens, who))
}

/// A sentence without any capital tells nothing by having none.
fn is_lower_case(scene: &Scene<'_>, sentence: usize) -> bool {
    let span = scene.doc.sentences[sentence].span;
    !span.of(&scene.doc.report.text).contains(char::is_uppercase)
}

/// Acronyms must stand in capitals, as they do in the registry; other names in any case.
fn spelled_alike(name: &str, text: &str, used: NameUse) -> bool {
    // Names of states have one spelling: "They" is no Thai. So have acronyms: "CPP" is no "CCP".
    let state = matches!(used, NameUse::Country(_) | NameUse::Demonym(_) | NameUse::Capital(_));
    if state && name.is_ascii() || is_acronym(name) {
        let (name, text) = (letters(name), letters(text));
        if text != name && text.strip_suffix('s') != Some(&name) {
            return false;
        }
    }
    !is_acronym(name) || text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// Whether the words are the subject of a clause and stand for themselves.
fn acts(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    scene.doc.phrases[p].tokens == *tokens
        && scene.doc.clauses.iter().any(|c| c.subject == Some(p) && c.voice == language::Voice::Active)
}

/// Whether the name owns weapons that are the subject of a clause.
fn strikes(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(owner) = scene.phrase_of(tokens.start) else { return false };
    let sentence = &scene.doc.sentences[scene.doc.phrases[owner].sentence];
    sentence.clauses.clone().any(|c| {
        let clause = &scene.doc.clauses[c];
        let owned = clause.subject.filter(|&p| scene.doc.phrases[p].possessor == Some(owner));
        clause.voice == language::Voice::Active && owned.is_some_and(|p| scene.holds_weapon(p))
    })
}

/// A government or its forces, told as such.
fn is_rule(who: &Who) -> bool {
    matches!(who, Who::Military(_) | Who::Government(_))
}

/// "two Danes", "a Dutchman": people of a country, and not its forces ("the Iraqis took the hill").
fn are_nationals(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    let phrase = &scene.doc.phrases[p];
    let last = tokens.end - 1;
    let counted =
        scene.doc.numbers.iter().any(|n| n.kind == NumberKind::Count && phrase.tokens.contains(&n.tokens.start));
    let plural = scene.lower(last).ends_with('s') && phrase.article == Article::Bare;
    phrase.head == last && (phrase.article == Article::Indefinite || counted || plural && !acts(scene, tokens))
}

/// "Iraqi security forces", "the US", "Israeli warplanes": a country's name decides with the head of its phrase.
fn state_at(scene: &Scene<'_>, country: usize, name: Range<TokenId>) -> Option<ActorMention> {
    let after = usize::from(name.end < scene.doc.tokens.len() && scene.tag(name.end) == Tag::Possessive);
    // "Israel's army": the owner may be a phrase of its own.
    let last = if after > 0 && name.end + 1 < scene.doc.tokens.len() { name.end + 1 } else { name.end - 1 };
    let end = scene.phrase_of(last).map_or(name.end, |p| scene.doc.phrases[p].tokens.end).max(name.end);
    let mut tokens = name.clone();
    let mut who = Who::State(country);
    for t in name.end + after..end {
        // "Kenya's Shabaab cell" is told by its own name.
        if opens_actor(scene, t) {
            break;
        }
        let Some((kind, weak)) = scene.book.registry.people(scene.lemma(t)) else { continue };
        who = match kind {
            PeopleKind::Soldiers | PeopleKind::StateForces => Who::Military(country),
            PeopleKind::Fighters if weak => Who::Military(country),
            PeopleKind::Police => Who::Police(country),
            PeopleKind::Government => Who::Government(country),
            PeopleKind::Civilians | PeopleKind::Officials => Who::Civilians(Some(country)),
            // "Syrian rebels" are a side of their own; "a Syrian gunman" is anybody.
            PeopleKind::Fighters if is_side(scene, t) => Who::Provisional(scene.text(&(name.start..t + 1)).to_string()),
            PeopleKind::Fighters => Who::Fighters,
            PeopleKind::Protesters => Who::Protesters,
            PeopleKind::Mob => Who::Mob,
        };
        tokens.end = t + 1;
        if matches!(who, Who::Military(_) | Who::Police(_)) {
            break;
        }
    }
    Some(in_phrase(scene, tokens, who))
}

/// Whether the name of an actor of the registry, and no state's, begins here.
fn opens_actor(scene: &Scene<'_>, t: TokenId) -> bool {
    let end = scene.doc.sentences[scene.doc.tokens[t].sentence].tokens.end;
    if !scene.doc.tokens[t].capital || !scene.may_be(t, Uses::NAME) {
        return false;
    }
    let Some((len, meanings)) = scene.book.registry.longest(&scene.folded[t..end.min(t + 10)]) else { return false };
    let text = scene.text(&(t..t + len));
    meanings.iter().any(|(name, used)| matches!(used, NameUse::Actor(_)) && spelled_alike(name, text, *used))
}

/// Whether a noun for armed people, with an adjective of land or people, tells a side of a war: "rebels", "insurgents".
fn is_side(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.lower(t) != scene.lemma(t) && scene.book.registry.group.sides.iter().any(|w| w == scene.lemma(t))
}

/// "gunmen", "the security forces", "villagers": people told by kind.
fn common_noun_at(scene: &Scene<'_>, t: TokenId) -> Option<ActorMention> {
    if !scene.may_be(t, Uses::PEOPLE)
        || !matches!(scene.tag(t), Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::PastParticiple)
    {
        return None;
    }
    if let Some(tokens) = installation_at(scene, t) {
        return Some(in_phrase(scene, tokens, Who::Soldiers));
    }
    let next = (t + 1 < scene.doc.tokens.len()).then(|| scene.lemma(t + 1));
    let pair = next.and_then(|next| scene.book.registry.people_of_two(scene.lemma(t), next)).map(|k| (k, 2));
    let ((kind, weak), len) = pair.or_else(|| scene.book.registry.people(scene.lemma(t)).map(|k| (k, 1)))?;
    if len == 1 && scene.tag(t) == Tag::Adjective || scene.doc.tokens[t].capital && in_peaceful_name(scene, t) {
        return None;
    }
    let who = match kind {
        PeopleKind::Fighters if weak => Who::People,
        PeopleKind::Fighters => Who::Fighters,
        PeopleKind::Soldiers | PeopleKind::StateForces | PeopleKind::Government => Who::Soldiers,
        PeopleKind::Police => Who::Policemen,
        PeopleKind::Civilians | PeopleKind::Officials => Who::Civilians(None),
        PeopleKind::Protesters => Who::Protesters,
        PeopleKind::Mob => Who::Mob,
    };
    Some(in_phrase(scene, t..t + len, who))
}

/// "the Salvation Army": a word of a name that no armed group has.
fn in_peaceful_name(scene: &Scene<'_>, t: TokenId) -> bool {
    let unless = &scene.book.registry.group.unless;
    let name = scene.doc.names.iter().find(|n| n.tokens.len() > 1 && n.tokens.contains(&t));
    name.is_some_and(|n| n.tokens.clone().any(|t| unless.iter().any(|w| w == scene.lower(t))))
}

/// "a military convoy", "the naval base": what armies have stands for its soldiers.
fn installation_at(scene: &Scene<'_>, t: TokenId) -> Option<Range<TokenId>> {
    let group = &scene.book.registry.group;
    let head = scene.phrase_of(t).map(|p| scene.doc.phrases[p].head).filter(|&h| h > t)?;
    let of_army = group.soldierly.iter().any(|w| w == scene.lower(t));
    (of_army && group.installations.iter().any(|w| w == scene.lemma(head))).then_some(t..head + 1)
}

fn in_phrase(scene: &Scene<'_>, tokens: Range<TokenId>, who: Who) -> ActorMention {
    let head = match scene.phrase_of(tokens.end - 1) {
        Some(p) => {
            let head = scene.doc.phrases[p].head;
            tokens.contains(&head) || is_people(scene, head) && tokens.end <= head
        }
        None => true,
    };
    ActorMention { tokens, who, head }
}

fn is_people(scene: &Scene<'_>, token: TokenId) -> bool {
    scene.book.registry.people(scene.lemma(token)).is_some()
}

/// The country that a report speaks of most, where an act's own place tells none; places weigh more than states.
pub(crate) fn home<'a>(scene: &Scene<'a>) -> Option<&'a Country> {
    let registry = &scene.book.registry;
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut add = |code: &str, weight: usize| {
        let Some(c) = registry.country(code) else { return };
        match counts.iter_mut().find(|x| x.0 == c.code) {
            Some(x) => x.1 += weight,
            None => counts.push((c.code.as_str(), weight)),
        }
    };
    let ground = scene.places.iter().filter(|p| is_ground(scene, p));
    ground.filter_map(|p| p.country.as_deref()).for_each(|code| add(code, 3));
    for m in &scene.actors {
        if let Who::State(i) | Who::Military(i) | Who::Police(i) | Who::Government(i) = m.who {
            add(&registry.countries[i].code, 1);
        }
    }
    let all: usize = counts.iter().map(|x| x.1).sum();
    let most = counts.iter().max_by_key(|x| x.1)?;
    if most.1 * 3 >= all * 2 { registry.country(most.0) } else { None }
}

/// The home of the one group that a report on no country names: whose soldiers it fights, but not whom it hits.
fn foe_home<'a>(scene: &Scene<'a>) -> Option<&'a Country> {
    let registry = &scene.book.registry;
    let mut codes = scene.actors.iter().filter_map(|m| match &m.who {
        Who::Registered(i) => registry.actors[*i].country.as_deref(),
        _ => None,
    });
    let first = codes.next()?;
    if codes.all(|c| c == first) { registry.country(first) } else { None }
}

/// The day of publication as a span of days, if it is known.
fn published(scene: &Scene<'_>) -> Option<(Date, Date)> {
    scene.doc.report.published.as_ref().map(|p| (p.date, p.date))
}

/// Leaves the actors of an event what they belonged to on its days; where these are unknown, on the day of publication.
pub(crate) fn belong_on_its_days(scene: &Scene<'_>, event: &mut EventReport) {
    let registry = &scene.book.registry;
    let days = event.date.start.zip(event.date.end).or_else(|| published(scene));
    let sides = [&mut event.initiators, &mut event.targets, &mut event.claimed_by, &mut event.denied_by];
    for a in sides.into_iter().flatten() {
        if let Some(entry) = a.id.as_deref().and_then(|id| registry.actor(id)) {
            a.ancestry = registry.ancestry(entry, days);
        }
    }
}

/// The actor of a mention as records carry it. `country` is the place's, for people told by kind alone.
pub(crate) fn actor(scene: &Scene<'_>, mention: &ActorMention, country: Option<&str>) -> Option<Actor> {
    let registry = &scene.book.registry;
    let words = scene.text(&mention.tokens).to_string();
    let mut out = Actor {
        name: words.clone(),
        aliases: vec![words],
        id: None,
        ancestry: Vec::new(),
        spans: vec![scene.span(&mention.tokens)],
    };
    let home = country.and_then(|c| registry.country(c)).or_else(|| home(scene));
    match &mention.who {
        Who::Registered(i) => {
            let entry = &registry.actors[*i];
            out.name.clone_from(&entry.name);
            out.aliases.extend(entry.aliases.iter().take(4).cloned());
            out.id = Some(entry.id.clone());
            out.ancestry = registry.ancestry(entry, published(scene));
        }
        Who::Military(i) | Who::State(i) => {
            let c = &registry.countries[*i];
            out.name = format!("Military Forces of {}", c.name_after_of());
            out.aliases.push(c.name.clone());
        }
        Who::Police(i) => out.name = format!("Police Forces of {}", registry.countries[*i].name_after_of()),
        Who::Government(i) => out.name = format!("Government of {}", registry.countries[*i].name_after_of()),
        Who::Civilians(own) => {
            let name = home.map(|c| &c.name).or(own.map(|i| &registry.countries[i].name))?;
            out.name = format!("Civilians ({name})");
        }
        Who::Soldiers => out.name = format!("Military Forces of {}", home.or_else(|| foe_home(scene))?.name_after_of()),
        Who::Policemen => out.name = format!("Police Forces of {}", home.or_else(|| foe_home(scene))?.name_after_of()),
        Who::Protesters => out.name = format!("Protesters ({})", home?.name),
        Who::Mob => out.name = format!("Rioters ({})", home?.name),
        Who::Fighters | Who::People => out.name = UNIDENTIFIED.to_string(),
        Who::Provisional(name) | Who::Communal(name) | Who::Ship(name) => out.name.clone_from(name),
    }
    if mention.tokens.clone().all(|t| matches!(scene.tag(t), Tag::Pronoun | Tag::Determiner)) {
        out.aliases.remove(0);
    }
    out.aliases.dedup();
    out.aliases.retain(|a| *a != out.name);
    Some(out)
}
