//! What tonight's answer means for one service: new, changed, unchanged, held, missing or removed.
//!
//! Nothing here reads a clock or a network: the same answers on the same day give the same verdicts. `docs/verdicts.md`
//! prints the table.

use std::fmt;

use jiff::civil::Date;

use super::client::Validators;
use super::error::Failure;
use super::lockfile::Entry;
use super::options::Options;
use crate::json::canonical::{digest, sha256};
use crate::openapi::{Document, operation};

/// How a service stands after a night.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It has a document for the first time.
    New,
    /// Its document means something else than before.
    Changed,
    /// Its document means the same; the file keeps its bytes.
    Unchanged,
    /// No document could be accepted; the previous one, if there is one, is kept.
    Held {
        /// Why.
        why: Why,
        /// The first night.
        since: Date,
    },
    /// No source lists it and its document is gone; it is kept until it was missing for some nights.
    Missing {
        /// On how many nights, this one included.
        count: usize,
        /// The first night.
        since: Date,
    },
    /// It goes.
    Removed {
        /// Why it may.
        why: &'static str,
    },
}

impl Verdict {
    /// One word, for tables and machines.
    pub fn word(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Held { .. } => "held",
            Self::Missing { .. } => "missing",
            Self::Removed { .. } => "removed",
        }
    }

    /// Whether tonight brought a document that is in force.
    pub fn is_fetched(&self) -> bool {
        matches!(self, Self::New | Self::Changed | Self::Unchanged)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Held { why, since } => write!(f, "held since {since}: {why}"),
            Self::Missing { count, since } => write!(f, "missing since {since} ({count} nights)"),
            Self::Removed { why } => write!(f, "removed: {why}"),
            other => f.write_str(other.word()),
        }
    }
}

/// Why a document is held.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Why {
    /// It could not be fetched or read.
    #[error("{0}")]
    Failed(Failure),
    /// The source that lists it could not be read.
    #[error("its source could not be read: {0}")]
    Source(Failure),
    /// It has no operation.
    #[error(
        "the new document has no operation (the previous one has {0}); accept it with --accept-removal SERVICE"
    )]
    Hollow(usize),
    /// It lost too many operations at once.
    #[error("the new document has {after} of {before} operations; accept it with --accept-removal SERVICE")]
    Shrunk {
        /// Before.
        before: usize,
        /// After.
        after: usize,
    },
    /// No source lists it, and yet it is there.
    #[error("no source lists it any more, but its document still answers")]
    Unlisted,
}

/// What tonight brought for a service.
#[derive(Debug)]
pub enum Outcome {
    /// A document.
    Document {
        /// Read and usable.
        document: Box<Document>,
        /// Of its answer.
        validators: Validators,
    },
    /// The one we have.
    NotModified,
    /// Nothing usable.
    Failed(Failure),
    /// Its source could not be read.
    SourceFailed(Failure),
    /// No source lists it; what its last URL says, if it was asked.
    Unlisted(Option<Result<(), Failure>>),
}

/// What was known about a service before tonight.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// Its entry in the lock.
    pub entry: Option<&'a Entry>,
    /// Its document.
    pub previous: Option<&'a Document>,
    /// Whether a person accepted that it loses operations or goes.
    pub accepted: bool,
    /// Whether no document was ever fetched here: what there is may be replaced without a question.
    pub bootstrap: bool,
}

/// A verdict and what follows from it.
#[derive(Debug)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The document to publish; `None` when the previous one stays or goes.
    pub document: Option<Document>,
    /// The entry for the lock; `None` when there is nothing to remember.
    pub entry: Option<Entry>,
    /// How many operations the service loses tonight without anybody having confirmed it.
    pub lost: usize,
}

/// Where a service's document came from: the source's label and its own.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The source.
    pub source: &'a str,
    /// The document.
    pub url: &'a str,
}

/// Judges one service.
pub fn judge(
    known: Known<'_>,
    origin: Origin<'_>,
    outcome: Outcome,
    today: Date,
    options: &Options,
) -> Judged {
    match outcome {
        Outcome::Document { document, validators } => {
            fetched(known, origin, *document, validators, today, options)
        }
        Outcome::NotModified => unchanged(known, origin, None),
        Outcome::Failed(failure) => held(known, origin, Why::Failed(failure), today),
        Outcome::SourceFailed(failure) => held(known, origin, Why::Source(failure), today),
        Outcome::Unlisted(_) if known.accepted => removed("accepted by hand"),
        Outcome::Unlisted(_) if known.bootstrap => removed("it was a bootstrap that no source lists"),
        Outcome::Unlisted(Some(Ok(()))) => held(known, origin, Why::Unlisted, today),
        Outcome::Unlisted(Some(Err(failure))) if !failure.is_gone() => {
            held(known, origin, Why::Failed(failure), today)
        }
        Outcome::Unlisted(_) => missing(known, origin, today, options),
    }
}

