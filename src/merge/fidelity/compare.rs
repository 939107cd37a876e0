//! Two trees, every reference followed on both sides: the same or not, and where not.
//!
//! A pair of referenced nodes that is met again is taken for equal while the whole is being compared, which is right as
//! long as nothing in the whole differs. Only when it does not, the pairs are kept as proved; otherwise all are forgotten.
//! (To keep a pair that was met on the way to a difference is how a difference gets lost.)

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::dialect;
use super::side::Side;
use crate::json::{Pointer, number};
use crate::merge::rewrite::SOURCE;
use crate::openapi::{Kind, discriminator, grammar, reference};

/// Where the trees part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The place in the source, as it was walked.
    pub(super) place: Pointer,
    /// What was found there.
    pub(super) what: String,
}

type Pair = (*const Value, *const Value, Kind);

/// Compares nodes of a source with nodes of the consolidated document.
pub(super) struct Comparer<'c, 'a> {
    pub(super) source: &'c Side<'a>,
    pub(super) result: &'c Side<'a>,
    proved: HashSet<Pair>,
    met: HashSet<Pair>,
    place: Pointer,
    difference: Option<Difference>,
    /// Whether operations may have gained what was in force for them: shared path items are named from elsewhere.
    pub(super) completed: bool,
}

/// What stands behind a chain of references, and what stands beside each of them.
struct Unfolded<'a> {
    beside: Vec<&'a Map<String, Value>>,
    end: End<'a>,
    followed: bool,
}

