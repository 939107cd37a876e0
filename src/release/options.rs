//! The `[changelog]` table of `specline.toml`.

use std::path::PathBuf;

use semver::Version;
use serde::{Deserialize, Serialize};

/// How the changelog is told and where it can be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Options {
    /// The heading of the changelog and the name of its feeds.
    pub title: String,
    /// Where `consolidated/site/` is published, such as `https://example.github.io/api/`; feeds link there.
    pub link: Option<String>,
    /// Who publishes the changelog, as the feeds name them.
    pub author: String,
    /// The version of the first snapshot.
    pub first_version: Version,
    /// A folder whose files stand in for the built-in templates of the same name.
    pub templates: Option<PathBuf>,
    /// How many entries a feed holds.
    pub feed_entries: usize,
    /// Extensions of an operation that mark it as experimental when they hold one of
    /// `experimental`, `draft`, `alpha` or `preview`.
    pub stability_extensions: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: "API changelog".to_owned(),
            link: None,
            author: "specline".to_owned(),
            first_version: Version::new(1, 0, 0),
            templates: None,
            feed_entries: 50,
            stability_extensions: ["x-qlik-stability", "x-stability-level", "x-stability"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

impl Options {
    /// The address that relative links of feeds start from, with a slash at its end; empty when there is none.
    pub fn base(&self) -> String {
        match &self.link {
            Some(link) if link.ends_with('/') => link.clone(),
            Some(link) => format!("{link}/"),
            None => String::new(),
        }
    }
}
