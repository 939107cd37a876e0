//! What templates get: entries told in order, grouped by service, with sentences ready to print.
//!
//! This is the documented context: `specline changelog context` prints it. Texts are plain (one line, nothing
//! hidden); `.md`, `.html` and `.xml` templates escape them where they print them, code in backticks.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::escape::{shortened, visible};
use super::words::{counted, day, listed, sentence};
use crate::diff::change::{Change, Level, OperationRef};
use crate::release::{Changelog, Entry, Facts, Kind, Options, Summary, sunset_of, upcoming};

/// The most characters of one sentence, and of one value.
const MOST: (usize, usize) = (600, 160);
/// Words around a difference of words.
const AROUND: usize = 6;

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
    /// Counts by kind.
    pub summary: Summary,
    /// What is known about the documents.
    pub facts: Option<Facts>,
    /// Services that are touched.
    pub services: Vec<String>,
    /// Breaking first, documentation last; only kinds that occur.
    pub sections: Vec<Section>,
    /// Operations that were only respelled: nothing has changed for a caller.
    pub respelled: usize,
    /// Changes that are left out to fit a size.
    pub omitted: usize,
}

/// The changes of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Its word, such as `breaking`.
    pub kind: Kind,
    /// `Breaking changes`.
    pub title: String,
    /// How many changes.
    pub count: usize,
    /// Whether readers see it only when they ask.
    pub folded: bool,
    /// By service.
    pub groups: Vec<Group>,
}

/// The changes of one kind in one service.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The service; empty when it is not one of them.
    pub service: String,
    /// One a cause.
    pub items: Vec<Item>,
}

/// One change, said once.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// For permalinks within the entry.
    pub id: String,
    /// The check.
    pub check: String,
    /// `breaking`, `warning` or `information`.
    pub level: &'static str,
    /// What happened.
    pub sentence: String,
    /// Why it is so and what to do about it.
    pub comment: Option<String>,
    /// The operations that are touched.
    pub operations: Vec<OperationRef>,
    /// How many more there are than a list shows (see `Item::shown`).
    pub more: usize,
    /// The first operations, as `GET /path`.
    pub shown: Vec<String>,
    /// The component that is the cause.
    pub component: Option<String>,
    /// The value before, when it is short.
    pub before: Option<String>,
    /// The value after, when it is short.
    pub after: Option<String>,
    /// Where words changed: what stayed, went and came.
    pub words: Vec<Words>,
    /// When it goes away: as written.
    pub sunset: Option<String>,
    /// What to call instead.
    pub replaced_by: Vec<String>,
    /// Labels of the operation.
    pub tags: Vec<String>,
}

/// Words that stayed, went or came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// `same`, `gone` or `new`.
    pub what: &'static str,
    /// The words.
    pub text: String,
}

