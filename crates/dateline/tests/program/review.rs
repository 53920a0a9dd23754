//! `dateline review`: keys from a pipe, and from a keyboard at a terminal of its own.

use std::collections::BTreeMap;

use desk::review::{Asked, Item, Kind};
use jiff::Timestamp;
use linkage::Weights;
use record::{Judgement, Key, Telling, Verdict};
use serde_json::{Value, json};
use store::{Edit, Fingerprint, Likeness, Pair, Store};

use crate::folder::{Folder, Ran};

/// A report with one event report, of which `parts` go over the usual ones.
fn report(id: &str, published: &str, words: &str, parts: Value) -> Value {
    let mut told = json!({
        "id": "e1", "sub_event_type": "attack", "standing": "occurred", "focus": "main",
        "start_date": "2024-03-04", "end_date": "2024-03-04", "date_precision": "day",
        "location": { "name": "Gao", "country": "MLI", "admin1": "Gao", "lat": 16.27, "lon": -0.04, "geo_precision": 1 },
        "initiators": [{ "name": "unidentified armed group" }], "targets": [{ "name": "Civilians (Mali)" }],
        "weapons": [], "victims": [], "sources": [], "claimed_by": [], "denied_by": [], "doubts": [],
        "casualties": [{ "outcome": "killed", "min": 4, "max": 4, "group": "traders", "source": null }],
        "evidence": [words],
    });
    let (told_parts, parts) = (told.as_object_mut().unwrap(), parts.as_object().unwrap().clone());
    told_parts.extend(parts);
    json!({ "report": id, "outlet": format!("The {id}"), "published": published, "text": words, "event_reports": [told] })
}

fn doubt(field: &str, note: &str, words: &str, within: &str) -> Value {
    let start = within.find(words).unwrap();
    json!({ "field": field, "reason": "ambiguous", "note": note, "span": [start, start + words.len()] })
}

/// A project with these reports, and pairs of them by their names with log odds; with the events that linkage
/// makes of those that are named together, and of each other one alone.
struct Project {
    folder: Folder,
    keys: BTreeMap<String, Key>,
}

impl Project {
    fn new(reports: &[Value], pairs: &[(&str, &str, f64)], events: &[&[&str]]) -> Project {
        let folder = Folder::new();
        let mut store = Store::create(&folder.path("dateline.sqlite")).unwrap();
        let run = store.begin_run("code", "dateline", "", Timestamp::now()).unwrap();
        let like = |_: &[u8]| Likeness { copy: false, alike: 0.0 };
        for record in reports {
            let coded = publish::read_record("here", record).unwrap();
            let print = Fingerprint { sketch: Vec::new(), bands: Vec::new(), passages: Vec::new(), like: &like };
            store.add(&[(&coded, &print)], run).unwrap();
        }
        let mut tellings: Vec<Telling> = Vec::new();
        store.each_telling(|telling| tellings.push(telling)).unwrap();
        let keys: BTreeMap<String, Key> = tellings.iter().map(|told| (told.report_id.clone(), told.key)).collect();
        let pending = store.pending().unwrap();
        store
            .save_links(run, |links| {
                for &(a, b, odds) in pairs {
                    links.pair(Pair { a: keys[a], b: keys[b], odds })?;
                }
                for names in events {
                    let of: Vec<Telling> =
                        tellings.iter().filter(|t| names.contains(&&*t.report_id)).cloned().collect();
                    links.event(&linkage::reconcile(&of).unwrap())?;
                }
                for alone in tellings.iter().filter(|t| !events.iter().any(|names| names.contains(&&*t.report_id))) {
                    links.event(&linkage::reconcile(std::slice::from_ref(alone)).unwrap())?;
                }
                links.settle(&pending)
            })
            .unwrap();
        Project { folder, keys }
    }

    fn store(&self) -> Store {
        Store::open(&self.folder.path("dateline.sqlite")).unwrap()
    }

    fn review(&self, options: &str, keys: &str) -> Ran {
        self.folder.run_with(&format!("review --by ana {options}"), keys)
    }

    fn verdict(&self, a: &str, b: &str) -> Option<Verdict> {
        let (a, b) = (self.keys[a], self.keys[b]);
        let judged = self.store().judgements().unwrap();
        judged.into_iter().find(|j| (j.a, j.b) == (a.min(b), a.max(b))).map(|judged| judged.verdict)
    }

