//! What is due is asked, each host on a thread of its own; what came is noted, and given out until it is kept.

mod asking;
mod noting;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use ingest::Options;
use jiff::Timestamp;
use record::Report;
use url::Url;

use crate::client::Client;
use crate::folder::{self, NewFile, Rounds};
use crate::state::{self, State};
use crate::{Config, Error, Feed};
use asking::{Asked, Message};
use noting::Noting;

/// Hosts that are asked at a time.
const MOST_HOSTS: usize = 16;

/// Something that whoever watches should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The feed or article.
    pub what: String,
    /// What is the matter, and what will be done.
    pub reason: String,
    /// Whether something is lost by it; else it will be tried again, or something else goes in its place.
    pub lost: bool,
}

/// What came in since the last look.
#[derive(Debug, Default)]
pub struct Kept {
    /// How many servers' answers were noted.
    pub answers: usize,
    /// What went wrong.
    pub notes: Vec<Note>,
}

/// A report that is to be kept.
#[derive(Debug)]
pub struct Waiting {
    /// What [`Watch::settle`] is told when it is.
    pub id: i64,
    /// The report.
    pub report: Report,
}

/// A watch over feeds and folders. One at a time works with a file of state.
#[derive(Debug)]
pub struct Watch {
    config: Arc<Config>,
    options: Arc<Options>,
    state: State,
    client: Arc<Client>,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// Hosts that are being asked.
    busy: BTreeSet<String>,
    /// Feeds that were asked since it began.
    asked: BTreeSet<Url>,
    rounds: Rounds,
    /// Everything is asked once, due or not, and then no more.
    once: bool,
}

impl Watch {
    /// Begins a watch, or goes on with one. `options` say how reports are read.
    ///
    /// # Errors
    /// If another watch is at work with the file, or it cannot be read or written.
    pub fn open(config: Config, options: Options, file: &Path, once: bool) -> Result<Watch, Error> {
        let mut state = State::open(file)?;
        let client = Arc::new(Client::new(&config, state.hosts()?, once));
        let feeds: BTreeSet<&str> = config.feeds.iter().map(|feed| feed.url.as_str()).collect();
        state.write(|db| state::forget_feeds_but(db, &feeds))?;
        let (sender, receiver) = channel();
        Ok(Watch {
            rounds: Rounds::new(config.folders.len()),
            config: Arc::new(config),
            options: Arc::new(options),
            state,
            client,
            sender,
            receiver,
            busy: BTreeSet::new(),
            asked: BTreeSet::new(),
            once,
        })
    }

