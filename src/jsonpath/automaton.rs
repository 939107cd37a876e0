//! Many expressions as one automaton: which of them are still in play at a node, worked out once for each such set.

use super::ast::{Expression, Selector, Step};
use super::script::Reach;
use super::symbols::{Few, Symbol, Symbols};
use crate::collections::HashMap;

/// An expression and the step that its children must match next.
pub(super) type State = (u32, u32);

/// The expressions of an automaton, which does not hold them itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expressions<'e>(pub(super) &'e [&'e Expression]);

impl<'e> Expressions<'e> {
    pub(super) fn of(self, state: State) -> &'e Expression {
        self.0[state.0 as usize]
    }

    pub(super) fn step(self, state: State) -> Option<&'e Step> {
        self.of(state).steps.get(state.1 as usize)
    }

    /// The selector by which a state goes on to children.
    pub(super) fn selector(self, state: State) -> Option<&'e Selector> {
        match self.step(state)? {
            Step::Child(selector) | Step::Deep(selector) => Some(selector),
            Step::Containers | Step::Up => None,
        }
    }

    /// How far above a node a state and its later steps may look; `None`: to the root.
    fn context(self, state: State) -> Option<usize> {
        let expression = self.of(state);
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
}

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

/// A state that asks more than the key of a child.
#[derive(Debug, Clone, Copy)]
pub(super) struct Predicate {
    pub(super) state: State,
    /// The members of which a child must have one; `None` when it may do without.
    pub(super) needs: Option<Few>,
}

/// All that is in play at a node.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) actions: Vec<Action>,
    pub(super) pending: Vec<State>,
    pub(super) predicates: Vec<Predicate>,
    /// The members of which a child must have one for any predicate to hold; `None` when it may do without.
    pub(super) needs: Option<Few>,
    /// How many ancestors of a node matter below it; `None`: all.
    pub(super) context: Option<usize>,
    /// The set of a child by the symbol of its key, once it was asked for.
    next: Vec<Option<u32>>,
}

/// The sets met so far.
#[derive(Debug)]
pub(super) struct Automaton {
    pub(super) symbols: Symbols,
    pub(super) sets: Vec<Set>,
    index: HashMap<(Vec<Action>, Vec<State>), u32>,
    /// What a set becomes by one more state.
    joined: HashMap<(u32, State), u32>,
    /// The set of the root.
    pub(super) start: u32,
}

/// The set in which nothing is in play.
pub(super) const NOTHING: u32 = 0;

impl Automaton {
    pub(super) fn new(expressions: Expressions<'_>) -> Self {
        let mut automaton = Self {
            symbols: Symbols::of(expressions.0),
            sets: Vec::new(),
            index: HashMap::default(),
            joined: HashMap::default(),
            start: NOTHING,
        };
        automaton.intern(expressions, Vec::new(), Vec::new());
        let count = u32::try_from(expressions.0.len()).unwrap_or(u32::MAX);
        automaton.start =
            automaton.arrive(expressions, (0..count).map(|expression| (expression, 0)).collect());
        automaton
    }

