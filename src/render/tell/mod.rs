//! Sentences that a person would write, out of what the differ says about a change.
//!
//! Several changes of one kind at one place are one sentence: `a`, `b` and `c` may be `null` now.

pub mod advice;
pub mod place;
mod predicate;

use super::escape::{shortened, visible};
use super::words::sentence;
use crate::diff::change::Change;

/// The most things that one sentence names.
const NAMED: usize = 12;
/// The most characters of a name.
const NAME: usize = 160;

/// A sentence that may name several things.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Told {
    complete: bool,
    head: [String; 2],
    things: Vec<String>,
    joint: &'static str,
    tail: [String; 2],
}

impl Told {
    /// What a change says.
    pub fn of(change: &Change) -> Self {
        predicate::told(change).unwrap_or_else(|| Self::whole(&change.text))
    }

    /// A sentence that names nothing that could be listed.
    pub fn whole(text: &str) -> Self {
        Self { complete: false, ..Self::several([text, text], Vec::new(), "and", ["", ""]) }
    }

    /// As [`Self::whole`], where the sentence says its values, too.
    fn all(text: &str) -> Self {
        Self { complete: true, ..Self::whole(text) }
    }

    /// Whether the sentence names the values before and after, so that nobody has to add them.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether nothing could be listed.
    pub fn is_whole(&self) -> bool {
        self.things.is_empty()
    }

    /// What sentences that can be joined have in common.
    #[must_use]
    pub fn without_things(&self) -> Self {
        Self { things: Vec::new(), ..self.clone() }
    }

    /// A sentence about things; of each pair the first is for one thing, the second for several.
    fn several(head: [&str; 2], things: Vec<String>, joint: &'static str, tail: [&str; 2]) -> Self {
        Self { complete: true, head: head.map(str::to_owned), things, joint, tail: tail.map(str::to_owned) }
    }

    /// Takes over the things of a sentence that says the same about them.
    pub fn join(&mut self, other: &Self) {
        for thing in &other.things {
            if !self.things.contains(thing) {
                self.things.push(thing.clone());
            }
        }
    }

    /// The sentence, in one line, with a capital and a full stop.
    pub fn sentence(&self, most: usize) -> String {
        let at = usize::from(self.things.len() > 1);
        let text = format!("{}{}{}", self.head[at], self.listed(), self.tail[at]);
        sentence(&shortened(&visible(&text), most))
    }

    fn listed(&self) -> String {
        let mut named: Vec<String> =
            self.things.iter().take(NAMED).map(|thing| shortened_code(thing)).collect();
        if self.things.len() > NAMED {
            named.push(format!("{} more", self.things.len() - NAMED));
            return super::words::listed(&named);
        }
        match named.split_last() {
            Some((last, [_, ..])) => {
                format!("{} {} {last}", named[..named.len() - 1].join(", "), self.joint)
            }
            _ => named.concat(),
        }
    }
}

fn shortened_code(thing: &str) -> String {
    match thing.strip_prefix('`').and_then(|thing| thing.strip_suffix('`')) {
        Some(name) => place::code(&shortened(&visible(name), NAME)),
        None => shortened(&visible(thing), NAME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_of_one_kind_are_one_sentence() {
        let about = |name: &str| {
            Told::several(
                ["the field ", "the fields "],
                vec![format!("`{name}`")],
                "and",
                [" is new", " are new"],
            )
        };
        let mut told = about("a");
        assert_eq!(told.sentence(100), "The field `a` is new.");
        for name in ["b", "c", "c"] {
            assert_eq!(told.without_things(), about(name).without_things());
            told.join(&about(name));
        }
        assert_eq!(told.sentence(100), "The fields `a`, `b` and `c` are new.");
        for number in 0..20 {
            told.join(&about(&number.to_string()));
        }
        assert!(told.sentence(200).ends_with("`8` and 11 more are new."), "{}", told.sentence(200));
    }
}
