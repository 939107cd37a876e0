//! One walk over a tree for all expressions together.

use std::hash::{BuildHasher as _, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use super::ast::{Expression, Selector};
use super::automaton::{Action, Automaton, Expressions, NOTHING, Predicate, Set, State};
use super::script::Scope;
use super::symbols::{Few, Symbol};
use super::{Key, Trail, Tree};
use crate::collections::HashSet;
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

/// Expressions that are looked for together. What one walk learns about them serves the next.
#[derive(Debug)]
pub struct Search {
    expressions: Vec<Arc<Expression>>,
    /// The automata that no walk uses just now: as many as there ever were walks at one time.
    idle: Mutex<Vec<Automaton>>,
}

impl Search {
    /// Makes expressions ready.
    pub fn of(expressions: Vec<Arc<Expression>>) -> Self {
        Self { expressions, idle: Mutex::default() }
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.expressions.is_empty()
    }

    /// Walks a tree once and tells every match of every expression, in the order of the document.
    ///
    /// Below a value that is [`Tree::shared`] a match is told once, however many ways lead to it, unless an expression
    /// looks at the way itself.
    pub fn walk<'a>(&self, root: &'a Value, tree: &'a dyn Tree, tell: &mut dyn FnMut(&Match<'_>)) {
        let expressions: Vec<&Expression> = self.expressions.iter().map(|expression| &**expression).collect();
        let expressions = Expressions(&expressions);
        let known = self.idle().pop();
        let mut automaton = known.unwrap_or_else(|| Automaton::new(expressions));
        walk(root, tree, expressions, &mut automaton, tell);
        self.idle().push(automaton);
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Automaton>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every match of one expression as pointers, for whoever needs no more.
pub fn find<'a>(root: &'a Value, tree: &'a dyn Tree, expression: &Expression) -> Vec<crate::json::Pointer> {
    let mut found = Vec::new();
    let expressions = [expression];
    let expressions = Expressions(&expressions);
    let mut tell = |hit: &Match<'_>| found.push(hit.trail.pointer());
    walk(root, tree, expressions, &mut Automaton::new(expressions), &mut tell);
    found
}

fn walk<'a>(
    root: &'a Value,
    tree: &'a dyn Tree,
    expressions: Expressions<'_>,
    automaton: &mut Automaton,
    tell: &mut dyn FnMut(&Match<'_>),
) {
    let (root, start) = (tree.see(root), automaton.start);
    let mut walker =
        Walker { root, tree, expressions, automaton, seen: HashSet::default(), keys: Vec::new(), tell };
    let frame = Frame { trail: Trail::ROOT, value: root, above: None, depth: 0, keys: 0 };
    walker.act(start, &frame, false);
    walker.descend(start, &frame);
}

/// A node on the way down.
struct Frame<'f, 'a> {
    trail: Trail<'f>,
    value: &'a Value,
    above: Option<&'f Frame<'f, 'a>>,
    depth: usize,
    /// Where the symbols of its keys begin in [`Walker::keys`].
    keys: usize,
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
    expressions: Expressions<'w>,
    automaton: &'w mut Automaton,
    /// Shared values with the set and the surroundings that they were met with, and how they were met.
    seen: HashSet<(Address, u32, u64, Met)>,
    /// The symbols of the keys of each object on the way down: those who ask for members and the steps into them share one
    /// look at a key.
    keys: Vec<Symbol>,
    tell: &'w mut dyn FnMut(&Match<'_>),
}

