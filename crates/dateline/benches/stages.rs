//! Reports per second of each stage, on one core: `cargo bench -p dateline`.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use coding::Codebook;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use dateline::pipeline;
use publish::{Content, Format, Layout};
use reader::Reading;
use record::Report;

/// The sample reports: 120 to 350 words, 200 on average.
fn sample() -> Vec<Report> {
    let sources = ingest::sources(&[folder()]);
    let options = ingest::Options::default();
    sources.iter().flat_map(|source| source.read(&options)).map(|report| report.expect("samples can be read")).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/sample")
}

fn plain_texts() -> Vec<PathBuf> {
    ["mopti-convoy.txt", "sulu-patrol.txt", "cauca-talks.txt"].map(|name| folder().join(name)).to_vec()
}

/// A plain text of about 540 words.
fn long_report() -> Report {
    let read = |path: &PathBuf| std::fs::read_to_string(path).expect("samples can be read");
    let paths = plain_texts();
    let text = format!("{}\n{}", read(&paths[0]), read(&paths[1]));
    Report { id: "long".into(), text, language: Some("en".into()), ..Report::default() }
}

fn stages(c: &mut Criterion) {
    let codebook = Codebook::embedded().expect("the built-in codebook is sound");
    let reports = sample();
    let docs: Vec<_> = reports.iter().map(language::analyse).collect();
    let layout = Layout { format: Format::Jsonl, content: Content::Records, with_text: false, width: 100 };
    let options = ingest::Options::default();
    let read = |sources: Vec<ingest::Source>| sources.iter().flat_map(|source| source.read(&options)).count();

    let mut group = c.benchmark_group("stages");
    group.throughput(Throughput::Elements(plain_texts().len() as u64));
    group.bench_function("ingest_plain_text", |b| b.iter(|| read(ingest::sources(&plain_texts()))));
    group.throughput(Throughput::Elements(reports.len() as u64));
    group.bench_function("ingest_all_formats", |b| b.iter(|| read(ingest::sources(&[folder()]))));
    group.bench_function("language", |b| b.iter(|| reports.iter().for_each(|r| drop(black_box(language::analyse(r))))));
    group.bench_function("coding", |b| {
        b.iter(|| docs.iter().for_each(|doc| drop(black_box(coding::code_report(doc, codebook, &Reading::default())))));
    });
    group.bench_function("whole", |b| {
        b.iter(|| reports.iter().map(|r| layout.report(&pipeline::code(r, codebook, None)).len()).sum::<usize>());
    });
    let long = long_report();
    group.throughput(Throughput::Elements(1));
    group.bench_function("whole_500_words", |b| b.iter(|| layout.report(&pipeline::code(&long, codebook, None)).len()));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
