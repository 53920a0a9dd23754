//! `dateline serve`: the store as pages in a browser.

mod atlas;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use dateline::{linking, typed};
use desk::{Bounds, CodebookFile, Label, Options, Program, Refused, Typed};
use record::{Date, Event, Key, LatLon, Telling};
use serde_json::Value;
use store::Store;
use tokio::net::TcpListener;

use super::store::who;
use crate::args::ServeArgs;
use crate::codebook::InUse;
use crate::{Outcome, codebook};
use atlas::Atlas;

/// Fewest letters of a token: one that can be guessed is none.
const SHORTEST_TOKEN: usize = 12;

/// Answers a browser until the user ends it.
pub fn run(args: ServeArgs) -> Result<Outcome> {
    let token = args.token_file.as_deref().map(token).transpose()?;
    let local = args.listen.ip().is_loopback();
    if !local && token.is_none() {
        bail!("--listen {}: others can reach this address, so --token-file is needed", args.listen);
    }
    // Whoever may write it brings an older store up to date; a new project begins with an empty one.
    if !args.read_only {
        Store::open_or_create(&args.store.path)?;
    }
    let files = codebook::texts(args.codebook.dir.as_deref())?;
    let files = files.into_iter().map(|(path, text)| CodebookFile { path, text }).collect();
    let program = Arc::new(Stages {
        files,
        atlas: Atlas::default(),
        folder: args.codebook.dir.clone(),
        codebook: OnceLock::new(),
    });
    let options = Options {
        store: args.store.path.clone(),
        read_only: args.read_only,
        reviewer: who(args.by.as_deref()),
        token,
        local,
        basemap: args.basemap.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind(args.listen).await.with_context(|| format!("--listen {}", args.listen))?;
        let at = listener.local_addr()?;
        let name = if local { format!("localhost:{}", at.port()) } else { at.to_string() };
        anstream::println!("http://{name}");
        anstream::eprintln!("dateline: {} is on the desk; Ctrl-C ends it", args.store.path.display());
        desk::serve(listener, options, program, ended()).await.with_context(|| args.store.path.display().to_string())
    })?;
    Ok(Outcome::Done)
}

/// The first line of a file that holds a token.
fn token(file: &Path) -> Result<String> {
    let text = std::fs::read_to_string(file).with_context(|| format!("--token-file {}", file.display()))?;
    let token = text.lines().next().unwrap_or_default().trim().to_string();
    if token.len() < SHORTEST_TOKEN {
        bail!("--token-file {}: a token has {SHORTEST_TOKEN} letters at least", file.display());
    }
    Ok(token)
}

/// Until Ctrl-C.
async fn ended() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// The stages, as the desk asks for them.
struct Stages {
    files: Vec<CodebookFile>,
    atlas: Atlas,
    /// The user's own files of the codebook.
    folder: Option<PathBuf>,
    /// Opened when a name is first looked up, so that a desk at rest stays small.
    codebook: OnceLock<Result<InUse, String>>,
}

impl Stages {
    fn opened(&self) -> Result<&InUse, String> {
        let open = || codebook::open(self.folder.as_deref()).map_err(|error| format!("{error:#}"));
        self.codebook.get_or_init(open).as_ref().map_err(String::clone)
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
        typed::read(typed, self.opened().map_err(Refused::Form)?)
    }

    fn codebook(&self) -> Vec<CodebookFile> {
        self.files.clone()
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
