//! What a language model proposes is laid beside what was coded. It fills only what neither rules nor reader settled, with a doubt
//! that says so; where it says otherwise, what was coded stays, with a doubt that says that too.

use coding::Codebook;
use desk::{Refused, Typed};
use rayon::prelude::*;
use record::{
    Actor, Casualty, CodedReport, Doubt, DoubtReason, EventDate, EventReport, Field, Location, Proposal, Proposals,
    Quote, Report, Span, Standing, WeaponUse,
};
use serde::de::DeserializeOwned;
use store::Part;

use crate::typed;

/// Reports that are asked about before what they tell is written: a model takes its time.
pub const STRIDE: usize = 16;

/// Whoever can be asked what a report tells.
pub trait Propose: Sync {
    /// What is proposed for a report that was coded. It never fails: why nothing came is in what is given.
    fn propose(&self, coded: &CodedReport) -> Proposals;

    /// By what name it is credited.
    fn model(&self) -> &str;
}

#[cfg(feature = "propose")]
impl Propose for proposer::Proposer {
    fn propose(&self, coded: &CodedReport) -> Proposals {
        proposer::Proposer::propose(self, coded)
    }

    fn model(&self) -> &str {
        proposer::Proposer::model(self)
    }
}

/// What became of the proposals for a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Values that were taken, each with its doubt.
    pub taken: usize,
    /// Doubts that something else is proposed than was coded.
    pub disputed: usize,
    /// What was not taken, each with why.
    pub refused: Vec<String>,
    /// Why nothing could be proposed; `None` if something could.
    pub failed: Option<String>,
}

/// Asks about reports on all threads and lays what is proposed beside what was coded: an outcome for each.
pub fn propose_all(coded: &mut [&mut CodedReport], codebook: &Codebook, proposer: &dyn Propose) -> Vec<Outcome> {
    coded.par_iter_mut().map(|coded| lay_beside(coded, codebook, &proposer.propose(coded))).collect()
}

/// Lays proposals beside what was coded.
pub fn lay_beside(coded: &mut CodedReport, codebook: &Codebook, proposals: &Proposals) -> Outcome {
    let mut outcome =
        Outcome { refused: proposals.refused.clone(), failed: proposals.failed.clone(), ..Outcome::default() };
    let (report, mut mine) = (&coded.report, Vec::new());
    for proposal in &proposals.values {
        let Some(event) = coded.event_reports.iter_mut().find(|event| event.id == proposal.event) else {
            outcome.refused.push(format!("there is no event report {:?}", proposal.event));
            continue;
        };
        let mine = &mut mine;
        match (Beside { event, report, codebook, proposal, by: &proposals.by, mine }).settle() {
            Ok(Settled::Taken) => outcome.taken += 1,
            Ok(Settled::Disputed) => outcome.disputed += 1,
            Ok(Settled::Agreed) => {}
            Err(reason) => outcome.refused.push(format!("{} of {}: {reason}", proposal.field, proposal.event)),
        }
    }
    for event in &proposals.events {
        let told = |other: &EventReport| other.anchor.span.overlaps(event.quote.span);
        if coded.event_reports.iter().any(told) {
            continue;
        }
        let note = format!(
            "the language model {} sees an event here ({}) that neither rules nor reader found: “{}”",
            proposals.by,
            event.sub_event_type,
            publish::plain(&event.quote.text)
        );
        let (field, reason, span) = (Field::Event, DoubtReason::Disputed, Some(event.quote.span));
        coded.doubts.push(Doubt { field, reason, note, span });
        outcome.disputed += 1;
    }
    outcome
}

/// What became of a proposal.
enum Settled {
    Taken,
    Disputed,
    Agreed,
}

/// A proposal beside the event report that it is for.
struct Beside<'a> {
    event: &'a mut EventReport,
    report: &'a Report,
    codebook: &'a Codebook,
    proposal: &'a Proposal,
    by: &'a str,
    /// What of the record is the model's: fields of event reports, and of figures their outcome.
    mine: &'a mut Vec<(String, Field, Option<record::Outcome>)>,
}