    /// The set of a node at which these states are arrived.
    pub(super) fn arrive(&mut self, expressions: Expressions<'_>, states: Vec<State>) -> u32 {
        let (mut actions, mut pending) = (Vec::new(), Vec::new());
        for state in states {
            match expressions.step(state) {
                None => actions.push(Action::Find(state.0)),
                Some(Step::Up) => actions.push(Action::Ascend(after(state))),
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
        self.intern(expressions, actions, pending)
    }

    fn intern(&mut self, expressions: Expressions<'_>, actions: Vec<Action>, pending: Vec<State>) -> u32 {
        let key = (actions, pending);
        if let Some(&known) = self.index.get(&key) {
            return known;
        }
        let (actions, pending) = key.clone();
        let predicates: Vec<Predicate> =
            pending.iter().filter_map(|state| self.predicate(expressions, *state)).collect();
        let needs = predicates.iter().try_fold(Few::default(), |all, one| Some(all.and(one.needs?)));
        let context =
            pending.iter().try_fold(0, |most: usize, state| Some(most.max(expressions.context(*state)?)));
        let next = vec![None; self.symbols.count];
        let id = u32::try_from(self.sets.len()).unwrap_or(NOTHING);
        self.sets.push(Set { actions, pending, predicates, needs, context, next });
        self.index.insert(key, id);
        id
    }

    fn predicate(&self, expressions: Expressions<'_>, state: State) -> Option<Predicate> {
        let needs = match expressions.selector(state)? {
            Selector::Filter(script) if !script.needs.is_empty() => self.symbols.few(&script.needs),
            Selector::Filter(_) | Selector::Computed(_) | Selector::Slice(_) => None,
            Selector::Any | Selector::Names(_) => return None,
        };
        Some(Predicate { state, needs })
    }

    /// The set of a child under a key when no predicate holds for it.
    pub(super) fn next(&mut self, expressions: Expressions<'_>, from: u32, key: Symbol) -> u32 {
        match self.sets[from as usize].next[key.place()] {
            Some(known) => known,
            None => self.learn(expressions, from, key),
        }
    }

    fn learn(&mut self, expressions: Expressions<'_>, from: u32, key: Symbol) -> u32 {
        let pending = self.sets[from as usize].pending.clone();
        let asks = |state: &State| self.asks(expressions, *state, key);
        let id = if key == Symbol::OTHER || pending.iter().any(asks) {
            let states = pending.into_iter().flat_map(|state| self.by_key(expressions, state, key)).collect();
            self.arrive(expressions, states)
        } else {
            self.next(expressions, from, Symbol::OTHER)
        };
        self.sets[from as usize].next[key.place()] = Some(id);
        id
    }

    /// Whether a state asks for a key by name.
    fn asks(&self, expressions: Expressions<'_>, state: State, key: Symbol) -> bool {
        match expressions.selector(state) {
            Some(Selector::Names(names)) => names.iter().any(|name| self.symbols.name(name) == key),
            _ => false,
        }
    }

    /// The states of a child as far as its key decides.
    fn by_key(
        &self,
        expressions: Expressions<'_>,
        state: State,
        key: Symbol,
    ) -> impl Iterator<Item = State> + use<> {
        let any = matches!(expressions.selector(state), Some(Selector::Any));
        let (stays, goes_on) = match expressions.step(state) {
            Some(Step::Child(_)) => (false, any || self.asks(expressions, state, key)),
            Some(Step::Deep(_)) => (true, any || self.asks(expressions, state, key)),
            Some(Step::Containers) => (true, false),
            Some(Step::Up) | None => (false, false),
        };
        [stays.then_some(state), goes_on.then(|| after(state))].into_iter().flatten()
    }

    /// What a set becomes when the predicate of a state holds too.
    pub(super) fn join(&mut self, expressions: Expressions<'_>, set: u32, state: State) -> u32 {
        if let Some(&known) = self.joined.get(&(set, state)) {
            return known;
        }
        let states = self.states(expressions, set).chain([after(state)]).collect();
        let id = self.arrive(expressions, states);
        self.joined.insert((set, state), id);
        id
    }

    /// The states that would arrive as a set.
    fn states(&self, expressions: Expressions<'_>, set: u32) -> impl Iterator<Item = State> {
        let set = &self.sets[set as usize];
        let arrived = set.actions.iter().filter_map(move |action| match *action {
            Action::Find(expression) => {
                let steps = expressions.of((expression, 0)).steps.len();
                Some((expression, u32::try_from(steps).ok()?))
            }
            Action::Ascend((expression, step)) => Some((expression, step - 1)),
            Action::FindContainer(_) => None,
        });
        arrived.chain(set.pending.iter().copied())
    }
}

fn after(state: State) -> State {
    (state.0, state.1 + 1)
}
