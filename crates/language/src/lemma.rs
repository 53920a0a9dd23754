//! Base forms, and the regular inflections that the lexicon is built from.

use smol_str::{SmolStr, format_smolstr};

use crate::lexicon;
use crate::{Document, SentenceKind, Tag};

/// Fills the lemma of every token, by its tag.
pub(crate) fn lemmas(doc: &mut Document<'_>) {
    for token in &mut doc.tokens {
        // A headline writes its nouns as names are written.
        let titled = doc.sentences.get(token.sentence).is_some_and(|s| s.kind == SentenceKind::Title)
            && token.classes.has(lexicon::Classes::NOUN_PLURAL);
        token.lemma = match token.tag {
            Tag::ProperNoun if titled => singular(&token.lower),
            Tag::Verb | Tag::PastParticiple | Tag::Gerund | Tag::Auxiliary => verb_base(&token.lower),
            Tag::Noun => singular(&token.lower),
            Tag::ProperNoun if token.lower.ends_with('s') && !token.capital => singular(&token.lower),
            _ => token.lower.clone(),
        };
    }
}

/// Base form of a verb form; for unknown words by its ending.
fn verb_base(lower: &SmolStr) -> SmolStr {
    let contracted = match lower.as_str() {
        "am" | "is" | "are" | "being" | "been" | "'re" | "'m" | "'s" => Some("be"),
        "has" | "having" | "had" | "'ve" => Some("have"),
        "does" | "did" | "done" => Some("do"),
        "wo" | "'ll" => Some("will"),
        "ca" => Some("can"),
        _ => None,
    };
    if let Some(base) = contracted {
        return base.into();
    }
    if let Some(verb) = lexicon::entry(lower).and_then(|e| e.verb.as_deref()) {
        return verb.into();
    }
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(stem) = lower.strip_suffix(ending).filter(|stem| stem.len() > 2) {
            return stem.strip_suffix('i').map_or_else(|| stem.into(), |s| format_smolstr!("{s}y"));
        }
    }
    lower.clone()
}

/// Singular of a common noun.
fn singular(lower: &SmolStr) -> SmolStr {
    if let Some(entry) = lexicon::entry(lower) {
        if let Some(singular) = &entry.singular {
            return singular.as_ref().into();
        }
        if entry.classes.has(lexicon::Classes::NOUN.and(lexicon::Classes::SINGULAR_S)) {
            return lower.clone();
        }
    }
    if let Some((head, last)) = lower.rsplit_once('-').filter(|(_, last)| last.len() > 2) {
        return format_smolstr!("{head}-{}", singular(&last.into()));
    }
    for (ending, base) in [("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("men", "man")] {
        if let Some(stem) = lower.strip_suffix(ending).filter(|stem| stem.len() > 1) {
            return format_smolstr!("{stem}{base}");
        }
    }
    match lower.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.into(),
        _ => lower.clone(),
    }
}

fn ends_in_consonant_y(word: &str) -> bool {
    word.ends_with('y')
        && !word.ends_with("ay")
        && !word.ends_with("ey")
        && !word.ends_with("oy")
        && !word.ends_with("uy")
}

/// Regular plural of a noun.
pub(crate) fn plural(noun: &str) -> String {
    if noun.ends_with("man") && noun != "human" && noun != "german" && noun != "ottoman" && noun != "roman" {
        return format!("{}men", &noun[..noun.len() - 3]);
    }
    with_s(noun)
}

/// The -s form of a verb or noun.
pub(crate) fn with_s(base: &str) -> String {
    match base {
        "be" => "is".to_string(),
        "have" => "has".to_string(),
        "do" | "go" | "veto" | "echo" | "hero" | "cargo" | "torpedo" | "embargo" | "undergo" => format!("{base}es"),
        _ if ends_in_consonant_y(base) => format!("{}ies", &base[..base.len() - 1]),
        _ if ["s", "x", "z", "ch", "sh"].iter().any(|end| base.ends_with(end)) => format!("{base}es"),
        _ => format!("{base}s"),
    }
}

/// The regular -ed form of a verb.
pub(crate) fn with_ed(base: &str, doubled: bool) -> String {
    if base.ends_with('e') {
        format!("{base}d")
    } else if ends_in_consonant_y(base) {
        format!("{}ied", &base[..base.len() - 1])
    } else {
        format!("{}ed", stem(base, doubled))
    }
}

/// The -ing form of a verb.
pub(crate) fn with_ing(base: &str, doubled: bool) -> String {
    if let Some(head) = base.strip_suffix("ie") {
        return format!("{head}ying");
    }
    let keeps_e = ["ee", "oe", "ye"].iter().any(|end| base.ends_with(end)) || base == "be";
    match base.strip_suffix('e') {
        Some(head) if !keeps_e => format!("{head}ing"),
        _ => format!("{}ing", stem(base, doubled)),
    }
}

fn stem(base: &str, doubled: bool) -> String {
    match base.chars().last() {
        _ if base == "panic" => "panick".to_string(),
        Some(last) if doubled => format!("{base}{last}"),
        _ => base.to_string(),
    }
}

/// Whether a short verb of the form consonant, vowel, consonant doubles its last letter ("hit", "run", "begin").
pub(crate) fn doubles(base: &str) -> bool {
    let is_vowel = |c: char| "aeiou".contains(c);
    let mut back = base.chars().rev();
    let (Some(last), Some(middle)) = (back.next(), back.next()) else { return false };
    let before_is_vowel = back.next().is_some_and(|c| is_vowel(c) && !(c == 'u' && base.contains("qu")));
    let syllables = base.chars().filter(|&c| is_vowel(c)).count();
    let stressed = syllables == 1 || ["begin", "forget", "beset", "upset"].contains(&base);
    stressed && !is_vowel(last) && !"wxy".contains(last) && is_vowel(middle) && !before_is_vowel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_forms_follow_spelling() {
        assert_eq!(with_ed("carry", false), "carried");
        assert_eq!(with_ed("ban", true), "banned");
        assert_eq!(with_ing("die", false), "dying");
        assert_eq!(with_ing("seize", false), "seizing");
        assert_eq!(with_ing("flee", false), "fleeing");
        assert_eq!(with_s("launch"), "launches");
        assert!(doubles("hit") && doubles("begin") && !doubles("lead") && !doubles("draw"));
    }

    #[test]
    fn bases_of_irregular_forms() {
        assert_eq!(verb_base(&"struck".into()), "strike");
        assert_eq!(verb_base(&"found".into()), "find");
        assert_eq!(verb_base(&"hitting".into()), "hit");
        assert_eq!(verb_base(&"wounded".into()), "wound");
        assert_eq!(singular(&"militants".into()), "militant");
        assert_eq!(singular(&"gunmen".into()), "gunman");
        assert_eq!(singular(&"bases".into()), "base");
        assert_eq!(singular(&"crossfire".into()), "crossfire");
        assert_eq!(singular(&"news".into()), "news");
    }
}
