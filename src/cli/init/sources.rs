//! Looking at sources before they are written down: what is there, which documents come, and what fits where nobody said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::questions::Questions;
use crate::cli::exit::{Exit, Failure};
use crate::cli::io::Io;
use crate::fetch::{self, Lock, Night, Options, Source, Tonight, Urls, Verdict, Why};
use crate::openapi::folder;
use crate::openapi::version::Version;
use crate::pipeline::SPECS;
use crate::render::words::counted;

/// Folders that are looked into when nobody names one.
const USUAL: [&str; 6] = ["services", "apis", "api", "openapi", "docs", "."];

/// So many pages are tried with each template.
const TRIED_PAGES: usize = 3;

/// So many names stand in one line.
const NAMED: usize = 5;

/// The sources that somebody asked for.
#[derive(Debug, Default)]
pub struct Wanted {
    /// Folders.
    pub folders: Vec<String>,
    /// URLs of documents, perhaps with `NAME=` in front.
    pub urls: Vec<String>,
    /// A sitemap.
    pub sitemap: Option<String>,
    /// What paths of its pages begin with.
    pub pages: Option<String>,
    /// The document of a page.
    pub document: Option<String>,
}

impl Wanted {
    /// Whether nobody asked for any.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.urls.is_empty() && self.sitemap.is_none()
    }
}

/// Asks sources for their documents and remembers what came.
pub struct Probe {
    options: Options,
    headers: Vec<(String, String)>,
    asks: bool,
    versions: BTreeSet<Version>,
}

impl Probe {
    /// With request headers by name and variable; without `asks` nothing is looked at.
    pub fn new(headers: Vec<(String, String)>, asks: bool) -> Self {
        let options = Options { headers_from_env: headers.iter().cloned().collect(), ..Options::default() };
        Self { options, headers, asks, versions: BTreeSet::new() }
    }

    /// The request headers.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// The newest version among the documents, when there is more than one.
    pub fn common_version(&self) -> Option<Version> {
        self.versions.last().copied().filter(|_| self.versions.len() > 1)
    }

    /// Every source that was asked for, after a look at it.
    ///
    /// # Errors
    /// A source that gives no document at all.
    pub fn sources(
        &mut self,
        wanted: &Wanted,
        questions: Option<&mut Questions<'_>>,
        io: &mut Io,
    ) -> anyhow::Result<Vec<Source>> {
        let mut sources = Vec::new();
        for name in &wanted.folders {
            sources.push(folder_source(name)?);
        }
        if !wanted.urls.is_empty() {
            sources.push(list_source(&wanted.urls));
        }
        if let Some(index) = &wanted.sitemap {
            sources.push(self.sitemap(index, wanted, questions, io)?);
        }
        if self.asks {
            for source in &mut sources {
                self.look(source, io)?;
            }
        }
        Ok(sources)
    }

    /// Fetches all documents of a source and says what came. Pages without a document are excluded.
    fn look(&mut self, source: &mut Source, io: &mut Io) -> anyhow::Result<()> {
        let night = fetch::night(&Tonight {
            sources: std::slice::from_ref(source),
            options: &self.options,
            lock: &Lock::default(),
            previous: &[],
            accepted: &[],
            base: Path::new("."),
            now: io.now,
            usable: &|_, _| Ok(()),
            progress: &(),
        })
        .map_err(|error| {
            anyhow::Error::new(error).context("nothing was written; `--no-probe` writes without a look")
        })?;
        let came: Vec<_> = night.services.iter().filter(|one| one.verdict.is_fetched()).collect();
        let documents = came.iter().filter_map(|one| one.document.as_ref());
        let versions: BTreeSet<Version> = documents.filter_map(crate::openapi::Document::version).collect();
        let said: Vec<String> = versions.iter().map(ToString::to_string).collect();
        let names: Vec<&str> = came.iter().map(|one| one.name.as_str()).collect();
        io.note(format_args!(
            "{}: {} of OpenAPI {}: {}",
            source.label(),
            counted(came.len(), "document", None),
            said.join(" and "),
            listed(&names)
        ));
        self.versions.extend(versions);
        tell_others(source, &night, io);
        Ok(())
    }

    /// A sitemap with the prefix and template that were given, or that fit.
    fn sitemap(
        &self,
        index: &str,
        wanted: &Wanted,
        mut questions: Option<&mut Questions<'_>>,
        io: &mut Io,
    ) -> anyhow::Result<Source> {
        let given = (wanted.pages.clone(), wanted.document.clone());
        let (pages, document) = match given {
            (Some(pages), Some(document)) => (pages, document),
            (pages, document) if self.asks => {
                let paths = self.paths(index, io)?;
                let pages = match pages {
                    Some(pages) => pages,
                    None => choose_prefix(&paths, questions.as_deref_mut(), io)?,
                };
                let document = match document {
                    Some(document) => document,
                    None => self.template(index, &pages, &paths, questions, io)?,
                };
                (pages, document)
            }
            _ => {
                return Err(Failure::error(
                    Exit::Usage,
                    "with --no-probe a sitemap needs --pages PREFIX and --document TEMPLATE",
                ));
            }
        };
        Ok(Source::Sitemap { index: index.to_owned(), pages, exclude: Vec::new(), document })
    }

