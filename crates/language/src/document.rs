//! What language analysis finds in a report: the types, and nothing else.

use std::ops::Range;

use record::{Date, DatePrecision, Figure, FurnitureKind, Report, Span};
use smol_str::SmolStr;

use crate::Offset;
use crate::lexicon::Classes;

/// Index of a token in [`Document::tokens`].
pub type TokenId = usize;
/// Index of a noun phrase in [`Document::phrases`].
pub type PhraseId = usize;
/// Index of a clause in [`Document::clauses`].
pub type ClauseId = usize;

/// A report with all that language analysis found in it. Everything is in order of the text.
#[derive(Clone, Debug)]
pub struct Document<'r> {
    /// The report.
    pub report: &'r Report,
    /// Words, numbers and marks.
    pub tokens: Vec<Token>,
    /// Sentences; together they hold every token once.
    pub sentences: Vec<Sentence>,
    /// Noun phrases.
    pub phrases: Vec<Phrase>,
    /// Clauses: one per verb group.
    pub clauses: Vec<Clause>,
    /// Direct quotations.
    pub quotations: Vec<Quotation>,
    /// Who is credited with what.
    pub attributions: Vec<Attribution>,
    /// Numbers with their hedges.
    pub numbers: Vec<Number>,
    /// Dates and other words for when.
    pub times: Vec<TimeExpression>,
    /// Names.
    pub names: Vec<Name>,
    /// Pronouns and definite descriptions whose antecedent is sure.
    pub references: Vec<Reference>,
}

/// One word, number or mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Lower case, apostrophes and quotes made straight, accents kept.
    pub lower: SmolStr,
    /// Base form, lower case: "struck" → "strike", "militants" → "militant"; equal to `lower` where unknown.
    pub lemma: SmolStr,
    /// Part of speech, in context.
    pub tag: Tag,
    /// Whether it is written with a capital (in all-caps text: whether it would be).
    pub capital: bool,
    /// The sentence it belongs to.
    pub sentence: usize,
    /// What the data files list `lower` as.
    pub(crate) classes: Classes,
}

/// Parts of speech, as coarse as the coding needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tag {
    /// the, a, this, every; numbers are `Number`.
    Determiner,
    /// Digits and number words.
    Number,
    /// Adjective, and participles or demonyms before a noun ("armed", "Iraqi", "Iran-backed").
    Adjective,
    /// Common noun.
    Noun,
    /// Part of a name.
    ProperNoun,
    /// he, they, it, who.
    Pronoun,
    /// Finite verb, base form or past.
    Verb,
    /// Past participle, in a passive, a perfect, or standing after its noun ("those killed").
    PastParticiple,
    /// -ing form used as a verb.
    Gerund,
    /// be, have, do as auxiliaries, and modals.
    Auxiliary,
    /// Preposition.
    Preposition,
    /// "to" before an infinitive.
    InfinitiveTo,
    /// and, or, but.
    Conjunction,
    /// that, which, who, when, while, after … opening a clause.
    Subordinator,
    /// Adverb.
    Adverb,
    /// not, n't, never, no.
    Negation,
    /// 's or ' after a noun.
    Possessive,
    /// Comma, stop, dash, quote, bracket.
    Punctuation,
}

/// One sentence, heading, caption or list item.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<TokenId>,
    /// What it is.
    pub kind: SentenceKind,
    /// Paragraph number, from 0; the title is its own.
    pub paragraph: usize,
    /// Noun phrases that begin in it.
    pub phrases: Range<PhraseId>,
    /// Clauses that begin in it.
    pub clauses: Range<ClauseId>,
}

/// What a sentence is in its report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// The headline, or a later copy of it.
    Title,
    /// Running text.
    Body,
    /// A line without a verb that heads what follows ("Syria", "Group F").
    Heading,
    /// An item of a list.
    ListItem,
    /// Wholly page furniture: nothing is coded from it.
    Furniture(FurnitureKind),
}

