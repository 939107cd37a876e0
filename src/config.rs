//! `specline.toml`: the sum of the stages' own options. Defaults, then the file, then the environment, then flags.

mod message;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{diff, fetch, lint, merge, release, render};

/// The file's name in the root of a repository.
pub const FILE_NAME: &str = "specline.toml";

/// Variables that begin like this override one key each: `SPECLINE_FETCH__CONCURRENCY=2` is `concurrency` of `[fetch]`.
pub const ENVIRONMENT_PREFIX: &str = "SPECLINE_";

/// Everything that can be set.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Config {
    /// The stem of every consolidated file: `qlik-cloud` makes `consolidated/qlik-cloud.json`.
    #[serde(default = "default_name")]
    pub name: String,
    /// Where the documents come from.
    #[serde(default)]
    pub sources: Vec<fetch::Source>,
    /// How they are fetched.
    #[serde(default)]
    pub fetch: fetch::Options,
    /// How they become one document.
    #[serde(default)]
    pub consolidation: merge::Options,
    /// How they are linted.
    #[serde(default)]
    pub lint: lint::Options,
    /// What counts as breaking.
    #[serde(default)]
    pub compatibility: diff::Options,
    /// How the collection looks.
    #[serde(default)]
    pub postman: render::postman::Options,
    /// How the changelog and its feeds look.
    #[serde(default)]
    pub changelog: release::Options,
}

fn default_name() -> String {
    "consolidated".to_owned()
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is none.
    #[error("{path}: there is no configuration; `specline init` writes one, `--config FILE` names another", path = path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The system would not give it.
    #[error("{path}: cannot be read: {source}", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It does not say what can be said.
    #[error("{place}: {message}")]
    Invalid {
        /// File with line and column, or the variable.
        place: String,
        /// What was found, what was expected, and the nearest name where a key is unknown.
        message: String,
    },
}

impl Config {
    /// Reads a file and lays the environment over it.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn load(path: &Path, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ConfigError::Missing { path: path.to_owned() },
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        Self::parse(&text, &path.display().to_string(), environment)
    }

    /// Reads a text and lays the environment over it; `name` stands for the text in errors.
    ///
    /// # Errors
    /// See [`ConfigError`].
    pub fn parse(text: &str, name: &str, environment: &[(String, String)]) -> Result<Self, ConfigError> {
        let plain: Self = toml::from_str(text).map_err(|error| invalid(text, name, &error))?;
        plain.check(name)?;
        let mut table: toml::Table = toml::from_str(text).map_err(|error| invalid(text, name, &error))?;
        let mut config = plain;
        for (variable, value) in environment.iter().filter(|(variable, _)| variable.contains("__")) {
            let Some(keys) = variable.strip_prefix(ENVIRONMENT_PREFIX) else { continue };
            let keys: Vec<_> = keys.split("__").map(|key| key.to_lowercase().replace('_', "-")).collect();
            set(&mut table, &keys, scalar(value));
            config = table.clone().try_into().map_err(|error: toml::de::Error| ConfigError::Invalid {
                place: format!("environment variable {variable}"),
                message: message::told(error.message()),
            })?;
        }
        Ok(config)
    }

    /// What is in force, as TOML.
    ///
    /// # Errors
    /// When a value cannot be said in TOML.
    pub fn print(&self) -> Result<String, toml::ser::Error> {
        toml::to_string_pretty(self)
    }

    fn check(&self, name: &str) -> Result<(), ConfigError> {
        let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.name.is_empty() || self.name.starts_with('.') || !self.name.chars().all(legal) {
            return Err(ConfigError::Invalid {
                place: name.to_owned(),
                message: format!(
                    "`name` is \"{}\"; letters, digits, `-`, `_` and `.` were expected, since it becomes a file name",
                    self.name
                ),
            });
        }
        Ok(())
    }
}

/// Sets one key of a table; tables on the way are made.
fn set(table: &mut toml::Table, keys: &[String], value: toml::Value) {
    let Some((key, rest)) = keys.split_first() else { return };
    if rest.is_empty() {
        table.insert(key.clone(), value);
        return;
    }
    let below = table.entry(key.clone()).or_insert_with(|| toml::Value::Table(toml::Table::new()));
    if let toml::Value::Table(below) = below {
        set(below, rest, value);
    }
}

/// A variable's text as the TOML value that it spells, else as a string.
fn scalar(text: &str) -> toml::Value {
    let spelled: Option<toml::Value> =
        toml::from_str::<toml::Table>(&format!("v = {text}")).ok().and_then(|mut table| table.remove("v"));
    spelled.unwrap_or_else(|| toml::Value::String(text.to_owned()))
}

fn invalid(text: &str, name: &str, error: &toml::de::Error) -> ConfigError {
    let place = match error.span() {
        Some(span) => {
            let before = &text[..span.start.min(text.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
            format!("{name}:{line}:{column}")
        }
        None => name.to_owned(),
    };
    ConfigError::Invalid { place, message: message::told(error.message()) }
}
