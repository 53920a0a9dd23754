//! A store as Python reads it: tables of the events that fit, and all that is held of one.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use dateline::asking::{Asked, Surroundings, first_day, last_day};
use publish::columns::{FIGURE_COLUMNS, figure_rows};
use publish::{About, COLUMNS, Cell, EVENT_COLUMNS, event_report_cells, event_values};
use pyo3::exceptions::{PyKeyError, PyOSError, PyValueError};
use pyo3::prelude::*;
use record::{Event, Headline, Key, Telling};
use store::{Error, Found, Order};

use crate::table::{Rows, Table};

/// Events that are read between two looks at Python's signals.
const STRIDE: usize = 500;

/// A store that is read. It never writes, but for bringing an older file up to date.
#[pyclass(frozen, module = "dateline._dateline")]
pub struct Store {
    store: Mutex<store::Store>,
}

/// Which events are meant, as Python says it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Filters {
    start: Option<String>,
    end: Option<String>,
    country: Option<String>,
    place: Option<String>,
    actor: Option<String>,
    r#type: Option<String>,
    standing: Option<String>,
    grade: Option<String>,
    killed: Option<u64>,
    outlet: Option<String>,
    text: Option<String>,
    order: Option<String>,
    limit: Option<usize>,
}

#[pymethods]
impl Store {
    #[new]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Store> {
        let store = py.detach(|| {
            store::Store::open_read_only(&path).or_else(|error| match error {
                Error::Older { .. } => store::Store::open(&path),
                other => Err(other),
            })
        });
        Ok(Store { store: Mutex::new(store.map_err(failed)?) })
    }

    /// A row per event.
    fn events(&self, py: Python<'_>, filters: Filters) -> PyResult<Table> {
        let columns: Vec<&str> = EVENT_COLUMNS.into_iter().chain(["geometry"]).collect();
        self.table(py, filters, &columns, |_, event, tellings, rows| {
            let point = event.location.as_ref().and_then(|location| location.point);
            rows.push(event_values(event, tellings).into_iter().chain([Cell::Point(point)]).collect());
            Ok(())
        })
    }

    /// A row per event report of the events that fit.
    fn event_reports(&self, py: Python<'_>, filters: Filters) -> PyResult<Table> {
        let columns: Vec<&str> = ["event", "event_report"].into_iter().chain(COLUMNS).collect();
        self.table(py, filters, &columns, |store, event, tellings, rows| {
            let reports: Vec<Key> = tellings.iter().map(|telling| telling.report).collect();
            let headlines = store.headlines(&reports)?;
            for telling in tellings {
                let headline = headlines.iter().find(|headline| headline.report == telling.report);
                let text = |key: Key| Cell::Text(Some(key.to_string()));
                let row = event_report_cells(&about(telling, headline), &telling.event_report);
                rows.push([text(event.key), text(telling.key)].into_iter().chain(row).collect());
            }
            Ok(())
        })
    }

    /// A row per figure of the events that fit.
    fn figures(&self, py: Python<'_>, filters: Filters) -> PyResult<Table> {
        self.table(py, filters, &FIGURE_COLUMNS, |_, event, tellings, rows| {
            figure_rows(event, tellings).into_iter().for_each(|row| rows.push(row));
            Ok(())
        })
    }

    /// All that is held of an event, as JSON.
    fn dossier(&self, py: Python<'_>, key: &str) -> PyResult<String> {
        let of = self.around(py, key)?;
        Ok(publish::event_json(&of.event, &of.tellings).to_string())
    }

    /// The same, laid out for reading.
    fn show(&self, py: Python<'_>, key: &str, width: usize) -> PyResult<String> {
        let of = self.around(py, key)?;
        let page = publish::dossier(&of.event, &of.tellings, &of.around(), width);
        Ok(anstream::adapter::strip_str(&page).to_string())
    }
}

impl Store {
    /// The store, also after a call that broke down: it is only ever read.
    fn store(&self) -> MutexGuard<'_, store::Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn table(
        &self,
        py: Python<'_>,
        filters: Filters,
        columns: &[&str],
        add: impl Fn(&store::Store, &Event, &[Telling], &mut Rows) -> Result<(), Error> + Sync,
    ) -> PyResult<Table> {
        let query = filters.asked()?.query();
        let query = query.map_err(|wrong| PyValueError::new_err(format!("{}: {}", wrong.filter, wrong.reason)))?;
        let keys = py.detach(|| self.store().query_keys(&query)).map_err(failed)?;
        let mut rows = Rows::new(columns);
        for keys in keys.chunks(STRIDE) {
            py.check_signals()?;
            let read = || {
                let store = self.store();
                for &key in keys {
                    // One that went while we were reading is passed over.
                    let Some(event) = store.event(key)? else { continue };
                    add(&store, &event, &store.tellings(&event.tellings)?, &mut rows)?;
                }
                Ok(())
            };
            py.detach(read).map_err(failed)?;
        }
        Ok(rows.finish())
    }

    fn around(&self, py: Python<'_>, words: &str) -> PyResult<Surroundings> {
        let found = py.detach(|| -> Result<Option<Surroundings>, Error> {
            let store = self.store();
            match store.resolve(words)? {
                Found::EventReport { event: Some(event), .. } => Surroundings::of(&store, event),
                _ => Ok(None),
            }
        });
        let found = found.map_err(|error| match error {
            Error::Unknown { .. } | Error::Ambiguous { .. } => PyKeyError::new_err(error.to_string()),
            other => failed(other),
        })?;
        found.ok_or_else(|| PyKeyError::new_err(format!("{words} is no event, and no event report that was linked")))
    }
}

impl Filters {
    fn asked(self) -> PyResult<Asked> {
        let day = |name: &str, words: Option<String>, read: fn(&str) -> Option<record::Date>| {
            let read = |words: String| {
                let wrong = || PyValueError::new_err(format!("{name}: {words:?} is no day, month or year"));
                read(&words).ok_or_else(wrong)
            };
            words.map(read).transpose()
        };
        let order = match self.order.as_deref() {
            None | Some("latest") => Order::Latest,
            Some("earliest") => Order::Earliest,
            Some("deadliest") => Order::Deadliest,
            Some("most-told") => Order::MostTold,
            Some(other) => {
                let said = format!("order: {other:?} is none of latest, earliest, deadliest, most-told");
                return Err(PyValueError::new_err(said));
            }
        };
        Ok(Asked {
            from: day("start", self.start, first_day)?,
            to: day("end", self.end, last_day)?,
            country: self.country,
            place: self.place,
            actor: self.actor,
            kind: self.r#type,
            standing: self.standing,
            grade: self.grade,
            killed: self.killed,
            outlet: self.outlet,
            text: self.text,
            order,
            limit: self.limit,
            offset: 0,
        })
    }
}

fn about<'a>(telling: &'a Telling, headline: Option<&'a Headline>) -> About<'a> {
    About {
        id: &telling.report_id,
        published: telling.published,
        outlets: &telling.outlets,
        url: headline.and_then(|headline| headline.url.as_deref()),
        title: headline.and_then(|headline| headline.title.as_deref()),
    }
}

fn failed(error: Error) -> PyErr {
    PyOSError::new_err(error.to_string())
}
