//! The codebook's files, read and indexed. Their format is described in `codebook/README.md`.

mod files;
pub mod gazetteer;
mod membership;
pub mod registry;

pub(crate) mod fold;
pub(crate) mod lexicon;
mod lint;
mod points;
mod preposition;
mod resolution;
mod sound;
pub(crate) mod vocabulary;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use record::{Family, Outcome, Standing, SubEventType, WeaponUse};
use rust_embed::RustEmbed;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::codebook::lexicon::Lexicon;
use crate::codebook::registry::Registry;
use crate::codebook::vocabulary::{Uses, Vocabulary};
use crate::learned::second::SecondStage;
use crate::location::Width;
use crate::scene::Scene;
use crate::toponym::ToponymWords;
use crate::word::Remembered;
pub use files::{
    EventFile, Example, Manner, OutcomeFile, OutcomeWording, Part, People, Prepositions, Role, StandingFile,
    StandingWording, Support, WeaponEntry, WordingEntry,
};
use files::{PlaceWordsFile, WeaponFile};
use gazetteer::Gazetteer;
pub use lint::{Fault, registry_faults};
pub use membership::{Membership, PartialDate, WikidataId};
pub use points::Points;
pub use preposition::PrepositionList;
pub use resolution::{PlaceContext, Resolution};

/// The codebook's folder as it was when the program was built.
#[derive(RustEmbed)]
#[folder = "../../codebook"]
#[include = "*.toml"]
#[include = "*.md"]
struct Embedded;

static EMBEDDED: LazyLock<Result<Codebook, CodebookError>> = LazyLock::new(|| Codebook::from_files(&embedded_files()));

/// Every file of the codebook that ships with the program: path below `codebook/` → text.
pub fn embedded_files() -> BTreeMap<String, String> {
    Embedded::iter()
        .filter_map(|path| {
            let file = Embedded::get(&path)?;
            Some((path.to_string(), String::from_utf8(file.data.into_owned()).ok()?))
        })
        .collect()
}

/// A file of the codebook that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodebookError {
    /// Its path below the codebook's folder.
    pub file: String,
    /// What is wrong with it, with the line where it is known.
    pub reason: String,
}

impl std::fmt::Display for CodebookError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.reason)
    }
}

impl std::error::Error for CodebookError {}

/// What the coder knows: the wordings of acts, means, outcomes and standings, and the registry of actors.
#[derive(Debug)]
pub struct Codebook {
    /// The event files, by code; the first has none (`by_means`).
    pub events: Vec<EventFile>,
    /// The weapon entries, in the order of their files.
    pub weapons: Vec<WeaponEntry>,
    /// The outcome files.
    pub outcomes: Vec<OutcomeFile>,
    /// The standing files and the words of answer.
    pub standings: Vec<StandingFile>,
    /// Actors, countries and common nouns for people.
    pub registry: Registry,
    /// The places, if the files bring tables of their own; `None`: those that ship with the program.
    pub(crate) own_places: Option<Gazetteer>,
    /// What a preposition after an act introduces.
    pub prepositions: Prepositions,
    /// Words beside a place's name.
    pub(crate) place_words: PlaceWords,
    /// Words by which a name is known for a place's.
    pub(crate) toponym_words: ToponymWords,
    /// What weighs how much where a trained reader has read.
    pub(crate) second_stage: SecondStage,
    /// Wordings of acts; the values index `acts`.
    pub(crate) act_words: Lexicon,
    /// Every wording of an act with what it tells.
    pub(crate) acts: Vec<ActWording>,
    /// Verbs that carry an act told as a noun; the values index `supports`.
    pub(crate) support_words: Lexicon,
    /// Words that open the telling of another act than the one before ("elsewhere").
    pub(crate) apart_words: Lexicon,
    pub(crate) supports: Vec<Support>,
    /// Words for weapons; the values index `weapons`.
    pub(crate) weapon_words: Lexicon,
    /// Words that tell a weapon where the reader sees a means in them; the values index `weapons`.
    pub(crate) means_words: Lexicon,
    /// Words of outcome; the values index `outcome_wordings`.
    pub(crate) outcome_words: Lexicon,
    pub(crate) outcome_wordings: Vec<OutcomeUse>,
    /// Words of standing; the values index `standing_wordings`.
    pub(crate) standing_words: Lexicon,
    pub(crate) standing_wordings: Vec<StandingUse>,
    /// What each word of these lists can be.
    pub(crate) vocabulary: Vocabulary,
    /// What look-ups of words gave before.
    pub(crate) remembered: Remembered,
}

