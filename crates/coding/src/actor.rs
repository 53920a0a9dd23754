//! Who acted and whom it hit: actors as the report names them, and as records carry them (CODEBOOK rule 11).

use std::ops::Range;

use language::{Article, NameKind, PhraseId, Tag, TokenId};
use record::Actor;

use crate::codebook::registry::{NameUse, PeopleKind};
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
}

impl Who {
    /// Whether this actor bears arms or rules, so that harm by or to it is conflict and no accident.
    pub fn is_party(&self) -> bool {
        !matches!(self, Who::Civilians(_) | Who::State(_) | Who::People)
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
    let mut out: Vec<ActorMention> = Vec::new();
    for s in scene.telling() {
        let range = scene.doc.sentences[s].tokens.clone();
        let mut t = range.start;
        while t < range.end {
            let found = named_at(scene, t, range.end).or_else(|| backed_at(scene, t));
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
    name_groups(scene, &mut out);
    out
}

/// "the militias", "the group", "its fighters": the last named group before, if the words repeat a word of its name or
/// point back and no other group stands between.
fn name_groups(scene: &Scene<'_>, mentions: &mut [ActorMention]) {
    for i in 0..mentions.len() {
        if !matches!(mentions[i].who, Who::Fighters | Who::People) {
            continue;
        }
        let at = mentions[i].tokens.clone();
        let Some(p) = scene.phrase_of(at.start) else { continue };
        let definite = matches!(scene.doc.phrases[p].article, Article::Definite | Article::Possessive);
        let words = scene.doc.phrases[p].tokens.clone();
        let named_here = mentions.iter().any(|m| m.who.is_named() && words.contains(&m.tokens.start));
        let last = mentions[..i].iter().rev().find(|m| is_group(scene, &m.who));
        let Some(last) = last.filter(|_| !named_here) else { continue };
        let near = scene.doc.tokens[at.start].sentence - scene.doc.tokens[last.tokens.start].sentence <= 3;
        let lemma = scene.lemma(at.end - 1);
        let repeated = group_words(scene, &last.who).any(|w| w.starts_with(lemma) && lemma.len() > 4);
        if near && (definite && scene.doc.phrases[p].possessor.is_none() || repeated) {
            mentions[i].who = last.who.clone();
        }
    }
}

/// A named armed group that is no state's.
fn is_group(scene: &Scene<'_>, who: &Who) -> bool {
    match who {
        Who::Registered(i) => !matches!(
            scene.book.registry.actors[*i].kind.as_str(),
            "state" | "police" | "coalition" | "external" | "political"
        ),
        Who::Provisional(_) => true,
        _ => false,
    }
}

fn group_words<'a>(scene: &'a Scene<'_>, who: &'a Who) -> impl Iterator<Item = String> + 'a {
    let name = match who {
        Who::Registered(i) => scene.book.registry.actors[*i].name.as_str(),
        Who::Provisional(name) => name.as_str(),
        _ => "",
    };
    name.split_whitespace().map(str::to_lowercase)
}

/// A name of the registry at token `t`.
fn named_at(scene: &Scene<'_>, t: TokenId, end: TokenId) -> Option<ActorMention> {
    let token = &scene.doc.tokens[t];
    if !token.capital && !token.lower.contains('-') {
        return None;
    }
    let words: Vec<&str> = scene.folded[t..end.min(t + 10)].iter().map(String::as_str).collect();
    let (len, meanings) = scene.book.registry.longest(&words)?;
    let tokens = t..t + len;
    let text = scene.text(&tokens);
    let used = meanings.iter().find(|(name, used)| spelled_alike(name, text, *used)).map(|m| m.1)?;
    let who = match used {
        NameUse::Actor(i) => Who::Registered(i),
        NameUse::Military(i) => Who::Military(i),
        NameUse::Police(i) => Who::Police(i),
        NameUse::Government(i) => Who::Government(i),
        NameUse::Capital(i) => {
            if !acts(scene, &tokens) {
                return None;
            }
            Who::State(i)
        }
        NameUse::Country(i) | NameUse::Demonym(i) => return state_at(scene, i, tokens),
    };
    Some(in_phrase(scene, tokens, who))
}

/// "Iran-backed militias", "pro-Iranian armed groups": armed people told by who backs them.
fn backed_at(scene: &Scene<'_>, t: TokenId) -> Option<ActorMention> {
    let backing = &scene.book.registry.backing;
    let lower = scene.lower(t);
    let stem = backing
        .suffixes
        .iter()
        .find_map(|s| lower.strip_suffix(s.as_str()))
        .or_else(|| backing.prefixes.iter().find_map(|p| lower.strip_prefix(p.as_str())))?;
    let country = scene.book.registry.country_named(stem)?;
    let end = scene.phrase_of(t).map_or(t + 1, |p| scene.doc.phrases[p].tokens.end);
    let armed = |i: TokenId| {
        scene
            .book
            .registry
            .people(scene.lemma(i))
            .is_some_and(|(k, _)| matches!(k, PeopleKind::Fighters | PeopleKind::Soldiers))
    };
    let last = (t + 1..end).rev().find(|&i| armed(i))?;
    let state = &scene.book.registry.countries[country];
    let who = match scene.book.registry.proxies_of(&state.code) {
        Some(i) => Who::Registered(i),
        None => Who::Provisional(format!("{}-backed militias", state.name)),
    };
    Some(in_phrase(scene, t..last + 1, who))
}

/// Acronyms must stand in capitals, as they do in the registry; other names in any case.
fn spelled_alike(name: &str, text: &str, used: NameUse) -> bool {
    // Names of states have one spelling: "They" is no Thai.
    if matches!(used, NameUse::Country(_) | NameUse::Demonym(_) | NameUse::Capital(_)) && name.is_ascii() {
        let letters = |s: &str| s.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
        let (name, text) = (letters(name), letters(text));
        if text != name && text.strip_suffix('s') != Some(&name) {
            return false;
        }
    }
    let acronym = name.len() <= 5 && name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase);
    !acronym || text.chars().any(char::is_alphabetic) && !text.chars().any(char::is_lowercase)
}

