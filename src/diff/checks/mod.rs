//! The tables that judge facts: one row a kind of fact, with its effect and why it matters.

pub mod composition;
pub mod lifecycle;
pub mod limits;
pub mod naming;
pub mod operation;
pub mod security;
pub mod structure;
pub mod values;
pub mod words;

use std::sync::LazyLock;

use super::change::Level;
use super::check::Effect;
use super::site::{Direction, Site};
use crate::collections::HashMap;

/// An example of a row: what stands before and after, as JSON.
#[derive(Debug, Clone, Copy)]
pub enum Example {
    /// Two schemas, put where the check looks.
    Schema(&'static str, &'static str),
    /// Two Operation Objects.
    Operation(&'static str, &'static str),
    /// Two documents, without `openapi` and `info`.
    Document(&'static str, &'static str),
    /// Two Parameter Objects, empty for none.
    Parameter(&'static str, &'static str),
}

/// One row: everything that is known about a kind of fact.
#[derive(Debug)]
pub struct Row {
    /// What comes behind the site in the id; the whole id where there is no site.
    pub kind: &'static str,
    /// What it does to the set of allowed values.
    pub effect: Effect,
    /// The level in requests, where the law of severity would say another.
    pub request: Option<Level>,
    /// The level in responses, where the law of severity would say another.
    pub response: Option<Level>,
    /// The sentence, with `{name}`, `{before}` and `{after}`.
    pub says: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What it looks like.
    pub example: Example,
    /// Whether no caller's program can notice it.
    pub documentation: bool,
    /// Whether nobody has to act on it, whatever its effect says.
    pub quiet: bool,
    /// Whether callbacks and webhooks have a check of their own for it (for rows without a site).
    pub outgoing: bool,
    /// Who sends it, for rows without a site.
    pub side: Option<Direction>,
    /// Which sites have it.
    pub sites: Sites,
}

/// Which sites have a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sites {
    /// Every schema.
    All,
    /// Properties.
    Properties,
    /// None: the kind is the id.
    None,
}

impl Row {
    /// A row about schemas.
    pub const fn of(
        kind: &'static str,
        effect: Effect,
        says: &'static str,
        why: &'static str,
        example: Example,
    ) -> Self {
        Self {
            kind,
            effect,
            request: None,
            response: None,
            says,
            why,
            example,
            documentation: false,
            quiet: false,
            outgoing: false,
            side: None,
            sites: Sites::All,
        }
    }

    /// A row that is a check of its own, with its level.
    pub const fn fixed(
        kind: &'static str,
        level: Level,
        says: &'static str,
        why: &'static str,
        example: Example,
    ) -> Self {
        let mut row = Self::of(kind, Effect::Neutral, says, why, example);
        row.request = Some(level);
        row.response = Some(level);
        row.sites = Sites::None;
        row
    }

    /// With a level of its own in requests.
    #[must_use]
    pub const fn in_request(mut self, level: Level) -> Self {
        self.request = Some(level);
        self
    }

    /// With a level of its own in responses.
    #[must_use]
    pub const fn in_response(mut self, level: Level) -> Self {
        self.response = Some(level);
        self
    }

    /// Of properties only.
    #[must_use]
    pub const fn of_properties(mut self) -> Self {
        self.sites = Sites::Properties;
        self
    }

    /// Documentation.
    #[must_use]
    pub const fn documentation(mut self) -> Self {
        self.documentation = true;
        self
    }

    /// Good news for whoever it concerns: nobody has to act on it.
    #[must_use]
    pub const fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// With a twin for callbacks and webhooks, judged by its effect.
    #[must_use]
    pub const fn with_outgoing(mut self, side: Direction, effect: Effect) -> Self {
        self.outgoing = true;
        self.side = Some(side);
        self.effect = effect;
        self
    }

    /// The level in a direction.
    pub fn level(&self, direction: Direction) -> Level {
        let own = match direction {
            Direction::Request => self.request,
            Direction::Response => self.response,
        };
        own.unwrap_or_else(|| self.effect.level(direction))
    }

    /// Whether a site has this row.
    pub fn applies_to(&self, site: Site) -> bool {
        match self.sites {
            Sites::All => true,
            Sites::Properties => site.is_property(),
            Sites::None => false,
        }
    }
}

/// Rows about schemas, at every site.
pub const SCHEMA: [&[Row]; 6] =
    [values::ROWS, limits::ROWS, structure::ROWS, composition::ROWS, words::ROWS, lifecycle::PROPERTIES];

/// Rows that are checks of their own.
pub const FIXED: [&[Row]; 3] = [operation::ROWS, security::ROWS, lifecycle::ROWS];

/// The row of a kind of fact about a schema.
fn row_of(kind: &str) -> Option<&'static Row> {
    static ROWS: LazyLock<HashMap<&str, &Row>> =
        LazyLock::new(|| SCHEMA.iter().copied().flatten().rev().map(|row| (row.kind, row)).collect());
    ROWS.get(kind).copied()
}

/// What a fact about a schema does; `None` when it changes no set of values.
pub fn effect_of(local: &super::schema::Local) -> Option<Effect> {
    if let Some(effect) = local.effect {
        return Some(effect);
    }
    let row = row_of(local.kind)?;
    match local.kind {
        "property-added" | "property-added-with-default" if local.flags.required => Some(Effect::Narrows),
        "property-added" | "property-added-with-default" | "property-removed" => Some(Effect::Unknown),
        kind if kind.starts_with("discriminator") => Some(Effect::Unknown),
        _ if row.effect == Effect::Neutral => None,
        _ => Some(row.effect),
    }
}

/// The effect of a row on what a schema demands, for schemas under `not`: whatever is declared there is demanded.
pub fn effect_as_demand(row: &Row) -> Effect {
    match row.kind {
        "property-added" | "property-added-with-default" => Effect::Narrows,
        "property-removed" => Effect::Widens,
        _ => row.effect,
    }
}

/// As [`effect_of`], for members of `allOf`: a property that is declared and not required demands nothing.
pub fn effect_of_member(local: &super::schema::Local) -> Option<Effect> {
    match local.kind {
        "property-added" | "property-added-with-default" if !local.flags.required => None,
        "property-removed" if !local.flags.required => None,
        _ => effect_of(local),
    }
}
