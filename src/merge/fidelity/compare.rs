//! Two trees, every reference followed on both sides: the same or not, and where not.
//!
//! A pair of nodes that a reference led to waits until the place that refers to it is done, so that no chain of references,
//! however long, fills the stack. A pair that is met again is taken for equal while the whole is being compared, which is
//! right as long as nothing in the whole differs. Only when nothing does, the pairs are kept as proved; otherwise all are
//! forgotten. (To keep a pair that was met on the way to a difference is how a difference gets lost.)

use std::fmt::Display;

use serde_json::{Map, Value};

use super::dialect;
use super::side::{Linked, Side};
use crate::collections::HashSet;
use crate::json::identity::{Address, IdentitySet};
use crate::json::{Pointer, field, number};
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

type Pair = (Address, Address, Kind);

/// Compares nodes of a source with nodes of the consolidated document.
pub(super) struct Comparer<'c, 'a> {
    pub(super) source: &'c Side<'a>,
    pub(super) result: &'c Side<'a>,
    proved: IdentitySet<Pair>,
    met: IdentitySet<Pair>,
    waiting: Vec<Waiting<'a>>,
    /// Whether places are kept: only what differs is looked at a second time to say where.
    tracing: bool,
    place: Pointer,
    difference: Option<Difference>,
    /// Whether operations may have gained what was in force for them: shared path items are named from elsewhere.
    pub(super) completed: bool,
}

/// Keywords of schemas that name things; compared by what they name.
const NAMES: [&str; 4] = ["discriminator", "$anchor", "$dynamicAnchor", "$dynamicRef"];

/// A pair that references led to: where it stands in the source, both nodes, what they are.
type Waiting<'a> = (Pointer, &'a Value, &'a Value, Kind);

/// What stands behind a chain of references, and what stands beside each of them.
struct Unfolded<'a> {
    beside: Vec<&'a Map<String, Value>>,
    end: End<'a>,
    /// The last reference that was followed.
    followed: Option<&'a str>,
}

