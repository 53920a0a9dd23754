use std::collections::{BTreeMap, BTreeSet, HashMap};

use axum::extract::{Path, Query, State};
use axum::response::Response;
use linkage::{Chain, Step, chain};
use record::{Answer, Date, Key, Series};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Found, Store};

use super::actor::named;
use super::digest::{Deed, Digest, Who};
use super::{answer, page_of, query_of, table};
use crate::failure::Failure;
use crate::overview::{feature, row_json};
use crate::sheet::{Ask, Sheet, Twin};
use crate::state::Shared;

/// Chains on a page.
const LISTED: usize = 15;

/// What an address asks of the chains.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Wanted {
    /// "latest", else the longest first.
    order: String,
    page: String,
}

/// Every chain of strikes and answers.
pub(crate) async fn page(State(shared): State<Shared>, ask: Ask, Query(wanted): Query<Wanted>) -> Response {
    let all = ask.twin != Twin::Page;
    answer(shared, ask, move |store, digest| list(store, digest, &wanted, all)).await
}

/// The chain through one event.
pub(crate) async fn one(State(shared): State<Shared>, ask: Ask, Path(key): Path<String>) -> Response {
    answer(shared, ask, move |store, digest| through(store, digest, &key)).await
}

/// Events that hang together by answers, from its first.
struct Linked {
    /// What nothing before it is told of: where the chain begins.
    root: Key,
    steps: Vec<Step>,
    events: BTreeSet<Key>,
    last: Option<Date>,
}

impl Linked {
    fn length(&self) -> usize {
        self.steps.iter().map(|step| step.distance).max().unwrap_or(0)
    }
}

/// Every chain, from each event or series that was answered and answered nothing itself; where answers go round in a circle,
/// from the first of it.
fn linked(digest: &Digest) -> Vec<Linked> {
    let answered: BTreeSet<Key> = digest.answers.values().flatten().map(|answer| answer.to).collect();
    let (roots, inner): (Vec<Key>, Vec<Key>) = answered.iter().partition(|key| !digest.answers.contains_key(key));
    let mut answers_to: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for (event, answer) in digest.answers.iter().flat_map(|(event, all)| all.iter().map(move |answer| (event, answer)))
    {
        answers_to.entry(answer.to).or_default().push(*event);
    }
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut chains: Vec<Linked> = Vec::new();
    for root in roots.into_iter().chain(inner) {
        if seen.contains(&root) {
            continue;
        }
        let steps = chain(&following(digest, &answers_to, root), root).forward;
        let events: BTreeSet<Key> = steps.iter().map(|step| step.event).chain([root]).collect();
        seen.extend(&events);
        let last = events.iter().filter_map(|event| Some(digest.deed(*event)?.days?.1)).max();
        chains.push(Linked { root, steps, events, last });
    }
    chains
}

/// The answers that follow from one event: a store has many chains, and to walk one only its own links are needed.
fn following(digest: &Digest, answers_to: &BTreeMap<Key, Vec<Key>>, root: Key) -> BTreeMap<Key, Vec<Answer>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root];
    while let Some(key) = open.pop() {
        for event in answers_to.get(&key).into_iter().flatten() {
            if !found.contains_key(event) {
                found.insert(*event, digest.answers.get(event).cloned().unwrap_or_default());
                open.push(*event);
            }
        }
    }
    found
}

const HEAD: [&str; 9] =
    ["chain", "step", "event", "start_date", "initiators", "sub_event_type", "targets", "answered", "words"];

