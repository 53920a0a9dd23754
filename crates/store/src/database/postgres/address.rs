//! Where a store is on a server: `postgres://user@host:port/database?schema=name`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config};

use super::passfile::{self, Target};
use super::tls::Tls;
use crate::Error;
use crate::error::Fault;

/// The schema of a store whose address names none.
const SCHEMA: &str = "dateline";

/// Where the server's socket is unless an address says otherwise.
#[cfg(unix)]
const SOCKETS: &str = "/var/run/postgresql";

/// Parameters that are read here; the others are the client's.
const OURS: [&str; 4] = ["schema", "sslmode", "sslrootcert", "passfile"];

/// The address of a store on a server. Its password is shown nowhere.
#[derive(Clone)]
pub(crate) struct Address {
    /// The address as it is shown: without its password.
    pub(crate) shown: PathBuf,
    config: Config,
    tls: Tls,
    /// The schema that the store's tables are in.
    pub(crate) schema: String,
    /// Where a password was looked for in vain.
    searched: String,
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.shown.display())
    }
}

impl Address {
    /// Reads an address. A password that it lacks is taken from the variable `PGPASSWORD`, else from the user's file of passwords.
    pub(crate) fn of(address: &Path) -> Result<Address, Error> {
        let shown = super::super::shown(address);
        Address::read(address, &shown).map_err(|reason| Error::Address { file: shown, reason })
    }

    fn read(address: &Path, shown: &Path) -> Result<Address, String> {
        let words = address.to_str().ok_or("it is not UTF-8")?;
        let (words, ours) = apart(words)?;
        let named = |name: &str, variable: &str| ours.get(name).cloned().or_else(|| variable_of(variable));
        let schema = ours.get("schema").map_or(SCHEMA, String::as_str).to_string();
        refuse_odd(&schema)?;
        let tls = Tls::of(named("sslmode", "PGSSLMODE").as_deref(), named("sslrootcert", "PGSSLROOTCERT").as_deref())?;
        let mut config: Config = words.parse().map_err(|error| super::told(&error))?;
        complete(&mut config, &schema);
        let file = named("passfile", "PGPASSFILE").map(PathBuf::from).or_else(|| of_user(".pgpass", "pgpass.conf"));
        let searched = find_password(&mut config, file.as_deref());
        Ok(Address { shown: shown.to_path_buf(), config, tls, schema, searched })
    }

    /// A connection to the server.
    pub(super) async fn connect(&self) -> Result<Client, Fault> {
        self.tls.connect(&self.config).await.map_err(|error| match error.as_db_error() {
            Some(_) => Fault::Postgres(error),
            None => {
                let mut reason = super::told(&error);
                if reason.ends_with("password missing") {
                    reason = format!("it wants a password, and there is none in {}", self.searched);
                }
                Fault::Unreachable(reason)
            }
        })
    }
}

/// An address without the parameters that are ours, and these.
fn apart(address: &str) -> Result<(String, BTreeMap<&str, String>), String> {
    // Before an @ stand name and password, and a ? there is a letter of theirs.
    let place = address.find('@').unwrap_or(0);
    let Some((before, parameters)) = address[place..].split_once('?') else {
        return Ok((address.to_string(), BTreeMap::new()));
    };
    let (mut ours, mut others) = (BTreeMap::new(), Vec::new());
    for parameter in parameters.split('&') {
        match parameter.split_once('=').filter(|(name, _)| OURS.contains(name)) {
            Some((name, value)) => {
                let value = percent_decode_str(value).decode_utf8().map_err(|_| format!("{name} is not UTF-8"))?;
                ours.insert(name, value.into_owned());
            }
            None => others.push(parameter),
        }
    }
    let rest = if others.is_empty() { String::new() } else { format!("?{}", others.join("&")) };
    Ok((format!("{}{before}{rest}", &address[..place]), ours))
}

fn refuse_odd(schema: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if schema.is_empty() || schema.len() > 63 || !schema.chars().all(fits) || schema.starts_with("pg_") {
        return Err(format!(
            "schema {schema:?} is not a name of small letters, digits and _, up to 63 of them and without pg_ before them"
        ));
    }
    Ok(())
}

/// Sets what an address leaves open.
fn complete(config: &mut Config, schema: &str) {
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        #[cfg(unix)]
        config.host_path(SOCKETS);
        #[cfg(not(unix))]
        config.host("localhost");
    }
    if config.get_hosts().is_empty() {
        // TLS wants a name, and an address is one.
        let named: Vec<String> = config.get_hostaddrs().iter().map(ToString::to_string).collect();
        for name in named {
            config.host(name);
        }
    }
    config.application_name(format!("dateline {schema}"));
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(10));
    }
    // A server that is gone without a word is noticed within minutes; by the system's own measure it takes hours.
    if config.get_keepalives_idle() >= Duration::from_secs(7200) {
        config.keepalives_idle(Duration::from_secs(60));
    }
    if config.get_keepalives_interval().is_none() {
        config.keepalives_interval(Duration::from_secs(10));
    }
    if config.get_keepalives_retries().is_none() {
        config.keepalives_retries(6);
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(120));
    }
}

