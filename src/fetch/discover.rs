//! Which documents there are: pages of a sitemap, a list of URLs, files of a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use url::Url;

use super::body::gunzip;
use super::client::{Answer, Client, Validators};
use super::error::{Failure, FetchError};
use super::options::Options;
use super::sitemap;
use super::source::{Source, Urls};
use super::url::{distinct, redacted, service_of};
use crate::openapi::folder;

/// How deep sitemap indexes may nest.
const DEEPEST_INDEX: usize = 3;

/// How many sitemaps are read for one source.
const MOST_SITEMAPS: usize = 200;

/// How many documents one source may have.
const MOST_DOCUMENTS: usize = 10_000;

/// Where one document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On a server.
    Url(Url),
    /// On this machine.
    File(PathBuf),
}

impl Place {
    /// As the lock and messages name it: without secrets.
    pub fn label(&self) -> String {
        match self {
            Self::Url(url) => redacted(url.as_str()),
            Self::File(path) => path.to_string_lossy().into_owned(),
        }
    }
}

/// What the sources list tonight.
#[derive(Debug, Default)]
pub struct Listing {
    /// By service: the source's label and the place.
    pub services: BTreeMap<String, (String, Place)>,
    /// Sources that could not be read, by label.
    pub failed: BTreeMap<String, Failure>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// The URLs that the configuration names: what the client may ask, beside allowed hosts.
///
/// # Errors
/// A URL that is none.
pub fn origins(sources: &[Source]) -> Result<Vec<Url>, FetchError> {
    let mut found = Vec::new();
    for source in sources {
        match source {
            Source::Sitemap { index, document, .. } => {
                let index = absolute(source, index)?;
                found.extend(index.join(&document.replace("{path}", "x")));
                found.push(index);
            }
            Source::List { urls: Urls::Plain(urls) } => {
                for url in urls {
                    found.push(absolute(source, url)?);
                }
            }
            Source::List { urls: Urls::Named(urls) } => {
                for url in urls.values() {
                    found.push(absolute(source, url)?);
                }
            }
            Source::Folder { .. } => {}
        }
    }
    Ok(found)
}

fn absolute(source: &Source, text: &str) -> Result<Url, FetchError> {
    let wrong = |found: String| FetchError::Source {
        source_name: source.label(),
        found,
        help: "write an absolute URL that begins with https://",
    };
    let url = Url::parse(text).map_err(|error| wrong(format!("`{}` is no URL: {error}", redacted(text))))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        other => Err(wrong(format!("`{}` has the scheme `{other}`", redacted(text)))),
    }
}

/// Asks every source what it lists.
///
/// # Errors
/// A source that makes no sense, whatever its server says.
pub async fn list(
    client: &Client,
    sources: &[Source],
    base: &Path,
    options: &Options,
) -> Result<Listing, FetchError> {
    let mut listing = Listing::default();
    for source in sources {
        let label = source.label();
        let found = match source {
            Source::Sitemap { .. } => pages(client, source, options, &mut listing.notes).await,
            Source::List { urls } => Ok(listed(source, urls)?),
            Source::Folder { path } => files(&base.join(path)),
        };
        match found {
            Ok(found) => listing.add(&label, found),
            Err(failure) => {
                listing.failed.insert(label, failure);
            }
        }
    }
    Ok(listing)
}

impl Listing {
    /// Adds what one source lists. Two places that would be one service, or differ in case only, stay two: the later one is
    /// named after its place, too.
    fn add(&mut self, label: &str, found: Vec<(String, Place)>) {
        let mut taken: BTreeSet<String> = self.services.keys().map(|name| name.to_lowercase()).collect();
        for (service, place) in found {
            let mut name = service.clone();
            if !taken.insert(name.to_lowercase()) {
                name = distinct(&service, &place.label());
                taken.insert(name.to_lowercase());
                self.notes.push(format!(
                    "{} is listed as `{name}`: another document is `{service}`",
                    place.label()
                ));
            }
            self.services.insert(name, (label.to_owned(), place));
        }
    }
}

fn listed(source: &Source, urls: &Urls) -> Result<Vec<(String, Place)>, FetchError> {
    let named = |name: &str, url: &str| Ok((service_of(name), Place::Url(absolute(source, url)?)));
    match urls {
        Urls::Named(urls) => urls.iter().map(|(name, url)| named(name, url)).collect(),
        Urls::Plain(urls) => urls
            .iter()
            .map(|url| {
                let path = absolute(source, url)?.path().trim_end_matches('/').to_owned();
                named(path.rsplit('/').next().unwrap_or_default(), url)
            })
            .collect(),
    }
}

