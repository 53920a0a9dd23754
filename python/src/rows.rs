//! What Python hands over becomes reports: plain texts, JSON objects, or the rows of an Arrow table.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::vec;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field};
use dateline::batch::Input;
use ingest::{Options, Place, report_of};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use pyo3_arrow::input::AnyRecordBatch;
use rayon::ThreadPool;
use rayon::prelude::*;
use record::Report;
use serde_json::{Map, Value};

/// Rows that become reports together, on all threads: to find a report's language and furniture takes a while.
const TOGETHER: usize = 256;

/// Why a row failed by a fault of ours.
const BROKE: &str = "a stage broke down on it, please report this fault";

/// What a row may say of a report, by ingest's names.
const KEYS: [&str; 8] = ["text", "title", "id", "url", "published", "outlet", "author", "language"];

/// Rows that become reports, in their order. A row without an id has its number, counted from 0.
pub struct Rows {
    given: Given,
    options: Options,
    pool: Arc<ThreadPool>,
    /// The number of the next row.
    row: u64,
    read: vec::IntoIter<Result<Report, ingest::Error>>,
}

/// A row with its place, or why there is none.
type Row = (Place, Result<Map<String, Value>, ingest::Error>);

enum Given {
    Texts(vec::IntoIter<Option<String>>),
    Objects(vec::IntoIter<String>),
    Table(Box<Table>),
}

impl Rows {
    /// Reads what Python handed over: a list of texts (`None` for one that is missing), with `objects` of JSON objects; else a
    /// table, in which `columns` says which column holds what: ingest's name for it → the column's.
    ///
    /// # Errors
    /// If it is neither, or has no column of texts.
    pub fn new(
        given: &Bound<'_, PyAny>,
        objects: bool,
        columns: &HashMap<String, String>,
        options: Options,
        pool: Arc<ThreadPool>,
    ) -> PyResult<Rows> {
        let given = match given.cast::<PyList>() {
            Ok(list) if objects => Given::Objects(list.extract::<Vec<String>>()?.into_iter()),
            Ok(list) => Given::Texts(texts(list)?.into_iter()),
            Err(_) => Given::Table(Box::new(Table::new(given.extract::<AnyRecordBatch>()?.into_reader()?, columns)?)),
        };
        Ok(Rows { given, options, pool, row: 0, read: Vec::new().into_iter() })
    }
}

/// Letters that are none (lone surrogates) become the letter that stands for such.
fn texts(list: &Bound<'_, PyList>) -> PyResult<Vec<Option<String>>> {
    let text = |(row, item): (usize, Bound<'_, PyAny>)| match item.cast::<PyString>() {
        Ok(text) => Ok(Some(text.to_string_lossy().into_owned())),
        Err(_) if item.is_none() => Ok(None),
        Err(_) => Err(PyTypeError::new_err(format!("row {row}: a text was expected, not {}", item.get_type().name()?))),
    };
    list.iter().enumerate().map(text).collect()
}

impl Rows {
    fn next_row(&mut self) -> Option<Row> {
        let place = Place { path: format!("row {}", self.row), entry: None };
        let malformed = |reason: String| ingest::Error::Malformed { place: place.clone(), format: "row", reason };
        let row: Result<Map<String, Value>, ingest::Error> = match &mut self.given {
            Given::Texts(texts) => {
                Ok(texts.next()?.map(|text| ("text".to_string(), text.into())).into_iter().collect())
            }
            Given::Objects(objects) => serde_json::from_str(&objects.next()?).map_err(|e| malformed(e.to_string())),
            Given::Table(table) => table.next()?.map_err(malformed),
        };
        let number = self.row.to_string();
        self.row += 1;
        let named = row.map(|mut row| {
            if row.get("id").is_none_or(Value::is_null) {
                row.insert("id".to_string(), number.into());
            }
            row
        });
        Some((place, named))
    }
}

