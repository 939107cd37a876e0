//! What is compared: each operation in its own document, as it was in force and as it is.

use std::collections::BTreeMap;

use super::Job;
use super::tonight::Tonight;
use crate::diff::{self, change::Change};
use crate::merge::{self, Published};
use crate::openapi::{Document, LoadError};
use crate::release;

/// Compares what was in force with what is, each operation in its own document.
pub(super) fn compare(
    job: &Job<'_>,
    night: &Tonight,
    published: Option<&Published>,
    consolidated: &Document,
) -> Result<Vec<Change>, LoadError> {
    if night.baseline {
        // What cannot be read is not replaced on any night.
        return published.map_or(Ok(()), Published::check).map(|()| Vec::new());
    }
    let options =
        diff::Options { as_of: Some(job.date()), ..release::comparing(job.config.compatibility.clone()) };
    let (mut base, mut revision) = published_otherwise(night, published, consolidated)?;
    base.extend(night.replaced.iter().cloned());
    revision.extend(night.sources[..night.fresh].iter().cloned());
    Ok(diff::compare(&base, &revision, &options))
}

/// What was published of services that tonight did not bring, and what will be, where the two differ: somebody has changed
/// `specs/` in between, by hand or with `specline fetch`. Nobody kept the documents that were published, but the
/// consolidated one tells what they said.
fn published_otherwise(
    night: &Tonight,
    published: Option<&Published>,
    consolidated: &Document,
) -> Result<(Vec<Document>, Vec<Document>), LoadError> {
    let Some(published) = published else { return Ok(Default::default()) };
    let published = published.cut();
    let mut services = published.differing(&consolidated.value, &consolidated.text)?;
    for document in night.sources[..night.fresh].iter().chain(&night.replaced) {
        services.remove(&document.name);
    }
    let named = |documents: Vec<Document>| -> BTreeMap<String, Document> {
        documents.into_iter().map(|one| (one.name.clone(), one)).collect()
    };
    let mut before = named(published.split(&services)?);
    let mut after = named(merge::split(&consolidated.value, &services));
    services.retain(
        |name| matches!((before.get(name), after.get(name)), (Some(a), Some(b)) if a.value == b.value),
    );
    for same in &services {
        before.remove(same);
        after.remove(same);
    }
    Ok((before.into_values().collect(), after.into_values().collect()))
}
