//! Runs every case of `corpus/cases`: a few sentences in, the lines of the record out. `corpus/cases/README.md` describes
//! the form; `UPDATE_CASES=1` writes what comes out into the files, for review as a diff.

// The crate keeps off disk and surroundings; its tests read their cases from files.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use coding::Codebook;
use reader::Reading;
use record::{
    Actor, CodedReport, DateOrigin, Dateline, EventDate, EventReport, Figure, Furniture, FurnitureKind, GeoPrecision,
    Location, Published, Quote, Report, Span, Tally,
};

/// The rows of the grid: one file of cases each.
const ROWS: [&str; 9] = ["actor", "event", "date", "location", "weapon", "casualty", "standing", "response", "tally"];
const FEWEST_CASES: usize = 20;
const HEADERS: [&str; 4] = ["published", "title", "dateline", "outlet"];
const KNOWN_WRONG: &str = "# known wrong: ";
/// Behind the note: the line that follows is too much.
const NOT_TOLD: &str = "not told: ";

/// One block of a file of cases.
#[derive(Debug)]
struct Case {
    file: PathBuf,
    name: String,
    /// Line of the block's head, counted from 1.
    line: usize,
    headers: BTreeMap<String, String>,
    text: String,
    /// Expected lines and comments, in order, with the number of the first.
    expected: Vec<String>,
    expected_from: usize,
}

/// What a line speaks of: `e1 casualty`, `e2 doubt date`, `event`, `tally`.
fn key(line: &str) -> String {
    let (head, rest) = line.split_once(':').unwrap_or((line, ""));
    match head.split_once(' ') {
        Some((_, "event")) => "event".to_string(),
        Some((_, "doubt")) => format!("{head} {}", rest.split_whitespace().next().unwrap_or("")),
        _ => match head {
            "events" => "event".to_string(),
            "tallies" => "tally".to_string(),
            _ => head.to_string(),
        },
    }
}

/// Whether a line of a block begins the expectations.
fn is_expectation(line: &str) -> bool {
    let head = line.split_once(':').map_or("", |(head, _)| head);
    let owned = head.split_once(' ').is_some_and(|(id, kind)| {
        let numbered = id.strip_prefix('e').is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()));
        numbered && kind.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    });
    owned || line.starts_with('#') || matches!(head, "events" | "tallies" | "tally" | "response")
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/cases")
}

fn all_cases() -> Vec<Case> {
    ROWS.iter().flat_map(|row| read_cases(&folder().join(format!("{row}.txt")))).collect()
}

fn read_cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let lines: Vec<&str> = text.lines().collect();
    let heads: Vec<usize> = (0..lines.len()).filter(|&i| name_of(lines[i]).is_some()).collect();
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    heads.iter().zip(ends).map(|(&from, to)| read_case(file, &lines, from, to)).collect()
}

fn name_of(line: &str) -> Option<&str> {
    line.strip_prefix("--- ")?.strip_suffix(" ---")
}

fn read_case(file: &Path, lines: &[&str], from: usize, to: usize) -> Case {
    let mut headers = BTreeMap::new();
    let mut at = from + 1;
    while at < to {
        let Some((name, value)) = lines[at].split_once(": ").filter(|(name, _)| HEADERS.contains(name)) else { break };
        headers.insert(name.to_string(), value.to_string());
        at += 1;
    }
    let expected_from = (at..to).find(|&i| is_expectation(lines[i])).unwrap_or(to);
    let text = lines[at..expected_from].join("\n");
    // Lines of one paragraph are one line of the report; a blank line parts paragraphs.
    let text = text.trim().split("\n\n").map(|p| p.replace('\n', " ")).collect::<Vec<_>>().join("\n\n");
    let expected: Vec<String> =
        lines[expected_from..to].iter().map(|l| l.trim_end().to_string()).filter(|l| !l.is_empty()).collect();
    let name = name_of(lines[from]).unwrap_or_default().to_string();
    assert!(!expected.is_empty(), "{}:{}: {name} expects nothing", file.display(), from + 1);
    Case { file: file.to_path_buf(), name, line: from + 1, headers, text, expected, expected_from }
}

