//! What kind of news a change is. The ids of checks are many and grow; their words are few.

use serde::{Deserialize, Serialize};

use crate::diff::change::{Change, Level};

/// The kinds of news, in the order in which an entry tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Breaks callers.
    Breaking,
    /// May break callers, depending on what they do.
    Risky,
    /// Works still and will not for ever.
    Deprecated,
    /// A deprecation was taken back.
    Reactivated,
    /// Went away as announced, or without anybody who can notice.
    Removed,
    /// New.
    Added,
    /// Any other change that a caller's program can notice.
    Changed,
    /// Words only.
    Documentation,
    /// The same thing in another spelling: nothing has changed for a caller.
    Respelled,
}

impl Kind {
    /// All of them, in the order in which an entry tells them.
    pub const ALL: [Self; 9] = [
        Self::Breaking,
        Self::Risky,
        Self::Deprecated,
        Self::Reactivated,
        Self::Removed,
        Self::Added,
        Self::Changed,
        Self::Documentation,
        Self::Respelled,
    ];

    /// The kind of a change.
    pub fn of(change: &Change) -> Self {
        match change.level {
            Level::Breaking => Self::Breaking,
            _ if is_respelling(&change.id) => Self::Respelled,
            _ if change.is_documentation() => Self::Documentation,
            Level::Warning => Self::Risky,
            Level::Info => of_id(&change.id),
        }
    }

    /// The word in anchors, style sheets and templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Risky => "risky",
            Self::Deprecated => "deprecated",
            Self::Reactivated => "reactivated",
            Self::Removed => "removed",
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Documentation => "documentation",
            Self::Respelled => "respelled",
        }
    }
}

/// Whether a check speaks of something that is only spelled in another way or stands in another place.
fn is_respelling(id: &str) -> bool {
    ["respelled", "-moved", "renamed-without-effect"].iter().any(|word| id.contains(word))
}

/// What a check without weight tells; the first line that fits counts.
fn of_id(id: &str) -> Kind {
    let says = |words: &[&str]| words.iter().any(|word| id.contains(word));
    if says(&["reactivated", "undeprecated", "deprecation-withdrawn"]) {
        Kind::Reactivated
    } else if says(&["-removed", "-deleted"]) {
        if says(PARTS) { Kind::Removed } else { Kind::Changed }
    } else if says(&["deprecat", "sunset"]) {
        Kind::Deprecated
    } else if id.starts_with("new-") || (says(&["-added"]) && says(PARTS)) {
        Kind::Added
    } else {
        Kind::Changed
    }
}

/// Parts of an API that callers name: their coming and going is news of its own. A bound that is `added` is not.
const PARTS: &[&str] = &[
    "service-",
    "endpoint-",
    "api-path-removed",
    "api-removed",
    "api-path-added",
    "webhook-",
    "callback-",
    "request-parameter-removed",
    "request-parameter-added",
    "request-property-removed",
    "request-property-added",
    "optional-property-",
    "required-property-",
    "write-only-property-removed",
    "write-only-property-added",
    "request-body-added",
    "request-body-removed",
    "-header-removed",
    "response-header-",
    "media-type-added",
    "media-type-removed",
    "status-added",
    "status-removed",
    "enum-value-added",
    "response-added",
    "response-removed",
];

/// How many changes of each kind an entry holds; each change counts once, what breaks as breaking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// Changes that break callers.
    pub breaking: usize,
    /// Deprecations that were announced or changed.
    pub deprecated: usize,
    /// What went away without breaking anybody who heeded the notice.
    pub removed: usize,
    /// What is new.
    pub added: usize,
    /// All else that a program can notice.
    pub changed: usize,
    /// Words only.
    pub documentation: usize,
}

impl Summary {
    /// How many changes there are.
    pub fn total(&self) -> usize {
        self.noticeable() + self.documentation
    }

    /// How many changes a caller's program can notice.
    pub fn noticeable(&self) -> usize {
        self.breaking + self.deprecated + self.removed + self.added + self.changed
    }
}

impl std::fmt::Display for Summary {
    /// `2 breaking, 1 added`; kinds without a change are left out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds = [
            (self.breaking, "breaking"),
            (self.deprecated, "deprecated"),
            (self.removed, "removed"),
            (self.added, "added"),
            (self.changed, "changed"),
            (self.documentation, "documentation"),
        ];
        let said: Vec<_> =
            kinds.iter().filter(|(n, _)| *n > 0).map(|(n, kind)| format!("{n} {kind}")).collect();
        if said.is_empty() { f.write_str("none") } else { f.write_str(&said.join(", ")) }
    }
}

/// Counts changes by kind.
pub fn summary(changes: &[Change]) -> Summary {
    let mut summary = Summary::default();
    for change in changes {
        match Kind::of(change) {
            Kind::Breaking => summary.breaking += 1,
            Kind::Deprecated => summary.deprecated += 1,
            Kind::Removed => summary.removed += 1,
            Kind::Added => summary.added += 1,
            Kind::Risky => count_risky(&mut summary, change),
            Kind::Reactivated | Kind::Changed => summary.changed += 1,
            Kind::Documentation | Kind::Respelled => summary.documentation += 1,
        }
    }
    summary
}

/// A warning counts as what it does: a removed optional property as removed, a new enum value as added.
fn count_risky(summary: &mut Summary, change: &Change) {
    match of_id(&change.id) {
        Kind::Deprecated => summary.deprecated += 1,
        Kind::Removed => summary.removed += 1,
        Kind::Added => summary.added += 1,
        _ => summary.changed += 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_the_news_that_its_words_say() {
        let table = [
            ("endpoint-added", Kind::Added),
            ("service-added", Kind::Added),
            ("new-optional-request-parameter", Kind::Added),
            ("response-optional-property-added", Kind::Added),
            ("response-property-enum-value-added", Kind::Added),
            ("response-property-pattern-added", Kind::Changed),
            ("response-property-default-value-removed", Kind::Changed),
            ("request-property-all-of-removed-annotation-only", Kind::Changed),
            ("api-removed-with-deprecation", Kind::Removed),
            ("request-parameter-removed-with-deprecation", Kind::Removed),
            ("endpoint-deprecated-with-sunset", Kind::Deprecated),
            ("request-property-deprecated", Kind::Deprecated),
            ("api-sunset-date-changed", Kind::Deprecated),
            ("endpoint-reactivated", Kind::Reactivated),
            ("request-property-max-length-increased", Kind::Changed),
            ("a-check-of-tomorrow", Kind::Changed),
        ];
        for (id, kind) in table {
            assert_eq!(of_id(id), kind, "{id}");
        }
    }
}
