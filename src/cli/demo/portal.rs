//! A developer portal on loopback, as the sitemap source expects one: index → sitemap → a page a service → a document.

use std::fmt::Write as _;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The services of one night: name and document.
pub type Night = &'static [(&'static str, &'static str)];

/// A portal that serves one night after the other.
pub struct Portal {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    night: Arc<AtomicUsize>,
}

impl Portal {
    /// Listens on a free port of the loopback address until the process ends.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn open(nights: &'static [Night]) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let url = format!("http://{}", listener.local_addr()?);
        let night = Arc::new(AtomicUsize::new(0));
        let (base, tonight) = (url.clone(), Arc::clone(&night));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let services = nights[tonight.load(Ordering::SeqCst).min(nights.len() - 1)];
                let base = base.clone();
                // One thread a connection: a client may open several at once.
                std::thread::spawn(move || answer_one(stream, &base, services));
            }
        });
        Ok(Self { url, night })
    }

    /// From now on, the documents of this night are served.
    pub fn turn_to(&self, night: usize) {
        self.night.store(night, Ordering::SeqCst);
    }
}

/// Answers the one request of a connection; a client that goes away is no concern of ours.
fn answer_one(stream: TcpStream, base: &str, services: Night) {
    let Ok(reading) = stream.try_clone() else { return };
    let (mut reader, mut writer) = (BufReader::new(reading), stream);
    let Ok(Some(path)) = request(&mut reader) else { return };
    let (status, kind, body) = answer(&path, base, services);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = writer.write_all(head.as_bytes()).and_then(|()| writer.write_all(body.as_bytes()));
}

/// The path of the next request; `None` at the end of the connection.
fn request(reader: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut header = String::new();
    while reader.read_line(&mut header)? > 2 {
        header.clear();
    }
    Ok(Some(path))
}

fn answer(path: &str, base: &str, services: Night) -> (&'static str, &'static str, String) {
    const SITEMAPS: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let xml = |body: String| {
        ("200 OK", "application/xml", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{body}"))
    };
    match path {
        "/sitemap-index.xml" => xml(format!(
            "<sitemapindex xmlns=\"{SITEMAPS}\"><sitemap><loc>{base}/sitemap-0.xml</loc></sitemap></sitemapindex>"
        )),
        "/sitemap-0.xml" => {
            let mut urls =
                format!("<url><loc>{base}/apis/</loc></url><url><loc>{base}/apis/errors/</loc></url>");
            for (name, _) in services {
                let _ = write!(urls, "<url><loc>{base}/apis/{name}/</loc></url>");
            }
            xml(format!("<urlset xmlns=\"{SITEMAPS}\">{urls}</urlset>"))
        }
        _ => {
            let name = path.strip_prefix("/specs/").and_then(|rest| rest.strip_suffix(".json"));
            match services.iter().find(|(service, _)| Some(*service) == name) {
                Some((_, document)) => ("200 OK", "application/json", (*document).to_owned()),
                None => ("404 Not Found", "text/plain", "there is nothing here\n".to_owned()),
            }
        }
    }
}