/// The case as a report, as ingest would have read it.
fn report(case: &Case) -> Report {
    let mut report = Report { id: case.name.clone(), ..Report::default() };
    if let Some(title) = case.headers.get("title") {
        report.text = format!("{title}\n\n");
        report.title = Some(Quote::new(title, Span::new(0, title.len())));
        report.body_start = report.text.len();
    }
    if let Some(line) = case.headers.get("dateline") {
        let start = report.text.len();
        report.text.push_str(line);
        let span = Span::new(start, report.text.len());
        let place = line.split([',', '(', '-']).next().unwrap_or_default().trim().len();
        let place = Quote::new(&report.text, Span::new(start, start + place));
        report.dateline = Some(Dateline { span, place: Some(place), agency: None });
        report.furniture.push(Furniture { span, kind: FurnitureKind::Dateline });
        report.text.push(' ');
    }
    report.text.push_str(&case.text);
    report.outlets.extend(case.headers.get("outlet").cloned());
    report.published = case.headers.get("published").map(|day| Published {
        date: day.parse().unwrap_or_else(|e| panic!("{}: {day}: {e}", case.name)),
        origin: DateOrigin::Given,
    });
    report
}

fn code(case: &Case) -> CodedReport {
    let report = report(case);
    let doc = language::analyse(&report);
    let codebook = Codebook::embedded().expect("the codebook that ships is whole");
    coding::code_report(&doc, codebook, &Reading::default())
}

/// Every line that the record gives, of every kind.
fn render(coded: &CodedReport) -> Vec<String> {
    let mut out = Vec::new();
    if coded.event_reports.is_empty() {
        out.push("events: none".to_string());
    }
    coded.event_reports.iter().for_each(|event| render_event(event, &mut out));
    for event in &coded.event_reports {
        out.extend(event.response_to.iter().map(|r| format!("response: {} -> {}", event.id, r.to)));
    }
    if coded.event_reports.iter().all(|event| event.response_to.is_none()) {
        out.push("response: none".to_string());
    }
    if coded.tallies.is_empty() {
        out.push("tallies: none".to_string());
    }
    out.extend(coded.tallies.iter().map(tally));
    out
}

fn render_event(event: &EventReport, out: &mut Vec<String>) {
    let actors = |list: &[Actor]| list.iter().map(|a| a.name.clone()).collect();
    let quotes = |list: &[Quote]| list.iter().map(|q| q.text.clone()).collect();
    let casualties = event.casualties.iter().map(|c| {
        let group = c.group.as_deref().map(|g| format!(" {g}")).unwrap_or_default();
        format!("{} {}{group}{}", c.outcome, figure(c.figure), source(c.source.as_ref()))
    });
    let fields: [(&str, Vec<String>); 14] = [
        ("event", vec![event.sub_event_type.to_string()]),
        ("standing", vec![event.standing.to_string()]),
        ("focus", vec![event.focus.to_string()]),
        ("initiator", actors(&event.initiators)),
        ("target", actors(&event.targets)),
        ("date", vec![date(&event.date)]),
        ("location", event.location.iter().map(location).collect()),
        ("weapon", event.weapons.iter().map(|w| w.weapon.clone()).collect()),
        ("casualty", casualties.collect()),
        ("victim", quotes(&event.victims)),
        ("source", quotes(&event.sources)),
        ("claimed_by", actors(&event.claimed_by)),
        ("denied_by", actors(&event.denied_by)),
        ("doubt", event.doubts.iter().map(|d| format!("{} {}", d.field, d.reason)).collect()),
    ];
    for (kind, values) in fields {
        let id = &event.id;
        if values.is_empty() && kind != "doubt" {
            out.push(format!("{id} {kind}: none"));
        }
        out.extend(values.iter().map(|v| format!("{id} {kind}: {v}")));
    }
}

