//! Entries by date or version, and what has changed between two of them in sum.

use std::sync::Arc;

use jiff::civil::Date;
use semver::Version;

use super::{Changelog, Entry};
use crate::collections::HashMap;
use crate::diff::change::{Change, OperationRef};

/// How a user names a point in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selector {
    /// A day.
    Date(Date),
    /// A version, with or without a leading `v`.
    Version(Version),
}

impl std::str::FromStr for Selector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(date) = text.parse::<Date>() {
            return Ok(Self::Date(date));
        }
        text.strip_prefix('v')
            .unwrap_or(text)
            .parse()
            .map(Self::Version)
            .map_err(|_| format!("`{text}` is neither a date such as 2026-07-24 nor a version such as 3.1.0"))
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Version(version) => write!(f, "{version}"),
        }
    }
}

impl Selector {
    /// Whether it names this entry.
    pub fn names(&self, entry: &Entry) -> bool {
        match self {
            Self::Date(date) => entry.date == *date,
            Self::Version(version) => entry.version == *version,
        }
    }
}

/// The entries after a point, newest first: after the end of that day, or after that version.
pub fn since<'a>(changelog: &'a Changelog, selector: &Selector) -> &'a [Entry] {
    let until = |entry: &Entry| match selector {
        Selector::Date(date) => entry.date <= *date,
        Selector::Version(version) => entry.version <= *version,
    };
    let end = changelog.entries.iter().position(until).unwrap_or(changelog.entries.len());
    &changelog.entries[..end]
}

/// What the entries change in sum: what was added and removed again, or deprecated and taken back, cancels.
/// In the order of the entries given; each remaining change keeps the entry that it comes from.
pub fn between(entries: &[Entry]) -> Vec<(&Entry, Change)> {
    let mut sum: Vec<(&Entry, Change)> = Vec::new();
    let mut open: HashMap<(Topic, OperationRef), usize> = HashMap::default();
    for entry in entries.iter().rev() {
        for change in &entry.changes {
            let Some(topic) = topic_of(&change.id) else {
                sum.push((entry, change.clone()));
                continue;
            };
            let rest = cancel(&mut sum, &mut open, topic, change);
            if rest.is_empty() && !change.operations().is_empty() {
                continue;
            }
            for operation in &rest {
                open.insert((topic, key(operation)), sum.len());
            }
            sum.push((entry, narrowed(change, rest)));
        }
    }
    sum.retain(|(_, change)| change.origin.as_ref().is_none_or(|origin| !origin.operation_list.is_empty()));
    sum.retain(|(_, change)| change.fingerprint != CANCELLED);
    let position = |entry: &Entry| entries.iter().position(|other| std::ptr::eq(other, entry));
    sum.sort_by_key(|(entry, _)| position(entry));
    sum
}

/// What can come and go: an endpoint, or its deprecation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Topic {
    deprecation: bool,
    comes: bool,
}

const CANCELLED: &str = "\0cancelled";

/// The topic of a check.
fn topic_of(id: &str) -> Option<Topic> {
    let topic = |deprecation, comes| Some(Topic { deprecation, comes });
    match id {
        "endpoint-added" => topic(false, true),
        "endpoint-reactivated" => topic(true, false),
        _ if id.starts_with("endpoint-deprecated") => topic(true, true),
        _ if id.starts_with("api-removed") || id.starts_with("api-path-removed") => topic(false, false),
        _ => None,
    }
}

/// What a check says has come or gone, for pages: `+endpoint`, `-endpoint`, `+deprecation`, `-deprecation`.
pub fn come_or_go(id: &str) -> Option<&'static str> {
    match topic_of(if id == "service-added" { "endpoint-added" } else { id })? {
        Topic { deprecation: false, comes: true } => Some("+endpoint"),
        Topic { deprecation: false, comes: false } => Some("-endpoint"),
        Topic { deprecation: true, comes: true } => Some("+deprecation"),
        Topic { deprecation: true, comes: false } => Some("-deprecation"),
    }
}

/// The identity of an operation across entries: its method and its path with the parameters' names blanked.
pub fn key(operation: &OperationRef) -> OperationRef {
    let blank: String = operation.path.split('/').fold(String::new(), |path, part| {
        let part = if part.starts_with('{') { "{}" } else { part };
        if path.is_empty() && part.is_empty() { path } else { path + "/" + part }
    });
    OperationRef { operation: operation.operation.clone(), path: blank, ..OperationRef::default() }
}

/// Takes back what an earlier change said about the same operations; returns the operations that remain.
fn cancel(
    sum: &mut [(&Entry, Change)],
    open: &mut HashMap<(Topic, OperationRef), usize>,
    topic: Topic,
    change: &Change,
) -> Vec<OperationRef> {
    let mut rest = Vec::new();
    for operation in change.operations() {
        let opposite = (Topic { comes: !topic.comes, ..topic }, key(&operation));
        match open.remove(&opposite) {
            Some(at) => forget(&mut sum[at].1, &opposite.1),
            None => rest.push(operation),
        }
    }
    rest
}

fn forget(change: &mut Change, gone: &OperationRef) {
    match &mut change.origin {
        Some(origin) if !origin.operation_list.is_empty() => {
            origin.operation_list.retain(|operation| key(operation) != *gone);
        }
        _ => CANCELLED.clone_into(&mut change.fingerprint),
    }
}

fn narrowed(change: &Change, rest: Vec<OperationRef>) -> Change {
    let mut change = change.clone();
    if let Some(origin) = change.origin.as_mut().filter(|origin| !origin.operation_list.is_empty()) {
        origin.operation_list = rest.into_iter().map(Arc::new).collect();
    }
    change
}
