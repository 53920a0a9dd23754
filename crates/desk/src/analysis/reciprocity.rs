//! Does one side's violence raise the other's in the days after?
//!
//! The question is put as a regression, as in studies of reprisal (Jaeger and Paserman, "The Cycle of Violence?", American
//! Economic Review 2008, vector autoregressions of daily counts): how many events B has on a day, by how many A had on the
//! days before, with B's own on these days held fixed. What rises and falls slowly for both (a season, an offensive, an
//! outlet that opened an office) is taken out of all counts first, by a line that may bend every six weeks.
//!
//! The interval allows for counts that vary more than chance and hang together over days (Newey and West), and is never
//! narrower than that of plain least squares. Then the same question is asked with A's calendar moved by four to seventeen
//! weeks to either side, where no answer is to be expected: if these estimates scatter more than their own errors say, the
//! interval is widened by as much.

/// Days between two bends of the line that is taken out.
const BEND: f64 = 42.0;
/// By how many days A's calendar is moved for comparison, to either side.
const MOVES: std::ops::Range<usize> = 28..120;
/// Days between two such moves.
const STEP: usize = 5;
/// Standard errors to either side that an interval of 95 in 100 spans.
const Z: f64 = 1.96;
/// Fewest days that are looked at.
pub(crate) const FEWEST_DAYS: usize = 180;
/// Fewest days on which each side has an event.
pub(crate) const FEWEST_ACTIVE: usize = 12;
/// The window is looked at day by day up to this one.
pub(crate) const LONGEST: usize = 14;

/// How many events of B more than otherwise follow one of A.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub(crate) struct Extra {
    /// Days after the event of A, its own day left out, that are counted.
    pub days: usize,
    /// Events of B more than otherwise (fewer if below 0), for each event of A.
    pub estimate: f64,
    /// Lower end of the interval of 95 in 100.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub(crate) struct Response {
    /// For the window asked for.
    pub extra: Extra,
    /// For each window from one day to fourteen.
    pub windows: Vec<Extra>,
    /// By how much the interval was widened; 1 where the moved calendars scatter no more than they should.
    pub widened: f64,
}

impl Response {
    /// Whether B has more events after those of A than otherwise, beyond what chance explains.
    pub fn is_raised(&self) -> bool {
        self.extra.low > 0.0
    }
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Unable {
    /// The days are too few.
    Short,
    /// One side or the other has events on too few days.
    Few,
    /// The counts hardly vary beside each other.
    Flat,
}

/// How many events of `b` follow one of `a` within `window` days (1 to 14), from counts of the same days.
pub(crate) fn response(a: &[f64], b: &[f64], window: usize) -> Result<Response, Unable> {
    let active = |side: &[f64]| side.iter().filter(|count| **count > 0.0).count();
    if a.len() < FEWEST_DAYS || a.len() != b.len() {
        return Err(Unable::Short);
    }
    if active(a).min(active(b)) < FEWEST_ACTIVE {
        return Err(Unable::Few);
    }
    let (estimate, error) = Days::of(b, window).and_then(|days| days.fit(a)).ok_or(Unable::Flat)?;
    let widened = scatter(a, b, window).unwrap_or(1.0).max(1.0);
    let extra = |days: usize, (estimate, error): (f64, f64)| {
        let (all, reach) = (days as f64 * estimate, days as f64 * error * widened * Z);
        Extra { days, estimate: all, low: all - reach, high: all + reach }
    };
    let windows = (1..=LONGEST).filter_map(|days| Some(extra(days, Days::of(b, days)?.fit(a)?)));
    Ok(Response { extra: extra(window, (estimate, error)), windows: windows.collect(), widened })
}

/// How widely the estimates of moved calendars scatter, in their own standard errors.
fn scatter(a: &[f64], b: &[f64], window: usize) -> Option<f64> {
    let days = Days::of(b, window)?;
    let moved = |by: usize| {
        let mut moved = a.to_vec();
        moved.rotate_right(by % a.len());
        days.fit(&moved).map(|(estimate, error)| estimate / error)
    };
    let moves = MOVES.step_by(STEP).flat_map(|by| [by, a.len() - by.min(a.len())]);
    let found: Vec<f64> = moves.filter_map(moved).collect();
    let squares: f64 = found.iter().map(|t| t * t).sum();
    (!found.is_empty()).then(|| (squares / found.len() as f64).sqrt())
}

/// The days of B from the first that has a whole window before it, with all that does not depend on A.
struct Days {
    window: usize,
    /// B's events, less the line.
    events: Vec<f64>,
    /// B's own events in the window before, less the line.
    own: Vec<f64>,
}

impl Days {
    fn of(b: &[f64], window: usize) -> Option<Days> {
        let events = without_line(b.get(window..)?);
        Some(Days { window, events, own: without_line(&before(b, window)) })
    }