impl<'a> Walker<'_, 'a> {
    fn descend(&mut self, set: u32, frame: &Frame<'_, 'a>) {
        if frame.depth >= MAX_DEPTH || self.set(set).pending.is_empty() {
            return;
        }
        match frame.value {
            Value::Object(map) => {
                if self.keys.len() == frame.keys {
                    self.spell(map);
                }
                for (at, (name, value)) in map.iter().enumerate() {
                    self.child(set, frame, (self.keys[frame.keys + at], Key::Name(name)), value);
                }
            }
            Value::Array(items) => {
                for (index, value) in items.iter().enumerate() {
                    let symbol = self.automaton.symbols.index(index);
                    self.child(set, frame, (symbol, Key::Index(index)), value);
                }
            }
            _ => {}
        }
    }

    fn set(&self, set: u32) -> &Set {
        &self.automaton.sets[set as usize]
    }

    /// Notes the symbols of an object's keys. Says which of those that filters need are among them.
    fn spell(&mut self, map: &Map<String, Value>) -> Few {
        let symbols = &self.automaton.symbols;
        let first = self.keys.len();
        self.keys.extend(map.keys().map(|key| symbols.name(key)));
        self.keys[first..].iter().fold(Few::default(), |members, symbol| members.with(*symbol))
    }

    fn child(&mut self, from: u32, above: &Frame<'_, 'a>, (symbol, key): (Symbol, Key<'a>), raw: &'a Value) {
        let value = self.tree.see(raw);
        let trail = above.trail.down(key);
        let keys = self.keys.len();
        let frame = Frame { trail, value, above: Some(above), depth: above.depth + 1, keys };
        let plain = self.automaton.next(self.expressions, from, symbol);
        let set = self.with_predicates(from, plain, &frame);
        if set != NOTHING {
            self.arrive(set, &frame, raw);
        }
        self.keys.truncate(keys);
    }

    /// What the set of a child becomes by the predicates of the set above that hold for it.
    fn with_predicates(&mut self, from: u32, mut set: u32, frame: &Frame<'_, 'a>) -> u32 {
        if self.set(from).predicates.is_empty() {
            return set;
        }
        let members = match frame.value {
            Value::Object(map) => self.spell(map),
            _ => Few::default(),
        };
        if self.set(from).needs.is_some_and(|needs| !needs.meets(members)) {
            return set;
        }
        for at in 0..self.set(from).predicates.len() {
            let Predicate { state, needs } = self.set(from).predicates[at];
            if needs.is_none_or(|needs| needs.meets(members)) && self.holds(state, frame) {
                set = self.automaton.join(self.expressions, set, state);
            }
        }
        set
    }

    fn arrive(&mut self, set: u32, frame: &Frame<'_, 'a>, raw: &'a Value) {
        let Set { actions, pending, .. } = self.set(set);
        let (acts, goes_on) = (!actions.is_empty(), !pending.is_empty() && is_container(frame.value));
        if !acts && !goes_on {
            return;
        }
        let shared = self.tree.shared(frame.value);
        if acts {
            let referred = !std::ptr::eq(raw, frame.value);
            // An object with `$ref` and more stays a place of its own.
            let own_place = referred && crate::json::len(raw) > 1;
            let met = if referred { Met::Referred } else { Met::Itself };
            let told = shared && !own_place && !self.first_time(set, frame, met);
            self.act(set, frame, told);
        }
        if goes_on && (!shared || self.first_time(set, frame, Met::Below)) {
            self.descend(set, frame);
        }
    }

    fn holds(&self, state: State, frame: &Frame<'_, 'a>) -> bool {
        let parent = frame.above.map(|above| above.value);
        let Some(selector) = self.expressions.selector(state) else { return false };
        match selector {
            Selector::Filter(script) => script.chooses(&self.scope(frame, &frame.trail, parent)),
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
        let levels = self.set(set).context.unwrap_or(usize::MAX);
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
        for at in 0..self.set(set).actions.len() {
            match self.set(set).actions[at] {
                Action::Find(expression) => self.find(expression, frame, again),
                Action::FindContainer(expression) => {
                    if is_container(frame.value) {
                        self.find(expression, frame, again);
                    }
                }
                Action::Ascend(state) => {
                    if let Some(above) = frame.above {
                        let set = self.automaton.arrive(self.expressions, vec![state]);
                        self.act(set, above, false);
                        self.descend(set, above);
                    }
                }
            }
        }
    }

    fn find(&mut self, expression: u32, frame: &Frame<'_, 'a>, again: bool) {
        let Expression { up, key, .. } = *self.expressions.of((expression, 0));
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

fn is_container(value: &Value) -> bool {
    value.is_object() || value.is_array()
}
