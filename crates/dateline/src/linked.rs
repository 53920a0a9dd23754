//! Sets of reports whose event reports name the event that they tell (`corpus/linked`), and how well linkage finds it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use coding::Codebook;
use ingest::{Options, Place};
use linkage::Weights;
use publish::BCubed;
use reader::Reader;
use record::{CodedReport, DatePrecision, Key, Report, ReportedTally, Telling};
use serde_json::{Value, json};

use crate::pipeline;

/// What is kept from linkage, to see how it does without.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Withheld {
    /// Nothing.
    #[default]
    Nothing,
    /// The days of events and of publication.
    Dates,
    /// The places of events.
    Places,
}

/// A report of a set: as it came in, and what a person coded from it.
#[derive(Clone, Debug)]
pub struct SetReport {
    /// The set's name.
    pub set: String,
    /// The report as it is read.
    pub report: Report,
    /// The report with its reference record.
    pub reference: CodedReport,
    /// The record as it was read; each event report has `event`, the name of the event that it tells.
    pub record: Value,
}

/// Tellings with the name of the event that each tells, by key; what tells no reference event has a name of its own.
#[derive(Clone, Debug, Default)]
pub struct Named {
    /// The tellings, in the order of the files.
    pub tellings: Vec<Telling>,
    /// The event that each tells.
    pub events: BTreeMap<Key, String>,
}

/// Every report of the sets of a folder, in the order of the files' names.
///
/// # Errors
/// If a file cannot be read, or a record in it is none.
pub fn read(folder: &Path) -> Result<Vec<SetReport>> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        files.push(entry?.path());
    }
    files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    let mut reports = Vec::new();
    for file in files {
        reports.extend(read_set(&file)?);
    }
    Ok(reports)
}

fn read_set(file: &Path) -> Result<Vec<SetReport>> {
    let place = file.display().to_string();
    let text = fs::read_to_string(file).with_context(|| place.clone())?;
    let set: Value = serde_json::from_str(&text).with_context(|| place.clone())?;
    let name = set["set"].as_str().unwrap_or_default().to_string();
    let records = set["reports"].as_array().cloned().unwrap_or_default();
    records
        .into_iter()
        .map(|record| {
            let reference = publish::read_record(&place, &record)?;
            let mut entry = record.as_object().cloned().unwrap_or_default();
            entry.insert("id".to_string(), json!(reference.report.id));
            let report = ingest::report_of(&Place::file(file), entry, &Options::default())?;
            Ok(SetReport { set: name.clone(), report, reference, record })
        })
        .collect()
}

/// The tellings of the reference records, their actors as the registry knows them.
pub fn by_reference(reports: &[SetReport], codebook: &Codebook) -> Named {
    let mut named = Named::default();
    for report in reports {
        let mut coded = report.reference.clone();
        codebook.registry.recognise(&mut coded);
        named.add(report, &coded, Some);
    }
    named
}

/// The tellings that this program codes from the texts; each tells the event of the reference that it is most like.
pub fn by_program(reports: &[SetReport], codebook: &Codebook, reader: Option<&Reader>) -> Named {
    let mut named = Named::default();
    for report in reports {
        let coded = pipeline::code(&report.report, codebook, reader);
        let pairs = publish::paired_events(&report.record, &publish::record_json(&coded));
        named.add(report, &coded, |n| pairs.iter().find(|pair| pair.1 == n).map(|pair| pair.0));
    }
    named
}

impl Named {
    /// Adds what a report tells; `reference` gives the place in the reference of its nth event report.
    fn add(&mut self, report: &SetReport, coded: &CodedReport, reference: impl Fn(usize) -> Option<usize>) {
        for (n, event_report) in coded.event_reports.iter().enumerate() {
            let words = format!("{} {}", coded.report.id, event_report.id);
            let key = Key::of_bytes(words.as_bytes());
            let name = reference(n).and_then(|n| report.record["event_reports"][n]["event"].as_str());
            let name =
                name.map_or_else(|| format!("{words}, of no reference"), |name| format!("{}/{name}", report.set));
            self.events.insert(key, name);
            self.tellings.push(telling(coded, key, n));
        }
    }

    /// The same without what is withheld.
    pub fn without(&self, withheld: Withheld) -> Named {
        let mut named = self.clone();
        for telling in &mut named.tellings {
            match withheld {
                Withheld::Nothing => {}
                Withheld::Places => telling.event_report.location = None,
                Withheld::Dates => {
                    let date = &mut telling.event_report.date;
                    (date.start, date.end, date.precision) = (None, None, DatePrecision::Unknown);
                    telling.published = None;
                }
            }
        }
        named
    }

    /// The events that linkage makes of them.
    pub fn linked(&self, weights: &Weights) -> Vec<Vec<Key>> {
        let profiles: Vec<linkage::Profile> = self.tellings.iter().map(linkage::profile).collect();
        linkage::link(&profiles, &[], weights).events
    }

    /// Of the pairs that are at least possible, by fifths of the chance that linkage gives them: how many there are, what chance
    /// they have on the average, and the share of them that tell one event.
    pub fn calibration(&self, weights: &Weights) -> [(usize, f64, f64); 5] {
        let profiles: Vec<linkage::Profile> = self.tellings.iter().map(linkage::profile).collect();
        let mut fifths = [(0, 0.0, 0.0); 5];
        for pair in linkage::pairs(&profiles, weights) {
            let chance = 1.0 / (1.0 + (-pair.odds).exp());
            let fifth = &mut fifths[((5.0 * chance) as usize).min(4)];
            let same = self.events[&pair.a] == self.events[&pair.b];
            *fifth = (fifth.0 + 1, fifth.1 + chance, fifth.2 + f64::from(u8::from(same)));
        }
        fifths.map(|(n, chance, same)| (n, chance / n.max(1) as f64, same / n.max(1) as f64))
    }

    /// How well these events are those that the references name.
    pub fn score(&self, events: &[Vec<Key>]) -> BCubed {
        let given: BTreeMap<Key, usize> =
            events.iter().enumerate().flat_map(|(n, keys)| keys.iter().map(move |&key| (key, n))).collect();
        publish::b_cubed(&self.events, &given)
    }
}

/// An event report of a coded report with what linkage needs of its report.
pub fn telling(coded: &CodedReport, key: Key, n: usize) -> Telling {
    let report = &coded.report;
    Telling {
        key,
        report: Key::of_bytes(report.id.as_bytes()),
        report_id: report.id.clone(),
        published: report.published.as_ref().map(|published| published.date),
        outlets: report.outlets.clone(),
        event_report: coded.event_reports[n].clone(),
    }
}

/// The tallies of the reference records.
pub fn tallies(reports: &[SetReport]) -> Vec<ReportedTally> {
    let one = |report: &SetReport, tally: &record::Tally| {
        let of = &report.reference.report;
        ReportedTally {
            key: Key::of_bytes(format!("{} {}", of.id, tally.id).as_bytes()),
            report: Key::of_bytes(of.id.as_bytes()),
            report_id: of.id.clone(),
            published: of.published.as_ref().map(|published| published.date),
            outlets: of.outlets.clone(),
            tally: tally.clone(),
        }
    };
    reports.iter().flat_map(|report| report.reference.tallies.iter().map(move |tally| one(report, tally))).collect()
}

/// The figures as JSON.
pub fn figures(score: &BCubed) -> Value {
    json!({
        "event_reports": score.event_reports,
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1(),
        "pairs_same": score.pairs.gold,
        "pairs_joined": score.pairs.predicted,
        "pairs_right": score.pairs.right,
    })
}
