//! Opens the file of a store, makes its tables, and takes an older schema forward.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use crate::database::{PATIENCE, VERSION};
use crate::error::Fault;
use crate::link::pairs;
use crate::{Error, Part};

/// "Date" in four bytes: what `file` and SQLite's own tools tell our files by.
const APPLICATION: i64 = 0x4461_7465;

pub(crate) const SCHEMA: &str = include_str!("schema.sql");

/// Makes a new store; in place of an empty file too, which is what a program leaves that is killed while it makes one.
pub(crate) fn create(file: &Path) -> Result<Connection, Error> {
    let exists = || Error::Exists { file: file.to_path_buf() };
    if has_something(file) {
        return Err(exists());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = connect(file, flags)?;
    let created = create_schema(&mut connection).map_err(|fault| fault.of(file))?;
    if !created {
        return Err(exists());
    }
    prepare_writer(&connection).map_err(|fault| fault.of(file))?;
    Ok(connection)
}

/// Opens a store for reading and writing; one of an earlier schema is brought up to this program's.
pub(crate) fn open(file: &Path) -> Result<Connection, Error> {
    refuse_missing(file)?;
    let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let version = check(&connection, file)?;
    if connection.is_readonly("main").unwrap_or(true) {
        return Err(Error::ReadOnly { file: file.to_path_buf() });
    }
    let prepared = prepare_writer(&connection).and_then(|()| migrate(&mut connection, version));
    prepared.map_err(|fault| fault.of(file))?;
    Ok(connection)
}

/// Opens a store for reading only, on a read-only disk too.
pub(crate) fn open_read_only(file: &Path) -> Result<Connection, Error> {
    refuse_missing(file)?;
    let mut connection = connect(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut checked = check(&connection, file);
    if matches!(checked, Err(Error::ReadOnly { .. } | Error::Unreadable { .. })) && !has_log(file) {
        // Where the folder may not be written, SQLite cannot make the files through which readers and writers meet.
        // As nothing waits in a log, the file can be read as one that nobody changes.
        connection = connect_immutable(file)?;
        checked = check(&connection, file);
    }
    match checked? {
        VERSION => Ok(connection),
        has => Err(Error::Older { file: file.to_path_buf(), has, knows: VERSION }),
    }
}

/// The schema version, if it is a store that this program can read.
fn check(connection: &Connection, file: &Path) -> Result<i64, Error> {
    let number = |pragma: &str| connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0));
    let marks = || Ok::<(i64, i64), rusqlite::Error>((number("application_id")?, number("user_version")?));
    let (application, version) = marks().map_err(|error| Fault::Sqlite(error).of(file))?;
    let file = file.to_path_buf();
    match (application, version) {
        (APPLICATION, 1..=VERSION) => Ok(version),
        (APPLICATION, newer) if newer > VERSION => Err(Error::Newer { file, has: newer, knows: VERSION }),
        (0, 0) => Err(Error::NotAStore { file, reason: "an SQLite file of another program, or an empty one".into() }),
        _ => Err(Error::NotAStore { file, reason: format!("an SQLite file of another program ({application:#x})") }),
    }
}

/// Whether there is a file with anything in it, or a folder.
pub(crate) fn has_something(file: &Path) -> bool {
    std::fs::metadata(file).is_ok_and(|found| found.is_dir() || found.len() > 0)
}

fn refuse_missing(file: &Path) -> Result<(), Error> {
    if file.is_dir() {
        return Err(Error::NotAStore { file: file.to_path_buf(), reason: "a folder".into() });
    }
    if file.exists() { Ok(()) } else { Err(Error::Missing { file: file.to_path_buf() }) }
}

fn connect(file: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let opened = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX);
    prepared(file, opened)
}

fn connect_immutable(file: &Path) -> Result<Connection, Error> {
    let path = file.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    prepared(file, Connection::open_with_flags(format!("file:{path}?immutable=1"), flags))
}