/// A wording of an act, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct ActWording {
    /// `None`: by the means.
    pub code: Option<SubEventType>,
    pub part: Part,
    pub weapons: Vec<String>,
    pub unless: Vec<String>,
    pub weak: bool,
    pub armed: bool,
    pub subject: Role,
    pub object: Role,
    pub standing: Option<Standing>,
    pub manner: Option<Manner>,
}

/// A wording of an outcome, ready for use.
#[derive(Clone, Debug)]
pub(crate) struct OutcomeUse {
    pub outcome: Outcome,
    pub part: Part,
    pub people: People,
    pub act: bool,
    pub unless: Vec<String>,
}

/// What a wording of standing tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StandingCue {
    Alleged,
    Denied,
    Foiled,
    Planned,
    Claim,
    Pattern,
    History,
    /// Denies doing it, not that it happened.
    Disowned,
    /// Words for speakers that are nobody in particular ("reports").
    Nobody,
    /// A war, an offensive: what it cost is a total.
    Campaign,
    /// Verbs of saying that the report does not vouch for.
    Doubted,
    /// A wish, a fear or an aim: nothing that happened.
    Unreal,
    /// Words of exercises, films, sport or business: the sentence tells no violence.
    Lookalike,
    Response,
}

#[derive(Clone, Debug)]
pub(crate) struct StandingUse {
    pub cue: StandingCue,
    pub part: Part,
    pub unless: Vec<String>,
}

