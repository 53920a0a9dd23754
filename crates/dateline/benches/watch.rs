//! How many articles a second `dateline watch` fetches, codes and links: `cargo bench -p dateline --bench watch`.
//!
//! Eight servers on this machine, each with a feed of links to pages of the sample reports; no pause between requests. By default
//! 2,000 articles; `DATELINE_ARTICLES=10000` for more. The time is that of the whole command, from start to end, on an empty store.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use ingest::Options;

/// Servers, each a host of its own.
const SERVERS: usize = 8;

fn main() {
    let count: usize = std::env::var("DATELINE_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let texts: Arc<Vec<(String, String)>> = Arc::new(texts());
    let ports: Vec<u16> = (0..SERVERS).map(|_| serve(Arc::clone(&texts), count / SERVERS)).collect();
    for reader in ["rules", "trained"] {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let feed = |port: &u16| format!("[[feed]]\nurl = \"http://127.0.0.1:{port}/rss\"\narticles = \"always\"\n");
        let feeds: String = ports.iter().map(feed).collect();
        let file = folder.path().join("feeds.toml");
        std::fs::write(&file, format!("pause = \"0s\"\n{feeds}")).expect("the file can be written");
        let mut watch = Command::new(env!("CARGO_BIN_EXE_dateline"));
        watch.current_dir(folder.path()).args(["watch", "feeds.toml", "--once", "--quiet", "--reader", reader]);
        let began = Instant::now();
        let ended = watch.status().expect("the program can be run");
        let took = began.elapsed().as_secs_f64();
        let store = store::Store::open(&folder.path().join("dateline.sqlite")).expect("the store can be opened");
        let kept = store.reports().expect("the store can be read").len();
        println!("{reader}: {kept} articles in {took:.1} s, {:.0} a second ({ended})", kept as f64 / took);
    }
}

/// Titles and texts of the sample reports.
fn texts() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/sample");
    let sources = ingest::sources(&[folder]).into_iter();
    let reports = sources.flat_map(|source| source.read(&Options::default())).filter_map(Result::ok);
    let split = |report: record::Report| {
        let title = report.title.as_ref().map_or_else(|| "Report".to_string(), |title| title.text.clone());
        (title, report.text[report.body_start..].to_string())
    };
    reports.map(split).collect()
}

/// Starts a server with a feed of so many articles; its port.
fn serve(texts: Arc<Vec<(String, String)>>, articles: usize) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let texts = Arc::clone(&texts);
            std::thread::spawn(move || answer(stream, &texts, port, articles));
        }
    });
    port
}

/// Answers requests on a connection until it ends.
fn answer(mut stream: TcpStream, texts: &[(String, String)], port: u16, articles: usize) -> Option<()> {
    let mut requests = BufReader::new(stream.try_clone().ok()?);
    loop {
        let mut first = String::new();
        requests.read_line(&mut first).ok().filter(|read| *read > 0)?;
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            requests.read_line(&mut line).ok().filter(|read| *read > 0)?;
        }
        let path = first.split(' ').nth(1)?;
        let body = match path.strip_prefix("/article/").and_then(|n| n.parse::<usize>().ok()) {
            Some(n) => page(&texts[n % texts.len()], port, n),
            None if path == "/rss" => feed(texts, port, articles),
            None => String::new(),
        };
        let status = if body.is_empty() { "404 Not Found" } else { "200 OK" };
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all((head + &body).as_bytes()).ok()?;
    }
}

fn feed(texts: &[(String, String)], port: u16, articles: usize) -> String {
    let item = |n: usize| format!("<item><title>{}</title><link>/article/{n}</link></item>", texts[n % texts.len()].0);
    let items: String = (0..articles).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Outlet {port}</title>{items}</channel></rss>")
}

/// An article as a page; its number makes it another report than the others.
fn page((title, text): &(String, String), port: u16, n: usize) -> String {
    let paragraphs: String = text.split("\n\n").map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}\
         <p>This was report number {n} of the year from desk {port}, the office said.</p></article></body></html>"
    )
}
