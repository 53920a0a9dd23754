//! Values of a table, each of its column's kind, before a form is chosen for them: text in a spreadsheet, types in a file of columns.

use record::{Date, LatLon};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One text.
    Text,
    /// Several texts.
    List,
    /// A whole number, never negative.
    Whole,
    /// A number of degrees.
    Real,
    /// A day.
    Day,
    /// A point on the earth.
    Point,
}

/// One value; a list that is empty, or `None`, where nothing is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// One text.
    Text(Option<String>),
    /// Several texts.
    List(Vec<String>),
    /// A whole number, never negative.
    Whole(Option<u64>),
    /// A number of degrees.
    Real(Option<f64>),
    /// A day.
    Day(Option<Date>),
    /// A point on the earth.
    Point(Option<LatLon>),
}

impl Kind {
    /// What a column of this name holds; a name means the same in every table.
    pub fn of(column: &str) -> Kind {
        match column {
            "published" | "start_date" | "end_date" | "as_of" => Kind::Day,
            "lat" | "lon" => Kind::Real,
            "geometry" => Kind::Point,
            "initiators" | "targets" | "weapons" | "victims" | "sources" | "claimed_by" | "denied_by" | "outlets"
            | "casualties" | "evidence" | "doubts" | "contradictions" | "answers" | "event_reports" | "aliases"
            | "ancestry" | "copies" => Kind::List,
            "geo_precision" | "where_prec" | "reports" | "independent" | "min" | "max" | "low" | "best" | "high" => {
                Kind::Whole
            }
            column if column.starts_with("killed_") || column.starts_with("wounded_") => Kind::Whole,
            _ => Kind::Text,
        }
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self, Kind::Whole | Kind::Real)
    }
}

impl Cell {
    /// A text that is always there.
    pub(crate) fn said(text: impl ToString) -> Cell {
        Cell::Text(Some(text.to_string()))
    }

    /// The kind of column that it stands in.
    pub fn kind(&self) -> Kind {
        match self {
            Cell::Text(_) => Kind::Text,
            Cell::List(_) => Kind::List,
            Cell::Whole(_) => Kind::Whole,
            Cell::Real(_) => Kind::Real,
            Cell::Day(_) => Kind::Day,
            Cell::Point(_) => Kind::Point,
        }
    }

    /// As a spreadsheet has it: empty where nothing is told, several texts with `between` between them.
    pub(crate) fn into_text(self, between: &str) -> String {
        match self {
            Cell::Text(text) => text.unwrap_or_default(),
            Cell::List(texts) => texts.join(between),
            Cell::Whole(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Cell::Real(number) => number.map(|number| number.to_string()).unwrap_or_default(),
            Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
            Cell::Point(point) => point.map(|point| format!("{} {}", point.lat, point.lon)).unwrap_or_default(),
        }
    }
}

/// Days since 1970-01-01, as files of columns have them; `None` for a day too far off to be counted.
pub fn epoch_days(day: Date) -> Option<i32> {
    day.since(jiff::civil::date(1970, 1, 1)).ok().map(|span| span.get_days())
}

/// A point as well-known binary: little-endian, type 1, longitude, latitude.
pub fn well_known(point: LatLon) -> Vec<u8> {
    let mut bytes = vec![1, 1, 0, 0, 0];
    bytes.extend(point.lon.to_le_bytes());
    bytes.extend(point.lat.to_le_bytes());
    bytes
}
