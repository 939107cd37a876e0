//! Settings of the comparison: the `[compatibility]` table of `specline.toml` and what flags set.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::change::Level;

/// A level as people write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Breaking.
    #[serde(alias = "error", alias = "breaking")]
    Err,
    /// A warning.
    #[serde(alias = "warning")]
    Warn,
    /// Information.
    Info,
    /// Not reported.
    #[serde(alias = "off")]
    None,
}

impl Severity {
    /// Reads `err`, `warn`, `info`, `none` and their long forms, in any case.
    pub fn read(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "err" | "error" | "breaking" => Some(Self::Err),
            "warn" | "warning" => Some(Self::Warn),
            "info" => Some(Self::Info),
            "none" | "off" => Some(Self::None),
            _ => None,
        }
    }

    /// The level; `None` when it is not reported.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::Err => Some(Level::Breaking),
            Self::Warn => Some(Level::Warning),
            Self::Info => Some(Level::Info),
            Self::None => None,
        }
    }
}

/// One accepted change: what it is, why it is accepted, and until when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Exception {
    /// The check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Method and path, `GET /api/v1/items`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The place in the base or the revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// The fingerprint of the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Date>,
}

/// The vendor's words: names of extensions that say what OpenAPI has no word for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Words {
    /// Flags of deprecation beside `deprecated`.
    pub deprecated: Vec<String>,
    /// Dates of removal: a date, a date and time, or a month, which is over at its end.
    pub sunset: Vec<String>,
    /// What else a deprecation says: since when, why.
    pub deprecation_notice: Vec<String>,
    /// Levels of stability.
    pub stability: Vec<String>,
    /// What replaces an operation, and what it replaces.
    pub replaced_by: Vec<String>,
    /// How many calls are allowed: a number, or an object with `limit`.
    pub rate_limit: Vec<String>,
    /// Who may call an operation.
    pub permissions: Vec<String>,
    /// Who may know an operation.
    pub visibility: Vec<String>,
    /// Constants that tell the branches of `oneOf` apart.
    pub constant: Vec<String>,
    /// Never reported; a `*` at the end stands for anything.
    pub noise: Vec<String>,
}

impl Default for Words {
    fn default() -> Self {
        let words = |all: &[&str]| all.iter().map(|&word| word.to_owned()).collect();
        Self {
            deprecated: words(&["x-qlik-deprecated"]),
            sunset: words(&["x-sunset", "x-qlik-deprecated-sunset"]),
            deprecation_notice: words(&["x-qlik-deprecated-version", "x-qlik-deprecated-description"]),
            stability: words(&["x-stability-level", "x-qlik-stability"]),
            replaced_by: words(&["x-qlik-replaced-by", "x-qlik-replaces"]),
            rate_limit: words(&["x-qlik-tier"]),
            permissions: words(&["x-qlik-access-control", "x-qlik-permissions"]),
            visibility: words(&["x-qlik-visibility"]),
            constant: words(&["x-qlik-const"]),
            noise: words(&[
                "x-qlik-categories",
                "x-qlik-merge-conflict",
                "x-go-*",
                "x-omitempty",
                "x-oapi-codegen-extra-tags",
            ]),
        }
    }
}

impl Words {
    /// Whether an extension is noise.
    pub fn is_noise(&self, key: &str) -> bool {
        self.noise.iter().any(|word| match word.strip_suffix('*') {
            Some(start) => key.starts_with(start),
            None => word == key,
        })
    }
}

/// Settings of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// Today, for deprecation; no date is judged without it.
    #[serde(skip)]
    pub as_of: Option<Date>,
    /// Changes below are left out.
    pub min_level: Severity,
    /// Levels of checks by their id.
    pub severity: BTreeMap<String, Severity>,
    /// Days of notice that beta operations owe.
    pub deprecation_days_beta: u32,
    /// Days of notice that stable operations owe.
    pub deprecation_days_stable: u32,
    /// Days of notice by another stability level.
    pub notice_days: BTreeMap<String, u32>,
    /// Operations below this stability may change as they like: `draft`, `alpha`, `beta` or `stable`.
    pub stability_level: String,
    /// Extensions of the operation that are copied to its changes.
    pub attributes: Vec<String>,
    /// Accepted changes.
    pub exceptions: Vec<Exception>,
    /// Only paths that match this regular expression.
    pub match_path: Option<String>,
    /// Only paths that do not.
    pub unmatch_path: Option<String>,
    /// Operations with an extension whose name matches are left out.
    pub filter_extension: Option<String>,
    /// Taken from the paths of the base before they are matched.
    pub strip_prefix_base: String,
    /// Taken from the paths of the revision.
    pub strip_prefix_revision: String,
    /// Put before the paths of the base.
    pub prefix_base: String,
    /// Put before the paths of the revision.
    pub prefix_revision: String,
    /// Whether names of path parameters are part of a path's identity.
    pub include_path_params: bool,
    /// What is not compared: `examples`, `description`, `endpoints`, `title`, `summary`, `extensions`.
    pub exclude_elements: Vec<String>,
    /// Whether changes are listed on which nobody has to act: what only people read, and what only gives more room.
    pub documentation: bool,
    /// The vendor's words.
    pub words: Words,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            as_of: None,
            min_level: Severity::Info,
            severity: BTreeMap::new(),
            deprecation_days_beta: 0,
            deprecation_days_stable: 0,
            notice_days: BTreeMap::new(),
            stability_level: "beta".to_owned(),
            attributes: Vec::new(),
            exceptions: Vec::new(),
            match_path: None,
            unmatch_path: None,
            filter_extension: None,
            strip_prefix_base: String::new(),
            strip_prefix_revision: String::new(),
            prefix_base: String::new(),
            prefix_revision: String::new(),
            include_path_params: false,
            exclude_elements: Vec::new(),
            documentation: true,
            words: Words::default(),
        }
    }
}
