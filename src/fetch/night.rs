//! One night: list, ask for everything, judge, guard.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio::task::JoinSet;
use url::Url;

use super::body;
use super::client::{Answer, Client, Validators};
use super::discover::{self, Listing, Place};
use super::error::{Failure, FetchError, shown};
use super::lockfile::{Entry, Lock};
use super::options::Options;
use super::source::Source;
use super::verdict::{Judged, Known, Origin, Outcome, Verdict, judge};
use crate::json::canonical::sha256;
use crate::openapi::{Document, LoadError, conformance, operation};

/// So many services or operations may always go: ten percent of a few is less than one.
const ALWAYS_ALLOWED: usize = 3;

/// Everything that a night depends on.
#[derive(Clone, Copy)]
pub struct Tonight<'a> {
    /// Where documents come from.
    pub sources: &'a [Source],
    /// The `[fetch]` table.
    pub options: &'a Options,
    /// `specline.lock` as it stands.
    pub lock: &'a Lock,
    /// The last accepted documents: `specs/`.
    pub previous: &'a [Document],
    /// Services that may go or shrink tonight; `*` for all.
    pub accepted: &'a [String],
    /// The folder that relative folders begin at: that of the configuration.
    pub base: &'a Path,
    /// When the night began.
    pub now: Timestamp,
    /// Whether a new or changed document can be used, beside what reading it says; it gets the URL too.
    pub usable: &'a Usable<'a>,
    /// Who is told about the progress.
    pub progress: &'a (dyn Progress + Sync),
}

/// What stands against the use of a document that came from a URL or file.
pub type Usable<'a> = dyn Fn(&Document, &str) -> Result<(), String> + Sync + 'a;

/// Somebody who watches; documents arrive in no particular order.
pub trait Progress {
    /// The sources list so many documents.
    fn listed(&self, _documents: usize) {}
    /// One of them is there or has failed.
    fn arrived(&self, _service: &str) {}
}

/// Nobody watches.
impl Progress for () {}

/// What a night brought. Nothing is written yet.
#[derive(Debug)]
pub struct Night {
    /// Every service, in order of its name.
    pub services: Vec<Fetched>,
    /// The lock to publish.
    pub lock: Lock,
    /// What a reader of the report should know beside the verdicts.
    pub notes: Vec<String>,
    /// Whether this is the first night that fetched anything: a baseline, whose changes are no breaks.
    pub baseline: bool,
}

/// One service after a night.
#[derive(Debug)]
pub struct Fetched {
    /// The service.
    pub name: String,
    /// Where its document is, without secrets.
    pub url: String,
    /// How it stands.
    pub verdict: Verdict,
    /// Its document when it is new or changed, printed canonically; otherwise the previous one stays (or goes).
    pub document: Option<Document>,
}

impl Night {
    /// The documents in force after this night in order of their services: tonight's, and the previous ones that stay.
    pub fn documents<'a>(&'a self, previous: &'a [Document]) -> Vec<&'a Document> {
        let before: BTreeMap<&str, &Document> =
            previous.iter().map(|document| (document.name.as_str(), document)).collect();
        let in_force = |fetched: &'a Fetched| match fetched.verdict {
            Verdict::Removed { .. } => None,
            _ => fetched.document.as_ref().or_else(|| before.get(fetched.name.as_str()).copied()),
        };
        self.services.iter().filter_map(in_force).collect()
    }
}

/// Fetches everything and says what it means. Blocks until all is there, failed, or the deadline passed.
///
/// # Errors
/// A configuration that makes no sense; nothing usable came at all; more services or operations are gone than a night
/// removes. A single service that fails is a verdict, never an error.
pub fn night(tonight: &Tonight<'_>) -> Result<Night, FetchError> {
    let runtime = runtime()?;
    let (listing, outcomes) = runtime.block_on(gather(tonight))?;
    conclude(tonight, &listing, outcomes)
}

/// Fetches one document that a user named.
///
/// # Errors
/// A URL that is none, and every [`Failure`].
pub fn document(url: &str, options: &Options, now: Timestamp) -> Result<Document, FetchError> {
    let named = Named::of(url)?;
    let bytes = named.bytes(options, now)?;
    let name = super::url::service_of(named.place.path().rsplit('/').next().unwrap_or_default());
    read(&name, &super::url::redacted(url), bytes, options).map_err(|failure| named.failed(failure))
}

/// Fetches one file that a configuration allows, whatever is in it.
///
/// # Errors
/// A URL that is none, and every [`Failure`].
pub fn bytes(url: &str, options: &Options, now: Timestamp) -> Result<Vec<u8>, FetchError> {
    Named::of(url)?.bytes(options, now)
}

