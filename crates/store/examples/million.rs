//! Fills a store with invented event reports and says how long that, and asking it, takes.
//!
//! `cargo run --release -p dateline-store --example million -- FILE [EVENT_REPORTS]` (a million unless told otherwise). The
//! reports are drawn by a fixed rule over ten years, with a few countries, actors and days having most of them.

use std::path::Path;
use std::time::Instant;

use record::*;
use store::{Error, Fingerprint, Likeness, Links, Order, Pair, Query, RunId, Store};

const WORDS: [&str; 48] = [
    "strike",
    "market",
    "convoy",
    "village",
    "police",
    "army",
    "killed",
    "wounded",
    "officials",
    "said",
    "attack",
    "night",
    "road",
    "bridge",
    "school",
    "hospital",
    "fighters",
    "group",
    "claimed",
    "rockets",
    "drone",
    "district",
    "north",
    "south",
    "border",
    "town",
    "checkpoint",
    "soldiers",
    "civilians",
    "women",
    "children",
    "governor",
    "residents",
    "fire",
    "mortar",
    "shelling",
    "forces",
    "after",
    "before",
    "morning",
    "Friday",
    "near",
    "house",
    "mosque",
    "river",
    "camp",
    "base",
    "toll",
];
const COUNTRIES: [&str; 40] = [
    "SYR", "UKR", "MMR", "AFG", "YEM", "NGA", "SOM", "MLI", "BFA", "SDN", "COD", "IRQ", "ISR", "PSE", "LBN", "ETH",
    "MEX", "COL", "PAK", "IND", "LBY", "NER", "CMR", "TCD", "CAF", "SSD", "MOZ", "KEN", "UGA", "BDI", "EGY", "TUR",
    "IRN", "SAU", "PHL", "THA", "HTI", "BRA", "VEN", "RUS",
];

/// SplitMix64: the same numbers in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut hash = self.0;
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        hash ^ (hash >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number below `end`, small ones far more often.
    fn skewed(&mut self, end: usize) -> usize {
        let part = self.next() as f64 / u64::MAX as f64;
        ((part * part * part) * end as f64) as usize
    }
}

fn main() -> Result<(), Error> {
    let mut args = std::env::args().skip(1);
    let file = args.next().expect("a file to make");
    let wanted = args.next().map_or(1_000_000, |words| words.parse().expect("a number of event reports"));
    let mut store = Store::create(Path::new(&file))?;
    let run = store.begin_run("code", "dateline 0.1.0", "", jiff::Timestamp::UNIX_EPOCH)?;
    let mut dice = Dice(1);
    let mut added = 0;
    timed("add", || {
        let mut number = 0;
        while added < wanted {
            let batch: Vec<CodedReport> = (number..number + 500).map(|n| report(n, &mut dice)).collect();
            number += 500;
            added += batch.iter().map(|coded| coded.event_reports.len()).sum::<usize>();
            add(&mut store, &batch, &mut dice, run)?;
        }
        println!("{number} reports, {added} event reports");
        Ok(())
    })?;
    let mut tellings: Vec<Short> = Vec::new();
    timed("read all tellings", || store.each_telling(|telling| tellings.push(Short::of(&telling))))?;
    timed("link", || store.save_links(run, |links| link(links, &mut tellings, &mut dice)))?;
    timed("settle", || {
        let pending = store.pending()?;
        store.save_links(run, |links| links.settle(&pending))
    })?;
    timed("analyse", || store.analyse())?;
    ask(&store)?;
    timed("add a day's 5,000", || {
        let batch: Vec<CodedReport> = (1_000_000..1_001_666).map(|n| report(n, &mut dice)).collect();
        add(&mut store, &batch, &mut dice, run)
    })?;
    timed("what is pending of them", || store.pending().map(|pending| println!("{} pending", pending.changed.len())))?;
    drop(store);
    println!("{:.3} GB", std::fs::metadata(&file).map_or(0, |file| file.len()) as f64 / 1e9);
    Ok(())
}

