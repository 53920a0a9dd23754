//! Fits the weights by which places of one name are told apart, on the even articles of geoparsing corpora:
//!
//! ```sh
//! cargo run --release -p dateline --example fit_places -- GWN.xml GeoVirus.xml
//! ```
//!
//! Each toponym that has a place within 25 km of the corpus's point, and another farther off, is one observation: which of
//! them is meant. The weights are those of a multinomial logit, held close to the ones in use. It prints, over five parts of
//! the articles, how often the best place is right with the weights in use and with weights fitted on the other four parts,
//! and then the weights fitted on all.

use coding::{Candidate, Codebook, Gazetteer, Points, toponym_readings};
use record::LatLon;

/// Kilometres within which a place is the one meant.
const SAME: f64 = 25.0;
/// Articles are dealt into so many parts.
const PARTS: usize = 5;
/// How strongly a weight is held to the one in use.
const HOLD: f64 = 2.0;
const STEPS: usize = 600;
const RATE: f64 = 0.02;

struct Observation {
    part: usize,
    /// The features of each place.
    places: Vec<Vec<f64>>,
    meant: Vec<bool>,
}

fn main() -> anyhow::Result<()> {
    let book = Codebook::embedded()?;
    let (mut all, mut weights, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for path in std::env::args_os().skip(1) {
        let sources = ingest::sources(&[path.into()]);
        let reports = sources.iter().flat_map(|source| source.read(&ingest::Options::default()));
        for (number, report) in reports.enumerate().filter(|(number, _)| number % 2 == 0) {
            let report = report?;
            let doc = language::analyse(&report);
            for (span, candidates, context) in toponym_readings(&doc, book) {
                let Some(point) = told(&report, span) else { continue };
                let features = Gazetteer::embedded().features(&candidates, &context);
                // Corpora differ in whose points stand for what is wide.
                let same = |c: &Candidate, points: Points| {
                    points.of(&book.gazetteer().place(c.place)).is_some_and(|p| kilometres(p, point) <= SAME)
                };
                let either = |c: &Candidate| same(c, Points::GeoNames) || same(c, Points::Wikipedia);
                let meant: Vec<bool> = candidates.iter().map(either).collect();
                if let Some(first) = features.first() {
                    names = first.iter().map(|f| f.0).collect();
                    weights = first.iter().map(|f| f.1).collect();
                }
                if meant.contains(&true) && meant.contains(&false) {
                    let places = features.into_iter().map(|all| all.into_iter().map(|f| f.2).collect()).collect();
                    all.push(Observation { part: (number / 2) % PARTS, places, meant });
                }
            }
        }
    }
    report(&all, &names, &weights);
    Ok(())
}

fn report(all: &[Observation], names: &[&str], weights: &[f64]) {
    let all: Vec<&Observation> = all.iter().collect();
    println!("{} toponyms with more than one reading", all.len());
    let (mut used, mut fitted) = (0, 0);
    for part in 0..PARTS {
        let (test, train): (Vec<&Observation>, Vec<&Observation>) = all.iter().partition(|o| o.part == part);
        used += right(&test, weights);
        fitted += right(&test, &fit(&train, weights));
    }
    println!("right with the weights in use: {used}; with weights fitted on the other parts: {fitted}");
    let best = fit(&all, weights);
    println!("right with the weights fitted on all: {}", right(&all, &best));
    for ((name, weight), fitted) in names.iter().zip(weights).zip(&best) {
        println!("{name:36}{weight:7.2}{fitted:7.2}");
    }
}

/// What a corpus says where the toponym of a span is.
fn told(report: &record::Report, span: record::Span) -> Option<LatLon> {
    let before = |byte: usize| report.text[..byte].chars().count() as u64;
    let (start, end) = (before(span.start), before(span.end));
    let toponyms = report.extra.get("toponyms")?.as_array()?;
    let same = |t: &&serde_json::Value| t["start"].as_u64() == Some(start) && t["end"].as_u64() == Some(end);
    let toponym = toponyms.iter().find(same)?;
    Some(LatLon { lat: toponym["lat"].as_f64()?, lon: toponym["lon"].as_f64()? })
}

fn score(features: &[f64], weights: &[f64]) -> f64 {
    features.iter().zip(weights).map(|(f, w)| f * w).sum()
}

/// How many observations have one that is meant as their best place.
fn right(all: &[&Observation], weights: &[f64]) -> usize {
    let best = |o: &&&Observation| {
        let scores = o.places.iter().map(|features| score(features, weights)).enumerate();
        scores.max_by(|a, b| a.1.total_cmp(&b.1)).is_some_and(|(best, _)| o.meant[best])
    };
    all.iter().filter(best).count()
}

/// Climbs the likelihood of what is meant, less the square of what the weights move.
fn fit(all: &[&Observation], from: &[f64]) -> Vec<f64> {
    let mut weights = from.to_vec();
    for _ in 0..STEPS {
        let mut slope: Vec<f64> = weights.iter().zip(from).map(|(w, f)| HOLD * (f - w)).collect();
        for o in all {
            let odds: Vec<f64> = o.places.iter().map(|f| score(f, &weights)).collect();
            let top = odds.iter().copied().fold(f64::MIN, f64::max);
            let odds: Vec<f64> = odds.iter().map(|score| (score - top).exp()).collect();
            let total: f64 = odds.iter().sum();
            let meant: f64 = odds.iter().zip(&o.meant).filter(|x| *x.1).map(|x| x.0).sum();
            for ((features, odds), is_meant) in o.places.iter().zip(&odds).zip(&o.meant) {
                let share = if *is_meant { odds / meant } else { 0.0 } - odds / total;
                slope.iter_mut().zip(features).for_each(|(s, f)| *s += share * f);
            }
        }
        weights.iter_mut().zip(&slope).for_each(|(w, s)| *w += RATE * s / (all.len() as f64).sqrt());
    }
    weights
}

/// The distance along the earth.
fn kilometres(a: LatLon, b: LatLon) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}
