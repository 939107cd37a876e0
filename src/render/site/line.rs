//! Lines about changes, as lists on pages show them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::diff::change::OperationRef;
use crate::release::{Kind, come_or_go, key};
use crate::render::view::{EntryView, Item, Section};

/// One line about a change.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) kind: &'static str,
    word: String,
    sentence: String,
    replaced_by: Vec<String>,
    operation: Option<OperationRef>,
    count: usize,
    /// How many recorded changes the line tells.
    pub(super) changes: usize,
    services: BTreeSet<String>,
    pub(super) methods: BTreeSet<String>,
    pub(super) tags: Vec<String>,
    topic: Option<&'static str>,
    keys: Vec<String>,
}

/// The changes of an entry as lines.
#[derive(Debug, Serialize)]
pub(super) struct Lines {
    id: String,
    pub(super) date: String,
    day: String,
    version: String,
    pub(super) rows: Vec<Line>,
    /// How many changes of wording there are.
    pub(super) documentation: usize,
}

/// The noticeable changes of an entry (in a service) as lines, and how many changes of wording there are.
pub(super) fn lines(entry: &EntryView, service: Option<&str>) -> Lines {
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
                    lines.documentation += item.changes;
                } else {
                    lines.rows.push(line(item, &group.service, section));
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

fn line(item: &Item, service: &str, section: &Section) -> Line {
    let mut services: BTreeSet<String> =
        item.operations.iter().map(|operation| operation.service.clone()).collect();
    services.insert(service.to_owned());
    services.remove("");
    let topic = come_or_go(&item.check);
    Line {
        id: item.id.clone(),
        kind: section.kind.word(),
        word: word(section.kind),
        sentence: item.sentence.clone(),
        replaced_by: item.replaced_by.clone(),
        operation: item.operations.first().filter(|_| item.operations.len() == 1).cloned(),
        count: item.operations.len(),
        changes: item.changes,
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

/// The word of a kind for people.
pub(super) fn word(kind: Kind) -> String {
    match kind {
        Kind::Risky => "may break".to_owned(),
        kind => kind.word().to_owned(),
    }
}
