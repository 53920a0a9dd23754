use jiff::ToSpan;
use record::Date;
use serde::Serialize;

use super::outlines::{Line, day_number, day_of};

/// More bars than this cannot be told apart.
const MOST_BARS: i32 = 130;
/// Labels below the bars, about so many.
const LABELS: usize = 6;

/// How long a bar of the timeline is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Step {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

const STEPS: [(Step, i32); 6] =
    [(Step::Day, 1), (Step::Week, 7), (Step::Month, 31), (Step::Quarter, 91), (Step::Year, 365), (Step::Decade, 3653)];

/// Events by their first possible day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Timeline {
    pub step: Step,
    /// The first and the last day that it shows.
    pub from: Date,
    pub to: Date,
    pub bars: Vec<Bar>,
    /// How many events the highest bar has.
    pub most: usize,
    pub labels: Vec<Label>,
}

/// Events that began within some days.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Bar {
    pub from: Date,
    pub to: Date,
    pub events: usize,
    /// Those among them of which the day is known less exactly than the bar is long.
    pub loose: usize,
    /// Killed, by the best figures.
    pub killed: u64,
    /// Where it stands, in hundredths of the width and the height.
    pub x: f64,
    pub width: f64,
    pub height: f64,
    pub loose_height: f64,
}

/// A day named below the bars.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Label {
    pub words: String,
    pub x: f64,
}

impl Timeline {
    /// Of the dated among these events, from one day to another, or as far as they go. `None` if none has a day.
    pub fn of(lines: &[&Line], from: Option<i32>, to: Option<i32>) -> Option<Timeline> {
        let starts = || lines.iter().filter_map(|line| line.days).map(|(start, _)| start);
        let from = from.or_else(|| starts().min())?;
        let to = to.or_else(|| starts().max())?.max(from);
        let span = to - from + 1;
        let step = STEPS.iter().find(|(_, days)| span / days <= MOST_BARS).map_or(Step::Decade, |(step, _)| *step);
        let mut timeline = Timeline::empty(step, from, to);
        let firsts: Vec<i32> = timeline.bars.iter().map(|bar| day_number(bar.from)).collect();
        for line in lines {
            let Some((start, end)) = line.days.filter(|(start, end)| *start <= to && *end >= from) else { continue };
            // What began earlier and may have lasted counts where the days begin.
            let at = firsts.partition_point(|first| *first <= start.max(from)).saturating_sub(1);
            let Some(bar) = timeline.bars.get_mut(at) else { continue };
            bar.events += 1;
            bar.loose += usize::from(end - start >= step.days());
            bar.killed += line.killed()[1].unwrap_or(0);
        }
        timeline.raise();
        Some(timeline)
    }

    fn empty(step: Step, from: i32, to: i32) -> Timeline {
        let (first, last) = (day_of(from), day_of(to));
        let span = f64::from(to - from + 1);
        let x = |day: i32| f64::from((day - from).max(0)) / span * 100.0;
        let mut bars = Vec::new();
        let mut begin = step.begin(first);
        while begin <= last {
            let next = step.after(begin);
            let (a, b) = (day_number(begin).max(from), (day_number(next) - 1).min(to));
            bars.push(Bar {
                from: day_of(a),
                to: day_of(b),
                events: 0,
                loose: 0,
                killed: 0,
                x: round(x(a)),
                width: round(x(b + 1) - x(a)),
                height: 0.0,
                loose_height: 0.0,
            });
            if next <= begin {
                break;
            }
            begin = next;
        }
        Timeline { step, from: first, to: last, labels: labels(step, &bars), bars, most: 0 }
    }

    /// Gives the bars their heights.
    fn raise(&mut self) {
        self.most = self.bars.iter().map(|bar| bar.events).max().unwrap_or(0);
        let share = |count: usize, most: usize| if most == 0 { 0.0 } else { round(count as f64 / most as f64 * 100.0) };
        for bar in &mut self.bars {
            bar.height = share(bar.events, self.most);
            bar.loose_height = share(bar.loose, self.most);
        }
    }
}

impl Step {
    fn days(self) -> i32 {
        STEPS.iter().find(|(step, _)| *step == self).map_or(1, |(_, days)| *days)
    }

