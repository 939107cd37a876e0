//! The pages of `consolidated/site/`: everything is on them without JavaScript, nothing is loaded from elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::changelog::tidy;
use super::chart::{Chart, Form, over_time};
use super::feed::{Feed, Selection, calendar};
use super::template::{Error, Templates};
use super::view::{Count, EntryView, Item, SunsetView, View};
use super::words::month;
use crate::artefact::Artefact;
use crate::diff::change::OperationRef;
use crate::release::{Changelog, Facts, Kind, Options, Summary, come_or_go, key};

/// The pages in the order of the navigation.
const PAGES: [Link; 6] = [
    Link { file: "index.html", name: "Timeline" },
    Link { file: "changes.html", name: "Changes" },
    Link { file: "services.html", name: "Services" },
    Link { file: "growth.html", name: "Growth" },
    Link { file: "sunsets.html", name: "Sunsets" },
    Link { file: "breaking-changes.html", name: "What breaks" },
];

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

/// One line about a change.
#[derive(Debug, Clone, Serialize)]
struct Line {
    id: String,
    kind: &'static str,
    sentence: String,
    operation: Option<OperationRef>,
    count: usize,
    services: BTreeSet<String>,
    methods: BTreeSet<String>,
    tags: Vec<String>,
    topic: Option<&'static str>,
    keys: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Lines {
    id: String,
    date: String,
    day: String,
    version: String,
    rows: Vec<Line>,
    documentation: usize,
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
    site.page("growth.html", "", &Growth { charts: charts(changelog) })?;
    site.sunsets()?;
    site.page("breaking-changes.html", "", &Checks { checks: fired(changelog) })?;
    site.feeds(options)?;
    site.file("style.css", include_str!("../../templates/site/style.css"));
    site.file("site.js", include_str!("../../templates/site/site.js"));
    Ok(site.files)
}

struct Site<'a> {
    view: &'a View,
    templates: &'a Templates,
    files: Vec<Artefact>,
}

#[derive(Serialize)]
struct Growth {
    charts: Vec<Chart>,
}

#[derive(Serialize)]
struct Checks {
    checks: Vec<Fired>,
}

#[derive(Serialize)]
struct Fired {
    id: String,
    level: &'static str,
    times: usize,
    example: String,
}

#[derive(Serialize)]
struct Timeline<'a> {
    entries: Vec<Told<'a>>,
    services: &'a [String],
    kinds: Vec<&'static str>,
}

/// An entry in the timeline: without its changes.
#[derive(Serialize)]
struct Told<'a> {
    id: &'a str,
    date: String,
    day: &'a str,
    version: &'a str,
    headline: &'a str,
    summary: Summary,
    counts: &'a [Count],
    services: &'a [String],
    kinds: Vec<&'static str>,
}

#[derive(Serialize)]
struct Changes<'a> {
    entries: &'a [Lines],
    services: &'a [String],
    kinds: Vec<&'static str>,
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
        let told = |entry| -> Told<'_> {
            let entry: &EntryView = entry;
            Told {
                id: &entry.id,
                date: entry.date.to_string(),
                day: &entry.day,
                version: &entry.version,
                headline: &entry.headline,
                summary: entry.summary,
                counts: &entry.counts,
                services: &entry.services,
                kinds: entry.sections.iter().map(|section| section.kind.word()).collect(),
            }
        };
        let entries = view.entries.iter().map(told).collect();
        self.page("index.html", "", &Timeline { entries, services: &view.services, kinds: kinds() })
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
        let kinds = kinds().into_iter().filter(|kind| *kind != "documentation").collect();
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
        self.file("breaking.json", breaking.json("breaking.json"));
        for service in &view.services {
            let feed = Feed::new(view, Selection::Service(service.clone()), most.min(20), templates)?;
            let file = format!("services/{}.xml", slug(service));
            let text = feed.atom(&file, templates)?;
            self.file(&file, text);
        }
        self.file("sunsets.ics", calendar(view));
        Ok(())
    }
}

/// Kinds that pages tell.
fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().filter(|kind| **kind != Kind::Respelled).map(|kind| kind.word()).collect()
}

