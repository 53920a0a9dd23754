//! `dateline watch` against servers on this machine that do what servers do: answer, lie, stall, and change their minds.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::{Folder, Ran, root};
use crate::site::{Reply, Site};

pub const RUN: &str = "watch feeds.toml --once --reader rules --store store.sqlite";

/// A feed with these items: name, title, text, link.
pub fn feed(items: &[(&str, &str, &str, &str)]) -> String {
    let item = |(name, title, text, link): &(&str, &str, &str, &str)| {
        let link = if link.is_empty() { String::new() } else { format!("<link>{link}</link>") };
        format!(
            "<item><guid isPermaLink=\"false\">{name}</guid><title>{title}</title><description>{text}</description>\
             {link}<pubDate>Tue, 05 Mar 2024 08:00:00 GMT</pubDate></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Daily</title>{items}</channel></rss>")
}

pub const GAO: &str = "Gunmen killed four traders at the market of Gao in Mali on Monday, police said.";
pub const GOMA: &str =
    "Rebels shot dead nine soldiers near Goma in the Democratic Republic of Congo on Monday, the army said.";

/// A page with an article of some paragraphs that opens with a sentence.
pub fn page(title: &str, sentence: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><nav><a href=\"/\">Home</a></nav><article><h1>{title}</h1>\
         <p>{sentence}</p><p>Shops stayed closed in the town on Tuesday while families waited in front of the hospital for news of the wounded.</p>\
         <p>The governor of the region visited the place in the afternoon and promised that those who did it would be found.</p>\
         </article><footer>Copyright</footer></body></html>"
    )
}

/// A folder with a feeds.toml for feeds on sites of a test: nobody is waited for longer than a second.
pub fn watching(more: &str, feeds: &[String], each: &str) -> Folder {
    let feeds: String = feeds.iter().map(|url| format!("[[feed]]\nurl = \"{url}\"\n{each}\n")).collect();
    let folder = Folder::new();
    let quick = "contact = \"desk@example.org\"\npause = \"0s\"\ntimeout = \"1s\"\nlargest_mib = 1\n";
    folder.write("feeds.toml", format!("{quick}{more}\n{feeds}"));
    folder
}

/// Reports in the store, by title.
pub fn reports(folder: &Folder) -> Vec<String> {
    let exported = folder.run("export jsonl --store store.sqlite");
    let mut titles: Vec<String> = exported
        .records()
        .iter()
        .filter(|record| record.get("report_id").is_some() || record.get("event_reports").is_some())
        .map(|record| record["title"].as_str().unwrap_or_default().to_string())
        .collect();
    titles.sort();
    titles
}

pub fn events(folder: &Folder) -> Vec<Value> {
    folder.run("events -f jsonl --store store.sqlite").records()
}

pub fn done(ran: &Ran) -> &Ran {
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran
}

#[test]
fn what_is_new_is_coded_linked_and_told_once() {
    let site = Site::open();
    let first = feed(&[("a", "Four killed in Gao", GAO, ""), ("b", "Nine dead near Goma", GOMA, "")]);
    let known = ["ETag: \"one\"", "Last-Modified: Tue, 05 Mar 2024 09:00:00 GMT", "Content-Type: application/rss+xml"];
    site.set("/rss", [Reply::of("200 OK", &known, &first)]);
    let folder = watching("[notify]\nlines = true", &[site.url("/rss")], "outlet = \"Daily Example\"");
    let ran = folder.run(RUN);
    let told = done(&ran).records();
    assert_eq!(told.len(), 2, "{}", ran.err);
    assert_eq!(told[0]["tellings"][0]["outlets"][0], "Daily Example");
    assert!(ran.err.contains("2 reports added; 2 event reports coded"), "{}", ran.err);
    let asked = site.asked();
    assert_eq!(asked.len(), 1);
    let agent = asked[0].header("user-agent").unwrap();
    assert!(agent.starts_with("dateline/") && agent.ends_with(" (+desk@example.org)"), "{agent}");
    assert_eq!(site.asked_for("/robots.txt").len(), 1, "robots.txt is asked for first, and once");

    site.set("/rss", [Reply::of("304 Not Modified", &[], "")]);
    assert_eq!(done(&folder.run(RUN)).out, "", "nothing is new");
    let asked = &site.asked()[1];
    assert_eq!(asked.header("if-none-match"), Some("\"one\""));
    assert_eq!(asked.header("if-modified-since"), Some("Tue, 05 Mar 2024 09:00:00 GMT"));

    let taiz = "A bomb killed three policemen in Taiz in Yemen on Monday, officials said.";
    let second = feed(&[("c", "Bomb in Taiz", taiz, ""), ("a", "Four killed in Gao", GAO, "")]);
    site.set("/rss", [Reply::of("200 OK", &known, &second)]);
    let told = folder.run(RUN).records();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["location"]["name"], "Taiz", "{}", told[0]);
    assert_eq!(events(&folder).len(), 3);
}

