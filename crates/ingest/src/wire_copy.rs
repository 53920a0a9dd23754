use std::collections::{HashMap, VecDeque};

use record::{Report, Span};

/// How many words go into one shingle.
const SHINGLE: usize = 3;

/// Places of a sketch, and how many of them make one band.
const PLACES: usize = 64;
const BAND: usize = 4;

/// How many places of the sketches of two texts must agree for them to be one wire copy.
///
/// One changed word in a text of 300 leaves 99 % of its shingles, a rewritten sentence of twenty words some 85 %.
const AGREE: usize = 54;

/// Texts of fewer words are copies only if they are equal: their sketches say too little.
const FEWEST_WORDS: usize = 20;

/// How many words go into one passage, and which of the passages are sampled: those whose hash has these bits unset.
///
/// Eight words in a row are hardly ever the same in two reports that were written apart.
const PASSAGE: usize = 8;
const SAMPLE: u64 = 0b1111;

/// How many bytes a sketch has in a file.
const BYTES: usize = 4 * PLACES + 3 * 8;

/// How many reports are remembered unless told otherwise; each takes about 800 bytes.
const REMEMBERED: usize = 50_000;

/// Tells whether a report has the same text, or nearly, as one seen before it: the same wire copy in another outlet.
///
/// Title, dateline and furniture are left aside, as are case and punctuation. Texts whose figures differ are never
/// copies: a later version of a report with a new toll is another report. The sketch of a text is the same on every
/// machine and in every version. Memory is bounded: beyond its capacity the oldest report is forgotten.
#[derive(Debug)]
pub struct WireCopies {
    known: VecDeque<Known>,
    /// How many sketches have been forgotten: the number of the first one in `known`.
    forgotten: usize,
    bands: HashMap<u64, Vec<usize>>,
    capacity: usize,
}

/// What is compared of the words of two texts: made once for a report, some 280 bytes, the same on every machine and in
/// every version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    places: [u32; PLACES],
    figures: u64,
    words: usize,
    /// All words in order, for texts too short to sketch.
    exact: u64,
}

/// A sketch, with the id of its report.
#[derive(Debug)]
struct Known {
    id: String,
    sketch: Sketch,
}

impl Default for WireCopies {
    fn default() -> WireCopies {
        WireCopies::with_capacity(REMEMBERED)
    }
}

impl WireCopies {
    /// A memory of `capacity` reports, at least one.
    pub fn with_capacity(capacity: usize) -> WireCopies {
        WireCopies { known: VecDeque::new(), forgotten: 0, bands: HashMap::new(), capacity: capacity.max(1) }
    }

    /// The id of the first report with this text; `None` if it is new, and then it is remembered.
    pub fn seen(&mut self, report: &Report) -> Option<String> {
        self.first_of(Known::of(report))
    }

    /// Folds wire copies within a batch as [`merge_copies`] does, and gives with each report that is left the id of the
    /// first with its text in an earlier batch; `None` if it is new, and then it is remembered.
    pub fn settle(&mut self, batch: Vec<Report>) -> Vec<(Report, Option<String>)> {
        let (merged, copies) = merge(batch);
        merged.into_iter().zip(copies.known).map(|(report, known)| (report, self.first_of(known))).collect()
    }

    fn first_of(&mut self, report: Known) -> Option<String> {
        match self.find(&report.sketch) {
            Some(number) => Some(self.known[number - self.forgotten].id.clone()),
            None => {
                self.remember(report);
                None
            }
        }
    }

    /// The number of the first report that this is a copy of.
    fn find(&self, sketch: &Sketch) -> Option<usize> {
        let candidates = sketch.bands().into_iter().filter_map(|band| self.bands.get(&band)).flatten();
        let fitting = candidates.filter(|&&number| self.known[number - self.forgotten].sketch.is_copy(sketch));
        fitting.min().copied()
    }

    /// The number that the report is remembered by.
    fn remember(&mut self, report: Known) -> usize {
        if self.known.len() == self.capacity {
            self.forget_oldest();
        }
        let number = self.forgotten + self.known.len();
        for band in report.sketch.bands() {
            self.bands.entry(band).or_default().push(number);
        }
        self.known.push_back(report);
        number
    }

    fn forget_oldest(&mut self) {
        let Some(oldest) = self.known.pop_front() else { return };
        for band in oldest.sketch.bands() {
            if let Some(numbers) = self.bands.get_mut(&band) {
                numbers.retain(|&number| number != self.forgotten);
                if numbers.is_empty() {
                    self.bands.remove(&band);
                }
            }
        }
        self.forgotten += 1;
    }
}

/// Folds wire copies within a batch into the first of them: its `outlets` and `copies` grow, the order stays.
pub fn merge_copies(batch: Vec<Report>) -> Vec<Report> {
    merge(batch).0
}

