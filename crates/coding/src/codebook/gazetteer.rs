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

/// The tables that ship with the program, compiled: countries, first-level and second-level divisions, our supplement,
/// GeoNames.
const TABLES: [(&str, &[u8]); 5] = [
    ("place/country.tsv", include_bytes!(concat!(env!("OUT_DIR"), "/country"))),
    ("place/admin1.tsv", include_bytes!(concat!(env!("OUT_DIR"), "/admin1"))),
    ("place/admin2.tsv", include_bytes!(concat!(env!("OUT_DIR"), "/admin2"))),
    ("place/supplement.tsv", include_bytes!(concat!(env!("OUT_DIR"), "/supplement"))),
    ("place/places.tsv", include_bytes!(concat!(env!("OUT_DIR"), "/places"))),
];

static EMBEDDED: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::of_program);

fn embedded_layers() -> impl Iterator<Item = (String, Layer)> {
    TABLES.iter().filter_map(|(path, bytes)| Some((path.to_string(), Layer::embedded(bytes)?)))
}

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

impl Place<'_> {
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
    /// Each table with its path below `codebook/` and the number of its first place.
    layers: Vec<(String, u32, Layer)>,
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
        let layer = |(number, table): (usize, &&str)| {
            let layer = compiled(table).map_err(|reason| format!("table {}: {reason}", number + 1))?;
            Ok((format!("table {}", number + 1), layer))
        };
        let layers: Result<Vec<_>, String> = tables.iter().enumerate().map(layer).collect();
        Ok(Gazetteer::default().with(layers?))
    }

    /// The tables that ship with the program, with tables of the user's over those of the same path.
    ///
    /// # Errors
    /// If a table cannot be read: its path, and why.
    pub(crate) fn with_own(tables: &BTreeMap<&str, &str>) -> Result<Gazetteer, (String, String)> {
        let mut layers: BTreeMap<String, Layer> = embedded_layers().collect();
        for (path, text) in tables {
            layers.insert(path.to_string(), compiled(text).map_err(|reason| (path.to_string(), reason))?);
        }
        Ok(Gazetteer::default().with(layers))
    }

    /// The tables that ship with the program, to put others beside.
    pub(crate) fn of_program() -> Gazetteer {
        Gazetteer::default().with(embedded_layers())
    }

    /// The same places and those of a compiled table.
    ///
    /// # Errors
    /// If the bytes are no compiled table, or one that was cut short or changed.
    pub(crate) fn and(self, path: &str, compiled: Vec<u8>) -> Result<Gazetteer, String> {
        Ok(self.with([(path.to_string(), Layer::owned(compiled)?)]))
    }

    fn with(mut self, layers: impl IntoIterator<Item = (String, Layer)>) -> Gazetteer {
        for (path, layer) in layers {
            let first = self.layers.last().map_or(0, |(_, first, l)| first + l.len() as u32);
            self.layers.push((path, first, layer));
        }
        self
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.layers.iter().map(|l| l.2.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each table: its path below `codebook/`, how many places and how many names it has.
    pub fn tables(&self) -> impl Iterator<Item = (&str, usize, usize)> {
        self.layers.iter().map(|(path, _, layer)| (path.as_str(), layer.len(), layer.names()))
    }

    /// Every place, table by table.
    pub fn places(&self) -> impl Iterator<Item = (PlaceId, Place<'_>)> {
        self.layers.iter().flat_map(|(_, first, layer)| {
            (0..layer.len()).filter_map(move |i| Some((PlaceId(first + i as u32), layer.place(i)?)))
        })
    }

    /// The place with this number. A number comes from this gazetteer, so there always is one.
    pub fn place(&self, id: PlaceId) -> Place<'_> {
        let (_, first, layer) = &self.layers[self.layer_of(id)];
        layer.place((id.0 - first) as usize).unwrap_or(NOWHERE)
    }

    /// The path below `codebook/` of the table that has the place.
    pub fn table_of(&self, id: PlaceId) -> &str {
        &self.layers[self.layer_of(id)].0
    }

    fn layer_of(&self, id: PlaceId) -> usize {
        self.layers.partition_point(|l| l.1 <= id.0).saturating_sub(1)
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
        let whole = self.longest(&folded_words(words), &plain_forms(words));
        let (first, rest) = words.split_first()?;
        if !opens_name(first.1) {
            return whole;
        }
        // "Ar Raqqah" may be listed with its article or without.
        let bare = self.longest(&folded_words(rest), &[]).map(|(len, candidates)| (len + 1, candidates));
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

    /// The longest name that starts the words, folded or as they are spelled.
    fn longest(&self, folded: &[(usize, &str)], plain: &[(usize, Cow<'_, str>)]) -> Option<(usize, Vec<Candidate>)> {
        let mut found = Vec::with_capacity(2 * self.layers.len());
        for (_, first, layer) in &self.layers {
            found.push((*first, layer, layer.longest(None, folded.iter().copied())));
            found.push((*first, layer, layer.longest(Some(PLAIN), plain.iter().map(|(used, w)| (*used, w.as_ref())))));
        }
        let longest = found.iter().filter_map(|f| f.2).map(|f| f.0).max()?;
        let mut candidates = Vec::new();
        for (first, layer, hit) in found {
            if let Some((_, posting)) = hit.filter(|h| h.0 == longest) {
                let candidate = |(number, main)| Candidate { place: PlaceId(first + number), main };
                candidates.extend(layer.places_of(posting).map(candidate));
            }
        }
        Some((longest, candidates))
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
fn folded_words<'w>(words: &[(&str, &'w str)]) -> Vec<(usize, &'w str)> {
    let mut out = Vec::with_capacity(MAX_WORDS);
    for (i, (word, folded)) in words.iter().enumerate().take(2 * MAX_WORDS) {
        match pushed(word, folded, out.is_empty()) {
            Pushed::Word if out.len() < MAX_WORDS => out.push((i + 1, *folded)),
            Pushed::Article => {}
            Pushed::Word | Pushed::Nothing => break,
        }
    }
    out
}

/// The same words as they are spelled.
fn plain_forms<'w>(words: &[(&'w str, &str)]) -> Vec<(usize, Cow<'w, str>)> {
    let forms = words.iter().take(MAX_WORDS).enumerate().map(|(i, (word, _))| {
        let plain = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        (i + 1, if plain && !is_shortened(word) { Cow::Borrowed(*word) } else { Cow::Owned(plain_words(word)) })
    });
    forms.take_while(|(_, form)| !form.is_empty()).collect()
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
