//! Who may come in, and from where: the desk holds unpublished reports, and a browser that is open on it also visits
//! pages of strangers.

use axum::Form;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::failure::Failure;
use crate::sheet::{Ask, Sheet, reply};
use crate::state::Shared;

/// Nothing but what the desk itself serves: no inline script, no other host, no frame. Workers of the map are its own files;
/// pictures may be data, which map and charts draw.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; \
                      base-uri 'none'; frame-ancestors 'none'";

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const CSRF: HeaderName = HeaderName::from_static("x-csrf");
const TOKEN: &str = "dateline_token";
const REVIEWER: &str = "dateline_reviewer";

/// A secret of 128 bits, in hexadecimal.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Stands before every page: turns away whoever may not come in, and says in each answer what a browser may do with it.
pub(crate) async fn watch(State(shared): State<Shared>, ask: Ask, request: Request, next: Next) -> Response {
    let mut response = match admit(&shared, &request) {
        Ok(()) => next.run(request).await,
        Err(Refusal::SignIn) => Redirect::to("/sign-in").into_response(),
        Err(Refusal::No(failure)) => failure.answer(&shared, &ask),
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

enum Refusal {
    /// Whoever asks has to sign in first.
    SignIn,
    /// No.
    No(Failure),
}

fn admit(shared: &Shared, request: &Request) -> Result<(), Refusal> {
    let headers = request.headers();
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if shared.options.local && !text(&HOST).is_some_and(names_this_machine) {
        return Err(no("This desk answers to the name of this machine alone (localhost)"));
    }
    let path = request.uri().path();
    let open = path == "/sign-in" || path.starts_with("/static/");
    if !open && !knows_token(shared, headers) {
        return Err(Refusal::SignIn);
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    if shared.options.read_only {
        return Err(no("This desk is read-only: nothing can be changed here"));
    }
    let same = text(&SITE).is_none_or(|site| site == "same-origin");
    let from_here = text(&ORIGIN).is_none_or(|origin| {
        origin.split_once("://").is_some_and(|(_, host)| text(&HOST).is_some_and(|here| here == host))
    });
    if !(same && from_here) {
        return Err(no("This was sent from another site"));
    }
    let sent = text(&CSRF).map(str::to_string).or_else(|| csrf_of(request));
    if path != "/sign-in" && !sent.is_some_and(|sent| alike(&sent, &shared.csrf)) {
        return Err(no("This form is of an earlier run of the desk: load the page again"));
    }
    Ok(())
}

fn no(words: &str) -> Refusal {
    Refusal::No(Failure::forbidden(words))
}

/// What a form without script sends in its address.
fn csrf_of(request: &Request) -> Option<String> {
    #[derive(Deserialize)]
    struct Sent {
        csrf: String,
    }
    Query::<Sent>::try_from_uri(request.uri()).ok().map(|Query(sent)| sent.csrf)
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "::1") || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

fn knows_token(shared: &Shared, headers: &HeaderMap) -> bool {
    let Some(token) = &shared.options.token else { return true };
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    bearer.is_some_and(|sent| alike(sent, token)) || cookie(headers, TOKEN).is_some_and(|sent| alike(&sent, token))
}

/// Takes as long whether the first letter differs or the last.
fn alike(sent: &str, known: &str) -> bool {
    sent.as_bytes().ct_eq(known.as_bytes()).into()
}

/// Who decides in this browser: the name chosen there, else the one that the desk was opened with.
pub(crate) fn reviewer(headers: &HeaderMap, shared: &Shared) -> String {
    cookie(headers, REVIEWER).filter(|name| !name.is_empty()).unwrap_or_else(|| shared.options.reviewer.clone())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = sent.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find_map(|(key, value)| (key == name).then_some(value))?;
    // Names are kept as a form sends them, so that any letter can be in one.
    serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("v={value}")).ok()?.pop().map(|(_, value)| value)
}

/// Asks for the token.
pub(crate) async fn form(State(shared): State<Shared>, ask: Ask) -> Response {
    reply(&shared, &ask, Ok(sign_in_sheet(&shared, false)))
}

fn sign_in_sheet(shared: &Shared, wrong: bool) -> Sheet {
    let asks_token = shared.options.token.is_some();
    Sheet::new("sign-in.html", "Sign in", json!({ "wrong": wrong, "asks_token": asks_token }))
}

#[derive(Deserialize)]
pub(crate) struct SignIn {
    #[serde(default)]
    token: String,
    #[serde(default)]
    name: String,
}

/// Lets in whoever knows the token, under the name given.
pub(crate) async fn sign_in(State(shared): State<Shared>, ask: Ask, Form(sent): Form<SignIn>) -> Response {
    if !shared.options.token.as_ref().is_none_or(|token| alike(&sent.token, token)) {
        let again = reply(&shared, &ask, Ok(sign_in_sheet(&shared, true)));
        return (StatusCode::UNAUTHORIZED, again).into_response();
    }
    let mut response = Redirect::to("/").into_response();
    set_cookie(&mut response, TOKEN, &sent.token);
    if !sent.name.trim().is_empty() {
        set_cookie(&mut response, REVIEWER, sent.name.trim());
    }
    response
}

/// Keeps a value in the browser, out of reach of scripts and of other sites.
pub(crate) fn set_cookie(response: &mut Response, name: &str, value: &str) {
    let value = serde_urlencoded::to_string([("v", value)]).unwrap_or_default();
    let cookie = format!("{name}={}; HttpOnly; SameSite=Strict; Path=/", value.trim_start_matches("v="));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}
