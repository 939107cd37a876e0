//! What templates get: entries told in order, grouped by service, with sentences ready to print.
//!
//! This is the documented context: `specline changelog context` prints it. Texts are plain (one line, nothing
//! hidden); `.md`, `.html` and `.xml` templates escape them where they print them, code in backticks.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::tell::place::in_words;
use super::words::{counted, day, listed};
use crate::collections::HashMap;
use crate::diff::change::{Change, OperationRef};
use crate::escape::{shortened, visible};
use crate::release::{Changelog, Entry, Facts, Kind, Options, Summary, Sunset, upcoming};

mod difference;
mod fixed;
mod fold;
mod item;
mod section;

pub use difference::Words;
pub use item::Item;
pub use section::{Group, Section};

use item::plain;
use section::section;

/// The most characters of one sentence, and of one value.
const MOST: (usize, usize) = (600, 160);

/// The whole changelog.
#[derive(Debug, Serialize)]
pub struct View {
    /// Its heading.
    pub title: String,
    /// Where the site is published, with a slash at its end; empty when nobody said.
    pub link: String,
    /// Who publishes it.
    pub author: String,
    /// Newest first.
    pub entries: Vec<EntryView>,
    /// What is announced to go away, soonest first.
    pub sunsets: Vec<SunsetView>,
    /// Every service that an entry speaks of.
    pub services: Vec<String>,
}

/// One night.
#[derive(Debug, Clone, Serialize)]
pub struct EntryView {
    /// For permalinks: `2026-07-24-v3.1.0`.
    pub id: String,
    /// `2026-07-24`.
    pub date: Date,
    /// `24 July 2026`.
    pub day: String,
    /// For feeds: as RFC 3339; the entries of one day follow each other by seconds.
    pub updated: String,
    /// The version since then.
    pub version: String,
    /// The version before; absent in the first entry.
    pub previous_version: Option<String>,
    /// `2 breaking changes, 1 deprecation and 3 new endpoints`.
    pub headline: String,
    /// Counts by kind, as recorded.
    pub summary: Summary,
    /// Counts by kind, as told: in the order of the sections.
    pub counts: Vec<Count>,
    /// What is known about the documents.
    pub facts: Option<Facts>,
    /// Services that are touched.
    pub services: Vec<String>,
    /// Breaking first, documentation last; only kinds that occur.
    pub sections: Vec<Section>,
    /// What the linter had against the documents and has no longer, in a sentence.
    pub lint_fixed: Option<String>,
    /// Operations that were only respelled: nothing has changed for a caller.
    pub respelled: usize,
    /// Changes that are left out to fit a size.
    pub omitted: usize,
}

/// How many changes of a kind there are.
#[derive(Debug, Clone, Serialize)]
pub struct Count {
    /// Its word in style sheets.
    pub kind: Kind,
    /// Its word for people, in small letters: `may break`.
    pub word: String,
    /// How many.
    pub count: usize,
}

impl Count {
    fn of(section: &Section) -> Self {
        let word = match section.kind {
            Kind::Breaking => "breaking".to_owned(),
            _ => section.title.to_lowercase(),
        };
        Self { kind: section.kind, word, count: section.count }
    }
}

/// One operation, or a part of one, that will go away.
#[derive(Debug, Clone, Serialize)]
pub struct SunsetView {
    /// The last day on which it is promised to work.
    pub last_day: Date,
    /// `28 February 2026`.
    pub day: String,
    /// The date as the document spells it.
    pub written: String,
    /// The parameter or property that goes away; absent when the operation does.
    pub part: Option<String>,
    /// The operation.
    pub operation: OperationRef,
    /// How many more operations have the same part.
    pub others: usize,
    /// What to call instead.
    pub replaced_by: Vec<String>,
    /// The entry that announced it.
    pub entry: String,
}

