//! The nightly run in reading order: discover, fetch, lint, merge, verify, compare, version, render, publish.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use semver::Version;

use serde_json::Value;

use crate::artefact::Artefact;
use crate::config::Config;
use crate::diff::{self, change::Change};
use crate::fetch::{self, Lock, Night, Verdict};
use crate::finding::{Finding, Severity};
use crate::json::canonical;
use crate::lint::{self, Ruleset, Selection};
use crate::merge::patch::{PatchError, Patches};
use crate::merge::repair::Repaired;
use crate::merge::{self, fidelity};
use crate::openapi::{Document, LoadError, conformance, folder};
use crate::publish;
use crate::release::{self, Changelog, Entry, Survey};
use crate::render::{self, Templates};
use crate::report;

/// Where the accepted documents of the services live.
pub const SPECS: &str = "specs";

/// Where everything that is made of them lives.
pub const CONSOLIDATED: &str = "consolidated";

/// What makes nights reproducible.
const LOCK: &str = "specline.lock";

/// The recorded entries.
const CHANGELOG: &str = "changelog.json";

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
    /// The day that the entry gets and that sunsets are measured against.
    pub date: Date,
    /// Services that may vanish without further nights of waiting.
    pub accepted_removals: &'a [String],
}

/// Hears which stage begins, for progress and timings.
pub trait Watch {
    /// A stage begins.
    fn stage(&self, name: &'static str);
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
    Ruleset(#[from] lint::RulesetError),
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

/// Runs one night.
///
/// # Errors
/// See [`RunError`]; the files of the previous night are untouched then.
pub fn run(job: &Job<'_>, watch: &dyn Watch) -> Result<Outcome, RunError> {
    watch.stage("read");
    let writer = if job.dry_run { None } else { Some(publish::begin(job.root, job.now)?) };
    let (documents, record) = read(job)?;
    watch.stage("fetch");
    let night = fetch(job, documents, &record)?;
    watch.stage("lint");
    let findings = lint(job, &night.sources)?;
    watch.stage("merge");
    let (mut consolidated, repaired, operations) = consolidate(job, &night.sources, watch)?;
    watch.stage("compare");
    let changes = compare(job, &night, &record, &consolidated);
    let (changelog, recorded) = release(job, &night, &record, changes);
    consolidated = versioned(consolidated, changelog.version());
    if let Some(message) = conformance::misfit(&consolidated.value) {
        return Err(RunError::Misfit { message });
    }
    watch.stage("render");
    let artefacts = render(job, &night, &consolidated, &changelog, &findings)?;
    watch.stage("publish");
    let written = publish(job, writer.as_ref(), &artefacts, &night.obsolete_files(job.root))?;
    let services_changed = services_changed(&night, changelog.entries.first().filter(|_| recorded));
    Ok(Outcome {
        changed: recorded,
        services_changed,
        version: changelog.version().cloned().unwrap_or_else(|| job.config.changelog.first_version.clone()),
        entry: changelog.entries.into_iter().next().filter(|_| recorded),
        services: night.services,
        findings,
        operations,
        written,
        notes: night.notes.into_iter().chain(repaired.iter().map(ToString::to_string)).collect(),
    })
}

/// Merges the sources with their overlays and proves the result, then repairs it as the configuration asks. What was
/// changed, and how many operations there are.
fn consolidate(
    job: &Job<'_>,
    sources: &[Document],
    watch: &dyn Watch,
) -> Result<(Document, Vec<Repaired>, usize), RunError> {
    let options = &job.config.consolidation;
    let patches = Patches::of_folder(&job.root.join(&options.overlays))?;
    let (sources, mut repaired) = patches.sources(sources);
    let merged = merge::merge(&sources, options)?;
    let mut consolidated = Document::from_value(&job.config.name, &document_path(job.config), merged.value);
    watch.stage("verify");
    let operations = prove(job, &consolidated, &sources)?;
    let after = patches.result(&mut consolidated.value, &options.repair, &sources);
    if !after.is_empty() {
        let Document { name, origin, value, .. } = consolidated;
        consolidated = Document::from_value(&name, &origin, value);
    }
    repaired.extend(after);
    Ok((consolidated, repaired, operations))
}

/// What earlier nights left beside the documents.
struct Record {
    lock: Lock,
    changelog: Changelog,
    consolidated: Option<Document>,
}

/// The documents in force tonight and those that they replace.
struct Tonight {
    services: Vec<(String, Verdict)>,
    lock: Lock,
    notes: Vec<String>,
    /// Whether nothing is compared: no earlier night fetched what this one has.
    baseline: bool,
    /// What is in force: first what tonight brought, then what stays.
    sources: Vec<Document>,
    /// How many of the sources tonight brought.
    fresh: usize,
    /// The documents that went or were replaced.
    replaced: Vec<Document>,
}

impl Tonight {
    /// `specs/` as it stands.
    fn offline(documents: Vec<Document>, record: &Record) -> Self {
        Self {
            services: documents.iter().map(|document| (document.name.clone(), Verdict::Unchanged)).collect(),
            lock: record.lock.clone(),
            notes: Vec::new(),
            baseline: record.changelog.entries.is_empty() || record.consolidated.is_none(),
            sources: documents,
            fresh: 0,
            replaced: Vec::new(),
        }
    }

    fn fetched(documents: Vec<Document>, night: Night) -> Self {
        let mut before: BTreeMap<String, Document> =
            documents.into_iter().map(|document| (document.name.clone(), document)).collect();
        let (mut services, mut fresh, mut stay) = (Vec::new(), Vec::new(), Vec::new());
        for service in night.services {
            let kept = !matches!(service.verdict, Verdict::Removed { .. });
            match service.document {
                Some(document) if kept => fresh.push(document),
                _ if kept => stay.extend(before.remove(&service.name)),
                _ => {}
            }
            services.push((service.name, service.verdict));
        }
        let count = fresh.len();
        let sources = fresh.into_iter().chain(stay).collect();
        let replaced = before.into_values().collect();
        let Night { lock, notes, baseline, .. } = night;
        Self { services, lock, notes, baseline, sources, fresh: count, replaced }
    }

    /// Files of documents that went, or that are now kept under another name.
    fn obsolete_files(&self, root: &Path) -> Vec<String> {
        let paths =
            self.replaced.iter().filter_map(|document| Path::new(&document.origin).strip_prefix(root).ok());
        let fresh: Vec<_> = self.sources[..self.fresh].iter().map(spec_path).collect();
        paths
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .filter(|path| !fresh.contains(path))
            .collect()
    }
}

fn read(job: &Job<'_>) -> Result<(Vec<Document>, Record), RunError> {
    let folder = job.root.join(SPECS);
    let files = if folder.is_dir() { folder::files(&folder)? } else { BTreeMap::new() };
    let paths: Vec<_> = files.into_values().collect();
    let documents = folder::open_all(&paths).into_iter().collect::<Result<_, _>>()?;
    let consolidated = job.root.join(document_path(job.config));
    let record = Record {
        lock: own_file(job, LOCK, |text| Lock::read(text).map_err(|error| error.to_string()))?,
        changelog: own_file(job, CHANGELOG, |text| {
            Changelog::parse(text).map_err(|error| error.to_string())
        })?,
        consolidated: if consolidated.is_file() { Some(folder::open(&consolidated)?) } else { None },
    };
    Ok((documents, record))
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
            progress: &(),
        })?;
        Tonight::fetched(documents, night)
    };
    if night.sources.is_empty() { Err(RunError::Nothing) } else { Ok(night) }
}

