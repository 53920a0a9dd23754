use axum::Extension;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use minijinja::{AutoEscape, Environment};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::cache::Lasting;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/templates"]
struct Templates;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/static"]
struct Fixed;

/// What `npm run build` made of `web/src`; nothing if it was not run before the program was built.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
#[allow_missing = true]
struct Built;

/// Every template, ready to be filled. All that is put into one is escaped.
pub(crate) fn templates() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    for name in Templates::iter() {
        if let Some(file) = Templates::get(&name) {
            templates.add_template_owned(name.to_string(), String::from_utf8_lossy(&file.data).into_owned())?;
        }
    }
    templates.add_filter("number", grouped);
    templates.add_filter("words", |code: String| code.replace('_', " "));
    Ok(templates)
}

/// A whole number with a thin space between thousands, which no language reads as a decimal point.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::from(if number < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// Whether map and charts are in the program.
pub(crate) fn has_islands() -> bool {
    Built::get("desk.js").is_some()
}

/// Styles and pictures.
pub(crate) async fn fixed(Path(path): Path<String>, headers: HeaderMap) -> Response {
    give(&path, Fixed::get(&path), &headers)
}

/// Islands.
pub(crate) async fn built(Path(path): Path<String>, headers: HeaderMap) -> Response {
    give(&path, Built::get(&path), &headers)
}

/// A file, unless the browser has it already: it asks each time, as another version of the program has other files.
fn give(path: &str, file: Option<EmbeddedFile>, headers: &HeaderMap) -> Response {
    let Some(file) = file else { return StatusCode::NOT_FOUND.into_response() };
    let hash: String = file.metadata.sha256_hash().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let kept = [(ETAG, tag.clone()), (CACHE_CONTROL, "private, no-cache".to_string())];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("md") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    (Extension(Lasting), [(CONTENT_TYPE, kind)], kept, file.data).into_response()
}
