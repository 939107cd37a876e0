//! Changes that one sentence tells: one kind at one place of one operation, or one sentence in several operations.

use super::item::Item;
use crate::collections::{HashMap, HashSet};
use crate::diff::change::{Change, OperationRef};
use crate::release::come_or_go;
use crate::render::tell::Told;

/// The changes of one kind in one service as items, in their order.
pub(super) fn items(changes: &[&Change]) -> Vec<Item> {
    let mut items = same_sentence(same_place(changes));
    let mut said: Option<String> = None;
    for item in &mut items {
        if item.comment.is_some() && item.comment == said {
            item.comment = None;
        } else if item.comment.is_some() {
            said.clone_from(&item.comment);
        }
    }
    items
}

/// Whether a change may be told together with others: not the coming and going of operations, which pages count
/// one by one, and nothing that shows its words or values.
fn is_alone(item: &Item) -> bool {
    let shows = !item.words.is_empty() || item.before.is_some() || item.after.is_some();
    shows || item.sunset.is_some() || !item.replaced_by.is_empty() || come_or_go(&item.check).is_some()
}

/// Joins what names several things: the sentence lists them.
fn same_place(changes: &[&Change]) -> Vec<Item> {
    type Key = (String, Vec<OperationRef>, Told);
    let mut known: HashMap<Key, usize> = HashMap::default();
    let mut told: Vec<(Item, Told)> = Vec::with_capacity(changes.len());
    for change in changes {
        let one = Told::of(change);
        let item = Item::told(change, &one);
        if is_alone(&item) || one.is_whole() || change.comment.is_some() {
            told.push((item, one));
            continue;
        }
        let key = (item.check.clone(), item.operations.clone(), one.without_things());
        if let Some(&at) = known.get(&key) {
            told[at].1.join(&one);
            merge(&mut told[at].0, item);
        } else {
            known.insert(key, told.len());
            told.push((item, one));
        }
    }
    told.into_iter()
        .map(|(mut item, told)| {
            if item.changes > 1 {
                item.sentence = told.sentence(super::MOST.0);
            }
            item
        })
        .collect()
}

/// Joins what says the same about several operations.
fn same_sentence(items: Vec<Item>) -> Vec<Item> {
    let mut known: HashMap<(String, String), usize> = HashMap::default();
    let mut folded: Vec<Item> = Vec::with_capacity(items.len());
    for item in items {
        if is_alone(&item) || item.operations.is_empty() {
            folded.push(item);
            continue;
        }
        let key = (item.check.clone(), item.sentence.clone());
        if let Some(&at) = known.get(&key) {
            merge(&mut folded[at], item);
        } else {
            known.insert(key, folded.len());
            folded.push(item);
        }
    }
    folded
}

/// Takes over the operations and labels of an item that is told by the same sentence.
fn merge(into: &mut Item, other: Item) {
    into.changes += other.changes;
    into.also.push(other.id);
    into.also.extend(other.also);
    if into.component != other.component {
        into.component = None;
    }
    if into.comment.is_none() {
        into.comment = other.comment;
    }
    for tag in other.tags {
        if !into.tags.contains(&tag) {
            into.tags.push(tag);
        }
    }
    if into.operations != other.operations {
        let mut all: Vec<OperationRef> = std::mem::take(&mut into.operations);
        all.extend(other.operations);
        let mut seen = HashSet::default();
        all.retain(|operation| seen.insert((operation.operation.clone(), operation.path.clone())));
        into.list(all);
    }
}
