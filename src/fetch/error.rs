//! What can go wrong: with one document ([`Failure`]), and with the whole night ([`FetchError`]).

use std::time::Duration;

use crate::openapi::LoadError;

/// Why one URL gave no usable document tonight.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// An answer that is no success.
    #[error("the server answered {0}")]
    Status(u16),
    /// No connection: name, route, TLS.
    #[error("no connection: {0}")]
    Connect(String),
    /// Nothing came for too long.
    #[error("the server sent nothing for {0:?}")]
    Idle(Duration),
    /// It came too slowly.
    #[error("the document did not arrive within {0:?}")]
    Total(Duration),
    /// The night is over.
    #[error("the night's deadline passed")]
    Deadline,
    /// The body ended early or its packing is broken.
    #[error("the answer broke off: {0}")]
    Body(String),
    /// More than the limit once unpacked.
    #[error("the document is larger than {0} bytes (`max-bytes`)")]
    TooLarge(usize),
    /// A text whose tree would not fit.
    #[error("the document has more than {0} values (`max-nodes`)")]
    TooManyNodes(usize),
    /// A redirect that is not followed.
    #[error("redirected to {to}, {why}")]
    Redirect {
        /// Where to, without secrets.
        to: String,
        /// Why not.
        why: &'static str,
    },
    /// A host that may not be asked.
    #[error("{0} is not among the allowed hosts (`allowed-hosts`)")]
    Host(String),
    /// A packing that nobody asked for.
    #[error("unknown Content-Encoding `{0}`")]
    Encoding(String),
    /// `304 Not Modified` to a request without validators.
    #[error("the server answered 304 to a request that had no condition")]
    NotModified,
    /// Too many documents of this host failed before.
    #[error("{0} failed too often tonight, so this document was not asked for")]
    HostDown(String),
    /// What came is no OpenAPI document.
    #[error("{error}{}", begins(.text))]
    Unusable {
        /// Why.
        error: Box<LoadError>,
        /// How it begins, escaped.
        text: String,
    },
    /// What came is an OpenAPI document that cannot be used.
    #[error("{0}")]
    Unfit(String),
    /// What came is no sitemap.
    #[error("{0}")]
    Sitemap(String),
    /// A file or folder.
    #[error("{0}")]
    File(String),
}

fn begins(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" (it begins with `{text}`)") }
}

impl Failure {
    /// Whether asking again may help (RFC 9110, section 9.2.2: GET is idempotent).
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Status(status) => matches!(status, 408 | 425 | 429 | 500 | 502 | 503 | 504),
            Self::Connect(_) | Self::Idle(_) | Self::Body(_) => true,
            _ => false,
        }
    }

    /// Whether the host itself, and not this document, seems to be in trouble.
    pub fn blames_host(&self) -> bool {
        self.may_pass() || matches!(self, Self::Total(_))
    }

    /// Whether the server says that there is no such document any more.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Status(404 | 410))
    }
}

/// Why there is no night to publish. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// A source in the configuration makes no sense.
    #[error("source {source_name}: {found}; {help}")]
    Source {
        /// The source.
        source_name: String,
        /// What is wrong.
        found: String,
        /// What to write instead.
        help: &'static str,
    },
    /// The HTTP client could not be made.
    #[error("the HTTP client cannot be set up: {0}")]
    Setup(String),
    /// No source could be read and no document came.
    #[error("no document could be fetched ({tried} tried): {first}; nothing was changed, try again later")]
    NothingCame {
        /// How many documents and sitemaps.
        tried: usize,
        /// The first failure, with its URL.
        first: String,
    },
    /// More is gone than a night removes.
    #[error(
        "{gone} of {of} {what} would be gone, more than {percent} %: {names}; nothing was changed. If they are really gone, \
         say so with --accept-removal SERVICE"
    )]
    Vanished {
        /// `services` or `operations`.
        what: &'static str,
        /// How many would be gone.
        gone: usize,
        /// Of how many.
        of: usize,
        /// The limit.
        percent: usize,
        /// The services that lose.
        names: String,
    },
    /// One URL named on the command line.
    #[error("{url}: {failure}")]
    Document {
        /// Without secrets.
        url: String,
        /// Why.
        failure: Failure,
    },
}

/// A text that may be shown: control characters and what turns the direction of writing are escaped, at most `most`
/// characters of it.
pub fn shown(text: &str, most: usize) -> String {
    let mut out = String::new();
    for character in text.chars().take(most) {
        let hidden = character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if hidden { out.extend(character.escape_unicode()) } else { out.push(character) }
    }
    out
}
