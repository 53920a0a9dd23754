//! `dateline mcp`: a store, asked by a program over standard input.

use anyhow::{Context, Result};
use mcp::Server;

use super::store::reading;
use crate::Outcome;
use crate::args::McpArgs;

/// Answers until whoever asks goes away.
pub fn run(args: &McpArgs) -> Result<Outcome> {
    let server = Server::new(reading(&args.store.path)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(mcp::serve(server)).with_context(|| store::shown(&args.store.path).display().to_string())?;
    // A read of standard input that is still waited for must not keep the program from ending.
    runtime.shutdown_background();
    Ok(Outcome::Done)
}
