//! Fits the weights by which two tellings are compared (`codebook/linkage/same_event.toml`) on sets of reports whose events
//! are named, and says how well events are then found:
//!
//! ```sh
//! cargo run --release -p dateline --example fit_linkage -- corpus/linked/dev > same_event.toml
//! ```
//!
//! Every pair that meets in a block is an observation, once with the reference records and once with what this program
//! codes from the texts. Weights are held to where they are, so that what the sets hardly show stays as a person set it.
//! A second folder is only scored.

#[path = "regression/mod.rs"]
mod regression;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use coding::Codebook;
use dateline::linked::{self, Named, Withheld};
use linkage::{Feature, Weights};
use reader::Reader;
use regression::{Observation, fit};

/// How strongly weights are held to where they are, in observations.
const HOLD: f64 = 10.0;
/// The same for what tells little: in a large store it is far commoner between unrelated reports than within a set.
const HOLD_FAINT: f64 = 300.0;
const FAINT: [Feature; 7] = [
    Feature::NoDay,
    Feature::NoPlace,
    Feature::MonthsMeet,
    Feature::WeeksMeet,
    Feature::FreshDay,
    Feature::NotFresh,
    Feature::PlaceWithin,
];

fn main() -> anyhow::Result<()> {
    let folders: Vec<String> = std::env::args().skip(1).collect();
    let now = &Weights::embedded();
    let mut observations = Vec::new();
    let Some(first) = folders.first() else { anyhow::bail!("name a folder of sets") };
    for named in both(first)? {
        observations.extend(observed(&named, now));
    }
    let towards = Feature::ALL.iter().map(|&feature| (feature.name(), now.of(feature))).collect();
    let faint = |feature: &str| FAINT.iter().any(|faint| faint.name() == feature);
    let (weights, right) = fit(&observations, &towards, |feature| if faint(feature) { HOLD_FAINT } else { HOLD });
    let same = observations.iter().filter(|o| o.1).count();
    eprintln!("{} pairs, {same} of one event, {right} right", observations.len());
    let text = toml(&weights);
    print!("{text}");
    let fitted = Weights::from_toml(&text).context("the weights as they were written are read")?;
    for folder in &folders {
        report(folder, now, "as they are")?;
        report(folder, &fitted, "fitted")?;
    }
    Ok(())
}

/// The tellings of the reference records, and those that the program codes.
fn both(folder: &str) -> anyhow::Result<[Named; 2]> {
    let codebook = Codebook::embedded()?;
    let reports = linked::read(Path::new(folder))?;
    Ok([linked::by_reference(&reports, codebook), linked::by_program(&reports, codebook, Some(Reader::embedded()?))])
}

fn observed(named: &Named, weights: &Weights) -> Vec<Observation> {
    // With these odds for a start no pair that meets is left out.
    let every_pair = Weights::from_toml("[same_event]\n\"always\" = 1000").expect("one feature is enough");
    let profiles: BTreeMap<_, _> = named.tellings.iter().map(|t| (t.key, linkage::profile(t))).collect();
    let all: Vec<linkage::Profile> = profiles.values().cloned().collect();
    let one = |(a, b): (record::Key, record::Key)| {
        let comparison = linkage::compare(&profiles[&a], &profiles[&b], weights);
        let features = comparison.reasons.iter().map(|reason| (reason.feature.name(), reason.value)).collect();
        comparison.cannot.is_none().then(|| (features, named.events[&a] == named.events[&b]))
    };
    let met = linkage::pairs(&all, &every_pair);
    met.iter().map(|pair| (pair.a, pair.b)).filter_map(one).collect()
}

fn toml(weights: &BTreeMap<&'static str, f64>) -> String {
    let lines = Feature::ALL.iter().map(|feature| format!("\"{}\" = {:.2}\n", feature.name(), weights[feature.name()]));
    format!("[same_event]\n{}", lines.collect::<String>())
}

fn report(folder: &str, weights: &Weights, what: &str) -> anyhow::Result<()> {
    for (named, of) in both(folder)?.iter().zip(["reference records", "coded"]) {
        for withheld in [Withheld::Nothing, Withheld::Dates, Withheld::Places] {
            let named = named.without(withheld);
            let score = named.score(&named.linked(weights));
            eprintln!("{folder}, {of}, {what}, without {withheld:?}: {}", linked::figures(&score));
        }
    }
    Ok(())
}