fn figure(figure: Figure) -> String {
    let end = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    format!("{}..{}", end(figure.min), end(figure.max))
}

fn source(quote: Option<&Quote>) -> String {
    quote.map(|q| format!(" ({})", bare(&q.text))).unwrap_or_default()
}

/// The words without a leading article, which no record needs.
fn bare(words: &str) -> &str {
    let article = ["The ", "the ", "A ", "a ", "An ", "an "].iter().find_map(|a| words.strip_prefix(a));
    article.unwrap_or(words)
}

fn date(date: &EventDate) -> String {
    let days = match (date.start, date.end) {
        (Some(start), Some(end)) => format!("{start}..{end}"),
        _ => "null".to_string(),
    };
    let text = date.text.as_ref().map(|q| format!(" \"{}\"", q.text)).unwrap_or_default();
    format!("{days} {}{text}", date.precision)
}

fn location(place: &Location) -> String {
    let precision = match place.geo_precision {
        GeoPrecision::Exact => "exact",
        GeoPrecision::Near => "near",
        GeoPrecision::Province => "province",
    };
    let point = place.point.map_or("no point".to_string(), |p| format!("{:.2},{:.2}", p.lat, p.lon));
    let country = place.country.as_deref().unwrap_or("-");
    format!("{} {country} {precision} [{point}; {}]", place.name, place.extent.where_prec())
}

