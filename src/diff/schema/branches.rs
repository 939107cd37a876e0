//! The members of `allOf`, `oneOf` and `anyOf`, and which of them answer to each other.
//!
//! Members have no names and no order that counts, so they are sought by what they are: the component that they refer to, the
//! same words, the same meaning, the same values, a title. Whatever can be looked up is, so that thousands of members take work
//! in proportion; only whether two allow the same values has to be asked of pairs, and of so many pairs at most.

use std::collections::VecDeque;
use std::hash::Hash;

use serde_json::Value;

use super::Comparer;
use super::same::Side;
use crate::collections::HashMap;
use crate::openapi::reference;
use crate::openapi::schema::{Reading, Schema};

/// Of so many pairs of members it is asked whether they allow the same values; where more are left, they are other members.
const MOST_ASKED: usize = 2_500;

/// One member of a composition.
#[derive(Clone)]
pub(super) struct Branch<'a> {
    pub value: &'a Value,
    pub schema: Schema<'a>,
    pub name: String,
    pub index: usize,
}

/// All members that stand under a keyword.
pub(super) fn branches<'a>(reading: &Reading<'a>, schema: &Schema<'a>, keyword: &str) -> Vec<Branch<'a>> {
    let mut all = Vec::new();
    for (node, group) in schema.all(keyword) {
        for (index, value) in group.as_array().into_iter().flatten().enumerate() {
            let name = reading.branch_name(value, index);
            let pointer = node.pointer.join(keyword).join(index.to_string());
            let schema = reading.schema(value, pointer, format!("{}/{keyword}[{name}]", node.place));
            all.push(Branch { value, schema, name, index });
        }
    }
    all
}

/// Which branches answer to each other, and which are left.
pub(super) struct Matched<'a> {
    pub pairs: Vec<(Branch<'a>, Branch<'a>)>,
    pub removed: Vec<Branch<'a>>,
    pub added: Vec<Branch<'a>>,
}

/// Brings the branches of both sides together.
pub(super) fn matched<'a>(
    comparer: &Comparer<'a>,
    removed: Vec<Branch<'a>>,
    added: Vec<Branch<'a>>,
) -> Matched<'a> {
    let mut found = Matched { pairs: Vec::new(), removed, added };
    let same = &comparer.same;
    found.by_key(|branch, _| reference::target(branch.value));
    found.by_key(|branch, _| same.values(branch.value, branch.value).then_some(branch.value));
    found.by_key(|branch, side| {
        comparer.look();
        same.meaning(side, branch.value)
    });
    if found.removed.len() * found.added.len() <= MOST_ASKED {
        found.by_test(|one, other| {
            comparer.look();
            comparer.is_equivalent(&one.schema, &other.schema)
        });
    }
    // A title or a vendor's constant says that two inline branches are the same one.
    let words = comparer.options.words.constant.iter().map(String::as_str);
    for word in std::iter::once("title").chain(words) {
        found.by_key(|branch, _| branch.schema.first(word));
    }
    let is_inline = |branch: &Branch<'_>| reference::target(branch.value).is_none();
    let left = |all: &[Branch<'a>]| all.iter().filter(|branch| is_inline(branch)).count();
    if left(&found.removed) == 1 && left(&found.added) == 1 {
        found.by_key(|branch, _| is_inline(branch).then_some(()));
    }
    found
}

impl<'a> Matched<'a> {
    /// Pairs what has the same key; where several have, in order.
    fn by_key<K: Eq + Hash>(&mut self, key: impl Fn(&Branch<'a>, Side) -> Option<K>) {
        if self.removed.is_empty() || self.added.is_empty() {
            return;
        }
        let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::default();
        for (index, branch) in self.added.iter().enumerate() {
            if let Some(key) = key(branch, Side::Revision) {
                waiting.entry(key).or_default().push_back(index);
            }
        }
        self.take(|_, one| waiting.get_mut(&key(one, Side::Base)?)?.pop_front());
    }

    /// Pairs each with the first that passes a test.
    fn by_test(&mut self, test: impl Fn(&Branch<'a>, &Branch<'a>) -> bool) {
        self.take(|added, one| {
            added.iter().position(|other| other.as_ref().is_some_and(|other| test(one, other)))
        });
    }

    /// Pairs each of the removed with the added one whose place is found for it; what was taken is gone from the list.
    fn take(&mut self, mut find: impl FnMut(&[Option<Branch<'a>>], &Branch<'a>) -> Option<usize>) {
        let mut added: Vec<Option<Branch<'a>>> =
            std::mem::take(&mut self.added).into_iter().map(Some).collect();
        for one in std::mem::take(&mut self.removed) {
            match find(&added, &one).and_then(|at| added[at].take()) {
                Some(other) => self.pairs.push((one, other)),
                None => self.removed.push(one),
            }
        }
        self.added = added.into_iter().flatten().collect();
    }
}
