//! Nights over loopback: what the servers of this world do, and what becomes of each service.

mod client;
mod command;
mod discovery;
mod guards;
mod routes;
mod soak;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use specline::fetch::{self, FetchError, Lock, Night, Options, Source, Tonight};
use specline::openapi::Document;

use crate::support::server::{Portal, Server};

/// A document with so many operations, and a word that makes it another one.
pub fn document(operations: usize, word: &str) -> String {
    let paths: Vec<String> = (0..operations)
        .map(|n| format!("\"/api/v1/{word}/{n}\":{{\"get\":{{\"responses\":{{\"200\":{{\"description\":\"{word}\"}}}}}}}}"))
        .collect();
    format!(
        "{{\"openapi\":\"3.0.0\",\"info\":{{\"title\":\"{word}\",\"version\":\"1\"}},\"paths\":{{{}}}}}",
        paths.join(",")
    )
}

/// Options that do not let a test wait.
pub fn hasty() -> Options {
    Options {
        connect_timeout: Duration::from_millis(500),
        idle_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_secs(3),
        deadline: Duration::from_secs(20),
        backoff: Duration::from_millis(1),
        longest_wait: Duration::from_millis(50),
        retries: 2,
        ..Options::default()
    }
}

/// A portal, and what a repository remembers from night to night.
pub struct House {
    /// What is served.
    pub portal: Portal,
    /// Who serves it.
    pub server: Server,
    /// The `[fetch]` table.
    pub options: Options,
    /// `specline.lock`
    pub lock: Lock,
    /// `specs/`
    pub specs: BTreeMap<String, String>,
    /// `--accept-removal`
    pub accepted: Vec<String>,
    /// The day, from 1.
    pub day: i32,
}

impl House {
    /// A portal with these services, of four operations each.
    pub fn of(services: &[&str]) -> Self {
        let portal = Portal::default();
        for service in services {
            portal.set(service, &document(4, service));
        }
        let server = portal.serve();
        let (lock, specs) = (Lock::default(), BTreeMap::new());
        Self { portal, server, options: hasty(), lock, specs, accepted: Vec::new(), day: 0 }
    }

    /// Where the portal is.
    pub fn source(&self) -> Source {
        Source::Sitemap {
            index: format!("{}/sitemap.xml", self.server.url),
            pages: "/apis/".into(),
            exclude: vec!["guide".into()],
            document: "/specs/{path}.json".into(),
        }
    }

    /// Runs the next night and remembers what it brought.
    pub fn night(&mut self) -> Result<Night, FetchError> {
        self.day += 1;
        self.again()
    }

    /// Runs the same night once more.
    pub fn again(&mut self) -> Result<Night, FetchError> {
        let previous: Vec<Document> = self.specs.iter().map(|(name, text)| read(name, text)).collect();
        let now = jiff::Timestamp::from_second(1_780_000_000 + i64::from(self.day) * 86_400).unwrap();
        let night = fetch::night(&Tonight {
            sources: &[self.source()],
            options: &self.options,
            lock: &self.lock,
            previous: &previous,
            accepted: &self.accepted,
            base: Path::new("."),
            now,
            usable: &|_, _| Ok(()),
            progress: &(),
        })?;
        self.specs =
            night.documents(&previous).iter().map(|one| (one.name.clone(), one.text.clone())).collect();
        self.lock = night.lock.clone();
        Ok(night)
    }

    /// The verdict's word and text for a service.
    #[track_caller]
    pub fn verdict(night: &Night, service: &str) -> (&'static str, String) {
        let found = night.services.iter().find(|one| one.name == service);
        let verdict = &found.unwrap_or_else(|| panic!("no {service} in {night:?}")).verdict;
        (verdict.word(), verdict.to_string())
    }
}

fn read(name: &str, text: &str) -> Document {
    Document::parse(name, &format!("specs/{name}.json"), text.as_bytes().to_vec())
        .expect("a document that was accepted")
}
