//! From facts to changes: each fact is judged by its row, and facts with one cause become one change.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::change::{Change, Level, OperationRef, Origin, Pointers};
use super::check::{Check, registry};
use super::checks;
use super::delta::{Fact, What};
use super::options::Options;
use super::site::Direction;
use crate::json::canonical;

/// A fact with the operations that it reaches.
pub struct Found {
    /// The fact.
    pub fact: Fact,
    /// Indices into [`Findings::operations`], in any order.
    pub operations: Vec<usize>,
    /// The service whose document it is.
    pub service: String,
    /// Extensions of the operation that were asked for.
    pub attributes: serde_json::Map<String, Value>,
}

/// Everything that was found between two sets of documents.
#[derive(Default)]
pub struct Findings {
    /// The facts.
    pub found: Vec<Found>,
    /// The operations that they reach.
    pub operations: Vec<OperationRef>,
}

/// One change that is being put together: what it is, what component it is in, and the operations that it reaches.
struct Cause {
    change: Change,
    component: Option<String>,
    operations: Vec<usize>,
}

/// Judges facts and brings those with one cause together; sorted.
pub fn changes(findings: Findings, options: &Options) -> Vec<Change> {
    let mut causes: BTreeMap<(String, Level, String), Cause> = BTreeMap::new();
    for one in findings.found {
        let Some(verdict) = judge(&one, options) else { continue };
        let key = (verdict.fingerprint.clone(), verdict.level, verdict.section.to_string());
        match causes.entry(key) {
            Entry::Occupied(mut known) => known.get_mut().operations.extend(one.operations),
            Entry::Vacant(place) => {
                place.insert(cause(one, verdict));
            }
        }
    }
    let sorted = Sorted::of(findings.operations);
    let mut all: Vec<Change> = causes.into_values().map(|cause| finish(cause, &sorted)).collect();
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    all
}

/// Operations in the order in which changes list them, each once.
struct Sorted {
    all: Vec<Arc<OperationRef>>,
    /// Where each operation has gone.
    rank: Vec<usize>,
}

impl Sorted {
    fn of(operations: Vec<OperationRef>) -> Self {
        let mut sorted: Vec<(usize, OperationRef)> = operations.into_iter().enumerate().collect();
        sorted.sort_by(|(_, a), (_, b)| {
            (&a.path, &a.operation, &a.service, &a.operation_id).cmp(&(
                &b.path,
                &b.operation,
                &b.service,
                &b.operation_id,
            ))
        });
        let mut all: Vec<Arc<OperationRef>> = Vec::new();
        let mut rank = vec![0; sorted.len()];
        for (index, operation) in sorted {
            if all.last().is_none_or(|last| **last != operation) {
                all.push(Arc::new(operation));
            }
            rank[index] = all.len() - 1;
        }
        Self { all, rank }
    }

    fn list(&self, operations: &[usize]) -> Vec<Arc<OperationRef>> {
        let mut ranks: Vec<usize> = operations.iter().map(|&index| self.rank[index]).collect();
        ranks.sort_unstable();
        ranks.dedup();
        ranks.into_iter().map(|rank| Arc::clone(&self.all[rank])).collect()
    }
}

fn order(
    change: &Change,
) -> (&str, &Option<String>, &Option<String>, std::cmp::Reverse<Level>, &str, &str, &str) {
    (
        &change.service,
        &change.path,
        &change.operation,
        std::cmp::Reverse(change.level),
        &change.id,
        &change.text,
        &change.fingerprint,
    )
}

/// What is said about a fact, before it is spelled out.
struct Verdict {
    check: &'static Check,
    level: Level,
    section: Cow<'static, str>,
    fingerprint: String,
}

fn judge(found: &Found, options: &Options) -> Option<Verdict> {
    let (check, mut level) = verdict(&found.fact)?;
    if let Some(severity) = options.severity.get(&check.id) {
        level = severity.level()?;
    }
    let section = section(check, level, &found.fact);
    Some(Verdict { check, level, section, fingerprint: fingerprint(&check.id, &found.service, &found.fact) })
}

fn cause(found: Found, verdict: Verdict) -> Cause {
    let Found { fact, operations, service, attributes } = found;
    let Verdict { check, level, section, fingerprint } = verdict;
    let component = component(&fact);
    let change = Change {
        id: Cow::Borrowed(check.id.as_str()),
        level,
        text: sentence(check, &fact),
        comment: None,
        operation: None,
        path: None,
        operation_id: None,
        section,
        service,
        pointer: Pointers { base: fact.base, revision: fact.revision },
        before: fact.before,
        after: fact.after,
        fingerprint,
        origin: None,
        attributes,
    };
    Cause { change, component, operations }
}

