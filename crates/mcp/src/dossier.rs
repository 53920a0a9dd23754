use record::{Event, Headline, Telling, Toll};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Found, Store};

use crate::quoted::{Days, Quoted, Where, name, names};

/// Most tellings of one answer, and how many unless told.
const MOST: usize = 20;
const USUAL: usize = 10;

/// Most of what a dossier lists of each kind.
const MOST_LISTED: usize = 20;

/// Most figures of a toll.
const MOST_FIGURES: usize = 10;

/// The longest quotation, and the longest sentence of the program, in bytes.
const LONGEST: usize = 600;

/// Which event.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskDossier {
    /// The key of the event, of one of its event reports, or the first letters of one, four at least.
    pub event: String,
    /// At most so many tellings, 1 to 20; 10 unless told.
    pub at_most: Option<usize>,
    /// After leaving out so many tellings.
    pub offset: Option<usize>,
}

/// All that is held of an event.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Dossier {
    /// Its key.
    pub event: String,
    /// The type of the act, by code.
    #[serde(rename = "type")]
    pub kind: String,
    /// How the act stands: occurred, alleged, denied, foiled, planned.
    pub standing: String,
    /// When.
    pub days: Days,
    /// Where; null if no report tells.
    #[serde(rename = "where")]
    pub place: Option<Where>,
    /// Who acted, the best borne out first.
    pub initiators: Vec<Quoted>,
    /// Whom or what it was aimed at.
    pub targets: Vec<Quoted>,
    /// With what, by the codebook's words.
    pub weapons: Vec<String>,
    /// Named people who were hit.
    pub victims: Vec<Quoted>,
    /// Who said they did it.
    pub claimed_by: Vec<Quoted>,
    /// Who said they did not.
    pub denied_by: Vec<Quoted>,
    /// What became of people: figures are never merged.
    pub tolls: Vec<TollOf>,
    /// What reports tell differently, with the values and who has them.
    pub contradictions: Vec<Quoted>,
    /// How well it is borne out: confirmed, fair, weak, contested, discounted.
    pub grade: String,
    /// Why it is graded so, with who said what.
    pub grade_reason: Quoted,
    /// How many tellings are independent.
    pub independent: usize,
    /// Keys of events and series of totals that it answered, by reports' own words.
    pub answers: Vec<String>,
    /// Keys of events that answered it.
    pub answered_by: Vec<String>,
    /// How many tellings there are in all.
    pub count: usize,
    /// Where this list of tellings begins among them, in order of publication.
    pub offset: usize,
    /// What each report tells.
    pub tellings: Vec<TellingOf>,
}

/// What all reports say of one outcome.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TollOf {
    /// killed, wounded, detained, abducted, missing and the like.
    pub outcome: String,
    /// The people that are counted; null for all who were hit.
    pub group: Option<Quoted>,
    /// Fewest, by the figures in force.
    pub low: Option<u64>,
    /// By the figure that the rule takes.
    pub best: Option<u64>,
    /// Most; null if one figure is open upwards.
    pub high: Option<u64>,
    /// Which rule took `best`, with who said it.
    pub rule: Quoted,
    /// Figures with who said them, in order of publication.
    pub told: Vec<FigureOf>,
}

/// A figure with who said it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FigureOf {
    /// The event report that has it.
    pub event_report: String,
    /// At least so many.
    pub min: Option<u64>,
    /// At most so many.
    pub max: Option<u64>,
    /// Whom the report credits; null for the report's own voice.
    pub source: Option<Quoted>,
    /// When the report was published.
    pub published: Option<String>,
}

/// One report's telling.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TellingOf {
    /// The key of the event report, by which get_sentence shows its words.
    pub event_report: String,
    /// The report.
    pub report: ReportOf,
    /// The report's own words that carry the values.
    pub evidence: Vec<Quoted>,
    /// How many doubts the program has about it.
    pub doubts: usize,
}

/// A report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReportOf {
    /// Its key.
    pub key: String,
    /// Its headline.
    pub title: Option<Quoted>,
    /// When it was published (ISO 8601); null if not known.
    pub published: Option<String>,
    /// Who published it.
    pub outlets: Vec<Quoted>,
    /// Its address; null if not known.
    pub url: Option<Quoted>,
}

