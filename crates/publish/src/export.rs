//! Exports: events in the forms that other people's tools read. `docs/exports.md` says how each column is filled and what
//! each form loses.

mod acled;
mod cameo;
mod geojson;
mod html;
mod hxl;
mod markup;
#[cfg(feature = "parquet")]
mod parquet;
mod plover;
mod rss;
mod sheet;
mod side;
mod tables;
mod toll;
mod ucdp;

use record::{Actor, Event, Headline, Standing, SubEventType, Telling, Toll};

pub use acled::ACLED_COLUMNS;
pub use cameo::CAMEO_COLUMNS;
pub use hxl::HXL_TAGS;
#[cfg(feature = "parquet")]
pub use parquet::Parquet;
pub use plover::PLOVER_COLUMNS;
pub use tables::{Tables, TablesError};
pub use ucdp::UCDP_COLUMNS;

/// A form that events are exported in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// ACLED's table of 31 columns, as CSV.
    Acled,
    /// UCDP GED's table of 49 columns, as CSV.
    Ucdp,
    /// PLOVER's types, in the columns of NGEC's table, as CSV.
    Plover,
    /// CAMEO's codes, in the columns of the Phoenix data set, with tabs and without a head, as that comes.
    Cameo,
    /// Points with their values, for maps.
    Geojson,
    /// [`EVENT_COLUMNS`](crate::EVENT_COLUMNS) as CSV, with a row of HXL tags.
    Hxl,
    /// A feed with an item per event.
    Rss,
    /// A page for mailing, with everything in one file.
    Html,
}

/// Which of several figures stands where a form has room for one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Rule {
    /// The lowest that a figure in force allows.
    Lowest,
    /// The one that the event's own rule takes.
    #[default]
    Best,
    /// The highest that a figure in force allows; the best where one is open upwards.
    Highest,
}

/// An event with all that an export says of it.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its event reports.
    pub tellings: &'a [Telling],
    /// Headlines and addresses of their reports, as far as they are known.
    pub headlines: &'a [Headline],
}

/// What is known of an actor beyond its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The kind, as `codebook/actor/` has it, or `government`; `None` if it is not known.
    pub kind: Option<String>,
    /// ACLED's inter code of that kind; `None` if it is not known.
    pub inter: Option<u8>,
    /// Home, ISO 3166 alpha-3; `None` if it has none or it is not known.
    pub country: Option<String>,
    /// Its number among UCDP's actors; `None` if it is not known.
    pub ucdp: Option<u32>,
    /// Its item on Wikidata; `None` if it is not known.
    pub wikidata: Option<String>,
}

/// Who knows the world: what stages before this one know of actors, people and countries.
pub trait Lore {
    /// What is known of an actor of the registry, or of a state's forces; nothing of all others.
    fn actor(&self, actor: &Actor) -> Known;

    /// What is known of the actors of a kind.
    fn kind(&self, kind: &str) -> Known;

    /// Whom a toll counts, by the kinds of `codebook/linkage/people.toml`; none if that is not known.
    fn people(&self, event: &Event, toll: &Toll) -> Vec<String>;

    /// The common English name of a country; `None` if the code is not known.
    fn country(&self, iso3: &str) -> Option<String>;

    /// The code of a country, ISO 3166 alpha-3, by that name; `None` if the name is not known.
    fn code_of(&self, country: &str) -> Option<String>;
}

/// Why an event is not in an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    /// The form has only what happened, and this was only planned, or is denied, or was stopped.
    Standing(Standing),
    /// The form has no place for the type.
    Type(SubEventType),
    /// The form asks for a doer and somebody whom it was done to.
    Sides,
    /// The form has only events in which somebody was killed.
    Killed,
}

impl std::fmt::Display for LeftOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LeftOut::Standing(standing) => write!(f, "{standing}: it has no column that would say so"),
            LeftOut::Type(kind) => write!(f, "{kind}: it has no place for that type"),
            LeftOut::Sides => write!(f, "without both sides, which it asks for"),
            LeftOut::Killed => write!(f, "without anybody known to be killed, which it asks for"),
        }
    }
}

/// Events on their way into one form: `head`, then each event, then `tail`.
///
/// It holds nothing of the events that it has laid out, so that a store of any size can be exported.
pub struct Export<'a> {
    target: Target,
    rule: Rule,
    tables: &'a Tables,
    lore: &'a dyn Lore,
    any_standing: bool,
    any: bool,
}

impl<'a> Export<'a> {
    /// An export that has not begun. With `any_standing`, events that did not happen are written even where the form
    /// cannot say so: for whoever asked for just those.
    pub fn new(target: Target, rule: Rule, any_standing: bool, tables: &'a Tables, lore: &'a dyn Lore) -> Export<'a> {
        Export { target, rule, tables, lore, any_standing, any: false }
    }

    /// What stands before the first event.
    pub fn head(&self) -> String {
        match self.target {
            Target::Acled => sheet::head(&ACLED_COLUMNS),
            Target::Ucdp => sheet::head(&UCDP_COLUMNS),
            Target::Plover => sheet::head(&PLOVER_COLUMNS),
            Target::Cameo => String::new(),
            Target::Geojson => geojson::HEAD.to_string(),
            Target::Hxl => hxl::head(),
            Target::Rss => rss::HEAD.to_string(),
            Target::Html => html::head(),
        }
    }

    /// One event, in as many rows as the form has for it.
    ///
    /// # Errors
    /// If the form cannot hold it; the reason says why.
    pub fn event(&mut self, subject: &Subject) -> Result<String, LeftOut> {
        let text = match self.target {
            Target::Acled => acled::row(self, subject)?,
            Target::Ucdp => ucdp::row(self, subject)?,
            Target::Plover => plover::rows(self, subject)?,
            Target::Cameo => cameo::rows(self, subject)?,
            Target::Geojson => geojson::feature(subject, self.any),
            Target::Hxl => hxl::row(subject),
            Target::Rss => rss::item(subject),
            Target::Html => html::article(subject),
        };
        self.any = true;
        Ok(text)
    }

    /// What stands after the last event.
    pub fn tail(&self) -> &'static str {
        match self.target {
            Target::Geojson => geojson::TAIL,
            Target::Rss => rss::TAIL,
            Target::Html => html::TAIL,
            Target::Acled | Target::Ucdp | Target::Plover | Target::Cameo | Target::Hxl => "",
        }
    }

    /// That the event happened, for forms that have nothing else.
    fn happened(&self, event: &Event) -> Result<(), LeftOut> {
        let stopped = event.standing == Standing::Foiled && event.sub_event_type == SubEventType::DisruptedWeaponsUse;
        let told = matches!(event.standing, Standing::Occurred | Standing::Alleged);
        if told || stopped || self.any_standing { Ok(()) } else { Err(LeftOut::Standing(event.standing)) }
    }

    /// What is known of an actor: by the registry, else by how its name opens.
    fn known(&self, actor: &Actor) -> Known {
        let known = self.lore.actor(actor);
        match self.tables.kind_by_opening(actor) {
            Some(kind) if known.kind.is_none() => self.lore.kind(kind),
            _ => known,
        }
    }
}