/// One operation that will go away.
#[derive(Debug, Clone, Serialize)]
pub struct SunsetView {
    /// The last day on which it is promised to work.
    pub last_day: Date,
    /// `28 February 2026`.
    pub day: String,
    /// The date as the document spells it.
    pub written: String,
    /// The operation.
    pub operation: OperationRef,
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
                .map(|sunset| SunsetView {
                    last_day: sunset.last_day,
                    day: day(sunset.last_day),
                    written: visible(&sunset.written),
                    operation: plain(sunset.operation),
                    entry: sunset.entry,
                })
                .collect(),
            services: services.into_iter().collect(),
            entries,
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
        let sections: Vec<Section> = Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Respelled)
            .filter_map(|kind| section(kind, entry))
            .collect();
        let mut sections = sections;
        let mut known = std::collections::BTreeMap::new();
        for item in
            sections.iter_mut().flat_map(|section| &mut section.groups).flat_map(|group| &mut group.items)
        {
            let times: &mut usize = known.entry(item.id.clone()).or_default();
            *times += 1;
            if *times > 1 {
                item.id = format!("{}-{times}", item.id);
            }
        }
        let respelled = of_kind(entry, Kind::Respelled).map(|change| change.operations().len().max(1)).sum();
        Self {
            id: entry.id(),
            date: entry.date,
            day: day(entry.date),
            updated: format!("{}T00:{:02}:{:02}Z", entry.date, later / 60 % 60, later % 60),
            version: entry.version.to_string(),
            previous_version: entry.previous_version.as_ref().map(ToString::to_string),
            headline: headline(entry, &sections, respelled),
            summary: entry.summary,
            facts: entry.facts.clone(),
            services: services_of(entry),
            sections,
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
            cut.omitted += group.items.len() - keep;
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

fn section(kind: Kind, entry: &Entry) -> Option<Section> {
    let mut by_service: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    let is_birth = |change: &Change| {
        ["endpoint-added", "service-added"].contains(&change.id.as_ref()) && is_new(&change.service, entry)
    };
    let mut births: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in of_kind(entry, kind) {
        if is_birth(change) {
            births.entry(&change.service).or_default().push(change);
        } else {
            by_service.entry(&change.service).or_default().push(Item::new(change));
        }
    }
    for (service, changes) in births {
        by_service.entry(service).or_default().insert(0, birth(service, &changes));
    }
    let count: usize = by_service.values().map(Vec::len).sum();
    let groups: Vec<Group> =
        by_service.into_iter().map(|(service, items)| Group { service: visible(service), items }).collect();
    (count > 0).then(|| Section {
        kind,
        title: title(kind).to_owned(),
        count,
        folded: kind == Kind::Documentation,
        groups,
    })
}

/// Whether an entry says that a service is new.
fn is_new(service: &str, entry: &Entry) -> bool {
    let known = entry.facts.iter().any(|facts| facts.services_added.iter().any(|name| name == service));
    known || entry.changes.iter().any(|change| change.id == "service-added" && change.service == service)
}

fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Breaking => "Breaking changes",
        Kind::Risky => "May break",
        Kind::Deprecated => "Deprecated",
        Kind::Reactivated => "No longer deprecated",
        Kind::Removed => "Removed",
        Kind::Added => "Added",
        Kind::Changed => "Changed",
        Kind::Documentation => "Documentation",
        Kind::Respelled => "Respelled",
    }
}

/// All endpoints of a new service are one piece of news.
fn birth(service: &str, changes: &[&Change]) -> Item {
    // The service and each of its endpoints are changes of their own, and name the same operations.
    let operations: BTreeSet<OperationRef> = changes.iter().flat_map(|change| change.operations()).collect();
    let operations: Vec<OperationRef> = operations.into_iter().collect();
    let mut item = Item::new(changes[0]);
    "service-added".clone_into(&mut item.check);
    item.sentence =
        visible(&format!("New service `{service}` with {}.", counted(operations.len(), "endpoint", None)));
    item.comment = None;
    item.before = None;
    item.after = None;
    item.list(operations);
    item
}

impl Item {
    /// How many operations a list shows.
    const SHOWN: usize = 8;

    /// One change.
    pub fn new(change: &Change) -> Self {
        let (before, after) = (short(&change.before), short(&change.after));
        let words = words(change);
        let sunset = announced_end(change);
        let told =
            words.is_empty() && sunset.is_none() && !repeats(change, before.as_deref(), after.as_deref());
        let mut item = Self {
            id: format!(
                "c{}",
                change.fingerprint.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
            ),
            check: visible(&change.id),
            level: match change.level {
                Level::Breaking => "breaking",
                Level::Warning => "warning",
                Level::Info => "information",
            },
            sentence: told_sentence(change, told && before.is_some() && after.is_some()),
            comment: change.comment.as_deref().map(|text| sentence(&shortened(&visible(text), MOST.0))),
            operations: Vec::new(),
            more: 0,
            shown: Vec::new(),
            component: change
                .origin
                .as_ref()
                .and_then(|origin| origin.component.as_deref())
                .map(|name| shortened(&visible(name), MOST.1)),
            before: before.filter(|_| told),
            after: after.filter(|_| told),
            words,
            sunset,
            replaced_by: replacements(change),
            tags: strings(change.attributes.get("tags")),
        };
        item.list(change.operations());
        item
    }

    fn list(&mut self, operations: Vec<OperationRef>) {
        self.operations = operations.into_iter().map(plain).collect();
        self.shown = self.operations.iter().take(Self::SHOWN).map(spoken).collect();
        self.more = self.operations.len() - self.shown.len();
    }
}

/// `GET /api/v1/items`.
fn spoken(operation: &OperationRef) -> String {
    format!("{} {}", operation.operation, operation.path)
}

fn plain(operation: OperationRef) -> OperationRef {
    OperationRef {
        operation: shortened(&visible(&operation.operation), 20),
        path: shortened(&visible(&operation.path), MOST.0),
        operation_id: operation.operation_id.map(|id| shortened(&visible(&id), MOST.1)),
        service: shortened(&visible(&operation.service), MOST.1),
    }
}