enum End<'a> {
    Value(&'a Value),
    Broken,
    External(&'a str),
    Circular,
    /// More references than are followed at once: the last that was reached, which is one itself.
    Far(&'a Value),
}

impl<'c, 'a> Comparer<'c, 'a> {
    pub(super) fn new(source: &'c Side<'a>, result: &'c Side<'a>) -> Self {
        Self {
            source,
            result,
            proved: IdentitySet::default(),
            met: IdentitySet::default(),
            waiting: Vec::new(),
            tracing: false,
            place: Pointer::root(),
            difference: None,
            completed: false,
        }
    }

    /// Compares within one whole (an operation, a component): `None` when everything in it is the same.
    pub(super) fn whole(
        &mut self,
        place: impl FnOnce() -> Pointer,
        compare: impl Fn(&mut Self) -> bool,
    ) -> Option<Difference> {
        if self.proves(&compare) {
            return None;
        }
        self.tracing = true;
        self.place = place();
        let same = self.proves(&compare);
        self.tracing = false;
        debug_assert!(!same, "looking closer makes nothing the same");
        let place = std::mem::take(&mut self.place);
        let what = || Difference { place, what: "something differs".to_owned() };
        Some(self.difference.take().unwrap_or_else(what))
    }

    /// Whether everything in one whole is the same.
    pub(super) fn proves(&mut self, compare: impl Fn(&mut Self) -> bool) -> bool {
        self.difference = None;
        let same = compare(self) && self.all_waiting();
        self.waiting.clear();
        if same {
            self.proved.extend(self.met.drain());
        } else {
            self.met.clear();
        }
        same
    }

    /// Compares the pairs that references led to, and those that these lead to.
    fn all_waiting(&mut self) -> bool {
        while let Some((place, a, b, kind)) = self.waiting.pop() {
            self.place = place;
            if !self.same(a, b, kind) {
                return false;
            }
        }
        true
    }

    /// Has a pair compared with the whole, unless it has been met before.
    fn later(&mut self, place: Pointer, a: &'a Value, b: &'a Value, kind: Kind) {
        let pair = (Address::of(a), Address::of(b), kind);
        if !self.proved.contains(&pair) && self.met.insert(pair) {
            self.waiting.push((place, a, b, kind));
        }
    }

    /// Where the pair stands that a reference of the source led to; nowhere while places are not kept.
    fn place_of(&self, followed: Option<&str>) -> Pointer {
        if !self.tracing {
            return Pointer::root();
        }
        followed.and_then(|text| self.source.anchors.place(text)).unwrap_or_else(|| self.place.clone())
    }

    /// A comparison within the whole whose failure proves nothing about the whole: what it met is forgotten then.
    fn attempt(&mut self, compare: impl FnOnce(&mut Self) -> bool) -> bool {
        let before = self.difference.clone();
        let outer = (std::mem::take(&mut self.waiting), std::mem::take(&mut self.met), self.place.clone());
        let same = compare(self) && self.all_waiting();
        let met = std::mem::replace(&mut self.met, outer.1);
        (self.waiting, self.place, self.difference) = (outer.0, outer.2, before);
        if same {
            self.met.extend(met);
        }
        same
    }

    /// Notes the first difference; always false.
    pub(super) fn differs(&mut self, what: impl FnOnce() -> String) -> bool {
        if self.tracing && self.difference.is_none() {
            self.difference = Some(Difference { place: self.place.clone(), what: what() });
        }
        false
    }

    /// Compares one step below.
    pub(super) fn below(&mut self, token: impl Display, compare: impl FnOnce(&mut Self) -> bool) -> bool {
        if !self.tracing {
            return compare(self);
        }
        self.place.push(token.to_string());
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
        if let (Some((text, a)), Some((_, b))) = (bare(self.source, a), bare(self.result, b)) {
            self.later(self.place_of(Some(text)), a, b, kind);
            return true;
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
        pairs.fold(true, |same, (a, b)| same && self.same_fields(a, b, kind, |key| key == "$ref"))
    }

    fn same_end(&mut self, left: &Unfolded<'a>, right: &Unfolded<'a>, kind: Kind) -> bool {
        match (&left.end, &right.end) {
            (End::Value(a), End::Value(b)) => match (&left.followed, &right.followed) {
                (None, None) => self.same_value(a, b, kind),
                // One side may be written out where the other refers, and so in turns for ever.
                (followed, _) => {
                    self.later(self.place_of(*followed), a, b, kind);
                    true
                }
            },
            (End::Far(a), End::Far(b)) => {
                self.later(self.place_of(left.followed), a, b, kind);
                true
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
        a.iter().zip(b).enumerate().all(|(at, (a, b))| self.below(at, |this| this.same(a, b, below)))
    }

    fn same_object(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>, kind: Kind) -> bool {
        match kind {
            Kind::SecurityRequirement => self.same_requirement(a, b),
            Kind::Link => self.same_link(a, b),
            // Operations of callbacks: their ids are unique in each document, and no part of what is sent.
            Kind::Operation if self.completed || is_shared(b) => self.same_fields(a, b, kind, |key| {
                ["operationId", SOURCE].contains(&key)
                    || (["security", "deprecated"].contains(&key) && !a.contains_key(key))
            }),
            Kind::Operation => self.same_fields(a, b, kind, |key| key == "operationId"),
            Kind::Schema => {
                let translated = self.source.json_schema != self.result.json_schema;
                let apart = |key: &str| NAMES.contains(&key) || (translated && dialect::WORDS.contains(&key));
                self.same_fields(a, b, kind, apart)
                    && self.same_selection(a, b)
                    && self.same_dynamics(a, b)
                    && (!translated || self.same_reading(a, b))
            }
            _ => self.same_fields(a, b, kind, |_| false),
        }
    }

    /// Compares two maps key by key, but for the keys that it skips.
    pub(super) fn same_fields(
        &mut self,
        a: &'a Map<String, Value>,
        b: &'a Map<String, Value>,
        kind: Kind,
        skips: impl Fn(&str) -> bool + Copy,
    ) -> bool {
        let fields = |map: &'a Map<String, Value>| map.iter().filter(move |(key, _)| !skips(key));
        // A merge keeps the order of the keys, and nothing has to be looked up then.
        if a.keys().eq(b.keys()) || fields(a).map(|(key, _)| key).eq(fields(b).map(|(key, _)| key)) {
            return fields(a).zip(fields(b)).all(|((key, a), (_, b))| {
                self.below(key, |this| this.same(a, b, grammar::child(kind, key)))
            });
        }
        if let Some((key, _)) = fields(b).find(|(key, _)| !a.contains_key(*key)) {
            return self.differs(|| format!("`{key}` was added"));
        }
        fields(a).all(|(key, a)| match b.get(key) {
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
            (Some(a), Some(b)) => self.attempt(|this| this.same(a, b, Kind::SecurityScheme)),
            (None, None) => name == other,
            _ => false,
        }
    }

    fn same_link(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        let named = ["operationId", "operationRef"];
        named.iter().all(|key| {
            match (a.get(*key).and_then(Value::as_str), b.get(*key).and_then(Value::as_str)) {
                (None, None) => true,
                (Some(one), Some(other)) => self.same_linked(key, one, other),
                _ => self.differs(|| format!("`{key}` is not on both sides")),
            }
        }) && self.same_fields(a, b, Kind::Link, |key| named.contains(&key))
    }

    fn same_linked(&mut self, key: &str, one: &str, other: &str) -> bool {
        let same = match (self.source.linked(key, one), self.result.linked(key, other)) {
            (Linked::Called(left), Linked::Called(right)) => {
                right.iter().all(|address| left.contains(address))
            }
            (Linked::Node(left), Linked::Node(right)) => {
                self.later(self.place_of(None), left, right, Kind::Operation);
                true
            }
            (Linked::Nothing, Linked::Nothing) => one == other,
            _ => false,
        };
        same || self
            .below(key, |this| this.differs(|| format!("`{one}` became `{other}`, another operation")))
    }

    /// What the values of a discriminator select: everything that the source selects by mapping or by a schema's name
    /// must select the same, and the result's mapping may select nothing else.
    fn same_selection(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        let (one, other) = match (field(a, "discriminator"), field(b, "discriminator")) {
            (None, None) => return true,
            (Some(Value::Object(one)), Some(Value::Object(other))) => (one, other),
            (Some(one), Some(other)) => {
                return number::equal(one, other) || self.differs(|| "the discriminator differs".into());
            }
            _ => return self.differs(|| "`discriminator` is not on both sides".to_owned()),
        };
        let wanted = selections(self.source, a);
        let known: HashSet<&str> = wanted.iter().map(|(value, _)| value.as_str()).collect();
        let explicit = other.get("mapping").and_then(Value::as_object);
        let added = explicit.into_iter().flat_map(Map::keys).find(|value| !known.contains(value.as_str()));
        if let Some(value) = added {
            return self.differs(|| format!("the discriminator selects by `{value}`, which is new"));
        }
        self.same_fields(one, other, Kind::Discriminator, |key| ["mapping", "defaultMapping"].contains(&key))
            && wanted.iter().all(|(value, target)| {
                let selected = explicit.and_then(|mapping| mapping.get(value)).and_then(Value::as_str);
                self.same_target(value, target, selected)
            })
            && self.same_default(one, other)
    }

    /// The schema that is selected when no value is (OpenAPI 3.2, section 4.25.1).
    fn same_default(&mut self, one: &Map<String, Value>, other: &Map<String, Value>) -> bool {
        let text = |fields: &Map<String, Value>| {
            fields.get("defaultMapping").map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
        };
        match (text(one), text(other)) {
            (None, None) => true,
            (Some(target), Some(selected)) => self.same_target("defaultMapping", &target, Some(&selected)),
            _ => self.differs(|| "`defaultMapping` is not on both sides".to_owned()),
        }
    }

    fn same_target(&mut self, value: &str, target: &str, selected: Option<&str>) -> bool {
        let left = schema(self.source, target);
        // Not mapped in the result: then the value is the name of a schema there, too.
        let right = schema(self.result, selected.unwrap_or(value));
        match (left, right) {
            (Some(a), Some(b)) => {
                self.below("discriminator", |this| {
                    this.later(this.place_of(None), a, b, Kind::Schema);
                    true
                });
                true
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

    /// Anchors are names: what matters is that both sides have them in the same places, and that what is referred to by
    /// them is the same.
    fn same_dynamics(&mut self, a: &'a Map<String, Value>, b: &'a Map<String, Value>) -> bool {
        for key in ["$anchor", "$dynamicAnchor", "$dynamicRef"] {
            if field(a, key).is_some() != field(b, key).is_some() {
                return self.differs(|| format!("`{key}` is not on both sides"));
            }
        }
        let text = |map: &'a Map<String, Value>| field(map, "$dynamicRef").and_then(Value::as_str);
        let (Some(one), Some(other)) = (text(a), text(b)) else { return true };
        match (self.source.named(one), self.result.named(other)) {
            (Some(left), Some(right)) => self.below("$dynamicRef", |this| {
                this.later(this.place_of(None), left, right, Kind::Schema);
                true
            }),
            (None, None) if one == other => true,
            _ => self.differs(|| format!("`{one}` became `{other}`, another schema")),
        }
    }
}

/// Whether an operation stands in a shared path item, which callbacks may name as well as paths.
fn is_shared(operation: &Map<String, Value>) -> bool {
    let pointer = operation.get(SOURCE).and_then(|source| source.get("pointer")).and_then(Value::as_str);
    pointer.is_some_and(|pointer| pointer.starts_with("/components/pathItems/"))
}

/// The text and the target of a reference that nothing stands beside, when it leads somewhere.
fn bare<'a>(side: &Side<'a>, value: &'a Value) -> Option<(&'a str, &'a Value)> {
    let text = reference::target(value).filter(|_| value.as_object().is_some_and(|map| map.len() == 1))?;
    Some((text, side.anchors.target(side.root, text)?))
}

fn unfold<'a>(side: &Side<'a>, value: &'a Value) -> Unfolded<'a> {
    let mut unfolded = Unfolded { beside: Vec::new(), end: End::Value(value), followed: None };
    let mut current = value;
    let mut seen = Vec::new();
    while let (Some(text), Some(map)) = (reference::target(current), current.as_object()) {
        if map.len() > 1 {
            unfolded.beside.push(map);
        }
        let Some(next) = side.anchors.target(side.root, text) else {
            let local = side.anchors.place(text).is_some();
            unfolded.end = if local { End::Broken } else { End::External(text) };
            return unfolded;
        };
        if seen.contains(&Address::of(next)) {
            unfolded.end = End::Circular;
            return unfolded;
        }
        unfolded.followed = Some(text);
        current = next;
        if reference::target(next).is_none() {
            break;
        }
        seen.push(Address::of(next));
        if seen.len() > reference::MAX_HOPS {
            unfolded.end = End::Far(current);
            return unfolded;
        }
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
    let own = side.schema_name(schema);
    let implied = discriminator::implied(side.root, schema, own, &side.heirs);
    all.extend(implied.into_iter().map(|found| (found.name, found.reference.into_owned())));
    all
}

/// The schema that a value of a mapping names: by a component's name or by a reference.
fn schema<'a>(side: &Side<'a>, text: &str) -> Option<&'a Value> {
    let named = side.root.get("components").and_then(|all| all.get("schemas")).and_then(|all| all.get(text));
    named.or_else(|| side.anchors.target(side.root, text))
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
