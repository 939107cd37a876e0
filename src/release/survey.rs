//! What an entry needs to know about the documents themselves: how many there are, and which operations promise nothing.

use serde_json::Value;

use super::{Facts, Options, is_experimental};
use crate::collections::HashSet;
use crate::diff::{self, change::OperationRef, options::Severity};
use crate::openapi::{Document, operation};

/// Fields of an operation that make an entry richer.
const ATTRIBUTES: [&str; 5] =
    ["summary", "tags", "x-qlik-stability", "x-qlik-replaced-by", "x-stability-level"];

/// Checks of how a document counts its versions.
const VERSION_CHECKS: [&str; 2] = ["api-version-not-bumped", "api-major-version-not-bumped"];

/// The settings of a comparison whose changes become an entry: those of the configuration, with what an entry tells more.
pub fn comparing(mut options: diff::Options) -> diff::Options {
    // Owners of many services see the version of each document stay for years; the entry has a version of its own.
    for id in VERSION_CHECKS {
        options.severity.entry(id.to_owned()).or_insert(Severity::None);
    }
    options.attributes.extend(ATTRIBUTES.map(str::to_owned));
    options.attributes.sort();
    options.attributes.dedup();
    options
}

/// The documents of a night, counted.
#[derive(Debug, Clone, Default)]
pub struct Survey {
    services: Vec<String>,
    operations: usize,
    deprecated: usize,
    experimental: HashSet<(String, String)>,
}

impl Survey {
    /// Counts the documents of a night.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Document>, options: &Options) -> Self {
        let mut survey = Self::default();
        for document in documents {
            survey.services.push(document.name.clone());
            for operation in operation::operations(&document.value) {
                survey.count(&operation, options);
            }
        }
        survey.services.sort();
        survey
    }

    fn count(&mut self, operation: &operation::Operation<'_>, options: &Options) {
        let flag = |name: &str| operation.value.get(name) == Some(&Value::Bool(true));
        let word = |name: &String| operation.value.get(name).and_then(Value::as_str);
        self.operations += 1;
        self.deprecated += usize::from(flag("deprecated") || flag("x-qlik-deprecated"));
        if options.stability_extensions.iter().filter_map(word).any(is_experimental) {
            self.experimental.insert((operation.method.clone(), operation.path.to_owned()));
        }
    }

    /// The facts about the night after another one (or after none).
    pub fn facts(&self, before: Option<&Self>) -> Facts {
        let before = before.map(|before| before.services.as_slice());
        Facts::new(before, &self.services, self.operations, self.deprecated)
    }

    /// Whether an operation promises nothing.
    pub fn is_experimental(&self, operation: &OperationRef) -> bool {
        self.experimental.contains(&(operation.operation.clone(), operation.path.clone()))
    }
}
