//! One session with a server: statements that are kept ready, and those that are under way.

use std::collections::HashMap;
use std::error::Error as _;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::TryStreamExt;
use futures_util::future::{MaybeDone, maybe_done};
use tokio::runtime::{Handle, Runtime, RuntimeFlavor};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Error, Row, Statement};

use super::address::Address;
use super::value::Parameter;
use crate::error::Fault;

/// Statements under way at most: each has its parameters in memory until the server took them.
pub(super) const WAITING: usize = 1024;

/// Statements kept ready at most. Those of questions are of many kinds, and each needs memory at the server.
const READY: usize = 512;

type Sent = Pin<Box<MaybeDone<Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>>>>;

/// A session. Nothing moves in it but while it is waited for.
pub(super) struct Session {
    client: Arc<Client>,
    ready: HashMap<String, Statement>,
    waiting: Vec<Sent>,
    /// Dropped last.
    runtime: Background,
}

/// A runtime that may be dropped anywhere, in another runtime too, where waiting for its end is forbidden: nothing is left to wait for.
struct Background(Option<Runtime>);

impl Background {
    fn new() -> std::io::Result<Background> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Background(Some(runtime)))
    }
}

impl Deref for Background {
    type Target = Runtime;

    fn deref(&self) -> &Runtime {
        self.0.as_ref().expect("there is a runtime until it is dropped")
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Session {
    /// Connects, and sets what every statement of ours goes by.
    pub(super) fn open(address: &Address) -> Result<Session, Fault> {
        let runtime = Background::new().map_err(|error| Fault::Unreachable(error.to_string()))?;
        let client = wait(&runtime, address.connect())?;
        let mut session = Session { client: Arc::new(client), ready: HashMap::new(), waiting: Vec::new(), runtime };
        // Notices are none of a user's business. A program that is gone without a word leaves the lock of writers within minutes.
        session.batch(&format!(
            "SET search_path TO \"{}\", public; SET client_min_messages TO warning; SET timezone TO 'UTC';
             SET standard_conforming_strings TO on;
             SET tcp_keepalives_idle TO 60; SET tcp_keepalives_interval TO 10; SET tcp_keepalives_count TO 6",
            address.schema
        ))?;
        Ok(session)
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    /// The statement, kept ready. Parameters are `?1`, `?2` … as they are everywhere in this crate.
    fn ready(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(ready) = self.ready.get(sql) {
            return Ok(ready.clone());
        }
        let client = self.client.clone();
        let statement = wait(&self.runtime, async move { client.prepare(&sql.replace('?', "$")).await })?;
        if self.ready.len() >= READY {
            self.ready.clear();
        }
        self.ready.insert(sql.to_string(), statement.clone());
        Ok(statement)
    }

    /// Waits for all that is under way and for this, which is sent after it.
    fn after_all<T: Send>(&mut self, last: impl Future<Output = Result<T, Error>> + Send) -> Result<T, Error> {
        let waiting = std::mem::take(&mut self.waiting);
        wait(&self.runtime, async {
            // A statement is sent when it is first polled: all of them in their order, before any answer is waited for.
            let mut sent = waiting;
            for statement in &mut sent {
                begin(statement.as_mut()).await;
            }
            let mut last = std::pin::pin!(maybe_done(last));
            begin(last.as_mut()).await;
            // The first thing that went wrong is the one to tell; what comes after it in a transaction is refused for its sake.
            for mut statement in sent {
                statement.as_mut().await;
                statement.as_mut().take_output().unwrap_or(Ok(()))?;
            }
            last.as_mut().await;
            last.take_output().expect("what is done has its output until it is taken")
        })
    }

    pub(super) fn query(&mut self, sql: &str, values: Vec<Parameter>) -> Result<Vec<Row>, Error> {
        let statement = self.ready(sql)?;
        let client = self.client.clone();
        self.after_all(async move { client.query_raw(&statement, values).await?.try_collect().await })
    }

    /// Asks the same of many values, all at once.
    pub(super) fn query_each(&mut self, sql: &str, asked: Vec<Vec<Parameter>>) -> Result<Vec<Vec<Row>>, Error> {
        let statement = self.ready(sql)?;
        let client = self.client.clone();
        self.after_all(async move {
            let mut questions = Vec::with_capacity(asked.len());
            for values in asked {
                let rows = async { client.query_raw(&statement, values).await?.try_collect().await };
                let mut question = Box::pin(maybe_done(rows));
                begin(question.as_mut()).await;
                questions.push(question);
            }
            let mut answers = Vec::with_capacity(questions.len());
            for mut question in questions {
                question.as_mut().await;
                answers.push(question.as_mut().take_output().expect("what is done has its output until it is taken")?);
            }
            Ok(answers)
        })
    }

    pub(super) fn execute(&mut self, sql: &str, values: Vec<Parameter>) -> Result<u64, Error> {
        let statement = self.ready(sql)?;
        let client = self.client.clone();
        self.after_all(async move { client.execute_raw(&statement, values).await })
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        let client = self.client.clone();
        self.after_all(async move { client.batch_execute(sql).await })
    }

    /// Sends a statement with the next that is waited for.
    pub(super) fn put(&mut self, sql: &str, values: Vec<Parameter>) -> Result<(), Error> {
        let statement = self.ready(sql)?;
        let client = self.client.clone();
        self.send(async move { client.execute_raw(&statement, values).await.map(|_| ()) })
    }

    /// Sends statements without parameters with the next that is waited for.
    pub(super) fn put_batch(&mut self, sql: &str) -> Result<(), Error> {
        let (client, sql) = (self.client.clone(), sql.to_string());
        self.send(async move { client.batch_execute(&sql).await })
    }

    /// Waits for all that is under way.
    pub(super) fn wait_for_all(&mut self) -> Result<(), Error> {
        self.after_all(async { Ok(()) })
    }

    /// Sends all that waits and goes on before it is answered.
    pub(super) fn send_all(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        wait(&self.runtime, async {
            for statement in &mut waiting {
                begin(statement.as_mut()).await;
            }
            // What was sent is written to the server while something else may run.
            tokio::task::yield_now().await;
        });
        self.waiting = waiting;
    }

    fn send(&mut self, statement: impl Future<Output = Result<(), Error>> + Send + 'static) -> Result<(), Error> {
        self.waiting.push(Box::pin(maybe_done(Box::pin(statement))));
        if self.waiting.len() < WAITING { Ok(()) } else { self.wait_for_all() }
    }

    /// Leaves out what was not sent yet: nobody wants it any more.
    pub(super) fn forget(&mut self) {
        self.waiting.clear();
    }

    /// The client, with all sent before that was under way, for what is not rows and statements.
    pub(super) fn with_client<T: Send, F: Future<Output = Result<T, Error>> + Send>(
        &mut self,
        work: impl FnOnce(Arc<Client>) -> F,
    ) -> Result<T, Error> {
        let client = self.client.clone();
        self.after_all(work(client))
    }
}

/// Waits for something, whoever asks: a plain thread, one of a desk's, or one that runs tasks by itself and may not wait.
fn wait<T: Send>(runtime: &Runtime, work: impl Future<Output = T> + Send) -> T {
    match Handle::try_current().map(|around| around.runtime_flavor()) {
        Err(_) => runtime.block_on(work),
        Ok(RuntimeFlavor::CurrentThread) => std::thread::scope(|scope| {
            let waiting = scope.spawn(|| runtime.block_on(work));
            waiting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        }),
        Ok(_) => tokio::task::block_in_place(|| runtime.block_on(work)),
    }
}

/// An error with its cause, in one line.
pub(crate) fn told(error: &Error) -> String {
    let cause = error.source().map(|cause| format!(": {cause}"));
    format!("{error}{}", cause.unwrap_or_default())
}

/// Whether an error says that the session is over, not that a statement was wrong.
pub(super) fn is_gone(error: &Error) -> bool {
    match error.code() {
        Some(code) => ends_session(code),
        None => error.is_closed() || error.source().is_some_and(|source| source.is::<std::io::Error>()),
    }
}

/// Whether a server says by this code that it ends the session: at its own end, by an administrator, or for having waited too long.
pub(crate) fn ends_session(code: &SqlState) -> bool {
    ["57P", "08"].iter().any(|class| code.code().starts_with(class))
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
}

/// Polls something once.
async fn begin<F: Future>(mut one: Pin<&mut MaybeDone<F>>) {
    std::future::poll_fn(|context| {
        let _ = one.as_mut().poll(context);
        std::task::Poll::Ready(())
    })
    .await;
}
