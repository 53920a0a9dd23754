//! Places by name: the tables of `codebook/place/`, searched as a report spells them.
//!
//! A name is kept as a hash of its folded form, so that the tables load in milliseconds. What a name means in a report
//! is decided by [`Gazetteer::resolve`], which keeps the other readings.

use std::hash::{DefaultHasher, Hasher};
use std::sync::LazyLock;

use record::LatLon;

use crate::codebook::fold::{fold, is_article, opens_name, province_words};

/// The most words of a place's name.
const MAX_WORDS: usize = 6;

static EMBEDDED: LazyLock<Gazetteer> =
    LazyLock::new(|| Gazetteer::from_tables(&TABLES.map(|t| t.1)).unwrap_or_default());

/// The tables that ship with the program.
const TABLES: [(&str, &str); 4] = [
    ("place/country.tsv", include_str!("../../../../codebook/place/country.tsv")),
    ("place/admin1.tsv", include_str!("../../../../codebook/place/admin1.tsv")),
    ("place/supplement.tsv", include_str!("../../../../codebook/place/supplement.tsv")),
    ("place/places.tsv", include_str!("../../../../codebook/place/places.tsv")),
];

/// The number of a place in its [`Gazetteer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

/// A place that has a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Its common English name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166 alpha-3; `None` at sea or over several countries.
    pub country: Option<String>,
    /// First-level division; `None` if not known or not within one.
    pub admin1: Option<String>,
    /// Its point; `None` for what is wide.
    pub point: Option<LatLon>,
    /// Inhabitants; 0 if not known or none.
    pub population: u64,
}

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each variant is the word that the tables have for it")]
pub enum PlaceKind {
    Country,
    Region,
    Province,
    District,
    City,
    Town,
    Village,
    Neighbourhood,
    Base,
    Airport,
    Camp,
    Dam,
    Island,
    Mountain,
    River,
    Desert,
    Sea,
    Strait,
    BorderCrossing,
    Facility,
}

impl PlaceKind {
    /// The kind with this word in the tables.
    pub(crate) fn from_word(word: &str) -> Option<PlaceKind> {
        use PlaceKind::*;
        Some(match word {
            "country" => Country,
            "region" => Region,
            "province" => Province,
            "district" => District,
            "city" => City,
            "town" => Town,
            "village" => Village,
            "neighbourhood" => Neighbourhood,
            "base" => Base,
            "airport" => Airport,
            "camp" => Camp,
            "dam" => Dam,
            "island" => Island,
            "mountain" => Mountain,
            "river" => River,
            "desert" => Desert,
            "sea" => Sea,
            "strait" => Strait,
            "border crossing" => BorderCrossing,
            "facility" => Facility,
            _ => return None,
        })
    }

    /// Whether people live there as in a city, a town or a village.
    pub fn is_settlement(self) -> bool {
        matches!(self, PlaceKind::City | PlaceKind::Town | PlaceKind::Village)
    }
}

/// Places and their names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    places: Vec<Place>,
    /// Hashes of folded names, sorted; one for each name of each place.
    keys: Vec<u64>,
    /// The place of each key.
    ids: Vec<PlaceId>,
    /// Where the keys of each bucket begin, and where the last one's end.
    buckets: Vec<usize>,
}

/// Keys are parted by their first bits, so that a search looks at few of them.
const BUCKET_BITS: u32 = 16;

fn bucket(hash: u64) -> usize {
    (hash >> (64 - BUCKET_BITS)) as usize
}

