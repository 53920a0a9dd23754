//! The file that says what is watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use ureq::tls::{Certificate, PemItem, RootCerts, parse_pem};
use url::Url;

use crate::Error;

/// The most that `largest_mib` may be.
const MOST_MIB: u64 = 1024;

/// What is watched, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// How those who run a server can reach whoever runs this: an address of mail or of a page, said in the user agent.
    pub contact: Option<String>,
    /// How often each feed is asked, unless it says otherwise.
    #[serde(default = "quarter_hour", with = "duration")]
    pub every: Duration,
    /// The least time between two requests to one host.
    #[serde(default = "five_seconds", with = "duration")]
    pub pause: Duration,
    /// The longest that one answer may take, from the first letter to the last.
    #[serde(default = "half_minute", with = "duration")]
    pub timeout: Duration,
    /// The most MiB that one answer may have, unpacked.
    #[serde(default = "sixteen")]
    pub largest_mib: u64,
    /// How many redirections of one request are followed.
    #[serde(default = "five")]
    pub redirects: u32,
    /// How long a host's robots.txt holds before it is asked for again.
    #[serde(default = "hour", with = "duration")]
    pub robots_for: Duration,
    /// `host` or `host:port` of a private network that links may lead to, beside those of feeds and webhook.
    #[serde(default)]
    pub may_reach: Vec<String>,
    /// A PEM file of the authorities whose certificates are believed; if it is not absolute, from where the configuration lies.
    /// `None` for Mozilla's list.
    pub ca_file: Option<PathBuf>,
    /// What is in that file.
    #[serde(skip, default = "mozillas")]
    pub(crate) authorities: RootCerts,
    /// Who is told of new events.
    #[serde(default)]
    pub notify: Notify,
    /// The feeds.
    #[serde(default, rename = "feed")]
    pub feeds: Vec<Feed>,
    /// The folders.
    #[serde(default, rename = "folder")]
    pub folders: Vec<Folder>,
}

/// Who is told of new events.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notify {
    /// Where new events are sent as JSON; `None` for nowhere.
    pub webhook: Option<Url>,
    /// Whether each new event is a line of JSON on standard output.
    #[serde(default)]
    pub lines: bool,
}

/// A feed: RSS, Atom or JSON Feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its address.
    pub url: Url,
    /// Who publishes it, over what feed and pages say; `None` to let them say it.
    pub outlet: Option<String>,
    /// Whether the pages of its articles are fetched.
    #[serde(default)]
    pub articles: Articles,
    /// How often it is asked; `None` for as often as any.
    #[serde(default, with = "duration::maybe")]
    pub every: Option<Duration>,
}

/// Whether the pages of a feed's articles are fetched.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Articles {
    /// What the feed itself has is all.
    #[default]
    Never,
    /// Where the feed has little more than a title and a link.
    Short,
    /// Each.
    Always,
}

/// A folder that files appear in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// The folder; if it is not absolute, from where the configuration lies.
    pub path: PathBuf,
    /// How often it is looked at.
    #[serde(default = "minute", with = "duration")]
    pub every: Duration,
}

