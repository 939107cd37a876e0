//! `specline.lock`: per service where its document came from, the validators of that answer, its digest, and since when
//! it is held or missing.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What stands above the entries, for readers.
const HEAD: &str = "# Written by `specline run`: what makes a night reproducible. `digest` is the SHA-256 of specs/<service>.json.\n\n";

/// The whole file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Lock {
    /// By service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub services: BTreeMap<String, Entry>,
}

/// One service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Entry {
    /// The source: the URL of its sitemap index, `list`, or a folder.
    pub source: String,
    /// Where the document came from, without secrets.
    pub url: String,
    /// SHA-256 of the file in `specs/`, as `sha256sum` prints it.
    pub digest: String,
    /// The validator `ETag` of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The validator `Last-Modified` of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The first night on which the previous document was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_since: Option<Date>,
    /// The nights on which the service was missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Date>,
    /// The nights on which the document was held because it had shrunk.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shrunk: Vec<Date>,
}

impl Lock {
    /// Whether no document was ever fetched: what stands in `specs/` is a bootstrap.
    pub fn is_empty(&self) -> bool {
        self.services.is_empty()
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Text that is not such a file, with line and column.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Prints the file; the same lock prints the same bytes.
    pub fn print(&self) -> String {
        let entries = toml::to_string(self).expect("strings, dates and lists are TOML");
        format!("{HEAD}{entries}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_reads_back() {
        let entry = Entry {
            source: "https://x.dev/s.xml".into(),
            url: "https://x.dev/a.json".into(),
            digest: "00".into(),
            etag: Some("W/\"a\"".into()),
            held_since: Some(jiff::civil::date(2026, 7, 24)),
            missing: vec![jiff::civil::date(2026, 7, 24)],
            ..Entry::default()
        };
        let lock = Lock {
            services: BTreeMap::from([
                ("well-known".to_owned(), entry),
                ("a.b".to_owned(), Entry::default()),
            ]),
        };
        assert_eq!(Lock::read(&lock.print()).expect("a lock"), lock);
        assert_eq!(Lock::read(&Lock::default().print()).expect("a lock"), Lock::default());
        assert!(Lock::read("services = 1").is_err());
    }
}
