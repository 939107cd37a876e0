//! What is word for word the same on both sides, references followed: nothing there needs a second look.

use std::cell::OnceCell;

use serde_json::Value;

use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;
use crate::openapi::Version;
use crate::openapi::closure::{Closure, Digest};
use crate::openapi::grammar::Kind;
use crate::openapi::schema::Schema;

/// One of the two documents.
#[derive(Debug, Clone, Copy)]
pub enum Side {
    /// Before.
    Base,
    /// After.
    Revision,
}

/// Knows which parts of two documents are the same.
pub struct Same<'a> {
    base: &'a Value,
    revision: &'a Value,
    changed: OnceCell<HashSet<&'a str>>,
    closures: OnceCell<(Closure<'a>, Closure<'a>)>,
    one_dialect: bool,
}

impl<'a> Same<'a> {
    /// For two documents.
    pub fn new(base: &'a Value, revision: &'a Value) -> Self {
        let dialect = |root| Version::of(root).is_some_and(Version::is_json_schema);
        let one_dialect = dialect(base) == dialect(revision);
        Self { base, revision, changed: OnceCell::new(), closures: OnceCell::new(), one_dialect }
    }

    /// Whether two values are the same, and everything that they refer to.
    pub fn values(&self, base: &'a Value, revision: &'a Value) -> bool {
        if !self.one_dialect || base != revision {
            return false;
        }
        let mut references = Vec::new();
        collect(revision, &mut references);
        references.is_empty() || references.iter().all(|target| !self.changed().contains(target))
    }

    /// What a schema of one side unfolds to, whatever its components are called; `None` where the sides cannot be compared so.
    /// The digests behind this cost a walk over both documents, so it is for schemas that cannot be paired by name.
    pub fn meaning(&self, side: Side, schema: &'a Value) -> Option<Digest> {
        let (old, new) = self.closures.get_or_init(|| (Closure::of(self.base), Closure::of(self.revision)));
        let of_side = match side {
            Side::Base => old,
            Side::Revision => new,
        };
        self.one_dialect.then(|| of_side.digest(schema, Kind::Schema))
    }

    /// Whether an object that is equal on both sides refers to nothing that is different.
    pub fn maps(&self, map: &'a serde_json::Map<String, Value>) -> bool {
        if !self.one_dialect {
            return false;
        }
        let mut references = Vec::new();
        map.values().for_each(|value| collect(value, &mut references));
        references.is_empty() || references.iter().all(|target| !self.changed().contains(target))
    }

    /// Whether two schemas are made of the same nodes.
    pub fn schemas(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        base.never == revision.never
            && base.nodes.len() == revision.nodes.len()
            && base.key()[base.nodes.len()..] == revision.key()[revision.nodes.len()..]
            && base.nodes.iter().zip(&revision.nodes).all(|(one, other)| {
                one.map == other.map && {
                    let mut references = Vec::new();
                    one.map.values().for_each(|value| collect(value, &mut references));
                    references.iter().all(|target| !self.changed().contains(target))
                }
            })
    }

    /// The references behind which something is different, directly or further down.
    fn changed(&self) -> &HashSet<&'a str> {
        self.changed.get_or_init(|| {
            let mut targets = Vec::new();
            collect(self.base, &mut targets);
            collect(self.revision, &mut targets);
            targets.sort_unstable();
            targets.dedup();
            spread(&targets.into_iter().map(|target| (target, self.behind(target))).collect())
        })
    }

    /// Whether something is different right behind a reference, and where it leads on to.
    fn behind(&self, target: &str) -> (bool, Vec<&'a str>) {
        let find = |root: &'a Value| Pointer::parse_fragment(target).and_then(|at| at.resolve(root));
        let (base, revision) = (find(self.base), find(self.revision));
        let mut on = Vec::new();
        for value in [base, revision].into_iter().flatten() {
            collect(value, &mut on);
        }
        (base != revision, on)
    }
}

/// A reference is changed when what it leads on to is.
fn spread<'a>(all: &HashMap<&'a str, (bool, Vec<&'a str>)>) -> HashSet<&'a str> {
    let mut from: HashMap<&str, Vec<&'a str>> = HashMap::default();
    for (target, (_, on)) in all {
        for next in on {
            from.entry(next).or_default().push(target);
        }
    }
    let mut changed: HashSet<&str> =
        all.iter().filter(|(_, (changed, _))| *changed).map(|(target, _)| *target).collect();
    let mut queue: Vec<&str> = changed.iter().copied().collect();
    while let Some(target) = queue.pop() {
        for above in from.get(target).into_iter().flatten() {
            if changed.insert(above) {
                queue.push(above);
            }
        }
    }
    changed
}

fn collect<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(target) if key == "$ref" => into.push(target),
                    other => collect(other, into),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, into)),
        _ => {}
    }
}
