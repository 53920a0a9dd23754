//! Opens the schema of a store, makes its tables, and takes an older one forward.

use super::Connection;
use super::address::Address;
use super::session::Session;
use super::value::Parameter;
use crate::database::{PATIENCE, VERSION};
use crate::error::Fault;
use crate::{Error, Part};

const TABLES: &str = include_str!("schema.sql");

/// The first schema version that there was on servers.
const FIRST: i64 = 4;

/// What takes a schema to the next version: the first is from [`FIRST`] on.
const STEPS: [&str; (VERSION - FIRST) as usize] = [];

/// Events as points, for QGIS and whoever speaks PostGIS.
const POINTS: &str = "CREATE VIEW event_points AS
        SELECT key AS id, letters(key) AS event, type, family, standing, start_date, end_date, country, admin1, place, geo_precision,
               killed_low, killed_best, killed_high, tellings, reports, outlets, grade, title,
               ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geometry(Point, 4326) AS point
        FROM event WHERE lat IS NOT NULL AND lon IS NOT NULL;
    CREATE INDEX event_by_point ON event USING gist (CAST(ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS geometry(Point, 4326)));";

/// What there is by the name of a schema.
enum Found {
    /// Nothing, or a schema without anything in it.
    Nothing,
    /// Tables of another program.
    Other,
    /// A store of this version.
    Store(i64),
}

/// Makes a new store.
pub(crate) fn create(address: &Address) -> Result<Connection, Error> {
    let session = || -> Result<Session, Fault> {
        let mut session = Session::open(address)?;
        make(&mut session, address)?;
        Ok(session)
    };
    let session = session().map_err(|fault| fault.of(&address.shown))?;
    Ok(Connection::new(address.clone(), session, true))
}

/// Opens a store for reading and writing; one of an earlier schema is brought up to this program's.
pub(crate) fn open(address: &Address) -> Result<Connection, Error> {
    let (mut session, version) = existing(address)?;
    let prepared = migrate(&mut session, address, version).and_then(|()| make_points(&mut session, address));
    prepared.map_err(|fault| fault.of(&address.shown))?;
    Ok(Connection::new(address.clone(), session, true))
}

/// Opens a store for reading only.
pub(crate) fn open_read_only(address: &Address) -> Result<Connection, Error> {
    let (session, has) = existing(address)?;
    if has < VERSION {
        return Err(Error::Older { file: address.shown.clone(), has, knows: VERSION });
    }
    Ok(Connection::new(address.clone(), session, false))
}

/// Whether there is a store, or anything else in its place.
pub(crate) fn is_there(address: &Address) -> Result<bool, Error> {
    let found = Session::open(address).and_then(|mut session| found(&mut session, address));
    Ok(!matches!(found.map_err(|fault| fault.of(&address.shown))?, Found::Nothing))
}

/// A session with a store that is there, and its version.
fn existing(address: &Address) -> Result<(Session, i64), Error> {
    let open = || -> Result<(Session, Found), Fault> {
        let mut session = Session::open(address)?;
        let found = found(&mut session, address)?;
        Ok((session, found))
    };
    let (session, found) = open().map_err(|fault| fault.of(&address.shown))?;
    let file = address.shown.clone();
    match found {
        Found::Nothing => Err(Error::Missing { file }),
        Found::Other => {
            Err(Error::NotAStore { file, reason: format!("schema {:?} has tables of another program", address.schema) })
        }
        Found::Store(has) if has > VERSION => Err(Error::Newer { file, has, knows: VERSION }),
        Found::Store(version) => Ok((session, version)),
    }
}

/// Whether our role may use the schema; `None` if there is none of this name.
fn may_use(session: &mut Session, address: &Address) -> Result<Option<bool>, Fault> {
    let sql = "SELECT pg_catalog.has_schema_privilege(oid, 'USAGE') FROM pg_catalog.pg_namespace WHERE nspname = CAST(?1 AS TEXT)";
    let rows = session.query(sql, vec![Parameter(address.schema.clone().into())])?;
    Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
}