    /// The first day of the step that has a day; weeks begin on Monday.
    fn begin(self, day: Date) -> Date {
        let of = |year: i16, month: i8| Date::new(year, month, 1).unwrap_or(day);
        match self {
            Step::Day => day,
            Step::Week => day.saturating_sub(i64::from(day.weekday().to_monday_zero_offset()).days()),
            Step::Month => day.first_of_month(),
            Step::Quarter => of(day.year(), (day.month() - 1) / 3 * 3 + 1),
            Step::Year => day.first_of_year(),
            Step::Decade => of(day.year().div_euclid(10) * 10, 1),
        }
    }

    /// The first day after the step that begins on a day.
    fn after(self, begin: Date) -> Date {
        begin.saturating_add(match self {
            Step::Day => 1.day(),
            Step::Week => 1.week(),
            Step::Month => 1.month(),
            Step::Quarter => 3.months(),
            Step::Year => 1.year(),
            Step::Decade => 10.years(),
        })
    }
}

/// The beginnings of every so many bars, as long as their step is exact.
fn labels(step: Step, bars: &[Bar]) -> Vec<Label> {
    let every = bars.len().div_ceil(LABELS).max(1);
    let words = |day: Date| match step {
        Step::Day | Step::Week => day.to_string(),
        Step::Month | Step::Quarter => day.strftime("%Y-%m").to_string(),
        Step::Year | Step::Decade => day.strftime("%Y").to_string(),
    };
    bars.iter().step_by(every).map(|bar| Label { words: words(bar.from), x: bar.x }).collect()
}

fn round(hundredths: f64) -> f64 {
    (hundredths * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::overview::outlines::sample;

    fn day(words: &str) -> i32 {
        day_number(words.parse().unwrap())
    }

    #[test]
    fn bars_are_as_long_as_the_span_allows() {
        let step = |to: &str| {
            let lines = [sample("2024-01-01", "2024-01-01"), sample(to, to)];
            let timeline = Timeline::of(&lines.iter().collect::<Vec<_>>(), None, None).unwrap();
            assert!(timeline.bars.len() <= MOST_BARS as usize + 1, "{to}: {}", timeline.bars.len());
            assert_eq!(timeline.bars.iter().map(|bar| bar.events).sum::<usize>(), 2, "{to}");
            let end = timeline.bars.last().map(|bar| bar.x + bar.width).unwrap();
            assert!((end - 100.0).abs() < 0.1, "{to}: {end}");
            timeline.step
        };
        assert_eq!(step("2024-01-01"), Step::Day);
        assert_eq!(step("2024-05-01"), Step::Day);
        assert_eq!(step("2025-05-01"), Step::Week);
        assert_eq!(step("2030-05-01"), Step::Month);
        assert_eq!(step("2050-05-01"), Step::Quarter);
        assert_eq!(step("2100-05-01"), Step::Year);
        assert_eq!(step("2900-05-01"), Step::Decade);
    }

    #[test]
    fn weeks_begin_on_monday_and_are_cut_where_the_days_are() {
        let lines = [sample("2024-01-31", "2024-01-31"), sample("2024-02-05", "2024-02-29")];
        let lines: Vec<&Line> = lines.iter().collect();
        let timeline = Timeline::of(&lines, Some(day("2024-01-31")), Some(day("2024-12-31"))).unwrap();
        assert_eq!(timeline.step, Step::Week);
        let days: Vec<String> = timeline.bars.iter().take(2).map(|bar| format!("{} {}", bar.from, bar.to)).collect();
        assert_eq!(days, ["2024-01-31 2024-02-04", "2024-02-05 2024-02-11"]);
        assert_eq!((timeline.bars[0].events, timeline.bars[0].loose), (1, 0));
        assert_eq!((timeline.bars[1].events, timeline.bars[1].loose), (1, 1));
    }

    #[test]
    fn what_may_have_lasted_into_the_days_counts_where_they_begin() {
        let lines = [sample("2023-01-01", "2023-12-31"), sample("2022-01-01", "2022-01-01")];
        let lines: Vec<&Line> = lines.iter().collect();
        let timeline = Timeline::of(&lines, Some(day("2023-06-01")), Some(day("2023-06-30"))).unwrap();
        assert_eq!((timeline.bars[0].events, timeline.most), (1, 1));
        assert!(Timeline::of(&[], None, None).is_none());
    }
}