fn tally(tally: &Tally) -> String {
    let names = |list: &[Actor]| match list {
        [] => "none".to_string(),
        _ => list.iter().map(|a| a.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    let since = tally.since.start.map(|day| format!(" since {day}")).unwrap_or_default();
    let sides = format!("{} -> {}", names(&tally.initiators), names(&tally.targets));
    let joint = if tally.joint { " in all places" } else { "" };
    format!("tally: {} {}{joint}{since} | {sides}{}", tally.what, figure(tally.figure), source(tally.source.as_ref()))
}

/// A line as it is compared: words of the report in any case, without articles; names as they are.
fn folded(line: &str) -> String {
    let (head, value) = line.split_once(": ").unwrap_or((line, ""));
    match head.rsplit(' ').next() {
        Some("casualty" | "tally") => line.to_lowercase(),
        Some("source" | "victim") => format!("{head}: {}", bare(value).to_lowercase()),
        _ => line.to_string(),
    }
}

/// The line that the codebook asks for, be it given or known to be missing; `None` for other comments.
fn asked(line: &str) -> Option<&str> {
    let line = line.strip_prefix(KNOWN_WRONG).unwrap_or(line);
    Some(line.strip_prefix(NOT_TOLD).unwrap_or(line)).filter(|l| !l.starts_with('#'))
}

/// What came out of the kinds that the case speaks of. The report's words for a date, and a place's point, count only where
/// the case has them.
fn relevant(case: &Case, actual: &[String]) -> Vec<String> {
    let lines = || case.expected.iter().filter_map(|l| asked(l));
    let worded: BTreeSet<String> = lines().filter(|l| l.contains('"')).map(key).collect();
    let asked: BTreeSet<String> = lines().map(key).collect();
    let pointed: BTreeSet<String> = lines().filter(|l| l.ends_with(']')).map(key).collect();
    let without_point = |line: &String| match line.split_once(" [") {
        Some((place, _)) if key(line).ends_with(" location") && !pointed.contains(&key(line)) => place.to_string(),
        _ => line.clone(),
    };
    let shown = |line: &String| match line.split_once(" \"") {
        Some((days, _)) if key(line).ends_with(" date") && !worded.contains(&key(line)) => days.to_string(),
        _ => without_point(line),
    };
    actual.iter().filter(|l| asked.contains(&key(l))).map(shown).collect()
}

fn sorted(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = lines.iter().filter(|l| !l.starts_with('#')).map(|l| folded(l)).collect();
    out.sort();
    out
}

/// What a failing case prints; `None` if it passes.
fn failure(case: &Case, got: &[String]) -> Option<String> {
    let (want, have) = (sorted(&case.expected), sorted(got));
    if want == have {
        return None;
    }
    let show = |lines: &[String], others: &[String]| -> String {
        let mark = |l: &String| if others.contains(&folded(l)) { ' ' } else { '!' };
        lines.iter().map(|l| format!("   {} {l}\n", mark(l))).collect()
    };
    let head = format!("{} ({}:{})", case.name, case.file.display(), case.line);
    let published = case.headers.get("published").map(|p| format!("[{p}] ")).unwrap_or_default();
    let (expected, got) = (show(&case.expected, &have), show(got, &want));
    Some(format!("{head}\n  {published}{}\n  expected\n{expected}  got\n{got}", case.text.replace("\n\n", " / ")))
}

/// The block's expectations with what came out in place of what did not; with `note`, each difference leaves a note.
fn rewritten(case: &Case, got: &[String], note: bool) -> Vec<String> {
    let (want, have) = (sorted(&case.expected), sorted(got));
    let missing = |line: &str| !have.contains(&folded(line));
    // Lines beside a note were wrong before: what replaces them is for the diff to show.
    let noted = |line: &str| {
        let notes = case.expected.iter().filter(|l| l.starts_with(KNOWN_WRONG)).filter_map(|l| asked(l));
        !note || notes.map(key).any(|k| k == key(line))
    };
    let mut out: Vec<String> = Vec::new();
    for line in &case.expected {
        if let Some(asked) = line.strip_prefix(KNOWN_WRONG) {
            let still_wrong = asked.strip_prefix(NOT_TOLD).map_or(missing(asked), |extra| !missing(extra));
            out.extend(still_wrong.then(|| line.clone()));
        } else if line.starts_with('#') || !missing(line) {
            out.push(line.clone());
        } else if !noted(line) {
            out.push(format!("{KNOWN_WRONG}{line}"));
        }
    }
    for line in got.iter().filter(|l| !want.contains(&folded(l))) {
        let replaces = case.expected.iter().any(|l| !l.starts_with('#') && key(l) == key(line) && missing(l));
        if !replaces && !noted(line) {
            out.push(format!("{KNOWN_WRONG}{NOT_TOLD}{line}"));
        }
        out.push(line.clone());
    }
    out
}

/// Writes new expectations into the files, from the last block up so that line numbers stay true.
fn update(changed: &[(Case, Vec<String>)], note: bool) {
    for (case, got) in changed.iter().rev() {
        let text = std::fs::read_to_string(&case.file).expect("the file was read before");
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let rest = &lines[case.expected_from..];
        let count = rest.iter().position(|l| name_of(l).is_some()).unwrap_or(rest.len());
        let mut block = rewritten(case, got, note);
        block.push(String::new());
        lines.splice(case.expected_from..case.expected_from + count, block);
        std::fs::write(&case.file, lines.join("\n").trim_end().to_string() + "\n").expect("the file can be written");
    }
}

#[test]
fn every_case_gives_its_lines() {
    let mut failures = Vec::new();
    let mut changed = Vec::new();
    let cases = all_cases();
    let count = cases.len();
    for case in cases {
        let got = relevant(&case, &render(&code(&case)));
        if let Some(text) = failure(&case, &got) {
            failures.push(text);
            changed.push((case, got));
        }
    }
    if let Ok(how) = std::env::var("UPDATE_CASES") {
        return update(&changed, how == "note");
    }
    assert!(failures.is_empty(), "{} of {count} cases fail\n\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn names_of_cases_are_unique() {
    let mut seen = BTreeSet::new();
    for case in all_cases() {
        assert!(seen.insert(case.name.clone()), "{}:{}: {} is there twice", case.file.display(), case.line, case.name);
    }
}

#[test]
fn every_row_has_its_cases() {
    for row in ROWS {
        let count = read_cases(&folder().join(format!("{row}.txt"))).len();
        assert!(count >= FEWEST_CASES, "{row}.txt has {count} cases");
    }
}
