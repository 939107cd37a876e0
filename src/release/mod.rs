//! What a night means: its kinds of changes, the next version, the entries that are recorded.

mod changelog;
mod kind;
mod options;
mod since;
mod sunset;
mod version;

pub use changelog::{Changelog, Entry, Error, Facts};
pub use kind::{Kind, Summary, summary};
pub use options::Options;
pub use since::{Selector, between, since};
pub use sunset::{Sunset, sunset_of, upcoming};
pub use version::{bump, bump_where, is_experimental};
