//! What a user can decide about the consolidated document: the table `[consolidation]` of `specline.toml`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bundle::References;
use super::repair::Repair;
use crate::openapi::Version;

/// The table `[consolidation]`. The default adds nothing that a source does not say.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// `info.title` of the result.
    pub title: Option<String>,
    /// `info.description` of the result.
    pub description: Option<String>,
    /// `info.version` of the result; a run sets it itself.
    pub version: Option<String>,
    /// The servers of the result. They come into force for sources that name none; others keep theirs.
    pub servers: Vec<Value>,
    /// Security Requirement Objects for operations whose source says nothing about security.
    pub security: Vec<Map<String, Value>>,
    /// Security Scheme Objects to declare, by the names that `security` uses.
    pub security_schemes: Map<String, Value>,
    /// Paths that `security` leaves alone: a path with everything below it (`/oauth`), or a pattern with `*`.
    pub security_exempt: Vec<String>,
    /// Which service wins where two declare one operation differently: `"GET /path" = "service"`.
    pub prefer: BTreeMap<String, String>,
    /// The OpenAPI version of the result. Sources of an earlier version are raised, sources of a later one lowered as
    /// long as nothing is lost.
    pub openapi: Option<Target>,
    /// Keep the names of components and operations as they are; two that meet are refused.
    pub bare_names: bool,
    /// Add `x-tagGroups`: one group a service with the tags of its operations.
    pub tag_groups: bool,
    /// An extension of operations that means `deprecated: true`; the empty text for none.
    pub deprecation_flag: Option<String>,
    /// The folder of OpenAPI Overlay 1.0 files, beside the configuration. One that `extends` the document of a service
    /// changes that source before the merge, any other changes the result after its proof.
    pub overlays: PathBuf,
    /// Where references may lead to that leave a source: nowhere by default.
    pub references: References,
    /// Repairs of the result, after its proof: none by default.
    pub repair: Repair,
    /// What may be published at all.
    pub visibility: Option<Visibility>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            version: None,
            servers: Vec::new(),
            security: Vec::new(),
            security_schemes: Map::new(),
            security_exempt: Vec::new(),
            prefer: BTreeMap::new(),
            openapi: None,
            bare_names: false,
            tag_groups: false,
            deprecation_flag: Some("x-qlik-deprecated".to_owned()),
            overlays: PathBuf::from("overlays"),
            references: References::default(),
            repair: Repair::default(),
            visibility: None,
        }
    }
}

/// An extension field and the one value of it that may be published.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Visibility {
    /// The name of the extension.
    pub field: String,
    /// The value that is public.
    pub value: String,
}

/// A version that a result can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
pub enum Target {
    /// OpenAPI 3.0
    #[serde(rename = "3.0")]
    V3_0,
    /// OpenAPI 3.1
    #[serde(rename = "3.1")]
    V3_1,
    /// OpenAPI 3.2
    #[serde(rename = "3.2")]
    V3_2,
}

impl Target {
    /// The version that documents say.
    pub fn version(self) -> Version {
        match self {
            Self::V3_0 => Version::V3_0,
            Self::V3_1 => Version::V3_1,
            Self::V3_2 => Version::V3_2,
        }
    }
}

impl std::str::FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "3.0" => Ok(Self::V3_0),
            "3.1" => Ok(Self::V3_1),
            "3.2" => Ok(Self::V3_2),
            _ => Err("3.0, 3.1 or 3.2 was expected".to_owned()),
        }
    }
}

impl Options {
    /// Whether the configured security leaves a path alone.
    pub fn exempts(&self, path: &str) -> bool {
        self.security_exempt.iter().any(|pattern| covers(pattern, path))
    }
}

/// A pattern without `*` covers a path and what is below it; `*` stands for any characters.
fn covers(pattern: &str, path: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        let below = path.strip_prefix(pattern.trim_end_matches('/'));
        return below.is_some_and(|below| below.is_empty() || below.starts_with('/'));
    };
    let Some(mut left) = path.strip_prefix(head) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return left.ends_with(part);
        }
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_covered_by_whole_segments_or_a_pattern() {
        for (pattern, path, expected) in [
            ("/oauth", "/oauth", true),
            ("/oauth/", "/oauth/token", true),
            ("/oauth", "/oauth-clients", false),
            ("/.well-known", "/.well-known/jwks.json", true),
            ("/api/*/public", "/api/v1/public", true),
            ("/api/*/public", "/api/v1/public/x", false),
            ("*.json", "/a.json", true),
            ("/a*b*c", "/a-b-b-c", true),
        ] {
            assert_eq!(covers(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let error = toml::from_str::<Options>("titel = 'x'").expect_err("a misspelling").to_string();
        assert!(error.contains("titel") && error.contains("title"), "{error}");
        let read: Options = toml::from_str(
            "openapi = '3.1'\nsecurity = [{ bearer = [] }]\nvisibility = { field = 'x-v', value = 'public' }",
        )
        .expect("options");
        assert_eq!(read.openapi, Some(Target::V3_1));
        assert_eq!(read.security.len(), 1);
    }
}
