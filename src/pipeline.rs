//! The nightly run in reading order: discover, fetch, lint, merge, verify, compare, version, render, publish.

mod artefacts;
mod compare;
mod lint;
mod references;
mod tonight;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use jiff::Timestamp;
use jiff::civil::Date;
use semver::Version;

use serde_json::Value;

use crate::artefact::Artefact;
use crate::config::Config;
use crate::diff::change::Change;
use crate::fetch::{self, Lock, Verdict};
use crate::finding::{Finding, Severity};
use crate::json::canonical;
use crate::json::printed::Part;
use crate::merge::patch::{PatchError, Patches};
use crate::merge::repair::Repaired;
use crate::merge::{self, Published, fidelity};
use crate::openapi::{Document, LoadError, conformance, folder};
use crate::parallel::join;
use crate::publish;
use crate::release::{self, Changelog, Entry, Fixed, Survey};
use crate::render;
use tonight::Tonight;

/// Where the accepted documents of the services live.
pub const SPECS: &str = "specs";

/// Where everything that is made of them lives.
pub const CONSOLIDATED: &str = "consolidated";

/// What makes nights reproducible.
pub const LOCK: &str = "specline.lock";

/// The recorded entries.
pub const CHANGELOG: &str = "changelog.json";

/// What a run is asked to do.
pub struct Job<'a> {
    /// The repository.
    pub root: &'a Path,
    /// What is in force.
    pub config: &'a Config,
    /// Use `specs/` as it stands.
    pub offline: bool,
    /// Publish nothing.
    pub dry_run: bool,
    /// When this run began.
    pub now: Timestamp,
    /// Services that may vanish without further nights of waiting.
    pub accepted_removals: &'a [String],
}

