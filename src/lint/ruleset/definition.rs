//! One ruleset file as it is written: checked, nothing merged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::field::Field;
use crate::finding::Severity;
use crate::lint::format::Formats;
use crate::lint::functions::{self, Prepared};
use crate::openapi::Document;

/// A ruleset file, or one entry of its `overrides`.
#[derive(Debug, Clone)]
pub struct Definition {
    /// The file it is written in.
    pub file: Arc<Document>,
    /// What it extends, in order.
    pub extends: Vec<Extension>,
    /// The formats of rules that name none.
    pub formats: Option<Vec<String>>,
    /// Names for expressions.
    pub aliases: BTreeMap<String, Alias>,
    /// Rules in order.
    pub rules: Vec<(String, Entry)>,
    /// `parserOptions.duplicateKeys`
    pub duplicate_keys: Option<Level>,
    /// Where rules are explained.
    pub documentation_url: Option<String>,
    /// What counts for some files only.
    pub overrides: Vec<Override>,
    /// Names of functions that are JavaScript files.
    pub scripts: BTreeSet<String>,
}

/// An entry of `extends`.
#[derive(Debug, Clone)]
pub struct Extension {
    /// What is extended.
    pub definition: Arc<Definition>,
    /// Which of its rules are on, when the entry says so.
    pub extent: Option<Extent>,
}

/// Which rules of an extended ruleset are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// None.
    Off,
    /// Those that are recommended.
    Recommended,
    /// All.
    All,
}

impl Extent {
    /// Whether a rule is on.
    pub fn includes(self, recommended: bool) -> bool {
        self == Self::All || (self == Self::Recommended && recommended)
    }
}

/// An entry of `overrides`: globs, and what counts for files that they match.
#[derive(Debug, Clone)]
pub struct Override {
    /// Globs, some with a pointer behind `#`.
    pub files: Vec<String>,
    /// What counts for them.
    pub definition: Definition,
}

/// What an alias stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alias {
    /// Expressions.
    Plain(Vec<String>),
    /// Expressions for each format; the last match counts.
    Scoped(Vec<(Vec<String>, Vec<String>)>),
}

/// What stands under a rule's name.
#[derive(Debug, Clone)]
pub enum Entry {
    /// `true`, `false`
    Switch(bool),
    /// A severity or `off`.
    Level(Level),
    /// A rule, or parts of one.
    Rule(Arc<RuleDefinition>),
}

/// How much findings of a rule matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Not at all.
    Off,
    /// So much.
    At(Severity),
}

impl Level {
    /// The severity; `None` when it is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::At(severity) => Some(severity),
        }
    }
}

/// A rule as it is written.
#[derive(Debug, Default)]
pub struct RuleDefinition {
    /// What it asks for.
    pub description: Option<String>,
    /// What findings say, with placeholders.
    pub message: Option<String>,
    /// How much findings matter.
    pub severity: Option<Level>,
    /// Expressions and aliases.
    pub given: Option<Vec<String>>,
    /// The functions.
    pub then: Option<Vec<Arc<Then>>>,
    /// The formats it is for.
    pub formats: Option<Vec<String>>,
    /// Whether it is on by default.
    pub recommended: Option<bool>,
    /// Whether it sees through references.
    pub resolved: Option<bool>,
    /// Where it is explained.
    pub documentation_url: Option<String>,
}

/// One call of a function.
pub struct Then {
    /// What of the given value the function sees.
    pub field: Option<Field>,
    /// The function's name.
    pub function: String,
    /// Its options.
    pub options: Option<Value>,
    /// Whether the function is JavaScript, which does not run here.
    pub script: bool,
    prepared: OnceLock<Result<Prepared, String>>,
}

impl Then {
    /// A call; the options are checked at [`Then::prepared`].
    pub fn new(field: Option<Field>, function: String, options: Option<Value>, script: bool) -> Self {
        Self { field, function, options, script, prepared: OnceLock::new() }
    }

    /// The function with its options.
    ///
    /// # Errors
    /// Options that the function does not take, a function that is not there.
    pub fn prepared(&self) -> Result<&Prepared, &String> {
        let prepare = || match functions::lookup(&self.function) {
            Some(function) => (function.prepare)(self.options.as_ref().filter(|options| !options.is_null())),
            None => Err(format!("there is no function `{}`", self.function)),
        };
        self.prepared.get_or_init(prepare).as_ref()
    }
}

impl std::fmt::Debug for Then {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}({:?})", self.function, self.options)
    }
}

/// The set of formats that names mean.
pub fn formats(names: &[String]) -> Formats {
    names.iter().filter_map(|name| crate::lint::format::Format::of_name(name)).collect()
}
