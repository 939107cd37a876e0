//! The pages of `consolidated/site/`: everything is on them without JavaScript, nothing is loaded from elsewhere.

use std::collections::BTreeSet;

use serde::Serialize;

use super::changelog::tidy;
use super::feed::{Feed, Selection, calendar};
use super::template::{Error, Templates};
use super::view::{EntryView, SunsetView, View};
use super::words::month;
use crate::artefact::Artefact;
use crate::release::{Changelog, Facts, Kind, Options, Summary};

mod checks;
mod growth;
mod line;

use checks::Checks;
use growth::Growth;
use line::{Line, Lines, lines, word};

/// The pages in the order of the navigation.
const PAGES: [Link; 6] = [
    Link { file: "index.html", name: "Timeline" },
    Link { file: "changes.html", name: "Changes" },
    Link { file: "services.html", name: "Services" },
    Link { file: "growth.html", name: "Growth" },
    Link { file: "sunsets.html", name: "Sunsets" },
    Link { file: "breaking-changes.html", name: "What breaks" },
];

/// The most entries of the feed of one service.
const OF_SERVICE: usize = 10;

#[derive(Debug, Clone, Copy, Serialize)]
struct Link {
    file: &'static str,
    name: &'static str,
}

/// What every page gets beside its own.
#[derive(Serialize)]
struct Page<'a, T> {
    title: &'a str,
    link: &'a str,
    root: &'a str,
    #[serde(rename = "page")]
    file: &'a str,
    pages: [Link; 6],
    #[serde(flatten)]
    own: T,
}

/// Every page and feed of the site; paths are relative to its folder.
///
/// # Errors
/// A template of the user's that fails.
pub fn pages(
    changelog: &Changelog,
    view: &View,
    options: &Options,
    templates: &Templates,
) -> Result<Vec<Artefact>, Error> {
    let mut site = Site { view, templates, files: Vec::new() };
    site.timeline()?;
    site.changes()?;
    site.entries()?;
    site.services()?;
    site.page("growth.html", "", &Growth::of(changelog))?;
    site.sunsets()?;
    site.page("breaking-changes.html", "", &Checks::of(changelog))?;
    site.feeds(options)?;
    site.file("style.css", include_str!("../../../templates/site/style.css"));
    site.file("site.js", include_str!("../../../templates/site/site.js"));
    Ok(site.files)
}

struct Site<'a> {
    view: &'a View,
    templates: &'a Templates,
    files: Vec<Artefact>,
}

#[derive(Serialize)]
struct Timeline<'a> {
    entries: Vec<Told<'a>>,
    services: &'a [String],
    kinds: Vec<KindWord>,
    tags: BTreeSet<String>,
    facts: Option<&'a Facts>,
    sunsets: usize,
}

/// A kind in a list to choose from.
#[derive(Serialize)]
struct KindWord {
    kind: &'static str,
    word: String,
}

/// An entry in the timeline: with the weightiest of its changes.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    date: String,
    day: &'a str,
    version: &'a str,
    headline: &'a str,
    summary: Summary,
    services: &'a [String],
    kinds: Vec<&'static str>,
    tags: BTreeSet<String>,
    highlights: Vec<Line>,
}

#[derive(Serialize)]
struct Changes<'a> {
    entries: &'a [Lines],
    services: &'a [String],
    kinds: Vec<KindWord>,
    methods: BTreeSet<String>,
    tags: BTreeSet<String>,
}

#[derive(Serialize)]
struct OfEntry<'a> {
    entry: &'a EntryView,
    older: Option<Neighbour<'a>>,
    newer: Option<Neighbour<'a>>,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    id: &'a str,
    version: &'a str,
}

#[derive(Serialize)]
struct Services {
    rows: Vec<ServiceRow>,
}

#[derive(Serialize)]
struct ServiceRow {
    service: String,
    entries: usize,
    summary: Summary,
    last: String,
}

