//! The stages, as the desk asks for them.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use anyhow::Result;
use dateline::intake::{self, Intake, Told};
use dateline::{linking, typed};
use desk::{Bounds, CodebookFile, Label, Program, Refused, Taken, Typed, Upload};
use jiff::Timestamp;
use reader::Reader;
use record::{Date, Event, Key, LatLon, Telling};
use serde_json::Value;
use store::Store;

use super::atlas::Atlas;
use crate::args::ReaderArg;
use crate::codebook::{self, InUse};
use crate::command::store::CODER;

/// What the desk's requests are answered with. Codebook and reader are opened when they are first needed, so that a desk at
/// rest stays small.
pub struct Stages {
    files: Vec<CodebookFile>,
    atlas: Atlas,
    /// The user's own files of the codebook.
    folder: Option<PathBuf>,
    reader: ReaderArg,
    opened: OnceLock<Result<InUse, String>>,
    read: OnceLock<Result<Option<&'static Reader>, String>>,
}

impl Stages {
    /// Reads the files of the codebook, and nothing else.
    pub fn new(folder: Option<PathBuf>, reader: ReaderArg) -> Result<Stages> {
        let files = codebook::texts(folder.as_deref())?;
        let files = files.into_iter().map(|(path, text)| CodebookFile { path, text }).collect();
        Ok(Stages { files, atlas: Atlas::default(), folder, reader, opened: OnceLock::new(), read: OnceLock::new() })
    }

    fn codebook(&self) -> Result<&InUse, String> {
        let open = || codebook::open(self.folder.as_deref()).map_err(|error| format!("{error:#}"));
        self.opened.get_or_init(open).as_ref().map_err(String::clone)
    }

    fn reader(&self) -> Result<Option<&'static Reader>, String> {
        self.read.get_or_init(|| self.reader.open().map_err(|error| format!("{error:#}"))).clone()
    }

    fn intake<'a>(&'a self, upload: &Upload<'a>) -> Result<Intake<'a>, String> {
        let options = codebook::ingest_options(self.folder.as_deref(), None).map_err(|error| format!("{error:#}"))?;
        Ok(Intake {
            codebook: self.codebook()?,
            reader: self.reader()?,
            proposer: None,
            options,
            coder: CODER,
            stop: Arc::new(AtomicBool::new(false)),
            within: Some(upload.folder),
        })
    }
}

impl Program for Stages {
    fn relink(&self, store: &mut Store) -> Result<(), String> {
        linking::relink(store).map_err(|error| error.to_string())
    }

    fn as_of(&self, store: &Store, event_report: Key, day: Date) -> Result<Option<(Event, Vec<Telling>)>, String> {
        linking::as_of(store, event_report, day).map_err(|error| error.to_string())
    }

    fn read_value(&self, typed: &Typed) -> Result<Value, Refused> {
        typed::read(typed, self.codebook().map_err(Refused::Form)?)
    }

    fn take_in(&self, store: &mut Store, upload: &Upload, told: &mut dyn FnMut(Taken)) -> Result<(), String> {
        let said = |error: store::Error| error.to_string();
        let asked = format!("by {}: {}", upload.by, upload.names.join(" "));
        let run = store.begin_run("upload", CODER, &asked, Timestamp::now()).map_err(said)?;
        told(Taken::Begun(run));
        store.note_run(run, upload.failed).map_err(said)?;
        let intake = self.intake(upload)?;
        let sources = ingest::sources(&[upload.folder.to_path_buf()]);
        let mut hear = |heard: Told| match heard {
            Told::Left(_) | Told::Broke(_) | Told::Coded(_) => told(Taken::Reports(1)),
            Told::Known(known) => told(Taken::Reports(known)),
            Told::Sources(_) | Told::Proposed(..) => {}
        };
        let mut counts = intake::take_in(store, run, sources, &intake, &mut hear).map_err(said)?;
        counts.failed += upload.failed.len() as u64;
        store.count_run(run, &counts).map_err(said)?;
        told(Taken::Linking);
        self.relink(store)?;
        store.end_run(run, Timestamp::now()).map_err(said)
    }

    fn codebook(&self) -> &[CodebookFile] {
        &self.files
    }

    fn country_name(&self, code: &str) -> Option<String> {
        self.atlas.country(code).map(|place| place.name.to_string())
    }

    fn area_point(&self, country: &str, admin1: Option<&str>) -> Option<LatLon> {
        self.atlas.area(country, admin1).and_then(|place| place.point)
    }

    fn labels(&self, bounds: Bounds, at_most: usize) -> Vec<Label> {
        self.atlas.labels(bounds, at_most)
    }
}
