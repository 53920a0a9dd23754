//! `dateline review`: a person judges what is open, one decision to a page.

mod ask;
mod terminal;

use std::collections::{BTreeSet, VecDeque};

use anyhow::Result;
use dateline::typed;
use desk::review::{Asked, Decision, Item, Kind, Place, Question, Waiting, described, form, part_of, take_back};
use desk::{Refused, Typed};
use jiff::Timestamp;
use linkage::Weights;
use record::{Judgement, Key as Name, Telling, Verdict};
use serde_json::Value;
use store::{Edit, Part, Store, Undone};

use super::store::who;
use crate::Outcome;
use crate::args::{ReviewArgs, ReviewKind};
use crate::codebook::{self, InUse};
use terminal::{Key, Line, Terminal};

/// Questions that are fetched at once.
const FETCHED: usize = 256;
/// The store tells times to the thousandth of a second.
const TICK: std::time::Duration = std::time::Duration::from_millis(1);

const HELP: &str = "\
x  the two tell the same event            a  the value is right
n  they tell two events                   r  the value is wrong: nothing takes its place; an event report is rejected
u  it cannot be told                      e  the value is another: type it

Enter  takes what is proposed             space  skips; it will be asked again another time
z  takes back your last decision          ↑ ↓ PgUp PgDn  move a page that is longer than the screen
q  ends; all that was decided is kept     ?  this page
";

/// Runs the command.
pub fn run(args: &ReviewArgs) -> Result<Outcome> {
    let by = who(args.by.as_deref());
    let store = Store::open(&args.store.path)?;
    let first = Asked {
        kind: kind(args.kind),
        event: None,
        after: None,
        above: None,
        limit: args.limit.unwrap_or(0).max(FETCHED),
    };
    let found = desk::review::next(&store, &first)?;
    if found.is_empty() {
        let unlinked = if store.pending()?.is_empty() { "" } else { "; `dateline link` first, as not all is linked" };
        anstream::eprintln!("dateline: {}: nothing to review{unlinked}", store.file().display());
        return Ok(Outcome::NothingFound);
    }
    let weights = Weights::embedded();
    let terminal = Terminal::open()?;
    let mut review = Review {
        args,
        by,
        store,
        weights,
        codebook: None,
        terminal,
        queue: VecDeque::new(),
        beyond: 0,
        after: None,
        skipped: Vec::new(),
        decided: 0,
        said: String::new(),
        last: Timestamp::MIN,
    };
    if found.len() == first.limit {
        let (doubts, pairs) = review.store.count_open(linkage::POSSIBLE, -linkage::POSSIBLE)?;
        review.beyond = match first.kind {
            Kind::Pairs => pairs,
            Kind::Doubts => doubts,
            Kind::All => pairs + doubts,
        };
    }
    review.queue_up(found);
    let ended = review.go()?;
    let Review { decided, queue, skipped, beyond, terminal, said, .. } = review;
    drop(terminal);
    if !said.is_empty() {
        anstream::eprintln!("dateline: {said}");
    }
    let left = queue.len() + skipped.len() + beyond;
    anstream::eprintln!("dateline: {decided} decided, {left} left; `dateline link` applies what was decided");
    Ok(ended)
}

fn kind(kind: ReviewKind) -> Kind {
    match kind {
        ReviewKind::Pairs => Kind::Pairs,
        ReviewKind::Doubts => Kind::Doubts,
        ReviewKind::All => Kind::All,
    }
}

/// A review as it goes on.
struct Review<'a> {
    args: &'a ReviewArgs,
    by: String,
    store: Store,
    weights: Weights,
    /// Opened when a name is first looked up.
    codebook: Option<InUse>,
    terminal: Terminal,
    queue: VecDeque<Item>,
    /// How many questions about wait behind those of the queue, which are fetched when it is empty.
    beyond: usize,
    /// The place of the last that was fetched.
    after: Option<Place>,
    skipped: Vec<Item>,
    decided: usize,
    /// What was done last, told at the head of the next page.
    said: String,
    /// When the last decision was made.
    last: Timestamp,
}

