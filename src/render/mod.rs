//! Files that people, readers of feeds and API clients get, as pure functions of documents and of what is recorded.

pub mod changelog;
pub mod chart;
pub mod feed;
pub mod postman;
pub mod site;
pub mod tell;
pub mod template;
pub mod view;
pub mod words;

pub use template::{Error, Templates};

use std::path::Path;

use crate::artefact::Artefact;
use crate::release::{Changelog, Options};

/// Every file that tells the changelog, below a folder such as `consolidated`: a pure function of what is recorded
/// and of the user's templates below `root`.
///
/// # Errors
/// A template of the user's that cannot be read or fails.
pub fn artefacts(
    changelog: &Changelog,
    options: &Options,
    root: &Path,
    folder: &str,
) -> Result<Vec<Artefact>, Error> {
    let templates = Templates::load(options.templates.as_ref().map(|own| root.join(own)).as_deref())?;
    let view = view::View::new(changelog, options);
    let all = feed::Feed::new(&view, feed::Selection::All, options.feed_entries, &templates)?;
    let file = |name: &str, text: String| Artefact::text(format!("{folder}/{name}"), text);
    let mut artefacts = vec![
        file("CHANGELOG.md", changelog::of_view(&view, &templates)?),
        file("feed.xml", all.atom("feed.xml", &templates)?),
        file("feed.json", all.json("feed.json")),
    ];
    for page in site::pages(changelog, &view, options, &templates)? {
        artefacts.push(Artefact { path: format!("{folder}/site/{}", page.path), bytes: page.bytes });
    }
    Ok(artefacts)
}
