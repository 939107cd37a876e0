//! What a night means: its kinds of changes, the next version, the entries that are recorded.

mod changelog;
mod impact;
mod kind;
mod options;
mod since;
mod sunset;
mod survey;
mod version;

pub use changelog::{Baseline, Changelog, Entry, Error, Facts, Fixed};
pub use impact::Calls;
pub use kind::{Kind, Summary, summary};
pub use options::Options;
pub use since::{Selector, between, come_or_go, key, since};
pub use sunset::{Sunset, sunset_of, upcoming};
pub use survey::{Survey, comparing};
pub use version::{bump, bump_where, is_experimental};
