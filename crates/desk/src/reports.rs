use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{ReportQuery, ReportRow, Store};

use crate::failure::Failure;
use crate::filter::{day, some};
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::Shared;

/// Reports on a page of the list.
const LISTED: usize = 50;
const HEAD: [&str; 6] = ["report", "published", "title", "outlets", "language", "event_reports"];

/// What an address asks of the reports, by the names of the form's fields; what is empty filters nothing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Asked {
    text: String,
    outlet: String,
    from: String,
    to: String,
    page: String,
}

/// The reports that fit, the latest first.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(asked): Query<Asked>) -> Response {
    let twin = ask.twin;
    let found = shared.read(move |store, _| reports(store, &asked, twin)).await;
    reply(&shared, &ask, found)
}

fn reports(store: &Store, asked: &Asked, twin: Twin) -> Result<Sheet, Failure> {
    let words = |words: &str| some(words).map(str::to_string);
    let (from, to) = (day("from", &asked.from)?, day("to", &asked.to)?);
    let query = ReportQuery { text: words(&asked.text), outlet: words(&asked.outlet), from, to };
    let page: usize = some(&asked.page).and_then(|page| page.parse().ok()).filter(|page| *page > 0).unwrap_or(1);
    let (limit, offset) = if twin == Twin::Page { (LISTED, (page - 1) * LISTED) } else { (usize::MAX, 0) };
    let (rows, count) = store.list_reports(&query, limit, offset)?;
    let data = json!({
        "count": count,
        "asked": asked,
        "reports": rows.iter().map(row_json).collect::<Vec<_>>(),
        "page": page,
        "pages": count.div_ceil(LISTED).max(1),
        "next": asked.address(page + 1),
        "previous": asked.address(page.saturating_sub(1)),
    });
    let table = Table { head: HEAD.to_vec(), rows: rows.iter().map(cells).collect() };
    Ok(Sheet::new("reports.html", "Reports", data).table(table).lasting())
}

impl Asked {
    /// The query of an address that asks for the same, on another page of the list.
    fn address(&self, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let fields =
            [("text", &self.text), ("outlet", &self.outlet), ("from", &self.from), ("to", &self.to), ("page", &page)];
        let set: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        serde_urlencoded::to_string(set).unwrap_or_default()
    }
}

fn row_json(row: &ReportRow) -> Value {
    json!({
        "report": row.key,
        "published": row.published,
        "title": row.title,
        "outlets": row.outlets,
        "language": row.language,
        "event_reports": row.event_reports,
    })
}

fn cells(row: &ReportRow) -> Vec<String> {
    let words = |words: &Option<String>| words.clone().unwrap_or_default();
    let count = row.event_reports.to_string();
    vec![
        row.key.to_string(),
        words(&row.published),
        words(&row.title),
        row.outlets.join("; "),
        words(&row.language),
        count,
    ]
}