/// Lints every source with the ruleset in force.
fn lint(job: &Job<'_>, sources: &[Document]) -> Result<Vec<Finding>, RunError> {
    let ruleset = ruleset(job)?;
    let selection = Selection { only: job.config.lint.only.clone(), skip: job.config.lint.skip.clone() };
    let mut sources: Vec<_> = sources.iter().collect();
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    let found = sources.into_iter().flat_map(|document| {
        let mut found = lint::lint_selected(document, &ruleset, &selection);
        // Tonight's documents name the URL that they came from, and readers have the file.
        let named = found.iter_mut().flat_map(|found| {
            std::iter::once(&mut found.source).chain(found.uses.as_mut().map(|uses| &mut uses.source))
        });
        for source in named.filter(|source| **source == document.origin) {
            *source = spec_path(document);
        }
        found
    });
    Ok(found.collect())
}

/// The ruleset that the configuration names, or the one that stands beside it, or the built-in one.
fn ruleset(job: &Job<'_>) -> Result<Ruleset, RunError> {
    let file = |name: &str| job.root.join(name).is_file().then(|| job.root.join(name));
    let named = match &job.config.lint.ruleset {
        Some(name) => file(name).ok_or(&**name),
        None => lint::ruleset::DEFAULT_FILES.into_iter().find_map(file).ok_or(lint::ruleset::DEFAULT),
    };
    Ok(match named {
        Ok(path) => Ruleset::load(&path)?,
        Err(name) => Ruleset::builtin(name)?,
    })
}

/// Compares what was in force with what is, each operation in its own document.
fn compare(job: &Job<'_>, night: &Tonight, record: &Record, consolidated: &Document) -> Vec<Change> {
    if night.baseline {
        return Vec::new();
    }
    let mut options = diff::Options { as_of: Some(job.date), ..job.config.compatibility.clone() };
    options.attributes.extend(release::ATTRIBUTES.map(str::to_owned));
    options.attributes.sort();
    options.attributes.dedup();
    let (mut base, mut revision) = published_otherwise(night, record, consolidated);
    base.extend(night.replaced.iter().cloned());
    revision.extend(night.sources[..night.fresh].iter().cloned());
    diff::compare(&base, &revision, &options)
}

