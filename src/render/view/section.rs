//! The changes of one kind, by service.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::item::Item;
use super::{MOST, fold};
use crate::diff::change::{Change, OperationRef};
use crate::escape::{shortened, visible};
use crate::release::{Entry, Kind};
use crate::render::words::{counted, sentence};

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

/// The changes of a kind; nothing when there are none.
pub(super) fn section(kind: Kind, entry: &Entry) -> Option<Section> {
    let is_birth = |change: &Change| {
        ["endpoint-added", "service-added"].contains(&change.id.as_ref()) && is_new(&change.service, entry)
    };
    let mut births: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    let mut by_service: BTreeMap<&str, Vec<&Change>> = BTreeMap::new();
    for change in entry.changes.iter().filter(|change| Kind::of(change) == kind) {
        let lists = if is_birth(change) { &mut births } else { &mut by_service };
        lists.entry(&change.service).or_default().push(change);
    }
    let mut groups: BTreeMap<&str, Vec<Item>> =
        by_service.into_iter().map(|(service, changes)| (service, fold::items(&changes))).collect();
    for (service, changes) in births {
        groups.entry(service).or_default().insert(0, birth(service, &changes));
    }
    let count: usize = groups.values().flatten().map(|item| item.changes).sum();
    let groups: Vec<Group> =
        groups.into_iter().map(|(service, items)| Group { service: visible(service), items }).collect();
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
    let mut operations: Vec<OperationRef> = operations.into_iter().collect();
    operations.sort_by(|one, other| one.path.cmp(&other.path));
    let purposes = purposes(changes, &operations);
    let mut item = Item::new(changes[0]);
    "service-added".clone_into(&mut item.check);
    item.sentence =
        visible(&format!("New service `{service}` with {}.", counted(operations.len(), "endpoint", None)));
    item.comment = None;
    item.before = None;
    item.after = None;
    item.list(operations);
    item.purposes = purposes;
    item
}

/// What each endpoint is for, as its document says; an empty text where it does not.
fn purposes(changes: &[&Change], operations: &[OperationRef]) -> Vec<String> {
    let of = |wanted: &OperationRef| {
        let endpoint = changes.iter().find(|change| {
            change.id == "endpoint-added" && change.operations().iter().any(|operation| operation == wanted)
        })?;
        let text = endpoint.attributes.get("summary")?.as_str()?;
        Some(sentence(&shortened(&visible(text.lines().next()?), MOST.0)))
    };
    operations.iter().map(|operation| of(operation).unwrap_or_default()).collect()
}
