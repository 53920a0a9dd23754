//! What a reviewer does on the page: decides, takes back, accepts many at once.

use axum::Json;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use linkage::Weights;
use record::{Judgement, Key, Telling, Verdict};
use serde::Deserialize;
use serde_json::json;
use store::{Audit, Part, Store, Undone};

use super::page::{Again, Wanted, named, sheet, some, today};
use super::{Asked, Decision, Kind, Question, described, next, part_of, take_back};
use crate::failure::Failure;
use crate::program::{Refused, Typed};
use crate::sheet::{Ask, Sheet, Table, Twin, reply};
use crate::state::{Shared, State as Desk};

/// Pairs that are accepted at once at most.
const MANY: usize = 200;
/// The chance from which on the page of many pairs begins.
const LIKELY: f64 = 0.8;

/// A decision as its form sends it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    item: String,
    key: String,
    words: String,
    side: usize,
    /// The readings that were chosen so far, with commas between.
    chosen: String,
    reason: String,
    kind: String,
    event: String,
    /// The place of the order at which the question stood.
    after: String,
}

/// How a decision ended.
enum Done {
    Kept,
    Again(Again),
}

/// Keeps a decision and goes on to the next question.
pub(crate) async fn decide(State(shared): State<Shared>, ask: Ask, Form(sent): Form<Sent>) -> Response {
    let (by, asked) = (ask.reviewer.clone(), sent.clone());
    let done = shared.write(move |store, desk| kept(store, desk, &asked, &by)).await;
    let wanted = Wanted { kind: sent.kind, event: sent.event, after: sent.after, at: String::new() };
    match done {
        Err(failure) => failure.answer(&shared, &ask),
        Ok(Done::Kept) => {
            shared.fewer(sent.item.starts_with("pair"), 1);
            after_decision(&shared, &ask, &wanted, wanted.address(&wanted.after), None).await
        }
        Ok(Done::Again(again)) => {
            let wanted = Wanted { at: sent.item, ..wanted };
            let (by, left) = (ask.reviewer.clone(), wanted.left(shared.open_questions().await));
            let found = shared.read(move |store, _| sheet(store, &wanted, &by, left, &again)).await;
            reply(&shared, &ask, found)
        }
    }
}

/// The page that follows; for a script what it has to know.
async fn after_decision(
    shared: &Shared,
    ask: &Ask,
    wanted: &Wanted,
    address: String,
    said: Option<String>,
) -> Response {
    if ask.twin == Twin::Page {
        return Redirect::to(&address).into_response();
    }
    let (by, left) = (ask.reviewer.clone(), wanted.left(shared.open_questions().await));
    let decided = shared
        .read(move |store, _| Ok(store.count_decisions(&Audit { by: Some(by), day: Some(today()), holding: true })?))
        .await;
    match decided {
        Ok(decided) => Json(json!({ "next": address, "said": said, "decided": decided, "left": left })).into_response(),
        Err(failure) => failure.answer(shared, ask),
    }
}

fn kept(store: &mut Store, desk: &Desk, sent: &Sent, by: &str) -> Result<Done, Failure> {
    let gone = || Failure::unknown("This question no longer asks anything");
    let item = named(store, &sent.item)?.ok_or_else(gone)?;
    let question = Question::of(store, &Weights::embedded(), &item)?.ok_or_else(gone)?;
    let mut letters = sent.key.chars();
    let key = letters.next().filter(|_| letters.next().is_none());
    let decision = key.and_then(|key| question.decision(key));
    let decision = decision.ok_or_else(|| Failure::asked(format!("key: {:?} decides nothing here", sent.key)))?;
    let reason = reason(&question, &sent.reason);
    let now = Timestamp::now();
    match (&question, decision) {
        (Question::Pair { tellings, .. }, Decision::Judge(verdict)) => {
            let [a, b] = [tellings[0].key, tellings[1].key];
            store.judge(Judgement { a, b, verdict }, Some(&reason), by, now)?;
        }
        (Question::Doubt { telling, part, .. }, Decision::State(value)) => {
            store.edit(telling.key, *part, &value, Some(&reason), by, now)?;
        }
        (Question::Doubt { telling, part, .. }, Decision::Type) => {
            return typed(store, desk, (telling, *part), sent, by, &reason);
        }
        (Question::Pair { tellings, .. }, Decision::Type) => {
            let telling = tellings.get(sent.side).ok_or_else(|| Failure::asked("side: there are two"))?;
            return typed(store, desk, (telling, Part::Casualties), sent, by, &reason);
        }
        _ => return Err(Failure::asked(format!("key: {:?} decides nothing here", sent.key))),
    }
    desk.program.relink(store).map_err(Failure::ours)?;
    Ok(Done::Kept)
}