fn fetched(
    known: Known<'_>,
    origin: Origin<'_>,
    document: Document,
    validators: Validators,
    today: Date,
    options: &Options,
) -> Judged {
    let after = operation::operations(&document.value).len();
    let Some(previous) = known.previous else {
        if after == 0 && !known.accepted && document.value.get("webhooks").is_none() {
            return held(known, origin, Why::Hollow(0), today);
        }
        return accepted(Verdict::New, origin, document, validators, 0);
    };
    if digest(&previous.value) == digest(&document.value) {
        return unchanged(known, origin, Some(validators));
    }
    let before = operation::operations(&previous.value).len();
    if known.bootstrap || known.accepted {
        return accepted(Verdict::Changed, origin, document, validators, 0);
    }
    if after == 0 && before > 0 {
        return held(known, origin, Why::Hollow(before), today);
    }
    if after * 100 < before * options.keep_percent {
        return shrunk(known, origin, (before, document, validators), today, options);
    }
    accepted(Verdict::Changed, origin, document, validators, before.saturating_sub(after))
}

/// A document that lost many operations is believed when it says so for as many nights as a missing service is.
fn shrunk(
    known: Known<'_>,
    origin: Origin<'_>,
    (before, document, validators): (usize, Document, Validators),
    today: Date,
    options: &Options,
) -> Judged {
    let mut nights = known.entry.map(|entry| entry.shrunk.clone()).unwrap_or_default();
    add(&mut nights, today);
    if nights.len() >= options.nights_until_removed.max(1) {
        return accepted(Verdict::Changed, origin, document, validators, 0);
    }
    let after = operation::operations(&document.value).len();
    let mut judged = held(known, origin, Why::Shrunk { before, after }, today);
    if let Some(entry) = &mut judged.entry {
        entry.shrunk = nights;
    }
    judged
}

fn accepted(
    verdict: Verdict,
    origin: Origin<'_>,
    document: Document,
    validators: Validators,
    lost: usize,
) -> Judged {
    let entry = fresh(origin, sha256(document.text.as_bytes()), validators);
    Judged { verdict, document: Some(document), entry: Some(entry), lost }
}

fn fresh(origin: Origin<'_>, digest: String, validators: Validators) -> Entry {
    Entry {
        source: origin.source.to_owned(),
        url: origin.url.to_owned(),
        digest,
        etag: validators.etag,
        last_modified: validators.last_modified,
        ..Entry::default()
    }
}

/// The entry stays as it is, even if the server has new validators for the same content, so that a quiet night touches no
/// file; unless the service was in trouble or comes from elsewhere.
fn unchanged(known: Known<'_>, origin: Origin<'_>, validators: Option<Validators>) -> Judged {
    let digest = known.previous.map(|previous| sha256(previous.text.as_bytes())).unwrap_or_default();
    let entry = match (known.entry, validators) {
        (Some(entry), _) if is_quiet(entry, origin, &digest) => entry.clone(),
        (_, Some(validators)) => fresh(origin, digest, validators),
        (Some(entry), None) => {
            let validators =
                Validators { etag: entry.etag.clone(), last_modified: entry.last_modified.clone() };
            fresh(origin, digest, validators)
        }
        (None, None) => fresh(origin, digest, Validators::default()),
    };
    Judged { verdict: Verdict::Unchanged, document: None, entry: Some(entry), lost: 0 }
}

fn is_quiet(entry: &Entry, origin: Origin<'_>, digest: &str) -> bool {
    entry.held_since.is_none()
        && entry.missing.is_empty()
        && entry.shrunk.is_empty()
        && entry.source == origin.source
        && entry.url == origin.url
        && entry.digest == digest
}

fn held(known: Known<'_>, origin: Origin<'_>, why: Why, today: Date) -> Judged {
    let since = known.entry.and_then(|entry| entry.held_since).unwrap_or(today);
    let entry = known.previous.map(|_| Entry { held_since: Some(since), ..remembered(known, origin) });
    Judged { verdict: Verdict::Held { why, since }, document: None, entry, lost: 0 }
}

fn missing(known: Known<'_>, origin: Origin<'_>, today: Date, options: &Options) -> Judged {
    let mut entry = remembered(known, origin);
    add(&mut entry.missing, today);
    if entry.missing.len() >= options.nights_until_removed.max(1) {
        return removed("it was missing for as many nights as `nights-until-removed` says");
    }
    entry.held_since = None;
    let verdict = Verdict::Missing { count: entry.missing.len(), since: entry.missing[0] };
    Judged { verdict, document: None, entry: Some(entry), lost: 0 }
}

fn removed(why: &'static str) -> Judged {
    Judged { verdict: Verdict::Removed { why }, document: None, entry: None, lost: 0 }
}

/// The entry as it stood, or one for a document that no lock knows.
fn remembered(known: Known<'_>, origin: Origin<'_>) -> Entry {
    known.entry.cloned().unwrap_or_else(|| {
        let digest = known.previous.map(|previous| sha256(previous.text.as_bytes())).unwrap_or_default();
        fresh(origin, digest, Validators::default())
    })
}

/// A night counts once, however often it is run.
fn add(nights: &mut Vec<Date>, today: Date) {
    if !nights.contains(&today) {
        nights.push(today);
    }
}
