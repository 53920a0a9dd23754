//! `dateline codes`: the codebook, from its files.
use crate::Outcome;
use crate::args::CodesArgs;
use anyhow::Result;
pub fn run(_args: &CodesArgs) -> Result<Outcome> {
    Ok(Outcome::Done)
}