    /// What holds of what persons stated of a report's event report.
    fn edits(&self, name: &str) -> Vec<Edit> {
        let mut edits = self.store().edits(self.keys[name]).unwrap();
        edits.retain(|edit| edit.withdrawn.is_none());
        edits
    }

    fn telling(&self, name: &str) -> Option<Telling> {
        self.store().tellings(&[self.keys[name]]).unwrap().pop()
    }
}

const MARKET: &str = "Gunmen killed four traders at the market of Gao on Monday, police said.";
const ROAD: &str = "Armed men shot dead 6 traders on the road to Gao on Tuesday.";
const BRIDGE: &str = "A bridge near Goma was blown up in May, leaving nobody hurt.";

/// Two pairs of which the deadlier is nearer to even, and a doubt in the background.
fn pairs() -> Project {
    let reports = [
        report("Sun", "2024-03-05", MARKET, json!({})),
        report("Moon", "2024-03-06", ROAD, json!({ "start_date": "2024-03-05", "end_date": "2024-03-05" })),
        report("Star", "2024-03-07", &format!("{MARKET} It is said."), json!({ "casualties": [] })),
        report("Dawn", "2024-03-07", &format!("{ROAD} So it is."), json!({ "casualties": [] })),
    ];
    Project::new(&reports, &[("Sun", "Moon", 0.1), ("Star", "Dawn", 1.9)], &[])
}

/// One report with a doubt of each sort, in the order in which they are asked.
fn doubts() -> Project {
    let told = |field: &str, words: &str, killed: u64| {
        let figures =
            json!([{ "outcome": "killed", "min": killed, "max": killed, "group": "traders", "source": null }]);
        json!({ "doubts": [doubt(field, &format!("the {field} may be another"), words, MARKET)], "casualties": figures })
    };
    let reports = [
        report("A", "2024-03-05", MARKET, told("date", "on Monday", 90)),
        report("B", "2024-03-05", &format!("{MARKET} B."), told("location", "Gao", 80)),
        report("C", "2024-03-05", &format!("{MARKET} C."), told("initiators", "Gunmen", 70)),
        report("D", "2024-03-05", &format!("{MARKET} D."), told("casualties", "four traders", 60)),
        report("E", "2024-03-05", &format!("{MARKET} E."), told("event", "killed", 50)),
        report("F", "2024-03-05", &format!("{MARKET} F."), told("sub_event_type", "killed", 40)),
    ];
    Project::new(&reports, &[], &[])
}

#[test]
fn keys_from_a_pipe_judge_pairs_the_nearest_to_even_and_deadliest_first() {
    let project = pairs();
    let ran = project.review("--kind pairs", "xn");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(project.verdict("Sun", "Moon"), Some(Verdict::Same));
    assert_eq!(project.verdict("Star", "Dawn"), Some(Verdict::Different));
    assert!(ran.err.contains("2 decided, 0 left; `dateline link` applies"), "{}", ran.err);
    let judged = &project.store().all_judgements().unwrap()[0];
    assert_eq!(judged.by, "ana");
    assert!(judged.reason.as_ref().is_some_and(|reason| reason.starts_with("review: ")), "{judged:?}");
}

/// What waits in the desk's order, two questions a page.
fn page_by_page(store: &Store, kind: Kind) -> Vec<Item> {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let found = desk::review::next(store, &Asked { kind, event: None, after, above: None, limit: 2 }).unwrap();
        let Some(last) = found.last() else { return all };
        after = Some(last.place);
        all.extend(found.into_iter().map(|waiting| waiting.item));
    }
}

