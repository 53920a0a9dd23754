//! `dateline doctor`: whether the codebook and the gazetteer are whole.

use std::collections::BTreeSet;
use std::io::Write;

use anyhow::Result;
use coding::{Codebook, Gazetteer, Place, PlaceKind, registry_faults};
use indicatif::HumanCount;

use crate::args::DoctorArgs;
use crate::{Outcome, codebook};

/// What was found, line by line.
#[derive(Default)]
struct Findings {
    out: String,
    faults: usize,
}

impl Findings {
    fn fine(&mut self, text: &str) {
        self.out.push_str(&format!("ok     {text}\n"));
    }

    /// Something that may be as it should be.
    fn note(&mut self, text: &str) {
        self.out.push_str(&format!("note   {text}\n"));
    }

    /// A line that says all is well with something, else one that names what is not.
    fn check(&mut self, well: &str, ill: &str, missing: &[String]) {
        if missing.is_empty() {
            self.fine(well);
        } else {
            self.faults += 1;
            self.out.push_str(&format!("fault  {ill}: {}\n", missing.join(", ")));
        }
    }
}

/// Runs the command.
pub fn run(args: &DoctorArgs) -> Result<Outcome> {
    let dir = args.codebook.dir.as_deref();
    let codebook = codebook::open(dir)?;
    let mut findings = Findings::default();
    let registry = &codebook.registry;
    let (codes, actors, states) = (codebook.events.len(), registry.actors.len(), registry.countries.len());
    findings.fine(&format!("codebook: {codes} event files, {actors} actors, {states} states"));
    let harmful = registry_faults(&codebook::texts(dir)?).into_iter().filter(|fault| !fault.harmless);
    let faults: Vec<String> = harmful.map(|fault| format!("{} {}", fault.id, fault.what)).collect();
    findings.check("registry of actors", "registry of actors", &faults);
    for (path, places) in codebook.gazetteer().tables() {
        findings.fine(&format!("{path}: {} places", HumanCount(places as u64)));
    }
    findings.fine(&format!("{} names of places", HumanCount(codebook.gazetteer().names() as u64)));
    check_places(&codebook, &mut findings);
    anstream::stdout().write_all(findings.out.as_bytes())?;
    anstream::eprintln!("dateline: {} faults", findings.faults);
    Ok(if findings.faults > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

fn check_places(codebook: &Codebook, findings: &mut Findings) {
    let gazetteer = codebook.gazetteer();
    let of_kind = |kind: PlaceKind| gazetteer.places().map(|p| p.1).filter(move |place| place.kind == kind);
    let known: BTreeSet<&str> = of_kind(PlaceKind::Country).filter_map(|place| place.country).collect();
    let stateless = codebook.registry.countries.iter().filter(|state| !known.contains(state.code.as_str()));
    let stateless: Vec<String> = stateless.map(|state| state.code.clone()).collect();
    findings.check("every state is a country of the gazetteer", "states that are no place", &stateless);
    let astray: BTreeSet<&str> =
        gazetteer.places().filter_map(|p| p.1.country).filter(|c| !known.contains(c)).collect();
    let astray: Vec<String> = astray.into_iter().map(str::to_string).collect();
    findings.check("every place lies in a known country", "countries of places that are no country", &astray);
    let states: BTreeSet<&str> = codebook.registry.countries.iter().map(|state| state.code.as_str()).collect();
    let is_state = |place: &Place<'_>| place.country.is_some_and(|code| states.contains(code));
    let pointless = of_kind(PlaceKind::Country).filter(|place| is_state(place) && place.point.is_none());
    let pointless: Vec<String> = pointless.map(|place| place.name.to_string()).collect();
    findings.check("every state has a point", "states without a point", &pointless);
    let undivided: BTreeSet<&str> = of_kind(PlaceKind::Province).filter_map(|place| place.country).collect();
    let undivided: Vec<String> =
        states.iter().filter(|code| !undivided.contains(*code)).map(|code| code.to_string()).collect();
    if !undivided.is_empty() {
        findings.note(&format!("states without divisions: {}", undivided.join(", ")));
    }
    findings.check(
        "every capital is found in its state",
        "capitals that are not found",
        &lost_capitals(codebook, gazetteer),
    );
}

/// Capitals of the registry that the gazetteer does not have in their state.
fn lost_capitals(codebook: &Codebook, gazetteer: &Gazetteer) -> Vec<String> {
    let states = codebook.registry.countries.iter().filter(|state| !state.capital.is_empty());
    let lost = states.filter(|state| {
        let named = gazetteer.named(&state.capital);
        !named.iter().any(|c| gazetteer.place(c.place).country == Some(state.code.as_str()))
    });
    lost.map(|state| format!("{} ({})", state.capital, state.code)).collect()
}
