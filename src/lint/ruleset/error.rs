//! Why a ruleset cannot be used: which file, where, what was found, what to do.

use crate::json::{Pointer, Position};
use crate::openapi::{Document, LoadError};

/// Why a ruleset cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct RulesetError {
    /// The file.
    pub origin: String,
    /// The place in the text, when there is one.
    pub position: Option<Position>,
    /// The place in the tree, when there is one.
    pub pointer: Option<Pointer>,
    /// What was found, in lower case.
    pub found: String,
    /// What was expected, or what to do about it.
    pub help: String,
}

impl std::fmt::Display for RulesetError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.origin)?;
        if let Some(position) = self.position {
            write!(f, ":{}:{}", position.line + 1, position.character + 1)?;
        }
        if let Some(pointer) = self.pointer.as_ref().filter(|pointer| !pointer.is_root()) {
            write!(f, " at {pointer}")?;
        }
        write!(f, ": {}; {}", self.found, self.help)
    }
}

impl From<LoadError> for RulesetError {
    fn from(error: LoadError) -> Self {
        Self {
            origin: error.origin,
            position: error.position,
            pointer: error.pointer,
            found: error.found,
            help: error.help.replace("an OpenAPI document", "a ruleset"),
        }
    }
}

impl RulesetError {
    /// An error about a place of a ruleset file.
    pub fn at(
        document: &Document,
        pointer: &Pointer,
        found: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        document.error(pointer, found, help).into()
    }

    /// An error about a file as a whole.
    pub fn about(origin: &str, found: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            origin: origin.to_owned(),
            position: None,
            pointer: None,
            found: found.into(),
            help: help.into(),
        }
    }
}

/// `did you mean …` for a word among known ones, or a list of them.
pub fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4);
    match nearest {
        Some((_, candidate)) => format!("did you mean `{candidate}`?"),
        None if known.len() <= 20 => format!("known: {}", known.join(", ")),
        None => "check the spelling".to_owned(),
    }
}