#[derive(Serialize)]
struct OfService<'a> {
    service: &'a str,
    entries: Vec<Lines>,
    sunsets: Vec<&'a SunsetView>,
}

#[derive(Serialize)]
struct Sunsets<'a> {
    months: Vec<Month<'a>>,
}

#[derive(Serialize)]
struct Month<'a> {
    name: String,
    sunsets: Vec<&'a SunsetView>,
}

impl Site<'_> {
    fn file(&mut self, path: &str, text: impl Into<String>) {
        self.files.push(Artefact::text(path, text));
    }

    fn page(&mut self, file: &str, root: &str, own: &impl Serialize) -> Result<(), Error> {
        let template = match file.split_once('/') {
            Some(("entries", _)) => "site/entry.html".to_owned(),
            Some(_) => "site/service.html".to_owned(),
            None => format!("site/{file}"),
        };
        let page = Page { title: &self.view.title, link: &self.view.link, root, file, pages: PAGES, own };
        let text = tidy(&self.templates.print(&template, &page)?);
        self.file(file, text);
        Ok(())
    }

    fn timeline(&mut self) -> Result<(), Error> {
        let view = self.view;
        let entries: Vec<Told<'_>> = view.entries.iter().map(Told::of).collect();
        let tags = entries.iter().flat_map(|entry| entry.tags.iter().cloned()).collect();
        let facts = view.entries.iter().find_map(|entry| entry.facts.as_ref());
        let (services, sunsets) = (&view.services, view.sunsets.len());
        self.page("index.html", "", &Timeline { entries, services, kinds: kinds(), tags, facts, sunsets })
    }

    fn changes(&mut self) -> Result<(), Error> {
        let view = self.view;
        let entries: Vec<Lines> = view
            .entries
            .iter()
            .map(|entry| lines(entry, None))
            .filter(|entry| !entry.rows.is_empty())
            .collect();
        let rows = || entries.iter().flat_map(|entry| &entry.rows);
        let methods = rows().flat_map(|row| row.methods.iter().cloned()).collect();
        let tags = rows().flat_map(|row| row.tags.iter().cloned()).collect();
        let kinds = kinds().into_iter().filter(|kind| kind.kind != "documentation").collect();
        self.page(
            "changes.html",
            "",
            &Changes { entries: &entries, services: &view.services, kinds, methods, tags },
        )
    }

    fn entries(&mut self) -> Result<(), Error> {
        let view = self.view;
        let neighbour = |at: Option<usize>| {
            at.and_then(|at| view.entries.get(at))
                .map(|entry| Neighbour { id: &entry.id, version: &entry.version })
        };
        for (at, entry) in view.entries.iter().enumerate() {
            let own = OfEntry { entry, older: neighbour(Some(at + 1)), newer: neighbour(at.checked_sub(1)) };
            self.page(&format!("entries/{}.html", entry.id), "../", &own)?;
        }
        Ok(())
    }

    fn services(&mut self) -> Result<(), Error> {
        let view = self.view;
        let mut rows = Vec::new();
        for service in &view.services {
            let entries: Vec<Lines> = view
                .entries
                .iter()
                .filter(|entry| entry.services.contains(service))
                .map(|entry| lines(entry, Some(service)))
                .filter(|entry| !entry.rows.is_empty() || entry.documentation > 0)
                .collect();
            rows.push(row_of(service, &entries));
            let sunsets = view.sunsets.iter().filter(|sunset| sunset.operation.service == *service).collect();
            let own = OfService { service, entries, sunsets };
            self.page(&format!("services/{}.html", slug(service)), "../", &own)?;
        }
        self.page("services.html", "", &Services { rows })
    }

    fn sunsets(&mut self) -> Result<(), Error> {
        let mut months: Vec<Month<'_>> = Vec::new();
        for sunset in &self.view.sunsets {
            let name = format!("{} {}", month(sunset.last_day), sunset.last_day.year());
            match months.last_mut().filter(|month| month.name == name) {
                Some(month) => month.sunsets.push(sunset),
                None => months.push(Month { name, sunsets: vec![sunset] }),
            }
        }
        self.page("sunsets.html", "", &Sunsets { months })
    }

    fn feeds(&mut self, options: &Options) -> Result<(), Error> {
        let (view, templates, most) = (self.view, self.templates, options.feed_entries);
        let all = Feed::new(view, Selection::All, most, templates)?;
        let breaking = Feed::new(view, Selection::Breaking, most, templates)?;
        self.file("feed.xml", all.atom("feed.xml", templates)?);
        self.file("rss.xml", all.rss("rss.xml", templates)?);
        self.file("feed.json", all.json("feed.json"));
        self.file("breaking.xml", breaking.atom("breaking.xml", templates)?);
        self.file("breaking-rss.xml", breaking.rss("breaking-rss.xml", templates)?);
        self.file("breaking.json", breaking.json("breaking.json"));
        for service in &view.services {
            let feed = Feed::new(view, Selection::Service(service.clone()), most.min(OF_SERVICE), templates)?;
            let file = format!("services/{}", slug(service));
            let (atom, rss, json) =
                (format!("{file}.xml"), format!("{file}-rss.xml"), format!("{file}.json"));
            self.file(&atom, feed.atom(&atom, templates)?);
            self.file(&rss, feed.rss(&rss, templates)?);
            self.file(&json, feed.json(&json));
        }
        self.file("sunsets.ics", calendar(view));
        Ok(())
    }
}

