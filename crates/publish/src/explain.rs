//! What each stage saw in a report, laid under its text. Plain text, the same on every machine.

use language::{
    Article, Attribution, Clause, ClauseLink, Document, Governor, Mood, Name, Number, NumberKind, Phrase, SentenceKind,
    Tag, TimeExpression, TimeKind, TokenId, Voice,
};
use record::{Report, Span};

use crate::gloss::{Cell, Mark, gloss};
use crate::words;

/// One thing that a stage after language analysis saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Where.
    pub span: Span,
    /// What it is; names the line under the text.
    pub what: String,
    /// What it was read as.
    pub read_as: String,
}

/// The report as read, then each sentence with what language analysis found in it and what `seen` adds,
/// in lines of at most `width` columns where words and labels allow.
pub fn explain(doc: &Document<'_>, seen: &[Seen], width: usize) -> String {
    let mut out = about(doc.report);
    let marks = marks(doc, seen);
    for (number, sentence) in doc.sentences.iter().enumerate() {
        let kind = sentence_kind(sentence.kind);
        let Span { start, end } = sentence.span;
        out.push_str(&format!("\nSentence {number}, {kind}, paragraph {}, bytes {start}..{end}\n", sentence.paragraph));
        let cells: Vec<Cell> = sentence.tokens.clone().map(|token| cell(doc, token)).collect();
        let within: Vec<Mark> =
            marks.iter().filter(|mark| touches(mark.span, sentence.span)).map(Mark::again).collect();
        out.push_str(&gloss(&cells, &["tag", "lemma"], &within, width));
    }
    out
}

impl Mark {
    fn new(layer: &str, span: Span, label: impl Into<String>) -> Mark {
        Mark { layer: layer.to_string(), span, label: words::plain(&label.into()) }
    }

    fn again(&self) -> Mark {
        Mark { layer: self.layer.clone(), span: self.span, label: self.label.clone() }
    }
}

fn touches(span: Span, sentence: Span) -> bool {
    span.overlaps(sentence) || span.start == span.end && sentence.start <= span.start && span.start < sentence.end
}

fn about(report: &Report) -> String {
    let mut out = format!("Report {}\n", words::plain(&report.id));
    let mut say = |what: &str, value: String| out.push_str(&format!("  {what:<10} {}\n", words::plain(&value)));
    if let Some(title) = &report.title {
        say("title", title.text.clone());
    }
    match &report.published {
        Some(published) => say("published", format!("{} ({})", published.date, published.origin)),
        None => say("published", "not known".to_string()),
    }
    for candidate in report.date_candidates.iter().skip(1) {
        say("or", format!("{} ({})", candidate.date, candidate.origin));
    }
    if let Some(dateline) = &report.dateline {
        say("dateline", dateline.span.of(&report.text).to_string());
    }
    if !report.outlets.is_empty() {
        say("outlets", report.outlets.join(", "));
    }
    say("language", report.language.clone().unwrap_or_else(|| "not known".to_string()));
    for furniture in &report.furniture {
        say("furniture", format!("{}: {}", furniture.kind, furniture.span.of(&report.text)));
    }
    out
}

fn cell(doc: &Document<'_>, token: TokenId) -> Cell {
    let token = &doc.tokens[token];
    let lemma = if token.lemma == token.lower { String::new() } else { words::plain(&token.lemma) };
    let text = words::plain(token.span.of(&doc.report.text));
    Cell { span: token.span, text, tags: vec![tag(token.tag).to_string(), lemma] }
}

/// Everything seen over several words, layer by layer in the order of the stages.
fn marks(doc: &Document<'_>, seen: &[Seen]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = doc.phrases.iter().map(|p| Mark::new("phrase", p.span, phrase(doc, p))).collect();
    marks.extend(doc.clauses.iter().map(|c| Mark::new("clause", tokens(doc, &c.verb_group), clause(doc, c))));
    marks.extend(doc.quotations.iter().map(|q| Mark::new("quotation", q.span, if q.whole { "said" } else { "words" })));
    marks.extend(doc.attributions.iter().map(|a| Mark::new("credited", a.scope, attribution(doc, a))));
    marks.extend(doc.numbers.iter().map(|n| Mark::new("number", n.span, number(doc, n))));
    marks.extend(doc.times.iter().map(|t| Mark::new("time", t.span, time(t))));
    marks.extend(doc.names.iter().enumerate().map(|(i, n)| Mark::new("name", n.span, name(doc, i, n))));
    marks.extend(
        doc.references
            .iter()
            .map(|r| Mark::new("refers to", doc.phrases[r.phrase].span, of(doc, doc.phrases[r.antecedent].span))),
    );
    marks.extend(seen.iter().map(|seen| Mark::new(&format!("+{}", seen.what), seen.span, seen.read_as.clone())));
    marks
}

fn tokens(doc: &Document<'_>, tokens: &std::ops::Range<TokenId>) -> Span {
    match (doc.tokens.get(tokens.start), doc.tokens.get(tokens.end.saturating_sub(1))) {
        (Some(first), Some(last)) => first.span.join(last.span),
        _ => Span::new(0, 0),
    }
}

fn of(doc: &Document<'_>, span: Span) -> String {
    doc.report.text.get(span.start..span.end).unwrap_or_default().to_string()
}

fn head(doc: &Document<'_>, phrase: usize) -> String {
    doc.phrases.get(phrase).map(|phrase| of(doc, doc.tokens[phrase.head].span)).unwrap_or_default()
}

