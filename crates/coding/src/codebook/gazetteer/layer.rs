//! A compiled table, searched where it lies.

use std::borrow::Cow;

use fst::raw::{Fst, Output};
use record::LatLon;

use super::Place;
use super::compile::{DEGREE, LAST, MAGIC, MAIN, NO_POINT, PLACE_BYTES, SECTIONS, checksum};
use super::kind::PlaceKind;

type Bytes = Cow<'static, [u8]>;

/// A compiled table of places.
pub(super) struct Layer {
    index: Fst<Bytes>,
    postings: Bytes,
    places: Bytes,
    names: Bytes,
    ends: Bytes,
    words: Bytes,
}

impl std::fmt::Debug for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} places under {} names", self.len(), self.names())
    }
}

impl Layer {
    /// Takes bytes that are part of the program: nothing is read or copied.
    pub fn embedded(bytes: &'static [u8]) -> Option<Layer> {
        let (lengths, mut rest) = lengths(bytes)?;
        let sections = lengths.map(|len| {
            let (section, after) = rest.split_at_checked(len).unwrap_or((&[], &[]));
            rest = after;
            Cow::Borrowed(section)
        });
        Layer::of(sections)
    }

    /// Takes bytes that were compiled at run time or read from a file.
    ///
    /// # Errors
    /// If they are no compiled table, or one that was cut short or changed.
    pub(super) fn owned(bytes: Vec<u8>) -> Result<Layer, String> {
        let mut rest = whole(&bytes)?;
        let (lengths, _) = lengths(&bytes).ok_or("is cut short")?;
        let sections = lengths.map(|len| {
            let (section, after) = rest.split_at_checked(len).unwrap_or((&[], &[]));
            rest = after;
            Cow::Owned(section.to_vec())
        });
        Layer::of(sections).ok_or_else(|| "has no index of names".to_string())
    }

    fn of([index, postings, places, names, ends, words]: [Bytes; SECTIONS]) -> Option<Layer> {
        Some(Layer { index: Fst::new(index).ok()?, postings, places, names, ends, words })
    }

    /// How many places it has.
    pub fn len(&self) -> usize {
        self.places.len() / PLACE_BYTES
    }

    /// How many names it has.
    pub fn names(&self) -> usize {
        self.index.len()
    }

    /// The longest key that starts with the words, after `mark` if there is one; each word has how many words of the report are
    /// used with it. How many words the key uses, and its first posting.
    pub fn longest(
        &self,
        mark: Option<u8>,
        words: impl Iterator<Item = (usize, impl AsRef<str>)>,
    ) -> Option<(usize, u64)> {
        let mut node = self.index.root();
        let (mut output, mut best) = (Output::zero(), None);
        let mut before = mark;
        for (used, word) in words {
            for byte in before.into_iter().chain(word.as_ref().bytes()) {
                let Some(next) = node.find_input(byte) else { return best };
                let transition = node.transition(next);
                output = output.cat(transition.out);
                node = self.index.node(transition.addr);
            }
            if node.is_final() {
                best = Some((used, output.cat(node.final_output()).value()));
            }
            before = Some(b' ');
        }
        best
    }

    /// The places of a name, from its first posting: each with whether the name is its common one.
    pub fn places_of(&self, first: u64) -> impl Iterator<Item = (u32, bool)> + '_ {
        let postings = (first as usize..).map_while(|i| u32_at(&self.postings, 4 * i));
        let mut ended = false;
        postings
            .take_while(move |posting| !std::mem::replace(&mut ended, posting & LAST != 0))
            .map(|posting| (posting & !(LAST | MAIN), posting & MAIN != 0))
    }

    /// The place with this number.
    pub fn place(&self, number: usize) -> Option<Place<'_>> {
        let bytes = self.places.get(number * PLACE_BYTES..(number + 1) * PLACE_BYTES)?;
        let start = u32_at(bytes, 0)? as usize;
        let name = self.names.get(start..start + usize::from(bytes[4])).unwrap_or_default();
        let (lat, lon) = (u32_at(bytes, 16)? as i32, u32_at(bytes, 20)? as i32);
        Some(Place {
            name: text(name),
            kind: PlaceKind::from_number(bytes[5]),
            country: self.word(u32::from(u16::from_le_bytes([bytes[6], bytes[7]]))),
            admin1: self.word(u32_at(bytes, 8)?),
            admin2: self.word(u32_at(bytes, 12)?),
            point: (lat != NO_POINT).then(|| LatLon { lat: f64::from(lat) / DEGREE, lon: f64::from(lon) / DEGREE }),
            population: u64::from(u32_at(bytes, 24)?),
            geonames_id: Some(u32_at(bytes, 28)?).filter(|&id| id != 0),
        })
    }

    /// A word of a country or a division; `None` for the empty one.
    fn word(&self, number: u32) -> Option<&str> {
        let end = |i: usize| u32_at(&self.ends, 4 * i).map(|e| e as usize);
        let i = number as usize;
        let start = if i == 0 { 0 } else { end(i - 1)? };
        self.words.get(start..end(i)?).map(text).filter(|w| !w.is_empty())
    }
}

/// The sections of a table that is as it was made.
fn whole(bytes: &[u8]) -> Result<&[u8], String> {
    let (form, version) = MAGIC.split_at(MAGIC.len() - 1);
    if bytes.starts_with(form) && !bytes[form.len()..].starts_with(version) {
        return Err("was made by another version of the program: import the dump again".to_string());
    }
    if !bytes.starts_with(&MAGIC) {
        return Err("is no compiled table of places".to_string());
    }
    let (lengths, rest) = lengths(bytes).ok_or("is cut short")?;
    let (table, sum) = bytes.split_last_chunk().ok_or("is cut short")?;
    let long = lengths.iter().try_fold(sum.len(), |total, len| total.checked_add(*len));
    match long {
        Some(long) if long > rest.len() => Err("is cut short".to_string()),
        Some(long) if long == rest.len() && checksum(table) == u64::from_le_bytes(*sum) => Ok(rest),
        _ => Err("is damaged: its bytes are not those that were written".to_string()),
    }
}

fn lengths(bytes: &[u8]) -> Option<([usize; SECTIONS], &[u8])> {
    let mut rest = bytes.strip_prefix(&MAGIC)?;
    let mut lengths = [0; SECTIONS];
    for length in &mut lengths {
        let (number, after) = rest.split_first_chunk()?;
        *length = usize::try_from(u64::from_le_bytes(*number)).ok()?;
        rest = after;
    }
    Some((lengths, rest))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.first_chunk().map(|b| u32::from_le_bytes(*b))
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
