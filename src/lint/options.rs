//! The `[lint]` table of specline.toml.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::exception::Exception;
use crate::finding::Severity;

/// How documents are linted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// The ruleset: a file, or the name of a built-in one such as `spectral:oas`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ruleset: Option<String>,
    /// Whether rulesets behind URLs are fetched: `extends` of such a URL is refused otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub fetch_rulesets: bool,
    /// From which severity on a finding ends the command with code 1.
    pub fail_on: FailOn,
    /// The file that holds findings which are known and accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// Only these rules, when there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Not these rules.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<String>,
    /// Findings that are accepted, each with its reason.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// From which severity on findings fail a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings too.
    Warn,
    /// Information too.
    Info,
    /// Hints too.
    Hint,
    /// Nothing fails.
    Never,
}

impl FailOn {
    /// Whether a finding of a severity fails a run.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity <= Severity::Error,
            Self::Warn => severity <= Severity::Warn,
            Self::Info => severity <= Severity::Info,
            Self::Hint => true,
            Self::Never => false,
        }
    }
}
