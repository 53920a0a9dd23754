//! Places by name: the tables of `codebook/place/`, searched as a report spells them.
//!
//! The tables that ship with the program are compiled when it is built (`build.rs`) and searched where they lie in it. What a
//! name means in a report is decided by [`Gazetteer::resolve`], which keeps the other readings.

mod compile;
mod dump;
mod key;
mod kind;
mod layer;
mod table;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use record::LatLon;

use crate::codebook::fold::{is_shortened, opens_name, plain_words};
use compile::compile;
pub use dump::Dump;
use key::{PLAIN, Pushed, pushed};
pub use kind::PlaceKind;
use layer::Layer;
use table::rows;

/// The most words of a place's name.
const MAX_WORDS: usize = 6;

/// The tables that ship with the program, compiled as one.
const PLACES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/places"));
/// Their paths below `codebook/`, each with the number of the first place behind it.
const TABLES: [(&str, u32); 5] = include!(concat!(env!("OUT_DIR"), "/tables"));

static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::of_program);

/// The number of a place in its [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

/// A place that has a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'g> {
    /// Its common English name.
    pub name: &'g str,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166 alpha-3; `None` at sea or over several countries.
    pub country: Option<&'g str>,
    /// First-level division; `None` if not known or not within one.
    pub admin1: Option<&'g str>,
    /// Second-level division; `None` if not known or not within one.
    pub admin2: Option<&'g str>,
    /// Its point; for what is wide one that stands for it. `None` if not known.
    pub point: Option<LatLon>,
    /// Inhabitants; 0 if not known or none.
    pub population: u64,
    /// GeoNames' number; `None` for what is not from there.
    pub geonames_id: Option<u32>,
}

impl<'g> Place<'g> {
    /// A country as such, of which no more is known than its code.
    pub(crate) fn country(code: &'g str) -> Place<'g> {
        Place { name: code, kind: PlaceKind::Country, country: Some(code), ..NOWHERE }
    }

    /// Its point, if an event there has it: `None` for a country or a province.
    pub fn exact_point(&self) -> Option<LatLon> {
        self.point.filter(|_| !self.kind.is_wide())
    }
}

/// A place that has the name looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// Whether the name is its common English one.
    pub main: bool,
}

/// Places and their names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    layers: Vec<Layer>,
    /// The tables of all layers, in order.
    tables: Vec<Table>,
}

/// A table of a layer.
#[derive(Debug)]
struct Table {
    /// Its path below `codebook/`.
    path: String,
    /// Its places.
    places: Range<u32>,
    /// The layer that has them, and the number of the layer's first place.
    layer: usize,
    first: u32,
    /// Whether a table of the user's stands in its place.
    replaced: bool,
}