/// When a deprecated thing goes away, as the document spells it.
fn announced_end(change: &Change) -> Option<String> {
    let announced = Kind::of(change) == Kind::Deprecated || change.id.contains("sunset");
    announced.then(|| sunset_of(change)).flatten().map(|(written, _)| visible(&written))
}

/// An endpoint says what it is for; everything else what happened. Where both values follow, a colon leads to them.
fn told_sentence(change: &Change, values_follow: bool) -> String {
    let purpose = ["summary", "description"].iter().find_map(|field| {
        change.attributes.get(*field).or_else(|| change.after.get(*field)).and_then(Value::as_str)
    });
    let text = match (purpose, change.id.as_ref()) {
        (Some(purpose), "endpoint-added") => purpose.lines().next().unwrap_or(purpose),
        (None, "endpoint-added") => "new endpoint",
        (_, "endpoint-deprecated" | "endpoint-deprecated-with-sunset") => "deprecated",
        (_, "endpoint-reactivated") => "no longer deprecated",
        _ => change.text.as_str(),
    };
    let told = sentence(&shortened(&visible(text), MOST.0));
    match told.strip_suffix('.') {
        Some(open) if values_follow => format!("{open}:"),
        _ => told,
    }
}

/// Whether the sentence already names both values.
fn repeats(change: &Change, before: Option<&str>, after: Option<&str>) -> bool {
    [before, after].into_iter().flatten().all(|value| change.text.contains(value.trim_matches('"')))
}

/// A value that fits on a line.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(_) | Value::Object(_) => None,
        Value::String(text) => Some(shortened(&visible(text), MOST.1)),
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => None,
        Value::Array(items) => {
            let items: Vec<String> = items.iter().filter_map(short).collect();
            Some(shortened(&items.join(", "), MOST.1))
        }
        Value::Number(number) => Some(number.to_string()),
    }
}

fn replacements(change: &Change) -> Vec<String> {
    let named = |value: &Value| match value {
        Value::String(text) => Some(visible(text)),
        Value::Object(map) => map.get("uniqueIdentifier").and_then(Value::as_str).map(visible),
        _ => None,
    };
    let lists = change.attributes.iter().filter(|(name, _)| name.ends_with("replaced-by"));
    lists
        .flat_map(|(_, value)| match value {
            Value::Array(items) => items.iter().filter_map(named).collect(),
            other => named(other).into_iter().collect::<Vec<_>>(),
        })
        .map(|text| shortened(&text.replacen(':', " ", 1), MOST.1))
        .collect()
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(|text| shortened(&visible(text), MOST.1)).collect()
}

/// The difference of two texts by words, with what stayed shortened; empty unless both are texts of some length.
fn words(change: &Change) -> Vec<Words> {
    let (Some(before), Some(after)) = (change.before.as_str(), change.after.as_str()) else {
        return Vec::new();
    };
    if !before.contains(char::is_whitespace) && !after.contains(char::is_whitespace) {
        return Vec::new();
    }
    let (before, after) = (shortened(&visible(before), 4_000), shortened(&visible(after), 4_000));
    let mut pieces: Vec<Words> = Vec::new();
    for part in TextDiff::from_words(before.as_str(), after.as_str()).iter_all_changes() {
        let what = match part.tag() {
            ChangeTag::Equal => "same",
            ChangeTag::Delete => "gone",
            ChangeTag::Insert => "new",
        };
        match pieces.last_mut() {
            Some(last) if last.what == what => last.text.push_str(part.value()),
            _ => pieces.push(Words { what, text: part.value().to_owned() }),
        }
    }
    let last = pieces.len().saturating_sub(1);
    for (at, piece) in pieces.iter_mut().enumerate().filter(|(_, piece)| piece.what == "same") {
        piece.text = around(&piece.text, at > 0, at < last);
    }
    for piece in &mut pieces {
        piece.text = shortened(&piece.text, MOST.0);
    }
    pieces
}

/// The words next to a difference on either side.
fn around(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let keep = AROUND * (usize::from(after) + usize::from(before));
    if words.len() <= keep + 3 {
        return text.to_owned();
    }
    let head = if after { words[..AROUND].join(" ") + " " } else { String::new() };
    let tail = if before { format!(" {}", words[words.len() - AROUND..].join(" ")) } else { String::new() };
    format!("{head}…{tail}")
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
    let is = |check: &str| items().filter(|item| item.check == check).count();
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
