//! The arguments for a language model beside rules and reader.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use clap::Args;
use proposer::Proposer;

/// The environment variable that holds the key of an endpoint.
const KEY: &str = "DATELINE_PROPOSE_KEY";

#[derive(Args)]
pub struct ProposeArg {
    /// Ask a language model at this endpoint (OpenAI's form) for values that rules and reader leave open; see docs/language-model.md
    #[arg(long, value_name = "URL", requires = "propose_model")]
    pub propose_with: Option<String>,
    /// The language model, by the endpoint's name for it
    #[arg(long, value_name = "NAME", requires = "propose_with")]
    pub propose_model: Option<String>,
    /// Where the language model's answers are kept, so that a run again asks nothing anew
    #[arg(long, value_name = "FILE", default_value = "dateline-answers.jsonl")]
    pub propose_answers: PathBuf,
    /// The longest that one answer of the language model may take
    #[arg(long, value_name = "TIME", default_value = "120s", value_parser = humantime::parse_duration)]
    pub propose_timeout: Duration,
}

impl ProposeArg {
    /// Whoever proposes; `None` unless it was asked for.
    pub fn open(&self) -> Result<Option<Proposer>> {
        let (Some(url), Some(model)) = (&self.propose_with, &self.propose_model) else { return Ok(None) };
        if !url.starts_with("http://") && !url.starts_with("https://") {
            bail!("--propose-with {url}: is no address that begins with http:// or https://");
        }
        if url.contains(['@', '?', '#']) {
            bail!("--propose-with: an address without name, password or parameters is wanted; a key goes into {KEY}");
        }
        if self.propose_timeout.is_zero() {
            bail!("--propose-timeout: no time is too little for an answer");
        }
        let key = std::env::var(KEY).ok().map(|key| key.trim().to_string()).filter(|key| !key.is_empty());
        Ok(Some(Proposer::open(url, model, key, self.propose_timeout, &self.propose_answers)?))
    }
}