/// The noticeable changes of an entry (in a service) as lines, and how many changes of wording there are.
fn lines(entry: &EntryView, service: Option<&str>) -> Lines {
    let mut lines = Lines {
        id: entry.id.clone(),
        date: entry.date.to_string(),
        day: entry.day.clone(),
        version: entry.version.clone(),
        rows: Vec::new(),
        documentation: 0,
    };
    for section in &entry.sections {
        for group in &section.groups {
            for item in group.items.iter().filter(|item| touches(item, &group.service, service)) {
                if section.folded {
                    lines.documentation += 1;
                } else {
                    lines.rows.push(line(item, &group.service, section.kind));
                }
            }
        }
    }
    lines
}

fn touches(item: &Item, group: &str, service: Option<&str>) -> bool {
    let Some(service) = service else { return true };
    group == service || item.operations.iter().any(|operation| operation.service == service)
}

fn line(item: &Item, service: &str, kind: Kind) -> Line {
    let mut services: BTreeSet<String> =
        item.operations.iter().map(|operation| operation.service.clone()).collect();
    services.insert(service.to_owned());
    services.remove("");
    let topic = come_or_go(&item.check);
    Line {
        id: item.id.clone(),
        kind: kind.word(),
        sentence: item.sentence.clone(),
        operation: item.operations.first().filter(|_| item.operations.len() == 1).cloned(),
        count: item.operations.len(),
        services,
        methods: item.operations.iter().map(|operation| operation.operation.clone()).collect(),
        tags: item.tags.clone(),
        keys: topic.map_or_else(Vec::new, |_| {
            item.operations
                .iter()
                .map(key)
                .map(|operation| format!("{} {}", operation.operation, operation.path).replace('|', " "))
                .collect()
        }),
        topic,
    }
}

fn row_of(service: &str, entries: &[Lines]) -> ServiceRow {
    let count = |kinds: &[&str]| {
        entries.iter().flat_map(|entry| &entry.rows).filter(|row| kinds.contains(&row.kind)).count()
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

/// How the API has grown, and how often it has broken.
fn charts(changelog: &Changelog) -> Vec<Chart> {
    let entries: Vec<_> = changelog.entries.iter().rev().collect();
    let baseline = changelog.baseline.as_ref().map(|baseline| (baseline.date, &baseline.facts));
    let facts: Vec<_> = baseline
        .into_iter()
        .chain(entries.iter().filter_map(|entry| Some((entry.date, entry.facts.as_ref()?))))
        .collect();
    let known = |number: fn(&Facts) -> usize| -> Vec<_> {
        facts.iter().map(|(date, facts)| (*date, number(facts))).collect()
    };
    let counted = |number: fn(&Summary) -> usize| -> Vec<_> {
        entries.iter().map(|entry| (entry.date, number(&entry.summary))).collect()
    };
    [
        over_time("Operations", "operations", Form::Steps, &known(|facts| facts.operations)),
        over_time("Services", "services", Form::Steps, &known(|facts| facts.services)),
        over_time(
            "Deprecated operations",
            "deprecated",
            Form::Steps,
            &known(|facts| facts.deprecated_operations),
        ),
        over_time("Breaking changes an entry", "breaking", Form::Bars, &counted(|summary| summary.breaking)),
        over_time("Additions an entry", "added", Form::Bars, &counted(|summary| summary.added)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every check that has fired, the weightiest first.
fn fired(changelog: &Changelog) -> Vec<Fired> {
    let mut checks: BTreeMap<(std::cmp::Reverse<u8>, &str), Fired> = BTreeMap::new();
    let noticeable =
        changelog.entries.iter().flat_map(|entry| &entry.changes).filter(|c| !c.is_documentation());
    for change in noticeable {
        let item = || Item::new(change);
        checks
            .entry((std::cmp::Reverse(change.level.number()), &change.id))
            .and_modify(|fired| fired.times += 1)
            .or_insert_with(|| {
                let item = item();
                Fired { id: item.check, level: item.level, times: 1, example: item.sentence }
            });
    }
    checks.into_values().collect()
}
