//! `dateline serve`: the store as pages in a browser.

mod atlas;
mod stages;

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use desk::Options;
use stages::Stages;
use store::Store;
use tokio::net::TcpListener;

use super::store::who;
use crate::Outcome;
use crate::args::ServeArgs;

/// Fewest letters of a token: one that can be guessed is none.
const SHORTEST_TOKEN: usize = 12;

/// Answers a browser until the user ends it.
pub fn run(args: ServeArgs) -> Result<Outcome> {
    let token = args.token_file.as_deref().map(token).transpose()?;
    let local = args.listen.ip().is_loopback();
    if !local && token.is_none() {
        bail!("--listen {}: others can reach this address, so --token-file is needed", args.listen);
    }
    args.basemap.as_deref().map(check_basemap).transpose()?;
    // Whoever may write it brings an older store up to date; a new project begins with an empty one.
    if args.read_only {
        // What cannot be opened is told before an address is given.
        Store::open_read_only(&args.store.path)?;
    } else {
        Store::open_or_create(&args.store.path).map_err(|error| match error {
            store::Error::ReadOnly { .. } => anyhow!("{error}; with --read-only it can be looked at"),
            other => other.into(),
        })?;
    }
    let program = Arc::new(Stages::new(args.codebook.dir, args.reader)?);
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
        let store = store::shown(&args.store.path);
        anstream::eprintln!("dateline: {} is on the desk; Ctrl-C ends it", store.display());
        desk::serve(listener, options, program, ended()).await.with_context(|| store.display().to_string())
    })?;
    Ok(Outcome::Done)
}

/// Whether a file is a map as PMTiles, version 3: a browser would only show an empty sea.
fn check_basemap(file: &Path) -> Result<()> {
    let mut head = [0; 8];
    let mut opened = File::open(file).with_context(|| format!("--basemap {}", file.display()))?;
    if opened.read_exact(&mut head).is_err() || head != *b"PMTiles\x03" {
        bail!("--basemap {}: is no PMTiles file of version 3", file.display());
    }
    Ok(())
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
