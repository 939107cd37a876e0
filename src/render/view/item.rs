//! One change (or several that one sentence tells), with everything that templates print about it.

use serde::Serialize;
use serde_json::Value;

use super::MOST;
use super::difference::{Words, words};
use crate::diff::change::{Change, Level, OperationRef};
use crate::escape::{shortened, visible};
use crate::release::{Kind, sunset_of};
use crate::render::tell::{Told, advice::advice};
use crate::render::words::{day, month, sentence};

/// One change, said once.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    /// For permalinks within the entry.
    pub id: String,
    /// Further permalinks: those of changes that are told in the same sentence.
    pub also: Vec<String>,
    /// How many recorded changes it tells.
    pub changes: usize,
    /// The check.
    pub check: String,
    /// `breaking`, `warning` or `information`.
    pub level: &'static str,
    /// What happened.
    pub sentence: String,
    /// Why it is so and what to do about it; left out where the item before it says the same.
    pub comment: Option<String>,
    /// The operations that are touched.
    pub operations: Vec<OperationRef>,
    /// How many more there are than a list shows (see `Item::shown`).
    pub more: usize,
    /// The first operations, as `GET /path`.
    pub shown: Vec<String>,
    /// Of a new service, what each of its operations is for, in the order of `operations`; otherwise empty.
    pub purposes: Vec<String>,
    /// The component that is the cause, unless the sentence names it.
    pub component: Option<String>,
    /// The value before, when it is short.
    pub before: Option<String>,
    /// The value after, when it is short.
    pub after: Option<String>,
    /// Where words changed: what stayed, went and came.
    pub words: Vec<Words>,
    /// When it goes away: as written.
    pub sunset: Option<String>,
    /// When it goes away: `28 February 2026`, or `the end of February 2026`.
    pub until: Option<String>,
    /// What to call instead.
    pub replaced_by: Vec<String>,
    /// Labels of the operation.
    pub tags: Vec<String>,
}

impl Item {
    /// How many operations a list shows.
    const SHOWN: usize = 8;
    /// A list that goes on only so little is shown whole.
    const WHOLE: usize = 10;

    /// One change.
    pub fn new(change: &Change) -> Self {
        Self::told(change, &Told::of(change))
    }

    /// One change, as it is told.
    pub(super) fn told(change: &Change, told: &Told) -> Self {
        let (before, after) = (short(&change.before), short(&change.after));
        let words = words(change);
        let (sunset, until) = announced_end(change).unzip();
        let values = words.is_empty() && sunset.is_none() && !told.is_complete();
        let values = values && !repeats(change, before.as_deref(), after.as_deref());
        let mut item = Self {
            id: format!(
                "c{}",
                change.fingerprint.chars().filter(char::is_ascii_alphanumeric).collect::<String>()
            ),
            also: Vec::new(),
            changes: 1,
            check: visible(&change.id),
            level: match change.level {
                Level::Breaking => "breaking",
                Level::Warning => "warning",
                Level::Info => "information",
            },
            sentence: told_sentence(change, told, values && before.is_some() && after.is_some()),
            comment: change
                .comment
                .as_deref()
                .or_else(|| advice(change))
                .map(|text| sentence(&shortened(&visible(text), MOST.0))),
            operations: Vec::new(),
            more: 0,
            shown: Vec::new(),
            purposes: Vec::new(),
            component: change
                .origin
                .as_ref()
                .and_then(|origin| origin.component.as_deref())
                .filter(|_| !told.names_component())
                .map(|name| shortened(&visible(name), MOST.1)),
            before: before.filter(|_| values),
            after: after.filter(|_| values),
            words,
            sunset,
            until,
            replaced_by: replacements(change),
            tags: strings(change.attributes.get("tags")),
        };
        item.list(change.operations());
        item
    }