impl Gazetteer {
    /// The places that ship with the program.
    pub fn embedded() -> &'static Gazetteer {
        &EMBEDDED
    }

    /// The tables that ship with the program, path below `codebook/` and text: countries, first-level divisions, our
    /// supplement, GeoNames.
    pub fn embedded_tables() -> [(&'static str, &'static str); 4] {
        TABLES
    }

    /// Reads tables (tab-separated, with a header; see `codebook/README.md`).
    ///
    /// # Errors
    /// If a table has a row without the columns, or with a kind or a number that cannot be read; the text names the row.
    pub fn from_tables(tables: &[&str]) -> Result<Gazetteer, String> {
        let mut index = Index::default();
        for (number, table) in tables.iter().enumerate() {
            read_table(table, &mut index).map_err(|reason| format!("table {}: {reason}", number + 1))?;
        }
        Ok(index.finish())
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place with this number. A number comes from this gazetteer, so there always is one.
    pub fn place(&self, id: PlaceId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The distance between two places along the earth; `None` if one of them has no point.
    pub fn distance_km(&self, a: PlaceId, b: PlaceId) -> Option<f64> {
        Some(kilometres(self.place(a).point?, self.place(b).point?))
    }

    /// The longest name that starts the words (as written, in any case): how many words it takes, and the places that have it.
    pub fn longest_at(&self, words: &[&str]) -> Option<(usize, &[PlaceId])> {
        let folded: Vec<String> = words.iter().take(2 * MAX_WORDS + 1).map(|w| fold(w)).collect();
        let words: Vec<(&str, &str)> = words.iter().copied().zip(folded.iter().map(String::as_str)).collect();
        self.longest_folded(&words)
    }

    /// The same for words that are folded already: each as written, in any case, and folded.
    pub(crate) fn longest_folded(&self, words: &[(&str, &str)]) -> Option<(usize, &[PlaceId])> {
        if let Some(found) = self.longest(words) {
            return Some(found);
        }
        let (first, rest) = words.split_first()?;
        if !opens_name(first.1) {
            return None;
        }
        self.longest(rest).map(|(len, ids)| (len + 1, ids))
    }

    /// The places that have exactly this name.
    pub fn named(&self, name: &str) -> &[PlaceId] {
        let words: Vec<&str> = name.split_whitespace().collect();
        self.longest_at(&words).filter(|(len, _)| *len == words.len()).map_or(&[], |(_, ids)| ids)
    }

    fn longest(&self, words: &[(&str, &str)]) -> Option<(usize, &[PlaceId])> {
        let mut key = Key::new();
        let mut ends = [(0, 0); MAX_WORDS];
        let mut count = 0;
        for (i, (word, folded)) in words.iter().enumerate().take(2 * MAX_WORDS) {
            match key.push(word, folded) {
                Pushed::Word if count < MAX_WORDS => {
                    ends[count] = (i + 1, key.hash());
                    count += 1;
                }
                Pushed::Article => {}
                Pushed::Word | Pushed::Nothing => break,
            }
        }
        ends[..count].iter().rev().find_map(|&(len, hash)| Some((len, self.with_hash(hash)?)))
    }

    fn with_hash(&self, hash: u64) -> Option<&[PlaceId]> {
        let bucket = bucket(hash);
        let (from, to) = (*self.buckets.get(bucket)?, *self.buckets.get(bucket + 1)?);
        let start = from + self.keys[from..to].partition_point(|&k| k < hash);
        let len = self.keys[start..].iter().take_while(|&&k| k == hash).count();
        (len > 0).then(|| &self.ids[start..start + len])
    }
}

/// What a word did to a key.
enum Pushed {
    /// It is part of the name.
    Word,
    /// It is an article, which is no part of the key.
    Article,
    /// It is a mark: the name ends before it.
    Nothing,
}

/// The folded form of a name, word by word.
struct Key {
    folded: String,
}

impl Key {
    /// No word yet, but room for a long name.
    fn new() -> Key {
        Key { folded: String::with_capacity(64) }
    }

    /// Adds a word, given as written and folded.
    fn push(&mut self, word: &str, folded: &str) -> Pushed {
        if folded.is_empty() {
            return if is_article(&word.to_ascii_lowercase()) { Pushed::Article } else { Pushed::Nothing };
        }
        if !self.folded.is_empty() {
            if is_article(folded) {
                return Pushed::Article;
            }
            self.folded.push(' ');
        }
        self.folded.push_str(folded);
        Pushed::Word
    }

    fn hash(&self) -> u64 {
        hash(&[self.folded.as_bytes()])
    }

    /// The hash with one more folded word.
    fn hash_with(&self, folded: &str) -> u64 {
        hash(&[self.folded.as_bytes(), b" ", folded.as_bytes()])
    }
}

/// The hash of the pieces together. Of 64 bits, so that among some hundred thousand names no two meet by chance.
fn hash(pieces: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for piece in pieces {
        hasher.write(piece);
    }
    hasher.finish()
}

/// Places and names while the tables are read.
#[derive(Default)]
struct Index {
    places: Vec<Place>,
    /// The hash of a name, and the place.
    names: Vec<(u64, PlaceId)>,
}

impl Index {
    fn add(&mut self, place: Place, other_names: &str) -> Result<(), String> {
        let id = PlaceId(u32::try_from(self.places.len()).map_err(|e| e.to_string())?);
        self.add_name(&place.name, place.kind, id);
        for name in other_names.split('|').filter(|n| !n.is_empty()) {
            self.add_name(name, place.kind, id);
        }
        self.places.push(place);
        Ok(())
    }

    fn add_name(&mut self, name: &str, kind: PlaceKind, id: PlaceId) {
        let mut key = Key::new();
        for word in name.split_whitespace() {
            key.push(word, &fold(word));
        }
        if key.folded.is_empty() {
            return;
        }
        self.names.push((key.hash(), id));
        if kind == PlaceKind::Province {
            self.names.extend(province_words().iter().map(|word| (key.hash_with(word), id)));
        }
    }

    fn finish(mut self) -> Gazetteer {
        self.names.sort_unstable();
        self.names.dedup();
        let mut buckets = vec![0; (1 << BUCKET_BITS) + 1];
        for (hash, _) in &self.names {
            buckets[bucket(*hash) + 1] += 1;
        }
        for i in 1..buckets.len() {
            buckets[i] += buckets[i - 1];
        }
        Gazetteer {
            places: self.places,
            keys: self.names.iter().map(|n| n.0).collect(),
            ids: self.names.iter().map(|n| n.1).collect(),
            buckets,
        }
    }
}

fn read_table(table: &str, index: &mut Index) -> Result<(), String> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_reader(table.as_bytes());
    let columns = Columns::of(reader.headers().map_err(|e| e.to_string())?)?;
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(|e| e.to_string())? {
        let place = columns.place(&row).map_err(|reason| {
            let line = row.position().map_or(0, csv::Position::line);
            format!("line {line} ({}): {reason}", row.get(columns.name).unwrap_or_default())
        })?;
        index.add(place, row.get(columns.other_names).unwrap_or_default())?;
    }
    Ok(())
}