#[test]
fn desk_and_terminal_ask_in_one_order() {
    let told = |killed: u64, focus: &str| {
        json!({ "doubts": [doubt("location", "two places", "Gao", MARKET)], "focus": focus,
                "casualties": [{ "outcome": "killed", "min": killed, "max": killed, "group": "traders", "source": null }] })
    };
    let reports = [
        report("A", "2024-03-05", MARKET, told(4, "main")),
        report("B", "2024-03-06", &format!("{MARKET} B."), told(90, "background")),
        report("C", "2024-03-06", &format!("{MARKET} C."), told(20, "main")),
        report("D", "2024-03-07", &format!("{MARKET} D."), told(1, "main")),
        report("E", "2024-03-07", &format!("{MARKET} E."), told(1, "main")),
    ];
    let project = Project::new(&reports, &[("A", "B", 0.4), ("C", "D", 0.1), ("D", "E", 1.2)], &[&["D", "E"]]);
    let store = project.store();
    for (kind, count) in [(Kind::All, 8), (Kind::Pairs, 3), (Kind::Doubts, 5)] {
        let items = desk::review::items(&store, kind, None).unwrap();
        assert_eq!(items.len(), count, "{items:?}");
        assert_eq!(items, page_by_page(&store, kind));
    }
    // The pair of the deadliest event is nearest to even but one, and weighs most.
    let first = desk::review::items(&store, Kind::All, None).unwrap().remove(0);
    let (a, b) = (project.keys["A"], project.keys["B"]);
    assert_eq!(first.pair(), Some((a.min(b), a.max(b))));
    let page = project.review("", "q").out;
    assert!(page.contains("The A, A e1") && page.contains("The B, B e1"), "{page}");
}

#[test]
fn more_than_is_fetched_at_once_is_asked_to_the_end_and_nothing_twice() {
    let reports: Vec<Value> = (0..260)
        .map(|n| {
            let words = format!("{MARKET} Report {n}.");
            report(
                &format!("R{n}"),
                "2024-03-05",
                &words,
                json!({ "doubts": [doubt("location", "which?", "Gao", &words)] }),
            )
        })
        .collect();
    let project = Project::new(&reports, &[], &[]);
    let ran = project.review("--kind doubts", &"a".repeat(300));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("260 decided, 0 left"), "{}", ran.err);
    assert!(ran.out.contains("0 decided, 260 to go"));
}

#[test]
fn what_is_not_linked_is_not_asked_about_and_that_is_said() {
    let project = doubts();
    let ran = project.folder.run("init --store other.sqlite");
    assert_eq!(ran.code, 0, "{}", ran.err);
    std::fs::write(project.folder.path("a.txt"), MARKET).unwrap();
    project.folder.run("code a.txt --published 2024-03-05 --store other.sqlite");
    let ran = project.folder.run("review --store other.sqlite");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("`dateline link` first"), "{}", ran.err);
}

