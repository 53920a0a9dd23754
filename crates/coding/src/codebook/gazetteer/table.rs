//! Tables of places as `codebook/place/` has them: tab-separated, with a header.

use smol_str::SmolStr;

use super::kind::PlaceKind;

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// GeoNames' number; 0 for none.
    pub id: u32,
    /// Its common English name.
    pub name: SmolStr,
    /// Other names, separated by `|`.
    pub other_names: String,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166 alpha-3; empty at sea or over several countries.
    pub country: SmolStr,
    /// First-level division; empty if not known or not within one.
    pub admin1: SmolStr,
    /// Second-level division; empty if not known or not within one.
    pub admin2: SmolStr,
    /// Degrees north and east, WGS84.
    pub point: Option<(f64, f64)>,
    /// Inhabitants; 0 if not known or none.
    pub population: u32,
}

/// The rows of a table.
///
/// # Errors
/// If the table lacks a column, or a row has a kind or a number that cannot be read; the text names the row.
pub(crate) fn rows(table: &str) -> Result<Vec<Row>, String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(table.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|e| e.to_string())?)?;
    let mut row = csv::StringRecord::new();
    let mut rows = Vec::new();
    while reader.read_record(&mut row).map_err(|e| e.to_string())? {
        rows.push(columns.row(&row).map_err(|reason| {
            let line = row.position().map_or(0, csv::Position::line);
            format!("line {line} ({}): {reason}", row.get(columns.name).unwrap_or_default())
        })?);
    }
    Ok(rows)
}

/// Where each column stands; a table may lack the numbers of GeoNames and second-level divisions.
struct Columns {
    id: Option<usize>,
    name: usize,
    other_names: usize,
    kind: usize,
    country: usize,
    admin1: usize,
    admin2: Option<usize>,
    lat: usize,
    lon: usize,
    population: usize,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Columns, String> {
        let find = |name: &str| header.iter().position(|c| c == name);
        let at = |name: &str| find(name).ok_or_else(|| format!("no column {name:?}"));
        Ok(Columns {
            id: find("id"),
            name: at("name")?,
            other_names: at("other_names")?,
            kind: at("kind")?,
            country: at("country")?,
            admin1: at("admin1")?,
            admin2: find("admin2"),
            lat: at("lat")?,
            lon: at("lon")?,
            population: at("population")?,
        })
    }

    fn row(&self, row: &csv::StringRecord) -> Result<Row, String> {
        let cell = |i: usize| row.get(i).unwrap_or_default();
        let optional = |i: Option<usize>| i.map_or("", cell);
        let (kind, name) = (cell(self.kind), cell(self.name));
        if name.is_empty() {
            return Err("no name".to_string());
        }
        Ok(Row {
            id: count(optional(self.id))?,
            name: name.into(),
            other_names: cell(self.other_names).to_string(),
            kind: PlaceKind::from_word(kind).ok_or_else(|| format!("kind {kind:?} is not known"))?,
            country: cell(self.country).into(),
            admin1: cell(self.admin1).into(),
            admin2: optional(self.admin2).into(),
            point: point(cell(self.lat), cell(self.lon))?,
            population: count(cell(self.population))?,
        })
    }
}

fn count(text: &str) -> Result<u32, String> {
    if text.is_empty() { Ok(0) } else { number(text) }
}

/// A point from degrees as text; `None` if both are empty.
pub(crate) fn point(lat: &str, lon: &str) -> Result<Option<(f64, f64)>, String> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let (lat, lon): (f64, f64) = (number(lat)?, number(lon)?);
    if !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
        return Err(format!("no point on earth: {lat}, {lon}"));
    }
    Ok(Some((lat, lon)))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}
