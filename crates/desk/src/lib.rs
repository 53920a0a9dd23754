//! # desk: a store as pages in a browser on this machine
//!
//! In:       a store's file, requests, a Program that codes and links
//! Out:      pages, the same as JSON, CSV and GeoJSON; a reviewer's decisions, into the store
//! Never:    code or link; ask another machine for anything; run what a report says
//! Start at: serve
//!
//! Each page is one module: it asks the store, makes a `Sheet` of what it found, and the sheet is
//! answered as the address asks: as a page, or with `.json`, `.csv` or `.geojson` after the path as its data.

mod analysis;
mod asset;
mod cache;
mod codebook;
pub mod deciding;
mod event;
mod failure;
mod filter;
mod guard;
mod overview;
mod program;
mod report;
mod reports;
pub mod review;
mod runs;
mod sheet;
mod state;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::from_fn_with_state;
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::serve::Listener;
use tower::{Layer, util::MapRequestLayer};
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;

pub use overview::Bounds;
pub use program::{CodebookFile, Label, Program, Refused, Taken, Typed, Upload};

use state::Shared;

/// What the desk is told when it opens.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The store.
    pub store: PathBuf,
    /// Nothing can be changed.
    pub read_only: bool,
    /// Who decides, unless the browser names somebody else.
    pub reviewer: String,
    /// What whoever comes in must know; `None` lets everybody in, which is for this machine alone.
    pub token: Option<String>,
    /// Whether requests must name this machine (`localhost`, `127.0.0.1`): so no site elsewhere reaches the desk through
    /// the reader's own browser.
    pub local: bool,
    /// A base map in place of the coastlines and borders that ship with the program.
    pub basemap: Option<PathBuf>,
}

/// How long requests under way have once the desk is to end: a browser that says nothing more does not keep it open.
const GRACE: Duration = Duration::from_secs(5);

/// Answers requests until `stop` is done. Requests under way are answered first.
///
/// # Errors
/// Whatever keeps the store from being opened.
pub async fn serve<L>(
    listener: L,
    options: Options,
    program: Arc<dyn Program>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), std::io::Error>
where
    L: Listener,
    L::Addr: std::fmt::Debug,
{
    let shared = Shared::open(options, program).map_err(std::io::Error::other)?;
    let app = MapRequestLayer::new(sheet::name_twin).layer(routes(shared));
    let service = axum::ServiceExt::<Request>::into_make_service(app);
    let (stopped, stopping) = tokio::sync::oneshot::channel();
    let stop = async {
        stop.await;
        // Nobody waits for it where the server has ended by itself.
        let _ = stopped.send(());
    };
    let server = tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(stop).into_future());
    // Fails where the server ended by itself: then it says why.
    let asked = stopping.await.is_ok();
    let patience = if asked { GRACE } else { Duration::MAX };
    match tokio::time::timeout(patience, server).await {
        Ok(ended) => ended.map_err(std::io::Error::other)?,
        Err(_) => Ok(()),
    }
}

/// Every page, by its address. Each can be asked for with `.json`, `.csv` or `.geojson` behind it.
fn routes(shared: Shared) -> Router {
    let pages = Router::new()
        .route("/", get(|| async { Redirect::to("/events") }))
        .route("/events", get(overview::page))
        .route("/events/{key}", get(event::page))
        .route("/events/{key}/merge", post(event::merge))
        .route("/events/{key}/split", post(event::split))
        .route("/events/{key}/undo", post(event::undo))
        .route("/reports/{key}", get(report::page))
        .route("/reports/{key}/correct", post(report::correct))
        .route("/events/map", get(overview::map))
        .route("/map/names", get(overview::labels))
        .route("/suggest", get(overview::suggest))
        .route("/review", get(review::page::page))
        .route("/review/decide", post(review::act::decide))
        .route("/review/undo", post(review::act::undo))
        .route("/log", get(review::log::page))
        .route("/log/undo", post(review::log::take_back))
        .route("/runs", get(runs::page).post(runs::upload).layer(DefaultBodyLimit::max(runs::MOST_BYTES)))
        .route("/runs/{run}", get(runs::one))
        .route("/codebook", get(codebook::page))
        .route("/codebook/code/{code}", get(codebook::code))
        .route("/codebook/{*path}", get(codebook::file))
        .route("/review/many", get(review::act::many).post(review::act::accept))
        .route("/reports", get(reports::page))
        .route("/actors", get(analysis::actors::page))
        .route("/actors/dyads", get(analysis::dyads::page))
        .route("/actors/{actor}", get(analysis::actor::page))
        .route("/tallies", get(analysis::tallies::page))
        .route("/tallies/{key}", get(analysis::tallies::one))
        .route("/chains", get(analysis::chains::page))
        .route("/chains/{key}", get(analysis::chains::one))
        .route("/trends", get(analysis::trends::page))
        .route("/static/{*path}", get(asset::fixed))
        .route("/assets/{*path}", get(asset::built))
        .route("/sign-in", get(guard::form).post(guard::sign_in))
        .fallback(failure::nowhere)
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(shared.clone(), cache::remember));
    // A map of gigabytes is read piece by piece, and neither kept nor compressed again.
    let pages = match &shared.options.basemap {
        Some(file) => pages.route_service("/basemap", ServeFile::new(file)),
        None => pages,
    };
    pages.layer(from_fn_with_state(shared.clone(), guard::watch)).with_state(shared)
}
