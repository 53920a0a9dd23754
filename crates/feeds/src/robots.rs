//! What a host lets programs ask for, by its robots.txt (RFC 9309).

use std::panic::catch_unwind;
use std::time::Duration;

use texting_robots::Robot;

/// The name that robots.txt knows this program by.
pub(crate) const NAME: &str = "dateline";

/// The most bytes of a robots.txt that are read.
pub(crate) const MOST: u64 = 512 << 10;

/// The longest pause that a robots.txt is granted between two requests.
pub(crate) const LONGEST_PAUSE: Duration = Duration::from_secs(120);

/// What a host's robots.txt says, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Rules {
    /// There is none: everything may be asked for.
    Open,
    /// It could not be had (an error of the server, or no answer): nothing may be asked for until it can.
    Closed,
    /// It says so.
    Text(Vec<u8>),
}

impl Rules {
    /// Whether a whole address may be asked for, and how long to pause between requests.
    pub(crate) fn allow(&self, url: &str) -> (bool, Option<Duration>) {
        let text = match self {
            Rules::Open => return (true, None),
            Rules::Closed => return (false, None),
            Rules::Text(text) => text,
        };
        let read = catch_unwind(|| {
            let robot = Robot::new(NAME, text).ok()?;
            let pause = robot.delay.filter(|pause| pause.is_finite() && *pause > 0.0);
            Some((
                robot.allowed(url),
                pause.map(|pause| Duration::from_secs_f32(pause.min(LONGEST_PAUSE.as_secs_f32()))),
            ))
        });
        // What cannot be read at all forbids nothing.
        read.ok().flatten().unwrap_or((true, None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_group_goes_before_that_of_all() {
        let rules = Rules::Text(
            b"User-agent: *\nDisallow: /\n\nUser-agent: Dateline\nDisallow: /private\nCrawl-delay: 2\n".to_vec(),
        );
        assert_eq!(rules.allow("https://a.example/news"), (true, Some(Duration::from_secs(2))));
        assert!(!rules.allow("https://a.example/private/1").0);
        let all = Rules::Text(b"User-agent: *\nDisallow: /\nCrawl-delay: 1e30".to_vec());
        assert_eq!(all.allow("https://a.example/news"), (false, Some(Duration::from_secs(120))));
        assert!(!Rules::Closed.allow("https://a.example/").0);
    }

    #[test]
    fn garbage_forbids_nothing() {
        for garbage in [
            &b"\x00\xFF\xFE binary \x80"[..],
            b"<html>404</html>",
            b"Disallow",
            b"User-agent: *\nDisallow: [[[(((",
            b"",
        ] {
            assert!(Rules::Text(garbage.to_vec()).allow("https://a.example/news").0, "{garbage:?}");
        }
    }
}