impl View {
    /// Everything that is recorded.
    pub fn new(changelog: &Changelog, options: &Options) -> Self {
        let entries = entries(&changelog.entries);
        let services: BTreeSet<String> =
            entries.iter().flat_map(|entry| entry.services.iter().cloned()).collect();
        Self {
            title: visible(&options.title),
            link: options.base(),
            author: visible(&options.author),
            sunsets: upcoming(changelog)
                .into_iter()
                .map(|sunset| SunsetView::new(sunset, &entries))
                .collect(),
            services: services.into_iter().collect(),
            entries,
        }
    }
}

impl SunsetView {
    /// What ends, in plain words: `GET /items`, or a part with its operation.
    pub fn spoken(&self) -> String {
        let operation = format!("{} {}", self.operation.operation, self.operation.path);
        match &self.part {
            Some(part) => format!("{} of {operation}", part.replace('`', "")),
            None => operation,
        }
    }

    fn new(sunset: Sunset, entries: &[EntryView]) -> Self {
        let operation = plain(sunset.operation);
        let sections = entries.iter().flat_map(|entry| &entry.sections);
        let mut items = sections.flat_map(|section| &section.groups).flat_map(|group| &group.items);
        let names_successor =
            |item: &&Item| !item.replaced_by.is_empty() && item.operations.contains(&operation);
        let mut successors = || items.find(names_successor).map(|item| item.replaced_by.clone());
        let replaced_by = if sunset.part.is_none() { successors().unwrap_or_default() } else { Vec::new() };
        Self {
            last_day: sunset.last_day,
            day: day(sunset.last_day),
            written: visible(&sunset.written),
            part: sunset.part.map(|part| {
                let said = in_words(&part).unwrap_or(part);
                shortened(&visible(&said), MOST.1)
            }),
            operation,
            others: sunset.others,
            replaced_by,
            entry: sunset.entry,
        }
    }
}

/// Views of entries that follow each other, newest first.
pub fn entries(entries: &[Entry]) -> Vec<EntryView> {
    let mut views: Vec<EntryView> = Vec::with_capacity(entries.len());
    let mut same_day = 0;
    for (at, entry) in entries.iter().enumerate().rev() {
        let before = entries.get(at + 1).is_some_and(|older| older.date == entry.date);
        same_day = if before { same_day + 1 } else { 0 };
        views.push(EntryView::new(entry, same_day));
    }
    views.reverse();
    views
}

impl EntryView {
    /// One entry; `later` counts the entries of the same day before it.
    pub fn new(entry: &Entry, later: usize) -> Self {
        let mut sections: Vec<Section> = Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Respelled)
            .filter_map(|kind| section(kind, entry))
            .collect();
        unique_ids(&mut sections);
        let respelled = of_kind(entry, Kind::Respelled).map(|change| change.operations().len().max(1)).sum();
        Self {
            id: entry.id(),
            date: entry.date,
            day: day(entry.date),
            updated: format!("{}T00:{:02}:{:02}Z", entry.date, later / 60 % 60, later % 60),
            version: entry.version.to_string(),
            previous_version: entry.previous_version.as_ref().map(ToString::to_string),
            headline: headline(entry, &sections, respelled),
            counts: sections.iter().map(Count::of).collect(),
            summary: entry.summary,
            facts: entry.facts.clone(),
            services: services_of(entry),
            sections,
            lint_fixed: fixed::told(&entry.lint_fixed),
            respelled,
            omitted: 0,
        }
    }

    /// The same entry with at most so many changes; what matters most stays.
    #[must_use]
    pub fn cut(&self, most: usize) -> Self {
        let mut left = most;
        let mut cut = self.clone();
        for group in cut.sections.iter_mut().flat_map(|section| &mut section.groups) {
            let keep = group.items.len().min(left);
            cut.omitted += group.items[keep..].iter().map(|item| item.changes).sum::<usize>();
            left -= keep;
            group.items.truncate(keep);
        }
        for section in &mut cut.sections {
            section.groups.retain(|group| !group.items.is_empty());
        }
        cut.sections.retain(|section| !section.groups.is_empty());
        cut
    }

    /// How many changes it tells one by one.
    pub fn items(&self) -> usize {
        self.sections.iter().flat_map(|section| &section.groups).map(|group| group.items.len()).sum()
    }
}