fn timed(what: &str, work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let start = Instant::now();
    work()?;
    println!("{what}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn add(store: &mut Store, batch: &[CodedReport], dice: &mut Dice, run: RunId) -> Result<(), Error> {
    let like = |_: &[u8]| Likeness { copy: false, alike: 0.0 };
    let mut many = |n: usize| (0..n).map(|_| dice.next()).collect::<Vec<u64>>();
    let prints: Vec<Fingerprint> = batch
        .iter()
        .map(|_| Fingerprint { sketch: vec![7; 280], bands: many(11), passages: many(25), like: &like })
        .collect();
    let batch: Vec<(&CodedReport, &Fingerprint)> = batch.iter().zip(&prints).collect();
    store.add(&batch, run).map(|_| ())
}

fn report(number: usize, dice: &mut Dice) -> CodedReport {
    let published = Date::constant(2015, 1, 1).saturating_add(jiff::Span::new().days(number as i64 % 3650));
    let mut text = format!("Report {number} from {}\n\n", COUNTRIES[dice.skewed(40)]);
    while text.len() < 2400 {
        text.push_str(WORDS[dice.skewed(WORDS.len())]);
        if dice.below(12) == 0 {
            text.push_str(&format!(" {}.", dice.below(30_000)));
        }
        text.push(' ');
    }
    let count = 1 + dice.skewed(7);
    let event_reports = (1..=count).map(|n| event_report(n, &text, published, dice)).collect();
    let title = Some(Quote::new(&text, Span::new(0, text.find('\n').unwrap_or(0))));
    let report = Report {
        id: format!("report-{number}"),
        path: format!("news/{number}.html"),
        url: Some(format!("https://news.example/{number}/a-report-of-the-day")),
        title,
        published: Some(Published { date: published, origin: DateOrigin::Metadata }),
        date_candidates: vec![DateCandidate { date: published, origin: DateOrigin::Metadata, span: None }],
        outlets: vec![format!("Outlet {}", dice.skewed(400))],
        language: Some("en".to_string()),
        text,
        ..Report::default()
    };
    CodedReport { report, event_reports, tallies: Vec::new(), doubts: Vec::new() }
}

fn event_report(number: usize, text: &str, published: Date, dice: &mut Dice) -> EventReport {
    let mut piece = |length: usize| {
        let start = dice.below(text.len() - length);
        Quote::new(text, Span::new(start, start + length))
    };
    let (anchor, source, word) = (piece(8), piece(20), piece(14));
    let evidence = vec![piece(150), piece(110)];
    let day = published.saturating_sub(jiff::Span::new().days(dice.skewed(20) as i64));
    let country = COUNTRIES[dice.skewed(40)];
    let mut actor = |kind: &str| Actor {
        name: format!("{kind} {} of {country}", dice.skewed(60)),
        aliases: vec![format!("{kind} {}", WORDS[dice.skewed(WORDS.len())])],
        id: Some(format!("{}-{}", country.to_lowercase(), dice.skewed(60))),
        ancestry: vec![format!("Forces of {country}")],
        spans: vec![word.span],
    };
    let (initiators, targets) = (vec![actor("Army")], vec![actor("Group"), actor("Civilians")]);
    EventReport {
        id: format!("e{number}"),
        sub_event_type: SubEventType::ALL[dice.skewed(SubEventType::ALL.len())],
        standing: Standing::ALL[dice.skewed(Standing::ALL.len())],
        focus: Focus::ALL[dice.below(2)],
        date: EventDate {
            start: Some(day),
            end: Some(day),
            precision: DatePrecision::Day,
            text: Some(word.clone()),
            reason: Some("the weekday before publication".to_string()),
            ..EventDate::unknown(None)
        },
        location: Some(location(country, dice.skewed(1000), word.span)),
        weapons: vec![WeaponUse { weapon: "artillery".to_string(), span: word.span }],
        casualties: vec![Casualty {
            outcome: Outcome::Killed,
            group: Some(word.text.clone()),
            figure: Figure::exactly(dice.skewed(60) as u64),
            source: Some(source.clone()),
            span: word.span,
        }],
        victims: Vec::new(),
        sources: vec![source],
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        response_to: None,
        doubts: vec![Doubt {
            field: Field::Initiators,
            reason: DoubtReason::Ambiguous,
            note: "two sides are named before the act, and either may have done it".to_string(),
            span: Some(word.span),
        }],
        initiators,
        targets,
        evidence,
        anchor,
    }
}

/// A town of a country, always at the same point.
fn location(country: &str, town: usize, span: Span) -> Location {
    let at = |angle: usize| 12.0 + (town * angle % 4000) as f64 / 100.0;
    Location {
        name: format!("Town {town}"),
        country: Some(country.to_string()),
        admin1: Some(format!("Province {} of {country}", town % 12)),
        point: Some(LatLon { lat: at(37), lon: at(91) }),
        geo_precision: GeoPrecision::Exact,
        extent: Extent::Spot,
        spans: vec![span],
    }
}

/// What an event needs of a telling.
struct Short {
    key: Key,
    published: Option<Date>,
    told: EventReport,
}

impl Short {
    fn of(telling: &Telling) -> Short {
        let mut told = telling.event_report.clone();
        (told.evidence, told.doubts, told.sources) = (Vec::new(), Vec::new(), Vec::new());
        Short { key: telling.key, published: telling.published, told }
    }
}

/// Joins tellings of one country and day in events of one to a dozen, with pairs and blocks as linkage would give them.
fn link(links: &Links, tellings: &mut [Short], dice: &mut Dice) -> Result<(), Error> {
    let place = |short: &Short| short.told.location.as_ref().and_then(|place| place.country.clone());
    tellings.sort_by_key(|short| (short.told.date.start, place(short), short.published, short.key));
    let mut events = 0;
    let mut rest = &tellings[..];
    while !rest.is_empty() {
        let (group, after) = rest.split_at((1 + dice.skewed(10)).min(rest.len()));
        let mut group: Vec<&Short> = group.iter().collect();
        group.sort_by_key(|short| (short.published, short.key));
        links.event(&event(&group))?;
        for (a, b) in group.iter().zip(&group[1..]) {
            links.pair(Pair { a: a.key, b: b.key, odds: 0.9 })?;
        }
        for short in group {
            let blocks: Vec<(u64, bool)> = (0..6).map(|_| (dice.next() % 400_000, false)).collect();
            links.blocks(short.key, &blocks)?;
        }
        events += 1;
        rest = after;
    }
    println!("{events} events");
    Ok(())
}

fn event(group: &[&Short]) -> Event {
    let first = &group[0].told;
    let figures: Vec<u64> = group.iter().filter_map(|short| short.told.casualties[0].figure.min).collect();
    let told = |short: &&Short| Told {
        telling: short.key,
        casualty: short.told.casualties[0].clone(),
        published: short.published,
    };
    Event {
        key: group[0].key,
        tellings: group.iter().map(|short| short.key).collect(),
        sub_event_type: first.sub_event_type,
        standing: first.standing,
        date: first.date.clone(),
        dated_by: Some(group[0].key),
        undated: Vec::new(),
        location: first.location.clone(),
        initiators: first.initiators.clone(),
        targets: first.targets.clone(),
        weapons: vec!["artillery".to_string()],
        tolls: vec![Toll {
            outcome: Outcome::Killed,
            group: None,
            low: figures.iter().min().copied(),
            best: figures.last().copied(),
            high: figures.iter().max().copied(),
            rule: "the latest figure of an independent source".to_string(),
            told: group.iter().map(told).collect(),
        }],
        victims: Vec::new(),
        claimed_by: Vec::new(),
        denied_by: Vec::new(),
        contradictions: Vec::new(),
        corroboration: Corroboration {
            grade: if group.len() > 1 { Grade::Fair } else { Grade::Weak },
            reason: format!("{} independent tellings", group.len()),
            independent: group.len(),
        },
        answers: Vec::new(),
    }
}

/// Asks by every filter, common and rare values, and prints the time of the first fifty events and of the count.
fn ask(store: &Store) -> Result<(), Error> {
    let day = |year, month, day| Some(Date::constant(year, month, day));
    let queries: Vec<(&str, Query)> = vec![
        ("all", Query::default()),
        ("from", Query { from: day(2023, 1, 1), ..Query::default() }),
        ("to", Query { to: day(2016, 1, 1), ..Query::default() }),
        ("a week", Query { from: day(2020, 5, 1), to: day(2020, 5, 7), ..Query::default() }),
        ("country, common", Query { country: Some("SYR".into()), ..Query::default() }),
        ("country, rare", Query { country: Some("RUS".into()), ..Query::default() }),
        ("place, common", Query { place: Some("Town 0".into()), ..Query::default() }),
        ("place, a province", Query { place: Some("Province 3 of SYR".into()), ..Query::default() }),
        ("actor, common", Query { actor: Some("Forces of SYR".into()), ..Query::default() }),
        ("actor, by words", Query { actor: Some("SYR".into()), ..Query::default() }),
        ("type, common", Query { sub_event_type: Some(SubEventType::ArmedClash), ..Query::default() }),
        ("family", Query { family: Some(Family::Explosions), ..Query::default() }),
        ("standing, common", Query { standing: Some(Standing::Occurred), ..Query::default() }),
        ("standing, rare", Query { standing: Some(Standing::Planned), ..Query::default() }),
        ("toll, common", Query { killed_at_least: Some(1), ..Query::default() }),
        ("toll, rare", Query { killed_at_least: Some(59), ..Query::default() }),
        ("grade", Query { grade: Some(Grade::Fair), ..Query::default() }),
        ("outlet, common", Query { outlet: Some("Outlet 0".into()), ..Query::default() }),
        ("text, in all", Query { text: Some("strike".into()), ..Query::default() }),
        ("text, rare", Query { text: Some("29999".into()), ..Query::default() }),
        ("text, a phrase", Query { text: Some("\"market convoy strike\"".into()), ..Query::default() }),
        ("deadliest", Query { order: Order::Deadliest, ..Query::default() }),
        ("most told", Query { order: Order::MostTold, ..Query::default() }),
        ("page 200", Query { offset: 10_000, ..Query::default() }),
        (
            "country, type, standing, toll, year",
            Query {
                country: Some("SYR".into()),
                sub_event_type: Some(SubEventType::ArmedClash),
                standing: Some(Standing::Occurred),
                killed_at_least: Some(5),
                from: day(2019, 1, 1),
                to: day(2019, 12, 31),
                ..Query::default()
            },
        ),
        (
            "text, country, type",
            Query {
                text: Some("mortar".into()),
                country: Some("UKR".into()),
                sub_event_type: Some(SubEventType::Attack),
                ..Query::default()
            },
        ),
        (
            "actor, type, deadliest",
            Query {
                actor: Some("Forces of SYR".into()),
                sub_event_type: Some(SubEventType::ArmedClash),
                order: Order::Deadliest,
                ..Query::default()
            },
        ),
    ];
    for (name, query) in queries {
        let query = Query { limit: Some(50), ..query };
        let start = Instant::now();
        let rows = store.query(&query)?.len();
        let first = start.elapsed().as_secs_f64() * 1e3;
        let start = Instant::now();
        let count = store.count(&query)?;
        let counted = start.elapsed().as_secs_f64() * 1e3;
        println!("{name}: {rows} rows in {first:.1} ms, {count} counted in {counted:.1} ms");
    }
    Ok(())
}