fn phrase(doc: &Document<'_>, phrase: &Phrase) -> String {
    let article = match phrase.article {
        Article::Definite => "the",
        Article::Indefinite => "a",
        Article::Possessive => "its",
        Article::Bare => "",
    };
    let mut parts = vec![article.to_string(), of(doc, doc.tokens[phrase.head].span)];
    parts.extend(phrase.possessor.map(|id| format!("of={}", head(doc, id))));
    parts.extend(phrase.governor.map(|(by, governor)| {
        let on = match governor {
            Governor::Phrase(id) => head(doc, id),
            Governor::Clause(id) => doc.clauses.get(id).map(|c| of(doc, doc.tokens[c.verb].span)).unwrap_or_default(),
        };
        format!("{}→{on}", doc.tokens[by].lower)
    }));
    parts.extend(phrase.apposition.map(|id| format!("={}", head(doc, id))));
    parts.extend(phrase.conjuncts.iter().map(|&id| format!("&{}", head(doc, id))));
    parts.join(" ")
}

fn clause(doc: &Document<'_>, clause: &Clause) -> String {
    let link = match clause.link {
        ClauseLink::Main => "",
        ClauseLink::Relative(_) => "relative",
        ClauseLink::Content => "content",
        ClauseLink::Adverbial(opener) => doc.tokens.get(opener).map_or("", |token| token.lower.as_str()),
        ClauseLink::Participle => "participle",
        ClauseLink::Infinitive => "infinitive",
    };
    let mut parts = vec![link.to_string(), mood(clause.mood).to_string()];
    parts.extend((clause.voice == Voice::Passive).then(|| "passive".to_string()));
    parts.extend(clause.negated.then(|| "not".to_string()));
    parts.extend(clause.subject.map(|id| format!("s={}", head(doc, id))));
    parts.extend(clause.object.map(|id| format!("o={}", head(doc, id))));
    parts.extend(clause.prepositions.iter().map(|&(by, id)| format!("{}={}", doc.tokens[by].lower, head(doc, id))));
    parts.join(" ")
}

fn attribution(doc: &Document<'_>, attribution: &Attribution) -> String {
    let speakers = std::iter::once(&attribution.speaker).chain(&attribution.others).map(|&span| of(doc, span));
    format!("{}: {}", attribution.wording, speakers.collect::<Vec<_>>().join(" + "))
}

fn number(doc: &Document<'_>, number: &Number) -> String {
    let counted = number.phrase.map(|id| format!(" {}", head(doc, id))).unwrap_or_default();
    match number.kind {
        NumberKind::Count => format!("{}{counted}", words::figure(number.figure)),
        NumberKind::Times => format!("{} times", words::figure(number.figure)),
        NumberKind::Other => "no count".to_string(),
    }
}

fn time(time: &TimeExpression) -> String {
    let kind = match &time.kind {
        TimeKind::Date => "date".to_string(),
        TimeKind::Since => "since".to_string(),
        TimeKind::Range => "range".to_string(),
        TimeKind::Anchored { offset, .. } => format!("anchored {offset}"),
        TimeKind::Vague => "vague".to_string(),
        TimeKind::Duration => "duration".to_string(),
    };
    match time.days {
        Some((first, last)) if first == last => format!("{kind} {first} ({})", time.reason),
        Some((first, last)) => format!("{kind} {first}..{last} ({})", time.reason),
        None => format!("{kind} ({})", time.reason),
    }
}

fn name(doc: &Document<'_>, index: usize, name: &Name) -> String {
    let mut parts = vec![format!("{:?}", name.kind).to_lowercase()];
    parts.extend(name.title.map(|span| format!("title={}", of(doc, span))));
    parts.extend(name.apposition.map(|span| format!("={}", of(doc, span))));
    let first = doc.names.get(name.same_as).filter(|_| name.same_as != index);
    parts.extend(first.map(|first| format!("same as {}", of(doc, first.span))));
    parts.join(" ")
}

fn sentence_kind(kind: SentenceKind) -> String {
    match kind {
        SentenceKind::Title => "title".to_string(),
        SentenceKind::Body => "text".to_string(),
        SentenceKind::Heading => "heading".to_string(),
        SentenceKind::ListItem => "list item".to_string(),
        SentenceKind::Furniture(kind) => format!("furniture ({kind})"),
    }
}

fn mood(mood: Mood) -> &'static str {
    match mood {
        Mood::Past => "past",
        Mood::Present => "present",
        Mood::Future => "future",
        Mood::Hypothetical => "maybe",
        Mood::Wanted => "wanted",
        Mood::Attempted => "tried",
    }
}

fn tag(tag: Tag) -> &'static str {
    match tag {
        Tag::Determiner => "det",
        Tag::Number => "num",
        Tag::Adjective => "adj",
        Tag::Noun => "noun",
        Tag::ProperNoun => "name",
        Tag::Pronoun => "pron",
        Tag::Verb => "verb",
        Tag::PastParticiple => "part",
        Tag::Gerund => "ing",
        Tag::Auxiliary => "aux",
        Tag::Preposition => "prep",
        Tag::InfinitiveTo => "to",
        Tag::Conjunction => "conj",
        Tag::Subordinator => "sub",
        Tag::Adverb => "adv",
        Tag::Negation => "not",
        Tag::Possessive => "poss",
        Tag::Punctuation => "",
    }
}
