//! Groups that the report tells by its own name or by words that point back: "the militants", "its fighters".

use std::ops::Range;

use language::{Article, NameKind, PhraseId, Tag, TokenId};

use super::link::group_told_of;
use super::{ActorMention, Who, in_phrase};
use crate::codebook::registry::PeopleKind;
use crate::scene::Scene;

/// How many sentences back words may point.
const REACH: usize = 3;

/// "the militias", "the group", "its fighters", "the army": the group or force told last, if the words point back or
/// repeat a word of its name.
pub(super) fn resolve_groups(scene: &Scene<'_>, mentions: &mut [ActorMention]) {
    for i in 0..mentions.len() {
        let own = matches!(mentions[i].who, Who::Fighters | Who::People | Who::Soldiers)
            .then(|| speaker(scene, mentions, scene.phrase_of(mentions[i].tokens.start)?))
            .flatten();
        let who = own.or_else(|| match mentions[i].who {
            Who::Fighters | Who::People => group_before(scene, mentions, i).or_else(|| only_group(scene, mentions, i)),
            Who::Soldiers if is_rank(scene, &mentions[i].tokens) => rank_before(scene, mentions, i),
            Who::Soldiers => force_before(scene, mentions, i),
            _ => None,
        });
        if let Some(who) = who {
            mentions[i].who = who;
        }
    }
}

/// "X said its jets struck": what an actor calls its own in its reported words, where that is no people, stands for it.
pub(super) fn own_means(scene: &Scene<'_>, mentions: &mut Vec<ActorMention>) {
    let mut found = Vec::new();
    for w in &scene.weapons {
        let Some(p) = scene.phrase_of(w.tokens.start) else { continue };
        let first = scene.doc.phrases[p].tokens.start;
        let taken = mentions.iter().any(|m| m.tokens.contains(&first));
        if let Some(who) = speaker(scene, mentions, p).filter(|_| !taken) {
            found.push(ActorMention { tokens: first..first + 1, who, head: false });
        }
    }
    mentions.extend(found);
    mentions.sort_by_key(|m| m.tokens.start);
    mentions.dedup_by_key(|m| m.tokens.clone());
}

/// The actor in whose reported words "its fighters" or "our troops" stand; of a state, its forces.
fn speaker(scene: &Scene<'_>, mentions: &[ActorMention], p: PhraseId) -> Option<Who> {
    let phrase = &scene.doc.phrases[p];
    if phrase.article != Article::Possessive || phrase.possessor.is_some() {
        return None;
    }
    let said = scene.doc.attributions.iter().filter(|a| a.scope.contains(phrase.span));
    let speaker = said.min_by_key(|a| a.scope.end - a.scope.start)?.speaker;
    let speaks = |m: &&ActorMention| {
        let official = matches!(m.who, Who::Civilians(Some(_)))
            && m.tokens
                .clone()
                .any(|t| scene.book.registry.people(scene.lemma(t)).is_some_and(|k| k.0 == PeopleKind::Officials));
        speaker.contains(scene.span(&m.tokens)) && (m.who.is_named() || official)
    };
    match &mentions.iter().rev().find(speaks)?.who {
        Who::Military(c) | Who::Government(c) | Who::State(c) | Who::Civilians(Some(c)) => Some(Who::Military(*c)),
        Who::Police(c) => Some(Who::Police(*c)),
        who => is_group(scene, who).then(|| who.clone()),
    }
}