impl Iterator for Rows {
    type Item = Result<Report, ingest::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(read) = self.read.next() {
            return Some(read);
        }
        let rows: Vec<Row> = std::iter::from_fn(|| self.next_row()).take(TOGETHER).collect();
        let finish = |(place, row): Row| {
            let reason = || ingest::Error::Malformed { place: place.clone(), format: "row", reason: BROKE.to_string() };
            let row = row?;
            catch_unwind(AssertUnwindSafe(|| finished(&place, row, &self.options))).unwrap_or_else(|_| Err(reason()))
        };
        let read: Vec<_> = self.pool.install(|| rows.into_par_iter().map(finish).collect());
        self.read = read.into_iter();
        self.read.next()
    }
}

fn finished(place: &Place, row: Map<String, Value>, options: &Options) -> Result<Report, ingest::Error> {
    let limit = options.max_report_bytes;
    if row.get("text").and_then(Value::as_str).is_some_and(|text| text.len() as u64 > limit) {
        return Err(ingest::Error::TooLong { place: place.clone(), limit });
    }
    report_of(place, row, options)
}

impl Input for Rows {}

/// A table that is read batch by batch.
struct Table {
    batches: Box<dyn RecordBatchReader + Send>,
    /// Which column holds which of [`KEYS`].
    places: Vec<(&'static str, usize)>,
    columns: Vec<(&'static str, ArrayRef)>,
    rows: usize,
    row: usize,
}

impl Table {
    fn new(batches: Box<dyn RecordBatchReader + Send>, columns: &HashMap<String, String>) -> PyResult<Table> {
        let schema = batches.schema();
        let place = |key: &&'static str| Some((*key, schema.index_of(columns.get(*key)?).ok()?));
        let places: Vec<(&str, usize)> = KEYS.iter().filter_map(place).collect();
        if !places.iter().any(|(key, _)| matches!(*key, "text" | "title")) {
            let has: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).collect();
            let wanted = columns.get("text").map_or("text", String::as_str);
            let said = format!("the table has no column {wanted:?}; it has {}", has.join(", "));
            return Err(PyValueError::new_err(said));
        }
        for &(key, place) in &places {
            let held = schema.field(place).data_type();
            if !arrow_cast::can_cast_types(held, &texts_of(held)) {
                let said = format!("{key}: the column {:?} holds {held}, not texts", schema.field(place).name());
                return Err(PyTypeError::new_err(said));
            }
        }
        Ok(Table { batches, places, columns: Vec::new(), rows: 0, row: 0 })
    }

    /// The next row: what it says, or why it cannot be read.
    fn next(&mut self) -> Option<Result<Map<String, Value>, String>> {
        while self.row == self.rows {
            match self.batches.next()? {
                Ok(batch) => {
                    if let Err(reason) = self.open(&batch) {
                        (self.rows, self.row) = (0, 0);
                        return Some(Err(reason));
                    }
                }
                Err(error) => return Some(Err(error.to_string())),
            }
        }
        let row = self.row;
        self.row += 1;
        let values = self.columns.iter().filter_map(|(key, column)| Some((key.to_string(), value(column, row)?)));
        Some(Ok(values.collect()))
    }

    fn open(&mut self, batch: &RecordBatch) -> Result<(), String> {
        let column = |&(key, place): &(&'static str, usize)| {
            let column = as_texts(batch.column(place)).map_err(|error| format!("its {key}: {error}"))?;
            Ok((key, column))
        };
        self.columns = self.places.iter().map(column).collect::<Result<_, String>>()?;
        (self.rows, self.row) = (batch.num_rows(), 0);
        Ok(())
    }
}

/// Columns of texts as they are; days, times and numbers as texts. What is no text within a column of bytes is missing.
fn as_texts(column: &ArrayRef) -> Result<ArrayRef, arrow_schema::ArrowError> {
    arrow_cast::cast(column, &texts_of(column.data_type()))
}

/// What a column is read as.
fn texts_of(held: &DataType) -> DataType {
    match held {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => held.clone(),
        DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => {
            DataType::List(Field::new("item", DataType::Utf8, true).into())
        }
        _ => DataType::Utf8,
    }
}

/// `None` where the column has nothing.
fn value(column: &ArrayRef, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return None;
    }
    Some(match column.data_type() {
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        _ => {
            let items = column.as_list::<i32>().value(row);
            items.as_string::<i32>().iter().flatten().map(Value::from).collect()
        }
    })
}
