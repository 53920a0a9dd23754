//! How many articles a second `dateline watch` fetches, codes and links: `cargo bench -p dateline --bench watch`.
//!
//! Eight servers on this machine, each with a feed of links to pages of invented articles; no pause between requests. By default
//! 2,000 articles; `DATELINE_ARTICLES=10000` for more. The time is that of the whole command, from start to end, on an empty store.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use coding::Gazetteer;

/// Servers, each a host of its own.
const SERVERS: usize = 8;

fn main() {
    let count: usize = std::env::var("DATELINE_ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let texts: Arc<Vec<(String, String)>> = Arc::new(texts());
    let of = |server: usize| server * count / SERVERS..(server + 1) * count / SERVERS;
    let ports: Vec<u16> = (0..SERVERS).map(|server| serve(Arc::clone(&texts), of(server))).collect();
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

/// Invented articles of some 130 words, each about another place: titles and texts.
fn texts() -> Vec<(String, String)> {
    let doers = ["Gunmen", "Soldiers", "Rebels", "Police officers", "Militants", "Two bombers", "Raiders"];
    let acts = ["killed", "shot dead", "wounded", "abducted"];
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let towns = Gazetteer::embedded().places().map(|(_, place)| place);
    let towns = towns.filter(|place| place.kind.is_settlement() && place.population > 100_000);
    let one = |(n, town): (usize, coding::Place)| {
        let (doer, act, day) = (doers[n % doers.len()], acts[n % acts.len()], days[n % days.len()]);
        let title = format!("{doer} {} near {}", ["strike", "attack", "open fire"][n % 3], town.name);
        let text = format!(
            "{doer} {act} {} people near {} on {day}, the mayor of district {n} said.\n\nThe attack began before dawn and went on for two \
             hours, residents told this newspaper by telephone. Shops stayed closed and families waited in front of the hospital for news \
             of the wounded, {} of whom had lost a leg, a doctor said.\n\nThe army said that it had sent {} more men to the road that \
             leads to the north. No group has said that it carried out the attack. A spokesman of the governor blamed bandits who had been \
             seen in the hills in recent weeks.\n\nIn March, {} people died in fighting between herders and farmers in the same district, \
             by the count of a rights group in the capital.",
            n % 9 + 2,
            town.name,
            n % 4 + 1,
            n % 90 + 20,
            n % 70 + 11
        );
        (title, text)
    };
    towns.enumerate().map(one).collect()
}

/// Starts a server with a feed of these articles; its port.
fn serve(texts: Arc<Vec<(String, String)>>, articles: Range<usize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (texts, articles) = (Arc::clone(&texts), articles.clone());
            std::thread::spawn(move || answer(stream, &texts, port, &articles));
        }
    });
    port
}

/// Answers requests on a connection until it ends.
fn answer(mut stream: TcpStream, texts: &[(String, String)], port: u16, articles: &Range<usize>) -> Option<()> {
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

fn feed(texts: &[(String, String)], port: u16, articles: &Range<usize>) -> String {
    let item = |n: usize| format!("<item><title>{}</title><link>/article/{n}</link></item>", texts[n % texts.len()].0);
    let items: String = articles.clone().map(item).collect();
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
