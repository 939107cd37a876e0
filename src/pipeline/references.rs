//! What the documents of a night refer to outside of themselves.

use std::borrow::Cow;
use std::path::Path;

use url::Url;

use super::{Job, SPECS};
use crate::fetch;
use crate::merge::bundle::{self, Location};
use crate::merge::repair::Repaired;
use crate::openapi::Document;

/// The sources with what they refer to, as far as the configuration allows it. References count from the URL that a
/// service's document came from, or from the folder of references.
pub(super) fn bundled<'a>(
    job: &Job<'_>,
    sources: &'a [Document],
    url: &dyn Fn(&str) -> Option<String>,
) -> (Cow<'a, [Document]>, Vec<Repaired>) {
    let references = &job.config.consolidation.references;
    let folder = job.root.join(references.root.as_deref().unwrap_or(Path::new(SPECS)));
    let base = |document: &Document| {
        let url = url(&document.name).and_then(|url| Url::parse(&url).ok());
        match url.filter(|url| url.scheme().starts_with("http")) {
            Some(url) => Location::Web(url),
            None => Location::of_file(&folder.join(format!("{}.json", document.name)).to_string_lossy()),
        }
    };
    let get = |url: &Url| {
        if job.offline {
            return Err("no network on an offline run".to_owned());
        }
        fetch::bytes(url.as_str(), &job.config.fetch, job.now).map_err(|error| error.to_string())
    };
    bundle::bundle(sources, references, job.root, &base, &get)
}
