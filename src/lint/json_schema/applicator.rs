//! Keywords that apply schemas to the value itself.

use serde_json::Value;

use super::{Run, Violation};
use crate::json::members::Members;

impl<'s, 'd> Run<'_, 's, 'd> {
    pub(super) fn not(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let Some(inner) = schema.get("not") else { return true };
        let before = std::mem::replace(&mut self.negated, true);
        let accepted = self.accepts(inner, data);
        self.negated = before;
        if accepted { self.fail("not", "must not be valid", found) } else { true }
    }

    /// Does something with a schema that one of several things must satisfy.
    pub(super) fn choice<T>(&mut self, check: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.in_choice, true);
        let checked = check(self);
        self.in_choice = before;
        checked
    }

    pub(super) fn any_of(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(choices) = schema.get("anyOf").and_then(Value::as_array) else { return true };
        let mut against = Vec::new();
        if choices.iter().any(|choice| self.choice(|run| run.check(choice, data, &mut against))) {
            return true;
        }
        found.append(&mut against);
        self.fail("anyOf", "must match a schema in anyOf", found)
    }

    pub(super) fn one_of(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(choices) = schema.get("oneOf").and_then(Value::as_array) else { return true };
        let mut against = Vec::new();
        let mut passing = 0;
        for choice in choices {
            passing += usize::from(self.choice(|run| run.check(choice, data, &mut against)));
            if passing > 1 {
                break;
            }
        }
        if passing == 1 {
            return true;
        }
        found.append(&mut against);
        self.fail("oneOf", "must match exactly one schema in oneOf", found)
    }

    pub(super) fn all_of(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        self.all(parts, |run, part| run.check(part, data, found))
    }

    pub(super) fn condition(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Some(test) = schema.get("if") else { return true };
        let word = if self.accepts(test, data) { "then" } else { "else" };
        let Some(consequence) = schema.get(word) else { return true };
        let valid = self.check(consequence, data, found);
        // That the consequence fails is told beside why it does, unless one violation is enough.
        if valid || !self.schema.all_errors {
            return valid;
        }
        self.fail("if", &format!("must match \"{word}\" schema"), found)
    }
}