/// Whether the words are the subject of a clause and stand for themselves.
fn acts(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    scene.doc.phrases[p].tokens == *tokens
        && scene.doc.clauses.iter().any(|c| c.subject == Some(p) && c.voice == language::Voice::Active)
}

/// "Iraqi security forces", "the US", "Israeli warplanes": a country's name decides with the head of its phrase.
fn state_at(scene: &Scene<'_>, country: usize, name: Range<TokenId>) -> Option<ActorMention> {
    let phrase = scene.phrase_of(name.start).map(|p| scene.doc.phrases[p].tokens.clone()).unwrap_or(name.clone());
    let end = phrase.end.max(name.end);
    let mut tokens = name.clone();
    let mut who = Who::State(country);
    let after = if name.end < scene.doc.tokens.len() && scene.tag(name.end) == Tag::Possessive { 1 } else { 0 };
    for t in name.end + after..end {
        let Some((kind, weak)) = scene.book.registry.people(scene.lemma(t)) else { continue };
        who = match kind {
            PeopleKind::Soldiers | PeopleKind::StateForces => Who::Military(country),
            PeopleKind::Fighters if weak => Who::Military(country),
            PeopleKind::Police => Who::Police(country),
            PeopleKind::Civilians | PeopleKind::Officials => Who::Civilians(Some(country)),
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

/// "gunmen", "the security forces", "villagers": people told by kind.
fn common_noun_at(scene: &Scene<'_>, t: TokenId) -> Option<ActorMention> {
    if !matches!(scene.tag(t), Tag::Noun | Tag::ProperNoun | Tag::Adjective | Tag::PastParticiple) {
        return None;
    }
    let two = (t + 1 < scene.doc.tokens.len()).then(|| format!("{} {}", scene.lemma(t), scene.lemma(t + 1)));
    let pair = two.and_then(|w| scene.book.registry.people(&w)).map(|k| (k, 2));
    let ((kind, weak), len) = pair.or_else(|| scene.book.registry.people(scene.lemma(t)).map(|k| (k, 1)))?;
    if len == 1 && scene.tag(t) == Tag::Adjective {
        return None;
    }
    let who = match kind {
        PeopleKind::Fighters if weak => Who::People,
        PeopleKind::Fighters => Who::Fighters,
        PeopleKind::Soldiers | PeopleKind::StateForces => Who::Soldiers,
        PeopleKind::Police => Who::Policemen,
        PeopleKind::Civilians | PeopleKind::Officials => Who::Civilians(None),
        PeopleKind::Protesters => Who::Protesters,
        PeopleKind::Mob => Who::Mob,
    };
    Some(in_phrase(scene, t..t + len, who))
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

/// Names that the registry does not know but the report uses as groups: "Liwa al-Quds fighters", "the X Front".
fn provisional(scene: &Scene<'_>, known: &[ActorMention]) -> Vec<ActorMention> {
    let taken =
        |r: &Range<TokenId>| known.iter().any(|m| m.who.is_named() && m.tokens.start < r.end && r.start < m.tokens.end);
    let mut out = Vec::new();
    for name in &scene.doc.names {
        let group = name.kind == NameKind::Organisation || heads_fighters(scene, name.phrase, &name.tokens);
        if group && !taken(&name.tokens) && !name.tokens.is_empty() {
            let who = Who::Provisional(scene.text(&name.tokens).to_string());
            out.push(in_phrase(scene, name.tokens.clone(), who));
        }
    }
    out
}

/// Whether the name describes armed people: "Ansaru fighters".
fn heads_fighters(scene: &Scene<'_>, phrase: Option<PhraseId>, name: &Range<TokenId>) -> bool {
    let Some(p) = phrase else { return false };
    let head = scene.doc.phrases[p].head;
    !name.contains(&head)
        && name.end <= head
        && scene.book.registry.people(scene.lemma(head)).is_some_and(|k| k.0 == PeopleKind::Fighters)
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
    let home = country.and_then(|c| registry.country(c));
    match &mention.who {
        Who::Registered(i) => {
            let entry = &registry.actors[*i];
            out.name.clone_from(&entry.name);
            out.aliases.extend(entry.aliases.iter().take(4).cloned());
            out.id = Some(entry.id.clone());
            out.ancestry = registry.ancestry(entry);
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
        Who::Soldiers => out.name = format!("Military Forces of {}", home?.name_after_of()),
        Who::Policemen => out.name = format!("Police Forces of {}", home?.name_after_of()),
        Who::Protesters => out.name = format!("Protesters ({})", home?.name),
        Who::Mob => out.name = format!("Rioters ({})", home?.name),
        Who::Fighters | Who::People => out.name = UNIDENTIFIED.to_string(),
        Who::Provisional(name) => out.name.clone_from(name),
    }
    out.aliases.dedup();
    out.aliases.retain(|a| *a != out.name);
    Some(out)
}
