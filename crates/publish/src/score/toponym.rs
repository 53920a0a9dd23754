//! How well toponyms agree with those of a geoparsing corpus, which brings them with its articles.

use record::{LatLon, Report, Span, Toponym, ToponymUse};
use serde_json::{Map, Value, json};

/// Kilometres within which a toponym is usually called resolved: a hundred miles.
const FAR: f64 = 161.0;
/// Kilometres within which it is the same town.
const CLOSE: f64 = 25.0;

/// The score of a corpus, article by article: all of them, and every other one apart.
#[derive(Clone, Debug, Default)]
pub struct ToponymScore {
    articles: usize,
    even: Tally,
    odd: Tally,
}

/// A toponym of the reference.
struct Gold {
    span: Span,
    /// Whether the corpus tells literal from associative ones.
    typed: bool,
    literal: bool,
    point: Option<LatLon>,
}

#[derive(Clone, Debug, Default)]
struct Tally {
    gold: usize,
    given: usize,
    overlap: Matches,
    exact: Matches,
    /// Of each toponym found whose point the reference has, how far off it was resolved.
    errors: Vec<Distance>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Matches {
    right: usize,
    /// Toponyms given that are none of the literal ones, but associative ones.
    associative: usize,
}

#[derive(Clone, Copy, Debug)]
struct Distance {
    /// Kilometres; `None` where no point was given.
    km: Option<f64>,
    /// Whether a gazetteer knows the place: not only where it lies.
    candidate: bool,
}

impl ToponymScore {
    /// Adds the next article of a corpus. A report that brings no toponyms of its own is left out.
    pub fn add(&mut self, report: &Report, toponyms: &[Toponym]) {
        let Some(gold) = reference(report) else { return };
        // Without types, a corpus means metonyms as well.
        let typed = gold.iter().any(|g| g.typed);
        let given = |t: &&Toponym| t.used == ToponymUse::Literal || !typed && t.used == ToponymUse::Metonymic;
        let given: Vec<&Toponym> = toponyms.iter().filter(given).collect();
        let tally = if self.articles.is_multiple_of(2) { &mut self.even } else { &mut self.odd };
        tally.add(&gold, &given);
        self.articles += 1;
    }

    /// How many articles were scored.
    pub fn articles(&self) -> usize {
        self.articles
    }

    /// The figures as a table: a line for each measure, for all articles, the even and the odd ones (counted from 0). Above
    /// it whose points stand for what is wide.
    pub fn table(&self, points: &str) -> String {
        let columns = self.columns().map(|tally| tally.figures());
        let mut out = format!(
            "points of countries, divisions and seas: {points}\n{:42}{:>9}{:>9}{:>9}\n",
            "measure", "all", "even", "odd"
        );
        for (i, (measure, _)) in columns[0].iter().enumerate() {
            out.push_str(&format!("{measure:42}"));
            for column in &columns {
                out.push_str(&match column[i].1 {
                    Figure::Count(count) => format!("{count:9}"),
                    Figure::Share(share) => format!("{share:9.3}"),
                    Figure::Km(km) => format!("{km:9.1}"),
                });
            }
            out.push('\n');
        }
        out
    }

    /// The same as JSON.
    pub fn json(&self, points: &str) -> String {
        let names = ["all", "even", "odd"];
        let columns = names.iter().zip(self.columns()).map(|(name, tally)| {
            let figures = tally.figures().into_iter().map(|(measure, figure)| (measure.to_string(), figure.json()));
            (name.to_string(), Value::Object(figures.collect::<Map<_, _>>()))
        });
        let points = std::iter::once(("points".to_string(), json!(points)));
        format!("{:#}\n", Value::Object(points.chain(columns).collect()))
    }

    fn columns(&self) -> [Tally; 3] {
        let mut all = self.even.clone();
        all.join(&self.odd);
        [all, self.even.clone(), self.odd.clone()]
    }
}

#[derive(Clone, Copy)]
enum Figure {
    Count(usize),
    Share(f64),
    Km(f64),
}

impl Figure {
    fn json(self) -> Value {
        match self {
            Figure::Count(count) => json!(count),
            Figure::Share(figure) | Figure::Km(figure) => json!(figure),
        }
    }
}

impl Tally {
    fn add(&mut self, gold: &[Gold], given: &[&Toponym]) {
        let literal: Vec<&Gold> = gold.iter().filter(|g| g.literal).collect();
        self.gold += literal.len();
        self.given += given.len();
        let pairs = pairs(&literal, given, false);
        self.overlap.add(gold, given, &pairs);
        self.exact.add(gold, given, &self::pairs(&literal, given, true));
        for &(g, t) in &pairs {
            if let Some(point) = literal[g].point {
                let unknown = given[t].doubt == Some(record::DoubtReason::UnknownName);
                let km = given[t].point.map(|found| kilometres(found, point));
                self.errors.push(Distance { km, candidate: km.is_some() && !unknown });
            }
        }
    }

    fn join(&mut self, other: &Tally) {
        self.gold += other.gold;
        self.given += other.given;
        for (to, from) in [(&mut self.overlap, other.overlap), (&mut self.exact, other.exact)] {
            to.right += from.right;
            to.associative += from.associative;
        }
        self.errors.extend(&other.errors);
    }

