//! One request: who is asked, how long after the last, what of the answer is believed.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;
use rustls::CertificateError;
use ureq::http::{Response, header};
use ureq::tls::TlsConfig;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};
use url::Url;

use crate::Config;
use crate::address::{Guarded, Named, Private};
use crate::pace;
use crate::robots::{self, Rules};

/// How long a host is left alone that says "later" without saying when.
const LATER: Duration = Duration::from_secs(5 * 60);

/// A host that does not want to be asked for longer than this is left for later, so that others have their turn.
const WORTH_WAITING: Duration = Duration::from_secs(30);

/// How long a robots.txt that could not be had closes its host.
const CLOSED_FOR: Duration = Duration::from_secs(10 * 60);

/// What became of a request.
#[derive(Debug)]
pub(crate) enum Answer {
    /// Something came.
    Came(Box<Came>),
    /// What came the last time still holds.
    Unchanged,
    /// The host asks to be left alone for so long.
    Later(Duration, String),
    /// It failed this time.
    Failed(String),
    /// It would fail any time.
    Never(String),
}

/// What came.
#[derive(Debug)]
pub(crate) struct Came {
    /// Where it was found, after all redirections.
    pub(crate) url: Url,
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
    pub(crate) validators: Validators,
}

/// What a server knows a state of something by: given back to it, so that it need not send that state again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Validators {
    pub(crate) etag: Option<String>,
    pub(crate) modified: Option<String>,
}

/// What is known of a host.
#[derive(Clone, Debug, Default)]
pub(crate) struct Host {
    /// Not asked before.
    pub(crate) next: Timestamp,
    /// What its robots.txt says; `None` before it was asked.
    pub(crate) rules: Option<Rules>,
    /// How long that holds.
    pub(crate) rules_until: Timestamp,
    /// Whether any of this is not in the state yet.
    pub(crate) unsaved: bool,
}

/// Asks servers.
#[derive(Debug)]
pub(crate) struct Client {
    agent: Agent,
    named: Named,
    hosts: Mutex<HashMap<String, Host>>,
    redirects: u32,
    most_bytes: u64,
    pause: Duration,
    /// The longest that a host's turn is waited for.
    patience: Duration,
    robots_for: Duration,
}

impl Client {
    /// A client that knows these hosts. With `once` there is no later: it waits for any pause that is between two requests.
    pub(crate) fn new(config: &Config, hosts: HashMap<String, Host>, once: bool) -> Client {
        let named = Named::of(config);
        let resolver = Guarded { named: named.clone(), names: DefaultResolver::default() };
        Client {
            agent: Agent::with_parts(http(config, config.timeout), DefaultConnector::default(), resolver),
            named,
            hosts: Mutex::new(hosts),
            redirects: config.redirects,
            most_bytes: config.largest_mib << 20,
            pause: config.pause,
            patience: if once { 2 * config.pause.max(robots::LONGEST_PAUSE) } else { WORTH_WAITING },
            robots_for: config.robots_for,
        }
    }

    /// The hosts of which more is known than was when this was asked last.
    pub(crate) fn news_of_hosts(&self) -> Vec<(String, Host)> {
        let mut hosts = self.lock();
        let news = hosts
            .iter_mut()
            .filter_map(|(origin, host)| std::mem::take(&mut host.unsaved).then(|| (origin.clone(), host.clone())));
        news.collect()
    }

    /// When a host may be asked again.
    pub(crate) fn free_at(&self, origin: &str) -> Timestamp {
        self.lock().get(origin).map_or(Timestamp::UNIX_EPOCH, |host| host.next)
    }

    /// Whether a host may be asked so soon that it is worth waiting for.
    pub(crate) fn is_free(&self, origin: &str, now: Timestamp) -> bool {
        self.free_at(origin) <= pace::after(now, self.patience)
    }

    /// A thread that broke down while it held the lock leaves nothing half done.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Host>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is known of the host of an address.
    fn with_host<T>(&self, url: &Url, change: impl FnOnce(&mut Host) -> T) -> T {
        let mut hosts = self.lock();
        let host = hosts.entry(origin(url)).or_default();
        host.unsaved = true;
        change(host)
    }

    /// Asks for something, along its redirections, as robots.txt lets it.
    pub(crate) fn ask(&self, url: &Url, validators: &Validators) -> Answer {
        let mut url = url.clone();
        let mut passed: Vec<Url> = Vec::new();
        loop {
            url.set_fragment(None);
            if let Some(reason) = self.named.refuses(&url) {
                return Answer::Never(reason);
            }
            let pause = match self.pause_if_allowed(&url) {
                Ok(pause) => pause,
                Err(answer) => return answer,
            };
            if let Err(answer) = self.wait(&url, pause) {
                return answer;
            }
            let response = match self.send(&url, validators) {
                Ok(response) => response,
                Err(error) => return said(&error),
            };
            match self.next_hop(&url, &response, &mut passed) {
                Ok(Some(next)) => url = next,
                Ok(None) => return self.read(url, response),
                Err(answer) => return answer,
            }
        }
    }

