//! The names that expressions ask for as small numbers: a key of a document is looked up once, whoever asks for it.

use indexmap::IndexSet;

use super::ast::{Expression, Selector, Step};
use crate::json::members::outline;
use crate::json::pointer;

/// The number of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// Every name that no expression asks for.
    pub(super) const OTHER: Self = Self(0);

    /// The number as a place in a table.
    pub(super) fn place(self) -> usize {
        self.0 as usize
    }
}

/// A set of those symbols for which it has room: filters are chosen by the members that they need, and there are few of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Few(u64);

impl Few {
    /// The set of one symbol; `None` when there is no room for it.
    fn of(symbol: Symbol) -> Option<Self> {
        (symbol != Symbol::OTHER).then(|| 1u64.checked_shl(symbol.0)).flatten().map(Self)
    }

    /// The set with one more symbol, if it has room for it.
    #[must_use]
    pub(super) fn with(self, symbol: Symbol) -> Self {
        Self::of(symbol).map_or(self, |one| self.and(one))
    }

    /// Everything that is in one of two sets.
    #[must_use]
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether anything is in both sets.
    pub(super) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// Every name that some expressions ask for.
#[derive(Debug)]
pub(super) struct Symbols {
    /// The names by their [`outline`]; as many lists as a power of two.
    names: Vec<Vec<(Box<str>, Symbol)>>,
    /// How many symbols there are, with that of all other names.
    pub(super) count: usize,
    /// Whether one of the names may be the place of an item.
    has_index: bool,
}

impl Symbols {
    /// The names that filters need come first, since only the first symbols have a place in [`Few`].
    pub(super) fn of(expressions: &[&Expression]) -> Self {
        let selectors = || {
            expressions.iter().flat_map(|expression| &expression.steps).filter_map(|step| match step {
                Step::Child(selector) | Step::Deep(selector) => Some(selector),
                Step::Containers | Step::Up => None,
            })
        };
        let needed = selectors().filter_map(|selector| match selector {
            Selector::Filter(script) => Some(&script.needs),
            _ => None,
        });
        let named = selectors().filter_map(|selector| match selector {
            Selector::Names(names) => Some(names),
            _ => None,
        });
        let all: IndexSet<&str> = needed.chain(named).flatten().map(String::as_str).collect();
        let lists = (2 * all.len()).next_power_of_two();
        let mut symbols = Self { names: vec![Vec::new(); lists], count: 1, has_index: false };
        all.into_iter().for_each(|name| symbols.add(name));
        symbols
    }

    fn add(&mut self, name: &str) {
        let symbol = Symbol(u32::try_from(self.count).unwrap_or(u32::MAX));
        let list = outline(name) & (self.names.len() - 1);
        self.names[list].push((name.into(), symbol));
        self.count += 1;
        self.has_index |= pointer::index(name).is_some();
    }

    /// The symbol of a name.
    pub(super) fn name(&self, name: &str) -> Symbol {
        let list = &self.names[outline(name) & (self.names.len() - 1)];
        list.iter().find(|(own, _)| **own == *name).map_or(Symbol::OTHER, |(_, symbol)| *symbol)
    }

    /// The symbol of the place of an item. Nearly no expression names one, so nearly none is written as text.
    pub(super) fn index(&self, index: usize) -> Symbol {
        if self.has_index { self.name(&index.to_string()) } else { Symbol::OTHER }
    }

    /// The set of these names; `None` when it is not certain to hold them all.
    pub(super) fn few(&self, names: &[String]) -> Option<Few> {
        names.iter().try_fold(Few::default(), |few, name| Some(few.and(Few::of(self.name(name))?)))
    }
}
