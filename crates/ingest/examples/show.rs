//! Prints what ingest finds in files: title, dates, dateline and furniture of each report.

use std::path::PathBuf;

fn main() {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    for source in ingest::sources(&paths) {
        for report in source.read(&ingest::Options::default()) {
            match report {
                Ok(report) => show(&report),
                Err(error) => println!("!! {error}"),
            }
        }
    }
}

fn show(report: &record::Report) {
    println!(
        "== {} ({} bytes, language {:?}, outlets {:?})",
        report.id,
        report.text.len(),
        report.language,
        report.outlets
    );
    println!("   title     {:?}", report.title.as_ref().map(|title| &title.text));
    println!("   author    {:?}  url {:?}", report.author, report.url);
    println!("   published {:?}", report.published);
    for candidate in &report.date_candidates {
        println!("   date      {} {}", candidate.date, candidate.origin);
    }
    println!("   dateline  {:?}", report.dateline.as_ref().map(|dateline| dateline.span.of(&report.text)));
    for piece in &report.furniture {
        println!("   {:<16} {:?}", piece.kind.code(), piece.span.of(&report.text));
    }
    println!("   text      {:?}", report.text.chars().take(400).collect::<String>());
}