#[test]
fn a_page_of_a_pair_shows_both_tellings_what_differs_and_why() {
    let project = pairs();
    let ran = project.review("--kind pairs", "q");
    let page = ran.out.split("Enter: ").next().unwrap().to_string();
    for words in ["Do these two tell the same event?", " in 100 that they do", "The Sun, Sun e1", "The Moon, Moon e1"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
    assert!(page.contains("≠ when     2024-03-04"), "{page}");
    assert!(page.contains("≠ toll") || page.contains("  toll     killed 4 traders"), "{page}");
    assert!(page.contains(" │ ") && page.contains("Armed men shot dead"), "{page}");
    let weights = Weights::embedded();
    let (sun, moon) = (project.telling("Sun").unwrap(), project.telling("Moon").unwrap());
    let compared = linkage::compare(&linkage::profile(&sun), &linkage::profile(&moon), &weights);
    let weightiest = compared.reasons.iter().max_by(|a, b| a.odds.abs().total_cmp(&b.odds.abs())).unwrap();
    assert!(page.contains(&weightiest.words), "{}\n{page}", weightiest.words);
    assert!(!ran.out.contains('\u{1b}'), "a pipe has no colours");
}

#[test]
fn narrow_pages_have_the_tellings_one_below_the_other() {
    let project = pairs();
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .current_dir(project.folder.path(""))
        .env("COLUMNS", "70")
        .args(["review", "--by", "ana", "--kind", "pairs"]);
    let out = String::from_utf8(command.write_stdin("q").output().unwrap().stdout).unwrap();
    assert!(
        out.lines().all(|line| line.matches('│').count() < 2 && line.trim_start().find('│').is_none_or(|at| at == 0)),
        "{out}"
    );
    assert!(out.lines().all(|line| line.chars().count() <= 80), "{out}");
    assert!(out.find("The Sun, Sun e1").unwrap() < out.find("The Moon, Moon e1").unwrap(), "{out}");
}

#[test]
fn unsure_is_kept_and_asked_no_more() {
    let project = pairs();
    project.review("--kind pairs", "uq");
    assert_eq!(project.verdict("Sun", "Moon"), Some(Verdict::Unsure));
    let again = project.review("--kind pairs", "x");
    assert_eq!(project.verdict("Star", "Dawn"), Some(Verdict::Same), "{}", again.out);
    assert_eq!(project.review("--kind pairs", "").code, 1);
}

#[test]
fn space_skips_and_what_was_skipped_is_left() {
    let project = pairs();
    let ran = project.review("--kind pairs", " x");
    assert_eq!((project.verdict("Sun", "Moon"), project.verdict("Star", "Dawn")), (None, Some(Verdict::Same)));
    assert!(ran.err.contains("1 decided, 1 left"), "{}", ran.err);
}

#[test]
fn undo_takes_back_the_last_decision_of_this_reviewer_across_runs_and_asks_again() {
    let project = pairs();
    project.review("--kind pairs", "x");
    project.folder.run_with("review --by ben --kind pairs --limit 1", "q");
    let ran = project.review("--kind pairs", "zn");
    assert!(ran.out.contains("taken back: "), "{}", ran.out);
    assert_eq!(project.verdict("Sun", "Moon"), Some(Verdict::Different), "the pair taken back is asked first");
    assert_eq!(project.verdict("Star", "Dawn"), None);
    let nothing = project.folder.run_with("review --by ben --kind pairs", "zq");
    assert!(nothing.out.contains("ben has decided nothing that could be taken back"), "{}", nothing.out);
}

#[test]
fn enter_takes_what_is_proposed_and_a_line_break_is_no_key() {
    let project = pairs();
    let ran = project.review("--kind pairs", "\n\n\rq");
    let proposed = ran.out.split("Enter: ").nth(1).unwrap().split(' ').next().unwrap();
    let verdict = Verdict::from_code(proposed).unwrap();
    assert_eq!(project.verdict("Sun", "Moon"), Some(verdict), "{}", ran.out);
    assert_eq!(project.verdict("Star", "Dawn"), None);
    assert!(ran.err.contains("1 decided"), "{}", ran.err);
}

#[test]
fn doubts_of_the_deadliest_come_first_and_background_last() {
    let background = json!({ "focus": "background", "doubts": [doubt("date", "which Monday?", "Monday", MARKET)],
        "casualties": [{ "outcome": "killed", "min": 99, "max": 99, "group": null, "source": null }] });
    let news = json!({ "doubts": [doubt("date", "which Tuesday?", "Tuesday", ROAD)] });
    let reports = [report("Old", "2024-03-05", MARKET, background), report("New", "2024-03-06", ROAD, news)];
    let project = Project::new(&reports, &[], &[]);
    let ran = project.review("--kind doubts", "  ");
    assert!(ran.out.find("which Tuesday?").unwrap() < ran.out.find("which Monday?").unwrap(), "{}", ran.out);
    assert!(ran.out.contains("«Tuesday»"), "{}", ran.out);
}

#[test]
fn accepting_states_the_value_and_ends_the_doubt() {
    let project = doubts();
    project.review("--kind doubts", "aq");
    let edits = project.edits("A");
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].part, &*edits[0].by), (store::Part::Date, "ana"));
    let value: Value = serde_json::from_str(&edits[0].value).unwrap();
    assert_eq!(value["start"], "2024-03-04");
    let again = project.review("--kind doubts", "q");
    assert!(!again.out.contains("the date may be another"), "{}", again.out);
}

#[test]
fn rejecting_empties_the_part_or_drops_the_event_report() {
    let project = doubts();
    let ran = project.review("--kind doubts", "rrrrrq");
    assert!(project.telling("A").unwrap().event_report.date.start.is_none(), "{}", ran.out);
    assert!(project.telling("B").unwrap().event_report.location.is_none());
    assert!(project.telling("C").unwrap().event_report.initiators.is_empty());
    assert!(project.telling("D").unwrap().event_report.casualties.is_empty());
    assert!(project.telling("E").is_none(), "a rejected event report tells nothing");
    let ran = project.review("--kind doubts", "rq");
    assert!(ran.out.contains("no key of this page"), "a type cannot be empty: {}", ran.out);
    assert!(project.edits("F").is_empty());
}

