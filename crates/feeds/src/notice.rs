//! New events, told to an address.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;
use ureq::Agent;
use url::Url;

use crate::client::{http, origin, unreached};
use crate::{Config, pace};

/// The longest that an address may take to answer.
const TIMEOUT: Duration = Duration::from_secs(15);

/// How long an address that failed once is left alone.
const FIRST_WAIT: Duration = Duration::from_secs(60);

/// An address that is told of new events. The user named it, so that it may be anywhere; where it redirects to is not asked.
#[derive(Debug)]
pub struct Webhook {
    agent: Agent,
    url: Url,
    failures: u32,
    next: Timestamp,
}

impl Webhook {
    /// The address that a configuration names, if it names one.
    pub fn of(config: &Config) -> Option<Webhook> {
        let url = config.notify.webhook.clone()?;
        Some(Webhook { agent: http(config, TIMEOUT).into(), url, failures: 0, next: Timestamp::UNIX_EPOCH })
    }

    /// Whether it may be told now; after a failure it is left alone for a while.
    pub fn is_free(&self) -> bool {
        Timestamp::now() >= self.next
    }

    /// Sends something.
    ///
    /// # Errors
    /// What is the matter with the address, in words, if it did not take it.
    pub fn send(&mut self, notice: &Value) -> Result<(), String> {
        let sent = self.agent.post(self.url.as_str()).content_type("application/json").send(notice.to_string());
        let said = match sent {
            Ok(answer) if answer.status().is_success() => {
                self.failures = 0;
                return Ok(());
            }
            Ok(answer) => format!("it answers {}", answer.status().as_u16()),
            Err(error) => unreached(&error),
        };
        let wait = pace::back_off(FIRST_WAIT, self.failures).min(Duration::from_secs(60 * 60));
        self.failures += 1;
        self.next = pace::after(Timestamp::now(), wait);
        // What stands behind the host is often a secret that lets anybody send something.
        Err(format!("the webhook at {}: {said}; new events are told when it takes them", origin(&self.url)))
    }
}