impl Beside<'_> {
    fn settle(&mut self) -> Result<Settled, String> {
        match self.proposal.field {
            Field::Location => self.location(),
            Field::Date => self.date(),
            Field::Initiators => self.actor(Part::Initiators, |event| &mut event.initiators),
            Field::Targets => self.actor(Part::Targets, |event| &mut event.targets),
            Field::Weapons => self.weapon(),
            Field::Casualties => self.casualty(),
            Field::Standing => self.standing(),
            other => Err(format!("{other} is not proposed")),
        }
    }

    fn location(&mut self) -> Result<Settled, String> {
        self.borne_by_its_words()?;
        let location: Option<Location> = self.read(Part::Location)?;
        let location = location.ok_or("no place is no proposal")?;
        match &self.event.location {
            Some(known) if known.name == location.name => Ok(Settled::Agreed),
            Some(known) if self.is_mine(None) => Err(format!("{} was taken already", publish::words::location(known))),
            Some(known) => Ok(self.dispute(&publish::words::location(known))),
            None => {
                self.event.location = Some(location);
                Ok(self.take())
            }
        }
    }

    fn date(&mut self) -> Result<Settled, String> {
        let date: EventDate = self.read(Part::Date)?;
        if date.start.is_none() {
            return Err("no day is no proposal".to_string());
        }
        let known = &self.event.date;
        if known.start.is_none() {
            self.event.date = date;
            return Ok(self.take());
        }
        if (known.start, known.end) == (date.start, date.end) {
            return Ok(Settled::Agreed);
        }
        let known = publish::words::days(known).unwrap_or_default();
        if self.is_mine(None) { Err(format!("{known} was taken already")) } else { Ok(self.dispute(&known)) }
    }

    fn actor(&mut self, part: Part, side: fn(&mut EventReport) -> &mut Vec<Actor>) -> Result<Settled, String> {
        self.borne_by_its_words()?;
        let actors: Vec<Actor> = self.read(part)?;
        let [actor] = <[Actor; 1]>::try_from(actors).map_err(|_| "one name at a time".to_string())?;
        let is_mine = self.is_mine(None);
        let known = side(self.event);
        if known.iter().any(|known| known.name == actor.name) {
            return Ok(Settled::Agreed);
        }
        if known.is_empty() || is_mine {
            known.push(actor);
            return Ok(self.take());
        }
        let known = publish::words::actors(known, "; ");
        Ok(self.dispute(&known))
    }

    fn weapon(&mut self) -> Result<Settled, String> {
        let weapons: Vec<WeaponUse> = self.read(Part::Weapons)?;
        let [weapon] = <[WeaponUse; 1]>::try_from(weapons).map_err(|_| "one weapon at a time".to_string())?;
        let is_mine = self.is_mine(None);
        let known = &mut self.event.weapons;
        if known.iter().any(|known| known.weapon == weapon.weapon) {
            return Ok(Settled::Agreed);
        }
        if known.is_empty() || is_mine {
            known.push(weapon);
            return Ok(self.take());
        }
        let known = known.iter().map(|used| used.weapon.clone()).collect::<Vec<_>>().join(", ");
        Ok(self.dispute(&known))
    }

    fn casualty(&mut self) -> Result<Settled, String> {
        let casualties: Vec<Casualty> = self.read(Part::Casualties)?;
        let [casualty] = <[Casualty; 1]>::try_from(casualties).map_err(|_| "one figure at a time".to_string())?;
        let number = casualty.figure.min.or(casualty.figure.max).unwrap_or_default();
        if !has_number(&self.proposal.quote.text, number) {
            return Err(format!("{:?} does not tell the number {number}", self.proposal.quote.text));
        }
        let like: Vec<&Casualty> =
            self.event.casualties.iter().filter(|known| known.outcome == casualty.outcome).collect();
        if like.iter().any(|known| known.figure == casualty.figure) {
            return Ok(Settled::Agreed);
        }
        let outcome = Some(casualty.outcome);
        if like.is_empty() || self.is_mine(outcome) {
            self.event.casualties.push(casualty);
            self.mine.push((self.event.id.clone(), self.proposal.field, outcome));
            return Ok(self.take());
        }
        let known = like.into_iter().map(publish::words::casualty).collect::<Vec<_>>().join("; ");
        Ok(self.dispute(&known))
    }

    /// How an act stands is always settled: by the report's bare assertion, if by nothing else.
    fn standing(&mut self) -> Result<Settled, String> {
        let standing: Standing = self.read(Part::Standing)?;
        if standing == self.event.standing {
            return Ok(Settled::Agreed);
        }
        let known = self.event.standing.to_string();
        Ok(self.dispute(&known))
    }

    /// Whether what the event report has in this field, and of figures for this outcome, came of an earlier proposal.
    fn is_mine(&self, outcome: Option<record::Outcome>) -> bool {
        let (event, field) = (&self.event.id, self.proposal.field);
        self.mine.iter().any(|mine| mine.0 == *event && mine.1 == field && mine.2 == outcome)
    }

    /// The value that the proposal's words are by the codebook.
    fn read<T: DeserializeOwned>(&self, part: Part) -> Result<T, String> {
        let span = Some(self.proposal.quote.span);
        let (words, text) = (&*self.proposal.value, &*self.report.text);
        // Of several places of a name in the country that is told with it, the likeliest; of other names none.
        let chosen: &[usize] = if part == Part::Location && words.contains(',') { &[0] } else { &[] };
        let typed = Typed { part, words, event: self.event, text, span, by: self.by, chosen };
        let value = typed::read(&typed, self.codebook).map_err(|refused| match refused {
            Refused::Form(reason) => reason,
            Refused::Choose { question, options } => format!("{question} {} share the name", options.len()),
        })?;
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// A name is among the words that are quoted for it, and no part of a longer one: "Somali" does not name Mali.
    fn borne_by_its_words(&self) -> Result<(), String> {
        let name = self.proposal.value.strip_prefix("near ").unwrap_or(&self.proposal.value);
        let name = name.split(',').next().unwrap_or(name).trim_matches(['"', ' ']).to_lowercase();
        let quote = &self.proposal.quote.text;
        let borne = !name.is_empty() && has_words(&quote.to_lowercase(), &name);
        borne.then_some(()).ok_or_else(|| format!("{quote:?} does not tell {:?}", self.proposal.value))
    }

    /// Notes that a value is the model's.
    fn take(&mut self) -> Settled {
        let note = format!(
            "proposed by the language model {} alone, from “{}”: {}",
            self.by,
            publish::plain(&self.proposal.quote.text),
            publish::plain(&self.proposal.value)
        );
        self.doubt(DoubtReason::Proposed, note);
        self.mine.push((self.event.id.clone(), self.proposal.field, None));
        let quote = &self.proposal.quote;
        let evidence = &mut self.event.evidence;
        if !evidence.iter().any(|known| known.span.contains(quote.span)) {
            evidence.push(whole(self.report, quote.span));
            evidence.sort_by_key(|quote| quote.span);
        }
        Settled::Taken
    }

    /// Notes that the model says otherwise; what was coded stays.
    fn dispute(&mut self, known: &str) -> Settled {
        let note = format!(
            "coded as {known}; the language model {} proposes {} from “{}”",
            self.by,
            publish::plain(&self.proposal.value),
            publish::plain(&self.proposal.quote.text)
        );
        self.doubt(DoubtReason::Disputed, note);
        Settled::Disputed
    }

    fn doubt(&mut self, reason: DoubtReason, note: String) {
        let (field, span) = (self.proposal.field, Some(self.proposal.quote.span));
        self.event.doubts.push(Doubt { field, reason, note, span });
    }
}

/// The sentence around a span, as language finds it.
fn whole(report: &Report, span: Span) -> Quote {
    let doc = language::analyse(report);
    let around = doc.sentences.iter().map(|sentence| sentence.span).find(|sentence| sentence.contains(span));
    Quote::new(&report.text, around.unwrap_or(span))
}

/// Whether words stand in others, not inside a longer word.
fn has_words(text: &str, words: &str) -> bool {
    let ends = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
    text.match_indices(words)
        .any(|(at, _)| ends(text[..at].chars().next_back()) && ends(text[at + words.len()..].chars().next()))
}

/// Whether words tell a number, in figures or letters.
fn has_number(words: &str, number: u64) -> bool {
    let report = Report { text: words.to_string(), ..Report::default() };
    let doc = language::analyse(&report);
    doc.numbers.iter().any(|told| told.figure.min == Some(number) || told.figure.max == Some(number))
}
