//! Bounds of numbers, lengths and counts as one value each, whatever keyword spells them.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{Schema, Types};
use crate::json::number;

/// Which end of the range a bound closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// `minimum` and `exclusiveMinimum`.
    Lower,
    /// `maximum` and `exclusiveMaximum`.
    Upper,
}

/// The bound that is in force: its value, and whether the value itself is outside.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The limit.
    pub value: Number,
    /// Whether the limit itself does not fit.
    pub exclusive: bool,
}

impl Bound {
    /// The bound in force for numbers at an edge: the tightest of all nodes, in the spelling of 3.0 (a flag) or 3.1 (a number).
    pub fn of(schema: &Schema<'_>, edge: Edge) -> Option<Self> {
        let (plain, strict) = match edge {
            Edge::Lower => ("minimum", "exclusiveMinimum"),
            Edge::Upper => ("maximum", "exclusiveMaximum"),
        };
        let mut tightest: Option<Self> = None;
        for node in &schema.nodes {
            let flag = node.map.get(strict).is_some_and(|value| value == &Value::Bool(true));
            let plain = number_at(node.map.get(plain)).map(|value| Self { value, exclusive: flag });
            let strict = number_at(node.map.get(strict)).map(|value| Self { value, exclusive: true });
            for bound in [plain, strict].into_iter().flatten() {
                if tightest.as_ref().is_none_or(|best| bound.tightness(best, edge) == Ordering::Greater) {
                    tightest = Some(bound);
                }
            }
        }
        tightest
    }

    /// How tight this bound is beside another at the same edge: greater is tighter.
    pub fn tightness(&self, other: &Self, edge: Edge) -> Ordering {
        let by_value = number::compare(&self.value, &other.value);
        let by_value = if edge == Edge::Upper { by_value.reverse() } else { by_value };
        by_value.then(self.exclusive.cmp(&other.exclusive))
    }

    /// For integers an open bound is the closed one beside it.
    #[must_use]
    pub fn closed_for(self, types: Types, edge: Edge) -> Self {
        let integers = !types.is_empty() && Types::INTEGER.contains(types.and(Types::named("number")));
        match self.value.as_i64() {
            Some(value) if integers && self.exclusive => {
                let step = if edge == Edge::Upper { -1 } else { 1 };
                Self { value: value.saturating_add(step).into(), exclusive: false }
            }
            _ => self,
        }
    }
}

/// The number under a keyword of one node.
fn number_at(value: Option<&Value>) -> Option<Number> {
    value.and_then(Value::as_number).cloned()
}

/// The tightest number under a keyword of all nodes; upper bounds take the smallest.
pub fn tightest(schema: &Schema<'_>, key: &str, edge: Edge) -> Option<Number> {
    let all = schema.all(key).filter_map(|(_, value)| value.as_number());
    all.reduce(|best, other| match (number::compare(best, other), edge) {
        (Ordering::Greater, Edge::Upper) | (Ordering::Less, Edge::Lower) => other,
        _ => best,
    })
    .cloned()
}

impl Schema<'_> {
    /// The tightest number under a keyword of all nodes.
    pub fn limit(&self, key: &str, edge: Edge) -> Option<Number> {
        tightest(self, key, edge)
    }
}
