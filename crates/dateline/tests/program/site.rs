//! A server on this machine that answers whatever a test wants, byte by byte: well, or in none of the ways that a library would.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What is answered to a request.
#[derive(Clone)]
pub enum Reply {
    /// These bytes, then the end.
    Raw(Vec<u8>),
    /// These bytes, then silence.
    Stall(Vec<u8>),
    /// These bytes, then letters without end.
    Endless(Vec<u8>),
    /// A letter a while, without end.
    Drip,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub path: String,
    pub head: String,
    pub body: String,
}

#[derive(Default)]
struct Plan {
    /// What is answered at a path, one after the other; the last for ever.
    replies: HashMap<String, Vec<Reply>>,
    asked: Vec<Request>,
    /// How long each answer takes.
    delay: Duration,
}

pub struct Site {
    pub port: u16,
    scheme: &'static str,
    plan: Arc<Mutex<Plan>>,
}

impl Site {
    pub fn open() -> Site {
        Site::serve("http", |stream, plan| {
            answer(stream, plan);
        })
    }

    /// A site that is asked by HTTPS.
    #[cfg(feature = "watch")]
    pub fn open_with(certificate: rustls::ServerConfig) -> Site {
        let certificate = Arc::new(certificate);
        Site::serve("https", move |stream, plan| {
            let connection = rustls::ServerConnection::new(Arc::clone(&certificate)).unwrap();
            answer(rustls::StreamOwned::new(connection, stream), plan);
        })
    }

    fn serve(scheme: &'static str, answer: impl Fn(TcpStream, &Mutex<Plan>) + Send + Sync + 'static) -> Site {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let plan: Arc<Mutex<Plan>> = Arc::default();
        let (served, answer) = (Arc::clone(&plan), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (plan, answer) = (Arc::clone(&served), Arc::clone(&answer));
                std::thread::spawn(move || answer(stream, &plan));
            }
        });
        Site { port, scheme, plan }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}://127.0.0.1:{}{path}", self.scheme, self.port)
    }

    /// From now on these are answered at a path.
    pub fn set(&self, path: &str, replies: impl Into<Vec<Reply>>) -> &Site {
        self.plan.lock().unwrap().replies.insert(path.to_string(), replies.into());
        self
    }

    pub fn slow_down(&self, delay: Duration) {
        self.plan.lock().unwrap().delay = delay;
    }

    /// Every request so far, robots.txt left out.
    pub fn asked(&self) -> Vec<Request> {
        let asked = self.plan.lock().unwrap().asked.clone();
        asked.into_iter().filter(|request| request.path != "/robots.txt").collect()
    }

    /// Every request for a path so far.
    pub fn asked_for(&self, path: &str) -> Vec<Request> {
        let asked = self.plan.lock().unwrap().asked.clone();
        asked.into_iter().filter(|request| request.path == path).collect()
    }
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).next()
    }
}

impl Reply {
    /// An answer with a status line ("200 OK"), headers and a body.
    pub fn of(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Reply {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Content-Length") || header.starts_with("Transfer-")) {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
        Reply::Raw([format!("{head}\r\n").as_bytes(), body].concat())
    }

    pub fn ok(content_type: &str, body: impl AsRef<[u8]>) -> Reply {
        Reply::of("200 OK", &[&format!("Content-Type: {content_type}")], body)
    }

    pub fn redirect(to: &str) -> Reply {
        Reply::of("302 Found", &[&format!("Location: {to}")], "")
    }
}

fn answer(mut stream: impl Read + Write, plan: &Mutex<Plan>) {
    let Some(request) = read(&mut stream) else { return };
    let (reply, delay) = {
        let mut plan = plan.lock().unwrap();
        let replies = plan.replies.get_mut(&request.path);
        let reply = replies.map(|replies| if replies.len() > 1 { replies.remove(0) } else { replies[0].clone() });
        plan.asked.push(request);
        (reply.unwrap_or_else(|| Reply::of("404 Not Found", &[], "")), plan.delay)
    };
    std::thread::sleep(delay);
    // Whoever asked may be gone.
    let _ = write(&mut stream, &reply);
}

fn read(stream: &mut impl Read) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                let path = head.split(' ').nth(1).unwrap_or_default().to_string();
                return Some(Request { path, head: head.to_string(), body: body.to_string() });
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return None,
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
        }
    }
}

fn write(stream: &mut impl Write, reply: &Reply) -> std::io::Result<()> {
    match reply {
        Reply::Raw(bytes) => stream.write_all(bytes),
        Reply::Stall(bytes) => {
            stream.write_all(bytes)?;
            std::thread::sleep(Duration::from_secs(60));
            Ok(())
        }
        Reply::Endless(bytes) => {
            stream.write_all(bytes)?;
            loop {
                stream.write_all(&[b'x'; 8192])?;
            }
        }
        Reply::Drip => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            loop {
                stream.write_all(b"x")?;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
}
