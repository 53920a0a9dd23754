use jiff::ToSpan;
use record::Date;
use serde::Serialize;

use super::digest::{Deed, Digest};
use super::period::published;

/// Standard errors to either side that an interval of 95 in 100 spans.
const Z: f64 = 1.96;
/// Fewest weeks from which it is measured how much counts vary.
const WEEKS: usize = 6;

/// One of two periods that are compared.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Side {
    /// First and last day, both counted.
    pub from: Date,
    pub to: Date,
    pub days: usize,
    /// Events whose days all lie in it.
    pub events: usize,
    /// Events that may lie in it or not.
    pub perhaps: usize,
    pub killed_best: u64,
    /// Reports of the store that were published in it, on whatever subject, and by how many outlets.
    pub reports: usize,
    pub outlets: usize,
    #[serde(skip)]
    weeks: Vec<f64>,
}

/// How often events were told of in one period, against another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Comparison {
    pub first: Side,
    pub second: Side,
    /// How many times as many events a day the second has; `None` if neither has any.
    pub ratio: Option<Ratio>,
    /// The same of reports; `None` if one of the periods has none.
    pub reports_ratio: Option<f64>,
}

/// A ratio of rates, with its interval of 95 in 100.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Ratio {
    pub ratio: f64,
    pub low: f64,
    pub high: f64,
    /// How many times as much weekly counts vary as if events came by chance alone; `None` where the weeks are too few to
    /// tell, and chance alone is assumed.
    pub spread: Option<f64>,
}

/// Compares events of two periods, each with its first and last day.
pub(crate) fn compare(digest: &Digest, deeds: &[&Deed], first: (Date, Date), second: (Date, Date)) -> Comparison {
    let (first, second) = (side(digest, deeds, first), side(digest, deeds, second));
    let per_day = |side: &Side| side.reports as f64 / side.days as f64;
    let reports_ratio = (first.reports > 0 && second.reports > 0).then(|| per_day(&second) / per_day(&first));
    let ratio = ratio((first.events, first.days), (second.events, second.days), spread([&first.weeks, &second.weeks]));
    Comparison { first, second, ratio, reports_ratio }
}

fn side(digest: &Digest, deeds: &[&Deed], (from, to): (Date, Date)) -> Side {
    let after = |day: Date| from.until(day).map_or(0, |span| span.get_days().max(0) as usize);
    let days = after(to) + 1;
    let (reports, outlets) = published(digest, from, to.saturating_add(1.day()));
    let weeks = vec![0.0; days / 7];
    let mut side = Side { from, to, days, events: 0, perhaps: 0, killed_best: 0, reports, outlets, weeks };
    for deed in deeds {
        let Some((begun, ended)) = deed.days else { continue };
        if from <= begun && ended <= to {
            side.events += 1;
            side.killed_best += deed.killed()[1].unwrap_or(0);
            side.weeks.get_mut(after(begun) / 7).into_iter().for_each(|week| *week += 1.0);
        } else if begun <= to && from <= ended {
            side.perhaps += 1;
        }
    }
    side
}

/// By Poisson rates whose variance is `spread` times as wide; half an event is added to each count, so that none is 0.
fn ratio(first: (usize, usize), second: (usize, usize), spread: Option<f64>) -> Option<Ratio> {
    if first.0 + second.0 == 0 {
        return None;
    }
    let (a, b) = (first.0 as f64 + 0.5, second.0 as f64 + 0.5);
    let ratio = (b / second.1 as f64) / (a / first.1 as f64);
    let reach = (Z * (spread.unwrap_or(1.0) * (1.0 / a + 1.0 / b)).sqrt()).exp();
    Some(Ratio { ratio, low: ratio / reach, high: ratio * reach, spread })
}

/// The variance of weekly counts over their mean, both within each period; never below 1.
fn spread(periods: [&Vec<f64>; 2]) -> Option<f64> {
    let (mut sum, mut free) = (0.0, 0.0);
    for weeks in periods {
        let mean = weeks.iter().sum::<f64>() / weeks.len().max(1) as f64;
        if mean > 0.0 {
            sum += weeks.iter().map(|week| (week - mean).powi(2) / mean).sum::<f64>();
            free += weeks.len() as f64 - 1.0;
        }
    }
    let enough = periods.iter().map(|weeks| weeks.len()).sum::<usize>() >= WEEKS && free > 0.0;
    enough.then(|| (sum / free).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_give_one_and_the_interval_holds_it() {
        let found = ratio((50, 100), (25, 50), None).unwrap();
        assert!((found.ratio - 1.0).abs() < 0.02 && found.low < 0.7 && found.high > 1.5, "{found:?}");
        let wide = ratio((50, 100), (25, 50), Some(4.0)).unwrap();
        assert!((wide.high.ln() / found.high.ln() - 2.0).abs() < 0.05, "{wide:?}");
    }

    #[test]
    fn nothing_in_either_period_is_no_ratio_and_nothing_in_one_is_a_wide_one() {
        assert_eq!(ratio((0, 30), (0, 30), None), None);
        let found = ratio((0, 30), (3, 30), None).unwrap();
        assert!(found.low < 1.0 && found.high > 20.0, "{found:?}");
    }

    #[test]
    fn bunched_weeks_widen_the_interval_and_even_ones_do_not_narrow_it() {
        assert_eq!(spread([&vec![2.0; 10], &vec![3.0; 10]]), Some(1.0));
        let bunched = vec![0.0, 0.0, 9.0, 0.0, 0.0, 9.0];
        assert!(spread([&bunched, &vec![1.0; 6]]).unwrap() > 3.0);
        assert_eq!(spread([&vec![1.0, 2.0], &vec![1.0]]), None);
    }
}
