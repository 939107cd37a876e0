//! Checks: what a fact at a site is called and how much it matters.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::change::Level;
use super::checks::{self, Row};
use super::site::{Direction, Site};
use crate::collections::HashMap;

/// What a change does to the set of values or exchanges that a contract allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Less is allowed: breaks whoever sends.
    Narrows,
    /// More is allowed: breaks whoever receives.
    Widens,
    /// Some is lost and some is new: breaks both.
    Both,
    /// The same is allowed.
    Neutral,
    /// Cannot be decided: a warning either way.
    Unknown,
}

impl Effect {
    /// The law of severity: a request breaks when something valid before is refused, a response when something may come
    /// that could not come before.
    pub fn level(self, direction: Direction) -> Level {
        match (self, direction) {
            (Self::Both, _) | (Self::Narrows, Direction::Request) | (Self::Widens, Direction::Response) => {
                Level::Breaking
            }
            (Self::Unknown, _) => Level::Warning,
            _ => Level::Info,
        }
    }

    /// What it is seen from inside `not`.
    #[must_use]
    pub fn inverted(self) -> Self {
        match self {
            Self::Narrows => Self::Widens,
            Self::Widens => Self::Narrows,
            other => other,
        }
    }
}

/// One check.
#[derive(Debug, Clone)]
pub struct Check {
    /// Kebab-case; oasdiff's where it has one.
    pub id: String,
    /// Unless a setting or the fact itself says otherwise.
    pub level: Level,
    /// Whether no caller's program can notice it.
    pub documentation: bool,
    /// Whether nobody has to act on it, so that a listing may fold it: documentation, and what only gives more room.
    pub quiet: bool,
    /// The site, when the check is about a schema.
    pub site: Option<Site>,
    /// What the id says about the property that it speaks of.
    pub flags: Flags,
    /// What it finds, why it matters, and an example.
    pub row: &'static Row,
}

impl Check {
    /// A check that is about no schema.
    fn of_row(id: String, level: Level, row: &'static Row) -> Self {
        let (documentation, quiet) = (row.documentation, row.documentation || row.quiet);
        Self { id, level, documentation, quiet, site: None, flags: Flags::default(), row }
    }
}

/// All checks.
pub struct Registry {
    checks: Vec<Check>,
    by_site: HashMap<(Site, &'static str, Flags), usize>,
    by_id: BTreeMap<String, usize>,
}

/// What is known about a property that a check's id may speak of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flags {
    /// The property is required.
    pub required: bool,
    /// The property or one above it is `readOnly`.
    pub read_only: bool,
    /// The property or one above it is `writeOnly`.
    pub write_only: bool,
}

/// The registry: built once from the tables.
pub fn registry() -> &'static Registry {
    static REGISTRY: LazyLock<Registry> = LazyLock::new(Registry::build);
    &REGISTRY
}

impl Registry {
    fn build() -> Self {
        let mut registry = Self { checks: Vec::new(), by_site: HashMap::default(), by_id: BTreeMap::new() };
        for row in checks::FIXED.iter().copied().flatten() {
            let level = row.level(Direction::Request);
            registry.add(Check::of_row(row.kind.to_owned(), level, row));
            if row.outgoing {
                let flipped = row.effect.level(row.side.unwrap_or(Direction::Request).flipped());
                registry.add(Check::of_row(format!("outgoing-{}", row.kind), flipped, row));
            }
        }
        for row in checks::SCHEMA.iter().copied().flatten() {
            for site in Site::ALL.into_iter().filter(|site| row.applies_to(*site)) {
                registry.add_at(site, row);
            }
        }
        registry
    }

    /// Names a row at a site: once for all flags that make no difference, and for each that does.
    fn add_at(&mut self, site: Site, row: &'static Row) {
        let mut usual = None;
        for flags in Flags::ALL {
            let index = if checks::naming::depends_on_flags(site, row, flags) {
                self.add_named(site, flags, row)
            } else {
                *usual.get_or_insert_with(|| self.add_named(site, flags, row))
            };
            if let Some(index) = index {
                self.by_site.insert((site, row.kind, flags), index);
            }
        }
    }

    fn add_named(&mut self, site: Site, flags: Flags, row: &'static Row) -> Option<usize> {
        let (id, level) = checks::naming::name(site, row, flags)?;
        let documentation = row.documentation;
        let quiet = documentation || checks::naming::is_quiet(site, row, &id, level);
        Some(self.add(Check { id, level, documentation, quiet, site: Some(site), flags, row }))
    }

    fn add(&mut self, check: Check) -> usize {
        if let Some(&known) = self.by_id.get(&check.id) {
            return known;
        }
        self.by_id.insert(check.id.clone(), self.checks.len());
        self.checks.push(check);
        self.checks.len() - 1
    }

    /// Every check in the order of the ids.
    pub fn all(&self) -> impl Iterator<Item = &Check> {
        self.by_id.values().map(|&index| &self.checks[index])
    }

    /// The check of an id.
    pub fn of_id(&self, id: &str) -> Option<&Check> {
        self.by_id.get(id).map(|&index| &self.checks[index])
    }

    /// The check of a fact about a schema; `None` when there is nothing to tell at this site.
    pub fn at(&self, site: Site, kind: &'static str, flags: Flags) -> Option<&Check> {
        self.by_site.get(&(site, kind, flags)).map(|&index| &self.checks[index])
    }
}

impl Flags {
    /// All combinations.
    pub const ALL: [Self; 8] = {
        let mut all = [Self { required: false, read_only: false, write_only: false }; 8];
        let mut index = 0;
        while index < 8 {
            all[index] =
                Self { required: index & 1 != 0, read_only: index & 2 != 0, write_only: index & 4 != 0 };
            index += 1;
        }
        all
    };
}