impl Codebook {
    /// The codebook that ships with the program.
    ///
    /// # Errors
    /// If a file of it is faulty, which a test excludes.
    pub fn embedded() -> Result<&'static Codebook, CodebookError> {
        EMBEDDED.as_ref().map_err(Clone::clone)
    }

    /// Reads the codebook from its files: path below the codebook's folder → text. Other files are passed over.
    ///
    /// # Errors
    /// The first file whose text is no TOML of the described form, or names a code that does not exist.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Codebook, CodebookError> {
        let mut events: Vec<EventFile> = read_folder(files, "event/")?.into_iter().map(|(_, f)| f).collect();
        events.sort_by_key(|e: &EventFile| e.code.as_deref().and_then(SubEventType::from_code));
        let weapons: Vec<WeaponEntry> =
            read_folder(files, "weapon/")?.into_iter().flat_map(|(_, f): (_, WeaponFile)| f.weapon).collect();
        let outcomes: Vec<OutcomeFile> = read_folder(files, "outcome/")?.into_iter().map(|(_, f)| f).collect();
        let mut standings: Vec<StandingFile> = read_folder(files, "standing/")?.into_iter().map(|(_, f)| f).collect();
        standings.extend(read_folder(files, "response/")?.into_iter().map(|(_, f): (_, StandingFile)| f));
        let mut book = Codebook {
            prepositions: events.iter().find_map(|e| e.prepositions.clone()).unwrap_or_default(),
            registry: Registry::from_files(files)?,
            place_words: PlaceWords::from_files(files)?,
            toponym_words: read_folder(files, "toponym/")?.into_iter().next().map(|f| f.1).unwrap_or_default(),
            second_stage: read_folder(files, "learned/")?.into_iter().next().map(|f| f.1).unwrap_or_default(),
            own_places: own_places(files)?,
            supports: events.iter().flat_map(|e| e.support.clone()).collect(),
            act_words: Lexicon::default(),
            acts: Vec::new(),
            support_words: Lexicon::default(),
            apart_words: Lexicon::default(),
            weapon_words: Lexicon::default(),
            means_words: Lexicon::default(),
            outcome_words: Lexicon::default(),
            outcome_wordings: Vec::new(),
            standing_words: Lexicon::default(),
            standing_wordings: Vec::new(),
            vocabulary: Vocabulary::default(),
            remembered: Remembered::default(),
            events,
            weapons,
            outcomes,
            standings,
        };
        book.index()?;
        Ok(book)
    }

    /// Adds a compiled table of places ([`crate::Dump`]) under its path below the codebook's folder.
    ///
    /// # Errors
    /// If the bytes are no compiled table, or one that was cut short or changed.
    pub fn add_places(&mut self, path: &str, compiled: Vec<u8>) -> Result<(), CodebookError> {
        let places = self.own_places.take().unwrap_or_else(Gazetteer::of_program);
        let fault = |reason| CodebookError { file: path.to_string(), reason };
        self.own_places = Some(places.and(path, compiled).map_err(fault)?);
        Ok(())
    }

    /// The places that coding looks up names in.
    pub fn gazetteer(&self) -> &Gazetteer {
        self.own_places.as_ref().unwrap_or_else(|| Gazetteer::embedded())
    }

    fn index(&mut self) -> Result<(), CodebookError> {
        for file in &self.events {
            let code = known(file.code.as_deref(), SubEventType::from_code, "event/", "code")?;
            known(file.family.as_deref(), Family::from_code, "event/", "family")?;
            self.apart_words.add_all(&file.apart, 0);
            for entry in &file.wording {
                let wording = act_wording(code, entry)?;
                self.act_words.add_all(&entry.words, self.acts.len());
                self.acts.push(wording);
            }
        }
        for (i, support) in self.supports.iter().enumerate() {
            self.support_words.add_all(&support.words, i);
        }
        for (i, weapon) in self.weapons.iter().enumerate() {
            for code in [&weapon.event, &weapon.state_event, &weapon.other_event] {
                known(code.as_deref(), SubEventType::from_code, "weapon/", "event")?;
            }
            self.weapon_words.add_all(&weapon.words, i);
            self.weapon_words.add(&weapon.name, i);
            self.means_words.add_all(&weapon.words, i);
            self.means_words.add_all(&weapon.means, i);
        }
        self.index_outcomes()?;
        self.index_standings()?;
        self.index_words();
        Ok(())
    }

    fn index_words(&mut self) {
        let vocabulary = &mut self.vocabulary;
        vocabulary.add(self.act_words.first_words(), Uses::ACT);
        vocabulary.add(self.outcome_words.first_words(), Uses::OUTCOME);
        vocabulary.add(self.standing_words.first_words(), Uses::STANDING);
        vocabulary.add(self.weapon_words.first_words(), Uses::WEAPON);
        vocabulary.add(self.registry.people_words(), Uses::PEOPLE);
        vocabulary.add(&self.registry.group.belonging, Uses::BELONGING);
        vocabulary.add(&self.registry.group.ground, Uses::GROUND);
        let acts = self.acts.iter().flat_map(|w| &w.unless);
        let outcomes = self.outcome_wordings.iter().flat_map(|w| &w.unless);
        let standings = self.standing_wordings.iter().flat_map(|w| &w.unless);
        vocabulary.add(acts.chain(outcomes).chain(standings).chain(&self.registry.group.local_unless), Uses::UNDOING);
    }

    fn index_outcomes(&mut self) -> Result<(), CodebookError> {
        for file in &self.outcomes {
            let outcome = known(Some(&file.code), Outcome::from_code, "outcome/", "code")?;
            for w in &file.wording {
                self.outcome_words.add_all(&w.words, self.outcome_wordings.len());
                self.outcome_wordings.extend(outcome.map(|outcome| OutcomeUse {
                    outcome,
                    part: w.part,
                    people: w.people.unwrap_or(People::Object),
                    act: w.act,
                    unless: w.unless.clone(),
                }));
            }
        }
        Ok(())
    }

    fn index_standings(&mut self) -> Result<(), CodebookError> {
        for file in &self.standings {
            let cue = match file.code.as_str() {
                "alleged" => StandingCue::Alleged,
                "denied" => StandingCue::Denied,
                "disowned" => StandingCue::Disowned,
                "nobody" => StandingCue::Nobody,
                "doubted" => StandingCue::Doubted,
                "campaign" => StandingCue::Campaign,
                "foiled" => StandingCue::Foiled,
                "planned" => StandingCue::Planned,
                "claim" => StandingCue::Claim,
                "pattern" => StandingCue::Pattern,
                "history" => StandingCue::History,
                "response" => StandingCue::Response,
                "unreal" => StandingCue::Unreal,
                "lookalike" => StandingCue::Lookalike,
                other => return Err(unknown("standing/", "code", other)),
            };
            for w in &file.wording {
                self.standing_words.add_all(&w.words, self.standing_wordings.len());
                self.standing_wordings.push(StandingUse { cue, part: w.part, unless: w.unless.clone() });
            }
        }
        Ok(())
    }

    /// The entry by which a weapon was found: of several with one name, the one that has the report's word.
    pub(crate) fn weapon_used(&self, weapon: &WeaponUse, scene: &Scene<'_>) -> Option<&WeaponEntry> {
        let mention = scene.weapons.iter().find(|m| scene.span(&m.tokens) == weapon.span);
        mention.map(|m| &self.weapons[m.weapon]).or_else(|| self.weapons.iter().find(|w| w.name == weapon.weapon))
    }
}

