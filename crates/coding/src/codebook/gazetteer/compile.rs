//! Tables of places as one run of bytes that can be searched as it is, without reading it first.
//!
//! The bytes are [`MAGIC`], the lengths of the sections as eight bytes each, the sections, and a [`checksum`] of all that: an
//! `fst` from the key of each name to its first posting; postings; places, [`PLACE_BYTES`] each; their names; where each word
//! of countries and divisions ends, and the words. All numbers are little-endian.

use std::collections::BTreeMap;

use super::key::key_of;
use super::kind::PlaceKind;
use super::table::Row;
use crate::codebook::fold::province_words;

/// What a compiled table begins with; its last byte is the version of the form.
pub const MAGIC: [u8; 8] = *b"DLPLACE2";
/// How many sections there are.
pub const SECTIONS: usize = 6;
/// The length of a place.
pub const PLACE_BYTES: usize = 32;
/// Set in the last posting of a name.
pub const LAST: u32 = 1 << 31;
/// Set in a posting whose name is the place's common English one.
pub const MAIN: u32 = 1 << 30;
/// Degrees are kept as whole numbers of this fraction, about a metre.
pub const DEGREE: f64 = 1e5;
/// Stands for no point.
pub const NO_POINT: i32 = i32::MIN;

/// The places of a table and their names, compiled.
///
/// # Errors
/// If there are more places, or longer names, than the form has room for.
pub(crate) fn compile(rows: &[Row]) -> Result<Vec<u8>, String> {
    let (index, postings) = index(rows)?;
    let (mut places, mut names, mut words) =
        (Vec::with_capacity(rows.len() * PLACE_BYTES), String::new(), Words::default());
    words.number("");
    // Countries first, for their numbers have room for fewer words.
    for row in rows {
        words.number(&row.country);
    }
    for row in rows {
        write_place(row, &mut places, &mut names, &mut words)?;
    }
    let postings: Vec<u8> = postings.iter().flat_map(|p| p.to_le_bytes()).collect();
    let ends: Vec<u8> = words.ends.iter().flat_map(|e| e.to_le_bytes()).collect();
    let sections: [&[u8]; SECTIONS] = [&index, &postings, &places, names.as_bytes(), &ends, words.text.as_bytes()];
    let mut out = MAGIC.to_vec();
    sections.iter().for_each(|s| out.extend((s.len() as u64).to_le_bytes()));
    sections.iter().for_each(|s| out.extend_from_slice(s));
    out.extend(checksum(&out).to_le_bytes());
    Ok(out)
}

/// A number that any change of a byte changes, for a file may be damaged where it lay: FNV-1a of 64 bits, eight bytes at a
/// time.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let (chunks, rest) = bytes.as_chunks();
    let words = chunks.iter().map(|chunk| u64::from_le_bytes(*chunk)).chain(rest.iter().map(|byte| u64::from(*byte)));
    words.fold(0xcbf2_9ce4_8422_2325, |sum, word| (sum ^ word).wrapping_mul(0x0100_0000_01b3))
}

/// A name of a place: where its key ends in the text of all keys, how long it is, and the posting.
struct Named {
    start: usize,
    len: usize,
    posting: u32,
}

/// Every key of every place, one after the other.
#[derive(Default)]
struct Keys {
    text: String,
    names: Vec<Named>,
}

impl Keys {
    fn add(&mut self, name: &str, row: &Row, posting: u32) {
        let key = key_of(name, row.kind, &row.country);
        if key.is_empty() {
            return;
        }
        self.push(&[&key], posting);
        if row.kind == PlaceKind::Province {
            province_words().iter().for_each(|word| self.push(&[&key, " ", word], posting));
        }
    }

    fn push(&mut self, pieces: &[&str], posting: u32) {
        let start = self.text.len();
        pieces.iter().for_each(|p| self.text.push_str(p));
        self.names.push(Named { start, len: self.text.len() - start, posting });
    }

    fn key(&self, name: &Named) -> &str {
        &self.text[name.start..name.start + name.len]
    }
}

/// The fst of names and their postings.
fn index(rows: &[Row]) -> Result<(Vec<u8>, Vec<u32>), String> {
    if rows.len() >= MAIN as usize {
        return Err(format!("{} places are too many", rows.len()));
    }
    let mut keys = Keys::default();
    for (number, row) in rows.iter().enumerate() {
        let place = number as u32;
        keys.add(&row.name, row, place | MAIN);
        row.other_names.split('|').for_each(|name| keys.add(name, row, place));
    }
    let mut names = std::mem::take(&mut keys.names);
    // A place's common name goes before another name of the same key.
    let order = |n: &Named| (n.posting & !MAIN, n.posting & MAIN == 0);
    names.sort_unstable_by(|a, b| keys.key(a).cmp(keys.key(b)).then(order(a).cmp(&order(b))));
    names.dedup_by(|b, a| keys.key(a) == keys.key(b) && a.posting & !MAIN == b.posting & !MAIN);
    let mut builder = fst::raw::Builder::memory();
    let mut postings = Vec::with_capacity(names.len());
    for group in names.chunk_by(|a, b| keys.key(a) == keys.key(b)) {
        builder.insert(keys.key(&group[0]), postings.len() as u64).map_err(|e| e.to_string())?;
        postings.extend(group.iter().map(|n| n.posting));
        if let Some(last) = postings.last_mut() {
            *last |= LAST;
        }
    }
    Ok((builder.into_inner().map_err(|e| e.to_string())?, postings))
}

/// Words of countries and divisions, each once.
#[derive(Default)]
struct Words {
    text: String,
    ends: Vec<u32>,
    numbers: BTreeMap<String, u32>,
}

impl Words {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.numbers.insert(word.to_string(), number);
        number
    }
}

fn write_place(row: &Row, out: &mut Vec<u8>, names: &mut String, words: &mut Words) -> Result<(), String> {
    let too_long = |_| format!("{}: has no room", row.name);
    let start = u32::try_from(names.len()).map_err(too_long)?;
    names.push_str(&row.name);
    let country = u16::try_from(words.number(&row.country)).map_err(too_long)?;
    let (lat, lon) = row.point.map_or((NO_POINT, NO_POINT), |(lat, lon)| (fixed(lat), fixed(lon)));
    out.extend(start.to_le_bytes());
    out.push(u8::try_from(row.name.len()).map_err(too_long)?);
    out.push(row.kind.number());
    out.extend(country.to_le_bytes());
    out.extend(words.number(&row.admin1).to_le_bytes());
    out.extend(words.number(&row.admin2).to_le_bytes());
    out.extend(lat.to_le_bytes());
    out.extend(lon.to_le_bytes());
    out.extend(row.population.to_le_bytes());
    out.extend(row.id.to_le_bytes());
    Ok(())
}

fn fixed(degrees: f64) -> i32 {
    (degrees * DEGREE).round() as i32
}
