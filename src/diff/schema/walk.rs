//! The walk over all pairs of schemas below the tops of bodies, parameters and headers.
//!
//! The walks of all operations share one graph: a pair is entered once at each site and with each mode, its facts are told
//! when it is entered, and whoever comes by later only counts as one more top that leads there ([`super::reach`]).

use std::collections::VecDeque;

use super::{Comparer, Delta, Key, Local, Schema, Step, Wire, key, values};
use crate::collections::HashMap;
use crate::diff::check::Flags;
use crate::diff::delta::{Fact, What};
use crate::diff::site::Site;

/// So many steps down to a property are named.
const MOST_STEPS: usize = 32;

/// Two schemas that answer to each other in an exchange.
pub struct Top<'a> {
    /// In the base.
    pub base: Schema<'a>,
    /// In the revision.
    pub revision: Schema<'a>,
    /// Where they stand, and where what is below them stands.
    pub sites: (Site, Site),
    /// How values go over the wire.
    pub wire: Wire,
    /// Whether nobody can leave the value out, so that a default says nothing.
    pub always_sent: bool,
    /// What facts about them are about.
    pub about: String,
    /// What stands between the path of a property and that.
    pub joint: &'static str,
}

impl Top<'_> {
    /// What a fact is about, as people name it.
    fn subject(&self, path: &str) -> String {
        if path.is_empty() { self.about.clone() } else { format!("`{path}` {} {}", self.joint, self.about) }
    }
}

/// What a walk came to.
pub struct Walked {
    /// The place of the top.
    pub top: usize,
    /// What no earlier walk told, each with its place.
    pub facts: Vec<(usize, Fact)>,
}

/// A pair at a site and with a mode: what is told there once.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Visit {
    pair: Key,
    sites: (Site, Site),
    flags: Flags,
    inverted: bool,
    /// At the top itself, or at its one branch: how its value goes over the wire, and whether it always does.
    top: Option<(bool, bool)>,
}

/// A pair that was entered.
struct Place {
    /// The place by which it was entered first, and the name of the step.
    above: Option<(usize, String)>,
    /// Where it leads on.
    below: Vec<usize>,
}

/// The graph of all walks between two documents.
#[derive(Default)]
pub struct Walks<'a> {
    known: HashMap<Visit, usize>,
    places: Vec<Place>,
    queue: VecDeque<(usize, Visit, Schema<'a>, Schema<'a>)>,
}

impl<'a> Walks<'a> {
    /// Tells all facts about two schemas and what stands below them that no earlier walk told.
    pub fn walk(&mut self, comparer: &Comparer<'a>, top: &Top<'a>) -> Walked {
        let visit = Visit {
            pair: key(&top.base, &top.revision, top.wire.untyped),
            sites: top.sites,
            flags: Flags::default(),
            inverted: false,
            top: Some((top.wire.exploded, top.always_sent)),
        };
        let at = self.enter(visit, None, &top.base, &top.revision);
        let mut facts = Vec::new();
        while let Some((place, visit, base, revision)) = self.queue.pop_front() {
            let delta = comparer.compare(&base, &revision, top.wire.untyped);
            let mut found = self.told(place, &visit, &delta);
            if visit.top.is_some() {
                at_top(comparer, top, &mut found);
            }
            for fact in &mut found {
                fact.subject = top.subject(&fact.subject);
            }
            facts.extend(found.into_iter().map(|fact| (place, fact)));
            self.places[place].below =
                delta.steps.iter().map(|step| self.step(place, &visit, step, top.wire.untyped)).collect();
        }
        Walked { top: at, facts }
    }

    /// Where every place leads on.
    pub fn edges(&self) -> Vec<&[usize]> {
        self.places.iter().map(|place| place.below.as_slice()).collect()
    }

    fn enter(
        &mut self,
        visit: Visit,
        above: Option<(usize, String)>,
        base: &Schema<'a>,
        revision: &Schema<'a>,
    ) -> usize {
        if let Some(&known) = self.known.get(&visit) {
            return known;
        }
        let place = self.places.len();
        self.places.push(Place { above, below: Vec::new() });
        self.known.insert(visit.clone(), place);
        self.queue.push_back((place, visit, base.clone(), revision.clone()));
        place
    }

    fn step(&mut self, place: usize, visit: &Visit, step: &Step<'a>, untyped: bool) -> usize {
        let below = Visit {
            pair: key(&step.base, &step.revision, untyped),
            sites: visit.sites,
            flags: Flags { required: false, ..visit.flags.above(step.flags) },
            inverted: visit.inverted != step.inverted,
            top: visit.top.filter(|_| step.name.is_empty()),
        };
        self.enter(below, Some((place, step.name.clone())), &step.base, &step.revision)
    }

    /// The facts about a pair as they are at its place.
    fn told(&self, place: usize, visit: &Visit, delta: &Delta<'a>) -> Vec<Fact> {
        if delta.facts.is_empty() {
            return Vec::new();
        }
        let path = self.path(place);
        delta.facts.iter().map(|local| visit.fact(local, &path)).collect()
    }

    /// The names of the steps down to a place; of a long way the last ones.
    fn path(&self, place: usize) -> Vec<&str> {
        let mut names = Vec::new();
        let mut at = place;
        while let Some((above, name)) = &self.places[at].above {
            if names.len() == MOST_STEPS {
                names.push("…");
                break;
            }
            names.push(name.as_str());
            at = *above;
        }
        names.reverse();
        names
    }
}

/// What only holds of the top itself, whose facts have no subject yet.
fn at_top<'a>(comparer: &Comparer<'a>, top: &Top<'a>, facts: &mut Vec<Fact>) {
    if top.wire.exploded {
        values::scalar_to_array(comparer, &top.base, &top.revision, facts);
    }
    facts.retain(|fact| !(top.always_sent && fact.subject.is_empty() && fact.is_kind("default-value-")));
}

impl Visit {
    fn fact(&self, local: &Local, path: &[&str]) -> Fact {
        let is_below = self.top.is_none() || !local.step.is_empty();
        let site = if is_below { self.sites.1 } else { self.sites.0 };
        let path: Vec<&str> =
            path.iter().copied().chain([local.step.as_str()]).filter(|name| !name.is_empty()).collect();
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
}