    /// Asks for all that is due, on threads of their own: how many hosts are being asked now.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn ask(&mut self) -> Result<usize, Error> {
        let now = Timestamp::now();
        for origin in self.due(now)? {
            if self.busy.len() >= MOST_HOSTS {
                break;
            }
            let asks = self.asks(&origin, now)?;
            self.asked.extend(asks.iter().filter_map(|ask| match ask {
                Asked::Feed(feed, _) => Some(feed.url.clone()),
                Asked::Article(..) => None,
            }));
            self.busy.insert(origin.clone());
            asking::start(origin, asks, &self.client, &self.options, &self.sender);
        }
        Ok(self.busy.len())
    }

    /// Notes what servers answered, waiting at most so long for the first answer.
    ///
    /// # Errors
    /// Whatever keeps the state from being written: then nothing of it was noted.
    pub fn keep(&mut self, wait: Duration) -> Result<Kept, Error> {
        let mut messages = Vec::new();
        match self.receiver.recv_timeout(wait) {
            Ok(first) => messages.push(first),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(Kept::default()),
        }
        // Those that come together are noted together.
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(1)
            && let Ok(message) = self.receiver.try_recv()
        {
            messages.push(message);
        }
        let mut answers = Vec::new();
        for message in messages {
            match message {
                Message::Answer(answer) => answers.push(*answer),
                Message::Over(origin) => drop(self.busy.remove(&origin)),
            }
        }
        let hosts = self.client.news_of_hosts();
        let (config, now, once) = (Arc::clone(&self.config), Timestamp::now(), self.once);
        self.state.write(|db| {
            let mut noting = Noting { db, config: &config, now, once, notes: Vec::new() };
            answers.iter().try_for_each(|answer| noting.note(answer))?;
            hosts.iter().try_for_each(|(origin, host)| state::save_host(db, origin, host))?;
            Ok(Kept { answers: answers.len(), notes: noting.notes })
        })
    }

    /// Reports that are not kept yet, at most so many.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn waiting(&mut self, most: usize) -> Result<Vec<Waiting>, Error> {
        let mut waiting = Vec::new();
        for mut open in self.state.to_keep(most)? {
            match open.report.take() {
                Some(report) => waiting.push(Waiting { id: open.id, report }),
                None => self.state.write(|db| state::forget_entry(db, &open))?,
            }
        }
        Ok(waiting)
    }

    /// Notes that reports are kept: they are not given out again.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn settle(&mut self, ids: &[i64]) -> Result<(), Error> {
        self.state.write(|db| ids.iter().try_for_each(|&id| state::settle_entry(db, id)))
    }

    /// Files that are new in the folders whose turn it is, or changed. Those that `own` names are left out.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn new_files(&mut self, own: &[std::path::PathBuf]) -> Result<Vec<NewFile>, Error> {
        let folders = self.rounds.due(&self.config.folders, self.once);
        let files = folder::new_files(&self.state, &folders, own, !self.once)?;
        Ok(self.rounds.news(files))
    }

    /// Notes that files were read.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn settle_files(&mut self, files: &[NewFile]) -> Result<(), Error> {
        self.state.write(|db| files.iter().try_for_each(|file| file.save(db)))
    }

    /// Whether all was asked once, and all that came is kept.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn is_over(&self) -> Result<bool, Error> {
        Ok(self.once
            && self.busy.is_empty()
            && self.due(Timestamp::now())?.is_empty()
            && self.state.to_keep(1)?.is_empty())
    }

    /// How many feeds failed when they were asked last.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn failing(&self) -> Result<usize, Error> {
        let known = |feed: &Feed| self.state.feed(feed.url.as_str());
        let failing = self.config.feeds.iter().map(|feed| Ok(known(feed)?.is_some_and(|known| known.said.is_some())));
        Ok(failing.collect::<Result<Vec<bool>, Error>>()?.into_iter().filter(|&fails| fails).count())
    }

    /// Feeds whose servers asked to be left alone for longer, each with what its server said.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn held(&self) -> Result<Vec<Note>, Error> {
        let mut held = Vec::new();
        for feed in &self.config.feeds {
            let known = self.state.feed(feed.url.as_str())?.unwrap_or_default();
            if known.held && known.next > Timestamp::now() {
                held.extend(noting::told_of(feed, &known, false));
            }
        }
        Ok(held)
    }

    /// The number of the last change of the store that a reader of its changes came to; `None` for a new reader.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn told(&self, who: &str) -> Result<Option<i64>, Error> {
        self.state.told(who)
    }

    /// Notes how far a reader of the store's changes came; `None` to forget the reader.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn note_told(&mut self, who: &str, seq: Option<i64>) -> Result<(), Error> {
        self.state.write(|db| state::save_told(db, who, seq))
    }

    /// Forgets all that was kept, as of another store: it comes again.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn forget_kept(&mut self) -> Result<(), Error> {
        self.state.write(state::forget_kept)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::client::{Host, Validators};
    use crate::pace;
    use crate::state::{Noted, Step};

    const FEED: &str = "http://daily.example/rss";

    /// A watch over a feed, with pages that are still to be fetched from these hosts.
    fn watch(folder: &Path, once: bool, pages: &[(&str, usize)]) -> Watch {
        let file = folder.join("feeds.toml");
        std::fs::write(&file, format!("[[feed]]\nurl = \"{FEED}\"\n")).unwrap();
        let open =
            || Watch::open(Config::read(&file).unwrap(), Options::default(), &folder.join("state"), once).unwrap();
        let mut watch = open();
        let now = Timestamp::now();
        let entry = |db: &Connection, host: &str, n: usize| {
            let (link, report) = (format!("{host}/{n}"), Report::default());
            let origin = Some(host.to_string());
            let noted = Noted {
                feed: FEED,
                name: &link,
                print: "",
                link: Some(&link),
                origin,
                step: Step::Fetch,
                report: Some(&report),
            };
            state::add_entry(db, &noted, now)
        };
        let pages = pages.iter().flat_map(|&(host, count)| (0..count).map(move |n| (host, n)));
        watch.state.write(|db| pages.clone().try_for_each(|(host, n)| entry(db, host, n))).unwrap();
        drop(watch);
        open()
    }

    #[test]
    fn a_host_with_many_pages_keeps_no_other_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let watch = watch(folder.path(), false, &[("http://many.example", 1000), ("http://one.example", 1)]);
        let now = Timestamp::now();
        let due = watch.due(now).unwrap();
        assert_eq!(due, ["http://daily.example", "http://many.example", "http://one.example"]);
        assert_eq!(watch.asks("http://many.example", now).unwrap().len(), 400);
        assert_eq!(watch.asks("http://one.example", now).unwrap().len(), 1);
    }

    #[test]
    fn a_watch_that_ends_waits_for_the_pauses_that_robots_ask_for() {
        let folder = tempfile::tempdir().unwrap();
        let pages = [("http://slow.example", 3), ("http://shut.example", 1)];
        let mut one = watch(folder.path(), true, &pages);
        let next = |seconds: u64| pace::after(Timestamp::now(), Duration::from_secs(seconds));
        let host = |next| Host { next, rules: None, rules_until: next, unsaved: false };
        one.state
            .write(|db| {
                state::save_host(db, "http://slow.example", &host(next(120)))?;
                state::save_host(db, "http://shut.example", &host(next(3600)))
            })
            .unwrap();
        drop(one);
        let due = |once| watch(folder.path(), once, &[]).due(Timestamp::now()).unwrap();
        assert_eq!(due(true), ["http://daily.example", "http://slow.example"]);
        assert_eq!(due(false), ["http://daily.example"], "one that goes on comes back to it");
    }

    #[test]
    fn a_feed_that_has_more_than_a_thousand_new_entries_is_asked_for_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = watch(folder.path(), false, &[]);
        let known = Validators { etag: Some("1".into()), modified: None };
        let feed = watch.config.feeds[0].clone();
        let mut kept = Vec::new();
        for _ in 0..2 {
            let items: String = (0..1001).map(|n| format!("<item><title>Shots in Gao, {n}</title></item>")).collect();
            let bytes = format!("<rss version=\"2.0\"><channel>{items}<item></item></channel></rss>");
            let day = "2024-03-05".parse().unwrap();
            let fetched = ingest::Fetched { url: FEED, bytes: bytes.as_bytes(), content_type: None, day };
            let entries = fetched.entries(&Options::default()).unwrap();
            let asked = Asked::Feed(feed.clone(), Validators::default());
            let outcome = asking::Outcome::Entries(entries, known.clone());
            watch.sender.send(Message::Answer(Box::new(asking::Answered { asked, outcome }))).unwrap();
            let notes = watch.keep(Duration::ZERO).unwrap().notes;
            let etag = watch.state.feed(FEED).unwrap().unwrap().validators.etag;
            kept.push((watch.waiting(9999).unwrap().len(), etag, notes));
        }
        let empty = Note { what: format!("{FEED}, entry 1002"), reason: "is empty".to_string(), lost: true };
        assert_eq!(kept, [(1000, None, vec![]), (1001, Some("1".to_string()), vec![empty])]);
    }

    #[test]
    fn an_entry_that_changes_while_its_page_is_on_its_way_is_fetched_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = watch(folder.path(), false, &[("http://one.example", 1)]);
        let asked = watch.asks("http://one.example", Timestamp::now()).unwrap().remove(0);
        let (link, origin) = ("http://one.example/0", Some("http://one.example".to_string()));
        let changed =
            Noted { feed: FEED, name: link, print: "2", link: Some(link), origin, step: Step::Fetch, report: None };
        watch.state.write(|db| state::add_entry(db, &changed, Timestamp::now())).unwrap();
        let outcome = asking::Outcome::Article(Box::default());
        watch.sender.send(Message::Answer(Box::new(asking::Answered { asked, outcome }))).unwrap();
        watch.keep(Duration::ZERO).unwrap();
        assert_eq!(watch.waiting(9).unwrap().len(), 0, "what came was of the version before");
        assert_eq!(watch.asks("http://one.example", Timestamp::now()).unwrap().len(), 1);
    }

    #[test]
    fn what_another_version_noted_and_nobody_can_read_is_asked_for_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = watch(folder.path(), true, &[("http://daily.example", 2)]);
        let known = state::Known {
            validators: Validators { etag: Some("1".into()), ..Default::default() },
            ..Default::default()
        };
        watch
            .state
            .write(|db| {
                state::save_feed(db, FEED, &known)?;
                db.execute("UPDATE entry SET step = 1", [])?;
                db.execute("UPDATE entry SET report = '{\"of\": 2031}' WHERE name LIKE '%/0'", [])
            })
            .unwrap();
        assert_eq!(watch.waiting(9).unwrap().len(), 1);
        assert_eq!(watch.state.feed(FEED).unwrap().unwrap().validators.etag, None);
        let left = watch.state.to_keep(9).unwrap();
        assert!(left.len() == 1 && left[0].link.as_deref() == Some("http://daily.example/1"), "{left:?}");
    }
}