impl Review<'_> {
    fn go(&mut self) -> Result<Outcome> {
        if let Some(chance) = self.args.accept_above
            && !self.accept_above(chance)?
        {
            return Ok(Outcome::Interrupted);
        }
        let rest = self.queue.len().min(self.args.limit.unwrap_or(usize::MAX));
        self.skipped.extend(self.queue.drain(rest..));
        loop {
            if self.queue.is_empty() && self.args.limit.is_none() {
                self.fetch()?;
            }
            let Some(item) = self.queue.front().cloned() else {
                match self.at_the_end()? {
                    Key::Char('z') => self.undo()?,
                    Key::Interrupt => return Ok(Outcome::Interrupted),
                    _ => return Ok(Outcome::Done),
                }
                continue;
            };
            let Some(question) = Question::of(&self.store, &self.weights, &item)? else {
                self.queue.pop_front();
                continue;
            };
            let head = self.head();
            let page = |width: usize| format!("{head}{}", ask::page(&question, width));
            match self.terminal.ask(&page, &ask::foot(&question))? {
                Key::Interrupt => return Ok(Outcome::Interrupted),
                Key::End | Key::Char('q') => return Ok(Outcome::Done),
                Key::Char(' ') => self.skipped.extend(self.queue.pop_front()),
                Key::Char('z') => self.undo()?,
                Key::Char('?') => drop(self.terminal.ask(&|_| HELP.to_string(), "any key goes back")?),
                key => match decision(&question, key) {
                    Some(decision) => self.decide(&question, decision)?,
                    None => self.said = "no key of this page; ? lists the keys".to_string(),
                },
            }
        }
    }

    /// Puts what was found behind the queue.
    fn queue_up(&mut self, found: Vec<Waiting>) {
        self.beyond = self.beyond.saturating_sub(found.len());
        self.after = found.last().map(|waiting| waiting.place).or(self.after);
        self.queue.extend(found.into_iter().map(|waiting| waiting.item));
    }

    /// The questions that come behind all that were fetched.
    fn fetch(&mut self) -> Result<()> {
        let next = Asked { kind: kind(self.args.kind), event: None, after: self.after, above: None, limit: FETCHED };
        let found = desk::review::next(&self.store, &next)?;
        self.queue_up(found);
        Ok(())
    }

    /// What was done last and how far it is.
    fn head(&mut self) -> String {
        let place = format!("{} decided, {} to go", self.decided, self.queue.len() + self.beyond);
        ask::head(&std::mem::take(&mut self.said), &place)
    }

    /// The last page, from which the last decision can still be taken back.
    fn at_the_end(&mut self) -> Result<Key> {
        let head = self.head();
        let page = format!("{head}That was all.\n");
        self.terminal.ask(&|_| page.clone(), "z undo  any other key ends")
    }

    /// Keeps a decision and goes on to the next item; stays if nothing was decided after all.
    fn decide(&mut self, question: &Question, decision: Decision) -> Result<()> {
        let done = match (question, decision) {
            (Question::Pair { tellings, .. }, Decision::Judge(verdict)) => {
                let [a, b] = [tellings[0].key, tellings[1].key];
                let now = self.now();
                self.judge(Judgement { a, b, verdict }, &question.reason(), now)?;
                true
            }
            (Question::Doubt { telling, part, .. }, Decision::State(value)) => {
                self.state(telling, *part, &value, &question.reason())?;
                true
            }
            (Question::Doubt { telling, part, text, .. }, Decision::Type) => {
                self.edit(question, telling, *part, text)?
            }
            (Question::Pair { tellings, .. }, Decision::Type) => {
                let names: Vec<String> = tellings.iter().map(ask::named).collect();
                match self.terminal.choose("Whose toll?", &names)? {
                    Some(side) => {
                        let text = self.store.report(tellings[side].report)?.map(|coded| coded.report.text);
                        self.edit(question, &tellings[side], Part::Casualties, &text.unwrap_or_default())?
                    }
                    None => false,
                }
            }
            (Question::Pair { .. }, Decision::State(_)) | (Question::Doubt { .. }, Decision::Judge(_)) => false,
        };
        if done {
            self.queue.pop_front();
            self.decided += 1;
        }
        Ok(())
    }

    /// The time of a decision: later than that of the one before, as what was judged at one time counts as one decision.
    fn now(&mut self) -> Timestamp {
        let next = self.last.checked_add(TICK).unwrap_or(self.last);
        self.last = Timestamp::now().max(next);
        self.last
    }

    fn judge(&mut self, judgement: Judgement, reason: &str, at: Timestamp) -> Result<()> {
        self.store.judge(judgement, Some(reason), &self.by, at)?;
        self.said = format!("kept: {}", judged(judgement));
        Ok(())
    }

    fn state(&mut self, telling: &Telling, part: Part, value: &Value, reason: &str) -> Result<()> {
        let now = self.now();
        self.store.edit(telling.key, part, value, Some(reason), &self.by, now)?;
        self.said = format!("kept: {part} of {}", ask::named(telling));
        Ok(())
    }

    /// Has a value typed until it is one; `false` if it was left as it was.
    fn edit(&mut self, question: &Question, telling: &Telling, part: Part, text: &str) -> Result<bool> {
        if self.codebook.is_none() {
            self.codebook = Some(codebook::open(self.args.codebook.dir.as_deref())?);
        }
        let Some(codebook) = &self.codebook else { return Ok(false) };
        let event = &telling.event_report;
        let mut present = desk::review::typed(part, event).unwrap_or_default();
        let (mut said, mut chosen) = (String::new(), Vec::new());
        let prompt = format!("{part} of {}: {}", ask::named(telling), form(part));
        loop {
            let page = |width: usize| format!("{}{}", ask::head(&said, ""), ask::page(question, width));
            let Line::Typed(words) = self.terminal.line(&page, &prompt, &present)? else {
                self.said = format!("left as it was: {part}");
                return Ok(false);
            };
            said = loop {
                let typed = Typed { part, words: &words, event, text, span: None, by: &self.by, chosen: &chosen };
                match typed::read(&typed, codebook) {
                    Ok(value) => {
                        self.state(telling, part, &value, &question.reason())?;
                        return Ok(true);
                    }
                    Err(Refused::Form(why)) => break why,
                    Err(Refused::Choose { question, options }) => match self.terminal.choose(&question, &options)? {
                        Some(n) => chosen.push(n),
                        None => break "none of them was chosen".to_string(),
                    },
                }
            };
            chosen.clear();
            present = words;
        }
    }

    /// Takes back the last decision of this reviewer, of this run or an earlier one, and asks again.
    fn undo(&mut self) -> Result<()> {
        let taken = take_back(&mut self.store, &self.by)?;
        let Some(last) = taken.first() else {
            self.said = format!("{} has decided nothing that could be taken back", self.by);
            return Ok(());
        };
        let others = if taken.len() > 1 { format!(" and {} more with it", taken.len() - 1) } else { String::new() };
        self.said = format!("taken back: {}{others}", described(last));
        self.decided = self.decided.saturating_sub(taken.len());
        for undone in taken {
            let item = match undone {
                Undone::Judgement(judged) => {
                    let Judgement { a, b, .. } = judged.judgement;
                    Some(Item::Pair { a: a.min(b), b: a.max(b), note: None })
                }
                Undone::Edit(edit) => self.in_doubt(&edit)?,
            };
            if let Some(item) = item {
                self.skipped.retain(|other| !other.same_question(&item));
                self.queue.retain(|other| !other.same_question(&item));
                self.queue.push_front(item);
            }
        }
        Ok(())
    }

    /// The doubt that an edit settled; `None` if there was none.
    fn in_doubt(&self, edit: &Edit) -> Result<Option<Item>> {
        let of: Name = edit.event_report;
        let Some(telling) = self.store.tellings(&[of])?.pop() else { return Ok(None) };
        let event = &telling.event_report;
        let doubt = event.doubts.iter().find(|doubt| part_of(doubt, event) == Some(edit.part));
        Ok(doubt.map(|doubt| Item::Doubt { of: telling.key, doubt: doubt.clone() }))
    }

    /// Judges every pair above a chance the same, after one question; `false` if the person broke off.
    fn accept_above(&mut self, least: f64) -> Result<bool> {
        let mut likely: Vec<(Name, Name, String)> = Vec::new();
        let pairs = match kind(self.args.kind) {
            Kind::Doubts => Vec::new(),
            _ => desk::review::items(&self.store, Kind::Pairs, Some(least))?,
        };
        for (a, b) in pairs.iter().filter_map(Item::pair) {
            let item = Item::Pair { a, b, note: None };
            if let Some(question) = Question::of(&self.store, &self.weights, &item)?
                && question.chance() > least
            {
                likely.push((a, b, ask::line(&question)));
            }
        }
        if likely.is_empty() {
            self.said = format!("no pair is likelier than {least}");
            return Ok(true);
        }
        let page = ask::many(&likely.iter().map(|(_, _, line)| line.as_str()).collect::<Vec<_>>(), least);
        match self.terminal.ask(&|_| page.clone(), "y judge them all the same; any other key asks one by one")? {
            Key::Char('y') => {}
            Key::Interrupt => return Ok(false),
            _ => return Ok(true),
        }
        let now = self.now();
        for &(a, b, _) in &likely {
            self.judge(Judgement { a, b, verdict: Verdict::Same }, &format!("review: all above {least}"), now)?;
        }
        let judged: BTreeSet<(Name, Name)> = likely.iter().map(|&(a, b, _)| (a, b)).collect();
        self.queue.retain(|item| item.pair().is_none_or(|pair| !judged.contains(&pair)));
        self.decided += likely.len();
        self.said = format!("kept: {} pairs tell the same", likely.len());
        Ok(true)
    }
}

/// What a key decides; `None` if it is no key of this question.
fn decision(question: &Question, key: Key) -> Option<Decision> {
    match key {
        Key::Char(key) => question.decision(key),
        Key::Enter => question.decision(question.proposed()),
        _ => None,
    }
}

/// "0a… and 1b… tell the same event".
fn judged(judgement: Judgement) -> String {
    let Judgement { a, b, verdict } = judgement;
    match verdict {
        Verdict::Same => format!("{a} and {b} tell the same event"),
        Verdict::Different => format!("{a} and {b} tell two events"),
        Verdict::Unsure => format!("{a} and {b}: it cannot be told"),
    }
}
