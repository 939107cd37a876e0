//! What is compared: each operation in its own document, as it was in force and as it is.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Job;
use super::tonight::Tonight;
use crate::diff::{self, change::Change};
use crate::merge;
use crate::openapi::Document;
use crate::release;

/// Compares what was in force with what is, each operation in its own document.
pub(super) fn compare(
    job: &Job<'_>,
    night: &Tonight,
    published: Option<&Value>,
    consolidated: &Value,
) -> Vec<Change> {
    if night.baseline {
        return Vec::new();
    }
    let options =
        diff::Options { as_of: Some(job.date()), ..release::comparing(job.config.compatibility.clone()) };
    let (mut base, mut revision) = published_otherwise(night, published, consolidated);
    base.extend(night.replaced.iter().cloned());
    revision.extend(night.sources[..night.fresh].iter().cloned());
    diff::compare(&base, &revision, &options)
}

/// What was published of services that tonight did not bring, and what will be, where the two differ: somebody has changed
/// `specs/` in between, by hand or with `specline fetch`. Nobody kept the documents that were published, but the
/// consolidated one tells what they said.
fn published_otherwise(
    night: &Tonight,
    published: Option<&Value>,
    consolidated: &Value,
) -> (Vec<Document>, Vec<Document>) {
    let Some(published) = published else { return Default::default() };
    let mut services = merge::differing(published, consolidated);
    for document in night.sources[..night.fresh].iter().chain(&night.replaced) {
        services.remove(&document.name);
    }
    let split = |document: &Value| -> BTreeMap<String, Document> {
        merge::split(document, &services).into_iter().map(|one| (one.name.clone(), one)).collect()
    };
    let (mut before, mut after) = (split(published), split(consolidated));
    services.retain(
        |name| matches!((before.get(name), after.get(name)), (Some(a), Some(b)) if a.value == b.value),
    );
    for same in &services {
        before.remove(same);
        after.remove(same);
    }
    (before.into_values().collect(), after.into_values().collect())
}
