//! Keywords for numbers and strings, and those that compare whole values.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::{Detail, Dialect, Run, Violation, formats};
use crate::json::members::Members;
use crate::json::number::{compare, equal};
use crate::regexp::Pattern;

impl<'s, 'd> Run<'_, 's, 'd> {
    pub(super) fn number(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Value::Number(number) = data else { return true };
        let limits: [Limit; 4] = [
            ("maximum", "<=", |o| o == Ordering::Greater),
            ("minimum", ">=", |o| o == Ordering::Less),
            ("exclusiveMaximum", "<", |o| o != Ordering::Less),
            ("exclusiveMinimum", ">", |o| o != Ordering::Greater),
        ];
        let mut valid = true;
        for (keyword, sign, breaks) in limits {
            let Some(Value::Number(limit)) = schema.get(keyword) else { continue };
            let strict = self.is_strict(schema, keyword);
            let order = compare(number, limit);
            if breaks(order) || (strict && order == Ordering::Equal) {
                let sign = if strict { sign.trim_end_matches('=') } else { sign };
                valid = self.fail(keyword, &format!("must be {sign} {limit}"), found);
            }
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        if let Some(Value::Number(step)) = schema.get("multipleOf")
            && !is_multiple(number, step)
        {
            valid = self.fail("multipleOf", &format!("must be multiple of {step}"), found);
        }
        if (valid || self.schema.all_errors)
            && let Some(format) = schema.get("format").and_then(Value::as_str)
            && !formats::number_is(format, number)
        {
            valid = self.fail("format", &format!("must match format \"{format}\""), found);
        }
        valid
    }

    /// In draft 4 `exclusiveMaximum: true` sharpens `maximum`.
    fn is_strict(&self, schema: Members<'_>, keyword: &str) -> bool {
        let flag = match keyword {
            "maximum" => "exclusiveMaximum",
            "minimum" => "exclusiveMinimum",
            _ => return false,
        };
        self.schema.dialect == Dialect::Draft4 && schema.get(flag) == Some(&Value::Bool(true))
    }

    pub(super) fn string(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let Value::String(text) = data else { return true };
        let mut valid = true;
        for (keyword, word) in [("maxLength", "more"), ("minLength", "fewer")] {
            let Some(limit) = limit(schema, keyword) else { continue };
            let length = super::count(text.chars().count());
            if (word == "more" && length > limit) || (word == "fewer" && length < limit) {
                let message = format!("must not have {word} than {limit} characters");
                valid = self.fail(keyword, &message, found);
            }
            if !valid && !self.schema.all_errors {
                return false;
            }
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str)
            && Pattern::compile(pattern, "").is_ok_and(|compiled| !compiled.is_match(text))
        {
            valid = self.fail("pattern", &format!("must match pattern \"{pattern}\""), found);
        }
        if (valid || self.schema.all_errors)
            && let Some(format) = schema.get("format").and_then(Value::as_str)
            && !formats::string_is(format, text)
        {
            valid = self.fail("format", &format!("must match format \"{format}\""), found);
        }
        valid
    }

    pub(super) fn constant(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        match schema.get("const") {
            Some(wanted) if !equal(wanted, data) => self.fail("const", "must be equal to constant", found),
            _ => true,
        }
    }

    pub(super) fn enumeration(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        match schema.get("enum") {
            Some(Value::Array(allowed)) if !allowed.iter().any(|value| equal(value, data)) => {
                let message = "must be equal to one of the allowed values";
                self.fail_with("enum", message, Detail::Allowed(allowed.clone()), found)
            }
            _ => true,
        }
    }
}

/// A keyword, its sign, and the order of value and limit that breaks it.
type Limit = (&'static str, &'static str, fn(Ordering) -> bool);

/// A limit that counts something.
pub(super) fn limit(schema: Members<'_>, keyword: &str) -> Option<f64> {
    schema.get(keyword)?.as_f64()
}

/// Whether a number is a whole multiple of another; what binary fractions add to the quotient does not count.
fn is_multiple(number: &Number, step: &Number) -> bool {
    let (Some(number), Some(step)) = (number.as_f64(), step.as_f64()) else { return true };
    if step == 0.0 {
        return true;
    }
    let quotient = number / step;
    (quotient - quotient.round()).abs() <= f64::EPSILON * 4.0 * quotient.abs().max(1.0)
}