impl Config {
    /// Reads and checks a configuration.
    ///
    /// # Errors
    /// If it cannot be read, is not of this form, or names what cannot be watched.
    pub fn read(file: &Path) -> Result<Config, Error> {
        let unreadable = |reason| Error::Unreadable { file: file.to_path_buf(), reason };
        let text = std::fs::read_to_string(file).map_err(unreadable)?;
        let wrong = |reason: String| Error::Config { file: file.to_path_buf(), reason };
        let mut config: Config =
            toml::from_str(&text).map_err(|reason| wrong(reason.to_string().trim_end().to_string()))?;
        config.check().map_err(wrong)?;
        let beside = file.parent().unwrap_or(Path::new(""));
        config.folders.iter_mut().for_each(|folder| folder.path = beside.join(&folder.path));
        if let Some(ca_file) = &config.ca_file {
            config.authorities = authorities(&beside.join(ca_file))?;
        }
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if self.feeds.is_empty() && self.folders.is_empty() {
            return Err("nothing to watch: it has neither [[feed]] nor [[folder]]".to_string());
        }
        let mut seen = BTreeSet::new();
        for feed in &self.feeds {
            reachable(&feed.url)?;
            if !seen.insert(&feed.url) {
                return Err(format!("the feed {} stands there twice", feed.url));
            }
        }
        self.notify.webhook.as_ref().map_or(Ok(()), reachable)?;
        for name in &self.may_reach {
            if host_and_port(name).is_none() {
                return Err(format!("may_reach: {name:?} is no host and no host:port"));
            }
        }
        let speakable =
            |contact: &str| !contact.is_empty() && contact.chars().all(|c| c.is_ascii_graphic() || c == ' ');
        if !self.contact.as_deref().is_none_or(speakable) {
            return Err(
                "contact: is said in the user agent, which is not empty and has ASCII letters alone".to_string()
            );
        }
        for (name, every) in self.intervals() {
            if every.is_zero() {
                return Err(format!("{name}: every = \"0s\" would ask without end"));
            }
        }
        if self.timeout.is_zero() {
            return Err("timeout = \"0s\" would wait for no answer".to_string());
        }
        if !(1..=MOST_MIB).contains(&self.largest_mib) {
            return Err(format!("largest_mib = {} is not between 1 and {MOST_MIB}", self.largest_mib));
        }
        Ok(())
    }

    fn intervals(&self) -> impl Iterator<Item = (String, Duration)> {
        let feeds = self.feeds.iter().map(|feed| (feed.url.to_string(), feed.every.unwrap_or(self.every)));
        feeds.chain(self.folders.iter().map(|folder| (folder.path.display().to_string(), folder.every)))
    }

    /// How this program names itself to servers.
    pub fn user_agent(&self) -> String {
        let program = concat!("dateline/", env!("CARGO_PKG_VERSION"));
        self.contact.as_ref().map_or_else(|| program.to_string(), |contact| format!("{program} (+{contact})"))
    }
}

/// A host as addresses have it, and its port if one is named; `None` if this is neither `host` nor `host:port`.
pub(crate) fn host_and_port(name: &str) -> Option<(String, Option<u16>)> {
    if name.contains(|c: char| c.is_whitespace() || c.is_control() || "/\\?#@".contains(c)) {
        return None;
    }
    let port = name.rsplit_once(':').map(|(_, port)| port).filter(|port| !port.ends_with(']'));
    let port = port.map(|port| port.parse().ok()).map_or(Some(None), |port| port.map(Some))?;
    let url = Url::parse(&format!("http://{name}/")).ok()?;
    Some((url.host_str()?.to_string(), port))
}

/// The authorities that a PEM file names.
fn authorities(file: &Path) -> Result<RootCerts, Error> {
    let unreadable = |reason| Error::Unreadable { file: file.to_path_buf(), reason };
    let wrong = |reason: String| Error::Config { file: file.to_path_buf(), reason };
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let mut found: Vec<Certificate<'static>> = Vec::new();
    for item in parse_pem(&bytes) {
        if let PemItem::Certificate(certificate) = item.map_err(|reason| wrong(format!("is no PEM file: {reason}")))? {
            found.push(certificate);
        }
    }
    match found.is_empty() {
        true => Err(wrong("has no certificate in it (\"-----BEGIN CERTIFICATE-----\")".to_string())),
        false => Ok(RootCerts::from(found)),
    }
}

fn mozillas() -> RootCerts {
    RootCerts::WebPki
}

/// An address that can be asked over HTTP.
fn reachable(url: &Url) -> Result<(), String> {
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(format!("{url} is no address that begins with http:// or https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!(
            "{}: a name and password in an address would be seen by all",
            url.host_str().unwrap_or("")
        ));
    }
    Ok(())
}

fn quarter_hour() -> Duration {
    Duration::from_secs(15 * 60)
}

fn minute() -> Duration {
    Duration::from_secs(60)
}

