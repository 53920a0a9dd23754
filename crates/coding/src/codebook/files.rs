//! The forms of the codebook's files, as `codebook/README.md` describes them.

use record::SubEventType;
use serde::Deserialize;

use super::preposition::PrepositionList;

/// One file of `event/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventFile {
    /// The code; absent in `by_means.toml`.
    pub code: Option<String>,
    /// ACLED's label.
    pub name: String,
    /// The family's code; absent in `by_means.toml`.
    pub family: Option<String>,
    /// What it is and what it is not.
    pub definition: String,
    /// Words that tell it.
    #[serde(default)]
    pub wording: Vec<WordingEntry>,
    /// Verbs that carry an act told as a noun (`by_means.toml` alone).
    #[serde(default)]
    pub support: Vec<Support>,
    /// Words that open the telling of another act than the one before (`by_means.toml` alone).
    #[serde(default)]
    pub apart: Vec<String>,
    /// What prepositions introduce (`by_means.toml` alone).
    pub prepositions: Option<Prepositions>,
    /// Sentences that must give an event of this code.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Sentences that must give none of this code.
    #[serde(default)]
    pub counter_example: Vec<Example>,
}

/// A sentence that runs as a test.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence or two.
    pub text: String,
    /// Publication date, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// The outcome that must be found (outcome files).
    pub outcome: Option<String>,
    /// Its lowest number.
    pub min: Option<u64>,
    /// Its highest number.
    pub max: Option<u64>,
    /// What comes out instead, where the coder is known to get the sentence wrong; the test then asserts that it still does.
    pub known_wrong: Option<String>,
    /// The standing that must be found (standing files); absent: the file's own.
    pub standing: Option<String>,
}

/// Part of speech of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A noun.
    Noun,
    /// A verb.
    Verb,
    /// An adjective or participle.
    Adjective,
    /// Any sequence of words.
    Phrase,
    /// An adverb.
    Adverb,
}

/// What a subject or object is to the act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who acts.
    Initiator,
    /// Whom or what it hits.
    Target,
    /// The weapon.
    Means,
    /// Where it is.
    Place,
    /// A person hurt.
    Victim,
    /// Both sides: the first named is the initiator, the others are targets ("A and B clashed").
    Sides,
    /// Nothing that is coded.
    None,
}

/// `[[wording]]` of an event file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingEntry {
    /// Part of speech.
    pub part: Part,
    /// The wordings.
    pub words: Vec<String>,
    /// Means that the words tell.
    #[serde(default)]
    pub weapons: Vec<String>,
    /// Words that undo it.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Counts only beside an armed or state actor or a weapon.
    #[serde(default)]
    pub weak: bool,
    /// The words say that whoever did it bears arms.
    #[serde(default)]
    pub armed: bool,
    /// Role of the subject.
    pub subject: Option<Role>,
    /// Role of the object.
    pub object: Option<Role>,
    /// Standing that the words settle.
    pub standing: Option<String>,
    /// How the act is done, where the words say so without naming a type.
    pub manner: Option<Manner>,
}

/// How an act of violence is done, as far as its word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// A blow from afar: by a state, from the air.
    Strike,
    /// Something went off.
    Blast,
    /// Troops or fighters came to the place.
    Raid,
    /// Somebody was killed on purpose, outside a fight.
    Killing,
}

/// A verb that carries an act told as a noun.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// The verbs.
    pub words: Vec<String>,
    /// What the subject is to the act.
    pub subject: Role,
}

/// What a preposition after an act introduces.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepositions {
    /// Who acts.
    pub initiator: PrepositionList,
    /// Whom it hits.
    pub target: PrepositionList,
    /// Where.
    pub place: PrepositionList,
    /// Where, but not at the place itself.
    pub near: PrepositionList,
    /// With what.
    pub weapon: PrepositionList,
    /// Both sides of an act told as a noun ("clashes between A and B").
    #[serde(default)]
    pub sides: PrepositionList,
    /// An act after an outcome, told as what came before it ("killed after gunmen opened fire").
    #[serde(default)]
    pub after: PrepositionList,
    /// An act after an outcome.
    pub cause: PrepositionList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WeaponFile {
    pub weapon: Vec<WeaponEntry>,
}