/// Words beside a place's name, from `place/words.toml`.
#[derive(Debug, Default)]
pub(crate) struct PlaceWords {
    /// "northern", "eastern".
    pub parts: Vec<String>,
    /// Nouns for ground that can change hands.
    pub ground: Vec<String>,
    /// Head nouns with how wide a place each makes.
    pub heads: FxHashMap<String, Width>,
    /// Head nouns for second-level divisions.
    pub subdivision: Vec<String>,
    /// Nouns for parts of a town and for what stands in one.
    pub urban: Vec<String>,
    /// Nouns that mean the capital of the country that is spoken of.
    pub seat: Vec<String>,
    /// Nouns that mean the country that is spoken of.
    pub land: Vec<String>,
    /// Words before two names that say one spot together: "between", "corner".
    pub meeting: Vec<String>,
    /// Compass words with their bearing in degrees.
    pub directions: FxHashMap<String, f64>,
    /// Words for lengths with how many kilometres each is.
    pub units: FxHashMap<String, f64>,
    /// GeoNames' feature codes with the kind of place that each is.
    pub features: Vec<(String, String)>,
}

impl PlaceWords {
    fn from_files(files: &BTreeMap<String, String>) -> Result<PlaceWords, CodebookError> {
        let Some((_, f)) = read_folder::<PlaceWordsFile>(files, "place/")?.into_iter().next() else {
            return Ok(PlaceWords::default());
        };
        let mut heads = FxHashMap::default();
        for (words, width) in
            [(f.spot, Width::Spot), (f.district, Width::District), (f.province, Width::Province), (f.town, Width::Town)]
        {
            words.into_iter().for_each(|w| {
                heads.entry(w).or_insert(width);
            });
        }
        Ok(PlaceWords {
            parts: f.parts,
            ground: f.ground,
            heads,
            subdivision: f.subdivision,
            urban: f.urban,
            seat: f.seat,
            land: f.land,
            meeting: f.meeting,
            directions: f.directions.into_iter().collect(),
            units: f.units.into_iter().collect(),
            features: f.features,
        })
    }
}

/// Tables of places among the files, over ours where both have the same name.
fn own_places(files: &BTreeMap<String, String>) -> Result<Option<Gazetteer>, CodebookError> {
    let own: BTreeMap<&str, &str> = files
        .iter()
        .filter(|(path, _)| path.starts_with("place/") && !path.starts_with("place/points/") && path.ends_with(".tsv"))
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    if own.is_empty() {
        return Ok(None);
    }
    let gazetteer = Gazetteer::with_own(&own);
    gazetteer.map(Some).map_err(|(file, reason)| CodebookError { file, reason })
}

fn act_wording(code: Option<SubEventType>, entry: &WordingEntry) -> Result<ActWording, CodebookError> {
    Ok(ActWording {
        code,
        part: entry.part,
        weapons: entry.weapons.clone(),
        unless: entry.unless.clone(),
        weak: entry.weak,
        armed: entry.armed,
        subject: entry.subject.unwrap_or(Role::Initiator),
        object: entry.object.unwrap_or(Role::Target),
        standing: known(entry.standing.as_deref(), Standing::from_code, "event/", "standing")?,
        manner: entry.manner,
    })
}

fn known<T>(
    code: Option<&str>,
    find: impl Fn(&str) -> Option<T>,
    file: &str,
    key: &str,
) -> Result<Option<T>, CodebookError> {
    match code {
        None => Ok(None),
        Some(code) => find(code).map(Some).ok_or_else(|| unknown(file, key, code)),
    }
}

fn unknown(file: &str, key: &str, value: &str) -> CodebookError {
    CodebookError { file: file.to_string(), reason: format!("{key} = {value:?} is not in CODEBOOK.md") }
}

/// Every TOML file below `folder`, by path.
pub(crate) fn read_folder<T: for<'de> Deserialize<'de>>(
    files: &BTreeMap<String, String>,
    folder: &str,
) -> Result<Vec<(String, T)>, CodebookError> {
    files
        .iter()
        .filter(|(path, _)| path.starts_with(folder) && path.ends_with(".toml"))
        .map(|(path, text)| {
            let file = toml::from_str(text)
                .map_err(|e| CodebookError { file: path.clone(), reason: e.to_string().trim_end().to_string() })?;
            Ok((path.clone(), file))
        })
        .collect()
}