fn hour() -> Duration {
    Duration::from_secs(60 * 60)
}

fn half_minute() -> Duration {
    Duration::from_secs(30)
}

fn five_seconds() -> Duration {
    Duration::from_secs(5)
}

fn sixteen() -> u64 {
    16
}

fn five() -> u32 {
    5
}

/// Times as people write them: "15m", "1h 30m".
mod duration {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, de::Error};

    /// The longest time that means anything here.
    const MOST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

    pub fn deserialize<'de, D: Deserializer<'de>>(value: D) -> Result<Duration, D::Error> {
        let words = String::deserialize(value)?;
        let time = humantime::parse_duration(&words)
            .map_err(|reason| D::Error::custom(format!("{words:?} is no time such as \"15m\" or \"30s\": {reason}")))?;
        if time > MOST {
            return Err(D::Error::custom(format!("{words:?} is longer than a year")));
        }
        Ok(time)
    }

    pub mod maybe {
        use super::*;

        pub fn deserialize<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Duration>, D::Error> {
            super::deserialize(value).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Config, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("feeds.toml");
        std::fs::write(&file, text).unwrap();
        Config::read(&file).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_said_has_a_polite_value() {
        let config = of("[[feed]]\nurl = \"https://daily.example/rss\"\nevery = \"1h 30m\"").unwrap();
        assert_eq!((config.every, config.pause), (Duration::from_secs(900), Duration::from_secs(5)));
        assert_eq!(config.feeds[0].every, Some(Duration::from_secs(5400)));
        assert_eq!(config.feeds[0].articles, Articles::Never);
        assert!(config.user_agent().starts_with("dateline/") && !config.user_agent().contains('+'));
    }

    #[test]
    fn what_cannot_be_is_said_with_its_reason() {
        for (text, said) in [
            ("", "nothing to watch"),
            ("[[feed]]\nurl = \"file:///etc/passwd\"", "is no address that begins with http"),
            ("[[feed]]\nurl = \"rss.xml\"", "relative URL"),
            ("[[feed]]\nurl = \"https://me:secret@daily.example/\"", "would be seen by all"),
            ("[[feed]]\nurl = \"https://a.example/\"\n[[feed]]\nurl = \"https://a.example/\"", "twice"),
            ("[[feed]]\nurl = \"https://a.example/\"\nevery = \"soon\"", "\"soon\" is no time"),
            ("[[feed]]\nurl = \"https://a.example/\"\nevery = \"0s\"", "without end"),
            ("[[feed]]\nurl = \"https://a.example/\"\narticle = \"always\"", "unknown field `article`"),
            ("pause = \"5000y\"\n[[folder]]\npath = \"in\"", "longer than a year"),
            ("may_reach = [\"a b\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("may_reach = [\"http://intranet:8080\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("may_reach = [\"intranet/feeds\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("may_reach = [\"me@intranet\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("may_reach = [\"intranet:\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("may_reach = [\"intranet:99999\"]\n[[folder]]\npath = \"in\"", "is no host"),
            ("largest_mib = 0\n[[folder]]\npath = \"in\"", "not between 1 and 1024"),
            ("largest_mib = 99999999999999\n[[folder]]\npath = \"in\"", "not between 1 and 1024"),
            ("contact = \"\"\n[[folder]]\npath = \"in\"", "contact: "),
            ("contact = \"Zoë\"\n[[folder]]\npath = \"in\"", "contact: "),
            ("ca_file = \"none.pem\"\n[[folder]]\npath = \"in\"", "none.pem: cannot be read"),
            ("ca_file = \"feeds.toml\"\n[[folder]]\npath = \"in\"", "feeds.toml: has no certificate in it"),
            ("[notify]\nwebhook = \"ftp://a.example/\"\n[[folder]]\npath = \"in\"", "is no address"),
        ] {
            let error = of(text).unwrap_err();
            assert!(error.contains(said) && !error.contains("secret@"), "{text}: {error}");
        }
    }
}