    /// Where a response sends us; `None` if it is the answer.
    fn next_hop(&self, url: &Url, response: &Response<Body>, passed: &mut Vec<Url>) -> Result<Option<Url>, Answer> {
        if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
            return Ok(None);
        }
        let location = value(response, header::LOCATION);
        let next = location.as_deref().and_then(|location| url.join(location).ok());
        let next = next.ok_or_else(|| Answer::Failed("it redirects to no address".to_string()))?;
        passed.push(url.clone());
        if passed.contains(&next) {
            return Err(Answer::Failed("it redirects in circles".to_string()));
        }
        if passed.len() > self.redirects as usize {
            return Err(Answer::Failed(format!("it redirects more than {} times", self.redirects)));
        }
        Ok(Some(next))
    }

    fn send(&self, url: &Url, validators: &Validators) -> Result<Response<Body>, ureq::Error> {
        let mut request = self.agent.get(url.as_str());
        if let Some(etag) = &validators.etag {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(modified) = &validators.modified {
            request = request.header(header::IF_MODIFIED_SINCE, modified);
        }
        request.call()
    }

    fn read(&self, url: Url, response: Response<Body>) -> Answer {
        let status = response.status().as_u16();
        match status {
            200 | 203 => {}
            304 => return Answer::Unchanged,
            429 | 503 => {
                let wait = self.left_alone(&url, &response).unwrap_or_else(|| self.leave_alone(&url, LATER));
                return Answer::Later(wait, format!("it answers {status}"));
            }
            408 | 425 | 500.. => return Answer::Failed(format!("it answers {status}")),
            400.. => return Answer::Never(format!("it answers {status}")),
            _ => return Answer::Failed(format!("it answers {status}, which is nothing that can be read")),
        }
        let content_type = value(&response, header::CONTENT_TYPE);
        let validators =
            Validators { etag: value(&response, header::ETAG), modified: value(&response, header::LAST_MODIFIED) };
        match whole(response, self.most_bytes) {
            Ok(bytes) => Answer::Came(Box::new(Came { url, bytes, content_type, validators })),
            Err(reason) => Answer::Failed(reason),
        }
    }

    /// Waits for the turn of a request to a host, and notes when the next may be.
    fn wait(&self, url: &Url, pause: Duration) -> Result<(), Answer> {
        let now = Timestamp::now();
        let wait = self.with_host(url, |host| {
            let turn = host.next.max(now);
            let wait = Duration::try_from(turn.duration_since(now)).unwrap_or_default();
            if wait > self.patience.max(2 * pause) {
                return Err(Answer::Later(wait, "its host wants to be left alone".to_string()));
            }
            host.next = pace::after(turn, pause);
            Ok(wait)
        })?;
        thread::sleep(wait);
        Ok(())
    }

    /// Leaves a host alone for as long as its answer asks for; `None` if it does not say for how long.
    fn left_alone(&self, url: &Url, response: &Response<Body>) -> Option<Duration> {
        let asked = value(response, header::RETRY_AFTER)?;
        Some(self.leave_alone(url, pace::retry_after(&asked, Timestamp::now())?))
    }

    fn leave_alone(&self, url: &Url, wait: Duration) -> Duration {
        let until = pace::after(Timestamp::now(), wait);
        self.with_host(url, |host| host.next = host.next.max(until));
        wait
    }

    /// How long to pause between requests to the host of an address, or why it is not to be asked for.
    fn pause_if_allowed(&self, url: &Url) -> Result<Duration, Answer> {
        let known = self.lock().get(&origin(url)).cloned().unwrap_or_default();
        let now = Timestamp::now();
        let rules = match known.rules {
            Some(rules) if now < known.rules_until => rules,
            before => self.ask_robots(url, before)?,
        };
        match rules.allow(url.as_str()) {
            (true, pause) => Ok(pause.unwrap_or_default().max(self.pause)),
            (false, _) if rules == Rules::Closed => Err(closed("")),
            (false, _) => Err(Answer::Never("its robots.txt does not let programs ask for it".to_string())),
        }
    }

    /// Asks for a robots.txt. If it cannot be had, what it said `before` holds a little longer.
    fn ask_robots(&self, url: &Url, before: Option<Rules>) -> Result<Rules, Answer> {
        let (rules, holds, reason) = match self.robots_of(url)? {
            Ok(rules) => (rules, self.robots_for, String::new()),
            Err(reason) => (before.unwrap_or(Rules::Closed), self.robots_for.min(CLOSED_FOR), reason),
        };
        let until = pace::after(Timestamp::now(), holds);
        self.with_host(url, |host| (host.rules, host.rules_until) = (Some(rules.clone()), until));
        match rules {
            Rules::Closed => Err(closed(&format!(" ({reason})"))),
            rules => Ok(rules),
        }
    }

    /// What a host's robots.txt says now, or why it cannot be had; an answer where the host is not to be asked at all. Its own
    /// redirections are followed wherever else they may lead.
    fn robots_of(&self, url: &Url) -> Result<Result<Rules, String>, Answer> {
        let Ok(mut at) = url.join("/robots.txt") else { return Ok(Ok(Rules::Open)) };
        let mut passed = Vec::new();
        loop {
            self.wait(&at, self.pause)?;
            let response = match self.send(&at, &Validators::default()) {
                Ok(response) => response,
                Err(error) => {
                    return match said(&error) {
                        Answer::Failed(reason) => Ok(Err(reason)),
                        // What may never be asked for is told as such.
                        other => Err(other),
                    };
                }
            };
            match self.next_hop(&at, &response, &mut passed) {
                Ok(Some(next)) if self.named.refuses(&next).is_none() => at = next,
                Ok(None) => return self.rules(&at, response),
                // "Unavailable", by the RFC: it is as if there were none.
                _ => return Ok(Ok(Rules::Open)),
            }
        }
    }

    /// What the answer to a request for a robots.txt says.
    fn rules(&self, at: &Url, response: Response<Body>) -> Result<Result<Rules, String>, Answer> {
        match response.status().as_u16() {
            200..300 => {
                let mut bytes = Vec::new();
                let read = response.into_body().into_reader().take(robots::MOST).read_to_end(&mut bytes);
                Ok(read.map(|_| Rules::Text(bytes)).map_err(|error| format!("it breaks off: {error}")))
            }
            status @ (429 | 500..) => match self.left_alone(at, &response) {
                Some(wait) => Err(Answer::Later(wait, format!("its robots.txt answers {status}"))),
                None => Ok(Err(format!("it answers {status}"))),
            },
            _ => Ok(Ok(Rules::Open)),
        }
    }
}

