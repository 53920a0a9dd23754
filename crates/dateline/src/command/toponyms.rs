//! `dateline toponyms`: the places that reports name.

use std::io::{self, IsTerminal};

use anyhow::Result;
use clap::ValueEnum;
use dateline::pipeline;
use publish::{Content, Format, Layout, ToponymScore};
use record::{Report, ToponymUse};

use crate::args::{ToponymFormat, ToponymsArgs};
use crate::output::Output;
use crate::{Outcome, codebook};

/// Reports that are read before they are analysed on all threads.
const STRIDE: usize = 256;

/// Prints the toponyms of every report of the paths, and with `--score` how they agree with the corpus's own.
pub fn run(args: &ToponymsArgs) -> Result<Outcome> {
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), None)?;
    let layout = Layout { format: format(args), content: Content::Toponyms, with_text: false, width: 100 };
    let path = args.output.as_deref().filter(|path| path.as_os_str() != "-");
    let output = match path {
        Some(path) => Some(Output::file(path, layout)?),
        None if args.score => None,
        None => Some(Output::stdout(layout)?),
    };
    let mut run = Run { args, codebook, layout, output, score: ToponymScore::default(), found: 0, failed: 0 };
    let mut waiting = Vec::with_capacity(STRIDE);
    for report in ingest::sources(&args.paths).iter().flat_map(|source| source.read(&options)) {
        match report {
            Ok(report) if report.language.as_deref().is_none_or(|language| language == "en") => waiting.push(report),
            Ok(report) => anstream::eprintln!("dateline: {}: skipped, it is not in English", report.path),
            Err(error) => {
                run.failed += 1;
                anstream::eprintln!("dateline: {error}");
            }
        }
        if waiting.len() == STRIDE {
            run.write(&std::mem::take(&mut waiting))?;
        }
    }
    run.write(&waiting)?;
    run.finish()
}

struct Run<'a> {
    args: &'a ToponymsArgs,
    codebook: codebook::InUse,
    layout: Layout,
    /// `None` where only the score is asked for.
    output: Option<Output>,
    score: ToponymScore,
    found: usize,
    failed: usize,
}

impl Run<'_> {
    fn write(&mut self, reports: &[Report]) -> Result<()> {
        for (report, found) in reports.iter().zip(pipeline::toponyms(reports, &self.codebook, self.args.points.into()))
        {
            let Some(mut found) = found else {
                self.failed += 1;
                anstream::eprintln!("dateline: {}: a stage broke down on it, please report this fault", report.path);
                continue;
            };
            self.score.add(report, &found);
            found.retain(|t| self.args.associative || t.used == ToponymUse::Literal);
            self.found += found.len();
            if let Some(output) = &mut self.output {
                output.report(&self.layout.toponyms(report, &found))?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Outcome> {
        if let Some(output) = self.output {
            output.finish()?;
        }
        if self.args.score {
            let points =
                self.args.points.to_possible_value().map_or_else(String::new, |value| value.get_name().to_string());
            let score = if self.args.json { self.score.json(&points) } else { self.score.table(&points) };
            io::Write::write_all(&mut io::stdout(), score.as_bytes())?;
        }
        Ok(match (self.failed, self.found) {
            (1.., _) => Outcome::SomeFailed,
            (0, 0) => Outcome::NothingFound,
            _ => Outcome::Done,
        })
    }
}

fn format(args: &ToponymsArgs) -> Format {
    let ending = args.output.as_ref().and_then(|path| path.extension()).and_then(|ending| ending.to_str());
    match args.format {
        Some(ToponymFormat::Table) => Format::Table,
        Some(ToponymFormat::Jsonl) => Format::Jsonl,
        Some(ToponymFormat::Csv) => Format::Csv,
        None => match ending.and_then(Format::of_ending) {
            Some(format @ (Format::Table | Format::Csv)) => format,
            None if args.output.is_none() && io::stdout().is_terminal() => Format::Table,
            _ => Format::Jsonl,
        },
    }
}
