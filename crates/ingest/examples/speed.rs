//! Times the reading of plain-text files given as arguments: each is read a thousand times.

use std::path::PathBuf;
use std::time::Instant;

fn main() {
    for source in ingest::sources(&std::env::args_os().skip(1).map(PathBuf::from).collect::<Vec<_>>()) {
        let started = Instant::now();
        let mut words = 0;
        for _ in 0..1000 {
            for report in source.read(&ingest::Options::default()).flatten() {
                words = report.text.split_whitespace().count();
            }
        }
        println!("{:>8.1} µs  {words:>5} words  {}", started.elapsed().as_secs_f64() * 1e3, source.path().display());
    }
}