fn files(path: &Path) -> Result<Vec<(String, Place)>, Failure> {
    let found = folder::files(path).map_err(|error| Failure::File(error.to_string()))?;
    if found.is_empty() {
        return Err(Failure::File(format!("{}: no .json, .yaml or .yml file", path.display())));
    }
    Ok(found.into_values().map(|path| (named_after(&path), Place::File(path))).collect())
}

fn named_after(path: &Path) -> String {
    service_of(&path.file_name().unwrap_or_default().to_string_lossy())
}

/// The documents of a sitemap's pages, in order of their paths.
async fn pages(
    client: &Client,
    source: &Source,
    options: &Options,
    notes: &mut Vec<String>,
) -> Result<Vec<(String, Place)>, Failure> {
    let Source::Sitemap { index, pages: prefix, exclude, document } = source else { return Ok(Vec::new()) };
    let index = Url::parse(index).map_err(|error| Failure::Sitemap(error.to_string()))?;
    let prefix = format!("/{}/", prefix.trim_matches('/')).replace("//", "/");
    let mut paths = BTreeSet::new();
    let mut foreign = 0_usize;
    for page in all_pages(client, &index, options).await? {
        let Ok(url) = index.join(&page) else { continue };
        if url.origin() != index.origin() {
            foreign += 1;
            continue;
        }
        let Some(path) = url.path().strip_prefix(&prefix) else { continue };
        let path = path.trim_end_matches('/');
        if !path.is_empty() && !exclude.iter().any(|other| other.trim_matches('/') == path) {
            paths.insert(path.to_owned());
        }
    }
    if foreign > 0 {
        notes.push(format!(
            "{} lists {foreign} pages of other hosts; they were left out",
            redacted(index.as_str())
        ));
    }
    if paths.is_empty() {
        return Err(Failure::Sitemap(format!("the sitemap lists no page below {prefix}")));
    }
    if paths.len() > MOST_DOCUMENTS {
        return Err(Failure::Sitemap(format!(
            "the sitemap lists more than {MOST_DOCUMENTS} pages below {prefix}"
        )));
    }
    paths.into_iter().map(|path| document_of(&index, document, &path)).collect()
}

fn document_of(index: &Url, template: &str, path: &str) -> Result<(String, Place), Failure> {
    let url = index.join(&template.replace("{path}", path));
    let url =
        url.map_err(|error| Failure::Sitemap(format!("the template for `{path}` gives no URL: {error}")))?;
    Ok((service_of(&percent_decoded(path)), Place::Url(url)))
}

/// `%2E` and the like are read before a name is made, so that no encoding hides what is in a name.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, behind)) = rest.split_first() {
        let hex = behind.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).filter(|_| first == b'%');
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every page of a sitemap and of those that it lists. A part that cannot be read fails the whole: half a list would read as
/// services that are gone. All of them together may be as long as one document: two hundred sitemaps of the largest size would
/// fill the memory.
pub async fn all_pages(client: &Client, index: &Url, options: &Options) -> Result<Vec<String>, Failure> {
    let (mut pages, mut length) = (Vec::new(), 0);
    let mut waiting = vec![(index.clone(), 0)];
    let mut seen = BTreeSet::from([index.to_string()]);
    while let Some((url, depth)) = waiting.pop() {
        let found = one(client, &url, options).await.map_err(|failure| match failure {
            other if url == *index => other,
            other => Failure::Sitemap(format!("{}: {other}", redacted(url.as_str()))),
        })?;
        length += found.pages.iter().map(|page| page.len() + size_of::<String>()).sum::<usize>();
        if length > options.max_bytes {
            return Err(Failure::Sitemap(format!(
                "the sitemaps list more than {} bytes of URLs (`max-bytes`)",
                options.max_bytes
            )));
        }
        pages.extend(found.pages);
        for below in found.sitemaps {
            let below = url.join(&below).map_err(|error| Failure::Sitemap(format!("`{below}`: {error}")))?;
            if !seen.insert(below.to_string()) {
                continue;
            }
            if depth + 1 >= DEEPEST_INDEX || seen.len() > MOST_SITEMAPS {
                return Err(Failure::Sitemap("the sitemap leads to too many others".to_owned()));
            }
            waiting.push((below, depth + 1));
        }
    }
    Ok(pages)
}

async fn one(client: &Client, url: &Url, options: &Options) -> Result<sitemap::Sitemap, Failure> {
    let Answer::Body { bytes, .. } = client.get(url, &Validators::default()).await? else {
        return Err(Failure::NotModified);
    };
    let bytes = gunzip(bytes, options.max_bytes)?;
    let text =
        String::from_utf8(bytes).map_err(|_| Failure::Sitemap("the sitemap is not UTF-8".to_owned()))?;
    sitemap::read(&text).map_err(|why| Failure::Sitemap(super::error::shown(&why, 300)))
}
