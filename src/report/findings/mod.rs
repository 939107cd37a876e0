//! Lint findings in every format that people and machines read.

pub mod codeclimate;
pub mod github;
pub mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod text;

use std::io::{self, Write};

use crate::finding::Finding;

/// The formats of `specline lint -f`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people: grouped by file, then by cause.
    #[default]
    Text,
    /// Spectral's array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// One page.
    Html,
    /// For summaries and comments.
    Markdown,
    /// GitLab's code quality report.
    Codeclimate,
}

impl Format {
    /// Every format with its word on the command line.
    pub const ALL: [(&'static str, Self); 8] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("sarif", Self::Sarif),
        ("junit", Self::Junit),
        ("github", Self::Github),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("codeclimate", Self::Codeclimate),
    ];

    /// The format of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, format)| format)
    }
}

/// What a report may say about a rule beside its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleInfo {
    /// The id, as findings name it.
    pub id: String,
    /// What it asks for, in a sentence or two.
    pub description: String,
    /// A page about it.
    pub url: Option<String>,
}

/// Settings of a report that are not in the findings.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether a terminal reads it.
    pub color: bool,
    /// Every finding on a line of its own instead of groups.
    pub every: bool,
    /// The rules that ran, for formats that describe them.
    pub rules: Vec<RuleInfo>,
    /// The program's version.
    pub version: String,
}

/// Writes a report of findings that stand in their final order.
///
/// # Errors
/// Those of the writer.
pub fn write(format: Format, findings: &[Finding], options: &Options, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(findings, options, out),
        Format::Json => json::write(findings, out),
        Format::Sarif => sarif::write(findings, options, out),
        Format::Junit => junit::write(findings, out),
        Format::Github => github::write(findings, out),
        Format::Html => html::write(findings, options, out),
        Format::Markdown => markdown::write(findings, out),
        Format::Codeclimate => codeclimate::write(findings, out),
    }
}