/// No two changes of an entry have one permalink.
fn unique_ids(sections: &mut [Section]) {
    let mut known: HashMap<String, usize> = HashMap::default();
    let groups = sections.iter_mut().flat_map(|section| &mut section.groups);
    for item in groups.flat_map(|group| &mut group.items) {
        for id in std::iter::once(&mut item.id).chain(&mut item.also) {
            let times = known.entry(id.clone()).or_default();
            *times += 1;
            if *times > 1 {
                *id = format!("{id}-{times}");
            }
        }
    }
}

fn of_kind(entry: &Entry, kind: Kind) -> impl Iterator<Item = &Change> {
    entry.changes.iter().filter(move |change| Kind::of(change) == kind)
}

fn services_of(entry: &Entry) -> Vec<String> {
    let of_changes =
        entry.changes.iter().filter(|change| Kind::of(change) != Kind::Respelled).flat_map(|change| {
            let mut of_operations: Vec<String> =
                change.operations().into_iter().map(|operation| operation.service).collect();
            of_operations.push(change.service.clone());
            of_operations
        });
    let facts =
        entry.facts.iter().flat_map(|facts| facts.services_added.iter().chain(&facts.services_removed));
    let all: BTreeSet<String> =
        of_changes.chain(facts.cloned()).map(|name| visible(&name)).filter(|name| !name.is_empty()).collect();
    all.into_iter().collect()
}

/// What a night was about, in one line.
fn headline(entry: &Entry, sections: &[Section], respelled: usize) -> String {
    if entry.previous_version.is_none() {
        return match &entry.facts {
            Some(facts) => format!(
                "Baseline of {} and {}",
                counted(facts.services, "service", None),
                counted(facts.operations, "operation", None)
            ),
            None => "Baseline".to_owned(),
        };
    }
    let mut parts: Vec<String> =
        sections.iter().filter(|section| section.kind != Kind::Documentation).flat_map(parts_of).collect();
    if let Some(facts) = &entry.facts {
        let gone = facts.services_removed.len();
        parts.extend((gone > 0).then(|| counted(gone, "service gone", Some("services gone"))));
    }
    if !parts.is_empty() {
        return listed(&parts);
    }
    match (sections.is_empty(), respelled) {
        (false, _) => "Documentation only".to_owned(),
        (true, 0) => "Nothing that a caller can notice".to_owned(),
        (true, count) => format!("{} respelled without effect", counted(count, "operation", None)),
    }
}

fn parts_of(section: &Section) -> Vec<String> {
    let items = || section.groups.iter().flat_map(|group| &group.items);
    let is = |check: &str| items().filter(|item| item.check == check).map(|item| item.changes).sum::<usize>();
    let many =
        |number: usize, noun: &str, plural: Option<&str>| (number > 0).then(|| counted(number, noun, plural));
    let one = match section.kind {
        Kind::Breaking => many(section.count, "breaking change", None),
        Kind::Risky => many(section.count, "change that may break", Some("changes that may break")),
        Kind::Deprecated => many(section.count, "deprecation", None),
        Kind::Reactivated => many(section.count, "deprecation withdrawn", Some("deprecations withdrawn")),
        Kind::Removed => many(section.count, "removal", None),
        Kind::Changed => many(section.count, "change", None),
        Kind::Added => {
            let (services, endpoints) = (is("service-added"), is("endpoint-added"));
            return [
                many(services, "new service", None),
                many(endpoints, "new endpoint", None),
                many(section.count - services - endpoints, "addition", None),
            ]
            .into_iter()
            .flatten()
            .collect();
        }
        Kind::Documentation | Kind::Respelled => None,
    };
    one.into_iter().collect()
}