/// Every page that a sitemap and those below it list, as they spell it: what to choose from when a source is set up.
///
/// # Errors
/// A URL that is none, and every [`Failure`].
pub fn pages(index: &str, options: &Options, now: Timestamp) -> Result<Vec<String>, FetchError> {
    let named = Named::of(index)?;
    runtime()?.block_on(async {
        let client = named.client(options, now)?;
        discover::all_pages(&client, &named.place, options).await.map_err(|failure| named.failed(failure))
    })
}

/// One URL that somebody named: the only place that its client may ask.
struct Named {
    /// As it was written, without secrets.
    shown: String,
    place: Url,
}

impl Named {
    fn of(url: &str) -> Result<Self, FetchError> {
        let source = Source::List { urls: super::source::Urls::Plain(vec![url.to_owned()]) };
        let shown = super::url::redacted(url);
        match discover::origins(std::slice::from_ref(&source))?.into_iter().next() {
            Some(place) => Ok(Self { shown, place }),
            None => Err(FetchError::Document { url: shown, failure: Failure::Host(String::new()) }),
        }
    }

    fn client(&self, options: &Options, now: Timestamp) -> Result<Client, FetchError> {
        Client::new(options, std::slice::from_ref(&self.place), now)
    }

    fn failed(&self, failure: Failure) -> FetchError {
        FetchError::Document { url: self.shown.clone(), failure }
    }

    fn bytes(&self, options: &Options, now: Timestamp) -> Result<Vec<u8>, FetchError> {
        let answer = runtime()?.block_on(async {
            let client = self.client(options, now)?;
            client.get(&self.place, &Validators::default()).await.map_err(|failure| self.failed(failure))
        })?;
        match answer {
            Answer::Body { bytes, .. } => Ok(bytes),
            Answer::NotModified => Err(self.failed(Failure::NotModified)),
        }
    }
}

fn runtime() -> Result<tokio::runtime::Runtime, FetchError> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| FetchError::Setup(error.to_string()))
}

type Outcomes = BTreeMap<String, Outcome>;

/// Lists, then asks for every listed document and for the last URL of every one that is no longer listed.
async fn gather(tonight: &Tonight<'_>) -> Result<(Listing, Outcomes), FetchError> {
    let origins = discover::origins(tonight.sources)?;
    let client = Arc::new(Client::new(tonight.options, &origins, tonight.now)?);
    let listing = discover::list(&client, tonight.sources, tonight.base, tonight.options).await?;
    tonight.progress.listed(listing.services.len());
    let mut outcomes = Outcomes::new();
    let mut asking = JoinSet::new();
    for (name, (_, place)) in &listing.services {
        match place {
            Place::File(path) => {
                outcomes.insert(name.clone(), of_file(name, path, tonight.options));
                tonight.progress.arrived(name);
            }
            Place::Url(url) => {
                let known = validators(tonight, name, &place.label());
                let (client, name, url) = (Arc::clone(&client), name.clone(), url.clone());
                asking.spawn(async move {
                    let outcome = of_url(&client, &name, &url, &known).await;
                    (name, outcome)
                });
            }
        }
    }
    for name in unlisted(tonight, &listing) {
        let outcome =
            match tonight.lock.services.get(&name).and_then(|entry| listing.failed.get(&entry.source)) {
                Some(failure) => Outcome::SourceFailed(failure.clone()),
                None => Outcome::Unlisted(None),
            };
        let last = tonight.lock.services.get(&name).filter(|_| matches!(outcome, Outcome::Unlisted(_)));
        outcomes.insert(name.clone(), outcome);
        if let Some(url) = last.and_then(|entry| askable(&entry.url, &origins)) {
            let client = Arc::clone(&client);
            asking.spawn(async move {
                (name.clone(), Outcome::Unlisted(Some(still_there(&client, &name, &url).await)))
            });
        }
    }
    while let Some(done) = asking.join_next().await {
        let (name, outcome) = done.map_err(|error| FetchError::Setup(error.to_string()))?;
        tonight.progress.arrived(&name);
        outcomes.insert(name, outcome);
    }
    Ok((listing, outcomes))
}

/// Services that we have or remember and that no source lists tonight.
fn unlisted(tonight: &Tonight<'_>, listing: &Listing) -> BTreeSet<String> {
    tonight
        .previous
        .iter()
        .map(|document| document.name.clone())
        .filter(|name| !listing.services.contains_key(name))
        .collect()
}

