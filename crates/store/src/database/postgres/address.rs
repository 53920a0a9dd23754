//! Where a store is on a server: `postgres://user@host:port/database?schema=name`.

use std::fmt;
use std::path::{Path, PathBuf};

use tokio_postgres::Config;
use tokio_postgres::config::SslMode;

use crate::Error;

/// The schema of a store whose address names none.
const SCHEMA: &str = "dateline";

/// The address of a store on a server. Its password is shown nowhere.
#[derive(Clone)]
pub(crate) struct Address {
    /// The address as it is shown: without its password.
    pub(crate) shown: PathBuf,
    pub(crate) config: Config,
    /// The schema that the store's tables are in.
    pub(crate) schema: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown.display())
    }
}

impl Address {
    /// Reads an address. A password that it lacks is taken from the variable `PGPASSWORD`.
    pub(crate) fn of(address: &Path) -> Result<Address, Error> {
        let shown = super::super::shown(address);
        let refused = |reason: String| Error::Address { file: shown.clone(), reason };
        let words = address.to_str().ok_or_else(|| refused("it is not UTF-8".to_string()))?;
        let (words, schema) = without_schema(words).map_err(refused)?;
        let mut config: Config = words.parse().map_err(|error| refused(super::told(&error)))?;
        if matches!(config.get_ssl_mode(), SslMode::Require) {
            let reason =
                "this program speaks no TLS: reach the server by a socket, a private network or a tunnel (`ssh -L`)";
            return Err(refused(reason.to_string()));
        }
        if config.get_password().is_none()
            && let Some(password) = std::env::var_os("PGPASSWORD").and_then(|word| word.into_string().ok())
        {
            config.password(password);
        }
        if config.get_hosts().is_empty() {
            config.host_path("/var/run/postgresql");
        }
        config.application_name(format!("dateline {schema}"));
        config.connect_timeout(std::time::Duration::from_secs(10));
        Ok(Address { shown, config, schema })
    }
}

/// An address without its parameter `schema`, which servers do not know, and its value.
fn without_schema(address: &str) -> Result<(String, String), String> {
    let Some((before, parameters)) = address.split_once('?') else {
        return Ok((address.to_string(), SCHEMA.to_string()));
    };
    let (named, others): (Vec<&str>, Vec<&str>) = parameters.split('&').partition(|one| one.starts_with("schema="));
    let schema = named.last().map_or(SCHEMA, |named| &named["schema=".len()..]);
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if schema.is_empty() || schema.len() > 63 || !schema.chars().all(fits) || schema.starts_with("pg_") {
        return Err(format!(
            "schema {schema:?} is not a name of small letters, digits and _, up to 63 of them and without pg_ before them"
        ));
    }
    let rest = if others.is_empty() { before.to_string() } else { format!("{before}?{}", others.join("&")) };
    Ok((rest, schema.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        let words = "postgres://ana:se%40cret@db.example:5433/news?schema=desk&password=other";
        let address = Address::of(Path::new(words)).unwrap();
        assert_eq!(address.schema, "desk");
        for shown in [format!("{address:?}"), address.shown.display().to_string()] {
            assert!(!shown.contains("cret") && !shown.contains("other"), "{shown}");
            assert!(shown.contains("ana") && shown.contains("db.example:5433/news") && shown.contains("schema=desk"));
        }
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        for (words, reason) in [
            ("postgres://h/d?schema=Desk", "small letters"),
            ("postgres://h/d?schema=", "small letters"),
            ("postgres://h/d?sslmode=require", "no TLS"),
            ("postgres://h:port/d", "port"),
            ("postgres://h/d?colour=red", "colour"),
        ] {
            let refused = Address::of(Path::new(words)).unwrap_err().to_string();
            assert!(refused.contains(reason), "{words}: {refused}");
        }
    }
}