fn list(store: &Store, digest: &Digest, wanted: &Wanted, all: bool) -> Result<Sheet, Failure> {
    let mut chains = linked(digest);
    match wanted.order.as_str() {
        "" | "longest" => chains.sort_by_key(|c| (std::cmp::Reverse((c.length(), c.events.len(), c.last)), c.root)),
        "latest" => chains.sort_by_key(|c| (std::cmp::Reverse((c.last, c.length())), c.root)),
        other => return Err(Failure::asked(format!("order: {other:?} is not one of longest, latest"))),
    }
    let page = page_of(&wanted.page);
    let pages = chains.len().div_ceil(LISTED).max(1);
    let from = if all { 0 } else { ((page - 1) * LISTED).min(chains.len()) };
    let listed: Vec<&Linked> = chains.iter().skip(from).take(if all { chains.len() } else { LISTED }).collect();
    let mut teller = Teller::new(store, digest)?;
    let (mut trees, mut rows) = (Vec::new(), Vec::new());
    for linked in listed {
        let tree = teller.tree(linked.root, &linked.steps)?;
        flatten(&tree, linked.root, 0, &mut rows);
        trees.push(json!({ "root": linked.root, "events": linked.events.len(), "length": linked.length(),
            "last_day": linked.last, "tree": tree }));
    }
    let table = table(&HEAD, &rows);
    let address = |page: usize| {
        let page = if page > 1 { page.to_string() } else { String::new() };
        query_of(&[("order", &wanted.order), ("page", &page)])
    };
    let data = json!({
        "count": chains.len(), "filter": wanted, "chains": trees, "page": page, "pages": pages,
        "next": address(page + 1), "previous": address(page.saturating_sub(1)),
    });
    Ok(Sheet::new("chains.html", "Chains", data).table(table).features(teller.features()).lasting())
}

fn through(store: &Store, digest: &Digest, key: &str) -> Result<Sheet, Failure> {
    let of = match store.resolve(key)? {
        Found::EventReport { event: Some(event), .. } => event,
        Found::Tally { series: Some(series), .. } => series,
        _ => return Err(Failure::unknown(format!("{key} is neither an event nor a running total"))),
    };
    let Chain { back, forward } = chain(&digest.answers, of);
    let mut teller = Teller::new(store, digest)?;
    let before = teller.tree_back(of, &back)?;
    let after = teller.tree(of, &forward)?;
    let mut rows = Vec::new();
    flatten(&after, of, 0, &mut rows);
    for child in before["children"].as_array().into_iter().flatten() {
        flatten(child, of, -1, &mut rows);
    }
    rows.sort_by_key(|row| row["step"].as_i64());
    let table = table(&HEAD, &rows);
    let data = json!({ "event": of, "before": before, "after": after, "steps": back.len() + forward.len() });
    Ok(Sheet::new("chain.html", "Chain of answers", data).table(table).features(teller.features()).lasting())
}

/// A tree as rows, each with how many steps it is from the root: forward, or back where it begins below 0.
fn flatten(node: &Value, chain: Key, step: i64, rows: &mut Vec<Value>) {
    let names = |side: &str| -> Vec<Value> {
        node[side].as_array().into_iter().flatten().map(|actor| actor["name"].clone()).collect()
    };
    rows.push(json!({
        "chain": chain, "step": step, "event": node["event"], "start_date": node["start_date"],
        "initiators": names("initiators"), "sub_event_type": node["sub_event_type"], "targets": names("targets"),
        "answered": node["answered"], "words": node["words"],
    }));
    for child in node["children"].as_array().into_iter().flatten() {
        flatten(child, chain, if step < 0 { step - 1 } else { step + 1 }, rows);
    }
}

/// Writes out events with the words by which reports say that they were an answer.
struct Teller<'d> {
    store: &'d Store,
    digest: &'d Digest,
    series: HashMap<Key, Series>,
    rows: BTreeMap<Key, store::EventRow>,
    /// What the tree at hand has written out already.
    written: BTreeSet<Key>,
}

