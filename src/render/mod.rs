//! Files that people, readers of feeds and API clients get, as pure functions of documents and of what is recorded.

pub mod changelog;
pub mod escape;
pub mod feed;
pub mod postman;
pub mod template;
pub mod view;
pub mod words;

pub use template::{Error, Templates};

use crate::artefact::Artefact;
use crate::release::{Changelog, Options};

/// Every file that tells the changelog, below a folder such as `consolidated`: a pure function of what is recorded.
///
/// # Errors
/// A template of the user's that fails.
pub fn artefacts(
    folder: &str,
    changelog: &Changelog,
    options: &Options,
    templates: &Templates,
) -> Result<Vec<Artefact>, Error> {
    let view = view::View::new(changelog, options);
    let all = feed::Feed::new(&view, feed::Selection::All, options.feed_entries, templates)?;
    let file = |name: &str, text: String| Artefact::text(format!("{folder}/{name}"), text);
    Ok(vec![
        file("CHANGELOG.md", changelog::of_view(&view, templates)?),
        file("feed.xml", all.atom("feed.xml", templates)?),
        file("feed.json", all.json("feed.json")),
    ])
}