fn prepared(file: &Path, opened: rusqlite::Result<Connection>) -> Result<Connection, Error> {
    let prepared = opened.and_then(|connection| prepare(&connection).map(|()| connection));
    prepared.map_err(|error| Fault::Sqlite(error).of(file))
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(256);
    // A million event reports are some gigabytes: what is read often stays in 64 MB, the rest is mapped.
    connection.execute_batch("PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824; PRAGMA temp_store = MEMORY;")
}

/// What only a writer may set. References are kept right by what writes them, and `verify` looks them over.
fn prepare_writer(connection: &Connection) -> Result<(), Fault> {
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    // Pages that several batches change are brought from the log to the file once in 128 MB, not with each batch.
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA wal_autocheckpoint = 16384;
         PRAGMA journal_size_limit = 134217728;",
    )?;
    Ok(())
}

/// Makes the tables; `false` if another program was quicker.
fn create_schema(connection: &mut Connection) -> Result<bool, Fault> {
    connection.execute_batch("PRAGMA page_size = 8192;")?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 {
        return Ok(false);
    }
    transaction.execute_batch(SCHEMA)?;
    for part in Part::ALL {
        transaction.execute("INSERT INTO part (id, name) VALUES (?1, ?2)", params![part.number(), part.name()])?;
    }
    transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {VERSION};"))?;
    transaction.commit()?;
    Ok(true)
}

/// What takes a schema to the next version: tables as they are then, and what fills them where SQL cannot.
type Step = (&'static str, fn(&Connection) -> Result<(), Fault>);

/// The first step is from version 1 to 2.
const STEPS: [Step; 3] = [
    // Runs tell what became of their reports, and what they could not take in.
    (
        "ALTER TABLE run ADD COLUMN counts TEXT;
         CREATE TABLE run_note (
             id INTEGER PRIMARY KEY,
             run INTEGER NOT NULL REFERENCES run,
             kind TEXT NOT NULL,
             what TEXT NOT NULL,
             reason TEXT NOT NULL
         ) STRICT;
         CREATE INDEX run_note_by_run ON run_note (run);",
        |_| Ok(()),
    ),
    // Blocks in half their room, by other rules of what meets. They are found anew, so that everything waits to be linked; pairs and
    // events stand until then.
    (
        "DROP TABLE block;
         CREATE TABLE block (shelf INTEGER PRIMARY KEY, members BLOB NOT NULL) STRICT;
         INSERT INTO pending (event_report) SELECT id FROM event_report WHERE retired IS NULL;",
        |_| Ok(()),
    ),
    // Pairs by the event reports that are in them, in less than a third of their room; an index that saved little goes too.
    (
        "DROP INDEX change_by_at;
         ALTER TABLE pair RENAME TO pair_of_two;
         CREATE TABLE pair (event_report INTEGER PRIMARY KEY REFERENCES event_report, others BLOB NOT NULL) STRICT;",
        repack_pairs,
    ),
];

/// Takes the pairs over from the table that stores of versions 1 to 3 have them in: a row for each.
fn repack_pairs(connection: &Connection) -> Result<(), Fault> {
    let mut statement = connection.prepare("SELECT a, b, odds FROM pair_of_two")?;
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let pairs = pairs.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut insert = connection.prepare("INSERT INTO pair (event_report, others) VALUES (?1, ?2)")?;
    pairs::each_row(pairs.into_iter().flat_map(pairs::both_ways).collect(), |id, others| {
        insert.execute(params![id, others])?;
        Ok(())
    })?;
    Ok(connection.execute_batch("DROP TABLE pair_of_two;")?)
}

/// Takes an older schema forward, one version at a time, all of it or nothing.
fn migrate(connection: &mut Connection, from: i64) -> Result<(), Fault> {
    if from == VERSION {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been quicker.
    let from: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    for (tables, fill) in STEPS.iter().skip(usize::try_from(from - 1).unwrap_or(0)) {
        transaction.execute_batch(tables)?;
        fill(&transaction)?;
    }
    transaction.execute_batch(&format!("PRAGMA user_version = {VERSION};"))?;
    Ok(transaction.commit()?)
}

/// Whether the file has a write-ahead log with something in it.
fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_os_string();
    log.push("-wal");
    std::fs::metadata(log).is_ok_and(|log| log.len() > 0)
}
