//! Parquet with GeoParquet's metadata: the columns of an event's row with types of their own, lists as lists, and the point as
//! a geometry.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::Subject;
use crate::columns::{Cell, Kind, epoch_days, well_known};
use crate::{EVENT_COLUMNS, events};

/// Events that are held until they are written together.
const GROUP: usize = 5_000;

/// GeoParquet 1.1: where the geometry is. Its reference system is WGS84, longitude first, which is the one that it has unless told.
const GEO: &str = r#"{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}}"#;

/// The column behind those of [`EVENT_COLUMNS`].
const GEOMETRY: &str = "geometry";

/// Events on their way into a Parquet file: each event, then [`Parquet::finish`].
pub struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    held: usize,
}

/// What a column holds, with where each value belongs: Parquet's levels of definition and repetition.
struct Column {
    values: Values,
    definition: Vec<i16>,
    repetition: Vec<i16>,
}

enum Values {
    Texts(Vec<ByteArray>),
    Lists(Vec<ByteArray>),
    Wholes(Vec<i64>),
    Reals(Vec<f64>),
    Days(Vec<i32>),
    Points(Vec<ByteArray>),
}

impl<W: Write + Send> Parquet<W> {
    /// A file that has no events yet.
    ///
    /// # Errors
    /// If it cannot be written to.
    pub fn new(out: W) -> io::Result<Parquet<W>> {
        let geo = KeyValue::new("geo".to_string(), GEO.to_string());
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("Dateline".to_string())
            .set_key_value_metadata(Some(vec![geo]));
        let writer = SerializedFileWriter::new(out, schema(), Arc::new(properties.build())).map_err(failed)?;
        Ok(Parquet { writer, columns: columns().map(Column::new).collect(), held: 0 })
    }

    /// Adds one event.
    ///
    /// # Errors
    /// If the file cannot be written to.
    pub fn event(&mut self, subject: &Subject) -> io::Result<()> {
        let point = subject.event.location.as_ref().and_then(|location| location.point);
        let cells = events::event_values(subject.event, subject.tellings).into_iter().chain([Cell::Point(point)]);
        self.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.add(cell));
        self.held += 1;
        if self.held == GROUP { self.write() } else { Ok(()) }
    }

    /// Writes what is held, and the end of the file; gives back where it was written to.
    ///
    /// # Errors
    /// If the file cannot be written to.
    pub fn finish(mut self) -> io::Result<W> {
        if self.held > 0 {
            self.write()?;
        }
        self.writer.into_inner().map_err(failed)
    }

    fn write(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(failed)?;
        for column in &mut self.columns {
            let mut writer = group.next_column().map_err(failed)?.ok_or_else(|| failed("a column is missing"))?;
            column.write(&mut writer).map_err(failed)?;
            writer.close().map_err(failed)?;
            *column = Column::new(column.values.empty());
        }
        group.close().map_err(failed)?;
        self.held = 0;
        Ok(())
    }
}

impl Column {
    fn new(values: Values) -> Column {
        Column { values, definition: Vec::new(), repetition: Vec::new() }
    }

    /// A value, which is of the column's kind.
    fn add(&mut self, cell: Cell) {
        let text = |text: String| ByteArray::from(text.into_bytes());
        let known = match (&mut self.values, cell) {
            (Values::Lists(_), Cell::List(items)) => return self.list(items),
            (Values::Texts(values), Cell::Text(cell)) => push(values, cell.filter(|cell| !cell.is_empty()).map(text)),
            (Values::Wholes(values), Cell::Whole(cell)) => push(values, cell.and_then(|n| i64::try_from(n).ok())),
            (Values::Reals(values), Cell::Real(cell)) => push(values, cell),
            (Values::Days(values), Cell::Day(cell)) => push(values, cell.and_then(epoch_days)),
            (Values::Points(values), Cell::Point(cell)) => push(values, cell.map(well_known).map(ByteArray::from)),
            _ => false,
        };
        self.definition.push(i16::from(known));
    }