#[test]
fn edits_are_typed_in_plain_form() {
    let project = doubts();
    let figures = "killed at least 12 soldiers (police); wounded 3 to 5";
    let lines = format!("e2024-03-03 to 2024-03-04\nenear Timbuktu, MLI\n1eIslamic State\ne{figures}\na");
    let ran = project.review("--kind doubts", &format!("{lines}eair drone strike\n"));
    let date = project.telling("A").unwrap().event_report.date;
    assert_eq!(date.start.unwrap().to_string(), "2024-03-03", "{}", ran.out);
    assert_eq!((date.precision, &*date.reason.unwrap()), (record::DatePrecision::Week, "stated by ana"));
    let place = project.telling("B").unwrap().event_report.location.unwrap();
    assert_eq!((&*place.name, place.country.as_deref(), place.geo_precision.number()), ("Timbuktu", Some("MLI"), 2));
    assert!(place.point.is_some());
    let doers = project.telling("C").unwrap().event_report.initiators;
    assert_eq!((&*doers[0].name, doers[0].id.is_some()), ("Islamic State", true));
    let tolls = project.telling("D").unwrap().event_report.casualties;
    assert_eq!((tolls[0].figure, tolls[0].group.as_deref()), (record::Figure::at_least(12), Some("soldiers")));
    let source = tolls[0].source.as_ref().unwrap();
    assert_eq!((&*source.text, source.span.of(&format!("{MARKET} D."))), ("police", "police"));
    assert_eq!((tolls[1].figure.min, tolls[1].figure.max, &tolls[1].group), (Some(3), Some(5), &None));
    assert_eq!(project.edits("E")[0].value, "\"accepted\"");
    assert_eq!(project.telling("F").unwrap().event_report.sub_event_type, record::SubEventType::AirDroneStrike);
}

#[test]
fn what_is_no_value_names_the_form_and_is_asked_again() {
    let project = doubts();
    let ran = project.review("--kind doubts", "elast week\n2024-02-30\n2024-02\nq");
    assert!(ran.out.contains("expected 2024-01-31, 2024-01-29 to 2024-01-31"), "{}", ran.out);
    let date = project.telling("A").unwrap().event_report.date;
    assert_eq!(
        (date.start.unwrap().to_string(), date.end.unwrap().to_string()),
        ("2024-02-01".into(), "2024-02-29".into())
    );
    let ran = project
        .review("--kind doubts", "eXyzzyville\n\"Xyzzyville\", Gao, MLI\neThe Xyzzy Brigade\n\"Xyzzy Brigade\"\nq");
    assert!(ran.out.contains("in quotation marks is taken as written"), "{}", ran.out);
    let place = project.telling("B").unwrap().event_report.location.unwrap();
    assert_eq!((&*place.name, place.admin1.as_deref(), place.point), ("Xyzzyville", Some("Gao"), None));
    assert_eq!(project.telling("C").unwrap().event_report.initiators[0].name, "Xyzzy Brigade");
}

#[test]
fn a_name_of_several_places_is_chosen_from_a_list() {
    let project = doubts();
    let ran = project.review("--kind doubts", " eTripoli\n2q");
    assert!(ran.out.contains("Which Tripoli?") && ran.out.contains("\n  2  Tripoli"), "{}", ran.out);
    let second = ran.out.lines().find(|line| line.starts_with("  2  Tripoli")).unwrap().to_string();
    let place = project.telling("B").unwrap().event_report.location.unwrap();
    assert_eq!(place.name, "Tripoli");
    assert!(second.contains(&place.country.unwrap()), "{second}");
}

#[test]
fn an_empty_line_leaves_the_value_as_it_was() {
    let project = doubts();
    let ran = project.review("--kind doubts", "e\nq");
    assert!(ran.out.contains("[2024-03-04]"), "the present value is offered: {}", ran.out);
    assert!(project.edits("A").is_empty());
    assert!(ran.err.contains("0 decided"), "{}", ran.err);
}

