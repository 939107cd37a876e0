//! Where documents come from, as `specline.toml` says it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One `[[sources]]` table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Source {
    /// A developer portal: its sitemaps list one page a service.
    Sitemap {
        /// URL of the sitemap index, or of the one sitemap.
        index: String,
        /// Path below which every page is a service: `/apis/rest/`.
        pages: String,
        /// Pages that are no service, as paths below `pages`.
        #[serde(default)]
        exclude: Vec<String>,
        /// URL of a page's document, relative to `index`; `{path}` is the page's path below `pages`.
        document: String,
    },
    /// URLs of documents.
    List {
        /// An array, services are named after the last part of each path; or a table from service to URL.
        urls: Urls,
    },
    /// Files of a folder.
    Folder {
        /// Relative to the configuration.
        path: PathBuf,
    },
}

/// URLs with or without names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Urls {
    /// Services are named after the last part of each path, without its suffix.
    Plain(Vec<String>),
    /// From service to URL.
    Named(BTreeMap<String, String>),
}

impl Source {
    /// How the lock and messages name this source.
    pub fn label(&self) -> String {
        match self {
            Self::Sitemap { index, .. } => super::url::redacted(index),
            Self::List { .. } => "list".to_owned(),
            Self::Folder { path } => path.to_string_lossy().into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Source, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn each_kind_is_read_and_a_misspelt_key_is_an_error() {
        let sitemap = read(
            "kind = 'sitemap'\nindex = 'https://x.dev/s.xml'\npages = '/apis/'\ndocument = '/specs/{path}.json'",
        );
        assert!(matches!(sitemap, Ok(Source::Sitemap { exclude, .. }) if exclude.is_empty()));
        let plain = read("kind = 'list'\nurls = ['https://x.dev/a.json']");
        assert!(matches!(plain, Ok(Source::List { urls: Urls::Plain(_) })));
        let named = read("kind = 'list'\nurls = { a = 'https://x.dev/a.json' }");
        assert!(matches!(named, Ok(Source::List { urls: Urls::Named(_) })));
        assert!(matches!(read("kind = 'folder'\npath = 'x'"), Ok(Source::Folder { .. })));
        assert!(read("kind = 'folder'\npath = 'x'\nexclud = []").is_err());
    }
}