    fn figures(&self) -> Vec<(&'static str, Figure)> {
        let (a, b) = (self.overlap, self.exact);
        let share = |right: usize, of: usize| Figure::Share(right as f64 / of.max(1) as f64);
        let f1 = |right: usize, given: usize| share(2 * right, self.gold + given);
        let all: Vec<Option<f64>> = self.errors.iter().map(|d| d.km).collect();
        let known: Vec<Option<f64>> = self.errors.iter().filter(|d| d.candidate).map(|d| d.km).collect();
        vec![
            ("literal toponyms", Figure::Count(self.gold)),
            ("given", Figure::Count(self.given)),
            ("precision, associative aside", share(a.right, self.given - a.associative)),
            ("recall", share(a.right, self.gold)),
            ("F1, associative aside", f1(a.right, self.given - a.associative)),
            ("precision, associative false", share(a.right, self.given)),
            ("F1, associative false", f1(a.right, self.given)),
            ("exact precision, associative aside", share(b.right, self.given - b.associative)),
            ("exact recall", share(b.right, self.gold)),
            ("exact F1, associative aside", f1(b.right, self.given - b.associative)),
            ("exact F1, associative false", f1(b.right, self.given)),
            ("resolved within 161 km", within(&all, FAR)),
            ("resolved within 25 km", within(&all, CLOSE)),
            ("median error, km", median(&all)),
            ("candidates only: found", Figure::Count(known.len())),
            ("candidates only: within 161 km", within(&known, FAR)),
            ("candidates only: within 25 km", within(&known, CLOSE)),
            ("candidates only: median error, km", median(&known)),
        ]
    }
}

impl Matches {
    fn add(&mut self, gold: &[Gold], given: &[&Toponym], pairs: &[(usize, usize)]) {
        self.right += pairs.len();
        let unpaired = (0..given.len()).filter(|t| !pairs.iter().any(|pair| pair.1 == *t));
        let associative = |t: &usize| gold.iter().any(|g| !g.literal && g.span.overlaps(given[*t].span));
        self.associative += unpaired.filter(associative).count();
    }
}

/// Pairs of a toponym of the reference and one given, one to one, best first: the same span, then the longest overlap.
fn pairs(gold: &[&Gold], given: &[&Toponym], exact: bool) -> Vec<(usize, usize)> {
    let mut all: Vec<(bool, usize, usize, usize)> = Vec::new();
    for (g, one) in gold.iter().enumerate() {
        for (t, two) in given.iter().enumerate() {
            let same = one.span == two.span;
            if same || !exact && one.span.overlaps(two.span) {
                let shared = one.span.end.min(two.span.end) - one.span.start.max(two.span.start);
                all.push((!same, usize::MAX - shared, g, t));
            }
        }
    }
    all.sort_unstable();
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (_, _, g, t) in all {
        if !out.iter().any(|pair| pair.0 == g || pair.1 == t) {
            out.push((g, t));
        }
    }
    out
}

fn within(errors: &[Option<f64>], km: f64) -> Figure {
    let hits = errors.iter().flatten().filter(|error| **error <= km).count();
    Figure::Share(hits as f64 / errors.len().max(1) as f64)
}

/// The middle of the errors that have a figure.
fn median(errors: &[Option<f64>]) -> Figure {
    let mut known: Vec<f64> = errors.iter().flatten().copied().collect();
    known.sort_by(f64::total_cmp);
    Figure::Km(known.get(known.len() / 2).copied().unwrap_or(0.0))
}

/// The toponyms that the report's own corpus found in it; `None` if it comes from no such corpus.
fn reference(report: &Report) -> Option<Vec<Gold>> {
    let toponyms = report.extra.get("toponyms")?.as_array()?;
    let mut bytes: Vec<usize> = report.text.char_indices().map(|(byte, _)| byte).collect();
    bytes.push(report.text.len());
    Some(toponyms.iter().filter_map(|toponym| gold(toponym, &bytes)).collect())
}

fn gold(toponym: &Value, bytes: &[usize]) -> Option<Gold> {
    let at = |key: &str| bytes.get(usize::try_from(toponym.get(key)?.as_u64()?).ok()?).copied();
    let (start, end) = (at("start")?, at("end")?);
    // GeoWebNews's types; the other corpora have none, and mean places.
    let literal = match toponym["type"].as_str() {
        None | Some("Literal" | "Mixed" | "Literal_Modifier" | "Coercion" | "Embedded_Literal") => true,
        Some("Metonymic" | "Non_Literal_Modifier" | "Embedded_Non_Lit" | "Demonym" | "Homonym" | "Language") => false,
        Some(_) => return None,
    };
    let point = toponym["lat"].as_f64().zip(toponym["lon"].as_f64()).map(|(lat, lon)| LatLon { lat, lon });
    (start < end).then_some(Gold { span: Span::new(start, end), typed: toponym["type"].is_string(), literal, point })
}

/// The distance along the earth.
fn kilometres(a: LatLon, b: LatLon) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let (half_lat, half_lon) = ((lat_b - lat_a) / 2.0, (b.lon - a.lon).to_radians() / 2.0);
    let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
    12_742.0 * h.sqrt().min(1.0).asin()
}
