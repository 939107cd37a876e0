//! Extractors: each reads one part of two operations or documents and emits facts, without an opinion.

pub mod bodies;
pub mod document;
pub mod lifecycle;
pub mod operation;
pub mod parameters;
pub mod responses;
pub mod security;

use serde_json::{Map, Value};

use super::align::Placed;
use super::delta::Fact;
use super::options::Options;
use super::schema::{Comparer, Top};
use super::site::Site;
use crate::json::Pointer;
use crate::openapi::reference;

/// Two operations that answer to each other, and what was found about them.
pub struct Exchange<'c, 'a> {
    /// Compares schemas of the two documents.
    pub comparer: &'c Comparer<'a>,
    /// In the base.
    pub base: &'c Placed<'a>,
    /// In the revision.
    pub revision: &'c Placed<'a>,
    /// Whether the provider calls: in callbacks and webhooks.
    pub outgoing: bool,
    /// Method and path, the place of facts that stand in the operation itself.
    pub key: String,
    /// What was found.
    pub told: Told<'a>,
}

/// What there is to tell about two operations.
#[derive(Default)]
pub struct Told<'a> {
    /// The facts that are not about schemas.
    pub facts: Vec<Fact>,
    /// The pairs of schemas from which walks start, in the order in which they are to be told.
    pub tops: Vec<Top<'a>>,
}

/// An object of either side, behind its references.
#[derive(Debug, Clone)]
pub struct At<'a> {
    /// The object.
    pub map: &'a Map<String, Value>,
    /// Where it stands.
    pub pointer: Pointer,
}

impl<'a> At<'a> {
    /// Follows a value's references.
    pub fn of(root: &'a Value, value: &'a Value, pointer: Pointer) -> Option<Self> {
        let resolved = reference::resolve(root, value).ok()?;
        let pointer = resolved.trail.last().cloned().unwrap_or(pointer);
        Some(Self { map: resolved.value.as_object()?, pointer })
    }

    /// A field that is an object, behind its references.
    pub fn child(&self, root: &'a Value, key: &str) -> Option<Self> {
        Self::of(root, self.map.get(key)?, self.pointer.join(key))
    }

    /// The entries of a field that is a map of objects.
    pub fn entries(&self, root: &'a Value, key: &str) -> Vec<(&'a str, Self)> {
        let pointer = self.pointer.join(key);
        let map = self.map.get(key).and_then(Value::as_object);
        map.into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.as_str(), Self::of(root, value, pointer.join(name))?)))
            .collect()
    }

    /// Whether a field is `true`.
    pub fn is_true(&self, key: &str) -> bool {
        self.map.get(key) == Some(&Value::Bool(true))
    }
}

impl<'a> Exchange<'_, 'a> {
    /// Settings.
    pub fn options(&self) -> &'a Options {
        self.comparer.options
    }

    /// The base document.
    pub fn base_root(&self) -> &'a Value {
        self.comparer.base.root
    }

    /// The revision document.
    pub fn revision_root(&self) -> &'a Value {
        self.comparer.revision.root
    }

    /// A name of a place: the pointer inside components, else a part of this operation.
    pub fn place(&self, pointer: &Pointer, part: &str) -> String {
        if pointer.tokens().first().is_some_and(|first| first == "components") {
            format!("#{pointer}")
        } else {
            format!("{} {part}", self.key)
        }
    }

    /// Records a fact.
    pub fn tell(&mut self, mut fact: Fact) {
        fact.outgoing |= self.outgoing;
        self.told.facts.push(fact);
    }

    /// The site as it is called when the provider calls.
    pub fn site(&self, site: Site) -> Site {
        if !self.outgoing {
            return site;
        }
        match site {
            Site::RequestBody => Site::OutgoingBody,
            Site::RequestProperty => Site::OutgoingProperty,
            Site::Parameter => Site::OutgoingParameter,
            Site::ParameterProperty | Site::HeaderProperty => Site::OutgoingParameterProperty,
            Site::ResponseBody => Site::OutgoingResponseBody,
            Site::ResponseProperty => Site::OutgoingResponseProperty,
            Site::ResponseHeader => Site::OutgoingResponseHeader,
            Site::ResponseHeaderProperty => Site::OutgoingResponseHeaderProperty,
            other => other,
        }
    }

    /// Tells about fields that only people read, and about extensions.
    pub fn words(
        &mut self,
        base: &At<'a>,
        revision: &At<'a>,
        part: &str,
        kinds: &[(&str, &'static str)],
        extension: &'static str,
    ) {
        let place = self.place(&revision.pointer, part);
        for &(key, id) in kinds {
            let (before, after) = (base.map.get(key), revision.map.get(key));
            if before != after {
                let fact = Fact::fixed(id, format!("{place}/{key}")).about(part).named(part);
                let fact = fact.at(Some(&base.pointer), Some(&revision.pointer));
                self.tell(
                    fact.before(before.cloned().unwrap_or_default())
                        .after(after.cloned().unwrap_or_default()),
                );
            }
        }
        self.extensions(base, revision, part, extension);
    }

    fn extensions(&mut self, base: &At<'a>, revision: &At<'a>, part: &str, id: &'static str) {
        let place = self.place(&revision.pointer, part);
        let mut keys: Vec<&String> = base.map.keys().chain(revision.map.keys()).collect();
        keys.retain(|key| key.starts_with("x-") && base.map.get(*key) != revision.map.get(*key));
        keys.sort_unstable();
        keys.dedup();
        let words = &self.options().words;
        let told = |key: &String| {
            [
                &words.deprecated,
                &words.sunset,
                &words.deprecation_notice,
                &words.stability,
                &words.replaced_by,
                &words.rate_limit,
                &words.permissions,
                &words.visibility,
            ]
            .into_iter()
            .any(|list| list.contains(key))
        };
        keys.retain(|key| !words.is_noise(key) && !told(key));
        for key in keys {
            let value = |map: &Map<String, Value>| map.get(key).cloned().unwrap_or_default();
            let fact = Fact::fixed(id, format!("{place}/{key}")).about(part).named(key.as_str());
            let fact = fact.at(Some(&base.pointer), Some(&revision.pointer));
            self.tell(fact.before(value(base.map)).after(value(revision.map)));
        }
    }
}