#[test]
fn likely_pairs_are_judged_at_once_after_one_question() {
    let copy = |id: &str, words: &str| report(id, "2024-03-05", words, json!({}));
    let reports = [
        copy("Sun", MARKET),
        copy("Moon", &format!("{MARKET} So the Moon.")),
        copy("Star", &format!("{MARKET} So the Star.")),
        report(
            "Far",
            "2024-05-30",
            BRIDGE,
            json!({ "start_date": "2024-05-30", "end_date": "2024-05-30",
            "sub_event_type": "remote_explosive_landmine_ied", "casualties": [], "location": { "name": "Goma",
            "country": "COD", "admin1": "North Kivu", "lat": -1.67, "lon": 29.22, "geo_precision": 1 } }),
        ),
    ];
    let project = || Project::new(&reports, &[("Sun", "Moon", 2.0), ("Sun", "Star", 1.5), ("Moon", "Far", 0.0)], &[]);
    let refused = project();
    let ran = refused.review("--kind pairs --accept-above 0.5", "mq");
    assert!(ran.out.contains("2 pairs are likelier than 0.5"), "{}", ran.out);
    assert_eq!(refused.verdict("Sun", "Moon"), None);
    let agreed = project();
    let ran = agreed.review("--kind pairs --accept-above 0.5", "yn");
    assert_eq!(
        (agreed.verdict("Sun", "Moon"), agreed.verdict("Sun", "Star")),
        (Some(Verdict::Same), Some(Verdict::Same))
    );
    assert_eq!(agreed.verdict("Moon", "Far"), Some(Verdict::Different));
    assert!(ran.err.contains("3 decided, 0 left"), "{}", ran.err);
    let ran = agreed.review("--kind pairs", "");
    assert_eq!(ran.code, 1, "{}", ran.out);
    let regretted = project();
    let ran = regretted.review("--kind pairs --accept-above 0.5", "yzq");
    assert!(ran.out.contains(" and 1 more with it"), "{}", ran.out);
    assert_eq!((regretted.verdict("Sun", "Moon"), regretted.verdict("Sun", "Star")), (None, None));
    assert!(ran.err.contains("0 decided, 3 left"), "{}", ran.err);
}

#[test]
fn tolls_that_contradict_each_other_are_asked_about_and_one_can_be_edited() {
    let toll =
        |n: u64| json!({ "casualties": [{ "outcome": "killed", "min": n, "max": n, "group": null, "source": null }] });
    let reports = [
        report("Sun", "2024-03-05", MARKET, toll(40)),
        report("Moon", "2024-03-05", &format!("{MARKET} So the Moon."), toll(4)),
    ];
    let project = Project::new(&reports, &[], &[&["Sun", "Moon"]]);
    let ran = project.review("--kind pairs", "e2killed 4 to 40\nq");
    assert!(ran.out.contains("e edit a toll") && ran.out.contains("as it stands they are one event"), "{}", ran.out);
    let edited: Vec<Edit> = ["Sun", "Moon"].into_iter().flat_map(|name| project.edits(name)).collect();
    assert_eq!(edited.len(), 1, "{}", ran.out);
    assert_eq!(edited[0].part, store::Part::Casualties);
    assert_eq!(project.review("--kind pairs", "").code, 1, "it is asked no more");
}

#[test]
fn a_judgement_that_holds_for_a_group_holds_for_all_its_pairs() {
    let reports =
        ["Sun", "Moon", "Star"].map(|id| report(id, "2024-03-05", &format!("{MARKET} So the {id}."), json!({})));
    let project = Project::new(&reports, &[("Sun", "Moon", 0.1), ("Moon", "Star", 0.2), ("Sun", "Star", 0.3)], &[]);
    let mut store = project.store();
    let [sun, moon] = ["Sun", "Moon"].map(|name| project.keys[name]);
    let same = Judgement { a: sun, b: moon, verdict: Verdict::Same };
    store.judge(same, None, "ben", Timestamp::now()).unwrap();
    let ran = project.review("--kind pairs", "nq");
    assert!(ran.err.contains("1 decided, 0 left"), "{}", ran.err);
    assert_eq!(
        project.verdict("Sun", "Star"),
        Some(Verdict::Different),
        "the likeliest pair of the two groups is asked"
    );
}

