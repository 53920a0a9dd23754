//! # proposer: what a language model says that a report tells
//!
//! In:       CodedReport; answers of an endpoint in OpenAI's form, or of a file that kept them
//! Out:      record::Proposals: values with words that stand in the report
//! Never:    change a record; believe an answer; follow what a report says; fail over an endpoint
//! Start at: Proposer

mod answer;
mod cache;
mod endpoint;
mod question;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use record::{CodedReport, Proposals};

use cache::Cache;
use endpoint::Endpoint;

pub use cache::Error;

/// After so many reports in a row that the endpoint failed on, it is not asked again in this run.
const GIVEN_UP_AFTER: u32 = 3;

/// Asks a language model what reports tell.
#[derive(Debug)]
pub struct Proposer {
    endpoint: Endpoint,
    cache: Mutex<Cache>,
    failures: AtomicU32,
}

impl Proposer {
    /// A model at an endpoint (`http://localhost:11434/v1`), with the key that it wants, if any, and how long one
    /// answer may take. Answers are kept in a file.
    ///
    /// # Errors
    /// If the file of answers cannot be read or written.
    pub fn open(
        url: &str,
        model: &str,
        key: Option<String>,
        timeout: Duration,
        answers: &Path,
    ) -> Result<Proposer, Error> {
        let endpoint = Endpoint::new(url, model, key, timeout);
        Ok(Proposer { endpoint, cache: Mutex::new(Cache::open(answers)?), failures: AtomicU32::new(0) })
    }

    /// The model's name.
    pub fn model(&self) -> &str {
        &self.endpoint.model
    }

    /// What the model proposes for a report: what it answered before, if it was asked the same.
    pub fn propose(&self, coded: &CodedReport) -> Proposals {
        let none = |reason: String| Proposals {
            by: self.endpoint.model.clone(),
            failed: Some(reason),
            ..Proposals::default()
        };
        let Some(question) = question::of(coded, &self.endpoint.model) else {
            return none("the report is longer than a model is asked about".to_string());
        };
        match self.answer(&question.to_string()) {
            Ok(answer) => answer::read(&answer, coded, &self.endpoint.model),
            Err(reason) => none(reason),
        }
    }

    fn answer(&self, question: &str) -> Result<String, String> {
        let lock = || self.cache.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = lock().get(question) {
            return Ok(known);
        }
        if self.failures.load(Ordering::Relaxed) >= GIVEN_UP_AFTER {
            return Err("it failed before and is not asked again".to_string());
        }
        let answer = self.endpoint.ask(question).inspect_err(|_| {
            self.failures.fetch_add(1, Ordering::Relaxed);
        })?;
        self.failures.store(0, Ordering::Relaxed);
        lock().keep(question, &answer)?;
        Ok(answer)
    }
}
