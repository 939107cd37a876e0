//! What each stage costs: on our own samples, and on real documents where they are.
//!
//! `SPECLINE_SNAPSHOTS` names a folder of folders, one a night, whose names sort by date.
#![allow(clippy::disallowed_methods, missing_docs, reason = "benchmarks make the files that they read")]

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use divan::Bencher;
use specline::config::Config;
use specline::diff::{self, change::Change};
use specline::json::{Spans, canonical};
use specline::lint::{self, Ruleset};
use specline::merge::{self, fidelity};
use specline::openapi::closure::Closure;
use specline::openapi::{Document, folder, operation};
use specline::pipeline::{self, Job, Watch};
use specline::release::Changelog;
use specline::render;

fn main() {
    divan::main();
}

/// Two nights.
struct Nights {
    name: String,
    before: Vec<Document>,
    after: Vec<Document>,
}

impl fmt::Display for Nights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

fn read(folder: &Path) -> Vec<Document> {
    let files: Vec<PathBuf> = folder::files(folder).expect("a folder").into_values().collect();
    folder::open_all(&files).into_iter().collect::<Result<_, _>>().expect("documents")
}

/// A typical night first: our own two, then the last two real ones and the two that differ most.
fn nights() -> &'static [Nights] {
    static ALL: OnceLock<Vec<Nights>> = OnceLock::new();
    ALL.get_or_init(|| {
        let pair = |name: &str, one: &Path, other: &Path| Nights {
            name: name.to_owned(),
            before: read(one),
            after: read(other),
        };
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut all = vec![pair("samples", &samples.join("night-1"), &samples.join("night-2"))];
        let Some(real) = std::env::var_os("SPECLINE_SNAPSHOTS") else { return all };
        let entries = std::fs::read_dir(real).expect("a folder of snapshots");
        let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
        folders.sort();
        let [.., one, other] = &folders[..] else { return all };
        all.push(pair("real, last night", one, other));
        let differing = |pair: &&[PathBuf]| changes(&read(&pair[0]), &read(&pair[1])).len();
        if let Some([one, other]) = folders.windows(2).max_by_key(differing) {
            all.push(pair("real, worst night", one, other));
        }
        all
    })
}

/// Those whose newer documents are all different.
fn sets() -> impl Iterator<Item = &'static Nights> {
    nights().iter().take(2)
}

fn changes(before: &[Document], after: &[Document]) -> Vec<Change> {
    diff::compare(before, after, &diff::Options::default())
}

fn consolidated(nights: &Nights) -> Document {
    let merged = merge::merge(&nights.after, &merge::Options::default()).expect("what can be merged");
    Document::from_value("all", "all.json", merged.value)
}

#[divan::bench(args = sets())]
fn parse(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher.bench(|| {
        let parse = |one: &Document| {
            Document::parse(&one.name, &one.origin, one.text.clone().into_bytes()).expect("a document")
        };
        nights.after.iter().map(parse).collect::<Vec<_>>()
    });
}

#[divan::bench(args = sets())]
fn print(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher.bench(|| nights.after.iter().map(|one| canonical::print(&one.value)).collect::<Vec<_>>());
}

#[divan::bench(args = sets())]
fn spans(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher
        .bench(|| nights.after.iter().map(|one| Spans::scan(&one.text).expect("JSON")).collect::<Vec<_>>());
}

#[divan::bench(args = sets())]
fn closure_digests(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher.bench(|| {
        let digests = |one: &Document| {
            let closure = Closure::of(&one.value);
            operation::operations(&one.value).iter().map(|it| closure.operation(it)).collect::<Vec<_>>()
        };
        nights.after.iter().map(digests).collect::<Vec<_>>()
    });
}

#[divan::bench(args = sets())]
fn merge(bencher: Bencher<'_, '_>, nights: &Nights) {
    let options = merge::Options::default();
    bencher.bench(|| merge::merge(&nights.after, &options).expect("what can be merged"));
}

#[divan::bench(args = sets())]
fn verify(bencher: Bencher<'_, '_>, nights: &Nights) {
    let (all, options) = (consolidated(nights), merge::Options::default());
    bencher.bench(|| fidelity::prove(&all, &nights.after, &options));
}

#[divan::bench(args = ["oas", "qlik", "owasp"])]
fn lint(bencher: Bencher<'_, '_>, ruleset: &str) {
    let ruleset = Ruleset::builtin(ruleset).expect("a built-in ruleset");
    let nights = nights();
    let documents = &nights[nights.len().min(2) - 1].after;
    bencher.bench(|| documents.iter().map(|one| lint::lint(one, &ruleset)).collect::<Vec<_>>());
}

#[divan::bench(args = sets())]
fn diff_unchanged(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher.bench(|| changes(&nights.after, &nights.after));
}

#[divan::bench(args = nights())]
fn diff(bencher: Bencher<'_, '_>, nights: &Nights) {
    bencher.bench(|| changes(&nights.before, &nights.after));
}

#[divan::bench(args = sets())]
fn postman(bencher: Bencher<'_, '_>, nights: &Nights) {
    let (all, options) = (consolidated(nights), render::postman::Options::default());
    bencher.bench(|| render::postman::render(&all, &options));
}

/// A changelog of one entry with all changes of a night, and everything that is rendered from it: pages, feeds.
#[divan::bench(args = nights())]
fn changelog_and_site(bencher: Bencher<'_, '_>, nights: &Nights) {
    let mut changelog = Changelog::default();
    let date = jiff::civil::date(2026, 1, 1);
    changelog.record(date, semver::Version::new(1, 0, 0), changes(&nights.before, &nights.after));
    let options = specline::release::Options::default();
    bencher.bench(|| render::artefacts(&changelog, &options, Path::new("."), "consolidated").expect("pages"));
}

struct Unwatched;

impl Watch for Unwatched {}

/// A whole night without the network over what the night before left.
#[divan::bench(args = sets())]
fn run_offline(bencher: Bencher<'_, '_>, nights: &Nights) {
    let folder = tempfile::tempdir().expect("a folder");
    let config: Config = toml::from_str("name = \"all\"").expect("a configuration");
    let job = |dry_run| Job {
        root: folder.path(),
        config: &config,
        offline: true,
        dry_run,
        now: "2026-01-02T03:04:05Z".parse().expect("a time"),
        accepted_removals: &[],
    };
    let put = |documents: &[Document]| {
        let specs = folder.path().join("specs");
        let _ = std::fs::remove_dir_all(&specs);
        std::fs::create_dir_all(&specs).expect("a folder");
        for one in documents {
            std::fs::write(specs.join(format!("{}.json", one.name)), &one.text).expect("a file");
        }
    };
    put(&nights.before);
    pipeline::run(&job(false), &Unwatched).expect("the night before");
    put(&nights.after);
    bencher.bench(|| pipeline::run(&job(true), &Unwatched).expect("a night").operations);
}
