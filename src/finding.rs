//! What is wrong with a document is data, never an error.

use serde::ser::SerializeSeq as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::json::{Pointer, Position};

/// How much a finding matters; the numbers are Spectral's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// 0
    Error,
    /// 1
    Warn,
    /// 2
    Info,
    /// 3
    Hint,
}

impl Severity {
    /// The number in Spectral's output: 0 error, 1 warning, 2 information, 3 hint.
    pub fn number(self) -> u8 {
        match self {
            Self::Error => 0,
            Self::Warn => 1,
            Self::Info => 2,
            Self::Hint => 3,
        }
    }

    /// The severity of a number from 0 to 3.
    pub fn of_number(number: u64) -> Option<Self> {
        [Self::Error, Self::Warn, Self::Info, Self::Hint].get(usize::try_from(number).ok()?).copied()
    }

    /// The word in rulesets and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

impl Serialize for Severity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = u64::deserialize(deserializer)?;
        Self::of_number(number).ok_or_else(|| serde::de::Error::custom("a severity is a number from 0 to 3"))
    }
}

/// The first position of a place and the one behind its last character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Range {
    /// Inclusive.
    pub start: Position,
    /// Exclusive.
    pub end: Position,
}

/// One thing that is wrong at one place of one document, in Spectral's shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub code: String,
    /// The place in the tree; printed as an array of segments.
    #[serde(serialize_with = "segments")]
    pub path: Pointer,
    /// A sentence about it.
    pub message: String,
    /// How much it matters.
    pub severity: Severity,
    /// The place in the text.
    pub range: Range,
    /// The file or URL.
    pub source: String,
    /// A page that explains the rule.
    #[serde(rename = "documentationUrl", skip_serializing_if = "Option::is_none")]
    pub documentation_url: Option<String>,
    /// One place that uses this one through a reference, and how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<Uses>,
    /// What a baseline says about it; absent when none was asked.
    #[serde(rename = "baselineState", skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineState>,
}

impl Finding {
    /// A finding whose place in the text is not known yet.
    pub fn new(
        code: impl Into<String>,
        severity: Severity,
        path: Pointer,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            path,
            message: message.into(),
            severity,
            range: Range::default(),
            source: String::new(),
            documentation_url: None,
            uses: None,
            baseline: None,
        }
    }

    /// The message without what differs from place to place: quoted words become `…`, numbers `N`.
    pub fn message_class(&self) -> String {
        message_class(&self.message)
    }
}

/// A message without what differs from place to place: quoted words become `…`, numbers `N`.
fn message_class(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message.chars().peekable();
    let mut before = ' ';
    while let Some(character) = rest.next() {
        let quote = matches!(character, '"' | '`') || (character == '\'' && !before.is_alphanumeric());
        if quote && rest.clone().any(|c| c == character) {
            rest.by_ref().find(|&c| c == character);
            out.push('…');
        } else if character.is_ascii_digit() && !before.is_alphanumeric() {
            while rest.next_if(char::is_ascii_digit).is_some() {}
            out.push('N');
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

/// The places that reach a finding through a reference: the first of them and their number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Uses {
    /// The first place that uses it.
    #[serde(serialize_with = "segments")]
    pub path: Pointer,
    /// That place in its text.
    pub range: Range,
    /// The file or URL of that place.
    pub source: String,
    /// How many places use it.
    pub count: usize,
}

/// How a finding stands to a baseline; the words are SARIF's (2.1.0, section 3.27.24) and `returned`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BaselineState {
    /// Not in the baseline.
    New,
    /// In the baseline, though perhaps elsewhere.
    Unchanged,
    /// Was in the baseline not long ago, went away, and is back.
    Returned,
}

impl BaselineState {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Unchanged => "unchanged",
            Self::Returned => "returned",
        }
    }
}

fn segments<S: Serializer>(path: &Pointer, serializer: S) -> Result<S::Ok, S::Error> {
    let mut sequence = serializer.serialize_seq(Some(path.tokens().len()))?;
    for token in path.tokens() {
        sequence.serialize_element(token)?;
    }
    sequence.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_from_place_to_place_is_blanked() {
        assert_eq!(message_class("\"a\" must be at least 12 long"), "… must be at least N long");
        assert_eq!(message_class("it doesn't match 'x', isn't"), "it doesn't match …, isn't");
        assert_eq!(message_class("oas3 is v2"), "oas3 is v2");
        assert_eq!(message_class("an open \" quote"), "an open \" quote");
    }
}