/// Adds the password that an address lacks, if there is one, and tells where it was looked for.
fn find_password(config: &mut Config, file: Option<&Path>) -> String {
    if let Some(password) = variable_of("PGPASSWORD").filter(|_| config.get_password().is_none()) {
        config.password(password);
    }
    let Some(file) = file.filter(|_| config.get_password().is_none()) else {
        return "the address or PGPASSWORD".to_string();
    };
    match passfile::password(file, &targets(config)) {
        Ok(password) => {
            password.map(|password| config.password(password));
            format!("the address, PGPASSWORD or {}", file.display())
        }
        Err(reason) => format!("the address or PGPASSWORD; {} is passed over: {reason}", file.display()),
    }
}

/// What a file of passwords is asked for: each host of an address.
fn targets(config: &Config) -> Vec<Target> {
    let user = config.get_user().map(str::to_string).or_else(|| variable_of("USER")).unwrap_or_default();
    let ports = config.get_ports();
    let target = |(at, host): (usize, &Host)| {
        let port = ports.get(at).or(ports.first()).copied().unwrap_or(5432);
        let host = match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(folder) if folder == Path::new(SOCKETS) => "localhost".to_string(),
            #[cfg(unix)]
            Host::Unix(folder) => folder.to_string_lossy().into_owned(),
        };
        Target { host, port, database: config.get_dbname().unwrap_or(&user).to_string(), user: user.clone() }
    };
    config.get_hosts().iter().enumerate().map(target).collect()
}

fn variable_of(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|word| word.into_string().ok()).filter(|word| !word.is_empty())
}

/// A file of the user's own, where libpq looks for it.
pub(super) fn of_user(name: &str, on_windows: &str) -> Option<PathBuf> {
    if cfg!(windows) {
        return variable_of("APPDATA").map(|folder| Path::new(&folder).join("postgresql").join(on_windows));
    }
    std::env::home_dir().map(|home| home.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for words in [
            "postgres://ana:se%40cret@db.example:5433/news?schema=desk&password=other",
            "postgres://ana:se?cret@db.example:5433/news?schema=desk",
            "postgres://ana:se/cr:et?a=b@db.example:5433/news?schema=desk",
            "postgres://ana:secret@other@db.example:5433/news?schema=desk",
            "postgres:ana:secret@db.example:5433/news?schema=desk",
            "postgresql://ana:secret@db.example:5433/news?Password=other&schema=desk",
        ] {
            let shown = super::super::super::shown(Path::new(words)).display().to_string();
            assert!(!shown.contains("cret") && !shown.contains("other"), "{words}: {shown}");
            assert!(shown.ends_with("//ana@db.example:5433/news?schema=desk"), "{words}: {shown}");
        }
    }

    #[test]
    fn a_password_may_have_any_letter() {
        let address = Address::of(Path::new("postgres://ana:a?b=c&d%40@db.example/news?schema=desk")).unwrap();
        assert_eq!((address.config.get_password(), &*address.schema), (Some(&b"a?b=c&d@"[..]), "desk"));
        assert!(!format!("{address:?}").contains("a?b"), "{address:?}");
    }

    #[test]
    fn what_an_address_says_goes_before_what_is_usual() {
        let address = |words: &str| Address::of(Path::new(words)).unwrap().config;
        let config = address("postgres://h/d?connect_timeout=3&keepalives_idle=5&tcp_user_timeout=7");
        let seconds = Duration::from_secs;
        assert_eq!((config.get_connect_timeout(), config.get_keepalives_idle()), (Some(&seconds(3)), seconds(5)));
        assert_eq!(config.get_tcp_user_timeout(), Some(&seconds(7)));
        let config = address("postgres://ana@/d");
        assert_eq!((config.get_connect_timeout(), config.get_keepalives_idle()), (Some(&seconds(10)), seconds(60)));
        assert_eq!(targets(&config)[0].host, "localhost");
        let config = address("postgres://ana@/d?hostaddr=127.0.0.1");
        assert_eq!(config.get_hosts(), [Host::Tcp("127.0.0.1".to_string())]);
        assert_eq!(address("postgres://ana@/d?host=/run/pg").get_hosts(), [Host::Unix("/run/pg".into())]);
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_reason() {
        for (words, reason) in [
            ("postgres://h/d?schema=Desk", "small letters"),
            ("postgres://h/d?schema=", "small letters"),
            ("postgres://h/d?sslmode=full", "verify-full"),
            ("postgres://h/d?sslmode=require&sslrootcert=/no/such/file", "/no/such/file"),
            ("postgres://h/d?sslrootcert=%2Fdev%2Fnull", "no certificate"),
            ("postgres://h/d?sslrootcert=system&sslmode=verify-full", "name the file"),
            ("postgres://h/d?sslcert=a", "sslcert"),
            ("postgres://h:port/d", "port"),
            ("postgres://h/d?colour=red", "colour"),
        ] {
            let refused = Address::of(Path::new(words)).unwrap_err().to_string();
            assert!(refused.contains(reason), "{words}: {refused}");
        }
    }
}