#[test]
fn pages_are_fetched_where_the_feed_has_little_and_robots_let_them() {
    let site = Site::open();
    let long = format!("{GOMA} {}", "The army said that it had sent more men to the road. ".repeat(12));
    let items = [
        ("a", "Four killed in Gao", "", "/gao"),
        ("b", "Nine dead near Goma", long.as_str(), "/goma"),
        ("c", "Gunmen killed two farmers in Kidal on Monday", "", "/private/kidal"),
        ("d", "Soldiers killed three rebels in Taiz on Monday", "", "/missing"),
    ];
    site.set("/rss", [Reply::ok("text/xml", feed(&items))]);
    site.set("/gao", [Reply::ok("text/html", page("Four killed in Gao", GAO))]);
    site.set("/robots.txt", [Reply::ok("text/plain", "User-agent: *\nDisallow: /private/\n")]);
    let folder = watching("", &[site.url("/rss")], "articles = \"short\"");
    let ran = folder.run(RUN);
    done(&ran);
    let mut asked: Vec<String> = site.asked().into_iter().map(|request| request.path).collect();
    asked.sort();
    assert_eq!(asked, ["/gao", "/missing", "/rss"]);
    assert!(
        ran.err.contains("/private/kidal: its robots.txt does not let programs ask for it; what the feed"),
        "{}",
        ran.err
    );
    assert!(
        ran.err.contains("/missing: it answers 404; what the feed itself says of it goes in its place"),
        "{}",
        ran.err
    );
    assert_eq!(reports(&folder).len(), 4, "{}", ran.err);
    let gao = folder.run("events --place Gao -f json --store store.sqlite").out;
    assert!(gao.contains("killed") && gao.contains("The Daily"), "{gao}");
    done(&folder.run(RUN));
    assert_eq!(site.asked_for("/gao").len(), 1, "a page that came is not asked for again");
}

/// A few kilobytes that unpack to megabytes.
fn bomb() -> Reply {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b' '; 8 << 20]).unwrap();
    Reply::of("200 OK", &["Content-Encoding: gzip"], packed.finish().unwrap())
}

