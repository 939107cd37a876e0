//! Everything that is looked at, in the order in which a night needs it.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::{Check, git, places};
use crate::cli::config::{self, Setup};
use crate::cli::exit::Exit;
use crate::cli::io::Io;
use crate::config::{ENVIRONMENT_PREFIX, FILE_NAME};
use crate::fetch::{self, Lock, Night, Tonight, Verdict};
use crate::openapi::{Document, folder};
use crate::pipeline::{CHANGELOG, CONSOLIDATED, LOCK, SPECS};
use crate::release::Changelog;
use crate::render::words::counted;

/// So many days a service may be held before somebody should ask its owners.
const HELD_DAYS: i32 = 7;

/// What is known so far.
pub struct Checkup {
    setup: anyhow::Result<Setup>,
    root: PathBuf,
    now: jiff::Timestamp,
    today: Date,
    documents: Vec<Document>,
    lock: Lock,
    newest: Option<Date>,
}

impl Checkup {
    /// Reads the configuration, or remembers why it cannot be read.
    pub fn new(io: &Io) -> Self {
        let setup = config::load(io);
        let root = setup.as_ref().map_or_else(|_| PathBuf::from("."), |setup| setup.root.clone());
        Self {
            setup,
            root,
            now: io.now,
            today: io.today(),
            documents: Vec::new(),
            lock: Lock::default(),
            newest: None,
        }
    }

    /// Looks at everything; sources are asked last, unless `offline`.
    pub fn all(mut self, offline: bool) -> Vec<Check> {
        let mut checks = vec![self.configuration()];
        checks.extend(self.variables());
        checks.extend(places::folders(&self.root));
        checks.push(places::runs(&self.root));
        checks.push(self.documents());
        checks.push(self.lock());
        checks.push(self.record());
        checks.push(git::clock(&self.root, self.now, self.newest));
        checks.extend(git::state(&self.root, self.now));
        checks.push(places::workflow(&self.root));
        let asks = self.setup.as_ref().is_ok_and(|setup| !setup.config.sources.is_empty()) && !offline;
        if asks {
            checks.extend(self.sources());
        }
        checks
    }

    fn configuration(&self) -> Check {
        let name = "configuration";
        match &self.setup {
            Err(error) => {
                Check::wrong(Exit::of(error), name, format!("{error:#}"), "correct it, then call this again")
            }
            Ok(setup) if setup.config.sources.is_empty() => Check::wrong(
                Exit::Usage,
                name,
                format!("{FILE_NAME} names no source, so only `specline run --offline` can work"),
                "add a [[sources]] table, or move the file away and call `specline init`",
            ),
            Ok(setup) => {
                let (name_of, sources) = (&setup.config.name, setup.config.sources.len());
                let sources = counted(sources, "source", None);
                Check::good(name, format!("{sources}, published as {CONSOLIDATED}/{name_of}.json"))
            }
        }
    }

    /// Tokens and settings that stand in the environment; never their values.
    fn variables(&self) -> Vec<Check> {
        let mut checks = Vec::new();
        let Ok(setup) = &self.setup else { return checks };
        for (header, variable) in &setup.config.fetch.headers_from_env {
            checks.push(token(header, variable));
        }
        let mut set: Vec<String> = std::env::vars_os()
            .filter_map(|(name, _)| name.into_string().ok())
            .filter(|name| name.starts_with(ENVIRONMENT_PREFIX) && name.contains("__"))
            .collect();
        set.sort();
        if !set.is_empty() {
            checks.push(Check::good("environment", format!("overrides settings: {}", set.join(", "))));
        }
        let postman = std::env::var_os("POSTMAN_API_KEY").is_some_and(|key| !key.is_empty());
        let found = if postman { "is set" } else { "is not set; only `specline postman push` needs it" };
        checks.push(Check::good("tokens", format!("POSTMAN_API_KEY {found}")));
        checks
    }

    /// The documents of the last night.
    fn documents(&mut self) -> Check {
        let folder = self.root.join(SPECS);
        let name = "documents";
        if !folder.is_dir() {
            return Check::good(name, format!("no {SPECS}/ yet: the next run makes the first snapshot"));
        }
        let opened = folder::files(&folder).map(|files| files.into_values().collect::<Vec<_>>());
        let opened = opened.and_then(|files| folder::open_all(&files).into_iter().collect());
        match opened {
            Ok(documents) => {
                self.documents = documents;
                Check::good(name, format!("{} in {SPECS}/", counted(self.documents.len(), "document", None)))
            }
            Err(error) => Check::wrong(
                Exit::Input,
                name,
                error.to_string(),
                format!("restore the file: git checkout -- {SPECS}"),
            ),
        }
    }

