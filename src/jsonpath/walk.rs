//! One walk over a tree for all expressions together.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};

use serde_json::Value;

use super::ast::{Expression, Selector, Step};
use super::automaton::{Action, Automaton, NOTHING, State};
use super::script::Scope;
use super::{Key, Trail, Tree};
use crate::collections::HashSet;
use crate::json::field;
use crate::json::identity::Address;

/// How deep a walk goes: references make trees deeper than any text.
const MAX_DEPTH: usize = 1000;

/// What an expression found.
#[derive(Debug, Clone, Copy)]
pub enum Found<'m> {
    /// A value.
    Value(&'m Value),
    /// A key, for expressions that end with `~`; the root has none.
    Key(Option<Key<'m>>),
}

/// What an expression found and where.
#[derive(Debug, Clone, Copy)]
pub struct Match<'m> {
    /// Which of the expressions, by its place in the list.
    pub expression: usize,
    /// The way to the node, through references where the tree says so.
    pub trail: &'m Trail<'m>,
    /// The node or its key.
    pub found: Found<'m>,
}

/// Walks a tree once and tells every match of every expression, in the order of the document.
///
/// Below a value that is [`Tree::shared`] a match is told once, however many ways lead to it, unless an expression looks
/// at the way itself.
pub fn walk<'a>(
    root: &'a Value,
    tree: &'a dyn Tree,
    expressions: &[&Expression],
    tell: &mut dyn FnMut(&Match<'_>),
) {
    let mut walker = Walker {
        root: tree.see(root),
        tree,
        automaton: Automaton::new(expressions),
        seen: HashSet::default(),
        held: Vec::new(),
        tell,
    };
    let start: Vec<State> =
        (0..expressions.len()).filter_map(|at| Some((u32::try_from(at).ok()?, 0))).collect();
    let set = walker.automaton.arrive(&start);
    let frame = Frame { trail: Trail::ROOT, value: walker.root, above: None, depth: 0 };
    walker.act(set, &frame, false);
    walker.descend(set, &frame);
}

/// Every match of one expression as pointers, for whoever needs no more.
pub fn find<'a>(root: &'a Value, tree: &'a dyn Tree, expression: &Expression) -> Vec<crate::json::Pointer> {
    let mut found = Vec::new();
    walk(root, tree, &[expression], &mut |hit| found.push(hit.trail.pointer()));
    found
}

/// A node on the way down.
struct Frame<'f, 'a> {
    trail: Trail<'f>,
    value: &'a Value,
    above: Option<&'f Frame<'f, 'a>>,
    depth: usize,
}

/// How a shared value was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Met {
    /// In its own place.
    Itself,
    /// Through a reference: its findings read otherwise, since the way to them ends at the reference.
    Referred,
    /// In either way, to go on below it.
    Below,
}

struct Walker<'w, 'a> {
    root: &'a Value,
    tree: &'a dyn Tree,
    automaton: Automaton<'w>,
    /// Shared values with the set and the surroundings that they were met with, and how they were met.
    seen: HashSet<(Address, u32, u64, Met)>,
    held: Vec<State>,
    tell: &'w mut dyn FnMut(&Match<'_>),
}

