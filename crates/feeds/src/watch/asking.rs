use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use ingest::{FeedEntry, Fetched, Options};
use jiff::{Timestamp, tz::TimeZone};
use record::Report;
use url::Url;

use super::Watch;
use crate::client::{Answer, Came, Client, Validators, origin};
use crate::state::Open;
use crate::{Error, Feed};

/// Articles that a host is asked for at a time.
const MOST_ARTICLES: usize = 400;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Asked {
    /// A feed, whose last state is known by these.
    Feed(Feed, Validators),
    /// The page of an entry.
    Article(Box<Open>, Url),
}

/// What a host's thread says.
#[derive(Debug)]
pub(super) enum Message {
    /// Something was answered.
    Answer(Box<Answered>),
    /// All that the host was asked for was answered, or it wants to be left alone.
    Over(String),
}

/// What was asked for, and what came of it.
#[derive(Debug)]
pub(super) struct Answered {
    pub(super) asked: Asked,
    pub(super) outcome: Outcome,
}

/// What came of asking.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The feed's entries, and what its server knows this state by.
    Entries(Vec<FeedEntry>, Validators),
    /// The article.
    Article(Box<Report>),
    /// Nothing new.
    Unchanged,
    /// The server asks for time.
    Later(Duration, String),
    /// It failed; another time it may not.
    Failed(String),
    /// It would fail any time.
    Never(String),
}

impl Watch {
    /// Hosts that are to be asked for something, those first that were left alone longest; those that are being asked, or want to
    /// be left alone, are left out.
    pub(super) fn due(&self, now: Timestamp) -> Result<Vec<String>, Error> {
        let mut due: BTreeSet<String> = self.state.origins_to_fetch(now)?.into_iter().collect();
        for feed in &self.config.feeds {
            if self.has_turn(feed, now)?.is_some() {
                due.insert(origin(&feed.url));
            }
        }
        due.retain(|origin| !self.busy.contains(origin) && self.client.is_free(origin, now));
        let mut due: Vec<String> = due.into_iter().collect();
        due.sort_by_cached_key(|origin| self.client.free_at(origin));
        Ok(due)
    }

    /// What a host is to be asked for: feeds, then pages, each page once.
    pub(super) fn asks(&self, host: &str, now: Timestamp) -> Result<Vec<Asked>, Error> {
        let mut asks = Vec::new();
        for feed in self.config.feeds.iter().filter(|feed| origin(&feed.url) == host) {
            asks.extend(self.has_turn(feed, now)?.map(|known| Asked::Feed(feed.clone(), known)));
        }
        let mut links = BTreeSet::new();
        for open in self.state.to_fetch(host, now, MOST_ARTICLES)? {
            let link = open.link.as_deref().and_then(|link| Url::parse(link).ok());
            if let Some(link) = link.filter(|link| links.insert(link.clone())) {
                asks.push(Asked::Article(Box::new(open), link));
            }
        }
        Ok(asks)
    }

    /// What a feed's last state is known by, if it is its turn.
    fn has_turn(&self, feed: &Feed, now: Timestamp) -> Result<Option<Validators>, Error> {
        let known = self.state.feed(feed.url.as_str())?.unwrap_or_default();
        let turn = match self.once {
            true => !self.asked.contains(&feed.url) && (!known.held || known.next <= now),
            false => known.next <= now,
        };
        Ok(turn.then_some(known.validators))
    }
}

/// Asks a host for one thing after the other on a thread of its own, until it wants to be left alone.
pub(super) fn start(
    origin: String,
    asks: Vec<Asked>,
    client: &Arc<Client>,
    options: &Arc<Options>,
    sender: &Sender<Message>,
) {
    let (client, options, sender) = (Arc::clone(client), Arc::clone(options), sender.clone());
    // Nobody waits for the thread: a program that ends need not wait for a server.
    thread::spawn(move || {
        for asked in asks {
            if !client.is_free(&origin, Timestamp::now()) {
                break;
            }
            let outcome = catch_unwind(AssertUnwindSafe(|| ask(&asked, &client, &options)));
            let broken = "the program broke down on it, please report this fault";
            let outcome = outcome.unwrap_or_else(|_| Outcome::Failed(broken.to_string()));
            let answered = Box::new(Answered { asked, outcome });
            if sender.send(Message::Answer(answered)).is_err() {
                return;
            }
        }
        // If nobody listens any more, nobody has to be told.
        let _ = sender.send(Message::Over(origin));
    });
}

fn ask(asked: &Asked, client: &Client, options: &Options) -> Outcome {
    let answer = match asked {
        Asked::Feed(feed, validators) => client.ask(&feed.url, validators),
        Asked::Article(_, link) => client.ask(link, &Validators::default()),
    };
    match answer {
        Answer::Came(came) => read(asked, &came, options),
        Answer::Unchanged if matches!(asked, Asked::Feed(_, known) if *known != Validators::default()) => {
            Outcome::Unchanged
        }
        Answer::Unchanged => Outcome::Failed("it answers 304 to who has nothing yet".to_string()),
        Answer::Later(wait, reason) => Outcome::Later(wait, reason),
        Answer::Failed(reason) => Outcome::Failed(reason),
        Answer::Never(reason) => Outcome::Never(reason),
    }
}

/// What an error says without the address before it, which every note has.
pub(super) fn reason_of(error: &ingest::Error) -> String {
    let words = error.to_string();
    words.strip_prefix(&format!("{}: ", error.place())).unwrap_or(&words).to_string()
}

/// Reads what came.
fn read(asked: &Asked, came: &Came, options: &Options) -> Outcome {
    let day = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let content_type = came.content_type.as_deref();
    let fetched = Fetched { url: came.url.as_str(), bytes: &came.bytes, content_type, day };
    match asked {
        Asked::Feed(feed, _) => match fetched.entries(options) {
            Ok(mut entries) => {
                let reports = entries.iter_mut().filter_map(|entry| entry.report.as_mut().ok());
                reports.for_each(|report| published_by(report, feed));
                Outcome::Entries(entries, came.validators.clone())
            }
            Err(error) => Outcome::Failed(reason_of(&error)),
        },
        Asked::Article(open, _) => match fetched.article(open.report.as_ref(), options) {
            Ok(report) => Outcome::Article(Box::new(report)),
            Err(error) => Outcome::Never(reason_of(&error)),
        },
    }
}

/// Puts the outlet that the user names over what feed and page say.
fn published_by(report: &mut Report, feed: &Feed) {
    if let Some(outlet) = &feed.outlet {
        report.outlets = vec![outlet.clone()];
    }
}