/// Kinds that pages tell.
fn kinds() -> Vec<KindWord> {
    let told = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Respelled);
    told.map(|kind| KindWord { kind: kind.word(), word: word(kind) }).collect()
}

impl<'a> Told<'a> {
    /// How many changes the timeline shows of an entry.
    const SHOWN: usize = 3;

    fn of(entry: &'a EntryView) -> Self {
        let mut rows = lines(entry, None).rows;
        let tags = rows.iter().flat_map(|row| row.tags.iter().cloned()).collect();
        rows.truncate(Self::SHOWN);
        Self {
            id: &entry.id,
            date: entry.date.to_string(),
            day: &entry.day,
            version: &entry.version,
            headline: &entry.headline,
            summary: entry.summary,
            services: &entry.services,
            kinds: entry.sections.iter().map(|section| section.kind.word()).collect(),
            tags,
            highlights: rows,
        }
    }
}

fn row_of(service: &str, entries: &[Lines]) -> ServiceRow {
    let count = |kinds: &[&str]| {
        let rows = entries.iter().flat_map(|entry| &entry.rows).filter(|row| kinds.contains(&row.kind));
        rows.map(|row| row.changes).sum()
    };
    ServiceRow {
        service: service.to_owned(),
        entries: entries.len(),
        summary: Summary {
            breaking: count(&["breaking"]),
            deprecated: count(&["deprecated"]),
            removed: count(&["removed"]),
            added: count(&["added"]),
            changed: count(&["changed", "risky", "reactivated"]),
            documentation: entries.iter().map(|entry| entry.documentation).sum(),
        },
        last: entries.first().map(|entry| entry.date.clone()).unwrap_or_default(),
    }
}

/// The name of a service in a file name: letters, digits, `-`, `_` and `.`; what is replaced leaves a trace.
pub fn slug(service: &str) -> String {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
    if !service.is_empty() && service.len() <= 80 && service.chars().all(legal) {
        return service.to_owned();
    }
    let name: String = service
        .chars()
        .map(|c| c.to_ascii_lowercase())
        .map(|c| if legal(c) { c } else { '-' })
        .take(60)
        .collect();
    let trace = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_URL, service.as_bytes()).simple().to_string();
    format!("{}-{}", name.trim_matches('-'), &trace[..8])
}