impl<'d> Teller<'d> {
    fn new(store: &'d Store, digest: &'d Digest) -> Result<Teller<'d>, Failure> {
        let answered: BTreeSet<Key> = digest.answers.values().flatten().map(|answer| answer.to).collect();
        let series = store.series()?.into_iter().filter(|series| answered.contains(&series.key));
        let series = series.map(|series| (series.key, series)).collect();
        Ok(Teller { store, digest, series, rows: BTreeMap::new(), written: BTreeSet::new() })
    }

    /// What answered it, and what answered that.
    fn tree(&mut self, root: Key, steps: &[Step]) -> Result<Value, Failure> {
        let mut next: BTreeMap<Key, Vec<(Key, &Step)>> = BTreeMap::new();
        steps.iter().for_each(|step| next.entry(step.answered).or_default().push((step.event, step)));
        self.written.clear();
        self.node(root, None, &next)
    }

    /// What it answered, and what that answered.
    fn tree_back(&mut self, root: Key, steps: &[Step]) -> Result<Value, Failure> {
        let mut next: BTreeMap<Key, Vec<(Key, &Step)>> = BTreeMap::new();
        steps.iter().for_each(|step| next.entry(step.event).or_default().push((step.answered, step)));
        self.written.clear();
        self.node(root, None, &next)
    }

    fn node(&mut self, of: Key, by: Option<&Step>, next: &BTreeMap<Key, Vec<(Key, &Step)>>) -> Result<Value, Failure> {
        let mut json = self.written_out(of)?;
        if let Some(step) = by {
            json["answered"] = json!(step.answered);
            let (words, sentence) = self.words(step)?;
            (json["words"], json["sentence"]) = (json!(words), sentence);
        } else {
            (json["answered"], json["words"], json["sentence"]) = (Value::Null, Value::Null, Value::Null);
        }
        // What was written out before (branches that meet, a circle) is named and not gone through again.
        let again = !self.written.insert(of);
        json["again"] = json!(again);
        let mut children = Vec::new();
        if !again {
            let mut ahead = next.get(&of).cloned().unwrap_or_default();
            ahead.sort_by_key(|(key, _)| (self.digest.deed(*key).and_then(|deed| deed.days), *key));
            for (key, step) in ahead {
                children.push(self.node(key, Some(step), next)?);
            }
        }
        json["children"] = json!(children);
        Ok(json)
    }

    fn written_out(&mut self, of: Key) -> Result<Value, Failure> {
        if let Some(series) = self.series.get(&of) {
            return Ok(json!({
                "series": of, "what": series.what, "area": series.area, "event": Value::Null,
                "start_date": Value::Null, "sub_event_type": Value::Null,
                "initiators": series.initiators.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
                "targets": series.targets.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>(),
            }));
        }
        if !self.rows.contains_key(&of) {
            self.rows.extend(self.store.rows_of(&[of])?.into_iter().map(|row| (of, row)));
        }
        let Some(row) = self.rows.get(&of) else {
            return Ok(json!({ "series": Value::Null, "event": Value::Null, "gone": of, "start_date": Value::Null,
                "sub_event_type": Value::Null, "initiators": [], "targets": [] }));
        };
        let mut json = row_json(row);
        let sides = |all: fn(&Deed) -> &[Who]| -> Vec<Value> {
            let who = self.digest.deed(of).map(all).unwrap_or_default();
            who.iter().filter_map(|who| self.digest.player(*who)).map(named).collect()
        };
        json["series"] = Value::Null;
        json["initiators"] = json!(sides(|deed| &deed.by));
        json["targets"] = json!(sides(|deed| &deed.to));
        Ok(json)
    }

    /// The words of answer and the sentence that they stand in, by the first report that has them.
    fn words(&self, step: &Step) -> Result<(Option<String>, Value), Failure> {
        for telling in self.store.tellings(&step.told_by)? {
            let Some(response) = &telling.event_report.response_to else { continue };
            let Some((text, _)) = self.store.text_of(telling.report)? else { continue };
            let words = text.get(response.span.start..response.span.end).map(publish::plain);
            let around =
                |quote: &&record::Quote| quote.span.start <= response.span.start && response.span.end <= quote.span.end;
            let sentence = telling.event_report.evidence.iter().find(around).map(|quote| publish::plain(&quote.text));
            let told = json!({ "text": sentence, "report": telling.report, "outlets": telling.outlets,
                "published": telling.published, "told_by": step.told_by.len() });
            return Ok((words, told));
        }
        Ok((None, Value::Null))
    }

    fn features(&self) -> Vec<Value> {
        self.rows.values().filter_map(feature).collect()
    }
}
