//! `dateline bench`: the trained reader by a published benchmark.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use benchmark::{Example, Prediction, SecondStage, Seen};
use rayon::prelude::*;
use reader::Reader;

use crate::Outcome;
use crate::args::{self, BenchArgs, Benchmark};

/// What a reader without the heads is told to have.
const NO_HEADS: &str = "these weights have no heads for MUC-4; training/export.py writes them since they ship";

/// Reads the documents, predicts, prints the figures.
pub fn run(args: &BenchArgs) -> Result<Outcome> {
    let Benchmark::Muc4 = args.benchmark;
    let lines = read(&args.file)?;
    let examples = Example::read(&lines).with_context(|| args.file.display().to_string())?;
    if examples.is_empty() {
        bail!("{}: holds no document", args.file.display());
    }
    let reader = match &args.model {
        Some(dir) => args::trained(dir)?,
        None => Reader::embedded()?,
    };
    let seen: Option<Vec<Seen>> = examples.par_iter().map(|example| Seen::read(example, reader)).collect();
    let seen: Vec<(Example, Seen)> = examples.iter().cloned().zip(seen.context(NO_HEADS)?).collect();
    let stage = second_stage(args, &seen)?;
    let predictions: Vec<Prediction> = seen.iter().map(|(example, seen)| stage.predict(example, seen)).collect();
    if let Some(file) = &args.predictions {
        write(file, &lines_of(&predictions)?)?;
    }
    let figures = benchmark::score(&examples, &predictions);
    let out = if args.json { figures.json() } else { figures.table() };
    io::stdout().write_all(out.as_bytes())?;
    Ok(Outcome::Done)
}

/// Fitted to the documents if that is asked for, else the one that lies beside the weights.
fn second_stage(args: &BenchArgs, seen: &[(Example, Seen)]) -> Result<SecondStage> {
    if let Some(file) = &args.fit {
        let stage = benchmark::fit(seen);
        write(file, &stage.json())?;
        return Ok(stage);
    }
    let Some(dir) = &args.model else { return Ok(SecondStage::embedded()?) };
    let file = dir.join("muc4.json");
    SecondStage::read(&read(&file)?).with_context(|| file.display().to_string())
}

fn lines_of(predictions: &[Prediction]) -> Result<String> {
    let mut out = String::new();
    for prediction in predictions {
        out.push_str(&serde_json::to_string(prediction)?);
        out.push('\n');
    }
    Ok(out)
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{}: cannot be written", path.display()))
}
