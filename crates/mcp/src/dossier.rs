use record::{Event, Headline, Key, Telling, Toll};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Found, Store};

use crate::brief::Brief;
use crate::quoted::{Cut, Quoted, name, names, short};

/// Most tellings of one answer, and how many unless told.
const MOST: usize = 20;
const USUAL: usize = 10;

/// Most of what a dossier lists of each kind.
const MOST_LISTED: usize = 20;

/// Most outlets of a report, and most quotations of a telling.
const MOST_OUTLETS: usize = 5;
const MOST_QUOTED: usize = 3;

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
    /// What, when, where, who.
    #[serde(flatten)]
    pub brief: Brief,
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
    /// Why it is graded so, with who said what.
    pub grade_reason: Quoted,
    /// How many tellings are independent.
    pub independent: usize,
    /// Keys of events and series of totals that it answered, by reports' own words.
    pub answers: Vec<String>,
    /// Keys of events that answered it.
    pub answered_by: Vec<String>,
    /// Which of these lists are longer in the store: 20 of each are given, and of figures the last 10.
    pub cut: Vec<String>,
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
    /// How many figures there are.
    pub count: usize,
    /// The last 10 of them with who said them, in order of publication; get_sentence has those of each telling.
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
            outlets: telling.outlets.iter().take(MOST_OUTLETS).map(|outlet| name(outlet)).collect(),
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
        evidence: telling
            .event_report
            .evidence
            .iter()
            .take(MOST_QUOTED)
            .map(|quote| Quoted::new(&quote.text, LONGEST))
            .collect(),
        doubts: telling.event_report.doubts.len(),
    };
    let tellings: Vec<TellingOf> = tellings.iter().map(told).collect();
    Ok(laid_out(&event, offset, tellings, &answered_by))
}

fn laid_out(event: &Event, offset: usize, tellings: Vec<TellingOf>, answered_by: &[Key]) -> Dossier {
    let mut cut = Cut::default();
    let brief = Brief::of(event, MOST_LISTED, &mut cut);
    if event.tolls.iter().any(|toll| toll.told.len() > MOST_FIGURES) {
        cut.0.push("tolls.told".to_string());
    }
    Dossier {
        brief,
        weapons: cut.to("weapons", &event.weapons, MOST_LISTED).iter().map(|weapon| short(weapon)).collect(),
        victims: cut.to("victims", &event.victims, MOST_LISTED).iter().map(|victim| name(victim)).collect(),
        claimed_by: names(cut.to("claimed_by", &event.claimed_by, MOST_LISTED)),
        denied_by: names(cut.to("denied_by", &event.denied_by, MOST_LISTED)),
        tolls: cut.to("tolls", &event.tolls, MOST_LISTED).iter().map(toll).collect(),
        contradictions: cut
            .to("contradictions", &event.contradictions, MOST_LISTED)
            .iter()
            .map(|c| Quoted::new(&c.note, LONGEST))
            .collect(),
        grade_reason: Quoted::new(&event.corroboration.reason, LONGEST),
        independent: event.corroboration.independent,
        answers: cut.to("answers", &event.answers, MOST_LISTED).iter().map(|answer| answer.to.to_string()).collect(),
        answered_by: cut.to("answered_by", answered_by, MOST_LISTED).iter().map(ToString::to_string).collect(),
        cut: cut.0,
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
        count: toll.told.len(),
        told: toll.told[toll.told.len().saturating_sub(MOST_FIGURES)..].iter().map(figure).collect(),
    }
}
