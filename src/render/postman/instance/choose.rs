//! One value for a schema: its examples, its default, its first listed value, else one that is made; each only if it
//! is valid.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Value};

use super::memory::{Asked, Chosen};
use super::patch::Resource;
use super::schemas::{Schemas, Side};
use super::shape::{Shape, lists, type_of};
use super::text;
use crate::json::identity::Address;
use crate::json::{self, member};

/// Optional properties are shown down to this depth.
const SHOWN_DEPTH: usize = 3;

/// Nothing is made below this depth.
const MAX_DEPTH: usize = 16;

/// How many values one choice may make in all before optional properties are left out.
pub(super) const BUDGET: usize = 120;

/// How many values one choice may make before it is given up: schemas can grow exponentially.
const HARD_BUDGET: usize = 4000;

/// How often overlapping branches are tried with other values.
const MAX_ROUNDS: usize = 6;

/// Chooses values for the schemas of one document that travel one way.
pub struct Chooser<'s, 'a> {
    pub(super) schemas: &'s Schemas<'a>,
    pub(super) side: Side,
    pub(super) made: Cell<usize>,
    pub(super) resource: Option<Resource<'a>>,
    trust: Cell<Trust>,
    open: RefCell<Vec<Address>>,
    /// The schemas that were looked for among the open ones.
    met: RefCell<Vec<Address>>,
}

/// What is believed of a part before the whole is validated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Trust {
    /// That it is valid, where there was nothing to choose.
    Plain,
    /// Nothing: it is validated where it is made.
    Nothing,
    /// That an invalid one is better than none.
    Anything,
}

/// How much of an object is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Optional properties too.
    Full,
    /// Only what is required.
    Required,
}

/// Where a value stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'h> {
    /// The name of the parameter or property.
    pub hint: &'h str,
    pub depth: usize,
    /// Which of several values that must differ.
    pub nth: usize,
}

impl<'s, 'a> Chooser<'s, 'a> {
    /// A chooser for values that travel this way.
    pub fn new(schemas: &'s Schemas<'a>, side: Side) -> Self {
        Self {
            schemas,
            side,
            made: Cell::new(0),
            resource: None,
            trust: Cell::new(Trust::Plain),
            open: RefCell::default(),
            met: RefCell::default(),
        }
    }

    /// The same chooser, for patches of a resource.
    #[must_use]
    pub fn patching(self, resource: Option<Resource<'a>>) -> Self {
        Self { resource, ..self }
    }

    /// A valid value, or `None` when none was found. `hint` is the name of what the value is for.
    pub fn choose(&self, schema: &'a Value, hint: &str) -> Option<Value> {
        // Nearly always the first of every part will do, and then one validation of the whole is enough.
        let quick = self.attempt(schema, hint, Trust::Plain).filter(|value| self.holds(&[schema], value));
        quick.or_else(|| self.attempt(schema, hint, Trust::Nothing))
    }

    /// What comes nearest where no value is valid: documents close objects (`additionalProperties: false`) and extend
    /// them by `allOf` all the same, and their servers take what was meant.
    pub fn nearest(&self, schema: &'a Value, hint: &str) -> Option<Value> {
        self.attempt(schema, hint, Trust::Anything)
    }

    fn attempt(&self, schema: &'a Value, hint: &str, trust: Trust) -> Option<Value> {
        self.made.set(0);
        self.trust.set(trust);
        self.open.borrow_mut().clear();
        self.met.borrow_mut().clear();
        self.value(&[schema], Place { hint, depth: 0, nth: 0 })
    }

    /// A value that is offered from outside, such as the example of a media type: without what does not travel this
    /// way, if it is valid then.
    pub fn accept(&self, schema: &'a Value, offered: &Value) -> Option<Value> {
        let pruned = self.schemas.pruned(&[schema], offered, self.side);
        self.schemas.valid(schema, &pruned, self.side).then_some(pruned)
    }