/// A URL of the lock that may be asked again: it hides no secret and its host still belongs to a source.
fn askable(url: &str, origins: &[Url]) -> Option<Url> {
    let url = Url::parse(url).ok().filter(|_| !url.contains('…'))?;
    origins.iter().any(|origin| origin.origin() == url.origin()).then_some(url)
}

async fn still_there(client: &Client, name: &str, url: &Url) -> Result<(), Failure> {
    match of_url(client, name, url, &Validators::default()).await {
        Outcome::Failed(failure) => Err(failure),
        _ => Ok(()),
    }
}

/// The validators that may make a request conditional: those of the same URL, as long as the file is what they were sent with.
fn validators(tonight: &Tonight<'_>, name: &str, label: &str) -> Validators {
    let known =
        tonight.lock.services.get(name).zip(tonight.previous.iter().find(|document| document.name == name));
    match known {
        Some((entry, previous)) if entry.url == label && entry.digest == sha256(previous.text.as_bytes()) => {
            Validators { etag: entry.etag.clone(), last_modified: entry.last_modified.clone() }
        }
        _ => Validators::default(),
    }
}

async fn of_url(client: &Client, name: &str, url: &Url, known: &Validators) -> Outcome {
    match client.get(url, known).await {
        Err(failure) => Outcome::Failed(failure),
        Ok(Answer::NotModified) => Outcome::NotModified,
        Ok(Answer::Body { bytes, validators }) => {
            match read(name, &super::url::redacted(url.as_str()), bytes, client.options()) {
                Ok(document) => Outcome::Document { document: Box::new(document), validators },
                Err(failure) => Outcome::Failed(failure),
            }
        }
    }
}

fn of_file(name: &str, path: &Path, options: &Options) -> Outcome {
    let label = path.to_string_lossy();
    let bytes = std::fs::read(path).map_err(|error| Failure::File(format!("{label}: {error}")));
    match bytes.and_then(|bytes| read(name, &label, bytes, options)) {
        Ok(document) => Outcome::Document { document: Box::new(document), validators: Validators::default() },
        Err(failure) => Outcome::Failed(failure),
    }
}

/// Reads a document and prints it the one way that documents are stored.
fn read(name: &str, label: &str, bytes: Vec<u8>, options: &Options) -> Result<Document, Failure> {
    if bytes.len() > options.max_bytes {
        return Err(Failure::TooLarge(options.max_bytes));
    }
    if body::is_too_rich(&bytes, options.max_nodes) {
        return Err(Failure::TooManyNodes(options.max_nodes));
    }
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    match Document::parse(name, label, bytes) {
        Ok(document) => Ok(Document::from_value(name, &format!("specs/{name}.json"), document.value)),
        Err(error) => Err(unusable(error, &beginning)),
    }
}

fn unusable(error: LoadError, beginning: &str) -> Failure {
    let error = LoadError { found: shown(&error.found, 300), ..error };
    Failure::Unusable { error: Box::new(error), text: shown(beginning.trim_start(), 200) }
}

fn conclude(tonight: &Tonight<'_>, listing: &Listing, outcomes: Outcomes) -> Result<Night, FetchError> {
    let today = tonight.now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let tried = outcomes.len() + listing.failed.len();
    let mut judged = BTreeMap::new();
    for (name, outcome) in outcomes {
        let (url, one) = judge_one(tonight, listing, &name, outcome, today);
        judged.insert(name, (url, one));
    }
    guard_something_came(listing, &judged, tried)?;
    guard_services(tonight, &judged)?;
    guard_operations(tonight, &judged)?;
    let failed = listing.failed.iter().map(|(source, failure)| format!("{source}: {failure}"));
    let notes = listing.notes.iter().cloned().chain(failed).chain(misfits(&judged)).collect();
    Ok(assemble(tonight, judged, notes))
}

type Everything = BTreeMap<String, (String, Judged)>;

fn judge_one(
    tonight: &Tonight<'_>,
    listing: &Listing,
    name: &str,
    outcome: Outcome,
    today: Date,
) -> (String, Judged) {
    let known = Known {
        entry: tonight.lock.services.get(name),
        previous: tonight.previous.iter().find(|document| document.name == name),
        accepted: is_accepted(tonight, name),
        bootstrap: tonight.lock.is_empty(),
    };
    let (source, url) = match listing.services.get(name) {
        Some((source, place)) => (source.clone(), place.label()),
        None => known.entry.map(|entry| (entry.source.clone(), entry.url.clone())).unwrap_or_default(),
    };
    let outcome = if_usable(tonight, known, &url, outcome);
    let judged = judge(known, Origin { source: &source, url: &url }, outcome, today, tonight.options);
    (url, judged)
}

