//! What the user is told while a run goes on: a bar at a terminal, notes, errors, and the closing line.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use record::CodedReport;

/// What a run has done so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub reports: usize,
    pub events: usize,
    pub tallies: usize,
    pub doubts: usize,
    pub skipped: usize,
    pub failed: usize,
    pub earlier: usize,
}

impl Counts {
    pub fn add(&mut self, coded: &CodedReport) {
        self.reports += 1;
        self.events += coded.event_reports.len();
        self.tallies += coded.tallies.len();
        self.doubts += coded.doubts.len() + coded.event_reports.iter().map(|e| e.doubts.len()).sum::<usize>();
    }
}

/// The voice of a run on standard error.
pub struct Progress {
    bar: ProgressBar,
    quiet: bool,
    started: Instant,
}

impl Progress {
    /// A bar is shown where standard error is a terminal and the records do not scroll by on one.
    pub fn new(sources: usize, quiet: bool, records_on_terminal: bool) -> Progress {
        let visible = !quiet && !records_on_terminal && std::io::stderr().is_terminal();
        let bar = if visible { ProgressBar::new(sources as u64) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} files  {msg}  {elapsed}");
        bar.set_style(style.expect("the template is written here and parses"));
        if visible {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Progress { bar, quiet, started: Instant::now() }
    }

    /// Something that the user may want to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Something that the user must know.
    pub fn error(&self, text: &str) {
        self.bar.suspend(|| anstream::eprintln!("dateline: {}", publish::plain(text)));
    }

    pub fn show(&self, counts: &Counts) {
        self.bar.set_message(format!("{} reports, {} events", HumanCount(counts.reports as u64), counts.events));
    }

    pub fn sources_done(&self, sources: usize) {
        self.bar.inc(sources as u64);
    }

    /// The closing line.
    pub fn close(&self, counts: &Counts) {
        self.bar.finish_and_clear();
        if self.quiet {
            return;
        }
        let earlier = if counts.earlier > 0 { format!(" ({} done earlier)", counts.earlier) } else { String::new() };
        anstream::eprintln!(
            "{}{earlier}, {}, {}, {}, {} skipped, {} failed, {:.1} s",
            several(counts.reports, "report", "reports"),
            several(counts.events, "event", "events"),
            several(counts.tallies, "tally", "tallies"),
            several(counts.doubts, "doubt", "doubts"),
            counts.skipped,
            counts.failed,
            self.started.elapsed().as_secs_f64()
        );
    }
}

/// "1 report", "2 reports".
pub fn several(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