/// A noun phrase without what hangs on it: "the two armed men", "Kataib Hezbollah".
#[derive(Clone, Debug, PartialEq)]
pub struct Phrase {
    /// Its tokens, determiner and premodifiers included, relative clauses and prepositional phrases not.
    pub tokens: Range<TokenId>,
    /// Its head noun, name (last word) or pronoun.
    pub head: TokenId,
    /// How it is introduced.
    pub article: Article,
    /// Phrase that possesses it ("Iran's" in "Iran's proxies"); its tokens are not part of `tokens`.
    pub possessor: Option<PhraseId>,
    /// Phrases that hang on it by a preposition: (preposition token, phrase).
    pub prepositions: Vec<(TokenId, PhraseId)>,
    /// Phrase that names or explains the same ("Abu Taqwa, the militia's commander").
    pub apposition: Option<PhraseId>,
    /// Further members of a coordination, if this is its first ("Sarmin" of "Qamenas, Sarmin and Talmenes").
    pub conjuncts: Vec<PhraseId>,
    /// First member of the coordination that it belongs to, if it is a later one.
    pub first_conjunct: Option<PhraseId>,
    /// What it depends on by a preposition, if it does: (preposition token, governor).
    pub governor: Option<(TokenId, Governor)>,
    /// Where it stands, in bytes.
    pub span: Span,
    /// The sentence it belongs to.
    pub sentence: usize,
}

/// What a prepositional phrase hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Governor {
    /// A noun phrase.
    Phrase(PhraseId),
    /// The verb of a clause.
    Clause(ClauseId),
}

/// How a noun phrase is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Article {
    /// the, this, that, these, those.
    Definite,
    /// a, an, another, some, or a number.
    Indefinite,
    /// his, their, a possessor with 's.
    Possessive,
    /// none: bare plural, mass noun or name.
    Bare,
}

/// One verb group with what it governs.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Tokens of the verb group, from first auxiliary to main verb (adverbs between included).
    pub verb_group: Range<TokenId>,
    /// The main verb.
    pub verb: TokenId,
    /// Active or passive.
    pub voice: Voice,
    /// When and how it holds.
    pub mood: Mood,
    /// Whether it is negated ("did not attack", "never", "no one").
    pub negated: bool,
    /// Who does it (active) or undergoes it (passive). Shared subjects of coordinated verbs, antecedents of relative
    /// clauses and of participles are filled in; `None` if there is none.
    pub subject: Option<PhraseId>,
    /// Direct object (active); `None` if there is none.
    pub object: Option<PhraseId>,
    /// Phrases that hang on the verb by a preposition, "by" agents among them: (preposition token, phrase).
    pub prepositions: Vec<(TokenId, PhraseId)>,
    /// How it hangs on the rest of its sentence.
    pub link: ClauseLink,
    /// The clause it hangs on; `None` for a main clause.
    pub parent: Option<ClauseId>,
    /// The sentence it belongs to.
    pub sentence: usize,
}

/// Voice of a verb group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    /// The subject does it.
    Active,
    /// The subject undergoes it: "was killed", "killed in the blast" after its noun.
    Passive,
}

/// When and how what the clause says holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mood {
    /// Happened: past, perfect, historical present of headlines ("kills").
    Past,
    /// Present or habit: "is fighting", "targets".
    Present,
    /// Will happen: will, is to, plans to, vows to, threatens to.
    Future,
    /// Might, could, may, would, if: not asserted.
    Hypothetical,
    /// Ordered, called for, asked: "called on troops to attack".
    Wanted,
    /// Attempted: "tried to seize", "attempted to".
    Attempted,
}

/// How a clause hangs on the rest of its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ClauseLink {
    /// Main clause, or coordinated with one.
    Main,
    /// Relative clause on a phrase ("which killed five", "who died").
    Relative(PhraseId),
    /// Content clause of a verb of saying or thinking ("said that …").
    Content,
    /// Adverbial clause; the token is its opener ("after", "when", "as").
    Adverbial(TokenId),
    /// Participle: "killing five", "killed in the blast".
    Participle,
    /// Infinitive: "to kill".
    Infinitive,
}

/// A direct quotation.
#[derive(Clone, Debug, PartialEq)]
pub struct Quotation {
    /// Its words, without the marks.
    pub span: Span,
    /// Whether it holds at least one whole clause (else it is a quoted word or phrase: “Green Village”, 'drones').
    pub whole: bool,
}