    /// A value that should satisfy all of the schemas.
    pub(super) fn value(&self, schemas: &[&'a Value], place: Place<'_>) -> Option<Value> {
        // What patches change differs from one to the other, and is no part of what is remembered.
        let component = match schemas {
            [schema] if self.resource.is_none() => self.schemas.component(schema),
            _ => None,
        };
        match component {
            Some(component) => self.of_component(component, place),
            None => self.anew(schemas, place),
        }
    }

    /// A value of a component: what was chosen before, where the same would be chosen again.
    fn of_component(&self, component: &'a Value, place: Place<'_>) -> Option<Value> {
        let Place { hint, depth, nth } = place;
        let asked =
            Asked { component: Address::of(component), depth, nth, side: self.side, trust: self.trust.get() };
        let (made, met) = (self.made.get(), self.met.borrow().len());
        if let Some(known) = self.schemas.memory.borrow().recall(hint, &asked)
            && made + known.made < BUDGET
            && self.is_apart(&known.of)
        {
            self.made.set(made + known.made);
            self.met.borrow_mut().extend(&known.of);
            return known.value.clone();
        }
        let value = self.anew(&[component], place);
        let mut of = self.met.borrow()[met..].to_vec();
        of.sort_unstable();
        of.dedup();
        // Once the budget is spent, less is made of the same schemas.
        if self.made.get() < BUDGET && self.is_apart(&of) {
            let chosen = Chosen { value: value.clone(), made: self.made.get() - made, of: of.into() };
            self.schemas.memory.borrow_mut().keep(hint, asked, chosen);
        }
        value
    }

    /// Whether none of these schemas is open.
    fn is_apart(&self, schemas: &[Address]) -> bool {
        let open = self.open.borrow();
        !schemas.iter().any(|schema| open.contains(schema))
    }

    fn anew(&self, schemas: &[&'a Value], place: Place<'_>) -> Option<Value> {
        self.made.set(self.made.get() + 1);
        if place.depth > MAX_DEPTH || self.made.get() > HARD_BUDGET {
            return None;
        }
        let parts = self.schemas.conjuncts(schemas);
        let mut given = self.given(schemas, &parts, place.nth);
        let is_closed =
            || parts.iter().any(|part| ["enum", "const"].iter().any(|key| member(part, key).is_some()));
        if place.nth < given.len() || (!given.is_empty() && is_closed()) {
            return Some(given.swap_remove(place.nth % given.len()));
        }
        let nodes: Vec<Address> = parts.iter().map(|part| Address::of(part)).collect();
        self.met.borrow_mut().extend(&nodes);
        let made = if self.is_apart(&nodes) { self.opened(schemas, parts, &nodes, place) } else { None };
        // Fewer were given than must differ: begin again; whoever needs different ones validates the whole.
        made.or_else(|| (!given.is_empty()).then(|| given.swap_remove(place.nth % given.len())))
    }

    /// Makes a value while its schemas count as open, so that a schema that contains itself ends.
    fn opened(
        &self,
        schemas: &[&'a Value],
        parts: Vec<&'a Value>,
        nodes: &[Address],
        place: Place<'_>,
    ) -> Option<Value> {
        let before = self.open.borrow().len();
        self.open.borrow_mut().extend(nodes);
        let made = self.synthesise(schemas, parts, place);
        self.open.borrow_mut().truncate(before);
        made
    }

    /// Whether a value satisfies all of the schemas.
    pub(super) fn holds(&self, schemas: &[&'a Value], value: &Value) -> bool {
        schemas.iter().all(|schema| self.schemas.valid(schema, value, self.side))
    }

    /// The values that the schemas themselves give and that are valid, up to the nth.
    pub(super) fn given(&self, schemas: &[&'a Value], parts: &[&'a Value], nth: usize) -> Vec<Value> {
        if !parts.iter().any(|part| gives(part)) {
            return Vec::new();
        }
        let one = |key: &'static str| parts.iter().filter_map(move |part| member(part, key));
        let many = |key: &'static str| lists(parts, key);
        let offered = one("example").chain(many("examples")).chain(one("const")).chain(one("default"));
        let telling = offered.filter(|value| !json::is_void(value)).chain(many("enum"));
        telling
            .map(|value| self.schemas.pruned(schemas, value, self.side))
            .filter(|value| self.holds(schemas, value))
            .take(nth + 1)
            .collect()
    }

    fn synthesise(&self, schemas: &[&'a Value], parts: Vec<&'a Value>, place: Place<'_>) -> Option<Value> {
        let shapes = self.schemas.shapes(parts);
        let several = shapes.len() > 1 && place.depth < SHOWN_DEPTH;
        let rounds = if several { place.nth + MAX_ROUNDS } else { place.nth + 1 };
        let trusted = self.trust.get() == Trust::Plain && shapes.len() == 1;
        let mut fallback = None;
        // Branches that overlap are told apart by other values than the first.
        for nth in place.nth..rounds {
            for shape in &shapes {
                for made in self.build(shape, Place { nth, ..place }) {
                    if trusted || self.holds(schemas, &made) {
                        return Some(made);
                    }
                    fallback.get_or_insert(made);
                }
            }
        }
        fallback.filter(|_| self.trust.get() == Trust::Anything)
    }

    /// Values of a shape, the best first. Objects and texts, of which there are several, are made as they are asked for.
    fn build<'b>(&'b self, shape: &'b Shape<'a>, place: Place<'b>) -> Box<dyn Iterator<Item = Value> + 'b> {
        let made = match type_of(&shape.parts) {
            Some("object") => {
                let styles: &[Style] = if place.depth < SHOWN_DEPTH {
                    &[Style::Full, Style::Required]
                } else {
                    &[Style::Required]
                };
                return Box::new(styles.iter().filter_map(move |style| self.object(shape, *style, place)));
            }
            Some("array") => self.arrays(&shape.parts, place),
            Some("string") => {
                return Box::new(text::texts(&shape.parts, place.hint, place.nth).map(Value::String));
            }
            Some("integer") => text::numbers(&shape.parts, true, place.nth),
            Some("number") => text::numbers(&shape.parts, false, place.nth),
            Some("boolean") => vec![Value::Bool(place.nth == 0), Value::Bool(place.nth != 0)],
            Some("null") => vec![Value::Null],
            _ if place.depth == 0 && place.hint.is_empty() => vec![Value::Object(Map::new())],
            _ => vec![Value::from("example"), Value::from(1), Value::Object(Map::new()), Value::Null],
        };
        Box::new(made.into_iter())
    }
}

/// Whether a schema has any of the keywords that give values: one look at each instead of one search for each.
fn gives(schema: &Value) -> bool {
    let is_giving =
        |key: &String| matches!(key.as_str(), "example" | "examples" | "const" | "default" | "enum");
    schema.as_object().is_some_and(|keywords| keywords.keys().any(is_giving))
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;
