//! What other data sets call our codes: the files of `codebook/export/`, and the labels of `codebook/event/`.

use std::collections::BTreeMap;

use record::{Actor, Event, Family, Standing, SubEventType};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A file of the codebook that exports cannot use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("codebook {file}: {reason}")]
pub struct TablesError {
    /// Its path below the codebook's folder.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A country as ACLED and UCDP count it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountryCodes {
    /// Its number in ISO 3166; `None` if it has none.
    pub iso: Option<u16>,
    /// ACLED's region.
    pub acled: Option<String>,
    /// Gleditsch and Ward's number; `None` if it is no state of their list.
    pub gw: Option<u16>,
    /// UCDP's region.
    pub ucdp: Option<String>,
}

/// A type of event as others code it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventCodes {
    /// ACLED's label, where it is not that of the codebook's file.
    pub acled: Option<String>,
    /// CAMEO's code; `None` if it has none for it.
    pub cameo: Option<String>,
    /// Goldstein's value, -10 to 10.
    pub goldstein: Option<f64>,
    /// CAMEO's class, 1 to 4.
    pub quad: Option<u8>,
    /// PLOVER's type; `None` if it has none for it.
    pub plover: Option<String>,
    /// PLOVER's mode.
    pub mode: Option<String>,
    /// Whether UCDP may count it as organised violence.
    #[serde(default)]
    pub ucdp: bool,
}

/// A kind of actor as others code it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindCodes {
    /// CAMEO's role.
    pub cameo: Option<String>,
    /// PLOVER's role.
    pub plover: Option<String>,
    /// What UCDP counts it as.
    pub ucdp: Option<Part>,
}

/// What an actor is to UCDP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Part {
    /// The forces of a state.
    State,
    /// An armed organisation that is no state.
    Armed,
    /// People outside combat.
    Civilians,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventFile {
    families: BTreeMap<String, String>,
    planned: EventCodes,
    events: BTreeMap<String, EventCodes>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActorFile {
    kinds: BTreeMap<String, KindCodes>,
    openings: BTreeMap<String, String>,
    people: BTreeMap<String, Part>,
    wide: Vec<String>,
}

/// What is read of a file of `event/`.
#[derive(Deserialize)]
struct Labelled {
    code: Option<String>,
    name: String,
}

/// What other data sets call our codes.
#[derive(Clone, Debug)]
pub struct Tables {
    countries: BTreeMap<String, CountryCodes>,
    families: BTreeMap<String, String>,
    events: BTreeMap<String, EventCodes>,
    planned: EventCodes,
    labels: BTreeMap<String, String>,
    kinds: BTreeMap<String, KindCodes>,
    openings: BTreeMap<String, String>,
    people: BTreeMap<String, Part>,
    wide: Vec<String>,
}

impl Tables {
    /// Reads them from the codebook's files: path below its folder → text.
    ///
    /// # Errors
    /// If one of `codebook/export/` is missing, is no TOML of its form, or names a code that does not exist.
    pub fn read(files: &BTreeMap<String, String>) -> Result<Tables, TablesError> {
        let events: EventFile = table(files, "export/event.toml")?;
        let actors: ActorFile = table(files, "export/actor.toml")?;
        let unknown = |code: &str| TablesError {
            file: "export/event.toml".to_string(),
            reason: format!("{code:?} is no type of event and no family"),
        };
        events
            .events
            .keys()
            .try_for_each(|code| SubEventType::from_code(code).map(drop).ok_or_else(|| unknown(code)))?;
        events.families.keys().try_for_each(|code| Family::from_code(code).map(drop).ok_or_else(|| unknown(code)))?;
        Ok(Tables {
            countries: table(files, "export/country.toml")?,
            labels: labels(files)?,
            families: events.families,
            events: events.events,
            planned: events.planned,
            kinds: actors.kinds,
            openings: actors.openings,
            people: actors.people,
            wide: actors.wide,
        })
    }

    pub(super) fn country(&self, iso3: Option<&str>) -> CountryCodes {
        iso3.and_then(|code| self.countries.get(code)).cloned().unwrap_or_default()
    }

    /// ACLED's label of a family; empty if the tables have none.
    pub(super) fn family(&self, family: Family) -> &str {
        self.families.get(family.code()).map_or("", String::as_str)
    }

    /// ACLED's label of a type; empty if the tables have none.
    pub(super) fn label(&self, kind: SubEventType) -> &str {
        let own = self.events.get(kind.code()).and_then(|codes| codes.acled.as_ref());
        own.or_else(|| self.labels.get(kind.code())).map_or("", String::as_str)
    }

    /// The codes of what was done, or of the threat of it.
    pub(super) fn event(&self, event: &Event) -> EventCodes {
        match event.standing {
            Standing::Planned => self.planned.clone(),
            _ => self.events.get(event.sub_event_type.code()).cloned().unwrap_or_default(),
        }
    }

    /// The kind of an actor that no registry holds, by how its name opens; `None` if that does not tell.
    pub(super) fn kind_by_opening(&self, actor: &Actor) -> Option<&str> {
        let mut openings = self.openings.iter();
        openings.find(|(opening, _)| actor.name.starts_with(opening.as_str())).map(|(_, kind)| kind.as_str())
    }

    pub(super) fn kind(&self, kind: Option<&str>) -> KindCodes {
        kind.and_then(|kind| self.kinds.get(kind)).cloned().unwrap_or_default()
    }

    /// The side of the people of a toll; `None` if they are of several, or of none that is known.
    pub(super) fn people(&self, kinds: &[String]) -> Option<Part> {
        let first = self.people.get(kinds.first()?).copied()?;
        kinds.iter().all(|kind| self.people.get(kind) == Some(&first)).then_some(first)
    }

    /// Whether one of the kinds of people of a toll may hold the others of its side.
    pub(super) fn is_wide(&self, kinds: &[String]) -> bool {
        kinds.iter().any(|kind| self.wide.contains(kind))
    }
}

fn labels(files: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, TablesError> {
    let paths = files.keys().filter(|path| path.starts_with("event/") && path.ends_with(".toml"));
    let files = paths.map(|path| table::<Labelled>(files, path)).collect::<Result<Vec<_>, _>>()?;
    Ok(files.into_iter().filter_map(|file| Some((file.code?, file.name))).collect())
}

fn table<T: DeserializeOwned>(files: &BTreeMap<String, String>, path: &str) -> Result<T, TablesError> {
    let fault = |reason: String| TablesError { file: path.to_string(), reason };
    let text = files.get(path).ok_or_else(|| fault("is missing".to_string()))?;
    toml::from_str(text).map_err(|error| fault(error.message().to_string()))
}
