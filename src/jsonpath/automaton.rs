//! Many expressions as one automaton: which of them are still in play at a node, worked out once for each such set.

use super::Key;
use super::ast::{Expression, Selector, Step};
use super::script::Reach;
use crate::collections::HashMap;

/// An expression and the step that its children must match next.
pub(super) type State = (u32, u32);

/// What arriving at a node means for an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Action {
    /// The node is found.
    Find(u32),
    /// The node is found when it is an object or array.
    FindContainer(u32),
    /// Go on from the parent with this state.
    Ascend(State),
}

/// All that is in play at a node.
#[derive(Debug, Default)]
pub(super) struct Set<'e> {
    pub(super) actions: Vec<Action>,
    pub(super) pending: Vec<State>,
    /// States that ask more than the name of a child.
    pub(super) predicates: Vec<State>,
    /// How many ancestors of a node matter below it; `None`: all.
    pub(super) context: Option<usize>,
    /// The keys that some state asks for by name, each with the set of such a child once it was asked for.
    names: HashMap<&'e str, Option<u32>>,
    /// The set of a child under any other key.
    other: Option<u32>,
    /// What a set becomes by the predicates that hold.
    with_predicates: HashMap<u32, HashMap<Box<[State]>, u32>>,
}

/// The sets met so far.
pub(super) struct Automaton<'e> {
    pub(super) expressions: &'e [&'e Expression],
    pub(super) sets: Vec<Set<'e>>,
    index: HashMap<(Vec<Action>, Vec<State>), u32>,
}

/// The set in which nothing is in play.
pub(super) const NOTHING: u32 = 0;

impl<'e> Automaton<'e> {
    pub(super) fn new(expressions: &'e [&'e Expression]) -> Self {
        let mut automaton = Self { expressions, sets: Vec::new(), index: HashMap::default() };
        automaton.intern(Vec::new(), Vec::new());
        automaton
    }

    pub(super) fn expression(&self, state: State) -> &'e Expression {
        self.expressions[state.0 as usize]
    }

    pub(super) fn step(&self, state: State) -> Option<&'e Step> {
        self.expression(state).steps.get(state.1 as usize)
    }

    /// The set of a node at which these states are arrived.
    pub(super) fn arrive(&mut self, states: &[State]) -> u32 {
        let (mut actions, mut pending) = (Vec::new(), Vec::new());
        for &state in states {
            match self.step(state) {
                None => actions.push(Action::Find(state.0)),
                Some(Step::Up) => actions.push(Action::Ascend((state.0, state.1 + 1))),
                Some(Step::Containers) => {
                    actions.push(Action::FindContainer(state.0));
                    pending.push(state);
                }
                Some(Step::Child(_) | Step::Deep(_)) => pending.push(state),
            }
        }
        actions.sort_unstable();
        actions.dedup();
        pending.sort_unstable();
        pending.dedup();
        self.intern(actions, pending)
    }

    fn intern(&mut self, actions: Vec<Action>, pending: Vec<State>) -> u32 {
        let key = (actions, pending);
        if let Some(&known) = self.index.get(&key) {
            return known;
        }
        let predicates = key.1.iter().copied().filter(|state| self.asks_more(*state)).collect();
        let context = key.1.iter().try_fold(0, |most: usize, state| Some(most.max(self.context(*state)?)));
        let names = key.1.iter().flat_map(|state| self.names(*state)).map(|name| (&**name, None)).collect();
        let set = Set {
            actions: key.0.clone(),
            pending: key.1.clone(),
            predicates,
            context,
            names,
            ..Set::default()
        };
        let id = u32::try_from(self.sets.len()).unwrap_or(NOTHING);
        self.sets.push(set);
        self.index.insert(key, id);
        id
    }

    fn asks_more(&self, state: State) -> bool {
        let Some(Step::Child(selector) | Step::Deep(selector)) = self.step(state) else { return false };
        matches!(selector, Selector::Filter(_) | Selector::Computed(_) | Selector::Slice(_))
    }

    /// How far above a node a state and its later steps may look.
    fn context(&self, state: State) -> Option<usize> {
        let expression = self.expression(state);
        let mut levels = expression.up;
        for step in &expression.steps[state.1 as usize..] {
            match step {
                Step::Up => levels += 1,
                Step::Child(Selector::Filter(script)) | Step::Deep(Selector::Filter(script)) => {
                    match script.reach {
                        Reach::Own => {}
                        Reach::Parent => levels += 1,
                        Reach::Path => return None,
                    }
                }
                _ => {}
            }
        }
        Some(levels)
    }

    /// The set of a child under a key, when these predicates hold for it.
    pub(super) fn next(&mut self, from: u32, key: Key<'_>, held: &[State]) -> u32 {
        let plain = self.next_by_name(from, key);
        if held.is_empty() {
            return plain;
        }
        let known = self.sets[from as usize].with_predicates.get(&plain).and_then(|sets| sets.get(held));
        if let Some(&known) = known {
            return known;
        }
        let states: Vec<State> = self.states(plain).chain(held.iter().map(|state| after(*state))).collect();
        let id = self.arrive(&states);
        self.sets[from as usize].with_predicates.entry(plain).or_default().insert(held.into(), id);
        id
    }

    /// The states that would arrive as a set.
    fn states(&self, set: u32) -> impl Iterator<Item = State> {
        let set = &self.sets[set as usize];
        let arrived = set.actions.iter().filter_map(|action| match *action {
            Action::Find(expression) => {
                Some((expression, u32::try_from(self.expressions[expression as usize].steps.len()).ok()?))
            }
            Action::Ascend((expression, step)) => Some((expression, step - 1)),
            Action::FindContainer(_) => None,
        });
        arrived.chain(set.pending.iter().copied())
    }

    fn next_by_name(&mut self, from: u32, key: Key<'_>) -> u32 {
        let set = &self.sets[from as usize];
        // Nearly no expression names the place of an item, so nearly none is written as text.
        let key = if set.names.is_empty() { None } else { Some(key.token()) };
        let named = key.as_deref().and_then(|key| set.names.get_key_value(key));
        if let Some(known) = named.map_or(set.other, |(_, known)| *known) {
            return known;
        }
        let name = named.map(|(name, _)| *name);
        let states: Vec<State> =
            set.pending.clone().into_iter().flat_map(|state| self.by_name(state, name)).collect();
        let id = self.arrive(&states);
        let set = &mut self.sets[from as usize];
        match name {
            Some(name) => _ = set.names.insert(name, Some(id)),
            None => set.other = Some(id),
        }
        id
    }

    /// The keys that a state asks for.
    fn names(&self, state: State) -> &'e [String] {
        match self.step(state) {
            Some(Step::Child(Selector::Names(names)) | Step::Deep(Selector::Names(names))) => names,
            _ => &[],
        }
    }

    /// The states of a child as far as its name decides; without one it is none that a state asks for.
    fn by_name(&self, state: State, name: Option<&str>) -> Vec<State> {
        let asked = || name.is_some_and(|name| self.names(state).iter().any(|own| own == name));
        match self.step(state) {
            Some(Step::Child(selector)) => {
                let any = matches!(selector, Selector::Any);
                if any || asked() { vec![after(state)] } else { Vec::new() }
            }
            Some(Step::Deep(selector)) => {
                let any = matches!(selector, Selector::Any);
                if any || asked() { vec![state, after(state)] } else { vec![state] }
            }
            Some(Step::Containers) => vec![state],
            Some(Step::Up) | None => Vec::new(),
        }
    }
}

fn after(state: State) -> State {
    (state.0, state.1 + 1)
}
