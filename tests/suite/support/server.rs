//! A server on loopback that can misbehave byte by byte: what it sends, when, and whether it keeps its word.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub path: String,
    /// Names in lower case.
    pub headers: BTreeMap<String, String>,
    /// When it came.
    pub at: Instant,
}

/// One thing that a server does with a connection, in order.
#[derive(Debug, Clone)]
pub enum Act {
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes one at a time with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Sends so many bytes of `a`, packed by nobody.
    Flood(usize),
    /// Does nothing for a while.
    Pause(Duration),
    /// Cuts the connection without a word more.
    Cut,
}

/// A whole answer.
pub type Reply = Vec<Act>;

/// An answer with a status, headers and a body whose length is told truly.
pub fn reply(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    let mut all = vec![("Content-Length".to_owned(), body.len().to_string())];
    all.extend(headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    vec![Act::Send(head(status, &all)), Act::Send(body.to_vec())]
}

/// A status line and headers, each as given.
pub fn head(status: u16, headers: &[(String, String)]) -> Vec<u8> {
    let mut text = format!("HTTP/1.1 {status} x\r\nConnection: close\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.into_bytes()
}

/// `200` with a JSON text.
pub fn json(text: &str) -> Reply {
    reply(200, &[("Content-Type", "application/json")], text.as_bytes())
}

type Handler = dyn Fn(&Request) -> Reply + Send + Sync;

/// A running server; it stops when it is dropped.
pub struct Server {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    requests: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
    address: std::net::SocketAddr,
}

impl Server {
    /// Answers every request as the handler says.
    pub fn start(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        let handler: Arc<Handler> = Arc::new(handler);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), seen, handler) = (stream, Arc::clone(&seen), Arc::clone(&handler)) else {
                    continue;
                };
                std::thread::spawn(move || serve(stream, &seen, &*handler));
            }
        });
        Self { url: format!("http://{address}"), requests, stop, address }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// How often a path was asked for.
    pub fn count(&self, path: &str) -> usize {
        self.requests().iter().filter(|request| request.path == path).count()
    }

    /// Forgets the requests so far.
    pub fn forget(&self) {
        self.requests.lock().unwrap().clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Request>>, handler: &Handler) {
    let Some(request) = read(&stream) else { return };
    seen.lock().unwrap().push(request.clone());
    for act in handler(&request) {
        if perform(&mut stream, act).is_err() {
            return;
        }
    }
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next()?.ok()?;
    let path = first.split(' ').nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    for line in lines {
        let line = line.ok()?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    Some(Request { path, headers, at: Instant::now() })
}

fn perform(stream: &mut TcpStream, act: Act) -> std::io::Result<()> {
    match act {
        Act::Send(bytes) => stream.write_all(&bytes),
        Act::Drip(bytes, pause) => bytes.iter().try_for_each(|byte| {
            stream.write_all(&[*byte])?;
            std::thread::sleep(pause);
            Ok(())
        }),
        Act::Flood(bytes) => {
            let block = vec![b'a'; 1 << 16];
            (0..bytes.div_ceil(block.len())).try_for_each(|_| stream.write_all(&block))
        }
        Act::Pause(pause) => {
            std::thread::sleep(pause);
            Ok(())
        }
        Act::Cut => Err(std::io::ErrorKind::ConnectionAborted.into()),
    }
}

/// A portal of services that tests change between nights: a sitemap, a page and a document a service.
#[derive(Clone, Default)]
pub struct Portal {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    documents: BTreeMap<String, String>,
    unlisted: Vec<String>,
    faults: BTreeMap<String, Reply>,
}

/// Answers `304` when the request has the tag of this text.
fn conditional(request: &Request, text: &str) -> Reply {
    let tag = format!("\"{}\"", specline::json::canonical::sha256(text.as_bytes()));
    if request.headers.get("if-none-match") == Some(&tag) {
        return vec![Act::Send(head(304, &[("ETag".into(), tag)]))];
    }
    reply(200, &[("ETag", &tag), ("Content-Type", "application/json")], text.as_bytes())
}

impl Portal {
    /// Serves it.
    pub fn serve(&self) -> Server {
        let portal = self.clone();
        Server::start(move |request| portal.answer(request))
    }

    /// The document of a page path.
    pub fn set(&self, path: &str, text: &str) {
        self.state.lock().unwrap().documents.insert(path.to_owned(), text.to_owned());
    }

    /// Takes a service out of the sitemap and its document away.
    pub fn remove(&self, path: &str) {
        self.state.lock().unwrap().documents.remove(path);
    }

    /// Takes a service out of the sitemap only.
    pub fn unlist(&self, path: &str) {
        self.state.lock().unwrap().unlisted.push(path.to_owned());
    }

    /// Answers a URL path in this way until further notice.
    pub fn fault(&self, path: &str, reply: Reply) {
        self.state.lock().unwrap().faults.insert(path.to_owned(), reply);
    }

    /// Answers everything well again, and lists everything.
    pub fn heal(&self) {
        let mut state = self.state.lock().unwrap();
        state.faults.clear();
        state.unlisted.clear();
    }

    fn answer(&self, request: &Request) -> Reply {
        let state = self.state.lock().unwrap();
        if let Some(fault) = state.faults.get(&request.path) {
            return fault.clone();
        }
        let host = format!("http://{}", request.headers.get("host").map_or("", String::as_str));
        if request.path == "/sitemap.xml" {
            let listed = state.documents.keys().filter(|path| !state.unlisted.contains(path));
            let urls: String =
                listed.flat_map(|path| ["<url><loc>", &host, "/apis/", path, "/</loc></url>"]).collect();
            return reply(200, &[], format!("<urlset>{urls}</urlset>").as_bytes());
        }
        let path = request.path.strip_prefix("/specs/").and_then(|path| path.strip_suffix(".json"));
        match path.and_then(|path| state.documents.get(path)) {
            Some(text) => conditional(request, text),
            None => reply(404, &[], b"<html>not found</html>"),
        }
    }
}