/// Where each column stands.
struct Columns {
    name: usize,
    other_names: usize,
    kind: usize,
    country: usize,
    admin1: usize,
    lat: usize,
    lon: usize,
    population: usize,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Columns, String> {
        let at = |name: &str| header.iter().position(|c| c == name).ok_or_else(|| format!("no column {name:?}"));
        Ok(Columns {
            name: at("name")?,
            other_names: at("other_names")?,
            kind: at("kind")?,
            country: at("country")?,
            admin1: at("admin1")?,
            lat: at("lat")?,
            lon: at("lon")?,
            population: at("population")?,
        })
    }

    fn place(&self, row: &csv::StringRecord) -> Result<Place, String> {
        let cell = |i: usize| row.get(i).unwrap_or_default();
        let text = |i: usize| Some(cell(i)).filter(|c| !c.is_empty()).map(str::to_string);
        let kind = cell(self.kind);
        let population = cell(self.population);
        Ok(Place {
            name: text(self.name).ok_or("no name")?,
            kind: PlaceKind::from_word(kind).ok_or_else(|| format!("kind {kind:?} is not known"))?,
            country: text(self.country),
            admin1: text(self.admin1),
            point: point(cell(self.lat), cell(self.lon))?,
            population: if population.is_empty() { 0 } else { number(population)? },
        })
    }
}

fn point(lat: &str, lon: &str) -> Result<Option<LatLon>, String> {
    if lat.is_empty() && lon.is_empty() {
        return Ok(None);
    }
    let (lat, lon): (f64, f64) = (number(lat)?, number(lon)?);
    if lat.abs() > 90.0 || lon.abs() > 180.0 {
        return Err(format!("no point on earth: {lat}, {lon}"));
    }
    Ok(Some(LatLon { lat, lon }))
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is no number"))
}

/// The distance along the earth.
pub(crate) fn kilometres(a: LatLon, b: LatLon) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}
