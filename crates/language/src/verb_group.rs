//! Verb groups: auxiliaries and main verb, with voice, form and mood as far as the group itself tells.

use std::ops::Range;

use crate::lexicon::Classes;
use crate::{Mood, Tag, Token, TokenId, Voice};

/// The form of a verb group, which decides how it can hang on others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Has a tense or a modal.
    Finite,
    /// "to" and a base form.
    Infinitive,
    /// -ing form without auxiliary.
    Gerund,
    /// Past participle without auxiliary.
    Participle,
}

/// A verb group before it is linked.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// From first auxiliary to main verb.
    pub(crate) tokens: Range<TokenId>,
    /// The main verb.
    pub(crate) verb: TokenId,
    /// Its form.
    pub(crate) form: Form,
    /// Its voice.
    pub(crate) voice: Voice,
    /// Mood by its own auxiliaries; for infinitives and gerunds to be settled by what they hang on.
    pub(crate) mood: Mood,
    /// Whether the perfect puts it in the past whatever it hangs on ("to have killed").
    pub(crate) perfect: bool,
    /// Whether it holds a negation.
    pub(crate) negated: bool,
}

/// The verb groups of a sentence, in order.
pub(crate) fn groups(tokens: &[Token], sentence: Range<TokenId>, title: bool) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut at = sentence.start;
    while at < sentence.end {
        let group = group(&tokens[..sentence.end], at, title);
        at = group.as_ref().map_or(at + 1, |g| g.tokens.end.max(at + 1));
        groups.extend(group);
    }
    share_infinitives(tokens, &mut groups);
    groups
}

/// "to attack and burn": a base form behind "and" goes on the infinitive right before it.
fn share_infinitives(tokens: &[Token], groups: &mut [Group]) {
    for at in 1..groups.len() {
        let (start, last) = (groups[at].tokens.start, &groups[at - 1]);
        let base = groups[at].tokens.len() == 1 && tokens[start].classes.has(Classes::VERB_BASE);
        let joined = start > 0 && tokens[start - 1].tag == Tag::Conjunction;
        if last.form == Form::Infinitive && base && joined && groups[at].form == Form::Finite {
            groups[at].form = Form::Infinitive;
        }
    }
}

fn is_verbal(tag: Tag) -> bool {
    matches!(tag, Tag::Auxiliary | Tag::Verb | Tag::Gerund | Tag::PastParticiple)
}

/// The group that begins at this token; an infinitive's "to" is not part of it.
fn group(tokens: &[Token], at: usize, title: bool) -> Option<Group> {
    let infinitive = tokens[at].tag == Tag::InfinitiveTo;
    let start = if infinitive { next_verbal(tokens, at + 1)? } else { at };
    if !is_verbal(tokens[start].tag) {
        return None;
    }
    let mut verb = start;
    while tokens[verb].tag == Tag::Auxiliary {
        let Some(next) = next_verbal(tokens, verb + 1) else { break };
        // "is to attack": be, "to" and the base form are one group.
        verb = next;
    }
    let words = &tokens[start..=verb];
    let form = form(words, infinitive);
    let (mood, perfect) = mood(words, title);
    let before = start.checked_sub(1).map(|b| tokens[b].tag);
    let negated = words.iter().any(|t| t.tag == Tag::Negation)
        || before == Some(Tag::Negation)
        || (infinitive && at > 0 && tokens[at - 1].tag == Tag::Negation);
    Some(Group { tokens: start..verb + 1, verb, form, voice: voice(words), mood, perfect, negated })
}

/// The next verbal token behind adverbs, negations, and the "to" of "is to attack".
fn next_verbal(tokens: &[Token], from: usize) -> Option<usize> {
    let at = (from..tokens.len()).find(|&n| {
        let quote = matches!(tokens[n].lower.as_str(), "\"" | "'");
        !quote && !matches!(tokens[n].tag, Tag::Adverb | Tag::Negation | Tag::InfinitiveTo)
    })?;
    is_verbal(tokens[at].tag).then_some(at)
}

fn form(words: &[Token], infinitive: bool) -> Form {
    if infinitive {
        return Form::Infinitive;
    }
    match words.first().map(|t| (t.tag, t.lower.as_str())) {
        Some((Tag::Gerund, _)) | Some((Tag::Auxiliary, "being" | "having")) => Form::Gerund,
        Some((Tag::PastParticiple, _)) | Some((Tag::Auxiliary, "been")) => Form::Participle,
        _ => Form::Finite,
    }
}

fn voice(words: &[Token]) -> Voice {
    let Some((last, auxiliaries)) = words.split_last() else { return Voice::Active };
    if last.tag != Tag::PastParticiple || last.lower == "been" {
        return Voice::Active;
    }
    let be = |t: &Token| t.classes.has(Classes::BE) || t.lower == "'s";
    match auxiliaries.iter().rfind(|t| t.tag == Tag::Auxiliary) {
        Some(nearest) if !be(nearest) => Voice::Active,
        _ => Voice::Passive,
    }
}

/// Mood by the group's own words, and whether it is perfect.
fn mood(words: &[Token], title: bool) -> (Mood, bool) {
    let perfect = words.iter().any(|t| t.tag == Tag::Auxiliary && t.classes.has(Classes::HAVE));
    let modal = words.iter().find(|t| t.tag == Tag::Auxiliary && t.classes.has(Classes::MODAL));
    if let Some(modal) = modal {
        let future = matches!(modal.lower.as_str(), "will" | "shall" | "'ll" | "wo");
        return (if future { Mood::Future } else { Mood::Hypothetical }, perfect);
    }
    if words.iter().any(|t| t.tag == Tag::InfinitiveTo) {
        let past = words.first().is_some_and(|t| t.lower == "had");
        return (if past { Mood::Past } else { Mood::Future }, false);
    }
    if perfect {
        return (Mood::Past, true);
    }
    let Some(first) = words.first() else { return (Mood::Past, false) };
    (tense(first, title), false)
}

/// Past or present by the first word; headlines tell the past in the present.
fn tense(first: &Token, title: bool) -> Mood {
    let past_be = matches!(first.lower.as_str(), "was" | "were" | "did" | "had");
    let classes = first.classes;
    let present_form = match first.tag {
        Tag::PastParticiple => false,
        Tag::Auxiliary => !past_be,
        Tag::Gerund => true,
        _ if past_be => false,
        _ if classes.has(Classes::VERB_PAST) => classes.has(Classes::VERB_S),
        _ if !classes.has(Classes::VERB_BASE.and(Classes::VERB_S).and(Classes::AUXILIARY)) => {
            !first.lower.ends_with("ed")
        }
        _ => true,
    };
    if present_form && !title { Mood::Present } else { Mood::Past }
}
