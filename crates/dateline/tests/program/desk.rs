//! `dateline serve` as strangers meet it: over a socket, with requests that no browser of a reviewer would send.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::folder::Folder;

const TOKEN: &str = "correct-horse-battery";

/// A desk on an empty store.
struct Desk {
    child: Child,
    port: u16,
    folder: Folder,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer as it came.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

impl Desk {
    fn open(options: &[&str]) -> Desk {
        let folder = Folder::new();
        folder.write("token", TOKEN);
        assert_eq!(folder.run("init --store store.sqlite").code, 0);
        Desk::on(folder, options)
    }

    fn on(folder: Folder, options: &[&str]) -> Desk {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .current_dir(folder.path(""))
            .args(["serve", "--listen", "127.0.0.1:0", "--by", "Ana", "--store", "store.sqlite"])
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().expect("the desk says where it listens");
        Desk { child, port, folder }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends a request line with headers, and a body.
    fn ask(&self, line: &str, headers: &[&str], body: &str) -> Answer {
        let mut stream = self.connect();
        let host = format!("Host: localhost:{}", self.port);
        let mut request = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            request.push_str(&format!("{host}\r\n"));
        }
        headers.iter().for_each(|header| request.push_str(&format!("{header}\r\n")));
        if !headers.iter().any(|header| header.starts_with("Content-Length")) {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        stream.write_all(format!("{request}\r\n{body}").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        // A desk that refuses early may close while we still send.
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).to_string();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Answer { status, head: head.to_string(), body: body.to_string() }
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[], "")
    }

    /// What a form of this run carries.
    fn csrf(&self, path: &str) -> String {
        let page = self.get(path).body;
        let at = page.find("name=\"csrf\" content=\"").expect("the page has it") + 21;
        page[at..].split('"').next().unwrap().to_string()
    }

    fn post(&self, path: &str, headers: &[&str], body: &str) -> Answer {
        let mut all = vec!["Content-Type: application/x-www-form-urlencoded"];
        all.extend(headers);
        self.ask(&format!("POST {path}"), &all, body)
    }
}

#[test]
fn only_names_of_this_machine_are_answered() {
    let desk = Desk::open(&[]);
    assert_eq!(desk.get("/runs").status, 200);
    for host in ["evil.org", "localhost.evil.org", "127.0.0.1.evil.org", ""] {
        assert_eq!(desk.ask("GET /runs", &[&format!("Host: {host}")], "").status, 403, "{host:?}");
    }
}

#[test]
fn nothing_is_changed_from_another_site_or_without_the_secret_of_this_run() {
    let desk = Desk::open(&[]);
    let csrf = desk.csrf("/runs");
    assert_ne!(csrf, desk.csrf("/runs"), "a page carries it in other letters each time");
    let undo = |csrf: &str, headers: &[&str]| desk.post(&format!("/review/undo?csrf={csrf}"), headers, "").status;
    assert_eq!(undo(&csrf, &[]), 400, "let through: there is nothing to take back");
    assert_eq!(undo(&csrf, &["Sec-Fetch-Site: same-origin"]), 400);
    assert_eq!(undo(&csrf, &[&format!("Origin: http://localhost:{}", desk.port)]), 400);
    for header in ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: http://evil.org", "Origin: null"]
    {
        assert_eq!(undo(&csrf, &[header]), 403, "{header}");
    }
    for wrong in ["", "0", "xyz", &"0".repeat(64), &csrf[..62]] {
        assert_eq!(undo(wrong, &[]), 403, "{wrong}");
    }
    assert_eq!(desk.post("/review/undo", &[&format!("X-CSRF: {csrf}")], "").status, 400, "by header too");
    assert_eq!(desk.post("/review/undo", &[], "").status, 403);
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let desk = Desk::open(&[]);
    let answers = [
        desk.get("/runs"),
        desk.get("/runs.json"),
        desk.get("/runs.csv"),
        desk.get("/no-such-page"),
        desk.get("/static/desk.css"),
        desk.get("/static/none.css"),
        desk.get("/events?from=nonsense"),
        desk.ask("GET /runs", &["Host: evil.org"], ""),
        desk.ask("DELETE /runs", &[], ""),
        desk.post("/runs", &[], ""),
    ];
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 200, 200, 404, 200, 404, 400, 403, 403, 403]);
    for answer in answers {
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; "), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("x-frame-options"), Some("DENY"));
    }
}