/// The check of a fact and its level; `None` when nobody can notice it.
fn verdict(fact: &Fact) -> Option<(&'static Check, Level)> {
    let registry = registry();
    match fact.what {
        What::Fixed(id) => {
            let outgoing = fact.outgoing.then(|| registry.of_id(&format!("outgoing-{id}"))).flatten();
            let own = fact.level.filter(|_| outgoing.is_none());
            let check =
                outgoing.or_else(|| registry.of_id(id)).or_else(|| registry.of_id("unclassified-change"))?;
            Some((check, own.unwrap_or(check.level)))
        }
        What::Schema(site, kind, flags) => {
            let check = registry.at(site, kind, flags)?;
            let level = match (fact.effect, fact.inverted) {
                (None, false) => check.level,
                (Some(effect), false) => effect.level(site.direction()),
                (effect, true) => {
                    let effect = effect.unwrap_or_else(|| checks::effect_as_demand(check.row));
                    effect.inverted().level(site.direction())
                }
            };
            Some((check, fact.level.unwrap_or(level)))
        }
    }
}

fn component(fact: &Fact) -> Option<String> {
    let pointer = fact.revision.as_ref().or(fact.base.as_ref())?;
    match pointer.tokens() {
        [first, section, name, ..] if first == "components" => Some(format!("{section}/{name}")),
        _ => None,
    }
}

/// Where a change belongs. What somebody's settings made more than information is no documentation any more.
fn section(check: &Check, level: Level, fact: &Fact) -> Cow<'static, str> {
    if check.documentation && level == Level::Info {
        return Cow::Borrowed("documentation");
    }
    Cow::Borrowed(match check.id.as_str() {
        "api-schema-removed" | "webhook-added" | "webhook-removed" => "components",
        id if id.starts_with("api-security-component") => "components",
        id if id.starts_with("api-global-security") || fact.place == "security" => "security",
        id if id.contains("version") && id.starts_with("api-") => "info",
        _ if fact.place.starts_with("webhook") => "webhooks",
        _ => "paths",
    })
}

/// Names the change by its check, its place and its values: wording, order and lines make no difference.
fn fingerprint(id: &str, service: &str, fact: &Fact) -> String {
    let mut hasher = Sha256::new();
    for part in [id, service, &fact.place] {
        canonical::feed_text(&mut hasher, b'p', part);
    }
    let whole = fact.base.is_none() || fact.revision.is_none();
    if let (What::Schema(_, kind, _), true) = (fact.what, whole)
        && kind.starts_with("property-")
    {
        // The property is named by its place; what its schema says is no part of its being there.
    } else {
        canonical::feed(&mut hasher, &fact.before);
        canonical::feed(&mut hasher, &fact.after);
        canonical::feed_text(&mut hasher, b'n', &fact.name);
    }
    canonical::hex(&hasher.finalize()[..6])
}

/// The sentence: what it is about, then what happened.
fn sentence(check: &Check, fact: &Fact) -> String {
    let text = |value: &Value| match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let what = check.row.says.replace("{name}", &fact.name);
    let default = fact.after.get("default").map(&text).unwrap_or_default();
    let what = what.replace("{default}", &default);
    // A list of names where the sentence has one between backquotes: each between its own.
    let quoted = |value: &Value| {
        let names = value.as_array().into_iter().flatten().map(&text);
        let names: Vec<String> = names.map(|name| format!("`{}`", shortened(&name))).collect();
        if names.is_empty() { format!("`{}`", shortened(&text(value))) } else { names.join(", ") }
    };
    let what = what.replace("`{before}`", &quoted(&fact.before)).replace("`{after}`", &quoted(&fact.after));
    let what = what.replace("{before}", &shortened(&text(&fact.before)));
    let what = what.replace("{after}", &shortened(&text(&fact.after)));
    let site = check.site.map(|site| match site.direction() {
        _ if site.is_parameter() => String::new(),
        Direction::Request if !site.is_outgoing() => "request ".to_owned(),
        _ => String::new(),
    });
    match (site, fact.subject.as_str()) {
        (None, "") => what,
        (None, subject) => format!("{subject}: {what}"),
        (Some(site), subject) if subject.starts_with("request") => {
            format!("{}: {what}", subject.trim_start_matches(&site))
        }
        (Some(_), subject) => format!("{subject}: {what}"),
    }
}

fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain("…".chars()).collect()
}

/// A change of one operation names it itself; a change of many names the first, and all in its origin.
fn finish(cause: Cause, sorted: &Sorted) -> Change {
    let Cause { mut change, component, operations } = cause;
    let operation_list = sorted.list(&operations);
    if let Some(first) = operation_list.first() {
        change.operation = Some(first.operation.clone());
        change.path = Some(first.path.clone());
        change.operation_id.clone_from(&first.operation_id);
    }
    if component.is_some() || operation_list.len() > 1 {
        change.origin = Some(Origin { component, operation_list });
    }
    change
}
