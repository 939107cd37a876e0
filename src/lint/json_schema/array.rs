//! Keywords for arrays.

use serde_json::Value;

use super::scalar::limit;
use super::{Run, Violation};
use crate::collections::HashMap;
use crate::json::canonical;
use crate::json::members::Members;
use crate::json::number::equal;

impl<'s, 'd> Run<'_, 's, 'd> {
    pub(super) fn array(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        self.each(
            &[Self::item_count, Self::unique_items, Self::items, Self::contains, Self::unevaluated_items],
            schema,
            data,
            found,
        )
    }

    fn item_count(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        self.count(schema, data, ("maxItems", "minItems", "items"), found)
    }

    fn unique_items(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let (Some(Value::Bool(true)), Value::Array(items)) = (schema.get("uniqueItems"), data) else {
            return true;
        };
        match duplicate(items) {
            Some((one, other)) => {
                let message =
                    format!("must not have duplicate items (items ## {one} and {other} are identical)");
                self.fail("uniqueItems", &message, found)
            }
            None => true,
        }
    }

    fn items(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let Value::Array(values) = data else { return true };
        let tuple = match (schema.get("prefixItems"), schema.get("items")) {
            (Some(Value::Array(tuple)), _) if self.schema.dialect.is_modern() => Some((tuple, "items")),
            (_, Some(Value::Array(tuple))) => Some((tuple, "additionalItems")),
            _ => None,
        };
        let (tuple, rest) =
            tuple.map_or((&[] as &[Value], "items"), |(tuple, rest)| (tuple.as_slice(), rest));
        let others = schema.get(rest).filter(|others| !others.is_array());
        if others == Some(&Value::Bool(false)) && values.len() > tuple.len() && rest == "additionalItems" {
            let message = format!("must not have more than {} items", tuple.len());
            return self.fail("additionalItems", &message, found);
        }
        let schemas = tuple.iter().chain(others.into_iter().cycle());
        self.all(values.iter().zip(schemas).enumerate(), |run, (index, (value, inner))| {
            run.below(index.to_string(), inner, value, found)
        })
    }

    fn contains(&mut self, schema: Members<'s>, data: &'d Value, found: &mut Vec<Violation>) -> bool {
        let (Some(inner), Value::Array(values)) = (schema.get("contains"), data) else { return true };
        let modern = self.schema.dialect.is_modern();
        let least = limit(schema, "minContains").filter(|_| modern).unwrap_or(1.0);
        let most = limit(schema, "maxContains").filter(|_| modern);
        let mut against = Vec::new();
        let mut count = 0.0;
        for (index, value) in values.iter().enumerate() {
            if self.choice(|run| run.below(index.to_string(), inner, value, &mut against)) {
                count += 1.0;
            }
        }
        if count >= least && most.is_none_or(|most| count <= most) {
            return true;
        }
        // Where the first violation ends it, what each item lacks is no part of it.
        if self.schema.all_errors || self.in_choice {
            found.append(&mut against);
        }
        self.fail("contains", &format!("must contain at least {least} valid item(s)"), found)
    }

    fn unevaluated_items(
        &mut self,
        schema: Members<'s>,
        data: &'d Value,
        found: &mut Vec<Violation>,
    ) -> bool {
        let (Some(inner), Value::Array(values)) = (schema.get("unevaluatedItems"), data) else { return true };
        if !self.schema.dialect.is_modern() {
            return true;
        }
        let seen = self.evaluated_items(schema, data);
        let inner = self.schema.see(inner);
        if inner == &Value::Bool(false) && values.len() > seen {
            let message = format!("must not have more than {seen} items");
            return self.fail("unevaluatedItems", &message, found);
        }
        self.all(values.iter().enumerate().skip(seen), |run, (index, value)| {
            run.below(index.to_string(), inner, value, found)
        })
    }
}

/// The earlier and the later index of two equal items.
pub(super) fn duplicate(items: &[Value]) -> Option<(usize, usize)> {
    const FEW: usize = 24;
    if items.len() <= FEW {
        return (1..items.len()).rev().find_map(|at| {
            items[..at].iter().rposition(|earlier| equal(earlier, &items[at])).map(|earlier| (earlier, at))
        });
    }
    // Most long lists are of texts, which need no digest to be told apart.
    let (mut texts, mut others) = (HashMap::default(), HashMap::default());
    items.iter().enumerate().find_map(|(at, item)| {
        let earlier = match item {
            Value::String(text) => texts.insert(text, at),
            other => others.insert(canonical::digest(other), at),
        };
        earlier.map(|earlier| (earlier, at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_are_found_in_lists_of_any_length() {
        for others in [3, 30] {
            let mut items: Vec<Value> = (0..others).map(|n| Value::from(format!("{n}"))).collect();
            items.push(Value::from(1));
            assert_eq!(duplicate(&items), None, "a text is no number");
            items.push(serde_json::json!(1.0));
            assert_eq!(duplicate(&items), Some((others, others + 1)));
            items.truncate(others);
            items.push(Value::from("2"));
            assert_eq!(duplicate(&items), Some((2, others)));
        }
    }
}
