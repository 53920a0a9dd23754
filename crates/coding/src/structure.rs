//! Which word hangs on which: paths from a token up to the act that it belongs to.

use std::ops::Range;

use language::{ClauseId, ClauseLink, Document, Governor, PhraseId, Tag, TokenId};

/// A node of the path upwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    Phrase(PhraseId),
    Clause(ClauseId),
}

/// Reverse links of a document's phrases and clauses.
#[derive(Debug)]
pub(crate) struct Structure {
    /// Innermost phrase of each token.
    pub phrase_of: Vec<Option<PhraseId>>,
    /// Clause whose verb group holds the token.
    pub clause_of: Vec<Option<ClauseId>>,
    /// First name that holds the token.
    pub name_of: Vec<Option<usize>>,
    phrase_up: Vec<Option<Node>>,
    clause_up: Vec<Option<Node>>,
}

impl Structure {
    pub fn of(doc: &Document<'_>) -> Structure {
        let mut s = Structure {
            phrase_of: vec![None; doc.tokens.len()],
            clause_of: vec![None; doc.tokens.len()],
            name_of: vec![None; doc.tokens.len()],
            phrase_up: vec![None; doc.phrases.len()],
            clause_up: vec![None; doc.clauses.len()],
        };
        s.place_tokens(doc);
        s.link_phrases(doc);
        for (c, clause) in doc.clauses.iter().enumerate() {
            s.clause_up[c] = match clause.link {
                ClauseLink::Relative(p) => Some(Node::Phrase(p)),
                _ => clause.parent.filter(|&p| p != c).map(Node::Clause),
            };
        }
        s
    }

    fn place_tokens(&mut self, doc: &Document<'_>) {
        for (p, phrase) in doc.phrases.iter().enumerate() {
            for t in phrase.tokens.clone() {
                let wider = self.phrase_of[t].map(|q| doc.phrases[q].tokens.len());
                if wider.is_none_or(|len| phrase.tokens.len() < len) {
                    self.phrase_of[t] = Some(p);
                }
            }
        }
        for (n, name) in doc.names.iter().enumerate() {
            for t in name.tokens.clone() {
                self.name_of[t].get_or_insert(n);
            }
        }
        for (c, clause) in doc.clauses.iter().enumerate() {
            for t in clause.verb_group.clone() {
                self.clause_of[t] = Some(c);
            }
        }
    }

    fn link_phrases(&mut self, doc: &Document<'_>) {
        for (p, phrase) in doc.phrases.iter().enumerate() {
            self.phrase_up[p] = match (phrase.governor, phrase.first_conjunct) {
                (Some((_, Governor::Phrase(g))), _) => Some(Node::Phrase(g)),
                (Some((_, Governor::Clause(c))), _) => Some(Node::Clause(c)),
                (None, first) => first.map(Node::Phrase),
            };
        }
        for (p, phrase) in doc.phrases.iter().enumerate() {
            for below in [phrase.possessor, phrase.apposition].into_iter().flatten() {
                self.phrase_up[below].get_or_insert(Node::Phrase(p));
            }
        }
        for (c, clause) in doc.clauses.iter().enumerate() {
            // A relative clause does not own the phrase that it hangs on.
            let antecedent = if let ClauseLink::Relative(p) = clause.link { Some(p) } else { None };
            let own = clause.subject.filter(|s| antecedent != Some(*s));
            let participle = clause.link == ClauseLink::Participle || clause.link == ClauseLink::Infinitive;
            for p in own.filter(|_| !participle).into_iter().chain(clause.object) {
                self.phrase_up[p].get_or_insert(Node::Clause(c));
            }
            for &(_, p) in &clause.prepositions {
                self.phrase_up[p].get_or_insert(Node::Clause(c));
            }
        }
    }

    /// The nodes from a token upwards, nearest first. Never longer than there are nodes.
    pub fn path(&self, doc: &Document<'_>, token: TokenId) -> Vec<Node> {
        let mut out = Vec::new();
        let mut next = self.phrase_of[token]
            .map(Node::Phrase)
            .or_else(|| self.clause_of[token].map(Node::Clause))
            .or_else(|| self.nearest_clause(doc, token).map(Node::Clause));
        while let Some(node) = next {
            if out.contains(&node) || out.len() > 24 {
                break;
            }
            out.push(node);
            next = match node {
                Node::Phrase(p) => self.phrase_up[p],
                Node::Clause(c) => self.clause_up[c],
            };
            if next.is_none()
                && let Node::Phrase(p) = node
                && (out.len() == 1 || is_gapped_count(doc, p))
            {
                next = self.nearest_clause(doc, token).map(Node::Clause);
            }
        }
        out
    }

    /// The clause whose verb stands closest before the token in its sentence, else the first after it.
    fn nearest_clause(&self, doc: &Document<'_>, token: TokenId) -> Option<ClauseId> {
        let sentence = &doc.sentences[doc.tokens[token].sentence];
        let clauses: Vec<ClauseId> = sentence.clauses.clone().collect();
        clauses.iter().rev().find(|&&c| doc.clauses[c].verb <= token).or_else(|| clauses.first()).copied()
    }
}

/// "three people in Sarmin and two in Binnish": a number behind "and" that stands for the same people of the same verb.
fn is_gapped_count(doc: &Document<'_>, p: PhraseId) -> bool {
    let phrase = &doc.phrases[p];
    let joined = phrase.tokens.start.checked_sub(1).is_some_and(|before| doc.tokens[before].tag == Tag::Conjunction);
    joined && doc.tokens[phrase.tokens.start].tag == Tag::Number
}

/// All tokens that a phrase governs: itself, its prepositional phrases, apposition and the clauses on it, as one range
/// from its first token to the last of them.
pub(crate) fn extent(doc: &Document<'_>, phrase: PhraseId) -> Range<TokenId> {
    let mut range = doc.phrases[phrase].tokens.clone();
    let mut todo = vec![phrase];
    let mut seen = Vec::new();
    while let Some(p) = todo.pop() {
        if seen.contains(&p) || seen.len() > 40 {
            continue;
        }
        seen.push(p);
        let ph = &doc.phrases[p];
        range.start = range.start.min(ph.tokens.start);
        range.end = range.end.max(ph.tokens.end);
        todo.extend(ph.prepositions.iter().map(|x| x.1));
        todo.extend(ph.conjuncts.iter().filter(|_| p != phrase));
        todo.extend(ph.apposition);
        todo.extend(ph.possessor);
        let sentence = &doc.sentences[ph.sentence];
        for c in sentence.clauses.clone() {
            let clause = &doc.clauses[c];
            if clause.link == ClauseLink::Relative(p) {
                range.end = range.end.max(clause.verb_group.end);
                todo.extend(clause.object);
                todo.extend(clause.prepositions.iter().map(|x| x.1));
            }
        }
    }
    range
}