fn found(session: &mut Session, address: &Address) -> Result<Found, Fault> {
    // The server leaves a schema out that may not be used, and would look for our tables elsewhere.
    if may_use(session, address)? == Some(false) {
        let reason = format!("this role may not use the schema {:?}: its owner has to GRANT that", address.schema);
        return Err(Fault::Named(Error::Unreadable { file: address.shown.clone(), reason }));
    }
    let schema = || vec![Parameter(address.schema.clone().into())];
    let sql = "SELECT count(*) FILTER (WHERE c.relname = 'store' AND a.attname IN ('program', 'version', 'writes')), count(*)
               FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
               LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE n.nspname = CAST(?1 AS TEXT)";
    let rows = session.query(sql, schema())?;
    let row = rows.first().ok_or(Fault::NoRow)?;
    match (row.try_get::<_, i64>(0)?, row.try_get::<_, i64>(1)?) {
        (_, 0) => Ok(Found::Nothing),
        (3, _) => {
            let rows = session.query("SELECT program, version FROM store", Vec::new())?;
            let row = rows.first().ok_or(Fault::NoRow)?;
            let ours = row.try_get::<_, &str>(0)? == "dateline";
            Ok(if ours { Found::Store(row.try_get(1)?) } else { Found::Other })
        }
        _ => Ok(Found::Other),
    }
}

/// Makes schema and tables, all of them or none.
fn make(session: &mut Session, address: &Address) -> Result<(), Fault> {
    let rows = session.query("SELECT current_setting('server_encoding')", Vec::new())?;
    let encoding: &str = rows.first().ok_or(Fault::NoRow)?.try_get(0)?;
    if encoding != "UTF8" {
        let reason = format!("the database is in {encoding}; a store needs one in UTF8");
        return Err(Fault::Named(Error::NotAStore { file: address.shown.clone(), reason }));
    }
    let schema = &address.schema;
    lock(session, address)?;
    // Another program may have been quicker.
    if !matches!(found(session, address)?, Found::Nothing) {
        return Err(Fault::Named(Error::Exists { file: address.shown.clone() }));
    }
    // Whoever may not make a schema may be given an empty one.
    if may_use(session, address)?.is_none() {
        session.batch(&format!("CREATE SCHEMA \"{schema}\""))?;
    }
    session.batch(TABLES)?;
    for part in Part::ALL {
        let values = vec![Parameter(part.number().into()), Parameter(part.name().to_string().into())];
        session.put("INSERT INTO part (id, name) VALUES (?1, ?2)", values)?;
    }
    session.batch(&format!("INSERT INTO store VALUES ('dateline', {VERSION}, 0); COMMIT"))?;
    make_points(session, address)
}

/// Makes the view of events as points, if the database knows points and the view is not there.
fn make_points(session: &mut Session, address: &Address) -> Result<(), Fault> {
    if !lacks_points(session)? {
        return Ok(());
    }
    lock(session, address)?;
    // Another program may have been quicker.
    let points = if lacks_points(session)? { POINTS } else { "" };
    Ok(session.batch(&format!("{points} COMMIT"))?)
}

fn lacks_points(session: &mut Session) -> Result<bool, Fault> {
    let sql = "SELECT to_regclass('event_points') IS NULL AND to_regtype('geometry') IS NOT NULL
               AND pg_catalog.pg_has_role(c.relowner, 'USAGE') FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('event')";
    let rows = session.query(sql, Vec::new())?;
    Ok(rows.first().ok_or(Fault::NoRow)?.try_get(0)?)
}

/// Begins a transaction that has the lock of writers.
fn lock(session: &mut Session, address: &Address) -> Result<(), Fault> {
    Ok(session.batch(&format!("BEGIN; {}", super::lock(address, PATIENCE)))?)
}

/// Takes an older schema forward, all of it or nothing.
fn migrate(session: &mut Session, address: &Address, from: i64) -> Result<(), Fault> {
    if from >= VERSION {
        return Ok(());
    }
    lock(session, address)?;
    // Another program may have been quicker.
    let rows = session.query("SELECT version FROM store", Vec::new())?;
    let from: i64 = rows.first().ok_or(Fault::NoRow)?.try_get(0)?;
    for step in STEPS.iter().skip(usize::try_from(from - FIRST).unwrap_or(0)) {
        session.batch(step)?;
    }
    Ok(session.batch(&format!("UPDATE store SET version = {VERSION}, writes = writes + 1; COMMIT"))?)
}
