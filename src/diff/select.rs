//! What is reported in the end: thresholds, exclusions, exceptions, and whether the version says what happened.

use std::borrow::Cow;

use serde_json::Value;

use super::change::{Change, Level, Pointers};
use super::check::registry;
use super::options::{Exception, Options};
use crate::json::{Pointer, canonical};
use crate::openapi::Document;

/// Whether the versions of documents follow what broke (semantic versions only).
pub fn versions(
    base: &[Document],
    revision: &[Document],
    alone: bool,
    changes: &[Change],
    options: &Options,
) -> Vec<Change> {
    let mut found = Vec::new();
    for document in revision {
        let Some(other) = base.iter().find(|other| alone || other.name == document.name) else { continue };
        let broke =
            changes.iter().any(|change| change.level == Level::Breaking && change.service == document.name);
        let broke = broke || (alone && changes.iter().any(|change| change.level == Level::Breaking));
        let read = |document: &Document| {
            let text = document.value.pointer("/info/version")?.as_str()?.to_owned();
            let version = semver::Version::parse(text.strip_prefix('v').unwrap_or(&text)).ok()?;
            Some((text, version))
        };
        let (Some((old_text, old)), Some((new_text, new))) = (read(other), read(document)) else { continue };
        if !broke {
            continue;
        }
        let id = match old.cmp_precedence(&new) {
            std::cmp::Ordering::Equal => "api-version-not-bumped",
            std::cmp::Ordering::Greater => "api-version-decreased",
            std::cmp::Ordering::Less if new.major == old.major && old.major > 0 => {
                "api-major-version-not-bumped"
            }
            std::cmp::Ordering::Less => continue,
        };
        found.extend(version_change(id, (&old_text, &new_text), &document.name, options));
    }
    found
}

fn version_change(
    id: &'static str,
    (old, new): (&str, &str),
    service: &str,
    options: &Options,
) -> Option<Change> {
    let check = registry().of_id(id)?;
    let level = options.severity.get(id).map_or(Some(check.level), |severity| severity.level())?;
    let at = Pointer::of(["info", "version"]);
    Some(Change {
        id: Cow::Borrowed(id),
        level,
        text: check.row.says.replace("{before}", old).replace("{after}", new),
        comment: None,
        operation: None,
        path: None,
        operation_id: None,
        section: Cow::Borrowed("info"),
        service: service.to_owned(),
        pointer: Pointers { base: Some(at.clone()), revision: Some(at) },
        before: old.into(),
        after: new.into(),
        fingerprint: canonical::sha256(format!("{id}\n{service}\n{old}\n{new}").as_bytes())[..12].to_owned(),
        origin: None,
        attributes: serde_json::Map::new(),
    })
}

/// Leaves out what is below the threshold, excluded or accepted.
pub fn apply(changes: Vec<Change>, options: &Options) -> Vec<Change> {
    let least = options.min_level.level();
    changes
        .into_iter()
        .filter(|change| least.is_some_and(|least| change.level >= least))
        .filter(|change| options.documentation || !is_quiet(change))
        .filter(|change| !is_excluded(change, options))
        .filter(|change| !options.exceptions.iter().any(|exception| accepts(exception, change, options)))
        .collect()
}

/// Whether nobody has to act on a change: only people read it, or it only gives more room than there was.
pub fn is_quiet(change: &Change) -> bool {
    let has_quiet_check = || registry().of_id(&change.id).is_some_and(|check| check.quiet);
    change.level == Level::Info && (change.is_documentation() || has_quiet_check())
}

fn is_excluded(change: &Change, options: &Options) -> bool {
    change.is_documentation()
        && options.exclude_elements.iter().any(|element| {
            let word = element.trim_end_matches('s');
            change.id.contains(word)
        })
}

/// Whether an exception that has not expired speaks of a change.
pub fn accepts(exception: &Exception, change: &Change, options: &Options) -> bool {
    let expired = matches!((exception.expires, options.as_of), (Some(last), Some(today)) if today > last);
    let says_something =
        exception.id.is_some() || exception.fingerprint.is_some() || exception.pointer.is_some();
    let operation = |wanted: &String| {
        change.operations().iter().all(|one| format!("{} {}", one.operation, one.path) == *wanted)
            && !change.operations().is_empty()
    };
    let stands_at = |wanted: &String| {
        let here = |pointer: &Option<Pointer>| {
            pointer.as_ref().is_some_and(|pointer| pointer.to_string() == *wanted)
        };
        here(&change.pointer.base) || here(&change.pointer.revision)
    };
    !expired
        && says_something
        && exception.id.as_ref().is_none_or(|id| *id == change.id)
        && exception.fingerprint.as_ref().is_none_or(|fingerprint| *fingerprint == change.fingerprint)
        && exception.operation.as_ref().is_none_or(operation)
        && exception.pointer.as_ref().is_none_or(stands_at)
}

/// Exceptions that no longer do anything: expired, or without a change that they speak of.
pub fn idle_exceptions<'o>(all: &[Change], options: &'o Options) -> Vec<(&'o Exception, &'static str)> {
    let state = |exception: &'o Exception| {
        if matches!((exception.expires, options.as_of), (Some(last), Some(today)) if today > last) {
            return Some((exception, "has expired"));
        }
        let used = all.iter().any(|change| accepts(exception, change, options));
        (!used).then_some((exception, "speaks of no change"))
    };
    options.exceptions.iter().filter_map(state).collect()
}

/// The value of a change as text, for messages.
pub fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