impl ReportOf {
    pub(crate) fn of(telling: &Telling, headline: Option<&Headline>) -> ReportOf {
        ReportOf {
            key: telling.report.to_string(),
            title: headline.and_then(|headline| headline.title.as_deref()).map(|title| Quoted::new(title, LONGEST)),
            published: telling.published.map(|day| day.to_string()),
            outlets: telling.outlets.iter().take(MOST_LISTED).map(|outlet| name(outlet)).collect(),
            url: headline.and_then(|headline| headline.url.as_deref()).map(|url| Quoted::new(url, LONGEST)),
        }
    }
}

/// The dossier of an event.
pub(crate) fn dossier(store: &Store, ask: &AskDossier) -> Result<Dossier, String> {
    let said = |error: store::Error| error.to_string();
    let key = match store.resolve(&ask.event).map_err(said)? {
        Found::EventReport { event: Some(event), .. } => event,
        Found::EventReport { event: None, key } => {
            return Err(format!("{key} is not linked yet: it belongs to no event"));
        }
        Found::Report(key) => return Err(format!("{key} is a report, not an event")),
        Found::Tally { key, .. } => return Err(format!("{key} is a running total, not an event")),
    };
    let event = store.event(key).map_err(said)?.ok_or_else(|| format!("{key} is no event"))?;
    let (offset, most) = (ask.offset.unwrap_or(0), ask.at_most.unwrap_or(USUAL).clamp(1, MOST));
    let keys: Vec<_> = event.tellings.iter().copied().skip(offset).take(most).collect();
    let tellings = store.tellings(&keys).map_err(said)?;
    let reports: Vec<_> = tellings.iter().map(|telling| telling.report).collect();
    let headlines = store.headlines(&reports).map_err(said)?;
    let answered_by = store.answered_by(key).map_err(said)?;
    let told = |telling: &Telling| TellingOf {
        event_report: telling.key.to_string(),
        report: ReportOf::of(telling, headlines.iter().find(|headline| headline.report == telling.report)),
        evidence: telling.event_report.evidence.iter().take(3).map(|quote| Quoted::new(&quote.text, LONGEST)).collect(),
        doubts: telling.event_report.doubts.len(),
    };
    let tellings: Vec<TellingOf> = tellings.iter().map(told).collect();
    let answered_by = answered_by.iter().take(MOST_LISTED).map(ToString::to_string).collect();
    Ok(laid_out(&event, offset, tellings, answered_by))
}

fn laid_out(event: &Event, offset: usize, tellings: Vec<TellingOf>, answered_by: Vec<String>) -> Dossier {
    Dossier {
        event: event.key.to_string(),
        kind: event.sub_event_type.to_string(),
        standing: event.standing.to_string(),
        days: Days::on(&event.date),
        place: event.location.as_ref().map(Where::at),
        initiators: names(&event.initiators, MOST_LISTED),
        targets: names(&event.targets, MOST_LISTED),
        weapons: event.weapons.iter().take(MOST_LISTED).cloned().collect(),
        victims: event.victims.iter().take(MOST_LISTED).map(|victim| name(victim)).collect(),
        claimed_by: names(&event.claimed_by, MOST_LISTED),
        denied_by: names(&event.denied_by, MOST_LISTED),
        tolls: event.tolls.iter().take(MOST_LISTED).map(toll).collect(),
        contradictions: event.contradictions.iter().take(MOST_LISTED).map(|c| Quoted::new(&c.note, LONGEST)).collect(),
        grade: event.corroboration.grade.to_string(),
        grade_reason: Quoted::new(&event.corroboration.reason, LONGEST),
        independent: event.corroboration.independent,
        answers: event.answers.iter().take(MOST_LISTED).map(|answer| answer.to.to_string()).collect(),
        answered_by,
        count: event.tellings.len(),
        offset,
        tellings,
    }
}

fn toll(toll: &Toll) -> TollOf {
    let figure = |told: &record::Told| FigureOf {
        event_report: told.telling.to_string(),
        min: told.casualty.figure.min,
        max: told.casualty.figure.max,
        source: told.casualty.source.as_ref().map(|source| name(&source.text)),
        published: told.published.map(|day| day.to_string()),
    };
    TollOf {
        outcome: toll.outcome.to_string(),
        group: toll.group.as_deref().map(name),
        low: toll.low,
        best: toll.best,
        high: toll.high,
        rule: Quoted::new(&toll.rule, LONGEST),
        told: toll.told.iter().take(MOST_FIGURES).map(figure).collect(),
    }
}