#[test]
fn the_token_lets_in_and_a_wrong_one_takes_its_time() {
    let desk = Desk::open(&["--token-file", "token"]);
    let shut = desk.get("/events");
    assert_eq!((shut.status, shut.header("location")), (303, Some("/sign-in")));
    assert_eq!(desk.ask("GET /events.json", &[&format!("Authorization: Bearer {TOKEN}")], "").status, 200);
    let began = Instant::now();
    assert_eq!(desk.ask("GET /events.json", &["Authorization: Bearer guess"], "").status, 303);
    assert!(began.elapsed() >= Duration::from_millis(500));
    let csrf = desk.csrf("/sign-in");
    let sign_in = |token: &str| desk.post(&format!("/sign-in?csrf={csrf}"), &[], &format!("token={token}&name=Lea"));
    assert_eq!(desk.post("/sign-in", &[], &format!("token={TOKEN}&name=Lea")).status, 403, "a form of another site");
    assert_eq!(sign_in("guess").status, 401);
    let began = Instant::now();
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| assert_eq!(sign_in("guess").status, 401)))));
    assert!(began.elapsed() >= Duration::from_secs(2), "guesses made at once are looked at one by one");
    let inside = sign_in(TOKEN);
    assert_eq!((inside.status, inside.header("location")), (303, Some("/")));
    let cookies: Vec<&str> =
        inside.head.lines().filter_map(|line| line.split_once("et-cookie: ")).map(|(_, c)| c).collect();
    assert!(cookies.len() == 2 && cookies.iter().all(|c| c.contains("HttpOnly") && c.contains("SameSite=Strict")));
    assert!(!inside.head.contains(TOKEN), "the browser need not keep the token itself");
    let values: Vec<&str> = cookies.iter().map(|cookie| cookie.split(';').next().unwrap()).collect();
    let page = desk.ask("GET /runs", &[&format!("Cookie: {}", values.join("; "))], "");
    assert!(page.status == 200 && page.body.contains("Lea"), "{}", page.body);
    assert_eq!(desk.ask("GET /runs", &["Cookie: dateline_session=0000"], "").status, 303);
}

#[test]
fn others_are_not_listened_to_without_a_token() {
    let folder = Folder::new();
    let ran = folder.run("serve --listen 0.0.0.0:0 --store store.sqlite");
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--token-file is needed"), "{}", ran.err);
    folder.write("token", "short");
    let ran = folder.run("serve --listen 0.0.0.0:0 --token-file token --store store.sqlite");
    assert!(ran.err.contains("a token has 12 letters at least"), "{}", ran.err);
}

#[test]
fn a_read_only_desk_refuses_every_change_but_lets_people_sign_in() {
    let desk = Desk::open(&["--read-only", "--token-file", "token"]);
    let bearer = format!("Authorization: Bearer {TOKEN}");
    let csrf = desk.csrf("/sign-in");
    for path in ["/review/decide", "/review/undo", "/review/many", "/runs", "/events/0000000000/merge"] {
        let answer = desk.post(&format!("{path}.json?csrf={csrf}"), &[&bearer], "");
        assert!(answer.status == 403 && answer.body.contains("read-only"), "{path}: {}", answer.status);
    }
    assert_eq!(desk.post(&format!("/sign-in?csrf={csrf}"), &[], &format!("token={TOKEN}")).status, 303);
}