impl Job<'_> {
    /// The day in UTC that the entry gets and that sunsets are measured against.
    fn date(&self) -> Date {
        self.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

/// Hears which stage begins and ends, for progress and timings; some run beside each other.
pub trait Watch: Sync {
    /// A stage begins.
    fn begins(&self, _name: &'static str) {}

    /// A stage ends.
    fn ends(&self, _name: &'static str) {}
}

/// What a night came to.
#[derive(Debug)]
pub struct Outcome {
    /// Whether a new version of the consolidated document came of it.
    pub changed: bool,
    /// The version that is in force now.
    pub version: Version,
    /// The entry of this night, when something changed.
    pub entry: Option<Entry>,
    /// Each service with what became of it, in order of the names.
    pub services: Vec<(String, Verdict)>,
    /// Findings in the sources and in the consolidated document.
    pub findings: Vec<Finding>,
    /// How many operations the consolidated document has, all of them proved faithful.
    pub operations: usize,
    /// Services whose document changed in meaning, in order of their names.
    pub services_changed: Vec<String>,
    /// The files that were written, relative to the repository; those that would be on a dry run.
    pub written: Vec<String>,
    /// What was noticed on the way and belongs into the night's report.
    pub notes: Vec<String>,
}

/// Why a night was given up; nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A document of the snapshot is not usable.
    #[error(transparent)]
    Snapshot(#[from] LoadError),
    /// `specline.lock` or `changelog.json` cannot be read.
    #[error("{path}: {message}")]
    Record {
        /// The file.
        path: PathBuf,
        /// What is wrong with it and what to do.
        message: String,
    },
    /// There is nothing to consolidate.
    #[error("{SPECS}/ holds no document; name a source in specline.toml and run without --offline")]
    Nothing,
    /// The network gave nothing.
    #[error(transparent)]
    Fetch(#[from] fetch::FetchError),
    /// The ruleset cannot be used.
    #[error(transparent)]
    Ruleset(#[from] crate::lint::RulesetError),
    /// An overlay cannot be used.
    #[error(transparent)]
    Overlay(#[from] PatchError),
    /// The sources contradict each other.
    #[error(transparent)]
    Merge(#[from] merge::Refusal),
    /// The consolidated document could not be proved faithful.
    #[error("the consolidated document is not faithful to its sources, so nothing was published:\n{0}")]
    Unfaithful(String),
    /// The consolidated document does not conform to its version of OpenAPI.
    #[error("the consolidated document does not fit OpenAPI 3.0, so nothing was published: {message}")]
    Misfit {
        /// What the typed reading says.
        message: String,
    },
    /// A template is wrong.
    #[error(transparent)]
    Render(#[from] render::Error),
    /// The files could not be published.
    #[error(transparent)]
    Publish(#[from] publish::PublishError),
}

/// Runs one night. The documents are linted beside the rest, and proved beside the rendering.
///
/// # Errors
/// See [`RunError`]; the files of the previous night are untouched then.
pub fn run(job: &Job<'_>, watch: &dyn Watch) -> Result<Outcome, RunError> {
    let stage = Stages(watch);
    let writer = if job.dry_run { None } else { Some(publish::begin(job.root, job.now)?) };
    let (documents, record) = stage.run("read", || read(job))?;
    let night = stage.run("fetch", || fetch(job, documents, &record))?;
    let (linted, made) = std::thread::scope(|threads| {
        let (tell, fixed) = mpsc::channel();
        let (night, stage) = (&night, &stage);
        let linter = threads.spawn(move || {
            let linted = stage.run("lint", || lint::lint(job, night));
            // Nobody listens once the other side has failed, or had nothing to record.
            let _ = tell.send(linted.as_ref().map(|linted| linted.fixed.clone()).unwrap_or_default());
            linted
        });
        let made = make(job, night, record, &fixed, stage);
        (join(linter), made)
    });
    let lint::Linted { findings, artefacts: reports, notes: noticed, .. } = linted?;
    let Made { consolidated, operations, changelog, recorded, mut artefacts, repaired } = made?;
    artefacts.extend(reports);
    let obsolete = night.obsolete_files(job.root);
    let written = stage.run("publish", || publish(job, writer.as_ref(), &artefacts, &obsolete))?;
    let services_changed = services_changed(&night, changelog.entries.first().filter(|_| recorded));
    let Tonight { services, notes, sources, replaced, .. } = night;
    // The process ends soon, and taking such trees apart takes a tenth of the night.
    std::mem::forget((consolidated, sources, replaced));
    Ok(Outcome {
        changed: recorded,
        services_changed,
        version: changelog.version().cloned().unwrap_or_else(|| job.config.changelog.first_version.clone()),
        entry: changelog.entries.into_iter().next().filter(|_| recorded),
        services,
        findings,
        operations,
        written,
        notes: notes.into_iter().chain(repaired.iter().map(ToString::to_string)).chain(noticed).collect(),
    })
}

/// What comes of the documents beside their findings.
struct Made {
    consolidated: Document,
    operations: usize,
    changelog: Changelog,
    recorded: bool,
    artefacts: Vec<Artefact>,
    repaired: Vec<Repaired>,
}

/// Merges, compares, proves and renders. `fixed` is what the linter says of its baseline as soon as it is through.
fn make(
    job: &Job<'_>,
    night: &Tonight,
    record: Record,
    fixed: &mpsc::Receiver<Vec<Fixed>>,
    stage: &Stages<'_>,
) -> Result<Made, RunError> {
    let Merged { value, sources, repaired, proved } = merge(job, night, stage)?;
    let path = document_path(job.config);
    let mut consolidated = stage.run("print", || Document::from_value(&job.config.name, &path, value));
    let published = record.consolidated.as_ref();
    let changes = stage.run("compare", || compare::compare(job, night, published, &consolidated))?;
    let (changelog, recorded) = release(job, night, record.changelog, changes, fixed);
    set_version(&mut consolidated, changelog.version());
    let (operations, artefacts) = std::thread::scope(|threads| {
        let prover = threads.spawn(|| {
            let operations = match proved {
                Some(operations) => operations,
                None => stage.run("verify", || prove(job, &consolidated, &sources))?,
            };
            match misfit(&consolidated, &sources) {
                Some(message) => Err(RunError::Misfit { message }),
                None => Ok(operations),
            }
        });
        let rendered = stage.run("render", || artefacts::all(job, night, &consolidated, &changelog));
        (join(prover), rendered)
    });
    Ok(Made { operations: operations?, artefacts: artefacts?, consolidated, changelog, recorded, repaired })
}

/// The merged sources.
struct Merged<'a> {
    value: Value,
    /// The sources with their overlays.
    sources: Cow<'a, [Document]>,
    repaired: Vec<Repaired>,
    /// How many operations were proved faithful, when that had to come before a repair.
    proved: Option<usize>,
}

/// Merges the sources with their overlays, and repairs the result as the configuration asks once it is proved.
fn merge<'a>(job: &Job<'_>, night: &'a Tonight, stage: &Stages<'_>) -> Result<Merged<'a>, RunError> {
    let options = &job.config.consolidation;
    let patches = patches(job)?;
    let url = |name: &str| night.lock.services.get(name).map(|entry| entry.url.clone());
    let (whole, mut repaired) = references::bundled(job, &night.sources, &url);
    let (laid_over, done) = patches.sources(&whole);
    repaired.extend(done);
    let laid_over = if let Cow::Owned(sources) = laid_over { Some(sources) } else { None };
    let sources = laid_over.map_or(whole, Cow::Owned);
    let mut value = stage.run("merge", || merge::merge(&sources, options))?.value;
    let mut proved = None;
    if patches.may_change_result(&options.repair, &sources) {
        let merged = Document::unprinted(&job.config.name, &document_path(job.config), value);
        proved = Some(stage.run("verify", || prove(job, &merged, &sources))?);
        value = merged.value;
        repaired.extend(patches.result(&mut value, &options.repair, &sources));
    }
    Ok(Merged { value, sources, repaired, proved })
}

/// Tells the watch when a stage begins and ends.
struct Stages<'a>(&'a dyn Watch);

impl Stages<'_> {
    fn run<T>(&self, name: &'static str, work: impl FnOnce() -> T) -> T {
        self.0.begins(name);
        let result = work();
        self.0.ends(name);
        result
    }
}

/// What earlier nights left beside the documents.
struct Record {
    lock: Lock,
    changelog: Changelog,
    consolidated: Option<Published>,
}

/// Reads `specs/` and what earlier nights left, all documents at once.
fn read(job: &Job<'_>) -> Result<(Vec<Document>, Record), RunError> {
    let folder = job.root.join(SPECS);
    let files = if folder.is_dir() { folder::files(&folder)? } else { BTreeMap::new() };
    let paths: Vec<_> = files.into_values().collect();
    let documents = folder::open_all(&paths).into_iter().collect::<Result<Vec<_>, _>>()?;
    let record = Record {
        lock: own_file(job, LOCK, |text| Lock::read(text).map_err(|error| error.to_string()))?,
        changelog: own_file(job, CHANGELOG, |text| {
            Changelog::parse(text).map_err(|error| error.to_string())
        })?,
        consolidated: published(&job.root.join(document_path(job.config)))?,
    };
    Ok((documents, record))
}

/// The consolidated document that is in force, when there is one.
fn published(path: &Path) -> Result<Option<Published>, LoadError> {
    if !path.is_file() {
        return Ok(None);
    }
    let bytes = std::fs::read(path).map_err(|error| folder::unreadable(path, &error))?;
    Published::read(&path.to_string_lossy(), bytes).map(Some)
}

/// Reads a file of our own; what is not there is empty.
fn own_file<T: Default>(
    job: &Job<'_>,
    name: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<T, RunError> {
    let path = job.root.join(CONSOLIDATED).join(name);
    let wrong = |message: String| RunError::Record { path: path.clone(), message };
    match std::fs::read_to_string(&path) {
        Ok(text) => read(&text)
            .map_err(|message| wrong(format!("{message}; restore the file from the repository's history"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(wrong(format!("cannot be read: {error}"))),
    }
}

/// Fetches, or takes what stands in `specs/`.
fn fetch(job: &Job<'_>, documents: Vec<Document>, record: &Record) -> Result<Tonight, RunError> {
    let night = if job.offline {
        Tonight::offline(documents, record)
    } else {
        let night = fetch::night(&fetch::Tonight {
            sources: &job.config.sources,
            options: &job.config.fetch,
            lock: &record.lock,
            previous: &documents,
            accepted: job.accepted_removals,
            base: job.root,
            now: job.now,
            usable: &mergeable(job)?,
            progress: &(),
        })?;
        Tonight::fetched(documents, night)
    };
    if night.sources.is_empty() { Err(RunError::Nothing) } else { Ok(night) }
}

/// The overlays of the configuration.
fn patches(job: &Job<'_>) -> Result<Patches, PatchError> {
    Patches::of_folder(&job.root.join(&job.config.consolidation.overlays))
}

/// Says of a fetched document what stands against merging it, whatever else there is: one that contradicts itself must not
/// keep the others from being published.
///
/// # Errors
/// An overlay that is none.
pub fn mergeable<'a>(
    job: &'a Job<'a>,
) -> Result<impl Fn(&Document, &str) -> Result<(), String> + Sync + 'a, PatchError> {
    let patches = patches(job)?;
    Ok(move |document: &Document, url: &str| {
        let one = std::slice::from_ref(document);
        let (whole, _) = references::bundled(job, one, &|_| Some(url.to_owned()));
        let (laid_over, _) = patches.sources(&whole);
        match merge::merge(&laid_over, &job.config.consolidation) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.in_short()),
        }
    })
}

/// The changelog after the night, and whether the night has an entry in it.
fn release(
    job: &Job<'_>,
    night: &Tonight,
    mut changelog: Changelog,
    changes: Vec<Change>,
    fixed: &mpsc::Receiver<Vec<Fixed>>,
) -> (Changelog, bool) {
    if changes.is_empty() && !night.baseline {
        return (changelog, false);
    }
    let options = &job.config.changelog;
    let after = Survey::of(&night.sources, options);
    let before = Survey::of(night.replaced.iter().chain(&night.sources[night.fresh..]), options);
    let version = match (changelog.version(), night.baseline) {
        (None, _) => job.config.changelog.first_version.clone(),
        // A baseline says nothing about what changed, so it promises nothing either.
        (Some(version), true) => Version::new(version.major, version.minor + 1, 0),
        (previous, false) => release::bump_where(previous, &changes, |operation| {
            after.is_experimental(operation) || before.is_experimental(operation)
        }),
    };
    let known = !changelog.entries.is_empty() && !night.baseline;
    let entry = changelog.record(job.date(), version, changes);
    entry.facts = Some(after.facts(known.then_some(&before)));
    if known && job.config.lint.baseline.is_some() {
        entry.lint_fixed = fixed.recv().unwrap_or_default();
    }
    (changelog, true)
}

fn services_changed(night: &Tonight, entry: Option<&Entry>) -> Vec<String> {
    let by_verdict = night
        .services
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::New | Verdict::Changed | Verdict::Removed { .. }))
        .map(|(name, _)| name.clone());
    let by_change = entry.into_iter().flat_map(|entry| &entry.changes).map(|change| change.service.clone());
    let all: BTreeSet<_> = by_verdict.chain(by_change).filter(|name| !name.is_empty()).collect();
    all.into_iter().collect()
}

/// Gives the consolidated document its version, in its tree and in its print.
fn set_version(consolidated: &mut Document, version: Option<&Version>) {
    let Some(version) = version else { return };
    let Some(info) = consolidated.value.get_mut("info").and_then(Value::as_object_mut) else { return };
    let new = Value::from(version.to_string());
    let whole = Part::cut(&consolidated.text);
    let there = whole.as_ref().and_then(|whole| whole.member("info")?.member("version"));
    let place = there.map(|part| part.start..part.end());
    let print = new.to_string();
    info.insert("version".to_owned(), new);
    match place {
        Some(place) => consolidated.text.replace_range(place, &print),
        None => consolidated.text = canonical::print(&consolidated.value),
    }
}

/// Proves that the consolidated document means what its sources say; how many operations it has.
fn prove(job: &Job<'_>, consolidated: &Document, sources: &[Document]) -> Result<usize, RunError> {
    let verification = fidelity::prove(consolidated, sources, &job.config.consolidation);
    if !verification.is_faithful() {
        let lines = verification.findings.iter().filter(|finding| finding.severity == Severity::Error);
        let lines: Vec<_> = lines
            .map(|finding| format!("  {} at {}: {}", finding.source, finding.path, finding.message))
            .collect();
        return Err(RunError::Unfaithful(lines.join("\n")));
    }
    Ok(verification.operations)
}

/// What our own document does not conform to, unless a source does not conform either: it is not for us to bend it.
fn misfit(consolidated: &Document, sources: &[Document]) -> Option<String> {
    let message = conformance::misfit(&consolidated.value)?;
    sources.iter().all(|source| conformance::misfit(&source.value).is_none()).then_some(message)
}

/// What the step summary of a night says.
///
/// # Errors
/// A template of the user's that fails.
pub fn step_summary(job: &Job<'_>, entry: &Entry) -> Result<String, render::Error> {
    render::changelog::step_summary(entry, &job.config.changelog, &artefacts::templates(job)?)
}

/// Publishes, or says what would be on a dry run.
fn publish(
    job: &Job<'_>,
    writer: Option<&publish::Writer>,
    artefacts: &[Artefact],
    removed: &[String],
) -> Result<Vec<String>, RunError> {
    if let Some(writer) = writer {
        let published = writer.publish(artefacts, removed)?;
        return Ok(published.written.into_iter().chain(published.removed).collect());
    }
    let differs = |artefact: &&Artefact| {
        std::fs::read(job.root.join(&artefact.path)).map_or(true, |bytes| bytes != artefact.bytes)
    };
    let written = artefacts.iter().filter(differs).map(|artefact| artefact.path.clone());
    Ok(written.chain(removed.iter().cloned()).collect())
}

fn document_path(config: &Config) -> String {
    format!("{CONSOLIDATED}/{}.json", config.name)
}

fn spec_path(document: &Document) -> String {
    format!("{SPECS}/{}.json", document.name)
}
