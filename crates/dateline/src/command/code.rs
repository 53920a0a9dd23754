//! `dateline code`: reports become records.

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};
use dateline::batch::{Batch, Copies, LeftOut};
use dateline::intake::name;
use dateline::pipeline;
use dateline::proposing::{self, Propose};
use publish::{Content, Format, Layout};
use record::{CodedReport, Report};

use crate::args::{CodeArgs, FormatArg, STORE};
use crate::codebook::InUse;
use crate::output::{Output, part_of};
use crate::progress::{Counts, Progress};
use crate::written::Written;
use crate::{Outcome, codebook};

/// Reports that are coded between two looks at the clock and the user's wish to stop.
const STRIDE: usize = 256;

/// Reads, codes and writes every report of the paths.
pub fn run(mut args: CodeArgs) -> Result<Outcome> {
    args.output = args.output.filter(|path| path.as_os_str() != "-");
    if let Some(store) = store(&args) {
        set_jobs(args.jobs)?;
        return super::add::code(&args, &store);
    }
    let layout = layout(&args)?;
    if args.codebook.dir.is_none() {
        // The wordings of page furniture take as long to compile as the codebook to read: both at once.
        thread::spawn(ingest::OutletBook::builtin);
    }
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    set_jobs(args.jobs)?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), args.published)?;
    let sources = sources(&args);
    let on_terminal = args.output.is_none() && io::stdout().is_terminal();
    let progress = Progress::new(sources.len(), args.quiet, on_terminal);
    let stop = stop_on_interrupt(args.output.is_some())?;
    let (output, written) = match &args.output {
        None => (Output::stdout(layout)?, Written::default()),
        Some(path) if args.resume => Output::resumed(path, layout)?,
        Some(path) => (Output::file(path, layout)?, Written::default()),
    };
    let proposer = proposer(&args, &progress)?;
    let mut run = Run {
        codebook,
        reader: args.reader.open()?,
        layout,
        progress,
        stop,
        output,
        written,
        counts: Counts::default(),
        proposer,
        proposed: Proposed::default(),
    };
    for batch in pipeline::ingest(sources, options, Copies::Fold, Arc::clone(&run.stop)) {
        run.batch(batch)?;
    }
    if run.stopped() { run.interrupted(args.output.as_deref()) } else { run.finish() }
}

/// The store that reports go to: the one that was named, else the one that lies here if no other output is asked for.
fn store(args: &CodeArgs) -> Option<PathBuf> {
    let here = || (args.output.is_none() && args.format.is_none()).then(|| PathBuf::from(STORE));
    args.store.clone().or_else(|| here().filter(|path| path.exists()))
}

pub fn set_jobs(jobs: Option<u16>) -> Result<()> {
    match jobs {
        Some(jobs) => Ok(rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build_global()?),
        None => Ok(()),
    }
}

struct Run {
    codebook: InUse,
    reader: Option<&'static reader::Reader>,
    layout: Layout,
    progress: Progress,
    stop: Arc<AtomicBool>,
    output: Output,
    written: Written,
    counts: Counts,
    proposer: Option<Box<dyn Propose>>,
    proposed: Proposed,
}

impl Run {
    fn batch(&mut self, mut batch: Batch) -> Result<()> {
        for left_out in &batch.left_out {
            self::left_out(left_out, &mut self.counts, &self.progress);
        }
        let before = batch.reports.len();
        batch.reports.retain(|report| !self.written.has(report));
        self.counts.earlier += before - batch.reports.len();
        let stride = if self.proposer.is_some() { proposing::STRIDE } else { STRIDE };
        for reports in batch.reports.chunks(stride) {
            if self.stopped() {
                return Ok(());
            }
            self.code(reports)?;
        }
        self.progress.sources_done(batch.sources_done);
        Ok(())
    }

    fn code(&mut self, reports: &[Report]) -> Result<()> {
        let published = self.published(reports);
        for (report, published) in reports.iter().zip(published) {
            let Some((coded, text)) = published else {
                broke_down(report, &mut self.counts, &self.progress);
                continue;
            };
            self.output.report(&text)?;
            self.counts.add(&coded);
        }
        self.progress.show(&self.counts);
        self.output.flush()
    }

    /// Reports coded and laid out, with what is proposed for them if somebody is asked.
    fn published(&mut self, reports: &[Report]) -> Vec<Option<(CodedReport, String)>> {
        let Some(proposer) = &self.proposer else {
            return pipeline::publish(reports, &self.codebook, self.reader, &self.layout);
        };
        let mut coded = pipeline::code_all(&reports.iter().collect::<Vec<_>>(), &self.codebook, self.reader);
        let mut some: Vec<&mut CodedReport> = coded.iter_mut().flatten().collect();
        let outcomes = proposing::propose_all(&mut some, &self.codebook, proposer.as_ref());
        for (coded, outcome) in some.iter().zip(&outcomes) {
            self.proposed.hear(&coded.report, outcome, &self.progress);
        }
        let laid_out = |coded: CodedReport| {
            let text = self.layout.report(&coded);
            (coded, text)
        };
        coded.into_iter().map(|coded| coded.map(laid_out)).collect()
    }

    fn stopped(&self) -> bool {
        is_set(&self.stop)
    }

    fn interrupted(mut self, path: Option<&Path>) -> Result<Outcome> {
        self.output.flush()?;
        self.progress.close(&self.counts);
        if let Some(path) = path {
            let go_on = if self.layout.format == Format::Jsonl { "; --resume continues it" } else { "" };
            self.progress.error(&format!("interrupted: {} holds what was done{go_on}", part_of(path).display()));
        }
        Ok(Outcome::Interrupted)
    }