/// Who is credited with which stretch of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The stretch that is credited: the content of "said that …", a quotation, or for "according to X" the sentence
    /// without those words.
    pub scope: Span,
    /// The speaker's words ("a US official", "the Islamic Resistance in Iraq"), determiners included.
    pub speaker: Span,
    /// The speaker's noun phrase; `None` if the words are no phrase of their own.
    pub phrase: Option<PhraseId>,
    /// The verb or wording of saying ("said", "according to", "claimed"), as lemma.
    pub wording: String,
    /// Further speakers credited with the same ("CENTCOM and reports by Iraqi media").
    pub others: Vec<Span>,
}

/// A number of things or people, with its hedge resolved by the codebook's table.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Hedge, number and multiplier: "at least 61", "dozens of", "more than 1,200", "a couple".
    pub span: Span,
    /// Tokens of the same.
    pub tokens: Range<TokenId>,
    /// What it allows.
    pub figure: Figure,
    /// The phrase whose head is counted; `None` if the number stands alone ("killing five").
    pub phrase: Option<PhraseId>,
    /// What kind of number it is.
    pub kind: NumberKind,
}

/// What a number is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// A count of people, things or acts.
    Count,
    /// "66 times", "twice", "on three occasions".
    Times,
    /// Part of a date, clock time, age, money, percentage, measure, score, ordinal or name: never a count.
    Other,
}

/// Words for when, resolved as far as the report allows (CODEBOOK rule 6).
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    /// The words: "late on Sunday", "mid-October", "several hours after".
    pub span: Span,
    /// The tokens.
    pub tokens: Range<TokenId>,
    /// What it is.
    pub kind: TimeKind,
    /// First and last day; `None` if nothing fixes them.
    pub days: Option<(Date, Date)>,
    /// Precision of `days`; `Unknown` exactly when `days` is `None`.
    pub precision: DatePrecision,
    /// Why `days` is what it is, or why it is `None`, in one short clause for a reviewer.
    pub reason: String,
    /// Whether the words say that it was only about then ("around 1990").
    pub approximate: bool,
    /// What in the report speaks against `days`, in one short clause; `None` if nothing does.
    pub conflict: Option<String>,
}

/// Kinds of words for when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimeKind {
    /// A day, week, month or year: "Jan. 28", "Wednesday", "last month".
    Date,
    /// "since Oct. 17", "since mid-October", "over the last year": a span that is open to the present.
    Since,
    /// "from 3 to 9 May", "between Monday and Wednesday".
    Range,
    /// Relative to another event: "several hours after", "a day after", "the following day", "immediately following".
    Anchored {
        /// How far from the anchor.
        offset: Offset,
        /// Whether the anchor is told behind the words ("two days after the raid") and not before them ("two days later").
        behind: bool,
    },
    /// "in recent days", "in the coming weeks": too vague to be dated.
    Vague,
    /// A length of time ("for three hours", "after two days of fighting"): no date.
    Duration,
}

/// A name of a person, group, place or thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Name {
    /// The name without titles: "Abu Taqwa Al-Saedi", “Wissam Mohammed “Abu Bakr” al-Saadi”.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<TokenId>,
    /// Its noun phrase, if it heads one.
    pub phrase: Option<PhraseId>,
    /// What it most likely names, by form and context alone (titles, "in", "-based", verbs): no gazetteer here.
    pub kind: NameKind,
    /// Title or role before it ("Gen.", "militia commander", "President"); `None` if there is none.
    pub title: Option<Span>,
    /// Words in apposition ("the chief of Kataib Hezbollah's Syria operations", "19"); `None` if there are none.
    pub apposition: Option<Span>,
    /// First name of the report that this one shortens or repeats ("al-Saadi" → "Wissam … al-Saadi"); an index into
    /// [`Document::names`], its own for a first mention.
    pub same_as: usize,
}

/// What a name most likely names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// A person.
    Person,
    /// A group, force, agency or outlet.
    Organisation,
    /// A place.
    Place,
    /// Not told by form or context.
    Unknown,
}

/// A pronoun or definite description with its antecedent, given only where it is sure.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The referring phrase ("it", "the group", "the base", "the attack").
    pub phrase: PhraseId,
    /// The phrase it stands for, earlier in the text.
    pub antecedent: PhraseId,
}