/// The reports that are left, and the memory that has a sketch of each, in their order.
fn merge(batch: Vec<Report>) -> (Vec<Report>, WireCopies) {
    let mut copies = WireCopies::with_capacity(batch.len());
    let mut merged: Vec<Report> = Vec::with_capacity(batch.len());
    for report in batch {
        let known = Known::of(&report);
        // Nothing is forgotten within a batch, so that a number is also the place in `merged`.
        match copies.find(&known.sketch).and_then(|number| merged.get_mut(number)) {
            Some(first) => {
                let new =
                    report.outlets.into_iter().filter(|outlet| !first.outlets.contains(outlet)).collect::<Vec<_>>();
                first.outlets.extend(new);
                first.copies.push(report.id);
                first.copies.extend(report.copies);
            }
            None => {
                copies.remember(known);
                merged.push(report);
            }
        }
    }
    (merged, copies)
}

impl Known {
    fn of(report: &Report) -> Known {
        Known { id: report.id.clone(), sketch: Sketch::of(report) }
    }
}

impl Sketch {
    /// The sketch of a report's own telling: title, dateline and furniture are left aside.
    pub fn of(report: &Report) -> Sketch {
        let words = words(report);
        let mut places = [u32::MAX; PLACES];
        for shingle in words.windows(SHINGLE) {
            let hash = shingle.iter().fold(SEED, |hash, word| mix(hash ^ word));
            // One hash serves all places: its upper bits choose the place, its lower the value (one-permutation MinHash).
            let place = (hash >> 58) as usize % PLACES;
            places[place] = places[place].min(hash as u32);
        }
        Sketch {
            places: filled(places),
            figures: figures(report),
            words: words.len(),
            exact: words.iter().fold(SEED, |hash, word| mix(hash ^ word)),
        }
    }

    /// The sketch as bytes, to be kept in a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [self.figures, self.words as u64, self.exact];
        let places = self.places.iter().flat_map(|place| place.to_le_bytes());
        places.chain(numbers.iter().flat_map(|number| number.to_le_bytes())).collect()
    }

    /// The sketch that was kept as these bytes; `None` if they are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let bytes: &[u8; BYTES] = bytes.try_into().ok()?;
        let (places, numbers) = bytes.split_at(4 * PLACES);
        let mut numbers = numbers.chunks_exact(8).filter_map(|n| Some(u64::from_le_bytes(n.try_into().ok()?)));
        let mut sketch = Sketch { places: [0; PLACES], figures: 0, words: 0, exact: 0 };
        for (place, bytes) in sketch.places.iter_mut().zip(places.chunks_exact(4)) {
            *place = u32::from_le_bytes(bytes.try_into().ok()?);
        }
        sketch.figures = numbers.next()?;
        sketch.words = usize::try_from(numbers.next()?).ok()?;
        sketch.exact = numbers.next()?;
        Some(sketch)
    }

    /// The share of the words (in runs of three) that two texts have in common, 0 to 1, by estimate.
    pub fn alike(&self, other: &Sketch) -> f64 {
        if self.words < SHINGLE || other.words < SHINGLE {
            return if self.exact == other.exact { 1.0 } else { 0.0 };
        }
        self.agreeing(other) as f64 / PLACES as f64
    }

    fn agreeing(&self, other: &Sketch) -> usize {
        self.places.iter().zip(&other.places).filter(|(a, b)| a == b).count()
    }

    /// Hashes of which two copies share at least one; of a short text there is one, of all of it.
    pub fn bands(&self) -> Vec<u64> {
        if self.words < FEWEST_WORDS {
            return vec![self.exact];
        }
        let bands = self.places.chunks_exact(BAND).zip(1u64..);
        bands.map(|(band, number)| band.iter().fold(mix(number), |hash, &place| mix(hash ^ u64::from(place)))).collect()
    }

    /// Whether two texts are one wire copy.
    pub fn is_copy(&self, other: &Sketch) -> bool {
        if self.words < FEWEST_WORDS || other.words < FEWEST_WORDS {
            return self.words == other.words && self.exact == other.exact && self.figures == other.figures;
        }
        self.agreeing(other) >= AGREE && self.figures == other.figures
    }
}