/// `[[weapon]]` of a weapon file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeaponEntry {
    /// The codebook's word.
    pub name: String,
    /// How reports name it.
    pub words: Vec<String>,
    /// Words that tell it where the reader sees a means in them, though by themselves they do not.
    #[serde(default)]
    pub means: Vec<String>,
    /// The type of an act by this means; `None` where it settles none.
    pub event: Option<String>,
    /// The type if a state uses it, where it settles none by itself.
    pub state_event: Option<String>,
    /// The type if anybody else uses it.
    pub other_event: Option<String>,
    /// Sentences that must give an event with it.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Sentences that must not.
    #[serde(default)]
    pub counter_example: Vec<Example>,
}

/// One file of `outcome/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeFile {
    /// The outcome's code.
    pub code: String,
    /// What it is.
    pub definition: String,
    /// Words that tell it.
    pub wording: Vec<OutcomeWording>,
    /// Sentences with the figure that they must give.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Sentences that must not give this outcome.
    #[serde(default)]
    pub counter_example: Vec<Example>,
}

/// Where the people of an outcome stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum People {
    /// The subject.
    Subject,
    /// The object, or the subject of the passive.
    Object,
    /// After "of" or "among".
    Of,
}

/// `[[wording]]` of an outcome file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWording {
    /// Part of speech.
    pub part: Part,
    /// The words.
    pub words: Vec<String>,
    /// Where the people stand.
    pub people: Option<People>,
    /// The words alone tell violence by a doer.
    #[serde(default)]
    pub act: bool,
    /// Words that undo it.
    #[serde(default)]
    pub unless: Vec<String>,
}

/// One file of `standing/` or `response/`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingFile {
    /// `alleged`, `denied`, `disowned`, `doubted`, `nobody`, `foiled`, `planned`, `claim`, `campaign`, `pattern`, `history`,
    /// `unreal`, `lookalike` or `response`.
    pub code: String,
    /// What it is.
    pub definition: String,
    /// Words that tell it.
    pub wording: Vec<StandingWording>,
    /// Sentences that show it.
    #[serde(default)]
    pub example: Vec<Example>,
    /// Sentences that do not.
    #[serde(default)]
    pub counter_example: Vec<Example>,
}

/// `[[wording]]` of a standing file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingWording {
    /// Part of speech.
    pub part: Part,
    /// The words.
    pub words: Vec<String>,
    /// Words that undo it.
    #[serde(default)]
    pub unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceWordsFile {
    pub parts: Vec<String>,
    pub ground: Vec<String>,
    pub spot: Vec<String>,
    pub district: Vec<String>,
    pub province: Vec<String>,
    pub town: Vec<String>,
    /// Words for second-level divisions, of the words of `district`.
    #[serde(default)]
    pub subdivision: Vec<String>,
    /// Nouns for parts of a town and for what stands in one.
    pub urban: Vec<String>,
    /// Nouns that mean the capital of the country that is spoken of.
    #[serde(default)]
    pub seat: Vec<String>,
    /// Nouns that mean the country that is spoken of.
    #[serde(default)]
    pub land: Vec<String>,
    /// Words before two names that say one spot together: "between", "corner".
    #[serde(default)]
    pub meeting: Vec<String>,
    /// Compass words, without hyphens and spaces, with their bearing in degrees.
    #[serde(default)]
    pub directions: Vec<(String, f64)>,
    /// Words for lengths with how many kilometres each is.
    #[serde(default)]
    pub units: Vec<(String, f64)>,
    /// GeoNames' feature codes, or classes, and the kind of place that each is.
    #[serde(default)]
    pub features: Vec<(String, String)>,
}

impl WeaponEntry {
    /// The type of an act by this means; `None` where it settles none.
    pub fn event_type(&self) -> Option<SubEventType> {
        self.event.as_deref().and_then(SubEventType::from_code)
    }
}
