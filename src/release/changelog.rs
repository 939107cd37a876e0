//! `consolidated/changelog.json`: the recorded entries, newest first, from which everything else is rendered.

use jiff::civil::Date;
use semver::Version;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Summary, summary};
use crate::diff::change::Change;
use crate::json;

/// Why recorded entries cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is no JSON.
    #[error("the recorded entries are no JSON at byte {offset}: {message}; restore the file from git")]
    Syntax {
        /// Bytes from the start.
        offset: usize,
        /// What the parser says.
        message: String,
    },
    /// The tree has another shape.
    #[error("the recorded entries have another shape: {message}; restore the file from git")]
    Shape {
        /// Which field, and what was expected.
        message: String,
    },
}

/// What is known about the documents of a night beside their changes; each fact may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// How many services there were.
    pub services: usize,
    /// How many operations they had.
    pub operations: usize,
    /// How many of the operations were deprecated.
    #[serde(skip_serializing_if = "is_zero")]
    pub deprecated_operations: usize,
    /// Services that were not there before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services_added: Vec<String>,
    /// Services that are there no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services_removed: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Facts {
    /// The facts about a night out of the names of its services and those of the night before, both sorted.
    pub fn new(before: Option<&[String]>, after: &[String], operations: usize, deprecated: usize) -> Self {
        let missing_in = |list: &[String], other: &[String]| -> Vec<String> {
            list.iter().filter(|name| other.binary_search(name).is_err()).cloned().collect()
        };
        Self {
            services: after.len(),
            operations,
            deprecated_operations: deprecated,
            services_added: before.map(|before| missing_in(after, before)).unwrap_or_default(),
            services_removed: before.map(|before| missing_in(before, after)).unwrap_or_default(),
        }
    }
}

/// Findings of the linter that were known and were put right in their source: what they were about is still there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Fixed {
    /// The service.
    pub service: String,
    /// The rule.
    pub rule: String,
    /// How many.
    pub count: usize,
}

/// One recorded night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// The day, in UTC. A day can have two entries.
    pub date: Date,
    /// The version of the consolidated document since then; no two entries share one.
    pub version: Version,
    /// The version before; absent in the first entry.
    pub previous_version: Option<Version>,
    /// Counts by kind.
    #[serde(default)]
    pub summary: Summary,
    /// What changed, each cause once.
    #[serde(default)]
    pub changes: Vec<Change>,
    /// What is known about the documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// What the linter had against the documents and has no longer, by service and rule. It rides on the entry of a night
    /// that changed something else too, and makes none by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lint_fixed: Vec<Fixed>,
    /// Fields of other versions of specline, kept as they are.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Entry {
    /// The id in permalinks and feeds: it stays as long as the entry.
    pub fn id(&self) -> String {
        format!("{}-v{}", self.date, self.version)
    }
}

/// The first snapshot of a history: there is nothing to compare it with, so it has no entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baseline {
    /// The day, in UTC.
    pub date: Date,
    /// The version that the history begins with.
    pub version: Version,
    /// What is known about the documents.
    #[serde(default)]
    pub facts: Facts,
    /// The commit it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

/// All recorded entries.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Changelog {
    /// Newest first.
    #[serde(default)]
    pub entries: Vec<Entry>,
    /// The snapshot before the oldest entry, where the history was recorded out of git.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
    /// Fields of other versions of specline, kept as they are.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Changelog {
    /// Reads recorded entries. An empty text holds none.
    ///
    /// # Errors
    /// A text that is no JSON, entries of another shape.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let value = json::parse(text)
            .map_err(|error| Error::Syntax { offset: error.offset, message: error.message })?;
        serde_json::from_value(value).map_err(|error| Error::Shape { message: error.to_string() })
    }

    /// The file as it is published.
    ///
    /// # Panics
    /// Never: every entry is made of strings, numbers and lists.
    pub fn print(&self) -> String {
        let value = serde_json::to_value(self).expect("entries are strings, numbers and lists");
        json::canonical::print(&value)
    }

    /// The version that is in force.
    pub fn version(&self) -> Option<&Version> {
        let baseline = self.baseline.as_ref().map(|baseline| &baseline.version);
        self.entries.first().map(|entry| &entry.version).or(baseline)
    }

    /// Records a night in front of all others and returns it. Two nights on one date are two entries.
    ///
    /// # Panics
    /// Never: the entry that is returned has just been recorded.
    pub fn record(&mut self, date: Date, version: Version, changes: Vec<Change>) -> &mut Entry {
        let entry = Entry {
            date,
            previous_version: self.version().cloned(),
            version,
            summary: summary(&changes),
            changes,
            facts: None,
            lint_fixed: Vec::new(),
            other: Map::new(),
        };
        self.entries.insert(0, entry);
        self.entries.first_mut().expect("just recorded")
    }
}