/// A sample of the passages of a report's own telling, as hashes: the same passages are sampled in every report that has
/// them, so that the share of one report that stands in another can be told from both samples.
pub fn passages(report: &Report) -> Vec<u64> {
    let words = words(report);
    let hashes = words.windows(PASSAGE).map(|passage| passage.iter().fold(SEED, |hash, word| mix(hash ^ word)));
    let mut sampled: Vec<u64> = hashes.filter(|hash| hash & SAMPLE == 0).collect();
    sampled.sort_unstable();
    sampled.dedup();
    sampled
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64's finaliser: fixed for ever, so that sketches can be compared across versions.
fn mix(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// A place that no shingle fell into takes its neighbour's value, changed, so that empty places do not agree by chance.
fn filled(places: [u32; PLACES]) -> [u32; PLACES] {
    let mut filled = places;
    if places.iter().all(|&place| place == u32::MAX) {
        return filled;
    }
    for at in 0..PLACES {
        let next = (0..PLACES).find(|step| places[(at + step) % PLACES] != u32::MAX).unwrap_or(0);
        filled[at] = mix(u64::from(places[(at + next) % PLACES]) ^ next as u64) as u32;
    }
    filled
}

/// The parts of the text that are the report's own telling, without its title; of a report that is nothing more, as entries of
/// feeds often are, all of it.
fn telling(report: &Report) -> Vec<&str> {
    let mut aside: Vec<Span> = report.furniture.iter().map(|piece| piece.span).collect();
    aside.extend(report.title.as_ref().map(|title| title.span));
    aside.sort();
    let mut at = 0;
    let mut parts = Vec::with_capacity(aside.len() + 1);
    for span in aside {
        parts.extend(report.text.get(at..span.start));
        at = at.max(span.end);
    }
    parts.extend(report.text.get(at..));
    let told = parts.iter().any(|part| part.contains(char::is_alphanumeric));
    if told { parts } else { vec![&report.text] }
}

/// A hash of every word, in order, in lower case and without punctuation.
fn words(report: &Report) -> Vec<u64> {
    let add = |hash: u64, letter: char| mix(hash ^ u64::from(u32::from(letter)));
    let mut words = Vec::with_capacity(report.text.len() / 5);
    for part in telling(report) {
        let mut word = None;
        for c in part.chars() {
            if c.is_ascii_alphanumeric() {
                word = Some(add(word.unwrap_or(SEED), c.to_ascii_lowercase()));
            } else if !c.is_ascii() && c.is_alphanumeric() {
                word = Some(c.to_lowercase().fold(word.unwrap_or(SEED), add));
            } else {
                words.extend(word.take());
            }
        }
        words.extend(word);
    }
    words
}

/// A hash of the numbers in figures, in order.
fn figures(report: &Report) -> u64 {
    let digits = telling(report).into_iter().flat_map(|part| part.as_bytes().split(|b| !b.is_ascii_digit()));
    let digits = digits.filter(|digits| !digits.is_empty());
    digits.fold(SEED, |hash, digits| digits.iter().fold(mix(hash), |hash, &digit| mix(hash ^ u64::from(digit))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "A ferry with two hundred people on board sank in rough water off the island on Sunday, the harbour \
        master said. Fishermen who had seen it go down pulled 10 people from the water near the old town. The ship had left \
        port in the morning although the weather office had warned of high waves and strong wind along the whole of the \
        coast. Divers went on looking for the missing until it was dark, and the navy sent two boats from the mainland. \
        The owner of the ship was questioned by the police and later let go, his lawyer told a radio station in the capital.";

    fn report(id: &str, outlet: &str, text: &str) -> Report {
        Report { id: id.into(), text: text.into(), outlets: vec![outlet.into()], ..Report::default() }
    }

    #[test]
    fn the_same_words_in_other_dress_are_a_copy() {
        let mut copies = WireCopies::default();
        assert_eq!(copies.seen(&report("a", "A", TEXT)), None);
        assert_eq!(copies.seen(&report("b", "B", &TEXT.to_uppercase().replace(". ", ".\n\n"))), Some("a".into()));
        assert_eq!(copies.seen(&report("c", "C", &TEXT.replace("harbour", "harbor"))), Some("a".into()));
    }

    #[test]
    fn another_toll_or_another_story_is_no_copy() {
        let mut copies = WireCopies::default();
        copies.seen(&report("a", "A", TEXT));
        assert_eq!(copies.seen(&report("b", "B", &TEXT.replace("10 people", "12 people"))), None);
        let half = &TEXT[..TEXT.len() / 2];
        assert_eq!(copies.seen(&report("c", "C", &format!("{half} A bridge fell in the north."))), None);
        assert_eq!(copies.seen(&report("d", "D", "Ten died.")), None);
        assert_eq!(copies.seen(&report("e", "E", "Nine died.")), None);
        assert_eq!(copies.seen(&report("f", "F", "Ten died")), Some("d".into()));
    }

    #[test]
    fn reports_that_are_nothing_but_a_title_are_told_apart_by_it() {
        let titled = |id: &str, words: &str| {
            let title = Some(record::Quote::new(words, Span::new(0, words.len())));
            Report { title, ..report(id, id, words) }
        };
        let mut copies = WireCopies::default();
        assert_eq!(copies.seen(&titled("a", "Gunmen killed two farmers in Kidal")), None);
        assert_eq!(copies.seen(&titled("b", "Soldiers killed two rebels in Taiz")), None);
        assert_eq!(copies.seen(&titled("c", "Gunmen killed two farmers in Kidal")), Some("a".into()));
    }

    #[test]
    fn furniture_and_title_do_not_hide_a_copy() {
        let place = crate::Place::default();
        let finish = |text: &str| {
            let draft = crate::draft::Draft { body: text.into(), ..Default::default() };
            draft.finish(&place, &crate::Options::default()).unwrap()
        };
        let first = finish(&format!("Ferry sinks\n\nMORONI (Reuters) - {TEXT}"));
        let second = finish(&format!(
            "Hundreds feared dead at sea\n\nMarch 14, 2021\n\nRead more in Africa\n\n{TEXT}\n\nShare this article"
        ));
        assert_eq!(merge_copies(vec![first, second]).len(), 1);
    }

    #[test]
    fn a_batch_is_folded_in_order() {
        let other = TEXT.replace("10", "11");
        let batch =
            vec![report("a", "A", TEXT), report("b", "B", &other), report("a", "C", TEXT), report("d", "B", &other)];
        let merged = merge_copies(batch);
        let seen: Vec<_> = merged.iter().map(|r| (&*r.id, r.outlets.join("+"), r.copies.join("+"))).collect();
        assert_eq!(seen, [("a", "A+C".into(), "a".into()), ("b", "B".into(), "d".to_string())]);
    }

    #[test]
    fn a_batch_is_held_against_those_before_it() {
        let mut copies = WireCopies::default();
        let mut settle = |batch: Vec<Report>| -> Vec<(String, Option<String>)> {
            copies.settle(batch).into_iter().map(|(report, first)| (report.id, first)).collect()
        };
        let (other, third) = (TEXT.replace("10", "11"), TEXT.replace("10", "12"));
        let first = settle(vec![report("a", "A", TEXT), report("b", "B", TEXT), report("c", "B", &other)]);
        assert_eq!(first, [("a".to_string(), None), ("c".to_string(), None)]);
        let second = settle(vec![report("d", "A", &third), report("e", "B", &other), report("f", "B", &other)]);
        assert_eq!(second, [("d".to_string(), None), ("e".to_string(), Some("c".to_string()))]);
    }

    #[test]
    fn the_oldest_is_forgotten_and_nothing_is_left_of_it() {
        let mut copies = WireCopies::with_capacity(2);
        let texts: Vec<String> = (0..5).map(|n| TEXT.replace("10", &n.to_string())).collect();
        for text in &texts {
            copies.seen(&report("x", "X", text));
        }
        assert_eq!((copies.known.len(), copies.forgotten), (2, 3));
        assert!(copies.bands.values().flatten().all(|&number| number >= 3));
        assert_eq!(copies.seen(&report("y", "Y", &texts[0])), None);
        assert_eq!(copies.seen(&report("z", "Z", &texts[4])), Some("x".into()));
    }

    #[test]
    fn a_sketch_survives_a_file() {
        let sketch = Sketch::of(&report("a", "A", TEXT));
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch.clone()));
        assert_eq!(Sketch::from_bytes(&sketch.to_bytes()[1..]), None);
        let edited = Sketch::of(&report("b", "B", &TEXT.replace("harbour master", "captain of the port")));
        assert!(sketch.alike(&edited) > 0.8 && sketch.alike(&edited) < 1.0);
        assert!(sketch.alike(&Sketch::of(&report("c", "C", "A bridge fell in the north on Monday."))) < 0.1);
    }

    #[test]
    fn half_of_a_report_quoted_by_another_is_seen_in_its_passages() {
        let long = (0..40).map(|n| TEXT.replace("ferry", &format!("ferry {n}")).replace("10", &n.to_string()));
        let long: String = long.collect::<Vec<_>>().join("\n");
        let whole = passages(&report("a", "A", &long));
        let half = passages(&report("b", "B", &long[..long.len() / 2]));
        let shared = half.iter().filter(|hash| whole.contains(hash)).count();
        assert!(shared * 10 >= half.len() * 9, "{shared} of {}", half.len());
        assert!(half.len() * 3 > whole.len() && half.len() * 10 < whole.len() * 9, "{} of {}", half.len(), whole.len());
        assert!(passages(&report("c", "C", "Ten died.")).is_empty());
    }

    #[test]
    fn sketches_never_change() {
        assert_eq!(Sketch::of(&report("a", "A", "one two three four")).exact, 4_576_462_664_234_491_951);
    }
}