enum End<'a> {
    Value(&'a Value),
    Broken,
    External(&'a str),
    Circular,
}

impl<'c, 'a> Comparer<'c, 'a> {
    pub(super) fn new(source: &'c Side<'a>, result: &'c Side<'a>) -> Self {
        Self {
            source,
            result,
            proved: HashSet::new(),
            met: HashSet::new(),
            place: Pointer::root(),
            difference: None,
            completed: false,
        }
    }

    /// Compares within one whole (an operation, a component): `None` when everything in it is the same.
    pub(super) fn whole(
        &mut self,
        place: Pointer,
        compare: impl FnOnce(&mut Self) -> bool,
    ) -> Option<Difference> {
        self.place = place;
        self.difference = None;
        let same = compare(self);
        let met = std::mem::take(&mut self.met);
        if same {
            self.proved.extend(met);
            return None;
        }
        let what = || Difference { place: self.place.clone(), what: "something differs".to_owned() };
        Some(self.difference.take().unwrap_or_else(what))
    }

    /// Notes the first difference; always false.
    pub(super) fn differs(&mut self, what: impl FnOnce() -> String) -> bool {
        if self.difference.is_none() {
            self.difference = Some(Difference { place: self.place.clone(), what: what() });
        }
        false
    }

    /// Compares one step below.
    pub(super) fn below(&mut self, token: &str, compare: impl FnOnce(&mut Self) -> bool) -> bool {
        self.place.push(token);
        let same = compare(self);
        self.place.pop();
        same
    }

    /// Whether two nodes mean the same.
    pub(super) fn same(&mut self, a: &'a Value, b: &'a Value, kind: Kind) -> bool {
        if kind == Kind::Data {
            return number::equal(a, b) || self.differs(|| format!("{} became {}", brief(a), brief(b)));
        }
        if !kind.may_be_reference() || (reference::target(a).is_none() && reference::target(b).is_none()) {
            return self.same_value(a, b, kind);
        }
        let (left, right) = (unfold(self.source, a), unfold(self.result, b));
        self.same_beside(&left, &right, kind) && self.same_end(&left, &right, kind)
    }

    fn same_beside(&mut self, left: &Unfolded<'a>, right: &Unfolded<'a>, kind: Kind) -> bool {
        if left.beside.len() != right.beside.len() {
            return self.differs(|| "the fields beside a reference are not the same".to_owned());
        }
        if kind == Kind::Schema && !self.source.json_schema && self.result.json_schema {
            let same = left.beside.iter().zip(&right.beside).all(|(a, b)| dialect::same_beside(a, b));
            return same || self.differs(|| "the fields beside a reference are not the same".to_owned());
        }
        let pairs = left.beside.iter().zip(&right.beside);
        pairs.fold(true, |same, (a, b)| same && self.same_fields(a, b, kind, &["$ref"]))
    }

    fn same_end(&mut self, left: &Unfolded<'a>, right: &Unfolded<'a>, kind: Kind) -> bool {
        match (&left.end, &right.end) {
            (End::Value(a), End::Value(b)) => {
                let pair = (std::ptr::from_ref(*a), std::ptr::from_ref(*b), kind);
                let known = left.followed
                    && right.followed
                    && (self.proved.contains(&pair) || !self.met.insert(pair));
                known || self.same_value(a, b, kind)
            }
            (End::Broken, End::Broken) | (End::Circular, End::Circular) => true,
            (End::External(a), End::External(b)) if a == b => true,
            _ => self.differs(|| "a reference leads somewhere else".to_owned()),
        }
    }

    fn same_value(&mut self, a: &'a Value, b: &'a Value, kind: Kind) -> bool {
        match (a, b) {
            (Value::Object(a), Value::Object(b)) => self.same_object(a, b, kind),
            (Value::Array(a), Value::Array(b)) => self.same_list(a, b, kind),
            _ => number::equal(a, b) || self.differs(|| format!("{} became {}", brief(a), brief(b))),
        }
    }

    fn same_list(&mut self, a: &'a [Value], b: &'a [Value], kind: Kind) -> bool {
        if a.len() != b.len() {
            return self.differs(|| format!("{} items became {}", a.len(), b.len()));
        }
        let below = grammar::child(kind, "");
        a.iter()
            .zip(b)
            .enumerate()
            .all(|(at, (a, b))| self.below(&at.to_string(), |this| this.same(a, b, below)))
    }

    fn same_object(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>, kind: Kind) -> bool {
        match kind {
            Kind::SecurityRequirement => self.same_requirement(a, b),
            Kind::Link => self.same_link(a, b),
            // Operations of callbacks: their ids are unique in each document, and no part of what is sent.
            Kind::Operation => {
                let gained = ["security", "deprecated", SOURCE];
                let gained = gained.into_iter().filter(|key| self.completed && !a.contains_key(*key));
                let skipped: Vec<&str> = gained.chain(["operationId"]).collect();
                self.same_fields(a, b, kind, &skipped)
            }
            Kind::Schema => {
                let mut skipped = vec!["discriminator", "$anchor", "$dynamicAnchor", "$dynamicRef"];
                let translated = self.source.json_schema != self.result.json_schema;
                if translated {
                    skipped.extend(dialect::WORDS);
                }
                self.same_fields(a, b, kind, &skipped)
                    && self.same_selection(a, b)
                    && self.same_dynamics(a, b)
                    && (!translated || self.same_reading(a, b))
            }
            _ => self.same_fields(a, b, kind, &[]),
        }
    }

    /// Compares two maps key by key, but for some keys.
    pub(super) fn same_fields(
        &mut self,
        a: &'a Map<String, Value>,
        b: &'a Map<String, Value>,
        kind: Kind,
        skipped: &[&str],
    ) -> bool {
        let looked_at = |key: &String| !skipped.contains(&key.as_str());
        if let Some(key) = b.keys().find(|key| looked_at(key) && !a.contains_key(*key)) {
            return self.differs(|| format!("`{key}` was added"));
        }
        a.iter().filter(|(key, _)| looked_at(key)).all(|(key, a)| match b.get(key) {
            Some(b) => self.below(key, |this| this.same(a, b, grammar::child(kind, key))),
            None => self.differs(|| format!("`{key}` is missing")),
        })
    }

    /// Requirements by the schemes that they name, whatever those are called.
    pub(super) fn same_requirement(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        if a.len() != b.len() {
            return self.differs(|| format!("{} security schemes became {}", a.len(), b.len()));
        }
        let mut left: Vec<(&String, &Value)> = b.iter().collect();
        for (name, scopes) in a {
            let found = left
                .iter()
                .position(|(other, theirs)| number::equal(scopes, theirs) && self.same_scheme(name, other));
            match found {
                Some(at) => drop(left.swap_remove(at)),
                None => return self.differs(|| format!("no scheme does what `{name}` did")),
            }
        }
        true
    }

    fn same_scheme(&mut self, name: &str, other: &str) -> bool {
        match (self.source.scheme(name), self.result.scheme(other)) {
            (Some(a), Some(b)) => {
                let before = self.difference.clone();
                let same = self.same(a, b, Kind::SecurityScheme);
                self.difference = before;
                same
            }
            (None, None) => name == other,
            _ => false,
        }
    }

    fn same_link(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        let named = ["operationId", "operationRef"];
        named.iter().all(|key| {
            match (a.get(*key).and_then(Value::as_str), b.get(*key).and_then(Value::as_str)) {
                (None, None) => true,
                (Some(one), Some(other)) => {
                    let (left, right) = (self.source.linked(key, one), self.result.linked(key, other));
                    let same = if left.is_none() { one == other } else { left == right };
                    same || self.below(key, |this| {
                        this.differs(|| format!("`{one}` became `{other}`, another operation"))
                    })
                }
                _ => self.differs(|| format!("`{key}` is not on both sides")),
            }
        }) && self.same_fields(a, b, Kind::Link, &named)
    }

    /// What the values of a discriminator select: everything that the source selects by mapping or by a schema's name
    /// must select the same, and the result's mapping may select nothing else.
    fn same_selection(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        let (one, other) = match (a.get("discriminator"), b.get("discriminator")) {
            (None, None) => return true,
            (Some(Value::Object(one)), Some(Value::Object(other))) => (one, other),
            (Some(one), Some(other)) => {
                return number::equal(one, other) || self.differs(|| "the discriminator differs".into());
            }
            _ => return self.differs(|| "`discriminator` is not on both sides".to_owned()),
        };
        let wanted = selections(self.source, a);
        let explicit = other.get("mapping").and_then(Value::as_object);
        self.same_fields(one, other, Kind::Discriminator, &["mapping"])
            && explicit.into_iter().flat_map(Map::keys).all(|value| {
                wanted.iter().any(|(known, _)| known == value)
                    || self.differs(|| format!("the discriminator selects by `{value}`, which is new"))
            })
            && wanted.iter().all(|(value, target)| self.same_target(value, target, explicit))
    }

    fn same_target(&mut self, value: &str, target: &str, explicit: Option<&'a Map<String, Value>>) -> bool {
        let selected = explicit.and_then(|mapping| mapping.get(value)).and_then(Value::as_str);
        let left = schema(self.source, target);
        // Not mapped in the result: then the value is the name of a schema there, too.
        let right = schema(self.result, selected.unwrap_or(value));
        match (left, right) {
            (Some(a), Some(b)) => {
                let pair = (std::ptr::from_ref(a), std::ptr::from_ref(b), Kind::Schema);
                self.proved.contains(&pair)
                    || !self.met.insert(pair)
                    || self.below("discriminator", |this| this.same(a, b, Kind::Schema))
            }
            (None, None) if selected.is_none_or(|selected| selected == target || target.starts_with('#')) => {
                true
            }
            _ => self.differs(|| format!("the discriminator's value `{value}` selects another schema")),
        }
    }

    /// What the words say that each dialect has of its own.
    fn same_reading(&mut self, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
        let (left, right) =
            (dialect::read(a, self.source.json_schema), dialect::read(b, self.result.json_schema));
        left == right || self.differs(|| format!("{left} became {right}"))
    }

    /// Anchors are names: what matters is that both sides have them in the same places.
    fn same_dynamics(&mut self, a: &Map<String, Value>, b: &Map<String, Value>) -> bool {
        let names = ["$anchor", "$dynamicAnchor", "$dynamicRef"];
        names.iter().all(|key| {
            a.contains_key(*key) == b.contains_key(*key)
                || self.differs(|| format!("`{key}` is not on both sides"))
        })
    }
}

fn unfold<'a>(side: &Side<'a>, value: &'a Value) -> Unfolded<'a> {
    let mut unfolded = Unfolded { beside: Vec::new(), end: End::Value(value), followed: false };
    let mut current = value;
    let mut seen = Vec::new();
    while let (Some(text), Some(map)) = (reference::target(current), current.as_object()) {
        if map.len() > 1 {
            unfolded.beside.push(map);
        }
        let Some(place) = side.anchors.place(text) else {
            unfolded.end = End::External(text);
            return unfolded;
        };
        let Some(next) = place.resolve(side.root) else {
            unfolded.end = End::Broken;
            return unfolded;
        };
        if seen.contains(&std::ptr::from_ref(next)) {
            unfolded.end = End::Circular;
            return unfolded;
        }
        seen.push(std::ptr::from_ref(next));
        unfolded.followed = true;
        current = next;
    }
    unfolded.end = End::Value(current);
    unfolded
}

/// Every value that a schema's discriminator selects something by, with what it names.
fn selections<'a>(side: &Side<'a>, schema: &'a Map<String, Value>) -> Vec<(String, String)> {
    let mapping = schema.get("discriminator").and_then(|it| it.get("mapping")).and_then(Value::as_object);
    let mut all: Vec<(String, String)> = mapping
        .into_iter()
        .flatten()
        .filter_map(|(value, target)| Some((value.clone(), target.as_str()?.to_owned())))
        .collect();
    let schemas = side.root.pointer("/components/schemas").and_then(Value::as_object);
    let is_this = |value: &Value| value.as_object().is_some_and(|fields| std::ptr::eq(fields, schema));
    let own =
        schemas.and_then(|all| all.iter().find(|(_, value)| is_this(value))).map(|(name, _)| name.as_str());
    let implied = discriminator::implied(side.root, schema, own, &side.heirs);
    all.extend(implied.into_iter().map(|found| (found.name, found.reference.into_owned())));
    all
}

/// The schema that a value of a mapping names: by a component's name or by a reference.
fn schema<'a>(side: &Side<'a>, text: &str) -> Option<&'a Value> {
    let named = side.root.get("components").and_then(|all| all.get("schemas")).and_then(|all| all.get(text));
    named.or_else(|| side.anchors.place(text)?.resolve(side.root))
}

/// A value short enough for a message.
pub(super) fn brief(value: &Value) -> String {
    let text = crate::json::canonical::print_compact(value);
    if text.chars().count() <= 60 {
        text
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}
