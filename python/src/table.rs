//! Tables on their way to Python: rows of values become Arrow arrays, batch by batch, and are handed over as they are.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use publish::{Cell, Kind};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyTuple};
use pyo3_arrow::error::PyArrowResult;
use pyo3_arrow::ffi::{ArrayIterator, to_schema_pycapsule, to_stream_pycapsule};

/// Rows that become one Arrow batch.
const BATCH: usize = 10_000;

/// A table of Arrow columns, which any library that speaks Arrow's C stream interface reads without a copy.
#[pyclass(frozen, module = "dateline")]
pub struct Table {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    fn __repr__(&self) -> String {
        format!("<dateline.Table of {} rows: {}>", self.__len__(), self.column_names().join(", "))
    }

    /// The names of its columns, in their order.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyCapsule>> {
        to_schema_pycapsule(py, self.schema.as_ref())
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyArrowResult<Bound<'py, PyCapsule>> {
        let whole = Field::new_struct("", self.schema.fields().clone(), false);
        let arrays = self.batches.clone().into_iter().map(|batch| Ok(Arc::new(StructArray::from(batch)) as ArrayRef));
        to_stream_pycapsule(py, Box::new(ArrayIterator::new(arrays, Arc::new(whole))), requested_schema)
    }

    /// As a `pyarrow.Table`, which shares its memory.
    fn to_pyarrow<'py>(slf: Bound<'py, Table>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.getattr("table")?.call1((slf,))
    }

    /// As a `polars.DataFrame`.
    fn to_polars<'py>(slf: Bound<'py, Table>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.getattr("DataFrame")?.call1((slf,))
    }

    /// As a `pandas.DataFrame`; it goes by way of pyarrow.
    fn to_pandas<'py>(slf: Bound<'py, Table>) -> PyResult<Bound<'py, PyAny>> {
        Table::to_pyarrow(slf)?.call_method0("to_pandas")
    }
}

/// A table that grows by rows.
pub struct Rows {
    schema: SchemaRef,
    columns: Vec<Column>,
    held: usize,
    batches: Vec<RecordBatch>,
}

/// The values of one column since the last batch.
enum Column {
    Text(StringBuilder),
    List(ListBuilder<StringBuilder>),
    Whole(Int64Builder),
    Real(Float64Builder),
    Day(Date32Builder),
    Point(BinaryBuilder),
}

impl Rows {
    /// A table with these columns and no rows.
    pub fn new(columns: &[&str]) -> Rows {
        Rows::of(&columns.iter().map(|column| (*column, Kind::of(column))).collect::<Vec<_>>())
    }

    /// The same where names do not tell what columns hold.
    pub fn of(columns: &[(&str, Kind)]) -> Rows {
        let fields: Vec<Field> = columns.iter().map(|(column, kind)| field(column, *kind)).collect();
        let columns = columns.iter().map(|(_, kind)| Column::new(*kind)).collect();
        Rows { schema: Arc::new(Schema::new(fields)), columns, held: 0, batches: Vec::new() }
    }

    /// Adds a row: a value for each column.
    pub fn push(&mut self, row: Vec<Cell>) {
        self.columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
        self.held += 1;
        if self.held == BATCH {
            self.close();
        }
    }

    /// What has come together.
    pub fn finish(mut self) -> Table {
        if self.held > 0 {
            self.close();
        }
        Table { schema: self.schema, batches: self.batches }
    }

    fn close(&mut self) {
        let arrays = self.columns.iter_mut().map(Column::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        self.batches.push(batch.expect("each column has a value for every row, of the kind of its name"));
        self.held = 0;
    }
}

impl Column {
    fn new(kind: Kind) -> Column {
        match kind {
            Kind::Text => Column::Text(StringBuilder::new()),
            Kind::List => Column::List(ListBuilder::new(StringBuilder::new()).with_field(item())),
            Kind::Whole => Column::Whole(Int64Builder::new()),
            Kind::Real => Column::Real(Float64Builder::new()),
            Kind::Day => Column::Day(Date32Builder::new()),
            Kind::Point => Column::Point(BinaryBuilder::new()),
        }
    }

    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Column::Text(values), Cell::Text(text)) => values.append_option(text),
            (Column::List(values), Cell::List(texts)) => values.append_value(texts.into_iter().map(Some)),
            (Column::Whole(values), Cell::Whole(n)) => values.append_option(n.and_then(|n| i64::try_from(n).ok())),
            (Column::Real(values), Cell::Real(n)) => values.append_option(n),
            (Column::Day(values), Cell::Day(day)) => values.append_option(day.and_then(publish::columns::epoch_days)),
            (Column::Point(values), Cell::Point(point)) => {
                values.append_option(point.map(publish::columns::well_known));
            }
            // A value of another kind than its column's is a fault of ours; the row's other values stay in their places.
            (Column::Text(values), _) => values.append_null(),
            (Column::List(values), _) => values.append_null(),
            (Column::Whole(values), _) => values.append_null(),
            (Column::Real(values), _) => values.append_null(),
            (Column::Day(values), _) => values.append_null(),
            (Column::Point(values), _) => values.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Text(values) => ArrayBuilder::finish(values),
            Column::List(values) => ArrayBuilder::finish(values),
            Column::Whole(values) => ArrayBuilder::finish(values),
            Column::Real(values) => ArrayBuilder::finish(values),
            Column::Day(values) => ArrayBuilder::finish(values),
            Column::Point(values) => ArrayBuilder::finish(values),
        }
    }
}

/// What a list holds: texts that are never missing.
fn item() -> Field {
    Field::new("item", DataType::Utf8, false)
}

fn field(column: &str, kind: Kind) -> Field {
    let of = match kind {
        Kind::Text => DataType::Utf8,
        Kind::List => return Field::new(column, DataType::List(Arc::new(item())), false),
        Kind::Whole => DataType::Int64,
        Kind::Real => DataType::Float64,
        Kind::Day => DataType::Date32,
        Kind::Point => return point(column),
    };
    Field::new(column, of, true)
}

/// A point as GeoArrow marks it, so that GeoPandas knows it: well-known binary, longitude first.
fn point(column: &str) -> Field {
    let marks = [("ARROW:extension:name", "geoarrow.wkb"), ("ARROW:extension:metadata", r#"{"crs":"OGC:CRS84"}"#)];
    let marks = marks.map(|(key, value)| (key.to_string(), value.to_string()));
    Field::new(column, DataType::Binary, true).with_metadata(marks.into())
}

/// Tables by name, as a tuple of pairs.
pub fn named<'py>(py: Python<'py>, tables: Vec<(&'static str, Table)>) -> PyResult<Bound<'py, PyTuple>> {
    let pairs =
        tables.into_iter().map(|(name, table)| Ok((name, Py::new(py, table)?))).collect::<PyResult<Vec<_>>>()?;
    PyTuple::new(py, pairs)
}
