//! `dateline explain`: what each stage saw in a report.

use std::io::Write;

use anyhow::{Result, bail};
use dateline::pipeline;

use crate::args::ExplainArgs;
use crate::{Outcome, codebook};

/// Prints the explanation of every report in the file.
pub fn run(args: &ExplainArgs) -> Result<Outcome> {
    let codebook = codebook::open(args.codebook.dir.as_deref())?;
    let options = codebook::ingest_options(args.codebook.dir.as_deref(), args.published)?;
    if args.report.is_dir() {
        bail!("{}: is a folder; explain takes one file", args.report.display());
    }
    let reader = args.reader.open()?;
    let mut out = anstream::stdout();
    for source in ingest::sources(std::slice::from_ref(&args.report)) {
        for report in source.read(&options) {
            out.write_all(pipeline::explain(&report?, &codebook, reader, usize::from(args.width)).as_bytes())?;
        }
    }
    Ok(Outcome::Done)
}
