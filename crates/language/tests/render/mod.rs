//! Renders what the analysis found in one line for each clause, so that tests can be read as English.

use language::{ClauseLink, Document, Governor, Mood, PhraseId, Voice};

/// The words of a phrase with its possessor, what hangs on it, and its conjuncts.
pub fn phrase(doc: &Document<'_>, id: PhraseId) -> String {
    let phrase = &doc.phrases[id];
    let mut out = String::new();
    if let Some(possessor) = phrase.possessor {
        out += &format!("{}'s ", self::phrase(doc, possessor));
    }
    out += phrase.span.of(&doc.report.text);
    for &(preposition, object) in &phrase.prepositions {
        out += &format!(" <{} {}>", doc.tokens[preposition].lower, self::phrase(doc, object));
    }
    if let Some(apposition) = phrase.apposition {
        out += &format!(" ={}=", self::phrase(doc, apposition));
    }
    for &conjunct in &phrase.conjuncts {
        out += &format!(" + {}", self::phrase(doc, conjunct));
    }
    out
}

/// All clauses of a document: `[S:Gunmen] killed:past [O:five villagers] (in [Kano])`, with voice and link if marked.
pub fn clauses(doc: &Document<'_>) -> Vec<String> {
    (0..doc.clauses.len()).map(|id| clause(doc, id)).collect()
}

fn clause(doc: &Document<'_>, id: usize) -> String {
    let clause = &doc.clauses[id];
    let mut out = match clause.link {
        ClauseLink::Main => String::new(),
        ClauseLink::Relative(_) => "rel ".into(),
        ClauseLink::Content => "that ".into(),
        ClauseLink::Adverbial(token) => format!("{} ", doc.tokens[token].lower),
        ClauseLink::Participle => "part ".into(),
        ClauseLink::Infinitive => "to ".into(),
    };
    if let Some(subject) = clause.subject {
        out += &format!("[S:{}] ", phrase(doc, subject));
    }
    if clause.negated {
        out += "not ";
    }
    let mood = match clause.mood {
        Mood::Past => "past",
        Mood::Present => "present",
        Mood::Future => "future",
        Mood::Hypothetical => "hypothetical",
        Mood::Wanted => "wanted",
        Mood::Attempted => "attempted",
    };
    let passive = if clause.voice == Voice::Passive { "/passive" } else { "" };
    out += &format!("{}:{mood}{passive}", doc.tokens[clause.verb].lower);
    if let Some(object) = clause.object {
        out += &format!(" [O:{}]", phrase(doc, object));
    }
    for &(preposition, object) in &clause.prepositions {
        debug_assert_eq!(doc.phrases[object].governor, Some((preposition, Governor::Clause(id))));
        out += &format!(" ({} [{}])", doc.tokens[preposition].lower, phrase(doc, object));
    }
    out
}
