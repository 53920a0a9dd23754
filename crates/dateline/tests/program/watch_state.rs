//! What `dateline watch` remembers from one time to the next: that nothing is left out, told twice, or failing in silence.

use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::folder::{Folder, lines};
use crate::site::{Reply, Site};
use crate::watch::{GAO, GOMA, RUN, done, feed, page, reports, start, watching};

#[cfg(unix)]
#[test]
fn files_that_a_watch_was_stopped_in_are_read_by_the_next() {
    const FILES: usize = 30;
    let folder = Folder::new();
    folder.write("feeds.toml", "[[folder]]\npath = \"in\"");
    let all = lines(FILES * 40);
    let all: Vec<&str> = all.lines().collect();
    for (n, some) in all.chunks(40).enumerate() {
        folder.write(&format!("in/{n:02}.jsonl"), some.join("\n"));
    }
    // A file that changed in the last two seconds is left for the next look.
    std::thread::sleep(Duration::from_millis(2100));
    let mut watch = start(&folder);
    let began = Instant::now();
    let is_empty = |store: store::Store| Ok(store.reports()?.is_empty());
    while store::Store::open_read_only(&folder.path("store.sqlite")).and_then(is_empty).unwrap_or(true) {
        assert!(began.elapsed() < Duration::from_secs(20), "it begins");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
    let kept = reports(&folder).len();
    assert!(kept < FILES * 40, "it was stopped before all was read");
    done(&folder.run(RUN));
    assert_eq!(reports(&folder).len(), FILES * 40, "{kept} were kept before");
}

#[cfg(unix)]
#[test]
fn a_watch_that_goes_on_tells_what_comes_while_it_does() {
    let site = Site::open();
    told(&site, "/rss", "a", GAO, "Tue, 05 Mar 2024");
    let folder = watching("every = \"1s\"\nnotify.lines = true", &[site.url("/rss")], "");
    folder.write("more/taiz.txt", "A bomb killed three policemen in Taiz in Yemen on 4 March 2024, officials said.");
    let mut watch = start(&folder);
    let mut out = BufReader::new(watch.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&out.next().unwrap().unwrap()).unwrap()["location"]["name"].clone();
    assert_eq!(next(), "Gao");
    told(&site, "/rss", "b", GOMA, "Tue, 05 Mar 2024");
    assert_eq!(next(), "Goma", "a feed is asked again");
    done(&folder.run("code more --reader rules --store store.sqlite"));
    assert_eq!(next(), "Taiz", "what another program adds is told too");
    assert!(Command::new("kill").args(["-INT", &watch.id().to_string()]).status().unwrap().success());
    assert_eq!(watch.wait().unwrap().code(), Some(0));
}

#[test]
fn a_folder_that_is_not_there_is_told_each_time() {
    let folder = Folder::new();
    folder.write("feeds.toml", "[[folder]]\npath = \"in\"");
    for _ in 0..2 {
        let ran = folder.run(RUN);
        assert!(ran.code == 2 && ran.err.contains("in: "), "{}", ran.err);
    }
    folder.write("in/gao.txt", format!("Four killed in Gao\n\n{GAO}"));
    done(&folder.run(RUN));
    assert_eq!(reports(&folder).len(), 1);
}

#[test]
fn a_feed_that_may_not_be_asked_yet_is_told_with_its_reason() {
    let site = Site::open();
    site.set("/rss", [Reply::of("429 Too Many", &["Retry-After: 3600"], "")]);
    let folder = watching("", &[site.url("/rss")], "");
    for _ in 0..2 {
        let ran = folder.run(RUN);
        let said = ran.err.contains(&format!("{}: it answers 429; it is asked again at 20", site.url("/rss")));
        assert!(ran.code == 2 && said, "{}", ran.err);
    }
    assert_eq!(site.asked().len(), 1);
}

#[test]
fn robots_that_ask_for_time_close_the_whole_host() {
    let site = Site::open();
    site.set("/robots.txt", [Reply::of("503 Busy", &["Retry-After: 3600"], "")]);
    let folder = watching("robots_for = \"0s\"", &[site.url("/rss")], "");
    for _ in 0..2 {
        let ran = folder.run(RUN);
        assert!(
            ran.code == 2 && ran.err.contains("its robots.txt answers 503; it is asked again at 20"),
            "{}",
            ran.err
        );
    }
    assert_eq!(site.asked_for("/robots.txt").len(), 1, "it is left alone for as long as it says");
}

/// A feed with one item, whose page has this sentence.
fn told(site: &Site, path: &str, name: &str, text: &str, day: &str) {
    let one = feed(&[(name, name, text, "")]).replace("Tue, 05 Mar 2024", day);
    site.set(path, [Reply::ok("text/xml", one)]);
}

#[test]
fn an_event_that_changes_its_name_before_it_is_told_is_told_once() {
    let (site, hook) = (Site::open(), Site::open());
    let broken = Reply::of("500 Broken", &[], "");
    hook.set("/in", [broken.clone(), broken, Reply::of("204 Taken", &[], "")]);
    told(&site, "/rss", "a", GAO, "Wed, 06 Mar 2024");
    let folder = watching(&format!("[notify]\nwebhook = \"{}\"", hook.url("/in")), &[site.url("/rss")], "");
    assert_eq!(folder.run(RUN).code, 2);
    // An event goes by the key of the telling that was published first.
    let other = "Gunmen killed six traders at the market of Gao in Mali on Monday, a doctor said.";
    told(&site, "/rss", "b", other, "Tue, 05 Mar 2024");
    let feeds = folder.read("feeds.toml");
    folder.write("feeds.toml", format!("{feeds}outlet = \"The Post\"\n"));
    assert_eq!(folder.run(RUN).code, 2);
    done(&folder.run(RUN));
    let bodies: Vec<Value> = hook.asked().iter().map(|asked| serde_json::from_str(&asked.body).unwrap()).collect();
    let event = |body: &Value| body["events"][0]["event"].clone();
    assert_eq!((bodies.len(), event(&bodies[0])), (3, event(&bodies[1])), "{bodies:?}");
    assert_ne!(event(&bodies[1]), event(&bodies[2]), "it goes by another name now");
    assert_eq!(bodies[2]["events"][0]["tellings"].as_array().unwrap().len(), 2);
}

#[test]
fn who_begins_to_listen_late_is_told_only_what_is_new_then() {
    let site = Site::open();
    told(&site, "/rss", "a", GAO, "Tue, 05 Mar 2024");
    let folder = watching("", &[site.url("/rss")], "");
    done(&folder.run(RUN));
    let silent = folder.read("feeds.toml");
    folder.write("feeds.toml", format!("notify.lines = true\n{silent}"));
    told(&site, "/rss", "b", GOMA, "Tue, 05 Mar 2024");
    let ran = folder.run(RUN);
    let told = done(&ran).records();
    assert_eq!(told.len(), 1, "{}", ran.out);
    assert_eq!(told[0]["location"]["name"], "Goma");
}

#[test]
fn a_notice_that_was_taken_is_not_sent_again_with_one_that_was_not() {
    let (site, hook) = (Site::open(), Site::open());
    hook.set(
        "/in",
        [Reply::of("204 Taken", &[], ""), Reply::of("500 Broken", &[], ""), Reply::of("204 Taken", &[], "")],
    );
    let folder = watching(&format!("[notify]\nwebhook = \"{}\"", hook.url("/in")), &[site.url("/rss")], "");
    let places = ["Gao", "Kidal", "Goma", "Jolo", "Taiz", "Zinder", "Baidoa", "Kunduz", "Mosul"];
    let months = ["January", "March", "May", "July", "September", "November"];
    let text = |n: usize| {
        let (place, month, day) = (places[n % 9], months[n / 9 % 6], 3 + n / 54 * 9);
        format!("Gunmen killed {} people in {place} on {day} {month} 2023, police said.", n + 2)
    };
    let texts: Vec<String> = (0..150).map(text).collect();
    let names: Vec<String> = (0..texts.len()).map(|n| format!("n{n}")).collect();
    let items: Vec<_> = names.iter().zip(&texts).map(|(name, text)| (&**name, &**name, &**text, "")).collect();
    site.set("/rss", [Reply::ok("text/xml", feed(&items))]);
    assert_eq!(folder.run(RUN).code, 2);
    done(&folder.run(RUN));
    let bodies: Vec<Value> = hook.asked().iter().map(|asked| serde_json::from_str(&asked.body).unwrap()).collect();
    assert_eq!(bodies.len(), 3);
    assert_ne!(bodies[0]["notice"], bodies[1]["notice"]);
    assert_eq!(bodies[1], bodies[2], "what was not taken is sent again as it was");
    let told = bodies[0]["events"].as_array().unwrap().len() + bodies[2]["events"].as_array().unwrap().len();
    assert_eq!(told, crate::watch::events(&folder).len());
}

#[test]
fn an_article_that_two_feeds_have_is_fetched_once_and_once_more_when_it_changes() {
    let site = Site::open();
    let set = |text: &str| {
        for path in ["/world", "/africa"] {
            site.set(path, [Reply::ok("text/xml", feed(&[("a", "Attack in Gao", text, "/gao")]))]);
        }
        site.set("/gao", [Reply::ok("text/html", page("Attack in Gao", text))]);
    };
    set(GAO);
    let folder = watching("", &[site.url("/world"), site.url("/africa")], "articles = \"always\"");
    done(&folder.run(RUN));
    done(&folder.run(RUN));
    assert_eq!(site.asked_for("/gao").len(), 1);
    set(&GAO.replace("four", "nine"));
    done(&folder.run(RUN));
    assert_eq!(site.asked_for("/gao").len(), 2, "what both say anew is fetched anew, once");
    assert!(folder.run("events -f json --store store.sqlite").out.contains("nine traders"));
}

#[test]
fn entries_that_a_feed_gives_one_name_are_all_kept() {
    let site = Site::open();
    let items = [("a", "Four killed in Gao", GAO, ""), ("a", "Nine dead near Goma", GOMA, "")];
    site.set("/rss", [Reply::ok("text/xml", feed(&items))]);
    let folder = watching("", &[site.url("/rss")], "");
    done(&folder.run(RUN));
    assert_eq!(reports(&folder).len(), 2);
    assert!(!done(&folder.run(RUN)).err.contains("report"), "and are known the next time");
}

#[test]
fn an_article_is_not_lost_with_the_feed_that_was_to_lead_to_it() {
    let site = Site::open();
    for path in ["/a", "/b"] {
        site.set(path, [Reply::ok("text/xml", feed(&[("a", "Attack in Gao", "", "/gao")]))]);
    }
    site.set("/gao", [Reply::of("500 Broken", &[], ""), Reply::ok("text/html", page("Attack in Gao", GAO))]);
    let folder = watching("", &[site.url("/a"), site.url("/b")], "articles = \"always\"");
    folder.run(RUN);
    assert_eq!(reports(&folder).len(), 0);
    let without = folder.read("feeds.toml").replacen(&site.url("/a"), &site.url("/c"), 1);
    site.set("/c", [Reply::ok("text/xml", feed(&[]))]);
    folder.write("feeds.toml", without);
    // A page that failed is asked for again after a minute: the state is told that it is over.
    let state = rusqlite::Connection::open(folder.path("store.sqlite.watch")).unwrap();
    state.execute("UPDATE entry SET next = 0", []).unwrap();
    drop(state);
    done(&folder.run(RUN));
    assert_eq!(reports(&folder).len(), 1);
}

#[test]
fn a_store_in_place_of_another_is_filled_anew() {
    let site = Site::open();
    let known = ["ETag: \"one\"", "Content-Type: text/xml"];
    let first = feed(&[("a", "Four killed in Gao", GAO, "")]);
    site.set("/rss", [Reply::of("200 OK", &known, &first)]);
    let folder = watching("[[folder]]\npath = \"in\"\n", &[site.url("/rss")], "");
    folder.write("in/goma.txt", format!("Nine dead near Goma\n\n{GOMA}"));
    done(&folder.run(RUN));
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.path(&format!("store.sqlite{ending}")));
    }
    let ran = folder.run(RUN);
    assert!(done(&ran).err.contains("store.sqlite is not the store that was watched into"), "{}", ran.err);
    assert_eq!(reports(&folder).len(), 2, "{}", ran.err);
    assert_eq!(site.asked()[1].header("if-none-match"), None, "it is asked for all it has");
    assert!(!folder.run(RUN).err.contains("is not the store"));
}
