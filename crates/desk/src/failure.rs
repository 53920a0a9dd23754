use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// Why a request was not done, as a sentence for the reader.
#[derive(Debug)]
pub(crate) struct Failure {
    pub status: StatusCode,
    pub words: String,
}

impl Failure {
    /// Something in the address or the form cannot be.
    pub fn asked(words: impl Into<String>) -> Failure {
        Failure { status: StatusCode::BAD_REQUEST, words: words.into() }
    }

    /// Nothing goes by that name.
    pub fn unknown(words: impl Into<String>) -> Failure {
        Failure { status: StatusCode::NOT_FOUND, words: words.into() }
    }

    /// It may not be done here.
    pub fn forbidden(words: impl Into<String>) -> Failure {
        Failure { status: StatusCode::FORBIDDEN, words: words.into() }
    }

    /// It should have worked.
    pub fn ours(words: impl Into<String>) -> Failure {
        Failure { status: StatusCode::INTERNAL_SERVER_ERROR, words: words.into() }
    }

    /// As the asker wants it: a page, or JSON with `error`.
    pub fn answer(self, shared: &Shared, ask: &Ask) -> Response {
        let status = self.status;
        let data = json!({ "error": self.words, "status": status.as_u16() });
        let response = match ask.twin {
            Twin::Page => Sheet::new("failure.html", status.canonical_reason().unwrap_or("Failure"), data)
                .answer(shared, ask)
                .unwrap_or_else(|failure| failure.words.into_response()),
            _ => axum::Json(data).into_response(),
        };
        (status, response).into_response()
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        let status = match error {
            store::Error::Unknown { .. } => StatusCode::NOT_FOUND,
            store::Error::Ambiguous { .. } => StatusCode::BAD_REQUEST,
            store::Error::Busy { .. } => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Failure { status, words: error.to_string() }
    }
}

/// No page has this address.
pub(crate) async fn nowhere(axum::extract::State(shared): axum::extract::State<Shared>, ask: Ask) -> Response {
    Failure::unknown(format!("There is no page {}", ask.path)).answer(&shared, &ask)
}
