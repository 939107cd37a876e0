//! Two schemas side by side: the facts about them, wherever they are used.
//!
//! One pair of schemas is compared once; its facts know no site and no direction. What stands below is a step to another
//! pair, and [`Comparer::walk`] follows the steps from the top of a body or parameter. Each pair is visited once a walk, so
//! that cycles end and nothing is lost.

mod composition;
mod limits;
mod object;
mod same;
mod values;
mod words;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use serde_json::Value;

use super::check::{Effect, Flags};
use super::delta::{Fact, What};
use super::options::Options;
use super::site::Site;
use crate::json::Pointer;
use crate::openapi::schema::{Reading, Schema};

pub use same::Same;

/// How deep one comparison may ask another whether two branches are the same.
const MAX_ASKED: usize = 12;

/// How many pairs are looked at to find out whether two branches are the same.
const MAX_PAIRS: usize = 400;

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

type Key = (Vec<usize>, Vec<usize>, bool);

/// What a walk starts from, at which sites, and how values go over the wire.
type Walk = (Key, (Site, Site), Wire);

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
    memo: RefCell<HashMap<Key, Rc<Delta<'a>>>>,
    walks: RefCell<HashMap<Walk, Vec<Fact>>>,
    asked: RefCell<Vec<Key>>,
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
            memo: RefCell::default(),
            walks: RefCell::default(),
            asked: RefCell::default(),
        }
    }

    /// All facts about two schemas and what stands below them, at one site and, below it, at another. Components are walked
    /// once, however many operations use them.
    pub fn walk(
        &self,
        base: &Schema<'a>,
        revision: &Schema<'a>,
        sites: (Site, Site),
        wire: Wire,
    ) -> Vec<Fact> {
        let is_component =
            |schema: &Schema<'_>| schema.pointer.tokens().first().is_some_and(|first| first == "components");
        if !is_component(base) || !is_component(revision) {
            return self.walk_anew(base, revision, sites, wire);
        }
        let known = (key(base, revision, wire.untyped), sites, wire);
        if let Some(facts) = self.walks.borrow().get(&known) {
            return facts.clone();
        }
        let facts = self.walk_anew(base, revision, sites, wire);
        self.walks.borrow_mut().insert(known, facts.clone());
        facts
    }

    fn walk_anew(
        &self,
        base: &Schema<'a>,
        revision: &Schema<'a>,
        sites: (Site, Site),
        wire: Wire,
    ) -> Vec<Fact> {
        let mut queue: VecDeque<Visit<'a>> = VecDeque::new();
        let mut seen: HashSet<(Key, Flags, bool)> = HashSet::new();
        let mut facts = Vec::new();
        let mut told: BTreeSet<(&'static str, String, String, String)> = BTreeSet::new();
        queue.push_back(Visit::top(base, revision));
        while let Some(visit) = queue.pop_front() {
            let untyped = wire.untyped;
            let flags = visit.flags.without_requiredness();
            if !seen.insert((key(&visit.base, &visit.revision, untyped), flags, visit.inverted)) {
                continue;
            }
            let delta = self.compare(&visit.base, &visit.revision, untyped);
            for local in &delta.facts {
                let known = (
                    local.kind,
                    format!("{}{:?}{:?}", local.place, local.base.is_some(), flags),
                    local.before.to_string(),
                    local.after.to_string(),
                );
                if told.insert(known) {
                    facts.push(visit.fact(local, sites));
                }
            }
            for step in &delta.steps {
                queue.push_back(visit.below(step));
            }
        }
        if wire.exploded {
            values::scalar_to_array(self, base, revision, &mut facts);
        }
        facts
    }

    /// The facts about one pair of schemas.
    pub fn compare(&self, base: &Schema<'a>, revision: &Schema<'a>, untyped: bool) -> Rc<Delta<'a>> {
        let key = key(base, revision, untyped);
        if let Some(known) = self.memo.borrow().get(&key) {
            return Rc::clone(known);
        }
        if self.asked.borrow().contains(&key) || self.asked.borrow().len() > MAX_ASKED {
            return Rc::default();
        }
        self.asked.borrow_mut().push(key.clone());
        let delta = Rc::new(self.compare_anew(base, revision, untyped));
        self.asked.borrow_mut().pop();
        if self.asked.borrow().is_empty() {
            self.memo.borrow_mut().insert(key, Rc::clone(&delta));
        }
        delta
    }

    fn compare_anew(&self, base: &Schema<'a>, revision: &Schema<'a>, untyped: bool) -> Delta<'a> {
        let mut delta = Delta::default();
        if self.same.schemas(base, revision) {
            return delta;
        }
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

    /// Whether two schemas allow the same values.
    pub fn is_equivalent(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        self.effects(base, revision, false, true).is_empty()
    }

    /// The effects of all facts about two schemas and what stands below; only the first when that is enough.
    pub fn effects(
        &self,
        base: &Schema<'a>,
        revision: &Schema<'a>,
        untyped: bool,
        first: bool,
    ) -> BTreeSet<Effect> {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::new();
        let mut queue = VecDeque::from([(base.clone(), revision.clone(), false)]);
        while let Some((base, revision, inverted)) = queue.pop_front() {
            if seen.len() > MAX_PAIRS {
                found.insert(Effect::Unknown);
                return found;
            }
            if !seen.insert(key(&base, &revision, false)) {
                continue;
            }
            let delta = self.compare(&base, &revision, untyped);
            for local in &delta.facts {
                if let Some(effect) = super::checks::effect_of(local) {
                    found.insert(if inverted { effect.inverted() } else { effect });
                }
            }
            if first && !found.is_empty() {
                return found;
            }
            let below =
                |step: &Step<'a>| (step.base.clone(), step.revision.clone(), inverted != step.inverted);
            queue.extend(delta.steps.iter().map(below));
        }
        found
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

struct Visit<'a> {
    base: Schema<'a>,
    revision: Schema<'a>,
    path: Vec<String>,
    flags: Flags,
    inverted: bool,
}