    /// A list that may be empty.
    fn list(&mut self, items: Vec<String>) {
        if items.is_empty() {
            self.definition.push(0);
            self.repetition.push(0);
        }
        for (n, item) in items.into_iter().enumerate() {
            self.definition.push(1);
            self.repetition.push(i16::from(n > 0));
            if let Values::Lists(values) = &mut self.values {
                values.push(ByteArray::from(item.into_bytes()));
            }
        }
    }

    fn write(&self, writer: &mut SerializedColumnWriter) -> Result<usize, ParquetError> {
        let known = Some(&self.definition[..]);
        match &self.values {
            Values::Texts(values) | Values::Points(values) => {
                writer.typed::<ByteArrayType>().write_batch(values, known, None)
            }
            Values::Lists(values) => writer.typed::<ByteArrayType>().write_batch(values, known, Some(&self.repetition)),
            Values::Wholes(values) => writer.typed::<Int64Type>().write_batch(values, known, None),
            Values::Reals(values) => writer.typed::<DoubleType>().write_batch(values, known, None),
            Values::Days(values) => writer.typed::<Int32Type>().write_batch(values, known, None),
        }
    }
}

impl Values {
    /// A column of the same kind without values.
    fn empty(&self) -> Values {
        match self {
            Values::Texts(_) => Values::Texts(Vec::new()),
            Values::Lists(_) => Values::Lists(Vec::new()),
            Values::Wholes(_) => Values::Wholes(Vec::new()),
            Values::Reals(_) => Values::Reals(Vec::new()),
            Values::Days(_) => Values::Days(Vec::new()),
            Values::Points(_) => Values::Points(Vec::new()),
        }
    }
}

fn push<T>(values: &mut Vec<T>, value: Option<T>) -> bool {
    let known = value.is_some();
    values.extend(value);
    known
}

/// What each column holds: those of [`EVENT_COLUMNS`], then the geometry.
fn columns() -> impl Iterator<Item = Values> {
    let of = |column: &str| match Kind::of(column) {
        Kind::Text => Values::Texts(Vec::new()),
        Kind::List => Values::Lists(Vec::new()),
        Kind::Whole => Values::Wholes(Vec::new()),
        Kind::Real => Values::Reals(Vec::new()),
        Kind::Day => Values::Days(Vec::new()),
        Kind::Point => Values::Points(Vec::new()),
    };
    EVENT_COLUMNS.into_iter().chain([GEOMETRY]).map(of)
}

fn schema() -> TypePtr {
    let names = EVENT_COLUMNS.into_iter().chain([GEOMETRY]);
    let fields = names.zip(columns()).map(|(name, values)| Arc::new(field(name, &values))).collect();
    let schema = Type::group_type_builder("event").with_fields(fields).build();
    Arc::new(schema.expect("the columns are written here and fit together"))
}

fn field(name: &str, values: &Values) -> Type {
    let optional = |physical: Physical, converted: ConvertedType| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(converted)
    };
    let built = match values {
        Values::Lists(_) => return list_field(name),
        Values::Texts(_) => optional(Physical::BYTE_ARRAY, ConvertedType::UTF8),
        Values::Points(_) => optional(Physical::BYTE_ARRAY, ConvertedType::NONE),
        Values::Wholes(_) => optional(Physical::INT64, ConvertedType::NONE),
        Values::Reals(_) => optional(Physical::DOUBLE, ConvertedType::NONE),
        Values::Days(_) => optional(Physical::INT32, ConvertedType::DATE),
    };
    built.build().expect("each kind has a type that Parquet knows")
}

/// A list that is never missing, of texts that are never missing either.
fn list_field(name: &str) -> Type {
    let required = |builder: Result<Type, ParquetError>| Arc::new(builder.expect("a list as Parquet writes lists"));
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_converted_type(ConvertedType::UTF8)
        .build();
    let items = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![required(element)])
        .build();
    Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_converted_type(ConvertedType::LIST)
        .with_fields(vec![required(items)])
        .build()
        .expect("a list as Parquet writes lists")
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::other(error)
}