/// What the program asked, and what the person says beside it.
fn reason(question: &Question, said: &str) -> String {
    some(said).map_or_else(|| question.reason(), |said| format!("{}; {said}", question.reason()))
}

/// Keeps what was typed, or says why it is no value yet.
fn typed(
    store: &mut Store,
    desk: &Desk,
    (telling, part): (&Telling, Part),
    sent: &Sent,
    by: &str,
    reason: &str,
) -> Result<Done, Failure> {
    let text = store.report(telling.report)?.map(|coded| coded.report.text).unwrap_or_default();
    let chosen: Vec<usize> = sent.chosen.split(',').filter_map(|number| number.trim().parse().ok()).collect();
    let event = &telling.event_report;
    let asked = Typed { part, words: &sent.words, event, text: &text, span: None, by, chosen: &chosen };
    let again = Again { words: sent.words.clone(), side: sent.side, ..Again::default() };
    match desk.program.read_value(&asked) {
        Ok(value) => {
            store.edit(telling.key, part, &value, Some(reason), by, Timestamp::now())?;
            desk.program.relink(store).map_err(Failure::ours)?;
            Ok(Done::Kept)
        }
        Err(Refused::Form(said)) => Ok(Done::Again(Again { said, ..again })),
        Err(Refused::Choose { question, options }) => {
            let chosen = if chosen.is_empty() { String::new() } else { format!("{},", sent.chosen.trim_matches(',')) };
            Ok(Done::Again(Again { question, options, chosen, ..again }))
        }
    }
}

/// Takes back what this person decided last, here or at a terminal, and asks it again.
pub(crate) async fn undo(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let by = ask.reviewer.clone();
    let done = shared
        .write(move |store, desk| {
            let taken = take_back(store, &by)?;
            let Some(last) = taken.first() else {
                return Ok((None, format!("{by} has decided nothing that could be taken back"), 0));
            };
            let again = question_of(store, last)?;
            desk.program.relink(store).map_err(Failure::ours)?;
            let more = if taken.len() > 1 { format!(" and {} more with it", taken.len() - 1) } else { String::new() };
            Ok((again, format!("taken back: {}{more}", described(last)), taken.len()))
        })
        .await;
    match done {
        Err(failure) => failure.answer(&shared, &ask),
        Ok((_, said, 0)) if ask.twin == Twin::Page => Failure::asked(said).answer(&shared, &ask),
        // A script stays on its page and says so.
        Ok((_, said, 0)) => after_decision(&shared, &ask, &wanted, String::new(), Some(said)).await,
        Ok((again, said, count)) => {
            shared.fewer(again.as_deref().is_some_and(|name| name.starts_with("pair")), -(count as isize));
            let filter = Wanted { after: String::new(), ..wanted };
            let mut address = filter.address("");
            if let Some(name) = again {
                let sign = if address.contains('?') { '&' } else { '?' };
                address = format!("{address}{sign}at={name}");
            }
            after_decision(&shared, &ask, &filter, address, Some(said)).await
        }
    }
}

/// The name of the question that a decision answered; `None` if there is none.
pub(super) fn question_of(store: &Store, undone: &Undone) -> Result<Option<String>, Failure> {
    Ok(match undone {
        Undone::Judgement(judged) => {
            let Judgement { a, b, .. } = judged.judgement;
            Some(format!("pair-{}-{}", a.min(b), a.max(b)))
        }
        Undone::Edit(edit) => {
            let telling = store.tellings(&[edit.event_report])?.pop();
            let in_doubt = telling.is_some_and(|telling| {
                let event = &telling.event_report;
                event.doubts.iter().any(|doubt| part_of(doubt, event) == Some(edit.part))
            });
            in_doubt.then(|| format!("doubt-{}-{}", edit.event_report, edit.part))
        }
    })
}