    /// Events of B on each day of the window for each event of A, and the standard error. `None` if A's events cannot be told
    /// apart from B's own.
    fn fit(&self, a: &[f64]) -> Option<(f64, f64)> {
        let other = without_line(&before(a, self.window));
        let (aa, ab, bb) = (dot(&other, &other), dot(&other, &self.own), dot(&self.own, &self.own));
        let (ya, yb) = (dot(&self.events, &other), dot(&self.events, &self.own));
        let determinant = aa * bb - ab * ab;
        if determinant <= 1e-9 * aa * bb {
            return None;
        }
        let (of_a, of_b) = ((bb * ya - ab * yb) / determinant, (aa * yb - ab * ya) / determinant);
        let fitted = other.iter().zip(&self.own).map(|(x, z)| of_a * x + of_b * z);
        let residual: Vec<f64> = self.events.iter().zip(fitted).map(|(y, fitted)| y - fitted).collect();
        let days = residual.len() as f64;
        let free = days - bends(residual.len()) as f64 - 3.0;
        // A's share of the inverse matrix, applied to the regressors: the estimate's weight on each day's residual.
        let weight = other.iter().zip(&self.own).map(|(x, z)| (bb * x - ab * z) / determinant);
        let pull: Vec<f64> = weight.zip(&residual).map(|(weight, residual)| weight * residual).collect();
        let robust = long_run(&pull, self.window) * days / free;
        let plain = dot(&residual, &residual) / free * bb / determinant;
        Some((of_a, robust.max(plain).sqrt()))
    }
}

/// For each day that has a whole window before it, the events of the window.
fn before(counts: &[f64], window: usize) -> Vec<f64> {
    let mut sum: f64 = counts.iter().take(window).sum();
    let mut sums = Vec::with_capacity(counts.len().saturating_sub(window));
    for (at, count) in counts.iter().enumerate().skip(window) {
        sums.push(sum);
        sum += count - counts[at - window];
    }
    sums
}

/// The variance of a sum whose parts hang together over some days (Newey and West, with Bartlett's weights).
fn long_run(parts: &[f64], days: usize) -> f64 {
    let with = |lag: usize| parts.iter().zip(parts.iter().skip(lag)).map(|(a, b)| a * b).sum::<f64>();
    let weight = |lag: usize| 2.0 * (1.0 - lag as f64 / (days + 1) as f64);
    with(0) + (1..=days).map(|lag| weight(lag) * with(lag)).sum::<f64>()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// How many straight pieces the line over so many days has.
fn bends(days: usize) -> usize {
    ((days.saturating_sub(1) as f64 / BEND).round() as usize).max(1)
}

/// The values less the broken line that fits them best.
fn without_line(values: &[f64]) -> Vec<f64> {
    let pieces = bends(values.len());
    let at = |day: usize| {
        let along = day as f64 * pieces as f64 / (values.len().max(2) - 1) as f64;
        let piece = (along as usize).min(pieces - 1);
        (piece, along - piece as f64)
    };
    // Each knot's hat overlaps with the next alone, so that the equations have three diagonals.
    let (mut middle, mut beside, mut right) = (vec![1e-12; pieces + 1], vec![0.0; pieces], vec![0.0; pieces + 1]);
    for (day, value) in values.iter().enumerate() {
        let (piece, share) = at(day);
        let (left, here) = (1.0 - share, share);
        middle[piece] += left * left;
        middle[piece + 1] += here * here;
        beside[piece] += left * here;
        right[piece] += left * value;
        right[piece + 1] += here * value;
    }
    for knot in 1..=pieces {
        let factor = beside[knot - 1] / middle[knot - 1];
        middle[knot] -= factor * beside[knot - 1];
        right[knot] -= factor * right[knot - 1];
    }
    let mut height = right;
    height[pieces] /= middle[pieces];
    for knot in (0..pieces).rev() {
        height[knot] = (height[knot] - beside[knot] * height[knot + 1]) / middle[knot];
    }
    let line = |day: usize| {
        let (piece, share) = at(day);
        (1.0 - share) * height[piece] + share * height[piece + 1]
    };
    values.iter().enumerate().map(|(day, value)| value - line(day)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SplitMix64: the same numbers on every machine.
    struct Dice(u64);

    impl Dice {
        fn throw(&mut self) -> f64 {
            self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = self.0;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
        }

        fn poisson(&mut self, mean: f64) -> f64 {
            let (mut product, mut count) = (self.throw(), 0.0);
            while product > (-mean).exp() {
                product *= self.throw();
                count += 1.0;
            }
            count
        }
    }

    /// Two sides that act by chance, the more the more was done of late: `by[i][j]` is how many events of side i one of side j
    /// brings about in the end, 30 in 100 of them on the next day. What they do of themselves goes up and down over half a year
    /// by `swing`.
    struct World {
        rate: f64,
        by: [[f64; 2]; 2],
        swing: f64,
    }

    impl World {
        fn days(&self, days: usize, dice: &mut Dice) -> [Vec<f64>; 2] {
            let (mut sides, mut memory) = ([Vec::new(), Vec::new()], [0.0; 2]);
            for day in 0..days + 100 {
                let season = 1.0 + self.swing * (day as f64 * std::f64::consts::TAU / 180.0).sin();
                let count = [0, 1].map(|side| {
                    let brought: f64 = (0..2).map(|other| self.by[side][other] * memory[other]).sum();
                    dice.poisson(self.rate * season + brought)
                });
                for side in 0..2 {
                    memory[side] = 0.7 * memory[side] + 0.3 * count[side];
                    if day >= 100 {
                        sides[side].push(count[side]);
                    }
                }
            }
            sides
        }

        /// Of many such worlds: how often the test says that the first raises the second, how often its interval leaves the
        /// number `truth` out, and the mean estimate.
        fn runs(&self, days: usize, truth: f64) -> (f64, f64, f64) {
            const WORLDS: usize = 200;
            let mut dice = Dice(7);
            let (mut raised, mut missed, mut mean) = (0.0, 0.0, 0.0);
            for _ in 0..WORLDS {
                let [a, b] = self.days(days, &mut dice);
                let found = response(&a, &b, 7).unwrap();
                raised += f64::from(u8::from(found.is_raised()));
                missed += f64::from(u8::from(found.extra.low > truth || found.extra.high < truth));
                mean += found.extra.estimate;
            }
            let all = WORLDS as f64;
            println!("{days} days: raised {:.3}, missed {:.3}, mean {:.3}", raised / all, missed / all, mean / all);
            (raised / all, missed / all, mean / all)
        }
    }

    #[test]
    fn sides_that_ignore_each_other_raise_a_false_alarm_as_rarely_as_stated() {
        for (rate, own, swing) in [(0.2, 0.0, 0.0), (0.1, 0.5, 0.0), (0.2, 0.0, 0.8), (1.0, 0.5, 0.8)] {
            let (raised, missed, mean) = World { rate, by: [[own, 0.0], [0.0, own]], swing }.runs(730, 0.0);
            assert!(raised <= 0.06 && missed <= 0.10 && mean.abs() < 0.05, "{raised} {missed} {mean}");
        }
    }

    #[test]
    fn who_is_answered_is_not_taken_for_who_answers() {
        let (raised, _, _) = World { rate: 0.1, by: [[0.3, 0.4], [0.0, 0.3]], swing: 0.0 }.runs(730, 0.0);
        assert!(raised <= 0.05, "{raised}");
    }

    #[test]
    fn an_answer_is_found_at_its_size() {
        // 1 - 0.7^7 of what an event brings about falls within a week; what follows from that again makes it a little more.
        for (brought, least) in [(0.3, 0.65), (0.6, 0.95)] {
            let truth = brought * (1.0 - 0.7f64.powi(7));
            for swing in [0.0, 0.8] {
                let world = World { rate: 0.1, by: [[0.3, 0.0], [brought, 0.3]], swing };
                let (raised, missed, mean) = world.runs(1095, truth);
                assert!(raised >= least && missed <= 0.15 && (mean - truth).abs() < 0.15, "{raised} {missed} {mean}");
            }
        }
    }

    #[test]
    fn too_little_to_go_by_is_said() {
        let quiet = vec![0.0; 400];
        let mut few = quiet.clone();
        few.iter_mut().step_by(50).for_each(|count| *count = 1.0);
        assert_eq!(response(&few, &few, 7), Err(Unable::Few));
        assert_eq!(response(&quiet[..90], &few[..90], 7), Err(Unable::Short));
        let mut dice = Dice(3);
        let busy: Vec<f64> = (0..400).map(|_| dice.poisson(0.5)).collect();
        assert_eq!(response(&busy, &busy, 7), Err(Unable::Flat), "one side is the other");
    }

    #[test]
    fn the_line_takes_out_any_line_and_nothing_is_left_along_it() {
        let mut dice = Dice(5);
        for days in [2, 43, 400] {
            let slope: Vec<f64> = (0..days).map(|day| 3.0 - 0.2 * day as f64).collect();
            assert!(without_line(&slope).iter().all(|left| left.abs() < 1e-6));
            let noise: Vec<f64> = (0..days).map(|_| dice.throw()).collect();
            let left = without_line(&noise);
            assert!(left.iter().sum::<f64>().abs() < 1e-6 && dot(&left, &slope).abs() < 1e-4);
        }
    }

    #[test]
    fn more_of_the_same_scale_scales_the_answer() {
        let [a, b] = World { rate: 0.3, by: [[0.2, 0.0], [0.4, 0.2]], swing: 0.3 }.days(600, &mut Dice(11));
        let twice: Vec<f64> = b.iter().map(|count| 2.0 * count).collect();
        let (once, doubled) = (response(&a, &b, 7).unwrap().extra, response(&a, &twice, 7).unwrap().extra);
        assert!((2.0 * once.estimate - doubled.estimate).abs() < 1e-9 && (2.0 * once.low - doubled.low).abs() < 1e-9);
    }
}