/// What was published of services that tonight did not bring, and what will be, where the two differ: somebody has changed
/// `specs/` in between, by hand or with `specline fetch`. Nobody kept the documents that were published, but the
/// consolidated one tells what they said.
fn published_otherwise(
    night: &Tonight,
    record: &Record,
    consolidated: &Document,
) -> (Vec<Document>, Vec<Document>) {
    let Some(published) = &record.consolidated else { return Default::default() };
    let brought: BTreeSet<&str> = night.sources[..night.fresh]
        .iter()
        .chain(&night.replaced)
        .map(|document| document.name.as_str())
        .collect();
    let split = |document: &Document| -> BTreeMap<String, Document> {
        let all = merge::split(document).into_iter().filter(|one| !brought.contains(one.name.as_str()));
        all.map(|one| (one.name.clone(), one)).collect()
    };
    let (mut before, mut after) = (split(published), split(consolidated));
    let same: Vec<_> = before
        .iter()
        .filter(|(name, one)| after.get(*name).is_some_and(|other| other.value == one.value))
        .collect();
    let same: Vec<String> = same.into_iter().map(|(name, _)| name.clone()).collect();
    for name in same {
        before.remove(&name);
        after.remove(&name);
    }
    (before.into_values().collect(), after.into_values().collect())
}

/// The changelog after the night, and whether the night has an entry in it.
fn release(job: &Job<'_>, night: &Tonight, record: &Record, changes: Vec<Change>) -> (Changelog, bool) {
    let mut changelog = record.changelog.clone();
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
    let entry = changelog.record(job.date, version, changes);
    entry.facts = Some(after.facts(known.then_some(&before)));
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

/// The consolidated document under its version.
fn versioned(consolidated: Document, version: Option<&Version>) -> Document {
    let Document { name, origin, mut value, .. } = consolidated;
    if let (Some(version), Some(info)) = (version, value.get_mut("info").and_then(Value::as_object_mut)) {
        info.insert("version".to_owned(), version.to_string().into());
    }
    Document::from_value(&name, &origin, value)
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

/// Everything that the night makes.
fn render(
    job: &Job<'_>,
    night: &Tonight,
    consolidated: &Document,
    changelog: &Changelog,
    findings: &[Finding],
) -> Result<Vec<Artefact>, RunError> {
    let own = |name: &str| format!("{CONSOLIDATED}/{name}");
    let mut artefacts: Vec<_> = night.sources[..night.fresh]
        .iter()
        .map(|document| Artefact::text(spec_path(document), document.text.clone()))
        .collect();
    artefacts.push(Artefact::text(document_path(job.config), consolidated.text.clone()));
    artefacts.push(Artefact::text(own(LOCK), night.lock.print()));
    artefacts.push(Artefact::text(own(CHANGELOG), changelog.print()));
    artefacts.extend(postman(job.config, consolidated));
    artefacts.extend(render::artefacts(changelog, &job.config.changelog, job.root, CONSOLIDATED)?);
    artefacts.extend(reports(findings));
    Ok(artefacts)
}

fn templates(job: &Job<'_>) -> Result<Templates, render::Error> {
    let folder = job.config.changelog.templates.as_ref().map(|folder| job.root.join(folder));
    Templates::load(folder.as_deref())
}

fn postman(config: &Config, consolidated: &Document) -> Vec<Artefact> {
    let rendered = render::postman::render(consolidated, &config.postman);
    let path = |kind: &str| format!("{CONSOLIDATED}/{}.{kind}.json", config.name);
    let collection = canonical::print_compact(&rendered.collection);
    let mut artefacts = vec![Artefact::text(path("postman_collection"), collection)];
    for (name, environment) in &rendered.environments {
        artefacts.push(Artefact::text(
            path(&format!("{name}.postman_environment")),
            canonical::print(environment),
        ));
    }
    artefacts
}

fn reports(findings: &[Finding]) -> Vec<Artefact> {
    let options =
        report::findings::Options { version: env!("CARGO_PKG_VERSION").to_owned(), ..Default::default() };
    let file = |name: &str, write: &dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("a vector takes everything");
        Artefact { path: format!("{CONSOLIDATED}/{name}"), bytes }
    };
    vec![
        file("lint.json", &|out| report::findings::json::write(findings, out)),
        file("lint.sarif", &|out| report::findings::sarif::write(findings, &options, out)),
    ]
}

/// What the step summary of a night says.
///
/// # Errors
/// A template of the user's that fails.
pub fn step_summary(job: &Job<'_>, entry: &Entry) -> Result<String, render::Error> {
    render::changelog::step_summary(entry, &job.config.changelog, &templates(job)?)
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