impl<'a> Walker<'_, 'a> {
    fn descend(&mut self, set: u32, frame: &Frame<'_, 'a>) {
        if frame.depth >= MAX_DEPTH || self.automaton.sets[set as usize].pending.is_empty() {
            return;
        }
        match frame.value {
            Value::Object(map) => {
                for (name, value) in map {
                    self.child(set, frame, Key::Name(name), value);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    self.child(set, frame, Key::Index(index), value);
                }
            }
            _ => {}
        }
    }

    fn child(&mut self, from: u32, above: &Frame<'_, 'a>, key: Key<'a>, raw: &'a Value) {
        let value = self.tree.see(raw);
        let trail = above.trail.down(key);
        let frame = Frame { trail, value, above: Some(above), depth: above.depth + 1 };
        self.hold(from, &frame);
        let held = std::mem::take(&mut self.held);
        let set = self.automaton.next(from, key, &held);
        self.held = held;
        if set == NOTHING {
            return;
        }
        let shared = self.tree.shared(value);
        let referred = !std::ptr::eq(raw, value);
        // An object with `$ref` and more stays a place of its own.
        let own_place = referred && crate::json::len(raw) > 1;
        let met = if referred { Met::Referred } else { Met::Itself };
        let told = shared && !own_place && !self.first_time(set, &frame, met);
        self.act(set, &frame, told);
        if !shared || self.first_time(set, &frame, Met::Below) {
            self.descend(set, &frame);
        }
    }

    /// Collects the predicates of a set that hold for a child.
    fn hold(&mut self, set: u32, frame: &Frame<'_, 'a>) {
        self.held.clear();
        for at in 0..self.automaton.sets[set as usize].predicates.len() {
            let state = self.automaton.sets[set as usize].predicates[at];
            let Some(Step::Child(selector) | Step::Deep(selector)) = self.automaton.step(state) else {
                continue;
            };
            if self.holds(selector, frame) {
                self.held.push(state);
            }
        }
    }

    fn holds(&self, selector: &Selector, frame: &Frame<'_, 'a>) -> bool {
        let parent = frame.above.map(|above| above.value);
        match selector {
            Selector::Filter(script) => {
                let has =
                    |name: &String| frame.value.as_object().is_some_and(|map| field(map, name).is_some());
                (script.needs.is_empty() || script.needs.iter().any(has))
                    && script.chooses(&self.scope(frame, &frame.trail, parent))
            }
            Selector::Computed(script) => {
                let Some(above) = frame.above else { return false };
                let name =
                    script.name(&self.scope(above, &above.trail, above.above.map(|above| above.value)));
                frame.trail.last().is_some_and(|key| name.as_deref() == Some(&*key.token()))
            }
            Selector::Slice(slice) => match (frame.trail.last(), parent) {
                (Some(Key::Index(index)), Some(Value::Array(items))) => slice.holds(index, items.len()),
                _ => false,
            },
            Selector::Any | Selector::Names(_) => false,
        }
    }

    fn scope<'s>(
        &'s self,
        frame: &Frame<'s, 'a>,
        trail: &'s Trail<'s>,
        parent: Option<&'a Value>,
    ) -> Scope<'s> {
        Scope { value: frame.value, trail, parent, root: self.root, tree: self.tree }
    }

    /// Whether a shared value is met for the first time with this set and with surroundings that matter to it.
    fn first_time(&mut self, set: u32, frame: &Frame<'_, 'a>, met: Met) -> bool {
        let levels = self.automaton.sets[set as usize].context.unwrap_or(usize::MAX);
        let mut hasher = self.seen.hasher().build_hasher();
        let mut next = Some(frame);
        for _ in 0..levels {
            let Some(frame) = next else { break };
            if let Some(key) = frame.trail.last() {
                key.hash(&mut hasher);
            }
            next = frame.above;
            next.map(|above| Address::of(above.value)).hash(&mut hasher);
        }
        self.seen.insert((Address::of(frame.value), set, hasher.finish(), met))
    }

    /// Does what arriving at a node means. `again`: only what depends on the way is told.
    fn act(&mut self, set: u32, frame: &Frame<'_, 'a>, again: bool) {
        for at in 0..self.automaton.sets[set as usize].actions.len() {
            match self.automaton.sets[set as usize].actions[at] {
                Action::Find(expression) => self.find(expression, frame, again),
                Action::FindContainer(expression) => {
                    if frame.value.is_object() || frame.value.is_array() {
                        self.find(expression, frame, again);
                    }
                }
                Action::Ascend(state) => {
                    if let Some(above) = frame.above {
                        let set = self.automaton.arrive(&[state]);
                        self.act(set, above, false);
                        let held = std::mem::take(&mut self.held);
                        self.descend(set, above);
                        self.held = held;
                    }
                }
            }
        }
    }

    fn find(&mut self, expression: u32, frame: &Frame<'_, 'a>, again: bool) {
        let Expression { up, key, .. } = *self.automaton.expression((expression, 0));
        if again && up == 0 && !key {
            return;
        }
        let mut target = frame;
        for _ in 0..up {
            let Some(above) = target.above else { return };
            target = above;
        }
        let found = if key { Found::Key(target.trail.last()) } else { Found::Value(target.value) };
        (self.tell)(&Match { expression: expression as usize, trail: &target.trail, found });
    }
}