    /// The paths of all pages.
    fn paths(&self, index: &str, io: &Io) -> anyhow::Result<Vec<String>> {
        let pages = fetch::pages(index, &self.options, io.now)?;
        let path = |page: &String| match url::Url::parse(page) {
            Ok(url) => url.path().to_owned(),
            Err(_) => page.clone(),
        };
        Ok(pages.iter().map(path).collect())
    }

    /// A template that gives a document for one of the first pages, or the answer of a person.
    fn template(
        &self,
        index: &str,
        prefix: &str,
        paths: &[String],
        questions: Option<&mut Questions<'_>>,
        io: &mut Io,
    ) -> anyhow::Result<String> {
        let below: Vec<&str> = names_below(prefix, paths).into_iter().take(TRIED_PAGES).collect();
        let templates = templates(prefix);
        let gives = |template: &&String| {
            below.iter().any(|path| {
                let url =
                    url::Url::parse(index).and_then(|index| index.join(&template.replace("{path}", path)));
                url.is_ok_and(|url| fetch::document(url.as_str(), &self.options, io.now).is_ok())
            })
        };
        let fits = templates.iter().find(gives);
        if let Some(template) = fits {
            io.note(format_args!("{template} gives the document of a page"));
            return Ok(template.clone());
        }
        match questions {
            Some(questions) => {
                let question = "Where is the document of a page? {path} stands for what follows the prefix";
                Ok(questions.ask(question, &templates[0], io)?)
            }
            None => Err(Failure::error(
                Exit::Usage,
                format!(
                    "no document was found for pages below {prefix} (tried {}); say where they are: --document TEMPLATE",
                    templates.join(", ")
                ),
            )),
        }
    }
}

/// Whether a URL is that of a sitemap, by its name.
pub fn is_sitemap(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    url.contains("://") && [".xml", ".xml.gz"].iter().any(|end| path.ends_with(end))
}

/// The first of the usual folders that holds an OpenAPI document.
pub fn folder_here() -> Option<&'static str> {
    USUAL.into_iter().find(|name| holds_documents(name))
}

fn holds_documents(name: &str) -> bool {
    let Ok(files) = folder::files(Path::new(name)) else { return false };
    files.values().any(|path| folder::open(path).is_ok())
}

fn folder_source(name: &str) -> anyhow::Result<Source> {
    let plain = name.trim_end_matches('/');
    if plain == SPECS || plain == format!("./{SPECS}") {
        return Err(Failure::error(
            Exit::Usage,
            format!(
                "`{SPECS}/` is where specline keeps the last accepted documents; keep yours in a folder of another name, such as `services/`"
            ),
        ));
    }
    if !holds_documents(name) {
        return Err(Failure::error(
            Exit::Usage,
            format!(
                "{name}: no OpenAPI document of version 3.0, 3.1 or 3.2 is in this folder (.json, .yaml or .yml, one a service)"
            ),
        ));
    }
    Ok(Source::Folder { path: PathBuf::from(name) })
}

/// URLs as a list, or by service as soon as one of them has a name.
fn list_source(urls: &[String]) -> Source {
    let split = |text: &String| match text.split_once('=') {
        Some((name, url)) if !name.contains([':', '/', '?']) => (Some(name.to_owned()), url.to_owned()),
        _ => (None, text.clone()),
    };
    let pairs: Vec<(Option<String>, String)> = urls.iter().map(split).collect();
    let urls = if pairs.iter().any(|(name, _)| name.is_some()) {
        let named = |(name, url): (Option<String>, String)| (name.unwrap_or_else(|| last_part(&url)), url);
        Urls::Named(pairs.into_iter().map(named).collect::<BTreeMap<_, _>>())
    } else {
        Urls::Plain(pairs.into_iter().map(|(_, url)| url).collect())
    };
    Source::List { urls }
}

/// The service that a URL names by its last part.
fn last_part(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    fetch::service_of(path.rsplit('/').next().unwrap_or_default())
}

/// Says which documents did not come, and excludes the pages of a sitemap that have none.
fn tell_others(source: &mut Source, night: &Night, io: &mut Io) {
    let mut without = Vec::new();
    for one in &night.services {
        match &one.verdict {
            Verdict::Held { why: Why::Failed(failure), .. } if failure.is_gone() => {
                without.push((one.name.as_str(), one.url.as_str()));
            }
            Verdict::Held { why, .. } => io.warn(format_args!("{}: {why}", one.url)),
            _ => {}
        }
    }
    if without.is_empty() {
        return;
    }
    let names: Vec<&str> = without.iter().map(|(name, _)| *name).collect();
    match source {
        Source::Sitemap { index, exclude, document, .. } => {
            exclude.extend(without.iter().filter_map(|(_, url)| page_of(index, document, url)));
            io.note(format_args!("pages without a document are excluded: {}", listed(&names)));
        }
        _ => io.warn(format_args!("no document is there for {}", listed(&names))),
    }
}

