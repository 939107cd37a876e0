//! Changes in every format that people and machines read.

pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod text;

use std::io::{self, Write};

use crate::diff::change::{Change, Level};
use crate::json::Position;

/// The formats of `specline diff -f`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: by operation, each cause once.
    #[default]
    Text,
    /// One change a line.
    Singleline,
    /// An array of changes.
    Json,
    /// For summaries and comments.
    Markdown,
    /// One page.
    Html,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
}

impl Format {
    /// Every format with its words on the command line; oasdiff's names too.
    pub const ALL: [(&'static str, Self); 10] = [
        ("text", Self::Text),
        ("singleline", Self::Singleline),
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("markup", Self::Markdown),
        ("html", Self::Html),
        ("sarif", Self::Sarif),
        ("junit", Self::Junit),
        ("github", Self::Github),
        ("githubactions", Self::Github),
    ];

    /// The format of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, format)| format)
    }
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// The file or URL.
    pub file: String,
    /// Where it begins.
    pub start: Position,
    /// Behind its last character.
    pub end: Position,
}

/// A change with its places in the files of both sides.
#[derive(Debug, Clone)]
pub struct Located<'a> {
    /// The change.
    pub change: &'a Change,
    /// In the base.
    pub base: Option<Place>,
    /// In the revision.
    pub revision: Option<Place>,
}

impl Located<'_> {
    /// The place to show: in the revision, or in the base when the thing is gone.
    pub fn place(&self) -> Option<&Place> {
        self.revision.as_ref().or(self.base.as_ref())
    }

    /// Method and path, or the service, or nothing.
    pub fn heading(&self) -> String {
        let change = self.change;
        match (&change.operation, &change.path) {
            (Some(operation), Some(path)) => {
                let more = change.reach();
                let others = if more > 1 { format!(" and {} more", more - 1) } else { String::new() };
                format!("{operation} {path}{others}")
            }
            _ if change.service.is_empty() => "the document".to_owned(),
            _ => change.service.clone(),
        }
    }
}

/// Writes a report of changes that stand in their final order.
///
/// # Errors
/// Those of the writer.
pub fn write(format: Format, changes: &[Located<'_>], color: bool, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(changes, color, out),
        Format::Singleline => text::write_lines(changes, color, out),
        Format::Json => json::write(changes, out),
        Format::Markdown => markdown::write(changes, out),
        Format::Html => html::write(changes, out),
        Format::Sarif => sarif::write(changes, out),
        Format::Junit => junit::write(changes, out),
        Format::Github => github::write(changes, out),
    }
}

/// The word for a change's weight.
pub fn word(change: &Change) -> &'static str {
    match change.level {
        Level::Breaking => "breaking",
        Level::Warning => "warning",
        Level::Info if change.is_documentation() => "documentation",
        Level::Info => "info",
    }
}

/// `2 breaking, 1 warning, 3 info, 1 documentation`.
pub fn summary(changes: &[Located<'_>]) -> String {
    let count = |wanted: &str| changes.iter().filter(|located| word(located.change) == wanted).count();
    let parts: Vec<String> = ["breaking", "warning", "info", "documentation"]
        .into_iter()
        .filter(|wanted| count(wanted) > 0)
        .map(|wanted| format!("{} {wanted}", count(wanted)))
        .collect();
    if parts.is_empty() { "no changes".to_owned() } else { parts.join(", ") }
}