#[test]
fn words_of_reports_bring_no_escape_sequences() {
    let hostile = format!("\u{1b}[2J{MARKET}\u{7} \u{9b}31m");
    let parts = json!({ "doubts": [doubt("date", "\u{1b}]0;owned\u{7} which?", "Monday", &hostile)],
        "casualties": [{ "outcome": "killed", "min": 4, "max": 4, "group": "\u{1b}[31mtraders", "source": null }],
        "initiators": [{ "name": "Ansar \u{1b}[5m" }] });
    let reports =
        [report("\u{1b}[1mSun", "2024-03-05", &hostile, parts), report("Moon", "2024-03-05", ROAD, json!({}))];
    let project = Project::new(&reports, &[("\u{1b}[1mSun", "Moon", 0.0)], &[]);
    let ran = project.review("", "?zx?zq");
    let ran = Ran { out: ran.out + &project.review("--kind doubts", "ewhen?\n2024\nz").out, ..ran };
    assert!(ran.out.contains("which?") && ran.out.contains("Ansar [5m"), "{}", ran.out);
    assert!(!ran.out.chars().any(|c| c.is_control() && c != '\n'), "{:?}", ran.out);
    assert!(!ran.err.chars().any(|c| c.is_control() && c != '\n'), "{:?}", ran.err);
}

#[test]
fn the_order_is_the_same_every_time_and_a_limit_cuts_it() {
    let project = doubts();
    let pages = |options: &str| project.review(options, "      ").out;
    assert_eq!(pages(""), pages(""));
    let limited = project.review("--limit 2", "      ");
    assert_eq!(limited.out.matches("may be another").count(), 2, "{}", limited.out);
    assert!(limited.err.contains("0 decided, 6 left"), "{}", limited.err);
}

#[test]
fn linking_applies_what_was_decided() {
    let folder = Folder::new();
    let date = json!({ "doubts": [doubt("date", "which Monday?", "Monday", MARKET)] });
    let event = json!({ "doubts": [doubt("event", "an accident?", "bridge", BRIDGE)], "casualties": [],
        "start_date": "2023-05-01", "end_date": "2023-05-31", "date_precision": "month" });
    for report in [report("Sun", "2024-03-05", MARKET, date), report("Far", "2023-06-01", BRIDGE, event)] {
        folder.write(&format!("in/{}.json", report["report"].as_str().unwrap()), report.to_string());
    }
    let events = || folder.run("events --format jsonl --order latest").records();
    for command in ["init", "import in", "link"] {
        let ran = folder.run(command);
        assert_eq!(ran.code, 0, "{command}: {}", ran.err);
    }
    assert_eq!(events().len(), 2);
    let ran = folder.run_with("review --by ana --kind doubts", "e2024-03-11\nr");
    assert!(ran.err.contains("2 decided, 0 left"), "{} {}", ran.out, ran.err);
    assert_eq!(folder.run("link").code, 0);
    let events = events();
    assert_eq!(events.len(), 1, "a rejected event report makes no event");
    assert_eq!(events[0]["start_date"], "2024-03-11");
}

#[test]
fn no_store_is_named() {
    let ran = Folder::new().run("review --by ana");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("dateline.sqlite: no such store"), "{}", ran.err);
}

#[test]
fn the_question_mark_lists_the_keys_and_decides_nothing() {
    let project = pairs();
    let ran = project.review("--kind pairs", "?xq");
    assert!(ran.out.contains("takes back your last decision"), "{}", ran.out);
    assert_eq!(project.verdict("Sun", "Moon"), None, "the key that leaves the page of keys decides nothing");
}

#[cfg(unix)]
mod keyboard {
    use std::process::Command;

    use rexpect::session::{Options, PtySession, spawn_with_options};

    use super::*;

    fn at_a_terminal(project: &Project, options: &str) -> PtySession {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(project.folder.path("")).env("TERM", "xterm").args(["review", "--by", "ana"]);
        command.args(options.split_whitespace());
        spawn_with_options(command, Options::new().timeout_ms(Some(20_000)).strip_ansi_escape_codes(true)).unwrap()
    }

    fn press(session: &mut PtySession, keys: &str) {
        session.send(keys).unwrap();
        session.flush().unwrap();
    }

