//! GeoNames' own dump, a country's or the world's, taken in line by line and compiled as a table of places.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

use super::Gazetteer;
use super::compile::compile;
use super::kind::PlaceKind;
use super::table::{Row, point};
use crate::codebook::Codebook;

/// The columns of a line of the dump, by GeoNames' `readme.txt`.
mod column {
    pub const ID: usize = 0;
    pub const ASCII_NAME: usize = 2;
    pub const OTHER_NAMES: usize = 3;
    pub const LAT: usize = 4;
    pub const LON: usize = 5;
    pub const CLASS: usize = 6;
    pub const CODE: usize = 7;
    pub const COUNTRY: usize = 8;
    pub const ADMIN1: usize = 10;
    pub const ADMIN2: usize = 11;
    pub const POPULATION: usize = 14;
    pub const COUNT: usize = 19;
}

/// Other names of a place that are kept; the dump has up to some hundred.
const OTHER_NAMES: usize = 12;
/// Inhabitants of a city, and of a town.
const CITY: u32 = 100_000;
const TOWN: u32 = 5_000;
/// Inhabitants from which a name of one or two letters is kept, as in `codebook/place/from_geonames.py`: such are words of
/// many languages.
const KNOWN: u32 = 15_000;

/// The countries' table, for the two letters by which the dump names them.
const COUNTRIES: &str = include_str!("../../../../../codebook/place/country.tsv");

/// The places of a dump, while its lines come in.
pub struct Dump<'b> {
    gazetteer: &'b Gazetteer,
    features: FxHashMap<&'b str, PlaceKind>,
    /// ISO 3166: two letters → three.
    countries: FxHashMap<String, SmolStr>,
    /// Countries that are wanted, by their three letters; empty: all.
    wanted: FxHashSet<SmolStr>,
    /// Numbers of places that are known already.
    known: FxHashSet<u32>,
    /// Names of divisions by country and codes ("SY.13", "SY.13.1").
    divisions: FxHashMap<SmolStr, SmolStr>,
    rows: Vec<Row>,
}

impl<'b> Dump<'b> {
    /// Takes places of the codebook's kinds in some countries (ISO 3166 alpha-3; none: in all) that its gazetteer lacks.
    pub fn new(codebook: &'b Codebook, wanted: &[String]) -> Dump<'b> {
        let features = &codebook.place_words.features;
        Dump {
            gazetteer: codebook.gazetteer(),
            features: features
                .iter()
                .filter_map(|(code, kind)| Some((code.as_str(), PlaceKind::from_word(kind)?)))
                .collect(),
            countries: alpha3(),
            wanted: wanted.iter().map(SmolStr::from).collect(),
            known: codebook.gazetteer().places().filter_map(|(_, place)| place.geonames_id).collect(),
            divisions: FxHashMap::default(),
            rows: Vec::new(),
        }
    }

    /// Takes in a line.
    ///
    /// # Errors
    /// If the line is not of the dump's form; the text says why.
    pub fn line(&mut self, line: &str) -> Result<(), String> {
        let cells: Vec<&str> = line.trim_end_matches(['\r', '\n']).split('\t').collect();
        if cells.len() != column::COUNT {
            return Err(format!("has {} columns, not {}", cells.len(), column::COUNT));
        }
        let id: u32 =
            cells[column::ID].parse().map_err(|_| format!("{:?} is no number of a place", cells[column::ID]))?;
        let point = point(cells[column::LAT], cells[column::LON])?;
        self.division(&cells);
        let Some(country) = self.countries.get(cells[column::COUNTRY]) else { return Ok(()) };
        let population = cells[column::POPULATION].parse().unwrap_or(0);
        let Some(kind) = self.kind(&cells, population) else { return Ok(()) };
        let unwanted = !self.wanted.is_empty() && !self.wanted.contains(country);
        let name = cells[column::ASCII_NAME];
        let nameless = name.is_empty() || (name.len() <= 2 && population < KNOWN);
        if unwanted || nameless || name.len() > usize::from(u8::MAX) || self.known.contains(&id) {
            return Ok(());
        }
        self.rows.push(Row {
            id,
            name: name.into(),
            other_names: other_names(cells[column::OTHER_NAMES], name),
            kind,
            country: country.clone(),
            admin1: format_smolstr!("{}.{}", cells[column::COUNTRY], cells[column::ADMIN1]),
            admin2: format_smolstr!("{}.{}.{}", cells[column::COUNTRY], cells[column::ADMIN1], cells[column::ADMIN2]),
            point,
            population,
        });
        Ok(())
    }

    /// How many places were taken.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none was taken.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table, compiled; `Codebook::add_places` takes it.
    ///
    /// # Errors
    /// If there are more places than the form has room for.
    pub fn compile(mut self) -> Result<Vec<u8>, String> {
        for row in &mut self.rows {
            row.admin1 = self.divisions.get(&row.admin1).cloned().unwrap_or_default();
            row.admin2 = self.divisions.get(&row.admin2).cloned().unwrap_or_default();
        }
        compile(&self.rows)
    }

    /// Remembers the name of a division, which other lines have only the code of.
    fn division(&mut self, cells: &[&str]) {
        let (country, first, second) = (cells[column::COUNTRY], cells[column::ADMIN1], cells[column::ADMIN2]);
        let name = cells[column::ASCII_NAME];
        let (key, name) = match cells[column::CODE] {
            "ADM1" => (format_smolstr!("{country}.{first}"), self.province(name, country)),
            "ADM2" => (format_smolstr!("{country}.{first}.{second}"), name.into()),
            _ => return,
        };
        self.divisions.insert(key, name);
    }

    /// The gazetteer's own name of a first-level division, so that a report's places are in one, whichever table has them.
    fn province(&self, name: &str, country: &str) -> SmolStr {
        let country = self.countries.get(country).map(SmolStr::as_str);
        let found = self.gazetteer.named(name).into_iter().map(|candidate| self.gazetteer.place(candidate.place));
        let known = found.filter(|place| place.kind == PlaceKind::Province && place.country == country);
        known.map(|place| place.name.into()).next().unwrap_or_else(|| name.into())
    }

    fn kind(&self, cells: &[&str], population: u32) -> Option<PlaceKind> {
        let kind = *self.features.get(cells[column::CODE]).or_else(|| self.features.get(cells[column::CLASS]))?;
        Some(match kind {
            PlaceKind::Village if population >= CITY => PlaceKind::City,
            PlaceKind::Village if population >= TOWN => PlaceKind::Town,
            kind => kind,
        })
    }
}

/// Other names in Latin letters without accents, for those with accents fold to them or to the name itself.
fn other_names(cells: &str, name: &str) -> String {
    let latin = |n: &&str| n.is_ascii() && n.len() > 2 && *n != name && !n.contains(['|', '/']);
    cells.split(',').filter(latin).take(OTHER_NAMES).collect::<Vec<_>>().join("|")
}

fn alpha3() -> FxHashMap<String, SmolStr> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(COUNTRIES.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap_or_default();
    let (two, three) = (at("alpha2"), at("country"));
    let rows = reader.into_records().filter_map(Result::ok);
    rows.filter_map(|row| Some((row.get(two)?.to_string(), row.get(three)?.into()))).collect()
}