impl<'a> Visit<'a> {
    fn top(base: &Schema<'a>, revision: &Schema<'a>) -> Self {
        Self {
            base: base.clone(),
            revision: revision.clone(),
            path: Vec::new(),
            flags: Flags::default(),
            inverted: false,
        }
    }

    fn below(&self, step: &Step<'a>) -> Self {
        let mut path = self.path.clone();
        path.push(step.name.clone());
        Self {
            base: step.base.clone(),
            revision: step.revision.clone(),
            path,
            flags: self.flags.above(step.flags),
            inverted: self.inverted != step.inverted,
        }
    }

    fn fact(&self, local: &Local, sites: (Site, Site)) -> Fact {
        let is_below = !self.path.is_empty() || !local.step.is_empty();
        let site = if is_below { sites.1 } else { sites.0 };
        let mut path = self.path.clone();
        if !local.step.is_empty() {
            path.push(local.step.clone());
        }
        let flags = self.flags.above(local.flags);
        let mut fact = Fact::of(What::Schema(site, local.kind, flags), local.place.clone());
        fact.subject = path.join("/");
        fact.name.clone_from(&local.name);
        fact.before = local.before.clone();
        fact.after = local.after.clone();
        fact.base.clone_from(&local.base);
        fact.revision.clone_from(&local.revision);
        fact.effect = local.effect;
        fact.inverted = self.inverted;
        fact
    }
}

impl Flags {
    /// The flags of something below: what is not sent at all is not sent below either.
    fn above(self, below: Self) -> Self {
        Self {
            required: below.required,
            read_only: self.read_only || below.read_only,
            write_only: self.write_only || below.write_only,
        }
    }

    fn without_requiredness(self) -> Self {
        Self { required: false, ..self }
    }
}
