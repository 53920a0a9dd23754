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
use crate::state::{self, State, Step};
use crate::{Config, Error};
use asking::{Asked, Message};

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
    /// How many entries of feeds were not there before.
    pub new: usize,
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
        let client = Arc::new(Client::new(&config, state.hosts()?));
        state.write(|db| {
            // What only a feed led to that is no longer watched is not asked for.
            let feeds: BTreeSet<&str> = config.feeds.iter().map(|feed| feed.url.as_str()).collect();
            let mut statement = db.prepare("SELECT DISTINCT feed FROM entry WHERE step = 0")?;
            let waiting: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            for gone in waiting.iter().filter(|feed| !feeds.contains(feed.as_str())) {
                db.execute("DELETE FROM entry WHERE step = 0 AND feed = ?1", [gone])?;
            }
            Ok(())
        })?;
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
        for (origin, asks) in self.due(Timestamp::now())? {
            if self.busy.len() >= MOST_HOSTS {
                break;
            }
            for ask in &asks {
                if let Asked::Feed(feed, _) = ask {
                    self.asked.insert(feed.url.clone());
                }
            }
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
        let hosts = self.client.hosts();
        let (config, now) = (Arc::clone(&self.config), Timestamp::now());
        self.state.write(|db| {
            let mut kept = Kept { answers: answers.len(), ..Kept::default() };
            for answer in &answers {
                noting::note(db, &config, answer, now, &mut kept)?;
            }
            for (origin, host) in &hosts {
                state::save_host(db, origin, host)?;
            }
            Ok(kept)
        })
    }

    /// Reports that are not kept yet, at most so many.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn waiting(&self, most: usize) -> Result<Vec<Waiting>, Error> {
        let open = self.state.open_entries(Step::Keep, Timestamp::MAX, most)?;
        Ok(open.into_iter().map(|open| Waiting { id: open.id, report: open.report.unwrap_or_default() }).collect())
    }

    /// Notes that reports are kept: they are not given out again.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn settle(&mut self, ids: &[i64]) -> Result<(), Error> {
        self.state.write(|db| ids.iter().try_for_each(|&id| state::move_entry(db, id, Step::Done, None)))
    }

    /// Files that are new in the folders whose turn it is, or changed. Those that `own` names are left out.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn new_files(&mut self, own: &[std::path::PathBuf]) -> Result<Vec<NewFile>, Error> {
        let folders = self.rounds.due(&self.config.folders, self.once);
        folder::new_files(&self.state, &folders, own, !self.once)
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
            && self.state.next_entry(Step::Keep)?.is_none())
    }

    /// Feeds that fail, each with what its server said last.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn failing(&self) -> Result<Vec<(Url, String)>, Error> {
        let mut failing = Vec::new();
        for feed in &self.config.feeds {
            let known = self.state.feed(feed.url.as_str())?;
            failing.extend(known.and_then(|known| known.said).map(|said| (feed.url.clone(), said)));
        }
        Ok(failing)
    }

    /// The number of the last change of the store that somebody was told of; `None` if nobody was ever told.
    ///
    /// # Errors
    /// Whatever keeps the state from being read.
    pub fn told(&self, who: &str) -> Result<Option<i64>, Error> {
        self.state.told(who)
    }

    /// Notes how far somebody was told.
    ///
    /// # Errors
    /// Whatever keeps the state from being written.
    pub fn note_told(&mut self, who: &str, seq: i64) -> Result<(), Error> {
        self.state.write(|db| state::save_told(db, who, seq))
    }
}
