use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use ingest::{FeedEntry, Fetched, Options};
use jiff::{Timestamp, tz::TimeZone};
use record::Report;
use url::Url;

use super::Watch;
use crate::client::{Answer, Came, Client, Validators, WORTH_WAITING, origin};
use crate::state::{Open, Step};
use crate::{Error, Feed, pace};

/// Articles that are asked for at a time.
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
    /// What is due, by host; hosts that are being asked, or want to be left alone, are left out.
    pub(super) fn due(&self, now: Timestamp) -> Result<BTreeMap<String, Vec<Asked>>, Error> {
        let mut due: BTreeMap<String, Vec<Asked>> = BTreeMap::new();
        let free = |origin: &str| {
            !self.busy.contains(origin) && self.client.free_at(origin) <= pace::after(now, WORTH_WAITING)
        };
        for feed in &self.config.feeds {
            let origin = origin(&feed.url);
            let known = self.state.feed(feed.url.as_str())?.unwrap_or_default();
            let turn = match self.once {
                true => !self.asked.contains(&feed.url) && (!known.held || known.next <= now),
                false => known.next <= now,
            };
            if turn && free(&origin) {
                due.entry(origin).or_default().push(Asked::Feed(feed.clone(), known.validators));
            }
        }
        for open in self.state.open_entries(Step::Fetch, now, MOST_ARTICLES)? {
            let Some(link) = open.link.as_deref().and_then(|link| Url::parse(link).ok()) else { continue };
            let origin = origin(&link);
            if free(&origin) {
                due.entry(origin).or_default().push(Asked::Article(Box::new(open), link));
            }
        }
        Ok(due)
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
            if client.free_at(&origin) > pace::after(Timestamp::now(), WORTH_WAITING) {
                break;
            }
            let outcome = ask(&asked, &client, &options);
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

/// Reads what came. What stands before an error's reason is its address, which every note has.
fn read(asked: &Asked, came: &Came, options: &Options) -> Outcome {
    let day = Timestamp::now().to_zoned(TimeZone::UTC).date();
    let content_type = came.content_type.as_deref();
    let fetched = Fetched { url: came.url.as_str(), bytes: &came.bytes, content_type, day };
    let reason = |error: ingest::Error| {
        let words = error.to_string();
        words.strip_prefix(&format!("{}: ", error.place())).unwrap_or(&words).to_string()
    };
    match asked {
        Asked::Feed(feed, _) => match fetched.entries(options) {
            Ok(mut entries) => {
                let reports = entries.iter_mut().filter_map(|entry| entry.report.as_mut().ok());
                reports.for_each(|report| published_by(report, feed));
                Outcome::Entries(entries, came.validators.clone())
            }
            Err(error) => Outcome::Failed(reason(error)),
        },
        Asked::Article(open, _) => match fetched.article(open.report.as_ref(), options) {
            Ok(report) => Outcome::Article(Box::new(report)),
            Err(error) => Outcome::Never(reason(error)),
        },
    }
}

/// Puts the outlet that the user names over what feed and page say.
fn published_by(report: &mut Report, feed: &Feed) {
    if let Some(outlet) = &feed.outlet {
        report.outlets = vec![outlet.clone()];
    }
}
