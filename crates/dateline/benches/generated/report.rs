//! A whole report: its text, and the record of what it tells.

use std::collections::BTreeMap;

use record::{
    CodedReport, DateCandidate, DateOrigin, EventReport, Figure, Published, Quote, Report, Response, Span, Tally,
};

use super::World;
use super::ground::Conflict;
use super::plan::{OUTLETS, ReportPlan};
use super::random::Random;
use super::story::Story;
use super::telling::told;
use super::wording::{Page, Phrases};

/// Names of the outlets, each of a town.
pub fn outlets(conflict: &Conflict, phrases: &Phrases) -> Vec<String> {
    let papers = phrases.list("word", "paper");
    let name = |i: usize| format!("{} {}", conflict.towns[i % conflict.towns.len()].name, papers[i * 7 % papers.len()]);
    (0..OUTLETS).map(name).collect()
}

/// The report with this number, as coding would give it.
pub fn report(world: &World, number: usize) -> CodedReport {
    let plan = &world.reports[number];
    let original = plan.reprints.map_or(number, |original| original as usize);
    let mut coded = original_report(world, original);
    if plan.reprints.is_some() {
        coded.report = head(world, number, coded.report);
    }
    coded
}

fn original_report(world: &World, number: usize) -> CodedReport {
    let plan = &world.reports[number];
    let mut random = Random::of(&[plan.seed, 1]);
    let mut page = Page::default();
    let intents: Vec<_> = plan.intents().map(|intent| world.intents[intent]).collect();
    let mut stories: Vec<Story> = intents.iter().map(|intent| Story::new(world, intent)).collect();
    let title = stories[0].headline(&mut page, &mut random);
    page.text.push_str("\n\n");
    let body_start = page.text.len();
    let mut event_reports: Vec<EventReport> = Vec::with_capacity(stories.len());
    let many = stories.len() > 4;
    let last = stories.len() - 1;
    for (i, story) in stories.iter_mut().enumerate() {
        event_reports.push(told(story, i, many, &mut page));
        if i == last || (!many && random.chance(0.6)) {
            page.text.push_str("\n\n");
            story.surroundings(if many { 1 } else { 1 + random.below(3) }, &mut page, &mut random);
        }
        page.text.push_str(if i == last { "\n" } else { "\n\n" });
    }
    let tallies = if random.chance(0.05) { vec![tally(&stories[0], &mut page, &mut random)] } else { Vec::new() };
    answer(&mut event_reports, &mut page, &mut random);
    let title = Some(Quote::new(&page.text, title));
    let report = Report { text: page.text, body_start, title, ..Report::default() };
    CodedReport { report: head(world, number, report), event_reports, tallies, doubts: Vec::new() }
}

/// Gives a text the head of a report: name, outlet, address and day.
fn head(world: &World, number: usize, report: Report) -> Report {
    let plan: &ReportPlan = &world.reports[number];
    let date = world.days[plan.published as usize].date;
    // A few have lost their date; a reprint with its original's text may still have it.
    let dated = !plan.seed.is_multiple_of(64);
    let outlet = &world.outlets[usize::from(plan.outlet)];
    let url = format!("https://{}.example/{number}", outlet.replace(' ', "-").to_lowercase());
    Report {
        id: format!("g{number:07}"),
        path: "generated.jsonl".to_string(),
        published: dated.then_some(Published { date, origin: DateOrigin::Metadata }),
        date_candidates: dated
            .then_some(DateCandidate { date, origin: DateOrigin::Metadata, span: None })
            .into_iter()
            .collect(),
        outlets: vec![outlet.clone()],
        url: Some(url),
        language: Some("en".to_string()),
        extra: BTreeMap::new(),
        ..report
    }
}

/// In a few reports the last act is an answer to the first.
fn answer(event_reports: &mut [EventReport], page: &mut Page, random: &mut Random) {
    if event_reports.len() < 2 || !random.chance(0.06) {
        return;
    }
    let span = page.write("It was (an answer to|a reprisal for) the first.", random, &mut |_, _| String::new());
    page.text.push('\n');
    let words = Span::new(span.start + "It was ".len(), span.end - " the first.".len());
    if let Some(last) = event_reports.last_mut() {
        last.response_to = Some(Response { to: "e1".to_string(), span: words });
        last.evidence.push(Quote::new(&page.text, span));
    }
}

/// A running total that grows with time.
fn tally(story: &Story, page: &mut Page, random: &mut Random) -> Tally {
    let phrase = random.pick(story.world.phrases.list("tally", "any"));
    let from = page.marks.len();
    let (division, day) = (story.division(), story.written());
    let january = day - day % 365;
    let count = 20 + 3 * u64::from((day - january) as u32) + random.below(20) as u64;
    let days = &story.world.days;
    let mut fill = |slot: &str, random: &mut Random| match slot {
        "count" => format!("‹{count}›"),
        "since" => format!("‹{}›", days[january as usize].words),
        other => story.fill(other, random),
    };
    let span = page.write(phrase, random, &mut fill);
    page.text.push('\n');
    let source = page.find(from, "agency").map(|span| Quote::new(&page.text, span));
    let mut since = record::EventDate::unknown(page.find(from, "since").map(|span| Quote::new(&page.text, span)));
    since.start = Some(days[january as usize].date);
    since.end = since.start;
    since.precision = record::DatePrecision::Day;
    Tally {
        id: "t1".to_string(),
        what: "killed".to_string(),
        initiators: Vec::new(),
        targets: Vec::new(),
        location: Some(division),
        joint: false,
        figure: Figure::at_least(count),
        since,
        as_of: Some(days[day as usize].date),
        source,
        evidence: vec![Quote::new(&page.text, span)],
    }
}
