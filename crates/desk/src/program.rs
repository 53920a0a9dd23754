use std::path::Path;

use record::{Date, Event, EventReport, Key, LatLon, Span, Telling};
use serde_json::Value;
use store::{Part, RunId, RunNote, Store};

use crate::Bounds;

/// What the program does for the desk, which itself neither codes nor links. Faults come back as sentences for a person.
pub trait Program: Send + Sync {
    /// Links what a decision or an upload touched.
    ///
    /// # Errors
    /// Why the store could not be read or written.
    fn relink(&self, store: &mut Store) -> Result<(), String>;

    /// The value of a part that a person typed, as [`Store::edit`] takes it. Names are looked up in gazetteer and registry,
    /// which are opened when they are first needed.
    ///
    /// # Errors
    /// Why the words are no value yet.
    fn read_value(&self, typed: &Typed) -> Result<Value, Refused>;

    /// The event of an event report as it stood at the end of a day, with its tellings; `None` if it was not known by then.
    ///
    /// # Errors
    /// Why the store could not be read.
    fn as_of(&self, store: &Store, event_report: Key, day: Date) -> Result<Option<(Event, Vec<Telling>)>, String>;

    /// Reads, codes and adds the reports of uploaded files, and links them, as one run: whatever a file has against it is
    /// noted with the run, and the others are done. `told` hears the run first.
    ///
    /// # Errors
    /// Why the store could not be written, or codebook and reader not be opened.
    fn take_in(&self, store: &mut Store, upload: &Upload, told: &mut dyn FnMut(Taken)) -> Result<(), String>;

    /// The files of the codebook in use, by path.
    fn codebook(&self) -> &[CodebookFile];

    /// The name of a country by its ISO 3166 alpha-3 code; `None` if no country has it.
    fn country_name(&self, code: &str) -> Option<String>;

    /// A point that stands for a country, by its ISO 3166 alpha-3 code, or for a first-level division of it; `None` if it is
    /// not known. No event is there for that.
    fn area_point(&self, country: &str, admin1: Option<&str>) -> Option<LatLon>;

    /// The best-known places within a part of the map, at most so many, the best-known first.
    fn labels(&self, bounds: Bounds, at_most: usize) -> Vec<Label>;
}

/// Files that were uploaded.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// The folder in which each lies, in a folder of its own, under its name.
    pub folder: &'a Path,
    /// Their names.
    pub names: &'a [String],
    /// What could not be taken from who sent it: it is noted with the run.
    pub failed: &'a [RunNote],
    /// Who sent them.
    pub by: &'a str,
}

/// How far an upload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It has begun.
    Begun(RunId),
    /// So many more reports are done.
    Reports(usize),
    /// All reports are in the store; their events are made.
    Linking,
}

/// A file of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CodebookFile {
    /// Its path in the codebook, as "event/attack.toml".
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What a person typed for a part of an event report.
#[derive(Clone, Copy, Debug)]
pub struct Typed<'a> {
    /// The part.
    pub part: Part,
    /// What was typed, in the form that [`review::form`](crate::review::form) tells.
    pub words: &'a str,
    /// The event report as it is.
    pub event: &'a EventReport,
    /// The text of its report.
    pub text: &'a str,
    /// What was selected in the text for it, in bytes; `None` if nothing was: then the words are looked for.
    pub span: Option<Span>,
    /// Who typed it.
    pub by: &'a str,
    /// Which of several readings is meant, from 0, in the order in which names with several stand in the words.
    pub chosen: &'a [usize],
}

/// Why words are no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// They cannot be one; with what is expected, as a sentence.
    Form(String),
    /// A name has several readings, and none of them was chosen yet.
    Choose {
        /// Which name, as "Which Tripoli?".
        question: String,
        /// The readings, the likeliest first, each in one line with what tells it from the others.
        options: Vec<String>,
    },
}

/// A name on the map.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Label {
    /// The place's name.
    pub name: String,
    /// What it is, as "country" or "town".
    pub kind: &'static str,
    /// Its latitude and longitude, WGS84.
    #[serde(flatten)]
    pub point: LatLon,
    /// Inhabitants; 0 if not known or none.
    pub population: u64,
}