#[test]
fn a_server_that_misbehaves_costs_itself_alone() {
    let site = Site::open();
    let good = feed(&[("a", "Four killed in Gao", GAO, "")]);
    let gzip = Reply::of("200 OK", &["Content-Encoding: gzip"], &good);
    let longer = Reply::of("200 OK", &["Content-Length: 100000"], &good);
    let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let other = Site::open();
    let cases: Vec<(&str, Vec<Reply>, &str)> = vec![
        ("/gzip", vec![gzip], "its answer breaks off"),
        ("/longer", vec![longer], "its answer breaks off"),
        ("/stall", vec![Reply::Stall(Vec::new())], "does not answer in time"),
        ("/stalled", vec![Reply::Stall([&head, good.as_bytes()].concat())], "its answer breaks off"),
        ("/endless", vec![Reply::Endless(head.clone())], "its answer is longer than 1 MiB"),
        ("/drip", vec![Reply::Drip], "its answer breaks off"),
        ("/headers", vec![Reply::Endless(b"HTTP/1.1 200 OK\r\nX: ".to_vec())], "cannot be reached"),
        ("/circle", vec![Reply::redirect("/circle2")], "it redirects in circles"),
        ("/circle2", vec![Reply::redirect("/circle")], "it redirects in circles"),
        ("/on", vec![Reply::redirect("/on1")], "it redirects more than 5 times"),
        ("/file", vec![Reply::redirect("file:///etc/passwd")], "is no address of the web"),
        ("/other", vec![Reply::redirect(&other.url("/"))], "is none of the web's; may_reach"),
        ("/inside", vec![Reply::redirect("http://[::ffff:127.0.0.1]/")], "leads into a private network"),
        ("/nowhere", vec![Reply::of("302 Found", &[], "")], "it redirects to no address"),
        ("/garbage", vec![Reply::Raw(b"\x00\x01\x02 not http at all\r\n\r\n".to_vec())], "cannot be reached"),
        ("/shut", vec![Reply::Raw(Vec::new())], "cannot be reached"),
        ("/bomb", vec![bomb()], "its answer is longer than 1 MiB"),
        (
            "/chunks",
            vec![Reply::of("200 OK", &["Transfer-Encoding: chunked"], "FFFFFFFFFFFFFFFFFF\r\n<rss>")],
            "its answer breaks off",
        ),
        ("/hints", vec![Reply::Endless(b"HTTP/1.1 103 Early Hints\r\n\r\n".repeat(9999))], "cannot be reached"),
        ("/status", vec![Reply::of("999 What", &["Retry-After: soon"], "")], "it answers 999"),
        ("/spaces", vec![Reply::redirect("http:// no host/")], "it redirects to no address"),
        ("/noise", vec![Reply::ok("application/rss+xml", [0x80u8, 0xFE, 0x00, 0x17].repeat(50))], "is not"),
        ("/page", vec![Reply::ok("application/rss+xml", page("Sign in", "Please sign in."))], "it is a web page"),
        ("/deep", vec![Reply::ok("text/xml", format!("<rss>{}", "<a>".repeat(9000)))], "elements nested more than"),
        ("/empty", vec![Reply::ok("text/xml", "")], "is empty"),
        ("/stale", vec![Reply::of("304 Not Modified", &[], "")], "answers 304 to who has nothing yet"),
        ("/gone", vec![Reply::of("410 Gone", &[], "")], "it answers 410"),
        ("/odd", vec![Reply::of("204 No Content", &[], "")], "it answers 204"),
        ("/broken", vec![Reply::of("500 Oh No", &[], "")], "it answers 500"),
    ];
    for (path, replies, _) in &cases {
        site.set(path, replies.clone());
    }
    for n in 1..9 {
        site.set(&format!("/on{n}"), [Reply::redirect(&format!("/on{}", n + 1))]);
    }
    // What it says of its kind is not believed, nor is an encoding that it has not.
    let latin: Vec<u8> = good.replace("Gao, Mali", "Gao").chars().map(|c| c as u8).collect();
    site.set("/good", [Reply::of("200 OK", &["Content-Type: image/png; charset=utf-16"], latin)]);
    let mut urls: Vec<String> = cases.iter().map(|(path, ..)| site.url(path)).collect();
    urls.push(site.url("/good"));
    let folder = watching("", &urls, "");
    let began = Instant::now();
    let ran = folder.run(RUN);
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    assert_eq!(ran.code, 2, "{}", ran.err);
    for (path, _, said) in &cases {
        let line = ran.err.lines().find(|line| line.contains(&format!("{}: ", site.url(path))));
        let line = line.unwrap_or_else(|| panic!("{path}: nothing is said of it in\n{}", ran.err));
        assert!(line.contains(said) && line.contains("it is asked again the next time"), "{path}: {line}");
    }
    assert_eq!(reports(&folder), ["Four killed in Gao"], "what is well is done");
    assert_eq!(other.asked().len(), 0);
}