/// What is asked of the page of many pairs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Many {
    above: String,
}

impl Many {
    fn chance(&self) -> Result<f64, Failure> {
        let Some(words) = some(&self.above) else { return Ok(LIKELY) };
        let chance = words.parse().ok().filter(|chance| (0.5..1.0).contains(chance));
        chance.ok_or_else(|| Failure::asked(format!("above: {words:?} is no chance from 0.5 to 1")))
    }
}

/// The pairs above a chance, to be looked over before they are judged the same at once.
pub(crate) async fn many(State(shared): State<Shared>, ask: Ask, Query(many): Query<Many>) -> Response {
    let found = shared
        .read(move |store, _| {
            let above = many.chance()?;
            let pairs = likely(store, above)?;
            let table = Table {
                head: vec!["chance", "event_report", "other", "title", "other_title"],
                rows: pairs.iter().map(|pair| pair.iter().map(|cell| cell.to_string()).collect()).collect(),
            };
            let pairs: Vec<_> = pairs.iter().map(|pair| json!({ "chance": pair[0], "a": pair[1], "b": pair[2], "first": pair[3], "second": pair[4] })).collect();
            Ok(Sheet::new("many.html", "Accept likely pairs", json!({ "above": above, "most": MANY, "pairs": pairs })).table(table))
        })
        .await;
    reply(&shared, &ask, found)
}

/// The pairs above a chance as lines: chance, keys, and what each tells.
fn likely(store: &Store, above: f64) -> Result<Vec<[String; 5]>, Failure> {
    let weights = Weights::embedded();
    let asked = Asked { kind: Kind::Pairs, event: None, after: None, above: Some(above), limit: MANY };
    let mut lines = Vec::new();
    for waiting in next(store, &asked)? {
        if let Some(question) = Question::of(store, &weights, &waiting.item)?
            && let Question::Pair { tellings, .. } = &question
            && question.chance() > above
        {
            let [a, b] = &**tellings;
            let chance = format!("{:.2}", question.chance());
            lines.push([chance, a.key.to_string(), b.key.to_string(), line(a), line(b)]);
        }
    }
    lines.sort_by(|x, y| y[0].cmp(&x[0]));
    Ok(lines)
}

/// "2024-01-05 The Sun: Gunmen killed four traders …": who tells it, in the words of the report.
fn line(telling: &Telling) -> String {
    let day = telling.published.map(|day| format!("{day} ")).unwrap_or_default();
    let words = telling.event_report.evidence.first().map(|quote| publish::plain(&quote.text)).unwrap_or_default();
    format!("{day}{}: {words}", telling.outlets.join(" + "))
}

/// Judges the pairs that were listed the same: as one decision, which is taken back as one.
pub(crate) async fn accept(
    State(shared): State<Shared>,
    ask: Ask,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let by = ask.reviewer.clone();
    let done = shared
        .write(move |store, desk| {
            let above = fields.iter().find(|(name, _)| name == "above").map_or("", |(_, above)| above);
            let pairs: Vec<&str> = fields.iter().filter(|(name, _)| name == "pair").map(|(_, pair)| &**pair).collect();
            if pairs.is_empty() || pairs.len() > MANY {
                return Err(Failure::asked(format!("pair: from 1 to {MANY} can be accepted at once")));
            }
            let keys = |pair: &str| -> Option<(Key, Key)> {
                let (a, b) = pair.split_once('-')?;
                Some((a.parse().ok()?, b.parse().ok()?))
            };
            let keys: Option<Vec<(Key, Key)>> = pairs.iter().map(|pair| keys(pair)).collect();
            let keys = keys.ok_or_else(|| Failure::asked("pair: two keys with a hyphen between"))?;
            let (now, reason) = (Timestamp::now(), format!("review: all above {above}"));
            for &(a, b) in &keys {
                store.judge(Judgement { a, b, verdict: Verdict::Same }, Some(&reason), &by, now)?;
            }
            desk.program.relink(store).map_err(Failure::ours)?;
            Ok(keys.len())
        })
        .await;
    match done {
        Err(failure) => failure.answer(&shared, &ask),
        Ok(count) => {
            shared.fewer(true, count as isize);
            Redirect::to("/review").into_response()
        }
    }
}
