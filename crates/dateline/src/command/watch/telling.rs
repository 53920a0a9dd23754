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

    /// What is in the store before the first watch is not new.
    pub fn begin(&self, watch: &mut Watch, store: &Store) -> Result<()> {
        let last = store.last_change()?.map_or(0, |change| change.seq);
        for who in [LINES, WEBHOOK] {
            if watch.told(who)?.is_none() {
                watch.note_told(who, last)?;
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
                watch.note_told(LINES, seq)?;
            }
        }
        let Some(webhook) = self.webhook.as_mut().filter(|webhook| webhook.is_free()) else { return Ok(0) };
        while let Some((seq, events)) = new_events(store, watch.told(WEBHOOK)?.unwrap_or(0))? {
            if let Err(reason) = post(webhook, store.file(), &events) {
                progress.error(&reason);
                return Ok(1);
            }
            watch.note_told(WEBHOOK, seq)?;
        }
        Ok(0)
    }
}

/// Sends events, a hundred at a time.
fn post(webhook: &mut Webhook, store: &Path, events: &[NewEvent]) -> Result<(), String> {
    let name = store.file_name().unwrap_or_default().to_string_lossy();
    events.chunks(MOST).try_for_each(|some| {
        // The same events are told under the same name again, should the answer be lost.
        let seq = some.last().map_or(0, |(seq, _)| *seq);
        let events: Vec<&Value> = some.iter().map(|(_, event)| event).collect();
        webhook.send(&json!({ "coder": dateline::CODER, "store": name, "notice": seq, "events": events }))
    })
}

/// Events that were made after a change, each with the number of the change that made it, and the number of the last change that
/// was looked at; `None` if nothing happened since.
fn new_events(store: &Store, since: i64) -> Result<Option<(i64, Vec<NewEvent>)>> {
    let changes = store.changes(Since::Seq(since), STRIDE)?;
    let Some(last) = changes.last() else { return Ok(None) };
    // An event that only goes by another name now is not new.
    let renamed: BTreeSet<Key> = changes
        .iter()
        .filter(|change| is(change, ChangeKind::EventRemoved))
        .filter_map(|change| change.object)
        .collect();
    let mut events = Vec::new();
    for change in
        changes.iter().filter(|change| is(change, ChangeKind::EventAdded) && !renamed.contains(&change.subject))
    {
        if let Some(event) = store.event(change.subject)? {
            let tellings = store.tellings(&event.tellings)?;
            events.push((change.seq, publish::event_json(&event, &tellings)));
        }
    }
    Ok(Some((last.seq, events)))
}

fn is(change: &Change, kind: ChangeKind) -> bool {
    change.kind == kind
}