/// What `{path}` stood for in the URL of a document.
fn page_of(index: &str, template: &str, url: &str) -> Option<String> {
    let (head, tail) = template.split_once("{path}")?;
    let head = url::Url::parse(index).ok()?.join(head).ok()?;
    Some(url.strip_prefix(head.as_str())?.strip_suffix(tail)?.to_owned())
}

/// Where the document of a page may be.
fn templates(prefix: &str) -> Vec<String> {
    let prefix = format!("/{}/", prefix.trim_matches('/')).replace("//", "/");
    let last = prefix.trim_matches('/').rsplit('/').next().unwrap_or_default();
    vec![
        format!("{prefix}{{path}}.json"),
        format!("{prefix}{{path}}/openapi.json"),
        "/specs/{path}.json".to_owned(),
        format!("/specs/{last}/{{path}}.json"),
        "/openapi/{path}.json".to_owned(),
        format!("{prefix}{{path}}.yaml"),
        format!("{prefix}{{path}}/openapi.yaml"),
    ]
}

/// What follows a prefix in the paths of pages, in order.
fn names_below<'a>(prefix: &str, paths: &'a [String]) -> Vec<&'a str> {
    let prefix = format!("/{}/", prefix.trim_matches('/')).replace("//", "/");
    let names: BTreeSet<&str> = paths
        .iter()
        .filter_map(|path| path.strip_prefix(&prefix))
        .map(|path| path.trim_end_matches('/'))
        .filter(|path| !path.is_empty())
        .collect();
    names.into_iter().collect()
}

/// The folders of a site with how many pages stand directly in them, the fullest first; those that speak of APIs before all.
fn prefixes(paths: &[String]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in paths {
        let path = path.trim_end_matches('/');
        if let Some((folder, _)) = path.rsplit_once('/') {
            *counts.entry(format!("{folder}/")).or_default() += 1;
        }
    }
    let mut found: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 1).collect();
    let speaks = |folder: &str| folder.to_lowercase().contains("api");
    found.sort_by_key(|(folder, count)| (!speaks(folder), std::cmp::Reverse(*count), folder.clone()));
    found
}

fn choose_prefix(
    paths: &[String],
    questions: Option<&mut Questions<'_>>,
    io: &mut Io,
) -> anyhow::Result<String> {
    let found = prefixes(paths);
    let told: Vec<String> =
        found.iter().take(NAMED).map(|(folder, count)| format!("{folder} ({count} pages)")).collect();
    let Some((first, _)) = found.first() else {
        return Err(Failure::error(
            Exit::Usage,
            format!(
                "the sitemap lists {} and no two of them stand in one folder; name what their paths begin with: --pages PREFIX",
                counted(paths.len(), "page", None)
            ),
        ));
    };
    io.note(format_args!("the sitemap lists {}: {}", counted(paths.len(), "page", None), told.join(", ")));
    if let Some(questions) = questions {
        return Ok(questions.ask("Which of them are services?", first, io)?);
    }
    io.note(format_args!("pages below {first} are taken for services; `--pages PREFIX` names others"));
    Ok(first.clone())
}

/// The first names, and how many more there are.
fn listed(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_that_speaks_of_apis_is_the_first_guess() {
        let paths: Vec<String> = ["/blog/a", "/blog/b", "/blog/c", "/apis/rest/x/", "/apis/rest/y", "/about"]
            .map(str::to_owned)
            .to_vec();
        let found = prefixes(&paths);
        assert_eq!(found[0], ("/apis/rest/".to_owned(), 2));
        assert_eq!(found[1], ("/blog/".to_owned(), 3));
        assert_eq!(names_below("/apis/rest", &paths), ["x", "y"]);
    }

    #[test]
    fn the_page_of_a_document_reads_back_out_of_its_url() {
        let page = page_of("https://x.dev/s/i.xml", "/specs/{path}.json", "https://x.dev/specs/a/b.json");
        assert_eq!(page.as_deref(), Some("a/b"));
    }

    #[test]
    fn one_name_makes_a_table_of_all() {
        let urls =
            ["stock=https://x.dev/v2/openapi.yaml", "https://x.dev/orders.json?x=1"].map(str::to_owned);
        let Source::List { urls: Urls::Named(named) } = list_source(&urls) else { panic!("a table") };
        assert_eq!(named.keys().collect::<Vec<_>>(), ["orders", "stock"]);
    }
}
