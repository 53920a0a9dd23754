//! Answers that hang on nothing but the store, the address and the reader's name are kept until the store changes: a page that
//! two hundred readers ask for is made once.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, ETAG, HeaderMap, HeaderValue, IF_NONE_MATCH};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::failure::Failure;
use crate::sheet::Twin;
use crate::state::Shared;

/// Bytes of answers that are kept at most.
const ROOM: usize = 32 << 20;
/// A longer answer is not kept.
const LONGEST: usize = ROOM / 8;
/// Answers made at once, for each core.
const AT_ONCE: usize = 2;

/// The mark of an answer that may be kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lasting;

/// Answers that were given, as they went to the browser.
#[derive(Debug)]
pub(crate) struct Cache {
    kept: Mutex<Kept>,
    makers: Semaphore,
}

#[derive(Debug, Default)]
struct Kept {
    /// The state of the store that they are of.
    version: i64,
    bytes: usize,
    answers: HashMap<String, Arc<Answer>>,
    /// Their addresses, the oldest first.
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
}

impl Default for Cache {
    fn default() -> Cache {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Cache { kept: Mutex::default(), makers: Semaphore::new(AT_ONCE * cores) }
    }
}

impl Cache {
    fn find(&self, version: i64, key: &str) -> Option<Arc<Answer>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        (kept.version == version).then(|| kept.answers.get(key).cloned()).flatten()
    }

    fn keep(&self, version: i64, key: String, answer: Arc<Answer>) {
        if answer.body.len() > LONGEST {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept { version, ..Kept::default() };
        }
        kept.bytes += answer.body.len();
        if let Some(before) = kept.answers.insert(key.clone(), answer) {
            kept.bytes -= before.body.len();
        } else {
            kept.order.push_back(key);
        }
        while kept.bytes > ROOM {
            let Some(oldest) = kept.order.pop_front() else { break };
            if let Some(gone) = kept.answers.remove(&oldest) {
                kept.bytes -= gone.body.len();
            }
        }
    }
}

/// Stands behind the guard: gives what is kept, or has it made and keeps it. No more are made at once than the cores can
/// work on; the others wait, and find it kept.
pub(crate) async fn remember(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET {
        return next.run(request).await;
    }
    let (key, known) = (key(&shared, &request), request.headers().get(IF_NONE_MATCH).cloned());
    let version = match shared.version() {
        Ok(version) => version,
        Err(failure) => return failure.words.into_response(),
    };
    if let Some(answer) = shared.cache.find(version, &key) {
        return answer.give(known.as_ref());
    }
    let permit = shared.cache.makers.acquire().await;
    if let Some(answer) = shared.cache.find(version, &key) {
        return answer.give(known.as_ref());
    }
    let response = next.run(request).await;
    drop(permit);
    if response.status() != StatusCode::OK || response.extensions().get::<Lasting>().is_none() {
        return response;
    }
    match Answer::of(response).await {
        Ok(answer) => {
            let answer = Arc::new(answer);
            shared.cache.keep(version, key, answer.clone());
            answer.give(known.as_ref())
        }
        Err(failure) => (failure.status, failure.words).into_response(),
    }
}

/// What an answer hangs on beside the store.
fn key(shared: &Shared, request: &Request) -> String {
    let twin = request.extensions().get::<Twin>().copied().unwrap_or_default();
    let reviewer = crate::guard::reviewer(request.headers(), shared);
    let accepts = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    format!("{twin:?} {} {} {reviewer}", accepts.contains("gzip"), request.uri())
}

impl Answer {
    async fn of(response: Response) -> Result<Answer, Failure> {
        let (mut parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.map_err(|error| Failure::ours(error.to_string()))?;
        if !parts.headers.contains_key(ETAG) {
            let mut hasher = DefaultHasher::new();
            body.hash(&mut hasher);
            let tag = format!("\"{:016x}\"", hasher.finish());
            parts.headers.insert(ETAG, HeaderValue::from_str(&tag).map_err(|error| Failure::ours(error.to_string()))?);
        }
        Ok(Answer { headers: parts.headers, body })
    }

    /// The answer, or that the browser has it already.
    fn give(&self, known: Option<&HeaderValue>) -> Response {
        let tag = self.headers.get(ETAG);
        if tag.is_some() && tag == known {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            let kept =
                [ETAG, CACHE_CONTROL].into_iter().filter_map(|name| Some((name.clone(), self.headers.get(name)?)));
            kept.for_each(|(name, value)| {
                response.headers_mut().insert(name, value.clone());
            });
            return response;
        }
        let mut response = Body::from(self.body.clone()).into_response();
        *response.headers_mut() = self.headers.clone();
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Arc<Answer> {
        Arc::new(Answer { headers: HeaderMap::new(), body: Bytes::from(vec![0; bytes]) })
    }

    #[test]
    fn nothing_is_given_from_before_a_change() {
        let cache = Cache::default();
        cache.keep(1, "a".into(), answer(1));
        assert!(cache.find(1, "a").is_some() && cache.find(2, "a").is_none());
        cache.keep(2, "b".into(), answer(1));
        assert!(cache.find(2, "a").is_none() && cache.find(2, "b").is_some());
    }

    #[test]
    fn the_oldest_go_when_room_is_short_and_the_longest_never_come() {
        let cache = Cache::default();
        for key in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
            cache.keep(1, key.into(), answer(LONGEST));
        }
        assert!(cache.find(1, "a").is_none() && cache.find(1, "b").is_some() && cache.find(1, "i").is_some());
        cache.keep(1, "z".into(), answer(LONGEST + 1));
        assert!(cache.find(1, "z").is_none());
        assert!(cache.kept.lock().unwrap().bytes <= ROOM);
    }

    #[test]
    fn a_browser_that_has_it_is_told_so() {
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, HeaderValue::from_static("\"1\""));
        let answer = Answer { headers, body: Bytes::from_static(b"text") };
        assert_eq!(answer.give(None).status(), StatusCode::OK);
        assert_eq!(answer.give(Some(&HeaderValue::from_static("\"1\""))).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(answer.give(Some(&HeaderValue::from_static("\"2\""))).status(), StatusCode::OK);
    }
}
