//! Two schemas side by side: the facts about them, wherever they are used.
//!
//! One pair of schemas is compared once; its facts know no site and no direction. What stands below is a step to another
//! pair, and [`Walks`] follows the steps from the top of a body or parameter: each pair once at each site, however many
//! operations come by, so that cycles end, nothing is lost, and the work grows with the pairs that differ. Pairs that are the
//! same word for word, with all that they refer to, are not looked into ([`Same`]).

mod branches;
mod composition;
mod disjoint;
mod equivalence;
mod limits;
mod object;
mod properties;
mod reach;
mod same;
mod values;
mod walk;
mod words;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::Value;

use super::check::{Effect, Flags};
use super::options::Options;
use crate::collections::{HashMap, HashSet};
use crate::json::Pointer;
use crate::openapi::schema::{Reading, Schema, Types};

use equivalence::Questions;
pub use reach::Tops;
pub use same::Same;
pub use walk::{Top, Walked, Walks};

/// A fact about a pair of schemas, before it is known where they are used.
#[derive(Debug, Clone)]
pub struct Local {
    /// What comes behind the site in the check's id.
    pub kind: &'static str,
    /// About the property, when it is one that came, went or changed its mode.
    pub flags: Flags,
    /// The step down to the property that it is about; empty for the schema itself.
    pub step: String,
    /// A name inside the sentence.
    pub name: String,
    /// Before.
    pub before: Value,
    /// After.
    pub after: Value,
    /// In the base.
    pub base: Option<Pointer>,
    /// In the revision.
    pub revision: Option<Pointer>,
    /// The place by names that survive another order.
    pub place: String,
    /// An effect that this fact has by itself.
    pub effect: Option<Effect>,
}

/// A pair of schemas below another.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// How people name the step.
    pub name: String,
    /// In the base.
    pub base: Schema<'a>,
    /// In the revision.
    pub revision: Schema<'a>,
    /// What the property says about who sends it.
    pub flags: Flags,
    /// Whether it is seen through `not`.
    pub inverted: bool,
}

/// What there is to tell about a pair of schemas.
#[derive(Debug, Default)]
pub struct Delta<'a> {
    /// Facts about the pair itself.
    pub facts: Vec<Local>,
    /// Where to go on.
    pub steps: Vec<Step<'a>>,
}

/// What makes a pair the same pair: the nodes of both readings, and whether types show on the wire.
type Key = (Vec<usize>, Vec<usize>, bool);

/// Compares the schemas of two documents.
pub struct Comparer<'a> {
    /// How the base is read.
    pub base: Reading<'a>,
    /// How the revision is read.
    pub revision: Reading<'a>,
    /// Settings.
    pub options: &'a Options,
    /// What is the same on both sides.
    pub same: Same<'a>,
    known: RefCell<HashMap<Key, Rc<Delta<'a>>>>,
    questions: RefCell<Questions>,
    compared: Cell<usize>,
}

/// How values go over the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Wire {
    /// Scalars are written as plain text, so that `1` and `"1"` are one.
    pub untyped: bool,
    /// A single value and an array of one are one (`form` with `explode`).
    pub exploded: bool,
}

impl<'a> Comparer<'a> {
    /// A comparer of two documents.
    pub fn new(base: &'a Value, revision: &'a Value, options: &'a Options) -> Self {
        Self {
            base: Reading::of(base),
            revision: Reading::of(revision),
            options,
            same: Same::new(base, revision),
            known: RefCell::default(),
            questions: RefCell::default(),
            compared: Cell::new(0),
        }
    }

    /// How many pairs of schemas were looked into so far; those that are the same word for word do not count.
    pub fn compared(&self) -> usize {
        self.compared.get()
    }

    /// Counts one more pair that was looked into.
    fn look(&self) {
        self.compared.set(self.compared.get() + 1);
    }

