//! Fetching: which documents there are tonight, what came, and what that means for each service.
//!
//! [`night`] is the whole stage. It writes nothing: a service that fails keeps its last document and is reported, and only a
//! night without any usable document, or one on which too much is gone at once, is an error. tokio and reqwest stay in here.

mod address;
mod body;
mod client;
mod discover;
mod error;
mod lockfile;
mod night;
mod options;
mod retry;
mod sitemap;
mod source;
mod url;
mod verdict;

pub use self::url::{redacted, service_of};
pub use error::{Failure, FetchError, shown};
pub use lockfile::{Entry, Lock};
pub use night::{Fetched, Night, Progress, Tonight, bytes, document, night, pages};
pub use options::Options;
pub use source::{Source, Urls};
pub use verdict::{Verdict, Why};