    fn finish(self) -> Result<Outcome> {
        self.output.finish()?;
        self.progress.close(&self.counts);
        self.proposed.close(&self.progress, self.proposer.is_some());
        Ok(match self.counts {
            _ if self.proposed.failed > 0 => Outcome::SomeFailed,
            Counts { failed: 1.., .. } => Outcome::SomeFailed,
            // What an earlier run found counts: the file is not empty.
            Counts { events: 0, tallies: 0, earlier: 0, .. } => Outcome::NothingFound,
            _ => Outcome::Done,
        })
    }
}

/// Whoever proposes values beside rules and reader; `None` unless it was asked for.
#[cfg(feature = "propose")]
pub fn proposer(args: &CodeArgs, progress: &Progress) -> Result<Option<Box<dyn Propose>>> {
    let Some(proposer) = args.propose.open()? else { return Ok(None) };
    let url = args.propose.propose_with.as_deref().unwrap_or_default();
    progress.note(&format!("texts of reports are sent to {url}, for {} to propose values", proposer.model()));
    Ok(Some(Box::new(proposer)))
}

/// Nobody proposes values in a program that was built without.
#[cfg(not(feature = "propose"))]
pub fn proposer(_: &CodeArgs, _: &Progress) -> Result<Option<Box<dyn Propose>>> {
    Ok(None)
}

/// Failures of a language model that are told one by one.
const TOLD: usize = 5;

/// What became of proposals, over all reports.
#[derive(Default)]
pub struct Proposed {
    taken: usize,
    disputed: usize,
    refused: usize,
    /// Reports that were coded without, as the model could not be asked.
    pub failed: usize,
}

impl Proposed {
    /// Counts and tells what became of the proposals for a report.
    pub fn hear(&mut self, report: &Report, outcome: &proposing::Outcome, progress: &Progress) {
        self.taken += outcome.taken;
        self.disputed += outcome.disputed;
        self.refused += outcome.refused.len();
        for reason in &outcome.refused {
            progress.note(&format!("{}: not taken from the language model: {reason}", name(report)));
        }
        let Some(reason) = &outcome.failed else { return };
        self.failed += 1;
        if self.failed <= TOLD {
            progress.error(&format!("{}: coded without the language model: {reason}", name(report)));
        }
    }

    /// The closing line.
    pub fn close(&self, progress: &Progress, asked: bool) {
        let Proposed { taken, disputed, refused, failed } = self;
        if asked {
            progress.note(&format!("language model: {taken} values taken, {disputed} doubts, {refused} refused"));
        }
        if *failed > TOLD {
            progress.error(&format!("{failed} reports were coded without the language model"));
        }
    }
}

/// Counts and tells a report that is not coded.
pub fn left_out(left_out: &LeftOut, counts: &mut Counts, progress: &Progress) {
    match left_out {
        LeftOut::Failed(error) => {
            counts.failed += 1;
            progress.error(&error.to_string());
        }
        LeftOut::Foreign(report, language) => {
            counts.skipped += 1;
            progress.note(&format!("{}: skipped, it is not in English ({language})", name(report)));
        }
        LeftOut::Copy(report, first) => {
            counts.skipped += 1;
            progress.note(&format!("{}: skipped, it has the same text as {first}", name(report)));
        }
    }
}

/// Counts and tells a report on which a stage broke down.
pub fn broke_down(report: &Report, counts: &mut Counts, progress: &Progress) {
    counts.failed += 1;
    progress.error(&format!("{}: a stage broke down on it, please report this fault", name(report)));
}

/// Whether the user wished to stop.
pub fn is_set(stop: &AtomicBool) -> bool {
    stop.load(Ordering::Relaxed)
}

fn layout(args: &CodeArgs) -> Result<Layout> {
    let ending = args.output.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    let format = match args.format {
        Some(FormatArg::Table) => Format::Table,
        Some(FormatArg::Jsonl) => Format::Jsonl,
        Some(FormatArg::Json) => Format::Json,
        Some(FormatArg::Csv) => Format::Csv,
        None => match ending.and_then(Format::of_ending) {
            Some(format) => format,
            None if args.output.is_none() && io::stdout().is_terminal() => Format::Table,
            None => Format::Jsonl,
        },
    };
    if args.resume && format != Format::Jsonl {
        bail!("only jsonl files can be continued");
    }
    let width = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
    Ok(Layout { format, content: Content::Records, with_text: args.text, width })
}

/// The inputs, without the output of this or an earlier run where that lies among them.
fn sources(args: &CodeArgs) -> Vec<ingest::Source> {
    let mut sources = ingest::sources(&args.paths);
    if let Some(output) = &args.output {
        let own: Vec<PathBuf> =
            [output.clone(), part_of(output)].iter().filter_map(|p| p.canonicalize().ok()).collect();
        sources.retain(|source| !source.path().canonicalize().is_ok_and(|path| own.contains(&path)));
    }
    sources
}

/// With a file as output the first interruption stops the run in order; the second, and any without a file, at once.
pub fn stop_on_interrupt(to_file: bool) -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let wished = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if wished.swap(true, Ordering::Relaxed) || !to_file {
            std::process::exit(130);
        }
    })
    .context("interruption cannot be handled")?;
    Ok(stop)
}