fn closed(why: &str) -> Answer {
    Answer::Failed(format!("its robots.txt cannot be had{why}, so that nothing may be asked for"))
}

/// How any request is made.
pub(crate) fn http(config: &Config, timeout: Duration) -> ureq::config::Config {
    Agent::config_builder()
        .user_agent(config.user_agent())
        .accept("application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, */*;q=0.5")
        .http_status_as_error(false)
        // Redirections are followed by whoever asks, each judged on its own.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .tls_config(TlsConfig::builder().root_certs(config.authorities.clone()).build())
        .timeout_global(Some(timeout))
        .build()
}

/// Scheme, host and port: who is asked.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn value(response: &Response<Body>, name: header::HeaderName) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).trim().to_string()).filter(|value| !value.is_empty())
}

/// All of a body, unpacked, if it is not too long.
fn whole(response: Response<Body>, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut body = response.into_body().into_reader().take(most + 1);
    body.read_to_end(&mut bytes).map_err(|error| format!("its answer breaks off: {error}"))?;
    match bytes.len() as u64 > most {
        true => Err(format!("its answer is longer than {} MiB", most >> 20)),
        false => Ok(bytes),
    }
}

/// What an error of the connection means.
fn said(error: &ureq::Error) -> Answer {
    match error {
        ureq::Error::Io(reason) if reason.get_ref().is_some_and(|reason| reason.is::<Private>()) => {
            Answer::Never(reason.to_string())
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => Answer::Never(format!("it cannot be asked for: {error}")),
        ureq::Error::Timeout(_) => Answer::Failed("it does not answer in time".to_string()),
        other => Answer::Failed(unreached(other)),
    }
}

/// Why a server cannot be reached.
pub(crate) fn unreached(error: &ureq::Error) -> String {
    let refused = |error: &rustls::Error| match error {
        rustls::Error::InvalidCertificate(reason) => Some(format!("its certificate is refused: {}", refusal(reason))),
        _ => None,
    };
    let refused = match error {
        ureq::Error::Rustls(reason) => refused(reason),
        ureq::Error::Io(reason) => reason.get_ref().and_then(|reason| refused(reason.downcast_ref()?)),
        _ => None,
    };
    refused.unwrap_or_else(|| format!("it cannot be reached: {error}"))
}

fn refusal(reason: &CertificateError) -> String {
    match reason {
        CertificateError::UnknownIssuer => "no authority that is believed made it; ca_file may name one".to_string(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it is out of date".to_string(),
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another name".to_string()
        }
        other => other.to_string(),
    }
}
