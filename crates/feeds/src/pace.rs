//! When to ask again.

use std::time::Duration;

use jiff::Timestamp;

/// Nothing is put off for longer, whatever a server asks for.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The longest that a feed which fails again and again is left alone without having asked for it.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(24 * 60 * 60);

/// How long to leave something alone that failed so many times in a row: twice as long each time.
pub(crate) fn back_off(usual: Duration, failures: u32) -> Duration {
    let doubled = usual.saturating_mul(1 << failures.min(16));
    doubled.min(LONGEST_BACK_OFF).max(usual)
}

/// How long a `Retry-After` asks to wait: seconds, or a date. `None` if it is neither.
pub(crate) fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    let value = value.trim();
    let wait = match value.parse::<u64>() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => {
            let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
            Duration::try_from(until.duration_since(now)).unwrap_or_default()
        }
    };
    Some(wait.min(LONGEST))
}

/// A time after another; the last there is where there is none so late.
pub(crate) fn after(now: Timestamp, wait: Duration) -> Timestamp {
    now.checked_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_asks_for_time_gets_it_within_a_week() {
        let now: Timestamp = "2024-03-05T10:00:00Z".parse().unwrap();
        let seconds = |value| retry_after(value, now).map(|wait| wait.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Tue, 05 Mar 2024 10:05:00 GMT"), Some(300));
        assert_eq!(seconds("Tue, 05 Mar 2024 09:05:00 GMT"), Some(0));
        assert_eq!(seconds("99999999999"), Some(7 * 86_400));
        assert_eq!((seconds("soon"), seconds("-5"), seconds("")), (None, None, None));
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let minutes = |usual: u64, failures| back_off(Duration::from_secs(60 * usual), failures).as_secs() / 60;
        assert_eq!((minutes(15, 0), minutes(15, 1), minutes(15, 3), minutes(15, 99)), (15, 30, 120, 1440));
        assert_eq!(minutes(3 * 1440, 5), 3 * 1440, "a feed that is asked every three days is not asked more often");
    }
}
