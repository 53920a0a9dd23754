use std::io::Read;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use ureq::Agent;

/// How long to wait before asking again what failed.
const AGAIN_AFTER: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// The longest that an endpoint is waited for because it asks for time.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The longest answer, in bytes.
const MOST: u64 = 1 << 20;

/// Where a model answers.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) model: String,
    agent: Agent,
    url: String,
    key: Option<String>,
}

/// Why a request failed.
struct Failure {
    reason: String,
    /// How long to wait before it may go; `None` if it would fail any time.
    again: Option<Duration>,
}

impl Endpoint {
    pub(crate) fn new(url: &str, model: &str, key: Option<String>, timeout: Duration) -> Endpoint {
        // Neither the key nor a report goes anywhere but where the user said.
        let http = Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
        let http =
            http.proxy(None).timeout_global(Some(timeout)).user_agent(concat!("dateline/", env!("CARGO_PKG_VERSION")));
        let url = format!("{}/chat/completions", url.trim_end_matches('/'));
        Endpoint { model: model.to_string(), agent: http.build().into(), url, key }
    }

    /// What the model says, asked again a few times if the endpoint fails.
    pub(crate) fn ask(&self, question: &str) -> Result<String, String> {
        let mut waits = AGAIN_AFTER.iter();
        loop {
            let failure = match self.ask_once(question) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match (failure.again, waits.next()) {
                (Some(asked), Some(usual)) if asked <= LONGEST_WAIT => thread::sleep(asked.max(*usual)),
                _ => return Err(failure.reason),
            }
        }
    }

    fn ask_once(&self, question: &str) -> Result<String, Failure> {
        let mut request = self.agent.post(&self.url).content_type("application/json");
        if let Some(key) = &self.key {
            request = request.header("Authorization", format!("Bearer {key}"));
        }
        let response = request.send(question).map_err(|error| Failure {
            reason: format!("the endpoint cannot be reached: {error}"),
            again: (!matches!(error, ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::Timeout(_)))
                .then_some(Duration::ZERO),
        })?;
        let status = response.status().as_u16();
        if status != 200 {
            let asked =
                response.headers().get("retry-after").and_then(|asked| asked.to_str().ok()?.trim().parse().ok());
            let again = matches!(status, 408 | 429 | 500..).then(|| Duration::from_secs(asked.unwrap_or(0)));
            return Err(Failure { reason: format!("the endpoint answers {status}"), again });
        }
        let mut bytes = Vec::new();
        let read = response.into_body().into_reader().take(MOST + 1).read_to_end(&mut bytes);
        read.map_err(|error| Failure {
            again: (!is_timeout(&error)).then_some(Duration::ZERO),
            reason: format!("the endpoint's answer breaks off: {error}"),
        })?;
        if bytes.len() as u64 > MOST {
            return Err(Failure {
                reason: format!("the endpoint's answer is longer than {} KiB", MOST >> 10),
                again: None,
            });
        }
        let answer: Option<Value> = serde_json::from_slice(&bytes).ok();
        let content = answer.as_ref().and_then(|answer| answer["choices"][0]["message"]["content"].as_str());
        content.map(str::to_string).ok_or_else(|| Failure {
            reason: "the endpoint's answer is not of OpenAI's form".to_string(),
            again: Some(Duration::ZERO),
        })
    }
}

/// Whether an answer took longer than it may. Another would as well: a model that is slow is slow.
fn is_timeout(error: &std::io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<ureq::Error>());
    matches!(inner, Some(ureq::Error::Timeout(_)))
}