    /// The facts about one pair of schemas.
    pub fn compare(&self, base: &Schema<'a>, revision: &Schema<'a>, untyped: bool) -> Rc<Delta<'a>> {
        let key = key(base, revision, untyped);
        if let Some(known) = self.known.borrow().get(&key) {
            return Rc::clone(known);
        }
        let watched = self.questions.borrow_mut().watch();
        let delta = Rc::new(self.compare_anew(base, revision, untyped));
        if !self.questions.borrow_mut().leaned_since(watched) {
            self.known.borrow_mut().insert(key, Rc::clone(&delta));
        }
        delta
    }

    fn compare_anew(&self, base: &Schema<'a>, revision: &Schema<'a>, untyped: bool) -> Delta<'a> {
        let mut delta = Delta::default();
        if self.same.schemas(base, revision) {
            return delta;
        }
        self.look();
        if composition::all_of(self, base, revision, untyped, &mut delta) {
            return delta;
        }
        self.compare_plain(base, revision, untyped, &mut delta);
        delta
    }

    /// Compares two schemas as conjunctions, whatever `allOf` they are made of.
    fn compare_plain(&self, base: &Schema<'a>, revision: &Schema<'a>, untyped: bool, delta: &mut Delta<'a>) {
        let mut pair = Pair { comparer: self, base, revision, delta };
        words::compare(&mut pair);
        if composition::alternatives(&mut pair) {
            return;
        }
        let shared = values::compare(&mut pair, untyped);
        limits::compare(&mut pair);
        // Properties and items of a value that is no object or array any more are gone with the type.
        if shared {
            object::compare(&mut pair);
        }
    }

    /// Whether something that was valid as text on the wire is not any more, in two schemas or below them.
    fn refuses_as_text(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        let mut seen = HashSet::default();
        let mut queue = VecDeque::from([(base.clone(), revision.clone(), false)]);
        while let Some((base, revision, inverted)) = queue.pop_front() {
            if !seen.insert((key(&base, &revision, true), inverted)) {
                continue;
            }
            let delta = self.compare(&base, &revision, true);
            let effects = delta.facts.iter().filter_map(super::checks::effect_of);
            let mut effects = effects.map(|effect| if inverted { effect.inverted() } else { effect });
            if effects.any(|effect| matches!(effect, Effect::Narrows | Effect::Both | Effect::Unknown)) {
                return true;
            }
            let below =
                |step: &Step<'a>| (step.base.clone(), step.revision.clone(), inverted != step.inverted);
            queue.extend(delta.steps.iter().map(below));
        }
        false
    }
}

fn key(base: &Schema<'_>, revision: &Schema<'_>, untyped: bool) -> Key {
    (base.key(), revision.key(), untyped)
}

/// Two schemas that are being compared, and what was found.
pub(super) struct Pair<'p, 'a> {
    pub comparer: &'p Comparer<'a>,
    pub base: &'p Schema<'a>,
    pub revision: &'p Schema<'a>,
    pub delta: &'p mut Delta<'a>,
}

impl<'a> Pair<'_, 'a> {
    /// Records a fact about the schema itself.
    pub fn tell(&mut self, kind: &'static str, before: Value, after: Value) -> &mut Local {
        let place = if self.revision.place.is_empty() { &self.base.place } else { &self.revision.place };
        self.delta.facts.push(Local {
            kind,
            flags: Flags::default(),
            step: String::new(),
            name: String::new(),
            before,
            after,
            base: Some(self.base.pointer.clone()),
            revision: Some(self.revision.pointer.clone()),
            place: place.clone(),
            effect: None,
        });
        self.delta.facts.last_mut().expect("a fact was just recorded")
    }

    /// Whether values of a type fit either side, as far as types are named; a type that nobody knows may be any.
    pub fn may_be(&self, kind: Types) -> bool {
        let known = kind.or(Types::named("unknown"));
        let fits = |reading: &Reading<'a>, schema: &Schema<'a>| !reading.types(schema).and(known).is_empty();
        fits(&self.comparer.base, self.base) || fits(&self.comparer.revision, self.revision)
    }

    /// Goes on to a pair below.
    pub fn step(&mut self, name: String, base: Schema<'a>, revision: Schema<'a>) -> &mut Step<'a> {
        self.delta.steps.push(Step { name, base, revision, flags: Flags::default(), inverted: false });
        self.delta.steps.last_mut().expect("a step was just recorded")
    }

    /// What all values under a keyword say together, on both sides.
    pub fn below(&self, keyword: &str) -> (Option<Schema<'a>>, Option<Schema<'a>>) {
        (
            below(&self.comparer.base, self.base, keyword),
            below(&self.comparer.revision, self.revision, keyword),
        )
    }
}

fn below<'a>(reading: &Reading<'a>, schema: &Schema<'a>, keyword: &str) -> Option<Schema<'a>> {
    let all: Vec<_> = schema
        .all(keyword)
        .map(|(node, value)| (value, node.pointer.join(keyword), format!("{}/{keyword}", node.place)))
        .collect();
    (!all.is_empty()).then(|| reading.conjunction(all))
}