impl Gazetteer {
    /// The places that ship with the program.
    pub fn embedded() -> &'static Gazetteer {
        &EMBEDDED
    }

    /// Reads tables (tab-separated, with a header; see `codebook/README.md`).
    ///
    /// # Errors
    /// If a table has a row without the columns, or with a kind or a number that cannot be read; the text names the row.
    pub fn from_tables(tables: &[&str]) -> Result<Gazetteer, String> {
        let mut gazetteer = Gazetteer::default();
        for (number, table) in tables.iter().enumerate() {
            let name = format!("table {}", number + 1);
            let layer = compiled(table).map_err(|reason| format!("{name}: {reason}"))?;
            gazetteer.add(&name, layer);
        }
        Ok(gazetteer)
    }

    /// The tables that ship with the program, with tables of the user's in the place of those of the same path.
    ///
    /// # Errors
    /// If a table cannot be read: its path, and why.
    pub(crate) fn with_own(tables: &BTreeMap<&str, &str>) -> Result<Gazetteer, (String, String)> {
        let mut gazetteer = Gazetteer::of_program();
        for (path, text) in tables {
            let layer = compiled(text).map_err(|reason| (path.to_string(), reason))?;
            gazetteer.add(path, layer);
        }
        Ok(gazetteer)
    }

    /// The tables that ship with the program, to put others beside.
    pub(crate) fn of_program() -> Gazetteer {
        let mut gazetteer = Gazetteer::default();
        let mut start = 0;
        for (path, end) in TABLES {
            let path = path.to_string();
            gazetteer.tables.push(Table { path, places: start..end, layer: 0, first: 0, replaced: false });
            start = end;
        }
        gazetteer.layers.extend(Layer::embedded(PLACES));
        gazetteer
    }

    /// The same places and those of a compiled table.
    ///
    /// # Errors
    /// If the bytes are no compiled table, or one that was cut short or changed.
    pub(crate) fn and(mut self, path: &str, compiled: Vec<u8>) -> Result<Gazetteer, String> {
        self.add(path, Layer::owned(compiled)?);
        Ok(self)
    }

    /// Adds a layer of one table, which replaces those of the same path.
    fn add(&mut self, path: &str, layer: Layer) {
        self.tables.iter_mut().filter(|table| table.path == path).for_each(|table| table.replaced = true);
        let first = self.tables.last().map_or(0, |table| table.places.end);
        let (places, path) = (first..first + layer.len() as u32, path.to_string());
        self.tables.push(Table { path, places, layer: self.layers.len(), first, replaced: false });
        self.layers.push(layer);
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.tables().map(|table| table.1).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each table in use: its path below `codebook/`, and how many places it has.
    pub fn tables(&self) -> impl Iterator<Item = (&str, usize)> {
        let used = self.tables.iter().filter(|table| !table.replaced);
        used.map(|table| (table.path.as_str(), table.places.len()))
    }

    /// Under how many names the places are found, spellings of one name taken together.
    pub fn names(&self) -> usize {
        self.layers.iter().map(Layer::names).sum()
    }

    /// Every place, table by table.
    pub fn places(&self) -> impl Iterator<Item = (PlaceId, Place<'_>)> {
        let used = self.tables.iter().filter(|table| !table.replaced);
        used.flat_map(|table| table.places.clone()).map(|number| (PlaceId(number), self.place(PlaceId(number))))
    }

    /// The place with this number. A number comes from this gazetteer, so there always is one.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let table = &self.tables[self.table(id)];
        self.layers[table.layer].place((id.0 - table.first) as usize).unwrap_or(NOWHERE)
    }

    /// The path below `codebook/` of the table that has the place.
    pub fn table_of(&self, id: PlaceId) -> &str {
        &self.tables[self.table(id)].path
    }

    fn table(&self, id: PlaceId) -> usize {
        self.tables.partition_point(|table| table.places.start <= id.0).saturating_sub(1)
    }

    /// The distance between two places along the earth; `None` if one of them has no point.
    pub fn distance_km(&self, a: PlaceId, b: PlaceId) -> Option<f64> {
        Some(kilometres(self.place(a).point?, self.place(b).point?))
    }

    /// The longest name that starts the words (as written, in any case): how many words it takes, and the places that have it.
    pub fn longest_at(&self, words: &[&str]) -> Option<(usize, Vec<Candidate>)> {
        let folded: Vec<String> =
            words.iter().take(2 * MAX_WORDS + 1).map(|w| crate::codebook::fold::fold(w)).collect();
        let words: Vec<(&str, &str)> = words.iter().copied().zip(folded.iter().map(String::as_str)).collect();
        self.longest_folded(&words)
    }

    /// The same for words that are folded already: each as written, in any case, and folded.
    pub(crate) fn longest_folded(&self, words: &[(&str, &str)]) -> Option<(usize, Vec<Candidate>)> {
        let whole = self.longest(words, words);
        let (first, rest) = words.split_first()?;
        if !opens_name(first.1) {
            return whole;
        }
        // "Ar Raqqah" may be listed with its article or without.
        let bare = self.longest(rest, &[]).map(|(len, candidates)| (len + 1, candidates));
        match (whole, bare) {
            (Some(whole), Some(bare)) if whole.0 == bare.0 => Some((whole.0, [whole.1, bare.1].concat())),
            (Some(whole), Some(bare)) if whole.0 < bare.0 => Some(bare),
            (None, bare) => bare,
            (whole, _) => whole,
        }
    }

    /// The places that have exactly this name.
    pub fn named(&self, name: &str) -> Vec<Candidate> {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.longest_at(&words).filter(|(len, _)| *len == words.len()).map_or_else(Vec::new, |found| found.1)
    }

    /// The longest name that starts the first words as they are folded, or the second as they are spelled.
    fn longest(&self, folded: &[(&str, &str)], plain: &[(&str, &str)]) -> Option<(usize, Vec<Candidate>)> {
        let mut hits = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let both = [layer.longest(None, folded_words(folded)), layer.longest(Some(PLAIN), plain_forms(plain))];
            hits.extend(both.into_iter().flatten().map(|(len, posting)| (number, len, posting)));
        }
        let longest = hits.iter().map(|hit| hit.1).max()?;
        let mut candidates = Vec::new();
        for (number, _, posting) in hits.into_iter().filter(|hit| hit.1 == longest) {
            let first = self.tables.iter().find(|table| table.layer == number).map_or(0, |table| table.first);
            let all = self.layers[number].places_of(posting);
            let all = all.map(|(place, main)| Candidate { place: PlaceId(first + place), main });
            candidates.extend(all.filter(|c| !self.tables[self.table(c.place)].replaced));
        }
        (!candidates.is_empty()).then_some((longest, candidates))
    }
}

/// What stands in for a place whose bytes cannot be read.
const NOWHERE: Place<'_> = Place {
    name: "",
    kind: PlaceKind::Region,
    country: None,
    admin1: None,
    admin2: None,
    point: None,
    population: 0,
    geonames_id: None,
};

/// The words of a folded key that starts with the words, each as written and folded, with how many of them it uses.
fn folded_words<'w>(words: &[(&str, &'w str)]) -> impl Iterator<Item = (usize, &'w str)> {
    let mut opens = true;
    let pushed = words.iter().take(2 * MAX_WORDS).map_while(move |(word, folded)| {
        let pushed = pushed(word, folded, opens);
        opens &= !matches!(pushed, Pushed::Word);
        (!matches!(pushed, Pushed::Nothing)).then_some((pushed, *folded))
    });
    let numbered = pushed.enumerate().filter(|(_, (pushed, _))| matches!(pushed, Pushed::Word));
    numbered.map(|(i, (_, folded))| (i + 1, folded)).take(MAX_WORDS)
}

/// The same words as they are spelled.
fn plain_forms<'w>(words: &[(&'w str, &str)]) -> impl Iterator<Item = (usize, Cow<'w, str>)> {
    let forms = words.iter().take(MAX_WORDS).enumerate().map(|(i, (word, _))| {
        let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        (i + 1, if plain && !is_shortened(word) { Cow::Borrowed(*word) } else { Cow::Owned(plain_words(word)) })
    });
    forms.take_while(|(_, form)| !form.is_empty())
}

fn compiled(table: &str) -> Result<Layer, String> {
    Layer::owned(compile(&rows(table)?)?)
}

/// The distance along the earth.
pub(crate) fn kilometres(a: LatLon, b: LatLon) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}
