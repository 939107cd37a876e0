//! The table `[postman]` of the configuration.

use serde::{Deserialize, Serialize};

/// What a collection is made of and how it authenticates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Options {
    /// Name of the collection; else the document's title.
    pub name: Option<String>,
    /// What ids are derived from: the uid of the collection in Postman, or any word that stays. Collections with the
    /// same key have the same ids. Else the document's name.
    pub key: Option<String>,
    /// How requests authenticate.
    pub auth: Mode,
    /// The value of `baseUrl`; else the document's first server with the defaults of its variables.
    pub base_url: Option<String>,
    /// Paths that begin with one of these need no authentication, whatever the document says.
    pub exempt: Vec<String>,
    /// Where OAuth 2.0 tokens are made: a path below `baseUrl`, or a URL.
    pub token_url: String,
    /// The name that Postman shows for the token.
    pub token_name: Option<String>,
    /// Scopes asked for, separated by spaces.
    pub scope: String,
    /// Which environments are written beside the collection.
    pub environments: Vec<Environment>,
    /// Which responses are saved with a request.
    pub responses: Saved,
    /// A service with more operations gets a folder for each of its resources.
    pub group_above: usize,
    /// Beginnings of paths that ids do not know, so that a base path can move between `servers` and `paths`.
    pub id_strip_prefixes: Vec<String>,
    /// Whether scripts check the status, the content type and the body of responses against the document.
    pub tests: bool,
    /// Whether a script keeps the cursor of the next page in the variable `next`.
    pub pagination: bool,
    /// The header against cross-site request forgery, for browsers.
    pub csrf: Option<Csrf>,
    /// What the vendor extensions of the documents are called.
    pub extensions: Extensions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: None,
            key: None,
            auth: Mode::Bearer,
            base_url: None,
            exempt: words(&["/login", "/oauth", "/.well-known"]),
            token_url: "/oauth/token".to_owned(),
            token_name: None,
            scope: "user_default".to_owned(),
            environments: vec![Environment::ApiKey, Environment::OauthM2m],
            responses: Saved::One,
            group_above: 12,
            id_strip_prefixes: words(&["/api"]),
            tests: false,
            pagination: false,
            csrf: None,
            extensions: Extensions::default(),
        }
    }
}

/// How the collection authenticates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A bearer token in `apiKey`; a script fills it with a fetched token when `clientId` is set.
    #[default]
    Bearer,
    /// OAuth 2.0 client credentials.
    Oauth2,
    /// Not at all.
    None,
}

/// An environment that is written beside the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// `baseUrl` and `apiKey`.
    ApiKey,
    /// `baseUrl`, `clientId`, `clientSecret` and `scope`.
    OauthM2m,
}

impl Environment {
    /// The word in the file's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::ApiKey => "api-key",
            Self::OauthM2m => "oauth-m2m",
        }
    }
}

/// Which responses are saved with a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saved {
    /// None.
    None,
    /// The first successful one.
    #[default]
    One,
    /// One for each documented status.
    All,
}

/// The header against cross-site request forgery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Csrf {
    /// The header, on requests and on the response that carries the token.
    pub header: String,
    /// The path of the operation that gives the token.
    pub path: String,
}

/// What the vendor extensions of the documents are called; the first that an operation has counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Extensions {
    /// Rate limit: `{tier, limit}`, requests per minute.
    pub tier: Vec<String>,
    /// `experimental`, `stable`, …
    pub stability: Vec<String>,
    /// Deprecated, beside `deprecated`.
    pub deprecated: Vec<String>,
    /// Why, or what to do.
    pub deprecation_note: Vec<String>,
    /// When it goes.
    pub sunset: Vec<String>,
    /// What comes instead: a list of `{uniqueIdentifier: "GET:/path"}` or a text.
    pub replaced_by: Vec<String>,
    /// What it came instead of.
    pub replaces: Vec<String>,
    /// Who may call it.
    pub access_control: Vec<String>,
    /// What the caller must be allowed to do.
    pub permissions: Vec<String>,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            tier: words(&["x-qlik-tier", "x-rate-limit"]),
            stability: words(&["x-qlik-stability", "x-stability-level"]),
            deprecated: words(&["x-qlik-deprecated", "x-deprecated"]),
            deprecation_note: words(&["x-qlik-deprecated-description", "x-deprecation-note"]),
            sunset: words(&["x-qlik-deprecated-sunset", "x-sunset"]),
            replaced_by: words(&["x-qlik-replaced-by", "x-replaced-by"]),
            replaces: words(&["x-qlik-replaces", "x-replaces"]),
            access_control: words(&["x-qlik-access-control"]),
            permissions: words(&["x-qlik-permissions", "x-permissions"]),
        }
    }
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}