fn group_before(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> Option<Who> {
    if names_other(scene, mentions, i) {
        return None;
    }
    let at = &mentions[i].tokens;
    let last = mentions[..i].iter().rev().find(|m| is_group(scene, &m.who))?;
    let last = group_told_of(scene, &mentions[..i], last).unwrap_or(last);
    let near = sentence(scene, at) - sentence(scene, &last.tokens) <= REACH;
    let lemma = scene.lemma(at.end - 1);
    let repeated = lemma.len() > 4 && group_words(scene, &last.who).any(|w| w.starts_with(lemma));
    (near && (points_back(scene, at) || repeated)).then(|| last.who.clone())
}

/// A report that names one armed group alone means it by "the militants", even before it names it, and by "rebels" after.
fn only_group(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> Option<Who> {
    if is_bare_side(scene, &mentions[i]) && !names_other(scene, mentions, i) {
        return only_rebels(scene, mentions, i);
    }
    let sure = mentions[i].who == Who::Fighters && points_back(scene, &mentions[i].tokens);
    if !sure || names_other(scene, mentions, i) {
        return None;
    }
    let mut groups = mentions.iter().map(|m| &m.who).filter(|w| is_group(scene, w));
    let first = groups.next()?;
    (groups.clone().count() > 0 && groups.all(|g| g == first)).then(|| first.clone())
}

/// "Rebels blew up a bridge": a bare plural of those who fight a state, with no word that sets them apart from others.
fn is_bare_side(scene: &Scene<'_>, mention: &ActorMention) -> bool {
    let group = &scene.book.registry.group;
    let Some(p) = scene.phrase_of(mention.tokens.start) else { return false };
    let phrase = &scene.doc.phrases[p];
    let last = mention.tokens.end - 1;
    let plural = scene.lower(last) != scene.lemma(last) && group.insurgents.iter().any(|w| w == scene.lemma(last));
    let apart = |t: TokenId| group.others.iter().any(|w| w == scene.lower(t));
    mention.who == Who::Fighters
        && plural
        && phrase.head == last
        && phrase.article == Article::Bare
        && !phrase.tokens.clone().any(apart)
}

/// The only group at war with a state that the report names, if it named it before.
fn only_rebels(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> Option<Who> {
    let rebels = |who: &Who| match who {
        Who::Registered(a) => scene.book.registry.actors[*a].kind == "rebel",
        Who::Provisional(_) => true,
        _ => false,
    };
    let mut named = mentions.iter().map(|m| &m.who).filter(|who| rebels(who));
    let first = named.next()?;
    let before = mentions[..i].iter().any(|m| m.who == *first);
    (before && named.all(|who| who == first)).then(|| first.clone())
}

/// "the army", "its troops": the state force told last, if no other state's was told beside it.
fn force_before(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> Option<Who> {
    if !points_back(scene, &mentions[i].tokens) || names_other(scene, mentions, i) {
        return None;
    }
    let here = sentence(scene, &mentions[i].tokens);
    let mut forces =
        mentions[..i].iter().rev().take_while(|m| here - sentence(scene, &m.tokens) <= REACH).filter_map(|m| {
            match m.who {
                Who::Military(c) => Some(c),
                _ => None,
            }
        });
    let last = forces.next()?;
    forces.all(|c| c == last).then_some(Who::Military(last))
}

/// A word for soldiers that may mean police as well: "officers".
pub(super) fn is_rank(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    scene.book.registry.people(scene.lemma(tokens.end - 1)).is_some_and(|k| k == (PeopleKind::Soldiers, true))
}

/// "officers" are of the force told last.
fn rank_before(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> Option<Who> {
    let here = sentence(scene, &mentions[i].tokens);
    let near = mentions[..i].iter().rev().take_while(|m| here - sentence(scene, &m.tokens) <= REACH);
    near.map(|m| &m.who)
        .find(|w| matches!(w, Who::Police(_) | Who::Policemen | Who::Military(_) | Who::Soldiers))
        .filter(|w| matches!(w, Who::Police(_) | Who::Policemen))
        .cloned()
}

/// Whether the phrase of the mention names another actor itself, or belongs to one.
fn names_other(scene: &Scene<'_>, mentions: &[ActorMention], i: usize) -> bool {
    let Some(p) = scene.phrase_of(mentions[i].tokens.start) else { return true };
    let words = &scene.doc.phrases[p].tokens;
    let possessor = scene.doc.phrases[p].possessor.map(|q| scene.doc.phrases[q].tokens.clone()).unwrap_or(0..0);
    mentions
        .iter()
        .any(|m| m.who.is_named() && (words.contains(&m.tokens.start) || possessor.contains(&m.tokens.start)))
}

/// Whether the phrase is definite, has a pronoun for its owner, or a word such as "enemy".
fn points_back(scene: &Scene<'_>, tokens: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(tokens.start) else { return false };
    let phrase = &scene.doc.phrases[p];
    let pointing = &scene.book.registry.group.pointing;
    phrase.tokens.clone().any(|t| pointing.iter().any(|w| w == scene.lower(t)))
        || matches!(phrase.article, Article::Definite | Article::Possessive) && phrase.possessor.is_none()
}

fn sentence(scene: &Scene<'_>, tokens: &Range<TokenId>) -> usize {
    scene.doc.tokens[tokens.start].sentence
}

/// A named armed group that is no state's.
pub(crate) fn is_group(scene: &Scene<'_>, who: &Who) -> bool {
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

/// Names that the registry does not know but the report uses as groups: "Liwa al-Quds fighters", "the Lake Front",
/// "the Lendu community".
pub(super) fn provisional(scene: &Scene<'_>, known: &[ActorMention]) -> Vec<ActorMention> {
    let taken =
        |r: &Range<TokenId>| known.iter().any(|m| m.who.is_named() && m.tokens.start < r.end && r.start < m.tokens.end);
    let mut out = Vec::new();
    for name in scene.doc.names.iter().filter(|n| !n.tokens.is_empty() && !taken(&n.tokens)) {
        let text = scene.text(&name.tokens).to_string();
        let whole = whole_name(scene, &name.tokens);
        if is_ship(scene, &name.tokens) {
            out.push(in_phrase(scene, name.tokens.clone(), Who::Ship(text)));
        } else if is_people_name(scene, &name.tokens) {
            out.push(in_phrase(scene, name.tokens.clone(), Who::Communal(text)));
        } else if is_group_name(scene, name.kind, name.phrase, &name.tokens) {
            let text = scene.text(&whole).to_string();
            out.push(in_phrase(scene, whole, Who::Provisional(text)));
        }
    }
    out
}

/// The name with what stands before it: "Sons of the Valley Brigades" is known by its last words.
fn whole_name(scene: &Scene<'_>, name: &Range<TokenId>) -> Range<TokenId> {
    let sentence = scene.doc.sentences[scene.doc.tokens[name.start].sentence].tokens.start;
    let mut of = name.start;
    if of > sentence && scene.lower(of - 1) == "the" {
        of -= 1;
    }
    let opens = |t: TokenId| {
        let proper = scene.doc.tokens[t].capital && t > sentence && scene.tag(t) == Tag::ProperNoun;
        let lemma = scene.doc.tokens[t].lemma.to_lowercase();
        proper
            && scene.book.registry.people(&lemma).is_none()
            && scene.book.registry.longest(&scene.folded[t..t + 1]).is_none()
            && !scene.book.registry.group.unless.contains(&lemma)
    };
    match of.checked_sub(2).filter(|&t| t >= sentence && scene.lower(of - 1) == "of" && opens(t)) {
        Some(first) => first..name.end,
        None => name.clone(),
    }
}

/// Whether the name is one of an armed group, by its own words or by the noun beside it.
fn is_group_name(scene: &Scene<'_>, kind: NameKind, phrase: Option<PhraseId>, name: &Range<TokenId>) -> bool {
    let words = &scene.book.registry.group;
    let has = |list: &[String]| name.clone().any(|t| list.iter().any(|w| w == scene.lower(t)));
    let opens = name.len() > 1 && kind != NameKind::Place && words.opening.iter().any(|w| w == scene.lower(name.start));
    // "Terrorist Attacks in Iraq": a headline writes its nouns as names are written.
    let noun = name.len() == 1 && scene.lemma(name.start) != scene.lower(name.start);
    if matches!(kind, NameKind::Person) && !opens || has(&words.unless) || noun {
        return false;
    }
    if opens {
        return true;
    }
    let own = kind == NameKind::Organisation && name.len() > 1 && has(&words.named);
    own || kind != NameKind::Place && (beside_fighters(scene, phrase, name) || introduced(scene, name))
}

/// "Ansaru fighters", "the rebel group Ansaru": the name stands in one phrase with a noun for armed people.
fn beside_fighters(scene: &Scene<'_>, phrase: Option<PhraseId>, name: &Range<TokenId>) -> bool {
    let Some(p) = phrase else { return false };
    let head = scene.doc.phrases[p].head;
    if !name.contains(&head) {
        return name.end <= head && is_fighters(scene, head);
    }
    let before = scene.doc.phrases[p].tokens.start..name.start;
    before.clone().last().is_some_and(|t| is_fighters(scene, t)) && before_is_group(scene, before)
}

/// Titles of one person ("militant leader X") name no group.
fn before_is_group(scene: &Scene<'_>, words: Range<TokenId>) -> bool {
    let Some(last) = words.clone().last() else { return false };
    let lemma = scene.lemma(last);
    scene.book.registry.people(lemma).is_some_and(|(kind, weak)| kind == PeopleKind::Fighters && !weak)
        || scene.tag(last) == Tag::Noun && scene.book.registry.group.named.iter().any(|w| w == lemma)
}

/// "X, a militant group": a noun for a group in apposition.
fn introduced(scene: &Scene<'_>, name: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(name.start) else { return false };
    let phrase = &scene.doc.phrases[p];
    let Some(q) = phrase.apposition.filter(|_| name.contains(&phrase.head)) else { return false };
    let beside = &scene.doc.phrases[q];
    let group = scene.lemma(beside.head);
    let armed = beside.tokens.clone().any(|t| {
        let word = if t == beside.head { None } else { Some(scene.lemma(t)) };
        word.and_then(|w| scene.book.registry.people(w)).is_some_and(|k| k.0 == PeopleKind::Fighters && !k.1)
    });
    let alone = scene.book.registry.people(group).is_some_and(|k| k.0 == PeopleKind::Fighters && !k.1);
    scene.lower(beside.head) == group && (alone || armed && is_fighters(scene, beside.head))
}

fn is_fighters(scene: &Scene<'_>, t: TokenId) -> bool {
    scene.book.registry.people(scene.lemma(t)).is_some_and(|k| k.0 == PeopleKind::Fighters)
}

/// "the Lendu tribe", "the Murle ethnic group": a noun for a people stands right behind the name.
fn is_people_name(scene: &Scene<'_>, name: &Range<TokenId>) -> bool {
    let Some(p) = scene.phrase_of(name.start) else { return false };
    let head = scene.doc.phrases[p].head;
    let noun = if name.contains(&head) { name.end - 1..name.end } else { name.end..head + 1 };
    let words: Vec<&str> = noun.clone().map(|t| scene.lemma(t)).collect();
    name.start < noun.start && scene.book.registry.group.communal.contains(&words.join(" "))
}

/// "the tanker Sounion", "MV Rubymar": a noun for a ship stands right before the name, or opens it.
fn is_ship(scene: &Scene<'_>, name: &Range<TokenId>) -> bool {
    let vessels = &scene.book.registry.group.vessels;
    let vessel = |t: TokenId| vessels.iter().any(|w| w == scene.lemma(t) || w == scene.lower(t));
    let before = name.start.checked_sub(1).filter(|&t| sentence(scene, &(t..t + 1)) == sentence(scene, name));
    name.len() > 1 && vessel(name.start)
        || before.is_some_and(|t| vessel(t) && scene.phrase_of(t) == scene.phrase_of(name.start))
}

/// "X said it killed five", "we struck": a pronoun that no reference settles, in the words of an actor, is the actor.
pub(super) fn speakers(scene: &Scene<'_>, mentions: &mut Vec<ActorMention>) {
    let mut found = Vec::new();
    for clause in &scene.doc.clauses {
        let Some(p) = clause.subject else { continue };
        let phrase = &scene.doc.phrases[p];
        let settled = scene.doc.references.iter().any(|r| r.phrase == p);
        if settled
            || phrase.tokens.len() != 1
            || !scene.book.registry.group.speaking.iter().any(|w| w == scene.lower(phrase.head))
        {
            continue;
        }
        let speech = scene.doc.attributions.iter().find(|a| a.scope.contains(phrase.span));
        let Some(speaker) = speech.map(|a| a.speaker) else { continue };
        let who = mentions.iter().rev().find(|m| {
            speaker.contains(scene.span(&m.tokens)) && m.head && (m.who.is_named() || m.who == Who::Soldiers)
        });
        if let Some(m) = who {
            found.push(ActorMention { tokens: phrase.tokens.clone(), who: m.who.clone(), head: true });
        }
    }
    mentions.extend(found);
    mentions.sort_by_key(|m| m.tokens.start);
    mentions.dedup_by_key(|m| m.tokens.clone());
}

/// "raiders from the Toposa clan", "a column of rebels": people of a people, and a group of people, are these.
pub(super) fn members(scene: &Scene<'_>, mentions: &mut [ActorMention]) {
    for i in 0..mentions.len() {
        if !matches!(mentions[i].who, Who::Fighters | Who::People | Who::Civilians(None)) {
            continue;
        }
        let Some(p) = scene.phrase_of(mentions[i].tokens.start) else { continue };
        let loose = mentions[i].who == Who::People && scene.doc.phrases[p].article == Article::Indefinite;
        let of = scene.doc.phrases[p].prepositions.iter().filter(|x| matches!(scene.lower(x.0), "of" | "from"));
        let people = of.map(|x| &scene.doc.phrases[x.1].tokens).find_map(|words| {
            let inner = mentions.iter().filter(|m| words.contains(&m.tokens.start));
            inner.into_iter().find(|m| {
                matches!(m.who, Who::Communal(_)) || loose && m.head && !matches!(m.who, Who::State(_) | Who::People)
            })
        });
        if let Some(who) = people.map(|m| m.who.clone()) {
            mentions[i].who = who;
        }
    }
}
