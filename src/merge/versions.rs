//! One version of OpenAPI for all: the one they share, or the one that the configuration names.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use super::options::{Options, Target};
use super::refusal::{Contradictions, Place, Refusal};
use super::source::Source;
use super::{lower, raise};
use crate::json::Pointer;
use crate::openapi::{Document, Version};

/// The `openapi` field of the result.
///
/// # Errors
/// Sources of different versions, when the configuration names none.
pub(super) fn common(documents: &[&Document], options: &Options) -> Result<String, Refusal> {
    let versions: Vec<Option<Version>> = documents.iter().map(|document| document.version()).collect();
    let wanted = options.openapi.map(Target::version).or(versions.first().copied().flatten());
    if options.openapi.is_none() && versions.iter().any(|version| *version != wanted) {
        return Err(mixed(documents));
    }
    let spelled = documents
        .iter()
        .filter(|document| document.version() == wanted)
        .filter_map(|document| document.value.get("openapi")?.as_str());
    let highest = spelled.max_by_key(|text| patch(text));
    Ok(highest.unwrap_or(raise::spelled(wanted.unwrap_or(Version::V3_0))).to_owned())
}

/// The patch number of a version such as `3.0.3`.
fn patch(text: &str) -> u32 {
    text.rsplit('.').next().and_then(|patch| patch.parse().ok()).unwrap_or_default()
}

fn mixed(documents: &[&Document]) -> Refusal {
    let mut contradictions = Contradictions::default();
    contradictions.add(
        "mixed-versions",
        "the sources are of different versions of OpenAPI".to_owned(),
        documents.iter().map(|document| Place::of(document, Pointer::of(["openapi"]))).collect(),
        "`[consolidation]` with `openapi = \"3.1\"` (on the command line `--openapi 3.1`) raises the older ones",
    );
    contradictions.into_refusal()
}

/// The `jsonSchemaDialect` of the result: what all sources of 3.1 and later say. Sources of 3.0 have no part in it unless
/// they are raised, since the default is what they are raised to.
pub(super) fn dialect(sources: &[Source<'_>], contradictions: &mut Contradictions) -> Option<Value> {
    let json_schema = |source: &&Source<'_>| Version::of(source.root()).is_some_and(Version::is_json_schema);
    let said: Vec<(&Source<'_>, Option<&Value>)> = sources
        .iter()
        .filter(json_schema)
        .map(|source| (source, source.root().get("jsonSchemaDialect").filter(|it| !is_default(it))))
        .collect();
    let (_, first) = said.first()?;
    if said.iter().any(|(_, other)| other != first) {
        contradictions.add(
            "schema-dialect",
            "the schemas of the sources are of different dialects (`jsonSchemaDialect`)".to_owned(),
            said.iter().map(|(source, _)| source.place(Pointer::of(["jsonSchemaDialect"]))).collect(),
            "one dialect in all sources, or `$schema` in the schemas that need another",
        );
    }
    first.cloned()
}

/// What holds when nothing is said (OpenAPI 3.1, section 4.8.24.5).
fn is_default(dialect: &Value) -> bool {
    dialect.as_str().is_some_and(|text| text.starts_with("https://spec.openapis.org/oas/3."))
}

/// The trees in the version of the result, in the order of the documents.
///
/// # Errors
/// What an earlier version cannot say, all of it.
pub(super) fn converted<'a>(
    documents: &[&'a Document],
    options: &Options,
) -> Result<Vec<Cow<'a, Value>>, Refusal> {
    let mut contradictions = Contradictions::default();
    let mut roots = Vec::with_capacity(documents.len());
    for document in documents {
        let own = document.version().unwrap_or(Version::V3_0);
        let wanted = options.openapi.map_or(own, Target::version);
        match own.cmp(&wanted) {
            Ordering::Equal => roots.push(Cow::Borrowed(&document.value)),
            Ordering::Less => roots.push(Cow::Owned(raised(document, own, wanted))),
            Ordering::Greater => match lower::lowered(&document.value, own, wanted) {
                Ok(root) => roots.push(Cow::Owned(root)),
                Err(losses) => refuse(document, wanted, losses, &mut contradictions),
            },
        }
    }
    contradictions.into_result().map(|()| roots)
}

/// 3.1 is a part of 3.2; from 3.0 the schemas change their words.
fn raised(document: &Document, own: Version, wanted: Version) -> Value {
    if own.is_json_schema() { document.value.clone() } else { raise::raised(&document.value, wanted) }
}

fn refuse(
    document: &Document,
    wanted: Version,
    losses: Vec<lower::Loss>,
    contradictions: &mut Contradictions,
) {
    for loss in losses {
        contradictions.add(
            "lost-in-lowering",
            format!("OpenAPI {wanted} cannot say this: {}", loss.what),
            vec![Place::of(document, loss.place)],
            "a later version in `[consolidation]` `openapi`, or a source that does without",
        );
    }
}