/// A document that reads well and cannot be used is held like one that cannot be read, so that it stops no other.
fn if_usable(tonight: &Tonight<'_>, known: Known<'_>, url: &str, outcome: Outcome) -> Outcome {
    let Outcome::Document { document, .. } = &outcome else { return outcome };
    if known.previous.is_some_and(|previous| previous.text == document.text) {
        return outcome;
    }
    match (tonight.usable)(document, url) {
        Ok(()) => outcome,
        Err(why) => Outcome::Failed(Failure::Unfit(why)),
    }
}

fn is_accepted(tonight: &Tonight<'_>, name: &str) -> bool {
    tonight.accepted.iter().any(|accepted| accepted == name || accepted == "*")
}

/// A night on which nothing usable came is no night.
fn guard_something_came(listing: &Listing, judged: &Everything, tried: usize) -> Result<(), FetchError> {
    if judged.values().any(|(_, judged)| judged.verdict.is_fetched()) {
        return Ok(());
    }
    let source = listing.failed.iter().map(|(source, failure)| format!("{source}: {failure}"));
    let service = judged.values().filter_map(|(url, judged)| match &judged.verdict {
        Verdict::Held { why, .. } => Some(why.to_string()).map(|why| named(url, &why)),
        _ => None,
    });
    let first = source.chain(service).next().unwrap_or_else(|| "the sources list nothing".to_owned());
    Err(FetchError::NothingCame { tried, first })
}

/// A reason with its URL, unless it begins with it.
fn named(url: &str, why: &str) -> String {
    if why.starts_with(url) { why.to_owned() } else { format!("{url}: {why}") }
}

/// Many services that are gone at once are a broken portal, not a decision.
fn guard_services(tonight: &Tonight<'_>, judged: &Everything) -> Result<(), FetchError> {
    let gone: Vec<&str> = judged
        .iter()
        .filter(|(name, (_, judged))| match judged.verdict {
            Verdict::Missing { .. } => true,
            Verdict::Removed { .. } => !tonight.lock.is_empty() && !is_accepted(tonight, name),
            _ => false,
        })
        .map(|(name, _)| name.as_str())
        .collect();
    limit(tonight, "services", gone.len(), tonight.previous.len(), &gone)
}

/// Many operations that are gone at once, too.
fn guard_operations(tonight: &Tonight<'_>, judged: &Everything) -> Result<(), FetchError> {
    let losing: Vec<&str> =
        judged.iter().filter(|(_, (_, judged))| judged.lost > 0).map(|(name, _)| name.as_str()).collect();
    if losing.is_empty() {
        return Ok(());
    }
    let lost = judged.values().map(|(_, judged)| judged.lost).sum();
    let before = tonight.previous.iter().map(|document| operation::operations(&document.value).len()).sum();
    limit(tonight, "operations", lost, before, &losing)
}

fn limit(
    tonight: &Tonight<'_>,
    what: &'static str,
    gone: usize,
    of: usize,
    names: &[&str],
) -> Result<(), FetchError> {
    let percent = tonight.options.gone_percent;
    if gone <= ALWAYS_ALLOWED || gone * 100 <= of * percent {
        return Ok(());
    }
    let first = names.iter().take(10).copied().collect::<Vec<_>>().join(", ");
    let names = if names.len() > 10 { format!("{first} and {} more", names.len() - 10) } else { first };
    Err(FetchError::Vanished { what, gone, of, percent, names })
}

/// Documents that say they are OpenAPI 3.0 and do not fit its types.
fn misfits(judged: &Everything) -> Vec<String> {
    let fitted = judged.iter().filter_map(|(name, (_, judged))| Some((name, judged.document.as_ref()?)));
    fitted
        .filter_map(|(name, document)| Some((name, conformance::misfit(&document.value)?)))
        .map(|(name, why)| format!("{name}: not quite OpenAPI 3.0: {}", shown(&why, 300)))
        .collect()
}

fn assemble(tonight: &Tonight<'_>, judged: Everything, notes: Vec<String>) -> Night {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut services = Vec::with_capacity(judged.len());
    for (name, (url, judged)) in judged {
        if let Some(entry) = judged.entry {
            entries.insert(name.clone(), entry);
        }
        services.push(Fetched { name, url, verdict: judged.verdict, document: judged.document });
    }
    Night { services, lock: Lock { services: entries }, notes, baseline: tonight.lock.is_empty() }
}
