//! Sentences that a person would write, out of what the differ says about a change.
//!
//! Several changes of one kind at one place are one sentence: `a`, `b` and `c` may be `null` now.

pub mod advice;
pub mod place;
mod predicate;

use super::words::sentence;
use crate::diff::change::Change;
use crate::escape::{shortened, visible};

/// The most things that one sentence names.
const NAMED: usize = 12;
/// The most characters of a name.
const NAME: usize = 160;

/// A sentence that may name several things.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Told {
    complete: bool,
    component: bool,
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

    /// Whether the sentence names the component that is the cause.
    pub fn names_component(&self) -> bool {
        self.component
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
        let (head, tail) = (head.map(str::to_owned), tail.map(str::to_owned));
        Self { complete: true, component: false, head, things, joint, tail }
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
        let mut things = self.things.clone();
        let parent = if self.joint == "and" { shared_parent(&mut things) } else { None };
        let mut named: Vec<String> = things.iter().take(NAMED).map(|thing| shortened_code(thing)).collect();
        let more = things.len() - named.len();
        let joint = if more > 0 { "and" } else { self.joint };
        named.extend((more > 0).then(|| format!("{more} more")));
        let list = super::words::joined(&named, joint);
        parent.map_or(list.clone(), |parent| format!("{list} of {}", shortened_code(&parent)))
    }
}

/// Where several properties stand below the same one, leaves their names alone and gives back where they stand.
/// Properties are put in order.
fn shared_parent(things: &mut [String]) -> Option<String> {
    things.sort_by(|one, other| one.trim_matches('`').cmp(other.trim_matches('`')));
    let [first, _, ..] = &*things else { return None };
    let above = first.rsplit_once('/').map(|(above, _)| above).filter(|above| above.len() > 1)?.to_owned();
    if !things.iter().all(|thing| thing.rsplit_once('/').is_some_and(|(other, _)| other == above)) {
        return None;
    }
    for thing in things {
        *thing = format!("`{}", &thing[above.len() + 1..]);
    }
    Some(format!("{above}`"))
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
    fn names_below_the_same_property_are_said_without_it() {
        let table = [
            (["`a/b/d`", "`a/b/c`"], "`c` and `d` of `a/b` are new."),
            (["`a/b`", "`a/bc/d`"], "`a/b` and `a/bc/d` are new."),
            (["`/b`", "`/a`"], "`/a` and `/b` are new."),
            (["`nameTest`", "`name`"], "`name` and `nameTest` are new."),
        ];
        for (names, said) in table {
            let told =
                Told::several(["", ""], names.map(str::to_owned).to_vec(), "and", [" is new", " are new"]);
            assert_eq!(told.sentence(100), said);
        }
    }

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
        assert!(told.sentence(200).ends_with("`19` and 11 more are new."), "{}", told.sentence(200));
    }
}