#[test]
fn a_server_that_asks_for_time_gets_it() {
    for (status, wait) in [("429 Too Many Requests", "3600"), ("503 Busy", "Fri, 01 Jan 2088 00:00:00 GMT")] {
        let site = Site::open();
        site.set("/rss", [Reply::of(status, &[&format!("Retry-After: {wait}")], "")]);
        site.set("/atom", [Reply::ok("text/xml", feed(&[]))]);
        let folder = watching("", &[site.url("/rss"), site.url("/atom")], "");
        let ran = folder.run(RUN);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains(&format!("it answers {}; it is asked again at 20", &status[..3])), "{}", ran.err);
        assert_eq!(folder.run(RUN).code, 2, "it still fails, as it may not be asked");
        assert_eq!(site.asked().len(), 1, "the whole host is left alone, by the next run too");
    }
    let site = Site::open();
    let good = Reply::ok("text/xml", feed(&[("a", "Four killed in Gao", GAO, "")]));
    site.set("/rss", [Reply::of("503 Busy", &["Retry-After: 1"], ""), good]);
    let folder = watching("every = \"1s\"", &[site.url("/rss")], "");
    assert_eq!(folder.run(RUN).code, 2);
    std::thread::sleep(Duration::from_millis(1100));
    done(&folder.run(RUN));
    assert_eq!(reports(&folder).len(), 1, "after its time it is asked again");
}

#[test]
fn robots_that_change_their_mind_are_heard() {
    let site = Site::open();
    site.set("/rss", [Reply::ok("text/xml", feed(&[("a", "Four killed in Gao", GAO, "")]))]);
    let folder = watching("robots_for = \"0s\"", &[site.url("/rss")], "");
    done(&folder.run(RUN));
    site.set("/robots.txt", [Reply::ok("text/plain", "User-agent: dateline\nDisallow: /\n")]);
    let ran = folder.run(RUN);
    assert!(ran.code == 2 && ran.err.contains("its robots.txt does not let programs ask for it"), "{}", ran.err);
    assert_eq!(site.asked().len(), 1);
    site.set("/robots.txt", [Reply::of("500 Broken", &[], "")]);
    assert_eq!(folder.run(RUN).code, 2, "what it said last still holds");
    let ran = watching("", &[site.url("/rss")], "").run(RUN);
    assert!(ran.code == 2 && ran.err.contains("its robots.txt cannot be had"), "{}", ran.err);
    assert_eq!(site.asked().len(), 1);
    site.set("/robots.txt", [Reply::of("404 None", &[], "")]);
    done(&folder.run(RUN));
    assert_eq!(site.asked().len(), 2);
}

#[test]
fn a_feed_cannot_make_the_program_ask_what_only_this_machine_can_reach() {
    let (site, inside) = (Site::open(), Site::open());
    inside.set("/secret", [Reply::ok("text/html", page("Secret", GOMA))]);
    let port = inside.port;
    let links = [
        format!("http://127.0.0.1:{port}/secret"),
        format!("http://localhost:{port}/secret"),
        format!("http://2130706433:{port}/secret"),
        format!("http://[::1]:{port}/secret"),
        "http://169.254.169.254/latest/meta-data/".to_string(),
        "http://localhost/secret".to_string(),
        "file:///etc/passwd".to_string(),
        format!("ftp://127.0.0.1:{port}/secret"),
    ];
    let titles: Vec<String> =
        (0..links.len()).map(|n| format!("Gunmen killed {} people in Gao on Monday", n + 2)).collect();
    let names: Vec<String> = (0..links.len()).map(|n| format!("n{n}")).collect();
    let items: Vec<_> = (0..links.len()).map(|n| (&*names[n], &*titles[n], "", &*links[n])).collect();
    site.set("/rss", [Reply::ok("text/xml", feed(&items))]);
    let folder = watching("", &[site.url("/rss")], "articles = \"always\"");
    let ran = folder.run(RUN);
    assert_eq!(inside.asked().len() + inside.asked_for("/robots.txt").len(), 0, "{}", ran.err);
    assert_eq!(
        ran.err.matches("goes in its place").count(),
        5,
        "two spell one address, which is asked for once, two are none of the web: {}",
        ran.err
    );
    let folder = watching(&format!("may_reach = [\"localhost:{port}\"]"), &[site.url("/rss")], "articles = \"always\"");
    folder.run(RUN);
    assert_eq!(inside.asked().len(), 1, "the user may allow a host by its name");
}

