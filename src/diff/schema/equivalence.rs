//! Whether two schemas allow the same values, also when they lead back to themselves.
//!
//! A question looks at everything below its pair, and what it meets there may ask further questions. A pair about which a
//! question is still open counts as the same: that is how one circle is found to be another. "Different" is final at once.
//! "The same" is final when it leaned on no open question; until then it holds for as long as the question that it leaned on is
//! open. So every pair is decided once, however many ask about it.

use std::collections::VecDeque;

use super::{Comparer, Delta, Key, Pair, key, limits, properties, values};
use crate::collections::HashMap;
use crate::diff::checks::effect_of;
use crate::openapi::schema::Schema;

/// How many questions may be open at a time; what lies deeper counts as different, so that it is told.
const MOST_OPEN: usize = 64;

/// How many pairs all questions together may look at; later ones are answered with "different".
const MOST_PAIRS: usize = 4_000;

/// The questions of one comparison and their answers.
#[derive(Default)]
pub(super) struct Questions {
    answers: HashMap<Key, bool>,
    /// Pairs that count as the same, with the question on which that rests.
    held: HashMap<Key, usize>,
    /// The same pairs in the order in which they were met.
    trail: Vec<Key>,
    open: usize,
    /// The outermost open question that was leaned on.
    leaned: Option<usize>,
    looked_at: usize,
}

/// What was so when a question was opened.
pub(super) struct Opened {
    trail: usize,
    leaned: Option<usize>,
}

impl Questions {
    /// What is known about a pair: final, or held to be so.
    fn known(&mut self, pair: &Key) -> Option<bool> {
        if let Some(&answer) = self.answers.get(pair) {
            return Some(answer);
        }
        let rests_on = *self.held.get(pair)?;
        self.lean(Some(rests_on));
        Some(true)
    }

    fn lean(&mut self, on: Option<usize>) {
        self.leaned = match (self.leaned, on) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    fn open(&mut self) -> Option<Opened> {
        if self.open >= MOST_OPEN || self.looked_at >= MOST_PAIRS {
            return None;
        }
        self.open += 1;
        Some(Opened { trail: self.trail.len(), leaned: self.leaned.take() })
    }

    /// A pair below the open question: held to be the same from now on.
    fn hold(&mut self, pair: Key) {
        self.looked_at += 1;
        self.held.insert(pair.clone(), self.open);
        self.trail.push(pair);
    }

    fn close(&mut self, opened: &Opened, pair: Key, same: bool) {
        let own = self.open;
        self.open -= 1;
        let leaned = std::mem::replace(&mut self.leaned, opened.leaned);
        if let Some(outer) = leaned.filter(|&on| same && on < own) {
            for met in &self.trail[opened.trail..] {
                self.held.insert(met.clone(), outer);
            }
            self.lean(Some(outer));
            return;
        }
        for met in self.trail.drain(opened.trail..) {
            self.held.remove(&met);
            if same {
                self.answers.insert(met, true);
            }
        }
        self.answers.insert(pair, same);
    }

    /// Begins something that may ask; [`Questions::leaned_since`] tells whether it leaned on what is still open.
    pub(super) fn watch(&mut self) -> Option<usize> {
        self.leaned.take()
    }

    /// Whether an answer since [`Questions::watch`] leaned on an open question.
    pub(super) fn leaned_since(&mut self, watched: Option<usize>) -> bool {
        let leaned = self.leaned.is_some();
        self.lean(watched);
        leaned
    }
}

impl<'a> Comparer<'a> {
    /// Whether two schemas allow the same values.
    pub fn is_equivalent(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        let pair = key(base, revision, false);
        if let Some(known) = self.questions.borrow_mut().known(&pair) {
            return known;
        }
        let Some(opened) = self.questions.borrow_mut().open() else { return false };
        let same = self.holds_below(base, revision);
        self.questions.borrow_mut().close(&opened, pair, same);
        same
    }

    /// Looks at a pair and everything below it, until something differs.
    fn holds_below(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        let mut queue = VecDeque::from([(base.clone(), revision.clone())]);
        while let Some((base, revision)) = queue.pop_front() {
            let pair = key(&base, &revision, false);
            match self.questions.borrow_mut().known(&pair) {
                Some(true) => continue,
                Some(false) => return false,
                None => {}
            }
            self.questions.borrow_mut().hold(pair);
            if self.differs_by_itself(&base, &revision) {
                return false;
            }
            let delta = self.compare(&base, &revision, false);
            if delta.facts.iter().any(|local| effect_of(local).is_some()) {
                return false;
            }
            queue.extend(delta.steps.iter().map(|step| (step.base.clone(), step.revision.clone())));
        }
        true
    }

    /// Whether two schemas differ without a look at their branches, which might ask many more questions. Where only one side
    /// has branches, they may explain everything else.
    fn differs_by_itself(&self, base: &Schema<'a>, revision: &Schema<'a>) -> bool {
        let has = |schema: &Schema<'a>, keyword| schema.all(keyword).next().is_some();
        let explained = ["oneOf", "anyOf"].into_iter().any(|key| has(base, key) != has(revision, key));
        if explained || self.same.schemas(base, revision) {
            return false;
        }
        let mut delta = Delta::default();
        let mut pair = Pair { comparer: self, base, revision, delta: &mut delta };
        let shared = values::compare(&mut pair, false);
        limits::compare(&mut pair);
        if shared {
            properties::compare(&mut pair);
        }
        delta.facts.iter().any(|local| effect_of(local).is_some())
    }
}