    /// Names the operations that are touched.
    pub(super) fn list(&mut self, operations: Vec<OperationRef>) {
        self.operations = operations.into_iter().map(plain).collect();
        let shown = if self.operations.len() <= Self::WHOLE { Self::WHOLE } else { Self::SHOWN };
        self.shown = self.operations.iter().take(shown).map(spoken).collect();
        self.more = self.operations.len() - self.shown.len();
    }
}

/// `GET /api/v1/items`.
fn spoken(operation: &OperationRef) -> String {
    format!("{} {}", operation.operation, operation.path)
}

pub(super) fn plain(operation: OperationRef) -> OperationRef {
    OperationRef {
        operation: shortened(&visible(&operation.operation), 20),
        path: shortened(&visible(&operation.path), MOST.0),
        operation_id: operation.operation_id.map(|id| shortened(&visible(&id), MOST.1)),
        service: shortened(&visible(&operation.service), MOST.1),
    }
}

/// When a deprecated thing goes away, as the document spells it and as people say it.
fn announced_end(change: &Change) -> Option<(String, String)> {
    let announced = Kind::of(change) == Kind::Deprecated || change.id.contains("sunset");
    let (written, last) = announced.then(|| sunset_of(change)).flatten()?;
    let is_month = written.len() == "2026-02".len();
    let until = if is_month { format!("the end of {} {}", month(last), last.year()) } else { day(last) };
    Some((visible(&written), until))
}

/// An endpoint says what it is for; everything else what happened. Where both values follow, a colon leads to them.
fn told_sentence(change: &Change, told: &Told, values_follow: bool) -> String {
    let purpose = ["summary", "description"].iter().find_map(|field| {
        change.attributes.get(*field).or_else(|| change.after.get(*field)).and_then(Value::as_str)
    });
    let own = match (purpose, change.id.as_ref()) {
        (Some(purpose), "endpoint-added") => Some(purpose.lines().next().unwrap_or(purpose)),
        (None, "endpoint-added") => Some("new endpoint"),
        (_, "endpoint-deprecated" | "endpoint-deprecated-with-sunset") => Some("deprecated"),
        (_, "endpoint-reactivated") => Some("no longer deprecated"),
        _ => None,
    };
    let told = own.map_or_else(|| told.sentence(MOST.0), |own| sentence(&shortened(&visible(own), MOST.0)));
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

/// What to call instead, written as the paths of the document are: ids of operations leave `/api` out.
fn replacements(change: &Change) -> Vec<String> {
    if !speaks_of_the_end(&change.id) {
        return Vec::new();
    }
    let api = change.path.as_deref().is_some_and(|path| path.starts_with("/api/"));
    let named = |value: &Value| {
        let id = value.as_str().or_else(|| value.get("uniqueIdentifier")?.as_str())?;
        Some(match visible(id).split_once(':') {
            Some((method, path)) if api && path.starts_with('/') && !path.starts_with("/api/") => {
                format!("{method} /api{path}")
            }
            Some((method, path)) => format!("{method} {path}"),
            None => visible(id),
        })
    };
    let lists = change.attributes.iter().filter(|(name, _)| name.ends_with("replaced-by"));
    let after =
        change.after.is_array().then_some(&change.after).filter(|_| change.id.contains("replaced-by"));
    let mut found = Vec::new();
    for value in lists.map(|(_, value)| value).chain(after) {
        for name in value.as_array().map_or_else(|| vec![value], |items| items.iter().collect()) {
            let name = named(name).map(|text| shortened(&text, MOST.1)).filter(|name| !found.contains(name));
            found.extend(name);
        }
    }
    found
}

/// Whether a check says that a whole operation ends, or what comes after it.
fn speaks_of_the_end(id: &str) -> bool {
    ["endpoint-", "api-removed", "api-path-removed", "api-deprecated", "api-sunset", "sunset-"]
        .iter()
        .any(|head| id.starts_with(head))
        && id != "endpoint-added"
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(|text| shortened(&visible(text), MOST.1)).collect()
}
