use std::convert::Infallible;
use std::iter;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::uri::{PathAndQuery, Uri};
use axum::response::{Html, IntoResponse, Response};
use minijinja::context;
use serde_json::{Value, json};

use crate::cache::Lasting;
use crate::failure::Failure;
use crate::state::Shared;

/// In which form an address wants its page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Twin {
    /// To be read.
    #[default]
    Page,
    /// Its data, `.json` behind the path.
    Json,
    /// Its table, `.csv`.
    Csv,
    /// Its places, `.geojson`.
    GeoJson,
}

impl Twin {
    /// What stands behind the path for it: ".json"; nothing for the page.
    pub fn ending(self) -> &'static str {
        ENDINGS.iter().find(|(_, twin)| *twin == self).map_or("", |(ending, _)| ending)
    }
}

const ENDINGS: [(&str, Twin); 3] = [(".json", Twin::Json), (".csv", Twin::Csv), (".geojson", Twin::GeoJson)];

/// Takes the ending off an address, so that a page and its data have one route.
pub(crate) fn name_twin<B>(mut request: Request<B>) -> Request<B> {
    let path = request.uri().path();
    let fixed = path.starts_with("/static/") || path.starts_with("/assets/");
    let found = ENDINGS.iter().find_map(|(ending, twin)| Some((path.strip_suffix(ending)?.to_string(), *twin)));
    if let Some((path, twin)) = found.filter(|_| !fixed) {
        let whole = request.uri().query().map_or(path.clone(), |query| format!("{path}?{query}"));
        let mut parts = request.uri().clone().into_parts();
        if let Ok(whole) = whole.parse::<PathAndQuery>() {
            parts.path_and_query = Some(whole);
            if let Ok(uri) = Uri::from_parts(parts) {
                *request.uri_mut() = uri;
                request.extensions_mut().insert(twin);
            }
        }
    }
    request
}

/// What every page needs to know of its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ask {
    pub twin: Twin,
    /// The path without its ending.
    pub path: String,
    /// The query as it was sent; empty if none.
    pub query: String,
    /// Who decides.
    pub reviewer: String,
}

impl FromRequestParts<Shared> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Ask, Infallible> {
        Ok(Ask {
            twin: parts.extensions.get::<Twin>().copied().unwrap_or_default(),
            path: parts.uri.path().to_string(),
            query: parts.uri.query().unwrap_or_default().to_string(),
            reviewer: crate::guard::reviewer(&parts.headers, shared),
        })
    }
}

/// What a page has found: the data that its template lays out, and that its twins give as they are.
#[derive(Debug)]
pub(crate) struct Sheet {
    template: &'static str,
    title: String,
    data: Value,
    json: Option<Value>,
    table: Option<Table>,
    features: Option<Vec<Value>>,
    lasting: bool,
}

/// The table of a page: what its `.csv` gives.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub head: Vec<&'static str>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// A page that has data, and neither table nor places.
    pub fn new(template: &'static str, title: impl Into<String>, data: Value) -> Sheet {
        Sheet { template, title: title.into(), data, json: None, table: None, features: None, lasting: false }
    }

    /// It hangs on nothing but the store, the address and who asks: it may be kept until the store changes.
    pub fn lasting(self) -> Sheet {
        Sheet { lasting: true, ..self }
    }

    /// With what its `.json` gives in place of the data that the page is laid out from.
    pub fn json(self, json: Value) -> Sheet {
        Sheet { json: Some(json), ..self }
    }

    /// What scripts ask for: data alone, whatever the ending of the address.
    pub fn data(data: Value) -> Sheet {
        Sheet { template: "", title: String::new(), data, json: None, table: None, features: None, lasting: true }
    }

    /// With what its `.csv` gives.
    pub fn table(self, table: Table) -> Sheet {
        Sheet { table: Some(table), ..self }
    }

    /// With what its `.geojson` gives: GeoJSON features.
    pub fn features(self, features: Vec<Value>) -> Sheet {
        Sheet { features: Some(features), ..self }
    }

    /// As the address asks for it.
    pub fn answer(self, shared: &Shared, ask: &Ask) -> Result<Response, Failure> {
        let none = |what: &str| Failure::unknown(format!("{} has no {what}", ask.path));
        match ask.twin {
            Twin::Page if !self.template.is_empty() => self.html(shared, ask),
            Twin::Page | Twin::Json => Ok(axum::Json(self.json.unwrap_or(self.data)).into_response()),
            Twin::Csv => {
                let table = self.table.ok_or_else(|| none("table"))?;
                let head = table.head.iter().map(ToString::to_string).collect();
                let csv = publish::csv_lines(iter::once(head).chain(table.rows));
                Ok(file(ask, "csv", "text/csv; charset=utf-8", csv))
            }
            Twin::GeoJson => {
                let features = self.features.ok_or_else(|| none("places"))?;
                let all = json!({ "type": "FeatureCollection", "features": features });
                Ok(file(ask, "geojson", "application/geo+json", all.to_string()))
            }
        }
    }

    fn html(self, shared: &Shared, ask: &Ask) -> Result<Response, Failure> {
        let twins: Vec<&str> =
            [Some("json"), self.table.as_ref().map(|_| "csv"), self.features.as_ref().map(|_| "geojson")]
                .into_iter()
                .flatten()
                .collect();
        let csrf = crate::guard::masked(&shared.csrf).map_err(|error| Failure::ours(error.to_string()))?;
        let page = context! {
            title => self.title,
            data => minijinja::Value::from(minijinja::value::Serde(self.data)),
            path => &ask.path,
            query => &ask.query,
            reviewer => &ask.reviewer,
            twins => twins,
            read_only => shared.options.read_only,
            csrf => csrf,
            has_islands => crate::asset::has_islands(),
            has_basemap => shared.options.basemap.is_some(),
        };
        let template =
            shared.templates.get_template(self.template).map_err(|error| Failure::ours(error.to_string()))?;
        let html = template.render(page).map_err(|error| Failure::ours(format!("{error:#}")))?;
        Ok(Html(html).into_response())
    }
}

/// Answers with what was found, or says why nothing was.
pub(crate) fn reply(shared: &Shared, ask: &Ask, found: Result<Sheet, Failure>) -> Response {
    let lasting = found.as_ref().is_ok_and(|sheet| sheet.lasting);
    let answered = found.and_then(|sheet| sheet.answer(shared, ask));
    let mut response = answered.unwrap_or_else(|failure| failure.answer(shared, ask));
    if lasting {
        response.extensions_mut().insert(Lasting);
    }
    response
}

/// Data that a browser saves under the page's name.
fn file(ask: &Ask, ending: &str, kind: &'static str, body: String) -> Response {
    let name = ask.path.trim_matches('/').replace(|letter: char| !letter.is_ascii_alphanumeric(), "-");
    let disposition = format!("attachment; filename=\"dateline-{name}.{ending}\"");
    ([(CONTENT_TYPE, kind.to_string()), (CONTENT_DISPOSITION, disposition)], body).into_response()
}