    #[test]
    fn ten_decisions_by_keyboard_alone() {
        let project = doubts();
        let more = pairs();
        let mut session = at_a_terminal(&project, "");
        session.exp_string("Is this when it happened?").unwrap();
        press(&mut session, "a");
        session.exp_string("Is this where it happened?").unwrap();
        press(&mut session, "r");
        session.exp_string("Is this who acted?").unwrap();
        press(&mut session, "z");
        session.exp_string("taken back: location of").unwrap();
        press(&mut session, "\r");
        session.exp_string("Is this who acted?").unwrap();
        press(&mut session, "e");
        session.exp_string("> unidentified armed group").unwrap();
        press(&mut session, "\u{15}Islamic State\r");
        session.exp_string("Is this what became of people?").unwrap();
        press(&mut session, "e");
        session.exp_string("> killed 60 traders").unwrap();
        press(&mut session, "; wounded 3\r");
        session.exp_string("Is this an event of its own?").unwrap();
        press(&mut session, "r");
        session.exp_string("Is this the type of the act?").unwrap();
        press(&mut session, "e");
        session.exp_string("> attack").unwrap();
        press(&mut session, "\u{1b}");
        session.exp_string("left as it was").unwrap();
        press(&mut session, "a");
        session.exp_string("That was all.").unwrap();
        press(&mut session, "z");
        session.exp_string("taken back: sub_event_type").unwrap();
        press(&mut session, "aq");
        let said = session.exp_eof().unwrap();
        assert!(said.contains("6 decided, 0 left"), "{said}");
        assert_eq!(project.edits("A").len(), 1);
        assert_eq!(project.telling("B").unwrap().event_report.location.unwrap().name, "Gao");
        assert_eq!(project.telling("C").unwrap().event_report.initiators[0].name, "Islamic State");
        assert_eq!(project.telling("D").unwrap().event_report.casualties.len(), 2);
        assert!(project.telling("E").is_none());

        let mut session = at_a_terminal(&more, "--kind pairs");
        session.exp_string("Sun e1").unwrap();
        press(&mut session, "x");
        session.exp_string("Dawn e1").unwrap();
        press(&mut session, "u\r");
        let said = session.exp_eof().unwrap();
        assert!(said.contains("2 decided, 0 left"), "{said}");
        assert_eq!(more.verdict("Sun", "Moon"), Some(Verdict::Same));
        assert_eq!(more.verdict("Star", "Dawn"), Some(Verdict::Unsure));
    }

    #[test]
    fn ctrl_c_ends_with_130_and_keeps_what_was_decided() {
        let project = doubts();
        let mut session = at_a_terminal(&project, "");
        session.exp_string("Is this when it happened?").unwrap();
        press(&mut session, "a");
        session.exp_string("Is this where it happened?").unwrap();
        press(&mut session, "\u{3}");
        session.exp_eof().unwrap();
        let status = session.process().wait().unwrap();
        assert_eq!(format!("{status:?}").matches("130").count(), 1, "{status:?}");
        assert_eq!(project.edits("A").len(), 1);
    }

    fn send(pid: &str, signal: &str) {
        assert!(Command::new("kill").args([signal, pid]).status().unwrap().success());
    }

    #[test]
    fn the_terminal_is_given_back_while_stopped_and_when_ended_by_a_signal() {
        let project = doubts();
        let mut command = Command::new("sh");
        command.current_dir(project.folder.path("")).env("TERM", "xterm").env("NO_COLOR", "1");
        // The shell tells its number, which is the program's once it has taken the shell's place.
        command.args(["-c", "echo pid $$.; exec \"$0\" review --by ana", env!("CARGO_BIN_EXE_dateline")]);
        let mut session = spawn_with_options(command, Options::new().timeout_ms(Some(20_000))).unwrap();
        session.exp_string("pid ").unwrap();
        let pid = session.exp_string(".").unwrap();
        session.exp_string("\u{1b}[?1049h").unwrap();
        session.exp_string("Is this when it happened?").unwrap();
        press(&mut session, "\u{1a}");
        session.exp_string("\u{1b}[?1049l").unwrap();
        send(&pid, "-CONT");
        session.exp_string("\u{1b}[?1049h").unwrap();
        session.exp_string("Is this when it happened?").unwrap();
        press(&mut session, "a");
        session.exp_string("Is this where it happened?").unwrap();
        send(&pid, "-TERM");
        session.exp_string("\u{1b}[?1049l").unwrap();
        session.exp_eof().unwrap();
        assert_eq!(project.edits("A").len(), 1);
    }
}