    fn lock(&mut self) -> Check {
        let name = "lock";
        let path = self.root.join(CONSOLIDATED).join(LOCK);
        let Some(text) = readable(&path) else {
            return Check::good(name, format!("no {LOCK} yet: what is fetched first is a baseline"));
        };
        match text.and_then(|text| Lock::read(&text).map_err(|error| error.to_string())) {
            Ok(lock) => self.lock = lock,
            Err(error) => {
                return Check::wrong(
                    Exit::Usage,
                    name,
                    format!("{}: {error}", path.display()),
                    format!("restore it: git checkout -- {CONSOLIDATED}/{LOCK}"),
                );
            }
        }
        self.held()
    }

    /// Services that are held for long.
    fn held(&self) -> Check {
        let days = |since: Date| self.today.since(since).map_or(0, |span| span.get_days());
        let held: Vec<String> = self
            .lock
            .services
            .iter()
            .filter_map(|(service, entry)| Some((service, entry.held_since?)))
            .filter(|(_, since)| days(*since) > HELD_DAYS)
            .map(|(service, since)| format!("{service} (since {since})"))
            .collect();
        if held.is_empty() {
            return Check::good("lock", counted(self.lock.services.len(), "service", None));
        }
        Check::note(
            "lock",
            format!("held for more than {HELD_DAYS} days: {}", held.join(", ")),
            "their last documents stay in force; ask the owners, or take them out of the sources",
        )
    }

    fn record(&mut self) -> Check {
        let name = "changelog";
        let path = self.root.join(CONSOLIDATED).join(CHANGELOG);
        let Some(text) = readable(&path) else {
            return Check::good(
                name,
                "no entries yet; `specline changelog backfill` makes them out of a history in git",
            );
        };
        match text.and_then(|text| Changelog::parse(&text).map_err(|error| error.to_string())) {
            Ok(changelog) => {
                self.newest = changelog.entries.first().map(|entry| entry.date);
                let newest = self.newest.map_or(String::new(), |date| format!(", the newest of {date}"));
                Check::good(name, format!("{}{newest}", counted(changelog.entries.len(), "entry", None)))
            }
            Err(error) => Check::wrong(
                Exit::Usage,
                name,
                format!("{}: {error}", path.display()),
                format!("restore it: git checkout -- {CONSOLIDATED}/{CHANGELOG}"),
            ),
        }
    }

    /// Asks for everything, as a night would, and keeps nothing.
    fn sources(&self) -> Vec<Check> {
        let Ok(Setup { root, config }) = &self.setup else { return Vec::new() };
        let night = fetch::night(&Tonight {
            sources: &config.sources,
            options: &config.fetch,
            lock: &self.lock,
            previous: &self.documents,
            accepted: &[],
            base: root,
            now: self.now,
            usable: &|_, _| Ok(()),
            progress: &(),
        });
        match night {
            Ok(night) => of_night(&night),
            Err(error) => {
                let error = anyhow::Error::new(error);
                let fix = match Exit::of(&error) {
                    Exit::Usage => "correct the source or the variable that it names",
                    Exit::Refused => {
                        "look at the portal; `specline run --accept-removal SERVICE` lets a service go"
                    }
                    _ => {
                        "open the address in a browser; behind a proxy set https_proxy; for an internal address see `private-addresses`"
                    }
                };
                vec![Check::wrong(Exit::of(&error), "sources", format!("{error:#}"), fix)]
            }
        }
    }
}

fn of_night(night: &Night) -> Vec<Check> {
    let came = night.services.iter().filter(|one| one.verdict.is_fetched()).count();
    let mut checks =
        vec![Check::good("sources", format!("{} can be fetched", counted(came, "document", None)))];
    let others = night.services.iter().filter(|one| !one.verdict.is_fetched());
    for one in others {
        let fix = match one.verdict {
            Verdict::Held { .. } => {
                "its last document stays in force; a page that is no service belongs into `exclude`"
            }
            _ => "it goes after some nights, or at once with `specline run --accept-removal`",
        };
        checks.push(Check::note("sources", format!("{} ({}): {}", one.name, one.url, one.verdict), fix));
    }
    let notes = night.notes.iter();
    checks.extend(notes.map(|note| Check::note("sources", note, "a night says the same and goes on")));
    checks
}

fn token(header: &str, variable: &str) -> Check {
    match std::env::var(variable) {
        Ok(value) if value.is_empty() => missing(header, variable, "is empty"),
        Ok(value) if value.contains(['\r', '\n']) => {
            missing(header, variable, "holds a line break, which no header can")
        }
        Ok(_) => Check::good("tokens", format!("{variable} is set, for the header {header}")),
        Err(_) => missing(header, variable, "is not set"),
    }
}

fn missing(header: &str, variable: &str, how: &str) -> Check {
    Check::wrong(
        Exit::Usage,
        "tokens",
        format!("{variable}, the value of the header {header}, {how}"),
        format!(
            "export it here; in a workflow, give the step `env: {variable}: ${{{{ secrets.{variable} }}}}`"
        ),
    )
}

/// The text of a file that may not be there.
fn readable(path: &Path) -> Option<Result<String, String>> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        other => Some(other.map_err(|error| error.to_string())),
    }
}
