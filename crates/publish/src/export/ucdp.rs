//! UCDP's Georeferenced Event Dataset (GED). What only UCDP's coders can say (its own numbers of conflicts, how clear the
//! reporting is) stays empty.

use record::{Actor, DatePrecision, Event, EventDate, LatLon};

use super::sheet::{self, Cell, list, plain, text};
use super::side::{self, Told};
use super::tables::{CountryCodes, Part};
use super::toll::{Deaths, Range, deaths};
use super::{Export, Known, LeftOut, Subject};
use crate::words;

/// GED's columns, in order. `docs/exports.md` says how each is filled.
pub const UCDP_COLUMNS: [&str; 49] = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
];

/// The two sides of an event as UCDP orders them.
struct Sides<'a> {
    violence: Option<u8>,
    a: Option<(&'a Actor, Known)>,
    b: Option<(&'a Actor, Known)>,
    parts: [Option<Part>; 2],
}

pub(super) fn row(export: &Export, subject: &Subject) -> Result<String, LeftOut> {
    let event = subject.event;
    export.happened(event)?;
    if !export.tables.event(event).ucdp && !export.any_standing {
        return Err(LeftOut::Type(event.sub_event_type));
    }
    let dead = deaths(export, event);
    if !dead.all.is_deadly() {
        return Err(LeftOut::Killed);
    }
    let sides = Sides::of(export, event);
    let mut cells =
        vec![plain(Some(event.key.number())), plain(Some(event.key)), plain(event.date.start.map(|d| d.year()))];
    cells.extend([Cell::new(), Cell::new(), plain(sides.violence)]);
    cells.extend(sides.cells());
    cells.extend(sources(subject));
    cells.extend(place(export, event));
    cells.push(Cell::new());
    cells.extend(days(&event.date));
    cells.extend(toll(&dead, sides.parts));
    let gw = |known: Option<&Known>| {
        let known = known.filter(|known| export.tables.kind(known.kind.as_deref()).ucdp == Some(Part::State))?;
        export.tables.country(known.country.as_deref()).gw
    };
    cells.extend([&sides.a, &sides.b].map(|side| plain(gw(side.as_ref().map(|(_, known)| known)))));
    Ok(sheet::row(cells))
}

impl<'a> Sides<'a> {
    /// In a fight of a state with others the state is side A; in violence against civilians whoever does it is.
    fn of(export: &Export, event: &'a Event) -> Sides<'a> {
        let side = |actors: &'a [Actor]| actors.first().map(|actor| (actor, export.known(actor)));
        let part = |side: &Option<(&Actor, Known)>| export.tables.kind(side.as_ref()?.1.kind.as_deref()).ucdp;
        let (a, b) = (side(&event.initiators), side(&event.targets));
        let parts = [part(&a), part(&b)];
        use Part::{Armed, Civilians, State};
        let (violence, turned) = match parts {
            [Some(State), Some(Armed | State)] => (Some(1), false),
            [Some(Armed), Some(State)] => (Some(1), true),
            [Some(Armed), Some(Armed)] => (Some(2), false),
            [Some(State | Armed), Some(Civilians)] => (Some(3), false),
            _ => (None, false),
        };
        match turned {
            true => Sides { violence, a: b, b: a, parts: [parts[1], parts[0]] },
            false => Sides { violence, a, b, parts },
        }
    }

    /// From `conflict_dset_id` to `side_b`.
    fn cells(&self) -> Vec<Cell> {
        let name = |side: &Option<(&Actor, Known)>, part: Option<Part>| match (side, part) {
            (_, Some(Part::Civilians)) => Some("Civilians".to_string()),
            (Some((actor, _)), _) => Some(words::plain(&actor.name)),
            (None, _) => None,
        };
        let (a, b) = (name(&self.a, self.parts[0]), name(&self.b, self.parts[1]));
        let dyad = a.as_ref().zip(b.as_ref()).map(|(a, b)| format!("{a} - {b}"));
        let number = |side: &Option<(&Actor, Known)>| plain(side.as_ref().and_then(|(_, known)| known.ucdp));
        let mut cells = vec![Cell::new(); 5];
        cells.push(text(&dyad.unwrap_or_default()));
        cells.extend([Cell::new(), number(&self.a), text(&a.unwrap_or_default())]);
        cells.extend([Cell::new(), number(&self.b), text(&b.unwrap_or_default())]);
        cells
    }
}

/// From `number_of_sources` to `source_original`; what stands in one place of one list stands there in the others.
fn sources(subject: &Subject) -> Vec<Cell> {
    let reports = side::reports(subject);
    let each = |of: &dyn Fn(&Told) -> String| {
        let all: Vec<String> = reports.iter().map(of).map(|words| words::plain(&words)).collect();
        text(&all.join(";"))
    };
    let office = |told: &Told| told.telling.outlets.join(", ");
    let day = |told: &Told| told.telling.published.map(|day| day.to_string()).unwrap_or_default();
    let title = |told: &Told| told.headline.and_then(|headline| headline.title.clone()).unwrap_or_default();
    let article = |told: &Told| {
        let parts = [office(told), day(told), title(told)].map(|part| words::plain(&part).replace('"', "'"));
        format!("\"{}\"", parts.join(","))
    };
    let said = reports.iter().flat_map(|told| &told.telling.event_report.sources).map(|source| &source.text);
    vec![plain(Some(reports.len())), each(&article), each(&office), each(&day), each(&title), list(said)]
}

/// From `where_prec` to `region`.
fn place(export: &Export, event: &Event) -> Vec<Cell> {
    let Some(location) = &event.location else { return vec![Cell::new(); 12] };
    let codes: CountryCodes = export.tables.country(location.country.as_deref());
    let name = location.country.as_deref().and_then(|code| export.lore.country(code));
    let point = location.point;
    vec![
        plain(Some(location.extent.where_prec())),
        text(&location.name),
        text(&words::location(location)),
        location.admin1.as_deref().map_or(Cell::new(), text),
        Cell::new(),
        plain(point.map(|point| point.lat)),
        plain(point.map(|point| point.lon)),
        plain(point.map(|point| format!("POINT ({} {})", point.lon, point.lat))),
        plain(point.map(priogrid)),
        plain(name),
        plain(codes.gw),
        plain(codes.ucdp),
    ]
}

/// The cell of PRIO-GRID that a point lies in: half a degree wide, counted from the south-west, 720 to a row.
fn priogrid(point: LatLon) -> u32 {
    let steps = |degrees: f64, most: u32| ((degrees * 2.0).floor().max(0.0) as u32).min(most - 1);
    steps(point.lat + 90.0, 360) * 720 + steps(point.lon + 180.0, 720) + 1
}

/// `date_prec`, `date_start`, `date_end`.
fn days(date: &EventDate) -> [Cell; 3] {
    let days = date.start.zip(date.end).map(|(start, end)| (end - start).get_days() + 1);
    let prec = match (date.precision, days) {
        (DatePrecision::Unknown, _) | (_, None) => None,
        (DatePrecision::Day, Some(1)) => Some(1),
        (DatePrecision::Day | DatePrecision::Week, Some(2..=6)) => Some(2),
        (DatePrecision::Day | DatePrecision::Week, Some(_)) => Some(3),
        (DatePrecision::Month, _) => Some(4),
        (DatePrecision::Year, _) => Some(5),
    };
    [plain(prec), plain(date.start), plain(date.end)]
}

/// From `deaths_a` to `low`.
fn toll(dead: &Deaths, parts: [Option<Part>; 2]) -> [Cell; 7] {
    // Where both sides are of one kind, the words for the dead do not tell whose they are.
    let of = |part: Option<Part>| match part {
        _ if parts[0] == parts[1] => Range::default(),
        Some(Part::State) => dead.state,
        Some(Part::Armed) => dead.armed,
        Some(Part::Civilians) | None => Range::default(),
    };
    let known = [of(parts[0]), of(parts[1]), dead.civilians].map(|range| range.best);
    let told: u64 = known.iter().flatten().sum();
    // GED's four add up to its best; where the figures do not, because they are of different reports, it is not known who
    // the others were.
    let unknown = dead.all.best.and_then(|best| best.checked_sub(told));
    let all = [known[0], known[1], known[2], unknown, dead.all.best, dead.all.high, dead.all.low];
    all.map(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_lies_in_its_cell_of_prio_grid() {
        // Corners of the grid, and a point of its middle: row 185 from the south, column 451 from the west.
        assert_eq!(priogrid(LatLon { lat: -90.0, lon: -180.0 }), 1);
        assert_eq!(priogrid(LatLon { lat: 89.9, lon: 179.9 }), 259_200);
        assert_eq!(priogrid(LatLon { lat: 90.0, lon: 180.0 }), 259_200);
        assert_eq!(priogrid(LatLon { lat: 2.04, lon: 45.34 }), 184 * 720 + 451);
    }
}