#[test]
fn a_webhook_is_told_until_it_takes_it() {
    let (site, hook) = (Site::open(), Site::open());
    site.set("/rss", [Reply::ok("text/xml", feed(&[("a", "Four killed in Gao", GAO, "")]))]);
    hook.set("/in", [Reply::redirect("/elsewhere"), Reply::of("500 Broken", &[], ""), Reply::of("204 Taken", &[], "")]);
    let folder = watching(&format!("[notify]\nwebhook = \"{}\"", hook.url("/in")), &[site.url("/rss")], "");
    for said in ["answers 302", "answers 500"] {
        let ran = folder.run(RUN);
        assert!(ran.code == 2 && ran.err.contains(said), "{}", ran.err);
    }
    done(&folder.run(RUN));
    done(&folder.run(RUN));
    let told = hook.asked();
    assert_eq!(told.len(), 3, "once it was taken nothing is told again");
    let bodies: Vec<Value> = told.iter().map(|request| serde_json::from_str(&request.body).unwrap()).collect();
    assert_eq!(bodies[0], bodies[2], "the same notice has the same name");
    assert_eq!((bodies[2]["store"].as_str(), bodies[2]["events"].as_array().unwrap().len()), (Some("store.sqlite"), 1));
    assert_eq!(bodies[2]["events"][0], events(&folder)[0], "an event is told as `dateline events` lists it");
    assert!(bodies[2]["notice"].as_i64().is_some_and(|notice| notice > 0));
    assert_eq!(told[2].header("content-type"), Some("application/json"));
}

#[test]
fn files_in_a_folder_are_read_when_they_are_new_or_changed() {
    let folder = Folder::new();
    folder.write("feeds.toml", "[[folder]]\npath = \"in\"\n[[folder]]\npath = \".\"");
    folder.write("in/gao.txt", format!("Four killed in Gao\n\n{GAO}"));
    folder.write("in/rss.xml", feed(&[("b", "Nine dead near Goma", GOMA, "")]));
    folder.write("in/broken.json", "{\"text\": ");
    let ran = folder.run(RUN);
    assert!(ran.code == 2 && ran.err.contains("broken.json"), "{}", ran.err);
    assert_eq!(
        reports(&folder),
        ["Four killed in Gao", "Nine dead near Goma"],
        "its own store lies in the folder too: {}",
        ran.err
    );
    let ran = folder.run(RUN);
    assert!(
        ran.code == 0 && !ran.err.contains("broken"),
        "what failed is not tried again until it changes: {}",
        ran.err
    );
    std::thread::sleep(Duration::from_millis(20));
    folder.write("in/gao.txt", format!("Five killed in Gao\n\n{}", GAO.replace("four", "five")));
    let ran = folder.run(RUN);
    assert!(ran.err.contains("1 corrected version of another"), "{}", ran.err);
    assert_eq!(reports(&folder), ["Five killed in Gao", "Nine dead near Goma"]);
}

/// A watch that goes on.
pub fn start(folder: &Folder) -> Child {
    start_with(folder, &RUN.replace("--once ", ""))
}

