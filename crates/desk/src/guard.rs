//! Who may come in, and from where: the desk holds unpublished reports, and a browser that is open on it also visits
//! pages of strangers.

use std::time::Duration;

use axum::Form;
use axum::extract::{Query, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::request::Parts;
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
const SESSION: &str = "dateline_session";
/// How long a wrong token takes.
const WRONG: Duration = Duration::from_millis(500);

const REVIEWER: &str = "dateline_reviewer";

/// A secret of 128 bits, in hexadecimal.
pub(crate) fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A secret as a page carries it, other letters each time: so that the length of a compressed page, which also holds words
/// of the address, tells nothing of it.
pub(crate) fn masked(secret: &str) -> Result<String, getrandom::Error> {
    let mut mask = [0; 16];
    getrandom::fill(&mut mask)?;
    let hidden: Vec<u8> = bytes(secret).iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    Ok(format!("{}{}", hexadecimal(&mask), hexadecimal(&hidden)))
}

/// The secret that a page carried; empty if it is none.
fn unmasked(sent: &str) -> String {
    let sent = bytes(sent);
    let (mask, hidden) = sent.split_at(sent.len() / 2);
    let secret: Vec<u8> = hidden.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
    hexadecimal(&secret)
}

/// The bytes of a hexadecimal text; none if it is not one.
fn bytes(text: &str) -> Vec<u8> {
    let pairs = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect::<Option<Vec<u8>>>().unwrap_or_default()
}

/// Stands before every page: turns away whoever may not come in, and says in each answer what a browser may do with it.
pub(crate) async fn watch(State(shared): State<Shared>, ask: Ask, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match admit(&shared, &parts).await {
        Ok(()) => next.run(Request::from_parts(parts, body)).await,
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

async fn admit(shared: &Shared, request: &Parts) -> Result<(), Refusal> {
    let headers = &request.headers;
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if shared.options.local && !text(&HOST).is_some_and(names_this_machine) {
        return Err(no("This desk answers to the name of this machine alone (localhost)"));
    }
    let path = request.uri.path();
    // Styles and scripts hold nothing of the store, and the form for the token uses them.
    let open = path == "/sign-in" || path.starts_with("/static/") || path.starts_with("/assets/");
    if !open && !may_come_in(shared, headers).await {
        return Err(Refusal::SignIn);
    }
    if matches!(request.method, Method::GET | Method::HEAD) {
        return Ok(());
    }
    // Signing in changes nothing in the store.
    if shared.options.read_only && path != "/sign-in" {
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
    if !sent.is_some_and(|sent| alike(&unmasked(&sent), &shared.csrf)) {
        return Err(no("This form is of an earlier run of the desk: load the page again"));
    }
    Ok(())
}

fn no(words: &str) -> Refusal {
    Refusal::No(Failure::forbidden(words))
}

/// What a form without script sends in its address.
fn csrf_of(request: &Parts) -> Option<String> {
    #[derive(Deserialize)]
    struct Sent {
        csrf: String,
    }
    Query::<Sent>::try_from_uri(&request.uri).ok().map(|Query(sent)| sent.csrf)
}

fn names_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    matches!(name, "localhost" | "::1") || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether whoever asks has signed in, or sends the token along.
async fn may_come_in(shared: &Shared, headers: &HeaderMap) -> bool {
    if shared.options.token.is_none() || cookie(headers, SESSION).is_some_and(|sent| alike(&sent, &shared.session)) {
        return true;
    }
    let bearer = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match bearer {
        Some(sent) => is_token(shared, sent).await,
        None => false,
    }
}

/// Whether it is the token. Guesses are looked at one after the other, and each wrong one takes its time: whoever has signed
/// in does not wait for them.
async fn is_token(shared: &Shared, sent: &str) -> bool {
    let Some(token) = &shared.options.token else { return true };
    let _turn = shared.guesses.lock().await;
    let right = alike(sent, token);
    if !right {
        tokio::time::sleep(WRONG).await;
    }
    right
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
    if !is_token(&shared, &sent.token).await {
        let again = reply(&shared, &ask, Ok(sign_in_sheet(&shared, true)));
        return (StatusCode::UNAUTHORIZED, again).into_response();
    }
    let mut response = Redirect::to("/").into_response();
    set_cookie(&mut response, SESSION, &shared.session);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_secret_is_another_each_time_and_comes_back_whole() {
        let secret = secret().unwrap();
        let (one, other) = (masked(&secret).unwrap(), masked(&secret).unwrap());
        assert_ne!(one, other);
        assert!(!one.contains(&secret));
        assert_eq!((unmasked(&one), unmasked(&other)), (secret.clone(), secret));
        for wrong in ["", "0", "xyz", "é", "00ff"] {
            assert!(unmasked(wrong).len() < 32, "{wrong}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_this_machine() {
        for name in ["localhost", "localhost:8470", "127.0.0.1", "127.9.9.9:80", "[::1]:8470", "[::1]"] {
            assert!(names_this_machine(name), "{name}");
        }
        for name in
            ["", "localhost.evil.org", "evil.org", "127.0.0.1.evil.org", "10.0.0.1", "[::2]", "127.0.0.1@evil.org"]
        {
            assert!(!names_this_machine(name), "{name}");
        }
    }
}
