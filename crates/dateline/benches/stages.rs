//! Reports per second of each stage, on one core, pairs and event reports per second of linkage, on all: `cargo bench -p dateline`.

// The whole of it is for the bench of scale.
#[allow(dead_code)]
mod generated;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use coding::Codebook;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use dateline::pipeline;
use generated::World;
use ingest::Sketch;
use jiff::Timestamp;
use linkage::{Profile, Weights};
use publish::{Content, Format, Layout};
use reader::Reading;
use record::{CodedReport, Report};
use store::{Fingerprint, Likeness, Query, Store};

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

/// Invented event reports, as linkage and store are given them.
const INVENTED: usize = 10_000;
/// Profiles of which each is compared with the next hundred.
const COMPARED: usize = 1_000;

fn linking(c: &mut Criterion) {
    let world = World::new(1, INVENTED, 0);
    let coded: Vec<CodedReport> = world.reports().map(|number| world.report(number)).collect();
    let folder = tempfile::tempdir().expect("a folder can be made");
    let mut store = Store::create(&folder.path().join("held.sqlite")).expect("a store can be made");
    coded.chunks(512).for_each(|batch| add(&mut store, batch));
    let mut profiles: Vec<Profile> = Vec::new();
    store.each_telling(|telling| profiles.push(linkage::profile(&telling))).expect("the store can be read");
    let weights = Weights::embedded();
    let run = store.begin_run("link", "dateline bench", "", Timestamp::UNIX_EPOCH).expect("the store can be written");
    dateline::linking::link_all(&mut store, run, &weights, &mut |_| {}, &|_, _, _| {})
        .expect("the store can be linked");

    let mut group = c.benchmark_group("linkage");
    group.throughput(Throughput::Elements(100 * (COMPARED - 100) as u64));
    group.bench_function("compare_pairs", |b| {
        let some = &profiles[..COMPARED];
        b.iter(|| {
            some.windows(101)
                .map(|w| w[1..].iter().map(|b| linkage::compare(&w[0], b, &weights).odds).sum::<f64>())
                .sum::<f64>()
        });
    });
    group.sample_size(10).throughput(Throughput::Elements(profiles.len() as u64));
    group.bench_function("link_10000", |b| b.iter(|| linkage::link(&profiles, &[], &weights).events.len()));
    group.finish();

    let mut group = c.benchmark_group("store");
    group.sample_size(10).throughput(Throughput::Elements(512));
    group.bench_function("add_512_reports", |b| {
        let mut made = 0;
        let mut fresh = || {
            made += 1;
            Store::create(&folder.path().join(format!("fresh-{made}.sqlite"))).expect("a store can be made")
        };
        b.iter_batched_ref(&mut fresh, |store| add(store, &coded[..512]), BatchSize::PerIteration);
    });
    group.sample_size(100).throughput(Throughput::Elements(1));
    let query = Query { country: Some("UKR".into()), killed_at_least: Some(1), limit: Some(50), ..Query::default() };
    group.bench_function("query", |b| b.iter(|| store.query(&query).expect("the store can be read").len()));
    group.finish();
}

fn add(store: &mut Store, coded: &[CodedReport]) {
    let run = store.begin_run("code", "dateline bench", "", Timestamp::UNIX_EPOCH).expect("the store can be written");
    let like = |_: &[u8]| Likeness { copy: false, alike: 0.0 };
    let print = |coded: &CodedReport| {
        let sketch = Sketch::of(&coded.report);
        let passages = ingest::passages(&coded.report);
        Fingerprint { sketch: sketch.to_bytes(), bands: sketch.bands(), passages, like: &like }
    };
    let prints: Vec<Fingerprint> = coded.iter().map(print).collect();
    let batch: Vec<(&CodedReport, &Fingerprint)> = coded.iter().zip(&prints).collect();
    store.add(&batch, run).expect("the store can be written");
}

criterion_group!(benches, stages, linking);
criterion_main!(benches);