#[cfg(unix)]
#[test]
fn a_store_that_may_only_be_read_is_shown_read_only() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    assert_eq!(folder.run("init --store store.sqlite").code, 0);
    set_permissions(folder.path("store.sqlite"), Permissions::from_mode(0o444)).unwrap();
    set_permissions(folder.path(""), Permissions::from_mode(0o555)).unwrap();
    let desk = Desk::on(folder, &["--read-only"]);
    assert_eq!((desk.get("/runs").status, desk.get("/events").status), (200, 200));
    set_permissions(desk.folder.path(""), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn too_large_an_upload_is_refused_before_it_is_sent() {
    let desk = Desk::open(&[]);
    let csrf = desk.csrf("/runs");
    let headers = ["Content-Type: multipart/form-data; boundary=x", "Content-Length: 99999999999"];
    let began = Instant::now();
    let answer = desk.ask(&format!("POST /runs.json?csrf={csrf}"), &headers, "--x\r\n");
    assert!(answer.status == 413 && answer.body.contains("MiB"), "{}", answer.head);
    assert!(began.elapsed() < Duration::from_secs(5));
    let headers = ["Content-Type: multipart/form-data; boundary=x"];
    let cut = desk.ask(
        &format!("POST /runs.json?csrf={csrf}"),
        &headers,
        "--x\r\nContent-Disposition: form-data; name=\"file\"",
    );
    assert_eq!(cut.status, 400, "{}", cut.body);
    let none = desk.ask(&format!("POST /runs.json?csrf={csrf}"), &headers, "--x--\r\n");
    assert!(none.status == 400 && none.body.contains("No file was sent"), "{}", none.body);
}

#[test]
fn slow_and_half_open_clients_hold_up_nobody_and_not_the_end() {
    let mut desk = Desk::open(&[]);
    let mut idle: Vec<TcpStream> = (0..64).map(|_| desk.connect()).collect();
    for (n, stream) in idle.iter_mut().enumerate().filter(|(n, _)| n % 2 == 0) {
        let begun =
            if n % 4 == 0 { "GET /runs HTTP/1.1\r\nHost: loc" } else { "POST /runs HTTP/1.1\r\nContent-Length: 9\r\n" };
        stream.write_all(begun.as_bytes()).unwrap();
    }
    let began = Instant::now();
    assert_eq!(desk.get("/runs").status, 200);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    if cfg!(unix) {
        let ended = Command::new("kill").args(["-INT", &desk.child.id().to_string()]).status().unwrap();
        assert!(ended.success());
        let began = Instant::now();
        while desk.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < Duration::from_secs(15), "half-open clients keep the desk from ending");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    drop(idle);
}

#[test]
fn files_beside_those_of_the_desk_are_not_given() {
    let desk = Desk::open(&[]);
    for path in [
        "/static/../templates/page.html",
        "/static/%2e%2e/templates/page.html",
        "/static/..%2ftemplates%2fpage.html",
        "/assets/../../Cargo.toml",
        "/assets/..%5c..%5cCargo.toml",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/codebook/../Cargo.toml",
        "/codebook/..%2f..%2fCargo.toml",
    ] {
        assert_eq!(desk.get(path).status, 404, "{path}");
    }
}

#[test]
fn methods_are_those_of_the_page() {
    let desk = Desk::open(&[]);
    let head = desk.ask("HEAD /runs", &[], "");
    assert_eq!((head.status, &*head.body), (200, ""));
    let csrf = desk.csrf("/runs");
    for method in ["PUT", "DELETE", "PATCH", "BREW"] {
        assert_eq!(desk.ask(&format!("{method} /runs"), &[], "").status, 403, "{method} without the secret");
        let known = desk.ask(&format!("{method} /runs?csrf={csrf}"), &[], "");
        assert_eq!(known.status, 405, "{method}");
    }
    assert_eq!(desk.ask(&format!("POST /codebook?csrf={csrf}"), &[], "").status, 405);
}
