//! A collection as every client of this kind understands it; the writers of formats print this.

/// The whole collection.
#[derive(Debug, Clone, PartialEq)]
pub struct Collection {
    /// UUID.
    pub id: String,
    /// One line.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// The version of the API.
    pub version: Option<String>,
    /// How every request authenticates that says nothing itself.
    pub auth: Auth,
    /// Values of variables that an environment may overrule.
    pub variables: Vec<Variable>,
    /// Scripts around every request.
    pub scripts: Vec<Script>,
    /// Folders and requests in their order.
    pub items: Vec<Item>,
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Holds others.
    Folder(Folder),
    /// Is sent.
    Request(Box<Request>),
}

impl Item {
    /// The name that the user sees.
    pub fn name(&self) -> &str {
        match self {
            Self::Folder(folder) => &folder.name,
            Self::Request(request) => &request.name,
        }
    }
}

/// A folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// UUID.
    pub id: String,
    /// One line.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// Folders and requests in their order.
    pub items: Vec<Item>,
}

/// One request: one operation of the document.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// UUID.
    pub id: String,
    /// Method and path template; what the operation is known by.
    pub key: String,
    /// One line.
    pub name: String,
    /// Markdown.
    pub description: String,
    /// In upper case.
    pub method: String,
    /// Where it goes.
    pub url: Url,
    /// Request headers.
    pub headers: Vec<Field>,
    /// What it carries.
    pub body: Option<Body>,
    /// How it authenticates, when not as the collection does.
    pub auth: Option<Auth>,
    /// Scripts around this request.
    pub scripts: Vec<Script>,
    /// Saved responses.
    pub responses: Vec<Response>,
}

/// A URL with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Url {
    /// The variable that holds scheme, host and base path.
    pub base: String,
    /// Segments; one that begins with `:` is a path variable.
    pub path: Vec<String>,
    /// Query parameters, encoded as far as they would be misread.
    pub query: Vec<Field>,
    /// Values of the path variables, percent-encoded.
    pub variables: Vec<Field>,
}

impl Url {
    /// The URL in one line, without disabled query parameters.
    pub fn raw(&self) -> String {
        let mut raw = format!("{{{{{}}}}}", self.base);
        for segment in &self.path {
            raw.push('/');
            raw.push_str(segment);
        }
        let enabled = self.query.iter().filter(|field| !field.disabled);
        for (at, field) in enabled.enumerate() {
            raw.push(if at == 0 { '?' } else { '&' });
            raw.push_str(&field.key);
            raw.push('=');
            raw.push_str(&field.value);
        }
        raw
    }
}

/// A named value with a description.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// The name on the wire.
    pub key: String,
    /// As it is sent.
    pub value: String,
    /// Markdown, one line.
    pub description: String,
    /// Shown, not sent.
    pub disabled: bool,
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A text.
    Raw {
        /// The text.
        text: String,
        /// How an editor colours it: `json`, `xml`, `html`, `text`.
        language: &'static str,
    },
    /// `application/x-www-form-urlencoded`
    UrlEncoded(Vec<Field>),
    /// `multipart/form-data`
    FormData(Vec<Part>),
    /// The bytes of a file.
    File(String),
}

/// One part of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Name, text (or file name), description.
    pub field: Field,
    /// Whether the value names a file.
    pub is_file: bool,
    /// The part's own media type.
    pub content_type: Option<String>,
}

/// A saved response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// UUID.
    pub id: String,
    /// One line.
    pub name: String,
    /// HTTP status.
    pub code: u16,
    /// Its phrase.
    pub status: &'static str,
    /// The media type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Option<String>,
}

/// How a request authenticates. Values may name variables.
#[derive(Debug, Clone, PartialEq)]
pub enum Auth {
    /// Not at all.
    None,
    /// A bearer token.
    Bearer(String),
    /// User name and password.
    Basic,
    /// A key in a header or in the query.
    ApiKey {
        /// The name on the wire.
        key: String,
        /// `header` or `query`.
        place: &'static str,
    },
    /// OAuth 2.0, client credentials.
    OAuth2(OAuth2),
}

impl Auth {
    /// What Postman calls the kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::None => "noauth",
            Self::Bearer(_) => "bearer",
            Self::Basic => "basic",
            Self::ApiKey { .. } => "apikey",
            Self::OAuth2(_) => "oauth2",
        }
    }

    /// Names and values of Postman's attributes for the kind.
    pub fn attributes(&self) -> Vec<(&'static str, &str)> {
        match self {
            Self::None => Vec::new(),
            Self::Bearer(token) => vec![("token", token)],
            Self::Basic => vec![("username", "{{username}}"), ("password", "{{password}}")],
            Self::ApiKey { key, place } => vec![("key", key), ("value", "{{apiKey}}"), ("in", place)],
            Self::OAuth2(settings) => vec![
                ("grant_type", "client_credentials"),
                ("accessTokenUrl", &settings.token_url),
                ("clientId", "{{clientId}}"),
                ("clientSecret", "{{clientSecret}}"),
                ("scope", "{{scope}}"),
                ("client_authentication", "body"),
                ("addTokenTo", "header"),
                ("headerPrefix", "Bearer"),
                ("tokenName", &settings.token_name),
                ("accessToken", "{{accessToken}}"),
            ],
        }
    }
}

/// Settings of OAuth 2.0 client credentials.
#[derive(Debug, Clone, PartialEq)]
pub struct OAuth2 {
    /// Where tokens are made.
    pub token_url: String,
    /// A name for the token.
    pub token_name: String,
}

/// When a script runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before a request is sent.
    Before,
    /// After its response came.
    After,
    /// After its response came, to judge it.
    Check,
}

/// A script in JavaScript.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// When it runs.
    pub when: When,
    /// Its lines, for Postman.
    pub lines: Vec<String>,
    /// What does the same in Bruno, where there is a need of it.
    pub bruno: Option<String>,
}

/// A variable of the collection or of an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// The name.
    pub key: String,
    /// The value; empty for secrets.
    pub value: String,
    /// Whether it is never shown.
    pub secret: bool,
}

impl Variable {
    /// A variable that may be read by anybody.
    pub fn open(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), value: value.to_owned(), secret: false }
    }

    /// A secret, without a value.
    pub fn secret(key: &str) -> Self {
        Self { key: key.to_owned(), value: String::new(), secret: true }
    }
}