fn start_with(folder: &Folder, args: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_dateline"))
        .current_dir(folder.path(""))
        .args(args.split(' '))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_watch_that_is_killed_at_any_time_loses_and_doubles_nothing() {
    const ARTICLES: usize = 60;
    let site = Site::open();
    let places = ["Gao", "Kidal", "Goma", "Taiz", "Zinder", "Baidoa", "Kunduz"];
    let titles: Vec<String> =
        (0..ARTICLES).map(|n| format!("{} people killed in {} in attack {n}", n + 2, places[n % 7])).collect();
    let names: Vec<String> = (0..ARTICLES).map(|n| format!("/article/{n}")).collect();
    let items: Vec<_> = (0..ARTICLES).map(|n| (&*names[n], &*titles[n], "", &*names[n])).collect();
    site.set("/rss", [Reply::of("200 OK", &["ETag: \"all\""], feed(&items))]);
    for (n, name) in names.iter().enumerate() {
        let day = ["Monday", "Sunday", "Saturday"][n % 3];
        let sentence =
            format!("Gunmen killed {} people in {} on {day}, the mayor of district {n} said.", n + 2, places[n % 7]);
        site.set(name, [Reply::ok("text/html", page(&titles[n], &sentence))]);
    }
    site.slow_down(Duration::from_millis(25));
    let folder = watching("", &[site.url("/rss")], "articles = \"always\"");
    for round in 0..8 {
        let mut watch = start(&folder);
        std::thread::sleep(Duration::from_millis(350 + 90 * round));
        // SIGKILL: it cannot say goodbye.
        watch.kill().unwrap();
        watch.wait().unwrap();
    }
    site.slow_down(Duration::ZERO);
    done(&folder.run(RUN));
    let whole = watching("", &[site.url("/rss")], "articles = \"always\"");
    done(&whole.run(RUN));
    let mut expected = titles.clone();
    expected.sort();
    assert_eq!(reports(&folder), expected);
    let keys = |folder: &Folder| -> BTreeMap<String, Value> {
        events(folder).into_iter().map(|event| (event["event"].to_string(), event["tellings"].clone())).collect()
    };
    assert_eq!(keys(&folder), keys(&whole), "the same events as without interruption");
    let most = names.iter().map(|name| site.asked_for(name).len()).max().unwrap();
    assert!(most <= 9 + 1, "a page is asked for again only if it was not kept: {most}");
}

#[test]
fn one_watch_at_a_time_and_it_ends_when_it_is_told_to() {
    let site = Site::open();
    site.set("/rss", [Reply::Stall(Vec::new())]);
    let folder = watching("timeout_", &[], "");
    folder.write("feeds.toml", format!("[[feed]]\nurl = \"{}\"\n", site.url("/rss")));
    let asks = |times: usize| {
        let began = Instant::now();
        while site.asked().len() < times {
            assert!(began.elapsed() < Duration::from_secs(20), "it asks");
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut watch = start(&folder);
    asks(1);
    let second = folder.run(RUN);
    assert!(second.code == 2 && second.err.contains("another `dateline watch` is working with it"), "{}", second.err);
    if cfg!(not(unix)) {
        watch.kill().unwrap();
        watch.wait().unwrap();
        return;
    }
    let interrupt = |watch: &mut Child| {
        let began = Instant::now();
        assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
        let code = watch.wait().unwrap().code();
        assert!(began.elapsed() < Duration::from_secs(5), "no server is waited for");
        code
    };
    assert_eq!(interrupt(&mut watch), Some(0));
    let mut once = start_with(&folder, RUN);
    asks(2);
    assert_eq!(interrupt(&mut once), Some(130), "not all was asked");
}

#[test]
fn every_key_of_the_file_is_described() {
    let page = std::fs::read_to_string(root().join("docs/watch.md")).unwrap();
    let folder = Folder::new();
    for (table, before) in [("", ""), ("[notify]", "notify."), ("[[feed]]", "feed."), ("[[folder]]", "folder.")] {
        folder.write("feeds.toml", format!("{table}\nnonsense = 1"));
        let said = folder.run(RUN).err;
        let (_, known) = said.split_once("expected ").unwrap_or_else(|| panic!("{said}"));
        let keys: Vec<&str> = known.split('`').skip(1).step_by(2).collect();
        assert!(keys.len() >= 2, "{said}");
        for key in keys.iter().filter(|key| !["notify", "feed", "folder"].contains(key)) {
            assert!(page.contains(&format!("\n| `{before}{key}` |")), "docs/watch.md does not describe {before}{key}");
        }
    }
}

#[test]
fn the_example_of_the_documentation_can_be_watched_with() {
    let example = std::fs::read_to_string(root().join("docs/feeds.toml")).unwrap();
    let page = std::fs::read_to_string(root().join("docs/watch.md")).unwrap();
    assert!(page.contains(&example), "docs/watch.md shows docs/feeds.toml as it is");
    let site = Site::open();
    site.set("/rss.xml", [Reply::ok("text/xml", feed(&[("a", "Four killed in Gao", GAO, "")]))]);
    site.set("/news.atom", [Reply::ok("text/xml", feed(&[("b", "Nine dead near Goma", GOMA, "")]))]);
    let folder = Folder::new();
    let local =
        example.replace("https://www.example.org", &site.url("")).replace("https://news.example.com", &site.url(""));
    folder.write("feeds.toml", local.replace("webhook", "# webhook")).write("incoming/none/.keep", "");
    let ran = folder.run(RUN);
    assert_eq!(done(&ran).records().len(), 2, "{}", ran.err);
}
