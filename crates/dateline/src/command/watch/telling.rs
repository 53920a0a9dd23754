use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use feeds::{Config, Watch, Webhook};
use record::Key;
use serde_json::{Value, json};
use store::{Change, ChangeKind, Since, Store};

use crate::progress::Progress;

/// Changes of the store that are looked at in one go.
const STRIDE: usize = 10_000;

/// Events that are told in one notice.
const MOST: usize = 100;

/// By these names it is noted how far each was told.
const LINES: &str = "lines";
const WEBHOOK: &str = "webhook";

/// An event with the number of the change that made it.
type NewEvent = (i64, Value);

/// Who is told of new events. The store's list of changes is what is told from; how far, is noted when it is told, so that what is
/// cut off is told again and nothing is left out.
pub struct Telling {
    lines: bool,
    webhook: Option<Webhook>,
}

impl Telling {
    pub fn new(config: &Config) -> Telling {
        Telling { lines: config.notify.lines, webhook: Webhook::of(config) }
    }

    /// What is in the store before somebody begins to listen, which is after this change, is not new to them.
    pub fn begin(&self, watch: &mut Watch, last: i64) -> Result<()> {
        for (who, listens) in [(LINES, self.lines), (WEBHOOK, self.webhook.is_some())] {
            if !listens || watch.told(who)?.is_none() {
                watch.note_told(who, listens.then_some(last))?;
            }
        }
        Ok(())
    }

    /// Tells what is new: how many notices were not taken.
    pub fn tell(&mut self, watch: &mut Watch, store: &Store, progress: &Progress) -> Result<usize> {
        if self.lines {
            while let Some((seq, events)) = new_events(store, watch.told(LINES)?.unwrap_or(0))? {
                let mut out = std::io::stdout().lock();
                events.iter().try_for_each(|(_, event)| writeln!(out, "{event}"))?;
                out.flush()?;
                watch.note_told(LINES, Some(seq))?;
            }
        }
        let Some(webhook) = self.webhook.as_mut().filter(|webhook| webhook.is_free()) else { return Ok(0) };
        while let Some((seq, events)) = new_events(store, watch.told(WEBHOOK)?.unwrap_or(0))? {
            for some in events.chunks(MOST) {
                let last = some.last().map_or(seq, |(seq, _)| *seq);
                if let Err(reason) = webhook.send(&notice(store.file(), last, some)) {
                    progress.error(&reason);
                    return Ok(1);
                }
                watch.note_told(WEBHOOK, Some(last))?;
            }
            watch.note_told(WEBHOOK, Some(seq))?;
        }
        Ok(0)
    }
}

/// Some events as they are sent. The same events go by the same number again, should the answer be lost.
fn notice(store: &Path, number: i64, events: &[NewEvent]) -> Value {
    let name = store.file_name().unwrap_or_default().to_string_lossy();
    let events: Vec<&Value> = events.iter().map(|(_, event)| event).collect();
    json!({ "coder": dateline::CODER, "store": name, "notice": number, "events": events })
}

/// Events that were made after a change, each with the number of the change that made it, and the number of the last change that
/// was looked at; `None` if nothing happened since.
fn new_events(store: &Store, since: i64) -> Result<Option<(i64, Vec<NewEvent>)>> {
    let changes = store.changes(Since::Seq(since), STRIDE)?;
    let Some(last) = changes.last() else { return Ok(None) };
    let added: BTreeSet<Key> = of(&changes, ChangeKind::EventAdded).map(|change| change.subject).collect();
    // An event that only goes by another name now is not new, unless nobody heard of it by the old one.
    let mut known: BTreeSet<Key> = BTreeSet::new();
    for removed in of(&changes, ChangeKind::EventRemoved) {
        if !added.contains(&removed.subject) || known.contains(&removed.subject) {
            known.extend(removed.object);
        }
    }
    let mut events = Vec::new();
    for change in of(&changes, ChangeKind::EventAdded).filter(|change| !known.contains(&change.subject)) {
        if let Some(event) = store.event(change.subject)? {
            let tellings = store.tellings(&event.tellings)?;
            events.push((change.seq, publish::event_json(&event, &tellings)));
        }
    }
    Ok(Some((last.seq, events)))
}

fn of(changes: &[Change], kind: ChangeKind) -> impl Iterator<Item = &Change> {
    changes.iter().filter(move |change| change.kind == kind)
}
