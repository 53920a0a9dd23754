//! Coded reports go into a store, each with what its copies are known by.

use ingest::Sketch;
use rayon::prelude::*;
use record::{CodedReport, Key, Report};
use store::{Error, Fingerprint, Likeness, RunId, Store, Stored};

/// Adds coded reports in one transaction: all of them or none.
///
/// # Errors
/// Whatever keeps the store from being written.
pub fn add(store: &mut Store, coded: &[CodedReport], run: RunId) -> Result<Vec<Stored>, Error> {
    let sketches: Vec<(Sketch, Vec<u64>)> =
        coded.par_iter().map(|coded| (Sketch::of(&coded.report), ingest::passages(&coded.report))).collect();
    let like: Vec<_> = sketches.iter().map(|(sketch, _)| likeness(sketch)).collect();
    let prints: Vec<Fingerprint> = sketches
        .iter()
        .zip(&like)
        .map(|((sketch, passages), like)| Fingerprint {
            sketch: sketch.to_bytes(),
            bands: sketch.bands(),
            passages: passages.clone(),
            like,
        })
        .collect();
    let batch: Vec<(&CodedReport, &Fingerprint)> = coded.iter().zip(&prints).collect();
    store.add(&batch, run)
}

/// What a report must have in common with another for a store to take one for a copy or a version of the other: its words, parts of its
/// sketch, its id, its address. Reports that are not connected by any of these can be settled in stores of their own.
pub fn marks(report: &Report) -> Vec<String> {
    let words = report.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(str::to_lowercase).collect();
    let address = report.url.as_deref().filter(|url| store::is_of_article(url));
    let mut marks: Vec<String> = Sketch::of(report).bands().iter().map(|band| format!("band {band:x}")).collect();
    marks.push(format!("words {}", Key::of_bytes(words.join(" ").as_bytes())));
    marks.push(format!("id {}", report.id));
    marks.extend(address.map(|address| format!("address {address}")));
    marks
}

/// How alike a report is to one whose sketch is kept.
fn likeness(sketch: &Sketch) -> impl Fn(&[u8]) -> Likeness + '_ {
    move |kept| {
        let kept = Sketch::from_bytes(kept);
        Likeness {
            copy: kept.as_ref().is_some_and(|kept| sketch.is_copy(kept)),
            alike: kept.as_ref().map_or(0.0, |kept| sketch.alike(kept)),
        }
    }
}
